/* crypto verify rsa-pkcs-pss */
#include "commands.h"

#include "crypto-verify.h"
#include "key-reply.h"
#include "roles.h"

static const struct option_spec options[] = {
    CRYPTO_VERIFY_OPTIONS,
    SIGN_RSA_PKCS_PSS_OPTIONS(OPT_OWN),
};

static const struct example examples[] = {
    {"Verify the signature of a file",
	"crypto verify rsa-pkcs-pss --key-filter attr.label=rsa-pub --hash-function sha256 "
	"--mgf mgf1-sha256 --salt-length 32 --data-path message.txt --signature-path "
	"message.pss"},
    {"Verify it by the hash of the file",
	"crypto verify rsa-pkcs-pss --key-filter attr.label=rsa-pub --hash-function sha256 "
	"--mgf mgf1-sha256 --salt-length 32 --data-type digest --data-path message.sha256 "
	"--signature-path message.pss"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return crypto_verify_run(context, args, SIGN_RSA_PKCS_PSS, reply, err);
}

const struct command command_crypto_verify_rsa_pkcs_pss = {
    .path = "crypto verify rsa-pkcs-pss",
    .summary = "Verify a signature with the RSA-PKCS-PSS mechanism",
    .description =
	"Verifies a signature with an RSA public key (RSASSA-PSS of RFC 8017, section 8.1). The "
	"hash function and the length of the salt must be those that the signature was made with, "
	"and the hash of --mgf must be that of --hash-function. What openssl dgst -sign makes "
	"with -sigopt rsa_padding_mode:pss has the longest salt that fits unless rsa_pss_saltlen "
	"says otherwise.\n\n"
	"With --data-type raw, the default, the data is the message and is hashed here; with "
	"digest it is the hash itself, not a DigestInfo.\n\n" CRYPTO_VERIFY_TEXT,
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
