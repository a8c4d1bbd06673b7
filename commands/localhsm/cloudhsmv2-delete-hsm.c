/* cloudhsmv2 delete-hsm: DeleteHsm. */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "aws-options.h"
#include "error.h"
#include "estate.h"
#include "reply.h"
#include "roles.h"

enum option { OPT_CLUSTER_ID, OPT_HSM_ID, OPT_ENI_ID, OPT_ENI_IP, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION("Cluster that loses the HSM"),
    [OPT_HSM_ID] = {.name = "hsm-id", .type = OPTION_STRING, .help = "The HSM, by its id"},
    [OPT_ENI_ID] = {.name = "eni-id",
	.type = OPTION_STRING,
	.help = "The HSM, by the id of its network interface"},
    [OPT_ENI_IP] = {.name = "eni-ip", .type = OPTION_STRING, .help = "The HSM, by its address"},
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Delete the HSM at an address",
	"cloudhsmv2 delete-hsm --cluster-id <CLUSTER_ID> --eni-ip 10.0.2.4"},
};

static const struct reply_node members[] = {{.name = "HsmId", .type = REPLY_STRING}};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = 1};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	struct app *app = context->app;
	char deleted[RESOURCE_ID_MAX + 1];
	int rc = estate_delete_hsm(app->estate, args_text(args, OPT_CLUSTER_ID),
	    args_text(args, OPT_HSM_ID), args_text(args, OPT_ENI_ID), args_text(args, OPT_ENI_IP),
	    deleted, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_string(reply, "HsmId", deleted);
	reply_end(reply);
	return 0;
}

const struct command command_cloudhsmv2_delete_hsm = {
    .path = "cloudhsmv2 delete-hsm",
    .summary = "Delete an HSM",
    .description =
	"Deletes one HSM of a cluster, which is named by exactly one of --hsm-id, --eni-id and "
	"--eni-ip. If the cluster is active, what the HSM holds is backed up first, so that a "
	"cluster can lose its last HSM and be given a new one later.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .run = run,
};
