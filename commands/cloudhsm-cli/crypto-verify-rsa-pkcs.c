/* crypto verify rsa-pkcs */
#include "commands.h"

#include "crypto-verify.h"
#include "key-reply.h"
#include "roles.h"

static const struct option_spec options[] = {
    CRYPTO_VERIFY_OPTIONS,
    SIGN_RSA_PKCS_OPTIONS(OPT_OWN),
};

static const struct example examples[] = {
    {"Verify the signature of a file",
	"crypto verify rsa-pkcs --key-filter attr.label=rsa-pub --hash-function sha256 "
	"--data-path message.txt --signature-path message.rsa"},
    {"Verify it by the DigestInfo of the file's hash",
	"crypto verify rsa-pkcs --key-filter attr.label=rsa-pub --hash-function sha256 "
	"--data-type digest --data-path message.info --signature-path message.rsa"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return crypto_verify_run(context, args, SIGN_RSA_PKCS, reply, err);
}

const struct command command_crypto_verify_rsa_pkcs = {
    .path = "crypto verify rsa-pkcs",
    .summary = "Verify a signature with the RSA-PKCS mechanism",
    .description =
	"Verifies a signature with an RSA public key (RSASSA-PKCS1-v1_5 of RFC 8017, section "
	"8.2). The signature has the length of the modulus, as openssl dgst -sign writes it. The "
	"hash function must be that which it was made with.\n\n"
	"With --data-type raw, the default, the data is the message and is hashed here. With "
	"digest it is the DER DigestInfo of the hash (RFC 8017, section 9.2), as in crypto sign "
	"rsa-pkcs.\n\n" CRYPTO_VERIFY_TEXT,
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &message_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = crypto_verify_check,
    .run = run,
};
