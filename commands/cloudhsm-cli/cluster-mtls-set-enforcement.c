/* cluster mtls set-enforcement */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "cluster-mtls-reply.h"
#include "mtls.h"
#include "options.h"
#include "quorum.h"
#include "reply-nodes.h"
#include "reply.h"
#include "roles.h"

enum option { OPT_CLUSTER_ID, OPT_LEVEL, OPT_APPROVAL };

/* In the order of enum mtls_level. */
static const struct option_choice levels[] = {
    {.value = "none", .help = "Take clients with and without a certificate"},
    {.value = "cluster", .help = "Take only clients with a certificate under a trust anchor"},
};

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_LEVEL] =
	{
	    .name = "level",
	    .type = OPTION_ENUM,
	    .help = "Level of enforcement",
	    .choices = levels,
	    .n_choices = ARRAY_LENGTH(levels),
	    .flags = OPTION_REQUIRED,
	},
    [OPT_APPROVAL] = APPROVAL_OPTION,
};

static const struct example examples[] = {
    {"Take only clients with a certificate", "cluster mtls set-enforcement --level cluster"},
};

static const struct reply_node answer_fields[] = {
    {.name = "message", .type = REPLY_STRING},
};

static const struct reply_node answer = OBJECT_NODE("", answer_fields);

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	enum mtls_level level = (enum mtls_level)args_choice(args, OPT_LEVEL);
	struct quorum_approval *approval = NULL;
	int rc = option_approval(args, OPT_APPROVAL, &approval, err);

	if (rc == 0)
		rc = mtls_set_level(app->connection, level, approval, err);
	quorum_approval_free(approval);
	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_format(reply, "message", "Mtls enforcement level set to %s successfully",
	    level == MTLS_CLUSTER ? "Cluster" : "None");
	reply_end(reply);
	return 0;
}

const struct command command_cluster_mtls_set_enforcement = {
    .path = "cluster mtls set-enforcement",
    .summary = "Set mutual TLS enforcement level",
    .description =
	"Decides whether the HSMs take clients without a certificate. With --level cluster all "
	"connections of such clients are dropped, logins with them, and new ones fail: Error: "
	"\"HSM is disconnected\".\n\n"
	"Only the user whose name is admin may do so, over a connection with a certificate of its "
	"own: register a trust anchor, run configure-cli with --client-cert-hsm-tls-file and "
	"--client-key-hsm-tls-file, and start again. Other admins get the text \"An Admin must be "
	"logged in to set policy on an HSM\", as they do from the service.\n\n" APPROVAL_TEXT(
	    "cluster") "\n\n" MTLS_TEXT,
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    /* No login is asked for here: the HSM has a text of its own for those who may not. */
    .needs = NEEDS_CLUSTER | MAY_LOGIN,
    .roles = BY_ADMIN,
    .run = run,
};
