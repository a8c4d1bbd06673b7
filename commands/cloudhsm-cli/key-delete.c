/* key delete */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "key-options.h"
#include "key-reply.h"
#include "key.h"
#include "options.h"
#include "roles.h"

enum option { OPT_CLUSTER_ID, OPT_FILTER };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_FILTER] = FILTER_OPTION("filter", "the key to delete", OPTION_REQUIRED),
};

static const struct example examples[] = {
    {"Delete a key", "key delete --filter attr.label=data"},
};

static int check(const struct args *args, struct error *err)
{
	return option_filter_check(args, OPT_FILTER, err);
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct key_filter filter = KEY_FILTER_INIT;
	int rc = option_filter(args, OPT_FILTER, &filter, err);

	if (rc == 0)
		rc = key_delete(app->connection, &filter, err);
	key_filter_done(&filter);
	if (rc == 0)
		message_reply_fill(reply, "Key deleted successfully");
	return rc;
}

const struct command command_key_delete = {
    .path = "key delete",
    .summary = "Delete a key in the HSM cluster",
    .description =
	"Deletes one key from every HSM, without asking. Only the crypto user who owns the key may "
	"do so, and only while its attribute destroyable is true. A backup that was made before "
	"still holds the key.\n\n"
	"The filter must match exactly one key. Deleting one half of a key pair leaves the other "
	"half.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &message_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = check,
    .run = run,
};
