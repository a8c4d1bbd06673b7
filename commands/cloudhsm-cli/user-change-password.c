/* user change-password */
#include "commands.h"

#include "args.h"
#include "options.h"
#include "roles.h"
#include "user-password.h"
#include "user-reply.h"
#include "user.h"

enum option { OPT_DEREGISTER_MFA = USER_PASSWORD_COUNT, OPT_DEREGISTER_QUORUM };

/* The service's help names a value; it is not known whether it asks for one. */
static const struct option_choice yes_or_no[] = {{.value = "true"}, {.value = "false"}};

#define DEREGISTER_OPTION(option_name, option_metavar, use)                                        \
	{                                                                                          \
		.name = (option_name), .type = OPTION_ENUM, .metavar = (option_metavar),           \
		.help = "Whether to remove the user's " use " public key, if there is one; true "  \
			"without a value",                                                         \
		.choices = yes_or_no, .n_choices = ARRAY_LENGTH(yes_or_no), .flags = OPTION_BARE,  \
	}

static const struct option_spec options[] = {
    USER_PASSWORD_OPTIONS("Username of the user whose password is to change"),
    [OPT_DEREGISTER_MFA] = DEREGISTER_OPTION("deregister-mfa", "DEREGISTER-MFA", "MFA"),
    [OPT_DEREGISTER_QUORUM] = DEREGISTER_OPTION("deregister-quorum", "DEREGISTER-QUORUM", "quorum"),
};

static const struct example examples[] = {
    {"Change your own password",
	"user change-password --username alice --role crypto-user --password N3wPassw0rd"},
    {"Change it, and take part in no quorum any more",
	"user change-password --username alice --role crypto-user --password N3wPassw0rd "
	"--deregister-quorum true"},
};

static bool is_true(const struct args *args, unsigned option)
{
	return args_choice(args, option) == 0;
}

static int change(struct connection *connection, const struct args *args, const char *username,
    enum user_role role, const struct secret *password, const struct quorum_approval *approval,
    struct error *err)
{
	const struct user_password_change change = {
	    .deregister_mfa = is_true(args, OPT_DEREGISTER_MFA),
	    .deregister_quorum = is_true(args, OPT_DEREGISTER_QUORUM),
	    .approval = approval,
	};

	return user_change_password(connection, username, role, password, &change, err);
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return user_password_run(context, args, change, reply, err);
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
	"You can change your own password, but not that of another user who is logged in.\n\n"
	"A user with a second factor keeps it, but has to register for the quorum again: the "
	"registration goes with the old password. --deregister-mfa takes the second factor away, "
	"--deregister-quorum the registration.\n\n" APPROVAL_TEXT(
	    "user") " Your own password needs no approval.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &user_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_ADMIN | BY_CRYPTO_USER,
    .run = run,
};
