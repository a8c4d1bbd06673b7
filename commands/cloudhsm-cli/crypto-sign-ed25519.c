/* crypto sign ed25519 */
#include "commands.h"

#include "crypto-sign.h"
#include "roles.h"

static const struct option_spec options[] = {
    CRYPTO_SIGN_OPTIONS,
};

static const struct example examples[] = {
    {"Sign a file", "crypto sign ed25519 --key-filter attr.label=ed-priv --data-path message.txt"},
    {"Sign a few bytes that are given in base64",
	"crypto sign ed25519 --key-filter attr.label=ed-priv --data aGVsbG8="},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return crypto_sign_run(context, args, SIGN_ED25519, reply, err);
}

const struct command command_crypto_sign_ed25519 = {
    .path = "crypto sign ed25519",
    .summary = "Sign with the Ed25519 mechanism",
    .description =
	"Signs with a private key of the curve ed25519 (Ed25519 of RFC 8032, section 5.1, as FIPS "
	"186-5 has it in section 7.6). The message is signed as it is, without a hash before, and "
	"may have 16000 bytes at most: use ed25519ph for more. The signature has 64 bytes, and is "
	"the same each time; openssl pkeyutl -verify -rawin takes it as it is.\n\n"
	"Only hsm2m.medium in NON_FIPS mode has Ed25519: see "
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
