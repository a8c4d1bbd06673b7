/* user change-password */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "options.h"
#include "roles.h"
#include "secret.h"
#include "user-reply.h"
#include "user.h"

enum option {
	OPT_CLUSTER_ID,
	OPT_USERNAME,
	OPT_ROLE,
	OPT_PASSWORD,
	OPT_APPROVAL,
	OPT_DEREGISTER_MFA,
	OPT_DEREGISTER_QUORUM,
};

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_USERNAME] = USERNAME_OPTION("Username of the user whose password is to change"),
    [OPT_ROLE] = ROLE_OPTION,
    [OPT_PASSWORD] = NEW_PASSWORD_OPTION,
    [OPT_APPROVAL] = APPROVAL_OPTION,
    [OPT_DEREGISTER_MFA] =
	{
	    .name = "deregister-mfa",
	    .type = OPTION_STRING,
	    .metavar = "DEREGISTER-MFA",
	    .help = "Whether to remove the user's MFA public key, if there is one",
	    .flags = OPTION_LATER,
	},
    [OPT_DEREGISTER_QUORUM] =
	{
	    .name = "deregister-quorum",
	    .type = OPTION_STRING,
	    .metavar = "DEREGISTER-QUORUM",
	    .help = "Whether to remove the user's quorum public key, if there is one",
	    .flags = OPTION_LATER,
	},
};

static const struct example examples[] = {
    {"Change your own password",
	"user change-password --username alice --role crypto-user --password N3wPassw0rd"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	enum user_role role = option_role(args, OPT_ROLE);
	struct secret password = SECRET_INIT;
	char username[USERNAME_MAX + 1];
	int rc = user_name_normalise(args_text(args, OPT_USERNAME), username, err);

	if (rc == 0)
		rc = option_password(context, args, OPT_PASSWORD, ASK_TWICE, &password, err);
	if (rc == 0)
		rc = user_change_password(app->connection, username, role, &password, err);
	secret_done(&password);
	if (rc == 0)
		user_reply_fill(reply, username, role);
	return rc;
}

const struct command command_user_change_password = {
    .path = "user change-password",
    .summary = "Change a user's password",
    .description =
	"Sets a new password for a user on every HSM of the cluster. Crypto users may change their "
	"own, admins that of anybody. The old password is not asked for. A user who was locked by "
	"too many wrong passwords is unlocked.\n\n"
	"A password has 8 to 32 characters, none of them a colon. Without --password it is asked "
	"for twice on the terminal; with no terminal the command fails at once.\n\n"
	"You can change your own password, but not that of another user who is logged in. "
	"--approval, --deregister-mfa and --deregister-quorum are known but not simulated yet.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &user_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_ADMIN | BY_CRYPTO_USER,
    .run = run,
};
