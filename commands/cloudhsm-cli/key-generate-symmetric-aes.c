/* key generate-symmetric aes */
#include "commands.h"

#include "key-options.h"
#include "key-reply.h"
#include "key-symmetric.h"
#include "key.h"
#include "options.h"
#include "roles.h"

static const struct option_spec options[] =
    KEY_SYMMETRIC_OPTIONS("AES key", 16, 32, 8, "16, 24 or 32");

static const struct example examples[] = {
    {"Generate an AES-256 key",
	"key generate-symmetric aes --label payments --key-length-bytes 32"},
    {"Generate an AES-128 key that encrypts and decrypts and can never leave the HSMs",
	"key generate-symmetric aes --label archive --key-length-bytes 16 "
	"--attributes encrypt=true decrypt=true extractable=false"},
    {"Generate a key that wraps other keys, and share it with bob",
	"key generate-symmetric aes --label carrier --key-length-bytes 32 "
	"--attributes wrap=true unwrap=true --share-crypto-users bob"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_symmetric_run(context, args, key_generate_aes, reply, err);
}

const struct command command_key_generate_symmetric_aes = {
    .path = "key generate-symmetric aes",
    .summary = "Generate an AES key",
    .description =
	"Generates an AES key inside the HSMs. The crypto user who runs the command becomes its "
	"owner: the only one who can share, change, wrap or delete it. Keys of 16, 24 and 32 bytes "
	"are those of AES-128, AES-192 and AES-256.\n\n"
	"Unless --attributes says otherwise the key may sign and verify, may be extracted (which "
	"means: wrapped), and may neither encrypt, decrypt, derive, wrap nor unwrap. "
	"extractable=false makes a key that can never be wrapped: its never-extractable is true. "
	"The attribute token cannot be given; --session makes a session key.\n\n"
	"A token key is written to every HSM of the cluster and needs at least two of them, unless "
	"the key availability check is switched off with configure-cli.\n\n"
	"The answer holds the whole key object. Its check-value is the first 3 bytes of what the "
	"key makes of one block of zeroes.\n\n" QUORUM_VALUES_TEXT("the key"),
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &key_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = key_symmetric_check,
    .run = run,
};
