/* crypto sign ecdsa */
#include "commands.h"

#include "crypto-sign.h"
#include "roles.h"

static const struct option_spec options[] = {
    CRYPTO_SIGN_OPTIONS,
    SIGN_ECDSA_OPTIONS(OPT_OWN),
};

static const struct example examples[] = {
    {"Sign a file",
	"crypto sign ecdsa --key-filter attr.label=sign-priv --hash-function sha256 --data-path "
	"message.txt"},
    {"Sign the hash of a file, as openssl dgst -binary writes it",
	"crypto sign ecdsa --key-filter attr.label=sign-priv --hash-function sha256 --data-type "
	"digest --data-path message.sha256"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return crypto_sign_run(context, args, SIGN_ECDSA, reply, err);
}

const struct command command_crypto_sign_ecdsa = {
    .path = "crypto sign ecdsa",
    .summary = "Sign with the ECDSA mechanism",
    .description =
	"Signs with an EC private key, but not one of the curve ed25519 (ECDSA of FIPS 186-5, "
	"section 6). With --data-type raw, the default, the data is the message, of whatever "
	"length, and is hashed here; with digest it is the hash, as many bytes as the hash "
	"function yields.\n\n"
	"The signature is r and s, one behind the other, each as wide as the order of the curve: "
	"56 bytes on P-224, 64 on P-256 and secp256k1, 96 on P-384, 132 on P-521. It is another "
	"one each time. openssl takes and makes the DER form of the same two numbers instead. To "
	"get that, write four lines into a file, asn1=SEQUENCE:rs and [rs] and r=INTEGER:0x<R> "
	"and s=INTEGER:0x<S>, with the hexadecimal digits of either half, and run openssl "
	"asn1parse -genconf FILE -noout -out signature.der; openssl dgst -verify takes that.\n\n"
	"HSMs in FIPS mode refuse a hash that is weaker than the key: P-224 wants sha224 at "
	"least, P-256 and secp256k1 sha256, P-384 sha384 and P-521 sha512. The answer is Invalid "
	"mechanism. configure-cli --enable-ecdsa-with-weak-hash-function lifts that for the "
	"clusters of this host; in NON_FIPS mode it does not hold. See "
	"localhsm-policy(7).\n\n" CRYPTO_SIGN_TEXT,
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &crypto_sign_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = crypto_sign_check,
    .run = run,
};
