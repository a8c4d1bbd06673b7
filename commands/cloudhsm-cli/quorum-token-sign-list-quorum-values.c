/* quorum token-sign list-quorum-values */
#include "commands.h"

#include "app.h"
#include "options.h"
#include "quorum.h"
#include "reply-nodes.h"
#include "reply.h"
#include "roles.h"

static const struct option_spec options[] = {CLUSTER_ID_OPTION};

static const struct example examples[] = {
    {"List the quorum values", "quorum token-sign list-quorum-values"},
};

static const struct reply_node answer_fields[] = {
    {.name = "user", .type = REPLY_NUMBER},
    {.name = "quorum", .type = REPLY_NUMBER},
    {.name = "cluster", .type = REPLY_NUMBER, .flags = REPLY_OPTIONAL},
};

static const struct reply_node answer = OBJECT_NODE("", answer_fields);

static int run(struct command_context *context, const struct args *args UNUSED, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct quorum_values values;
	int rc = quorum_get_values(app->connection, &values, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	for (enum quorum_service i = QUORUM_USER; i < QUORUM_VALUES; i++) {
		if (i == QUORUM_CLUSTER && !values.has_cluster)
			continue;
		reply_number(reply, quorum_service_name(i), values.values[i]);
	}
	reply_end(reply);
	if (!values.agree)
		context_warn(context, "The HSMs disagree about quorum values, of which the highest "
				      "are shown. Set them again.");
	return 0;
}

const struct command command_quorum_token_sign_list_quorum_values = {
    .path = "quorum token-sign list-quorum-values",
    .summary = "List current quorum values",
    .description =
	"Lists how many approvals the services user, quorum and (hsm2m.medium only) cluster take. "
	"1 means that no approval is needed. Where the HSMs disagree, the highest is shown, with a "
	"warning: set the value again to repair that. Nobody has to be logged in.\n\n"
	"Quorum values of keys are in key list --verbose.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .needs = NEEDS_CLUSTER | MAY_LOGIN,
    .run = run,
};
