/* key wrap rsa-pkcs */
#include "commands.h"

#include "key-wrap.h"
#include "roles.h"

static const struct option_spec options[] = {
    KEY_WRAP_OPTIONS("the RSA public key"),
};

static const struct example examples[] = {
    {"Wrap a key into a file",
	"key wrap rsa-pkcs --payload-filter attr.label=data --wrapping-filter "
	"attr.label=wrapping --path data.wrapped"},
    {"Wrap an EC private key; the answer holds it in base64",
	"key wrap rsa-pkcs --payload-filter attr.label=sign-priv --wrapping-filter "
	"attr.label=wrapping"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_wrap_run(context, args, WRAP_RSA_PKCS, reply, err);
}

const struct command command_key_wrap_rsa_pkcs = {
    .path = "key wrap rsa-pkcs",
    .summary = "Wrap a key with the RSA-PKCS mechanism",
    .description =
	"Encrypts a key under an RSA public key of the cluster with RSAES-PKCS1-v1_5 (RFC 8017, "
	"7.2). Clusters in FIPS mode have not permitted this since 2024: see localhsm-policy(7), "
	"and use rsa-oaep there.\n\n"
	"The wrapped key is one block of the size of the modulus. The payload can be no larger "
	"than the modulus less 11 bytes, which is 245 bytes for 2048 bits: enough for AES and "
	"3DES keys and for EC private keys, too little for any RSA private key.\n\n" KEY_WRAP_TEXT,
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
