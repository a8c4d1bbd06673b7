/* crypto sign ml-dsa */
#include "commands.h"

#include "crypto-sign.h"
#include "roles.h"

static const struct option_spec options[] = {
    CRYPTO_SIGN_OPTIONS,
    SIGN_ML_DSA_OPTIONS(OPT_OWN),
};

static const struct example examples[] = {
    {"Sign a file",
	"crypto sign ml-dsa --key-filter attr.label=ml-dsa-priv --data-type raw --hash-function "
	"shake256 --data-path message.txt"},
    {"Sign the mu of a file",
	"crypto sign ml-dsa --key-filter attr.label=ml-dsa-priv --data-type external-mu "
	"--hash-function shake256 --data-path message.mu"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return crypto_sign_run(context, args, SIGN_ML_DSA, reply, err);
}

const struct command command_crypto_sign_ml_dsa = {
    .path = "crypto sign ml-dsa",
    .summary = "Sign with the ML-DSA mechanism",
    .description =
	"Signs with an ML-DSA private key (FIPS 204, section 5.2, with an empty context). The "
	"signature has 2420 bytes for ML-DSA-44, 3309 for ML-DSA-65 and 4627 for ML-DSA-87, and "
	"is another one each time.\n\n"
	"With --data-type raw the data is the message, of whatever length. With external-mu it is "
	"mu, the 64 bytes that line 6 of algorithm 7 makes of it, so that a large message need "
	"not come here: SHAKE256(SHAKE256(pk, 64) || 00 00 || message, 64), in which pk is the "
	"bare public key: the last 1312, 1952 or 2592 bytes of what key generate-file writes, in "
	"DER. The public key is part of mu, so that a mu serves one key only. Either way makes "
	"the same kind of signature.\n\n"
	"HSMs of the type hsm2m.medium have ML-DSA, those in FIPS mode since 2026-09-01: see "
	"localhsm-policy(7). localhsm takes OpenSSL 3.5 or newer for ML-DSA keys and signatures, "
	"and says so where it finds an older one.\n\n" CRYPTO_SIGN_TEXT,
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
