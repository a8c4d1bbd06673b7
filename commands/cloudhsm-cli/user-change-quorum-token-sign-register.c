/* user change-quorum token-sign register */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "client.h"
#include "options.h"
#include "quorum.h"
#include "roles.h"
#include "user-reply.h"

enum option { OPT_CLUSTER_ID, OPT_PUBLIC_KEY, OPT_SIGNED_TOKEN };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_PUBLIC_KEY] =
	{
	    .name = "public-key",
	    .type = OPTION_PATH,
	    .help = "File with your public key, in PEM",
	    .flags = OPTION_REQUIRED,
	},
    [OPT_SIGNED_TOKEN] =
	{
	    .name = "signed-token",
	    .type = OPTION_PATH,
	    .help = "File with the registration token, signed with your private key",
	    .flags = OPTION_REQUIRED,
	},
};

static const struct example examples[] = {
    {"Register the key that you have signed a token with",
	"user change-quorum token-sign register --public-key alice.pub --signed-token "
	"alice.token"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	int rc = quorum_register(app->connection, args_text(args, OPT_PUBLIC_KEY),
	    args_text(args, OPT_SIGNED_TOKEN), err);

	if (rc == 0)
		user_reply_fill(
		    reply, connection_username(app->connection), connection_role(app->connection));
	return rc;
}

const struct command command_user_change_quorum_token_sign_register = {
    .path = "user change-quorum token-sign register",
    .summary = "Register a user for quorum authentication with a public key",
    .description =
	"Registers the public key of the user who is logged in, on every HSM of the cluster, so "
	"that the user's signatures count as approvals: an admin's for the services user, quorum "
	"and cluster, a crypto user's for keys that are theirs or shared with them. A key that "
	"was registered before is replaced.\n\n"
	"The key is RSA of 2048 bits, made outside: openssl genrsa -out user.key 2048, then "
	"openssl rsa -in user.key -pubout -out user.pub. To prove that you have the private half, "
	"get a token with quorum token-sign generate --service registration, decode its value "
	"unsigned, sign that (openssl pkeyutl -sign -inkey user.key -pkeyopt digest:sha256) and "
	"put the signature into signed, in base64.\n\n"
	"MFA and quorum use one key: the key of a user with MFA must be the one that is "
	"registered for MFA.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &user_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_ADMIN | BY_CRYPTO_USER,
    .run = run,
};
