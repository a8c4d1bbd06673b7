/* key wrap aes-zero-pad */
#include "commands.h"

#include "key-wrap.h"
#include "roles.h"

static const struct option_spec options[] = {
    KEY_WRAP_OPTIONS("the AES key"),
};

static const struct example examples[] = {
    {"Wrap a private key into a file",
	"key wrap aes-zero-pad --payload-filter attr.label=sign-priv --wrapping-filter "
	"attr.label=kek --path sign.kwp"},
    {"Wrap a key; the answer holds it in base64",
	"key wrap aes-zero-pad --payload-filter attr.label=data --wrapping-filter "
	"attr.label=kek"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_wrap_run(context, args, WRAP_AES_ZERO_PAD, reply, err);
}

const struct command command_key_wrap_aes_zero_pad = {
    .path = "key wrap aes-zero-pad",
    .summary = "Wrap a key with the AES-ZERO-PAD mechanism",
    .description =
	"Encrypts a key under an AES key of the cluster with AES key wrap with padding (RFC "
	"5649, NIST SP 800-38F KWP). The payload may be of any size. It is padded with zero "
	"bytes to a multiple of 8, and the wrapped key has 8 bytes more than "
	"that.\n\n" KEY_WRAP_TEXT,
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &key_wrap_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = key_wrap_check,
    .run = run,
};
