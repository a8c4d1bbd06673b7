/* key wrap rsa-aes */
#include "commands.h"

#include "key-wrap.h"
#include "roles.h"

static const struct example examples[] = {
    {"Wrap a key into a file",
	"key wrap rsa-aes --payload-filter attr.label=data --wrapping-filter attr.label=wrapping "
	"--hash-function sha256 --mgf mgf1-sha256 --path data.wrapped"},
    {"Wrap a private key; the answer holds it in base64",
	"key wrap rsa-aes --payload-filter attr.label=sign-priv --wrapping-filter "
	"attr.label=wrapping --hash-function sha256 --mgf mgf1-sha256"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_wrap_rsa_run(context, args, WRAP_RSA_AES, reply, err);
}

const struct command command_key_wrap_rsa_aes = {
    .path = "key wrap rsa-aes",
    .summary = "Wrap a key with the RSA-AES mechanism",
    .description =
	"Encrypts a secret or private key under an RSA public key of the cluster, to be brought to "
	"another cluster, to AWS KMS or to any other place that holds the private half. The "
	"payload "
	"may be of any size, RSA private keys included.\n\n"
	"Only the crypto user who owns the payload key may wrap it, and its extractable must be "
	"true. The wrapping key needs wrap=true, which key import pem can give it when its private "
	"half lies elsewhere. A payload key whose wrap-with-trusted is "
	"true needs a wrapping key that is trusted.\n\n"
	"The wrapped key is a fresh AES-256 key under RSA-OAEP (with the hash given, MGF1 of the "
	"same hash and an empty label), followed by the payload under that AES key with AES key "
	"wrap with padding (RFC 5649): CKM_RSA_AES_KEY_WRAP of PKCS #11. The payload is the bare "
	"bytes of a secret key, or the PKCS #8 DER form of a private key.\n\n"
	"With --path the wrapped bytes are written to that file, which nobody but you may read "
	"(mode 0600), and the answer names the file; what was there is replaced. The hash "
	"functions "
	"may be written in either case and with a hyphen, and --mgf without mgf1-: SHA-256 is "
	"sha256. --wrapping-approval and --payload-approval are known but not simulated yet.",
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
