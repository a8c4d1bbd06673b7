/* quorum token-sign generate */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "error.h"
#include "key-options.h"
#include "options.h"
#include "quorum.h"
#include "reply-nodes.h"
#include "reply.h"
#include "roles.h"

enum option { OPT_CLUSTER_ID, OPT_SERVICE, OPT_TOKEN, OPT_FILTER };

/* In the order of enum quorum_service. */
static const struct option_choice services[QUORUM_SERVICES] = {
    {.value = "user",
	.help = "To create and delete users, and to change the password or MFA of others"},
    {.value = "quorum", .help = "To set the quorum value of any service"},
    {.value = "cluster", .help = "To configure the cluster as a whole, such as cluster mtls"},
    {.value = "registration", .help = "To register a public key"},
    {.value = "key-usage", .help = "To use a key: crypto sign"},
    {.value = "key-management",
	.help = "To manage a key: wrap, unwrap, share, unshare, set-attribute"},
};

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_SERVICE] =
	{
	    .name = "service",
	    .type = OPTION_ENUM,
	    .help = "Service that the token is for",
	    .choices = services,
	    .n_choices = ARRAY_LENGTH(services),
	    .flags = OPTION_REQUIRED,
	},
    [OPT_TOKEN] =
	{
	    .name = "token",
	    .type = OPTION_PATH,
	    .help = "File to write the unsigned token to",
	    .flags = OPTION_REQUIRED,
	},
    [OPT_FILTER] = FILTER_OPTION("filter", "the key, for key-usage and key-management,", 0),
};

static const struct example examples[] = {
    {"Get a token to register your public key with",
	"quorum token-sign generate --service registration --token registration.token"},
    {"Get a token to use a key with",
	"quorum token-sign generate --service key-usage --filter attr.label=data --token "
	"usage.token"},
};

static const struct reply_node answer_fields[] = {
    {.name = "path", .type = REPLY_STRING},
};

static const struct reply_node answer = OBJECT_NODE("", answer_fields);

static bool is_about_key(enum quorum_service service)
{
	return service == QUORUM_KEY_USAGE || service == QUORUM_KEY_MANAGEMENT;
}

static int check(const struct args *args, struct error *err)
{
	bool about_key = is_about_key((enum quorum_service)args_choice(args, OPT_SERVICE));

	if (about_key && !args_has(args, OPT_FILTER))
		return error_raise(err, ERR_USAGE,
		    "the services key-usage and key-management need --filter, which selects the "
		    "key");
	if (!about_key && args_has(args, OPT_FILTER))
		return error_raise(
		    err, ERR_USAGE, "--filter is for the services key-usage and key-management");
	return option_filter_check(args, OPT_FILTER, err);
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	enum quorum_service service = (enum quorum_service)args_choice(args, OPT_SERVICE);
	const char *path = args_text(args, OPT_TOKEN);
	struct key_filter filter = KEY_FILTER_INIT;
	int rc = option_filter(args, OPT_FILTER, &filter, err);

	if (rc == 0)
		rc = quorum_generate(
		    app->connection, service, is_about_key(service) ? &filter : NULL, path, err);
	key_filter_done(&filter);
	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_string(reply, "path", path);
	reply_end(reply);
	if (!context->interactive && service != QUORUM_REGISTRATION)
		context_hint(context,
		    "This token has ended with the command, since a token lives no "
		    "longer than its login. Use an interactive session.");
	return 0;
}

const struct command command_quorum_token_sign_generate = {
    .path = "quorum token-sign generate",
    .summary = "Generate a token",
    .description =
	"Gets a token from every HSM of the cluster and writes them to a file, as JSON, for the "
	"approvers to sign. A token is good for one operation, in the login that made it, for ten "
	"minutes of the estate's clock.\n\n"
	"Admins get tokens for the services user, quorum and cluster, one at a time for each; "
	"crypto users get tokens for key-usage and key-management of a key that is theirs or "
	"shared with them, which --filter selects. The service cluster is for hsm2m.medium "
	"only.\n\n"
	"An approver decodes the member token of the file, which is the SHA-256 of its "
	"approval_data, and signs it: openssl pkeyutl -sign -inkey user.key -pkeyopt "
	"digest:sha256 -in token.bin. The signature goes into the list signatures, in base64, as "
	"an object with username, role (admin or crypto-user) and signature. Whoever asks for the "
	"token may be one of the approvers. Hand the file to the --approval of the operation.\n\n"
	"An HSM that joins meanwhile has no token of its own, and refuses the file: delete the "
	"token and generate another.\n\n"
	"A token for registration is asked of no HSM and has another form: its value unsigned is "
	"signed, and the signature goes into signed. See user change-quorum token-sign register.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_ADMIN | BY_CRYPTO_USER,
    .check = check,
    .run = run,
};
