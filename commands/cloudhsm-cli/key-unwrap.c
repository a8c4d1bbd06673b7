/* Unwraps a key with an RSA private key, by whatever mechanism, from a file or from an option. */
#include "key-unwrap.h"

#include "app.h"
#include "args.h"
#include "bytes.h"
#include "error.h"
#include "files.h"
#include "key-options.h"
#include "key-reply.h"
#include "options.h"

#include <string.h>

/* A wrapped RSA-4096 private key has less than 3 KiB. */
#define WRAPPED_MAX ((size_t)64 * 1024)

enum option {
	OPT_CLUSTER_ID,
	OPT_FILTER,
	OPT_DATA_PATH,
	OPT_DATA,
	OPT_ATTRIBUTES,
	OPT_SHARE_CRYPTO_USERS,
	OPT_MANAGE_QUORUM,
	OPT_USE_QUORUM,
	OPT_HASH_FUNCTION,
	OPT_MGF,
	OPT_KEY_TYPE_CLASS,
	OPT_LABEL,
	OPT_SESSION,
	OPT_APPROVAL,
};

enum one_of { WRAPPED_DATA = 1 };

static const struct option_choice classes[] = {
    {.value = "aes"},
    {.value = "des3", .aliases = (const char *const[]){"3des", NULL}},
    {.value = "ec-private"},
    {.value = "generic-secret"},
    {.value = "rsa-private"},
};

/* In the order of classes. */
static const struct {
	enum key_type type;
	enum key_class class;
} kinds[ARRAY_LENGTH(classes)] = {
    {KEY_AES, KEY_CLASS_SECRET},
    {KEY_DES3, KEY_CLASS_SECRET},
    {KEY_EC, KEY_CLASS_PRIVATE},
    {KEY_GENERIC_SECRET, KEY_CLASS_SECRET},
    {KEY_RSA, KEY_CLASS_PRIVATE},
};

const struct option_spec key_unwrap_rsa_options[KEY_UNWRAP_RSA_OPTIONS] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_FILTER] = FILTER_OPTION("filter", "the RSA private key to unwrap with", OPTION_REQUIRED),
    [OPT_DATA_PATH] =
	{
	    .name = "data-path",
	    .type = OPTION_PATH,
	    .help = "File with the wrapped key, in binary",
	    .one_of = WRAPPED_DATA,
	},
    [OPT_DATA] =
	{
	    .name = "data",
	    .type = OPTION_STRING,
	    .help = "The wrapped key in base64",
	    .one_of = WRAPPED_DATA,
	},
    [OPT_ATTRIBUTES] =
	ATTRIBUTES_OPTION("attributes", "UNWRAPPED_KEY_ATTRIBUTES", "the unwrapped key"),
    [OPT_SHARE_CRYPTO_USERS] = SHARE_OPTION("the unwrapped key"),
    [OPT_MANAGE_QUORUM] = QUORUM_VALUE_OPTION(
	"manage-key-quorum-value", "Approvals that it takes to manage the unwrapped key"),
    [OPT_USE_QUORUM] = QUORUM_VALUE_OPTION(
	"use-key-quorum-value", "Approvals that it takes to use the unwrapped key"),
    [OPT_HASH_FUNCTION] = HASH_FUNCTION_OPTION,
    [OPT_MGF] = MGF_OPTION,
    [OPT_KEY_TYPE_CLASS] =
	{
	    .name = "key-type-class",
	    .type = OPTION_ENUM,
	    .help = "Type and class of the wrapped key, in either case; 3des is des3",
	    .choices = classes,
	    .n_choices = ARRAY_LENGTH(classes),
	    .flags = OPTION_REQUIRED | OPTION_ANY_CASE,
	},
    [OPT_LABEL] = LABEL_OPTION("label", "Label of the unwrapped key"),
    [OPT_SESSION] = SESSION_OPTION("key"),
    [OPT_APPROVAL] = APPROVAL_OPTION,
};

int key_unwrap_rsa_check(const struct args *args, struct error *err)
{
	int rc = option_filter_check(args, OPT_FILTER, err);

	if (rc == 0)
		rc = option_attributes_check(args, OPT_ATTRIBUTES, err);
	return rc;
}

static int read_wrapped(const struct args *args, struct bytes *wrapped, struct error *err)
{
	const char *text = args_text(args, OPT_DATA);

	if (!text)
		return file_read(args_text(args, OPT_DATA_PATH), WRAPPED_MAX, wrapped, err);
	if (!bytes_from_base64(wrapped, text, strlen(text)))
		return error_raise(err, ERR_DATA_BASE64);
	return bytes_failed(wrapped) ? error_raise(err, ERR_MEMORY) : 0;
}

static int unwrap(struct app *app, const struct args *args,
    const struct wrap_parameters *parameters, const struct bytes *wrapped, struct key_view *key,
    struct error *err)
{
	int choice = args_choice(args, OPT_KEY_TYPE_CLASS);
	struct key_filter filter = KEY_FILTER_INIT;
	struct attribute_list attributes = ATTRIBUTE_LIST_INIT;
	struct key_template template = {
	    .label = args_text(args, OPT_LABEL),
	    .attributes = &attributes,
	    .session = args_has(args, OPT_SESSION),
	};
	int rc;

	template.share_with = args_list(args, OPT_SHARE_CRYPTO_USERS, &template.n_share_with);
	rc = option_filter(args, OPT_FILTER, &filter, err);
	if (rc == 0)
		rc = option_attributes(args, OPT_ATTRIBUTES, &attributes, err);
	if (rc == 0)
		rc = key_unwrap(app->connection, parameters, &filter, kinds[choice].type,
		    kinds[choice].class, &template, wrapped->data, wrapped->len, key, err);
	attribute_list_done(&attributes);
	key_filter_done(&filter);
	return rc;
}

int key_unwrap_rsa_run(struct command_context *context, const struct args *args,
    enum wrap_mechanism mechanism, struct reply *reply, struct error *err)
{
	struct wrap_parameters parameters = {.mechanism = mechanism};
	struct bytes wrapped = BYTES_INIT;
	struct key_view key;
	int rc = option_hashes(args, OPT_HASH_FUNCTION, OPT_MGF, &parameters, err);

	if (rc == 0)
		rc = read_wrapped(args, &wrapped, err);
	if (rc == 0)
		rc = unwrap(context->app, args, &parameters, &wrapped, &key, err);
	bytes_done(&wrapped);
	if (rc != 0)
		return rc;
	key_reply_fill(reply, &key, NULL);
	key_view_done(&key);
	return 0;
}
