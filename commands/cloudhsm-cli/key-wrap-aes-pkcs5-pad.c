/* key wrap aes-pkcs5-pad */
#include "commands.h"

#include "key-wrap.h"
#include "roles.h"

static const struct option_spec options[] = {
    KEY_WRAP_OPTIONS("the AES key"),
};

static const struct example examples[] = {
    {"Wrap a private key into a file",
	"key wrap aes-pkcs5-pad --payload-filter attr.label=sign-priv --wrapping-filter "
	"attr.label=kek --path sign.wrapped"},
    {"Wrap a key; the answer holds it in base64",
	"key wrap aes-pkcs5-pad --payload-filter attr.label=data --wrapping-filter "
	"attr.label=kek"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_wrap_run(context, args, WRAP_AES_PKCS5_PAD, reply, err);
}

const struct command command_key_wrap_aes_pkcs5_pad = {
    .path = "key wrap aes-pkcs5-pad",
    .summary = "Wrap a key with the AES-PKCS5-PAD mechanism",
    .description =
	"Pads a key with 1 to 8 bytes, as PKCS #5 pads for a cipher of 8-byte blocks, and "
	"encrypts it under an AES key of the cluster with AES key wrap (RFC 3394). The payload "
	"may be of any size from 8 bytes up; the wrapped key has 9 to 16 bytes more.\n\n"
	"No standard describes the two together: few programs but CloudHSM's unwrap what this "
	"command wraps. aes-zero-pad takes the same keys and is standard.\n\n" KEY_WRAP_TEXT,
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
