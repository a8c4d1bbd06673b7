/* crypto verify ed25519 */
#include "commands.h"

#include "crypto-verify.h"
#include "key-reply.h"
#include "roles.h"

static const struct option_spec options[] = {
    CRYPTO_VERIFY_OPTIONS,
};

static const struct example examples[] = {
    {"Verify the signature of a file",
	"crypto verify ed25519 --key-filter attr.label=ed-pub --data-path message.txt "
	"--signature-path message.ed25519"},
    {"The same, with a filter that says more of the key",
	"crypto verify ed25519 --key-filter attr.curve=ed25519 attr.class=public-key "
	"--data-path message.txt --signature-path message.ed25519"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return crypto_verify_run(context, args, SIGN_ED25519, reply, err);
}

const struct command command_crypto_verify_ed25519 = {
    .path = "crypto verify ed25519",
    .summary = "Verify a signature with the Ed25519 mechanism",
    .description =
	"Verifies a signature with a public key of the curve ed25519 (Ed25519 of RFC 8032, "
	"section 5.1, as FIPS 186-5 has it in section 7.7). The message may have 16000 bytes at "
	"most, the signature has 64. A signature of ed25519ph does not hold here, even if the key "
	"is the same.\n\n"
	"Only hsm2m.medium in NON_FIPS mode has Ed25519: see "
	"localhsm-policy(7).\n\n" CRYPTO_VERIFY_TEXT,
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
