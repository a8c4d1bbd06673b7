/* crypto verify ed25519ph */
#include "commands.h"

#include "crypto-verify.h"
#include "key-reply.h"
#include "roles.h"

static const struct option_spec options[] = {
    CRYPTO_VERIFY_OPTIONS,
    SIGN_ED25519PH_OPTIONS(OPT_OWN),
};

static const struct example examples[] = {
    {"Verify the signature of a file",
	"crypto verify ed25519ph --key-filter attr.label=ed-pub --data-type raw --hash-function "
	"sha512 --data-path message.txt --signature-path message.ed25519ph"},
    {"Verify it by the hash of the file",
	"crypto verify ed25519ph --key-filter attr.label=ed-pub --data-type digest "
	"--hash-function sha512 --data-path message.sha512 --signature-path message.ed25519ph"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return crypto_verify_run(context, args, SIGN_ED25519PH, reply, err);
}

const struct command command_crypto_verify_ed25519ph = {
    .path = "crypto verify ed25519ph",
    .summary = "Verify a signature with the Ed25519ph mechanism",
    .description =
	"Verifies a signature of ed25519ph with a public key of the curve ed25519 (HashEdDSA of "
	"FIPS 186-5, section 7.8, which is Ed25519ph of RFC 8032, with an empty context). With "
	"--data-type raw the data is the message and is hashed here; with digest it is the hash, "
	"64 bytes. The signature has 64 bytes.\n\n"
	"Only hsm2m.medium in NON_FIPS mode has Ed25519: see localhsm-policy(7). localhsm "
	"verifies so with OpenSSL 3.2 or newer, and a digest with 3.4 or newer; with an older one "
	"the command is refused, and the answer says which version it "
	"takes.\n\n" CRYPTO_VERIFY_TEXT,
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
