/* Unwraps a key, by whatever mechanism, from a file or from an option. */
#include "key-unwrap.h"

#include "app.h"
#include "args.h"
#include "key-reply.h"
#include "quorum.h"

/* A wrapped RSA-4096 private key has less than 3 KiB. */
#define WRAPPED_MAX ((size_t)64 * 1024)

const struct option_choice key_type_classes[KEY_TYPE_CLASSES] = {
    {.value = "aes"},
    {.value = "des3", .aliases = (const char *const[]){"3des", NULL}},
    {.value = "ec-private"},
    {.value = "generic-secret"},
    {.value = "rsa-private"},
};

/* In the order of key_type_classes. */
static const struct {
	enum key_type type;
	enum key_class class;
} kinds[KEY_TYPE_CLASSES] = {
    {KEY_AES, KEY_CLASS_SECRET},
    {KEY_DES3, KEY_CLASS_SECRET},
    {KEY_EC, KEY_CLASS_PRIVATE},
    {KEY_GENERIC_SECRET, KEY_CLASS_SECRET},
    {KEY_RSA, KEY_CLASS_PRIVATE},
};

int key_unwrap_check(const struct args *args, struct error *err)
{
	int rc = option_filter_check(args, OPT_FILTER, err);

	if (rc == 0)
		rc = option_attributes_check(args, OPT_ATTRIBUTES, err);
	return rc;
}

/* What is to be unwrapped, and how. */
struct wrapped {
	struct mechanism_values values; /* parameters borrow iv */
	struct bytes iv, data;
};

static int read_wrapped(const struct args *args, enum wrap_mechanism mechanism,
    struct wrapped *wrapped, struct error *err)
{
	int rc = mechanism_values(args, mechanism, OPT_OWN, &wrapped->values, err);

	if (rc == 0 && mechanism == WRAP_AES_GCM)
		rc = option_hex(args, OPT_IV, &wrapped->iv, err);
	if (rc == 0)
		rc = option_data(args, OPT_DATA, OPT_DATA_PATH, WRAPPED_MAX, &wrapped->data, err);
	wrapped->values.parameters.iv = wrapped->iv.data;
	return rc;
}

static int unwrap(const struct app *app, const struct args *args, const struct wrapped *wrapped,
    const struct quorum_approval *approval, struct key_view *key, struct error *err)
{
	const struct wrap_parameters *parameters = &wrapped->values.parameters;
	unsigned last = OPT_OWN + mechanism_own_options(parameters->mechanism);
	int choice = args_choice(args, last + LAST_KEY_TYPE_CLASS);
	struct key_filter filter = KEY_FILTER_INIT;
	struct attribute_list attributes = ATTRIBUTE_LIST_INIT;
	struct key_template template = {
	    .label = args_text(args, last + LAST_LABEL),
	    .attributes = &attributes,
	    .session = args_has(args, last + LAST_SESSION),
	};
	int rc;

	template.share_with = args_list(args, OPT_SHARE_CRYPTO_USERS, &template.n_share_with);
	option_quorum(args, OPT_MANAGE_QUORUM, OPT_USE_QUORUM, &template);
	rc = option_filter(args, OPT_FILTER, &filter, err);
	if (rc == 0)
		rc = option_attributes(args, OPT_ATTRIBUTES, &attributes, err);
	if (rc == 0)
		rc = key_unwrap(app->connection, parameters, &filter, kinds[choice].type,
		    kinds[choice].class, &template, wrapped->data.data, wrapped->data.len, approval,
		    key, err);
	attribute_list_done(&attributes);
	key_filter_done(&filter);
	return rc;
}

int key_unwrap_run(struct command_context *context, const struct args *args,
    enum wrap_mechanism mechanism, struct reply *reply, struct error *err)
{
	struct wrapped wrapped = {
	    .values = MECHANISM_VALUES_INIT, .iv = BYTES_INIT, .data = BYTES_INIT};
	unsigned last = OPT_OWN + mechanism_own_options(mechanism);
	struct quorum_approval *approval = NULL;
	struct key_view key;
	int rc = read_wrapped(args, mechanism, &wrapped, err);

	if (rc == 0)
		rc = option_approval(args, last + LAST_APPROVAL, &approval, err);
	if (rc == 0)
		rc = unwrap(context->app, args, &wrapped, approval, &key, err);
	quorum_approval_free(approval);
	mechanism_values_done(&wrapped.values);
	bytes_done(&wrapped.iv);
	bytes_done(&wrapped.data);
	if (rc != 0)
		return rc;
	key_reply_fill(reply, &key, NULL);
	key_view_done(&key);
	return 0;
}
