/* key unwrap rsa-aes */
#include "commands.h"

#include "key-reply.h"
#include "key-unwrap.h"
#include "roles.h"

static const struct option_spec options[] = {
    KEY_UNWRAP_OPTIONS("the RSA private key", OWN_OPTIONS),
    OAEP_OPTIONS(OPT_OWN),
};

static const struct example examples[] = {
    {"Unwrap an AES key that lies in a file",
	"key unwrap rsa-aes --filter attr.label=unwrapping --hash-function sha256 --mgf "
	"mgf1-sha256 --key-type-class aes --label data-copy --data-path wrapped.bin"},
    {"The same, for a key that is to decrypt and can never be wrapped again",
	"key unwrap rsa-aes --filter attr.label=unwrapping --hash-function sha256 --mgf "
	"mgf1-sha256 --key-type-class AES --label data-sealed --data-path wrapped.bin "
	"--attributes decrypt=true extractable=false"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_unwrap_run(context, args, WRAP_RSA_AES, reply, err);
}

const struct command command_key_unwrap_rsa_aes = {
    .path = "key unwrap rsa-aes",
    .summary = "Unwrap a key with the RSA-AES mechanism",
    .description =
	"Makes a key of what key wrap rsa-aes, or any other maker of CKM_RSA_AES_KEY_WRAP, has "
	"wrapped under the public half of an RSA key of the cluster. The hash functions must be "
	"those that it was wrapped with. The AES key in it may be one of 128, 192 or 256 "
	"bits.\n\n" KEY_UNWRAP_TEXT "\n\n" HASH_SPELLINGS_TEXT,
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &key_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = key_unwrap_check,
    .run = run,
};
