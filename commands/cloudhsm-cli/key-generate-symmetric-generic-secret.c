/* key generate-symmetric generic-secret */
#include "commands.h"

#include "key-options.h"
#include "key-reply.h"
#include "key-symmetric.h"
#include "key.h"
#include "options.h"
#include "roles.h"

static const struct option_spec options[] =
    KEY_SYMMETRIC_OPTIONS("generic secret", 1, 800, 1, "1 to 800");

static const struct example examples[] = {
    {"Generate a secret of 32 bytes, such as an HMAC-SHA-256 key",
	"key generate-symmetric generic-secret --label hmac --key-length-bytes 32"},
    {"Generate a secret for this session only",
	"key generate-symmetric generic-secret --label scratch --key-length-bytes 64 --session"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_symmetric_run(context, args, key_generate_generic_secret, reply, err);
}

const struct command command_key_generate_symmetric_generic_secret = {
    .path = "key generate-symmetric generic-secret",
    .summary = "Generate a Generic Secret key",
    .description =
	"Generates a secret of up to 800 random bytes inside the HSMs, for HMAC for instance. The "
	"crypto user who runs the command becomes its owner.\n\n"
	"Attributes, sessions and the two HSMs that a token key needs are as in key "
	"generate-symmetric aes. A generic secret has no check value: the field is absent from its "
	"key object.\n\n" QUORUM_VALUES_TEXT("the key"),
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
