/* user list */
#include "commands.h"

#include "app.h"
#include "options.h"
#include "reply-nodes.h"
#include "reply.h"
#include "roles.h"
#include "user-reply.h"
#include "user.h"

#include <stdlib.h>

static const struct option_spec options[] = {CLUSTER_ID_OPTION};

static const struct example examples[] = {
    {"List the users", "user list"},
};

static const struct reply_node user_node = OBJECT_NODE("", user_view_fields);

static const struct reply_node answer_fields[] = {
    LIST_NODE("users", &user_node),
};

static const struct reply_node answer = OBJECT_NODE("", answer_fields);

static int run(struct command_context *context, const struct args *args UNUSED, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct user_view *users = NULL;
	size_t count = 0;
	int rc = user_list(app->connection, &users, &count, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_array(reply, "users");
	for (size_t i = 0; i < count; i++)
		user_view_reply(reply, NULL, &users[i]);
	reply_end(reply);
	reply_end(reply);
	free(users);
	return 0;
}

const struct command command_user_list = {
    .path = "user list",
    .summary = "List the users in your cluster",
    .description =
	"Lists the users of the cluster in the order in which they were created, the HSMs' own "
	"app_user last. Nobody has to be logged in; as a single command it logs in if "
	"CLOUDHSM_ROLE "
	"and CLOUDHSM_PIN are set, and so fails when they are wrong.\n\n"
	"locked is a string: \"false\", \"true\", or \"inconsistent\" when the HSMs disagree. "
	"cluster-coverage is \"full\" when the user is the same on every HSM that is now in the "
	"cluster, otherwise \"inconsistent\": create the user again to repair that. role may be "
	"\"inconsistent\" too, or \"unactivated-admin\" for the first admin of a cluster that has "
	"not been activated. mfa and quorum hold the strategy token-sign with the status "
	"\"enabled\", or \"inconsistent\" when the HSMs disagree, for users with a second factor "
	"and for those who are registered for the quorum.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .needs = NEEDS_CLUSTER | MAY_LOGIN,
    .run = run,
};
