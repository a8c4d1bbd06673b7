/* crypto verify ml-dsa */
#include "commands.h"

#include "crypto-verify.h"
#include "key-reply.h"
#include "roles.h"

static const struct option_spec options[] = {
    CRYPTO_VERIFY_OPTIONS,
    SIGN_ML_DSA_OPTIONS(OPT_OWN),
};

static const struct example examples[] = {
    {"Verify the signature of a file",
	"crypto verify ml-dsa --key-filter attr.label=ml-dsa-pub --data-type raw "
	"--hash-function shake256 --data-path message.txt --signature-path message.ml-dsa"},
    {"Verify it by the mu of the file",
	"crypto verify ml-dsa --key-filter attr.label=ml-dsa-pub --data-type external-mu "
	"--hash-function shake256 --data-path message.mu --signature-path message.ml-dsa"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return crypto_verify_run(context, args, SIGN_ML_DSA, reply, err);
}

const struct command command_crypto_verify_ml_dsa = {
    .path = "crypto verify ml-dsa",
    .summary = "Verify a signature with the ML-DSA mechanism",
    .description =
	"Verifies a signature with an ML-DSA public key (FIPS 204, section 5.3, with an empty "
	"context). With --data-type raw the data is the message; with external-mu it is the mu of "
	"the message and this key, 64 bytes, as in crypto sign ml-dsa. It does not matter which "
	"of the two the signature was made from.\n\n"
	"HSMs of the type hsm2m.medium have ML-DSA, those in FIPS mode since 2026-09-01: see "
	"localhsm-policy(7). localhsm takes OpenSSL 3.5 or newer for ML-DSA keys and signatures, "
	"and says so where it finds an older one.\n\n" CRYPTO_VERIFY_TEXT,
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
