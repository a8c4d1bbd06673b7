/* key set-attribute */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "bytes.h"
#include "error.h"
#include "key-options.h"
#include "key-reply.h"
#include "key.h"
#include "options.h"
#include "quorum.h"
#include "roles.h"

enum option { OPT_CLUSTER_ID, OPT_FILTER, OPT_NAME, OPT_VALUE, OPT_APPROVAL };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_FILTER] = FILTER_OPTION("filter", "the key to change", OPTION_REQUIRED),
    [OPT_NAME] =
	{
	    .name = "name",
	    .type = OPTION_STRING,
	    .metavar = "KEY_ATTRIBUTE",
	    .help = "Attribute to set",
	    .flags = OPTION_REQUIRED,
	    .complete = complete_attribute_name,
	},
    [OPT_VALUE] =
	{
	    .name = "value",
	    .type = OPTION_LIST,
	    .metavar = "KEY_ATTRIBUTE_VALUE",
	    .help = "Value to give it; one with blanks in quotes",
	    .flags = OPTION_REQUIRED | OPTION_ONE_TOKEN | OPTION_ONE_WORD,
	},
    [OPT_APPROVAL] = APPROVAL_OPTION,
};

static const struct example examples[] = {
    {"Let a key encrypt", "key set-attribute --filter attr.label=data --name encrypt --value true"},
    {"Give a key another label",
	"key set-attribute --filter attr.label=sign-priv attr.class=private-key --name label "
	"--value \"signing key 2\""},
};

/* The one attribute that --name and --value make. */
static int read_attribute(
    const struct args *args, struct attribute_list *attributes, struct error *err)
{
	struct bytes text = BYTES_INIT;
	size_t count;
	const char *const *values = args_list(args, OPT_VALUE, &count);
	const char *word;
	int rc;

	bytes_append_format(&text, "%s=%s", args_text(args, OPT_NAME), values[0]);
	word = bytes_text(&text);
	rc = bytes_failed(&text) ? error_raise(err, ERR_MEMORY)
				 : attribute_list_parse(&word, 1, attributes, err);
	bytes_done(&text);
	return rc;
}

static int check(const struct args *args, struct error *err)
{
	struct attribute_list attributes = ATTRIBUTE_LIST_INIT;
	int rc = option_filter_check(args, OPT_FILTER, err);

	if (rc == 0)
		rc = read_attribute(args, &attributes, err);
	attribute_list_done(&attributes);
	return rc;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct attribute_list attributes = ATTRIBUTE_LIST_INIT;
	struct key_filter filter = KEY_FILTER_INIT;
	struct quorum_approval *approval = NULL;
	int rc = read_attribute(args, &attributes, err);

	if (rc == 0)
		rc = option_approval(args, OPT_APPROVAL, &approval, err);
	if (rc == 0)
		rc = option_filter(args, OPT_FILTER, &filter, err);
	if (rc == 0)
		rc = key_set_attribute(
		    app->connection, &filter, &attributes.values[0], approval, err);
	quorum_approval_free(approval);
	key_filter_done(&filter);
	attribute_list_done(&attributes);
	if (rc == 0)
		message_reply_fill(reply, "Attribute set successfully");
	return rc;
}

const struct command command_key_set_attribute = {
    .path = "key set-attribute",
    .summary = "Set an attribute for a key in the HSM cluster",
    .description =
	"Changes one attribute of one key, on every HSM. Only the crypto user who owns the key may "
	"do so. The attribute trusted is for admins only, and the only one that they can set.\n\n"
	"Can be set either way: label, id, encrypt, decrypt, derive, sign, verify, wrap, unwrap "
	"and "
	"destroyable. Can be set one way only: extractable and modifiable to false, "
	"wrap-with-trusted to true, and token to true, which turns a session key into a token key. "
	"A "
	"public key cannot unwrap, a private key cannot wrap. On hsm1.medium neither id nor "
	"extractable can be set, nor derive of an RSA key. What tells how a key came about, such "
	"as "
	"local, always-sensitive, never-extractable and check-value, can never be set.\n\n"
	"A key whose modifiable is false cannot be changed any more.\n\n" KEY_APPROVAL_TEXT(
	    "--approval", "key-management", "the key") " An admin who sets trusted needs none.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &message_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_ADMIN | BY_CRYPTO_USER,
    .check = check,
    .run = run,
};
