/* user change-password */
#include "commands.h"

#include "options.h"
#include "roles.h"
#include "user-password.h"
#include "user-reply.h"
#include "user.h"

enum option { OPT_DEREGISTER_MFA = USER_PASSWORD_COUNT, OPT_DEREGISTER_QUORUM };

static const struct option_spec options[] = {
    USER_PASSWORD_OPTIONS("Username of the user whose password is to change"),
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
	return user_password_run(context, args, user_change_password, reply, err);
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
