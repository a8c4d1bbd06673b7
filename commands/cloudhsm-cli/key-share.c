/* key share */
#include "commands.h"

#include "key-options.h"
#include "key-reply.h"
#include "key-sharing.h"
#include "key.h"
#include "options.h"
#include "roles.h"

static const struct option_spec options[] =
    KEY_SHARING_OPTIONS("the key to share", "Username of the user to share the key with");

static const struct example examples[] = {
    {"Let another crypto user use a key",
	"key share --filter attr.label=data --username bob --role crypto-user"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_sharing_run(context, args, key_share, "Key shared successfully", reply, err);
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
	"is accepted by the option and then refused, since admins use no "
	"keys.\n\n" KEY_APPROVAL_TEXT("--approval", "key-management", "the key"),
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &message_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = key_sharing_check,
    .run = run,
};
