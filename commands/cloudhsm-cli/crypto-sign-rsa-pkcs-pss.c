/* crypto sign rsa-pkcs-pss */
#include "commands.h"

#include "crypto-sign.h"
#include "roles.h"

static const struct option_spec options[] = {
    CRYPTO_SIGN_OPTIONS,
    SIGN_RSA_PKCS_PSS_OPTIONS(OPT_OWN),
};

static const struct example examples[] = {
    {"Sign a file with a salt as long as the hash",
	"crypto sign rsa-pkcs-pss --key-filter attr.label=rsa-priv --hash-function sha256 --mgf "
	"mgf1-sha256 --salt-length 32 --data-path message.txt"},
    {"Sign the hash of a file",
	"crypto sign rsa-pkcs-pss --key-filter attr.label=rsa-priv --hash-function sha256 --mgf "
	"mgf1-sha256 --salt-length 32 --data-type digest --data-path message.sha256"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return crypto_sign_run(context, args, SIGN_RSA_PKCS_PSS, reply, err);
}

const struct command command_crypto_sign_rsa_pkcs_pss = {
    .path = "crypto sign rsa-pkcs-pss",
    .summary = "Sign with the RSA-PKCS-PSS mechanism",
    .description =
	"Signs with an RSA private key (RSASSA-PSS of RFC 8017, section 8.1), in either mode of "
	"HSMs. The hash of --mgf must be that of --hash-function. The signature has the length of "
	"the modulus; openssl dgst -verify takes it with -sigopt rsa_padding_mode:pss. Unless the "
	"salt has no bytes, it is another one each time.\n\n"
	"--salt-length is part of what verifies: whoever does that must know it. Most software "
	"uses the length of the hash, such as 32 for sha256. The longest is the bytes of the "
	"modulus less those of the hash less 2: 222 for 2048 bits and sha256.\n\n"
	"With --data-type raw, the default, the data is the message, of whatever length, and is "
	"hashed here; with digest it is the hash itself, as many bytes as the hash function "
	"yields, and not a DigestInfo.\n\n" CRYPTO_SIGN_TEXT,
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
