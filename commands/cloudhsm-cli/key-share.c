/* key share */
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
    [OPT_FILTER] = FILTER_OPTION("filter", "the key to share", OPTION_REQUIRED),
    [OPT_USERNAME] = USERNAME_OPTION("Username of the user to share the key with"),
    [OPT_ROLE] = ROLE_OPTION,
    [OPT_APPROVAL] = APPROVAL_OPTION,
};

static const struct example examples[] = {
    {"Let another crypto user use a key",
	"key share --filter attr.label=data --username bob --role crypto-user"},
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
		rc = key_share(app->connection, &filter, args_text(args, OPT_USERNAME),
		    option_role(args, OPT_ROLE), err);
	key_filter_done(&filter);
	if (rc == 0)
		message_reply_fill(reply, "Key shared successfully");
	return rc;
}

const struct command command_key_share = {
    .path = "key share",
    .summary = "Share a key in the HSM cluster with another user",
    .description =
	"Shares a key with another crypto user, who may then use it, and unwrap with it, as its "
	"attributes allow, but may not delete, export, wrap, share, unshare or change it. Only the "
	"owner of a key may share it.\n\n"
	"key list --verbose shows the sharees in shared-users, the newest last. Secret and private "
	"token keys can be shared; public keys are seen by every crypto user anyway. --role admin "
	"is accepted by the option and then refused, since admins use no keys. --approval is known "
	"but not simulated yet.",
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
