/* key unshare */
#include "commands.h"

#include "key-options.h"
#include "key-reply.h"
#include "key-sharing.h"
#include "key.h"
#include "options.h"
#include "roles.h"

static const struct option_spec options[] =
    KEY_SHARING_OPTIONS("the key to unshare", "Username of the user whom the key is shared with");

static const struct example examples[] = {
    {"Take a key away from bob",
	"key unshare --filter attr.label=lent --username bob --role crypto-user"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_sharing_run(context, args, key_unshare, "Key unshared successfully", reply, err);
}

const struct command command_key_unshare = {
    .path = "key unshare",
    .summary = "Unshare a key in the HSM cluster with another user",
    .description =
	"Ends the sharing of a key with a crypto user, who from then on neither sees nor uses it. "
	"Only the owner of a key may unshare it. A key with a quorum stays shared with as many "
	"users as the quorum wants.\n\n" KEY_APPROVAL_TEXT(
	    "--approval", "key-management", "the key"),
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
