/* login, and the form of it with a second factor. */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "client.h"
#include "error.h"
#include "mfa.h"
#include "options.h"
#include "roles.h"
#include "secret.h"
#include "signed-token.h"
#include "user-reply.h"

#include <stdlib.h>

enum option { OPT_CLUSTER_ID, OPT_USERNAME, OPT_ROLE, OPT_PASSWORD, OPT_TOKEN };

#define LOGIN_OPTIONS                                                                              \
	[OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,                                                      \
	[OPT_USERNAME] = USERNAME_OPTION("Username to log in with, in either case"),               \
	[OPT_ROLE] = ROLE_OPTION, [OPT_PASSWORD] = PASSWORD_OPTION

static const struct option_spec options[] = {LOGIN_OPTIONS};

static const struct example examples[] = {
    {"Log in as a crypto user", "login --username alice --role crypto-user --password Passw0rd!"},
    {"Log in as an admin", "login --username admin --role admin --password Passw0rd!"},
};

static void fill(struct command_context *context, struct reply *reply)
{
	const struct app *app = context->app;

	user_reply_fill(
	    reply, connection_username(app->connection), connection_role(app->connection));
	if (!context->interactive)
		context_hint(context, "This login has ended with the command. Log in within an "
				      "interactive session, or set CLOUDHSM_ROLE and CLOUDHSM_PIN "
				      "for single commands.");
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct secret password = SECRET_INIT;
	int rc;

	/* Nobody should type a password for nothing. */
	if (connection_role(app->connection) != ROLE_NONE)
		return error_raise(err, ERR_ALREADY_LOGGED_IN);
	rc = option_password(context, args, OPT_PASSWORD, ASK_ONCE, &password, err);
	if (rc == 0)
		rc = client_login(app->connection, args_text(args, OPT_USERNAME),
		    option_role(args, OPT_ROLE), &password, err);
	secret_done(&password);
	if (rc == 0)
		fill(context, reply);
	return rc;
}

const struct command command_login = {
    .path = "login",
    .summary = "Login to your cluster",
    .description =
	"Logs in to every HSM of the cluster. The login lasts until logout or the end of the "
	"session; somebody who is logged in has to log out before another user can log in. A "
	"session may be logged in to several clusters at once, each with --cluster-id.\n\n"
	"Usernames are taken in either case and shown in lower case; the role and the password "
	"have to match exactly. A wrong password, an unknown user, a wrong role and a locked user "
	"are all answered alike. An HSM locks a user after more than five wrong passwords, and one "
	"HSM is enough to keep the user out, until "
	"an "
	"admin sets a new one with user change-password; HSMs count each for itself.\n\n"
	"As a single command login only tells whether the password is right, since the login ends "
	"with the process. Single commands take CLOUDHSM_ROLE and CLOUDHSM_PIN from the "
	"environment instead, which login ignores.\n\n"
	"Users with a second factor log in with login mfa-token-sign.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &user_reply,
    .needs = NEEDS_CLUSTER,
    .run = run,
};

static const struct option_spec mfa_options[] = {
    LOGIN_OPTIONS,
    [OPT_TOKEN] =
	{
	    .name = "token",
	    .type = OPTION_PATH,
	    .help = "File to write the unsigned tokens to, one for each HSM",
	    .flags = OPTION_REQUIRED,
	},
};

static const struct example mfa_examples[] = {
    {"Log in with a password and a signed token",
	"login --username alice --role crypto-user --password Passw0rd! mfa-token-sign --token "
	"login.token"},
};

static int run_mfa(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	const char *token = args_text(args, OPT_TOKEN);
	struct secret password = SECRET_INIT;
	char *path = NULL;
	int rc;

	if (connection_role(app->connection) != ROLE_NONE)
		return error_raise(err, ERR_ALREADY_LOGGED_IN);
	rc = option_password(context, args, OPT_PASSWORD, ASK_ONCE, &password, err);
	if (rc == 0)
		rc = mfa_ask(app->connection, token, err);
	if (rc == 0)
		rc = signed_token_ask(context, token, &path, err);
	if (rc == 0)
		rc = mfa_login(app->connection, args_text(args, OPT_USERNAME),
		    option_role(args, OPT_ROLE), &password, path, err);
	free(path);
	secret_done(&password);
	if (rc == 0)
		fill(context, reply);
	return rc;
}

const struct command command_login_mfa_token_sign = {
    .path = "login mfa-token-sign",
    .summary = "Login with token-sign mfa",
    .description =
	"Logs in with a password and a second factor. The options of login stand in front of "
	"mfa-token-sign. The command writes a file with a value for each HSM, and asks for the "
	"path of its signed form. Sign each unsigned value in between, decoded, with the key that "
	"user change-mfa token-sign has registered (openssl pkeyutl -sign -inkey user.key -pkeyopt "
	"digest:sha256), and put the signatures into signed, in base64.\n\n"
	"A session that reads a file or a pipe takes its next line for the path; an empty one "
	"means the file that --token names. A wrong signature is answered, and counted, as a "
	"wrong password is; a file that lacks one of the signatures is refused before anything is "
	"counted. HSMs that join later are not logged in to.",
    .options = mfa_options,
    .n_options = ARRAY_LENGTH(mfa_options),
    .examples = mfa_examples,
    .n_examples = ARRAY_LENGTH(mfa_examples),
    .reply = &user_reply,
    .needs = NEEDS_CLUSTER,
    .run = run_mfa,
};
