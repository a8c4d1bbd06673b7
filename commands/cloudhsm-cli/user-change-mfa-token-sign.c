/* user change-mfa token-sign */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "mfa.h"
#include "options.h"
#include "quorum.h"
#include "roles.h"
#include "secret.h"
#include "signed-token.h"
#include "user-reply.h"
#include "user.h"

#include <stdlib.h>

enum option {
	OPT_CLUSTER_ID,
	OPT_USERNAME,
	OPT_ROLE,
	OPT_CHANGE_PASSWORD,
	OPT_TOKEN,
	OPT_APPROVAL,
	OPT_DEREGISTER,
	OPT_CHANGE_QUORUM,
};

enum one_of { ONE_OF_CHANGES = 1 };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_USERNAME] = USERNAME_OPTION("Username of the user whose MFA is to change"),
    [OPT_ROLE] = ROLE_OPTION,
    [OPT_CHANGE_PASSWORD] =
	{
	    .name = "change-password",
	    .type = OPTION_SECRET,
	    .help = "Password that the user is to have from now on, in clear. Left out, it is "
		    "asked for twice on the terminal",
	},
    [OPT_TOKEN] =
	{
	    .name = "token",
	    .type = OPTION_PATH,
	    .help = "File to write the unsigned tokens to, one for each HSM",
	    .one_of = ONE_OF_CHANGES,
	},
    [OPT_APPROVAL] = APPROVAL_OPTION,
    [OPT_DEREGISTER] =
	{
	    .name = "deregister",
	    .type = OPTION_FLAG,
	    .help = "Removes the MFA public key, if there is one",
	    .one_of = ONE_OF_CHANGES,
	},
    [OPT_CHANGE_QUORUM] =
	{
	    .name = "change-quorum",
	    .type = OPTION_FLAG,
	    .help = "Changes the quorum public key along with that of MFA",
	},
};

static const struct example examples[] = {
    {"Log in with the password alone again",
	"user change-mfa token-sign --username alice --role crypto-user --deregister "
	"--change-password N3wPassw0rd"},
};

static int ask_password(struct command_context *context, const struct args *args,
    struct secret *password, struct error *err)
{
	const struct secret *given = args_secret(args, OPT_CHANGE_PASSWORD);

	if (!given)
		return context_ask_password(context, true, "--change-password", password, err);
	return secret_copy(password, given) != 0 ? error_raise(err, ERR_MEMORY) : 0;
}

/* Everything that is asked of the user, between the file of tokens and its signed form. */
static int ask_for_key(struct command_context *context, const struct args *args, char **token,
    char **public_key, struct error *err)
{
	const struct app *app = context->app;
	const char *path = args_text(args, OPT_TOKEN);
	int rc;

	if (!path)
		return 0;
	rc = mfa_ask(app->connection, path, err);
	if (rc == 0)
		rc = signed_token_ask(context, path, token, err);
	if (rc == 0)
		rc = context_ask_line(context, "Enter public key PEM file path:", public_key, err);
	return rc;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	enum user_role role = option_role(args, OPT_ROLE);
	struct quorum_approval *approval = NULL;
	struct secret password = SECRET_INIT;
	char username[USERNAME_MAX + 1];
	char *token = NULL, *public_key = NULL;
	int rc = user_name_normalise(args_text(args, OPT_USERNAME), username, err);

	if (rc == 0)
		rc = option_approval(args, OPT_APPROVAL, &approval, err);
	if (rc == 0)
		rc = ask_password(context, args, &password, err);
	if (rc == 0)
		rc = ask_for_key(context, args, &token, &public_key, err);
	if (rc == 0) {
		const struct mfa_change change = {
		    .username = username,
		    .role = role,
		    .password = &password,
		    .token_path = token,
		    .public_key_path = public_key,
		    .change_quorum = args_has(args, OPT_CHANGE_QUORUM),
		    .approval = approval,
		};

		rc = mfa_change(app->connection, &change, err);
	}
	free(token);
	free(public_key);
	secret_done(&password);
	quorum_approval_free(approval);
	if (rc == 0)
		user_reply_fill(reply, username, role);
	return rc;
}

const struct command command_user_change_mfa_token_sign = {
    .path = "user change-mfa token-sign",
    .summary = "Register or Deregister a public key using token-sign mfa strategy",
    .description =
	"Gives a user a second factor, another one, or takes it away; the password is set anew "
	"with it. Crypto users may do so for themselves, admins for anybody who is not logged in "
	"elsewhere.\n\n"
	"With --token the command asks for the new password twice (unless --change-password gives "
	"it), writes a file with a value for each HSM, and asks for the path of its signed form "
	"and of the public key, in PEM. Sign each unsigned value in between, decoded, with "
	"openssl pkeyutl -sign -inkey user.key -pkeyopt digest:sha256, and put the signatures "
	"into signed, in base64. The key is RSA of 2048 bits. A session that reads a file or a "
	"pipe takes its next two lines for the paths.\n\n"
	"MFA and quorum use one key. A user with MFA is registered for the quorum, too; one who is "
	"registered with another key must take that one, or change both with "
	"--change-quorum.\n\n"
	"--deregister takes the second factor away, and the registration that came with it; "
	"with --change-quorum a registration without MFA, too.\n\n" APPROVAL_TEXT(
	    "user") " Your own MFA needs no approval.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &user_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_ADMIN | BY_CRYPTO_USER,
    .run = run,
};
