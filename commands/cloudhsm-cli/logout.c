/* logout */
#include "commands.h"

#include "app.h"
#include "client.h"
#include "options.h"
#include "reply.h"
#include "roles.h"

static const struct option_spec options[] = {CLUSTER_ID_OPTION};

static const struct example examples[] = {
    {"Log out", "logout"},
};

static const struct reply_node answer = {.name = "", .type = REPLY_STRING};

static int run(struct command_context *context, const struct args *args UNUSED, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	int rc = client_logout(app->connection, err);

	if (rc == 0)
		reply_string(reply, NULL, "Logout successful");
	return rc;
}

const struct command command_logout = {
    .path = "logout",
    .summary = "Logout of your cluster",
    .description =
	"Ends the login to the cluster on every HSM. The session keys of that login are deleted. "
	"Logins to other clusters go on.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .needs = NEEDS_CLUSTER | MAY_LOGIN,
    .roles = BY_ADMIN | BY_CRYPTO_USER,
    .run = run,
};
