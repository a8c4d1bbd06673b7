/* key wrap rsa-oaep */
#include "commands.h"

#include "key-wrap.h"
#include "roles.h"

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
	return key_wrap_rsa_run(context, args, WRAP_RSA_OAEP, reply, err);
}

const struct command command_key_wrap_rsa_oaep = {
    .path = "key wrap rsa-oaep",
    .summary = "Wrap a key with the RSA-OAEP mechanism",
    .description =
	"Encrypts a secret or private key under an RSA public key of the cluster with RSA-OAEP "
	"(RFC 8017, with the hash given, MGF1 of the same hash and an empty label). Who may do so, "
	"the attributes that both keys need, the form of the payload, the spellings of hash "
	"functions, --path and the approvals are as in key wrap rsa-aes.\n\n"
	"The result is one block of the size of the modulus. The payload can be no larger than the "
	"modulus less twice the hash less 2 bytes, which is 190 bytes for 2048 bits and sha256: "
	"enough for AES and 3DES keys and for EC private keys on P-256 (138 bytes) and P-384 (185 "
	"bytes), too little for any RSA private key. Use rsa-aes for those.",
    .options = key_wrap_rsa_options,
    .n_options = KEY_WRAP_RSA_OPTIONS,
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &key_wrap_rsa_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = key_wrap_rsa_check,
    .run = run,
};
