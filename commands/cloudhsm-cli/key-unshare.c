/* key unshare */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "key-options.h"
#include "key-reply.h"
#include "key.h"
#include "options.h"
#include "roles.h"

enum option { OPT_CLUSTER_ID, OPT_FILTER, OPT_USERNAME, OPT_ROLE, OPT_APPROVAL };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_FILTER] = FILTER_OPTION("filter", "the key to unshare", OPTION_REQUIRED),
    [OPT_USERNAME] = USERNAME_OPTION("Username of the user whom the key is shared with"),
    [OPT_ROLE] = ROLE_OPTION,
    [OPT_APPROVAL] = APPROVAL_OPTION,
};

static const struct example examples[] = {
    {"Take a key away from bob",
	"key unshare --filter attr.label=lent --username bob --role crypto-user"},
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
		rc = key_unshare(app->connection, &filter, args_text(args, OPT_USERNAME),
		    option_role(args, OPT_ROLE), err);
	key_filter_done(&filter);
	if (rc == 0)
		message_reply_fill(reply, "Key unshared successfully");
	return rc;
}

const struct command command_key_unshare = {
    .path = "key unshare",
    .summary = "Unshare a key in the HSM cluster with another user",
    .description =
	"Ends the sharing of a key with a crypto user, who from then on neither sees nor uses it. "
	"Only the owner of a key may unshare it. --approval is known but not simulated yet.",
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
