/* crypto verify ecdsa */
#include "commands.h"

#include "crypto-verify.h"
#include "key-reply.h"
#include "roles.h"

static const struct option_spec options[] = {
    CRYPTO_VERIFY_OPTIONS,
    SIGN_ECDSA_OPTIONS(OPT_OWN),
};

static const struct example examples[] = {
    {"Verify the signature of a file",
	"crypto verify ecdsa --key-filter attr.label=sign-pub --hash-function sha256 "
	"--data-path message.txt --signature-path message.ecdsa"},
    {"Verify it by the hash of the file",
	"crypto verify ecdsa --key-filter attr.label=sign-pub --hash-function sha256 "
	"--data-type digest --data-path message.sha256 --signature-path message.ecdsa"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return crypto_verify_run(context, args, SIGN_ECDSA, reply, err);
}

const struct command command_crypto_verify_ecdsa = {
    .path = "crypto verify ecdsa",
    .summary = "Verify a signature with the ECDSA mechanism",
    .description =
	"Verifies a signature with an EC public key, but not one of the curve ed25519 (ECDSA of "
	"FIPS 186-5, section 6). The hash function must be that which the signature was made "
	"with. With --data-type raw, the default, the data is the message and is hashed here; "
	"with digest it is the hash. A hash that is weaker than the key is taken here in either "
	"mode of HSMs.\n\n"
	"The signature is r and s, one behind the other, each as wide as the order of the curve: "
	"56 bytes on P-224, 64 on P-256 and secp256k1, 96 on P-384, 132 on P-521. The DER form of "
	"openssl does not hold. openssl asn1parse -inform DER shows the two numbers in one: take "
	"the digits of both, without a 00 before them and with zeroes on the left up to the "
	"width.\n\n" CRYPTO_VERIFY_TEXT,
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
