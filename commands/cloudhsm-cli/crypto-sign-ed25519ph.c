/* crypto sign ed25519ph */
#include "commands.h"

#include "crypto-sign.h"
#include "roles.h"

static const struct option_spec options[] = {
    CRYPTO_SIGN_OPTIONS,
    SIGN_ED25519PH_OPTIONS(OPT_OWN),
};

static const struct example examples[] = {
    {"Sign a file",
	"crypto sign ed25519ph --key-filter attr.label=ed-priv --data-type raw --hash-function "
	"sha512 --data-path message.txt"},
    {"Sign the hash of a file, as openssl dgst -binary writes it",
	"crypto sign ed25519ph --key-filter attr.label=ed-priv --data-type digest "
	"--hash-function sha512 --data-path message.sha512"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return crypto_sign_run(context, args, SIGN_ED25519PH, reply, err);
}

const struct command command_crypto_sign_ed25519ph = {
    .path = "crypto sign ed25519ph",
    .summary = "Sign with the Ed25519ph mechanism",
    .description =
	"Signs with a private key of the curve ed25519 the SHA-512 hash of a message (HashEdDSA "
	"of FIPS 186-5, section 7.8, which is Ed25519ph of RFC 8032, with an empty context). With "
	"--data-type raw the data is the message, of whatever length, and is hashed here; with "
	"digest it is the hash, 64 bytes. The signature has 64 bytes, and is the same each time. "
	"One of ed25519 is not one of ed25519ph, even if the key is the same.\n\n"
	"Only hsm2m.medium in NON_FIPS mode has Ed25519: see localhsm-policy(7). localhsm signs "
	"so with OpenSSL 3.2 or newer, and a digest with 3.4 or newer; with an older one the "
	"command is refused, and the answer says which version it takes.\n\n" CRYPTO_SIGN_TEXT,
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
