/* key unwrap rsa-pkcs */
#include "commands.h"

#include "key-reply.h"
#include "key-unwrap.h"
#include "roles.h"

static const struct option_spec options[] = {
    KEY_UNWRAP_OPTIONS("the RSA private key", 0),
};

static const struct example examples[] = {
    {"Unwrap an AES key that lies in a file",
	"key unwrap rsa-pkcs --filter attr.label=unwrapping --key-type-class aes --label "
	"data-copy --data-path wrapped-pkcs.bin"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_unwrap_run(context, args, WRAP_RSA_PKCS, reply, err);
}

const struct command command_key_unwrap_rsa_pkcs = {
    .path = "key unwrap rsa-pkcs",
    .summary = "Unwrap a key with the RSA-PKCS mechanism",
    .description = "Makes a key of one block of RSAES-PKCS1-v1_5 (RFC 8017, 7.2), such as key wrap "
		   "rsa-pkcs or openssl pkeyutl makes under the public half of an RSA key of the "
		   "cluster. Clusters in FIPS mode have not permitted this since 2024: see "
		   "localhsm-policy(7), and use rsa-oaep there."
		   "\n\n" KEY_UNWRAP_TEXT,
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
