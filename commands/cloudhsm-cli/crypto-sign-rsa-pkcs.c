/* crypto sign rsa-pkcs */
#include "commands.h"

#include "crypto-sign.h"
#include "roles.h"

static const struct option_spec options[] = {
    CRYPTO_SIGN_OPTIONS,
    SIGN_RSA_PKCS_OPTIONS(OPT_OWN),
};

static const struct example examples[] = {
    {"Sign a few bytes that are given in base64",
	"crypto sign rsa-pkcs --key-filter attr.label=rsa-priv --hash-function sha256 --data "
	"aGVsbG8="},
    {"Sign the DigestInfo of a file's hash",
	"crypto sign rsa-pkcs --key-filter attr.label=rsa-priv --hash-function sha256 "
	"--data-type digest --data-path message.info"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return crypto_sign_run(context, args, SIGN_RSA_PKCS, reply, err);
}

const struct command command_crypto_sign_rsa_pkcs = {
    .path = "crypto sign rsa-pkcs",
    .summary = "Sign with the RSA-PKCS mechanism",
    .description =
	"Signs with an RSA private key (RSASSA-PKCS1-v1_5 of RFC 8017, section 8.2), in either "
	"mode of HSMs. The signature has the length of the modulus, and is the same each time; "
	"openssl dgst -verify takes it as it is.\n\n"
	"With --data-type raw, the default, the data is the message, of whatever length, and is "
	"hashed here. With digest it is not the bare hash, but the DER DigestInfo of it (RFC "
	"8017, section 9.2): for sha256 the 19 bytes 3031300d060960864801650304020105000420, then "
	"the 32 bytes of the hash. For sha384 they are 3041300d060960864801650304020205000430, "
	"for sha512 3051300d060960864801650304020305000440, for sha224 "
	"302d300d06096086480165030402040500041c, and for sha1 the 15 bytes "
	"3021300906052b0e03021a05000414.\n\n" CRYPTO_SIGN_TEXT,
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
