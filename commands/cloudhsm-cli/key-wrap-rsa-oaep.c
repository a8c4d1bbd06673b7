/* key wrap rsa-oaep */
#include "commands.h"

#include "key-wrap.h"
#include "roles.h"

static const struct option_spec options[] = {
    KEY_WRAP_OPTIONS("the RSA public key"),
    OAEP_OPTIONS(OPT_OWN),
};

static const struct example examples[] = {
    {"Wrap an EC private key into a file",
	"key wrap rsa-oaep --payload-filter attr.label=sign-priv --wrapping-filter "
	"attr.label=wrapping --hash-function sha256 --mgf mgf1-sha256 --path key.wrapped"},
    {"The same with the spellings of AWS KMS",
	"key wrap rsa-oaep --payload-filter attr.label=sign-priv --wrapping-filter "
	"attr.label=wrapping --hash-function SHA-256 --mgf SHA-256"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_wrap_run(context, args, WRAP_RSA_OAEP, reply, err);
}

const struct command command_key_wrap_rsa_oaep = {
    .path = "key wrap rsa-oaep",
    .summary = "Wrap a key with the RSA-OAEP mechanism",
    .description =
	"Encrypts a key under an RSA public key of the cluster with RSA-OAEP (RFC 8017, with the "
	"hash given, MGF1 of the same hash and an empty label). The wrapping key may be one that "
	"key import pem has brought in with wrap=true.\n\n"
	"The wrapped key is one block of the size of the modulus. The payload can be no larger "
	"than the modulus less twice the hash less 2 bytes, which is 190 bytes for 2048 bits and "
	"sha256: enough for AES and 3DES keys and for EC private keys on P-256 (138 bytes) and "
	"P-384 (185 bytes), too little for any RSA private key. Use rsa-aes for "
	"those.\n\n" KEY_WRAP_TEXT "\n\n" HASH_SPELLINGS_TEXT,
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &key_wrap_oaep_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = key_wrap_check,
    .run = run,
};
