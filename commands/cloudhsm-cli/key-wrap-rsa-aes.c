/* key wrap rsa-aes */
#include "commands.h"

#include "key-wrap.h"
#include "roles.h"

static const struct option_spec options[] = {
    KEY_WRAP_OPTIONS("the RSA public key"),
    OAEP_OPTIONS(OPT_OWN),
};

static const struct example examples[] = {
    {"Wrap a key into a file",
	"key wrap rsa-aes --payload-filter attr.label=data --wrapping-filter "
	"attr.label=wrapping --hash-function sha256 --mgf mgf1-sha256 --path data.wrapped"},
    {"Wrap a private key; the answer holds it in base64",
	"key wrap rsa-aes --payload-filter attr.label=sign-priv --wrapping-filter "
	"attr.label=wrapping --hash-function sha256 --mgf mgf1-sha256"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_wrap_run(context, args, WRAP_RSA_AES, reply, err);
}

const struct command command_key_wrap_rsa_aes = {
    .path = "key wrap rsa-aes",
    .summary = "Wrap a key with the RSA-AES mechanism",
    .description =
	"Encrypts a key under an RSA public key of the cluster, to be brought to another "
	"cluster, to AWS KMS or to any other place that holds the private half. The payload may "
	"be of any size, RSA private keys included. The wrapping key may be one that key import "
	"pem has brought in with wrap=true.\n\n"
	"The wrapped key is a fresh AES-256 key under RSA-OAEP (RFC 8017, with the hash given, "
	"MGF1 of the same hash and an empty label), and behind it the payload under that AES key "
	"with AES key wrap with padding (RFC 5649): CKM_RSA_AES_KEY_WRAP of PKCS "
	"#11.\n\n" KEY_WRAP_TEXT "\n\n" HASH_SPELLINGS_TEXT,
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
