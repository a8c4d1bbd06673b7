/* key unwrap rsa-oaep */
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
	"key unwrap rsa-oaep --filter attr.label=unwrapping --hash-function sha256 --mgf "
	"mgf1-sha256 --key-type-class aes --label data-copy --data-path wrapped-oaep.bin"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_unwrap_run(context, args, WRAP_RSA_OAEP, reply, err);
}

const struct command command_key_unwrap_rsa_oaep = {
    .path = "key unwrap rsa-oaep",
    .summary = "Unwrap a key with the RSA-OAEP mechanism",
    .description =
	"Makes a key of one block of RSA-OAEP (RFC 8017, MGF1 of the same hash, empty label), "
	"such as key wrap rsa-oaep or openssl pkeyutl makes under the public half of an RSA key "
	"of the cluster. The hash functions must be those that it was wrapped with.\n\n"
	"This is how a key that was made elsewhere is brought in, 3DES keys of 24 bytes with "
	"--key-type-class des3 among them.\n\n" KEY_UNWRAP_TEXT "\n\n" HASH_SPELLINGS_TEXT,
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
