/* configure-cli remove-cluster: one cluster less in the configuration. */
#include "app.h"

#include "args.h"
#include "config.h"

enum option { OPT_CLUSTER_ID };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = {.name = "cluster-id",
	.type = OPTION_STRING,
	.flags = OPTION_REQUIRED,
	.help = "The cluster to remove"},
};

static const struct example examples[] = {
    {"Forget a cluster that has been replaced", "remove-cluster --cluster-id <CLUSTER_ID>"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply UNUSED,
    struct error *err)
{
	struct app *app = context->app;
	int rc = config_remove_cluster(app->config, args_text(args, OPT_CLUSTER_ID), err);

	return rc == 0 ? app_save(app, err) : rc;
}

const struct command command_remove_cluster = {
    .path = "remove-cluster",
    .summary = "Remove a cluster from the configuration",
    .description =
	"Takes a cluster out of the configuration file of this client host. The cluster itself is "
	"not touched, and it may be gone already.\n\n"
	"When the last cluster is removed, its place is that of a client host on which none was "
	"configured yet; the settings of the log stay.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .style = ANSWER_SILENT,
    .run = run,
};
