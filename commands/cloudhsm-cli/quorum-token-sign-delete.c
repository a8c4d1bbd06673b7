/* quorum token-sign delete */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "options.h"
#include "quorum.h"
#include "reply.h"
#include "roles.h"

enum option { OPT_CLUSTER_ID, OPT_SCOPE };
enum scope { SCOPE_USER, SCOPE_ALL };

static const struct option_choice scopes[] = {
    [SCOPE_USER] = {.value = "user", .help = "Your own tokens"},
    [SCOPE_ALL] = {.value = "all", .help = "The tokens of all users"},
};

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_SCOPE] =
	{
	    .name = "scope",
	    .type = OPTION_ENUM,
	    .help = "Whose tokens to delete",
	    .choices = scopes,
	    .n_choices = ARRAY_LENGTH(scopes),
	    .flags = OPTION_REQUIRED,
	},
};

static const struct example examples[] = {
    {"Delete your own tokens", "quorum token-sign delete --scope user"},
    {"Delete all tokens", "quorum token-sign delete --scope all"},
};

static const struct reply_node answer = {.name = "", .type = REPLY_STRING};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	int rc =
	    quorum_delete_tokens(app->connection, args_choice(args, OPT_SCOPE) == SCOPE_ALL, err);

	if (rc == 0)
		reply_string(reply, NULL, "Deletion of quorum token(s) successful");
	return rc;
}

const struct command command_quorum_token_sign_delete = {
    .path = "quorum token-sign delete",
    .summary = "Delete one or more Quorum Tokens",
    .description =
	"Deletes tokens from every HSM of the cluster: your own, or those of all users. Files of "
	"deleted tokens approve nothing any more. Admins only. That there was none is no error.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_ADMIN,
    .run = run,
};
