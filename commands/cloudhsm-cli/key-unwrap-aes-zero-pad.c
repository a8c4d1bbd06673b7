/* key unwrap aes-zero-pad */
#include "commands.h"

#include "key-reply.h"
#include "key-unwrap.h"
#include "roles.h"

static const struct option_spec options[] = {
    KEY_UNWRAP_OPTIONS("the AES key", 0),
};

static const struct example examples[] = {
    {"Unwrap an AES key that lies in a file",
	"key unwrap aes-zero-pad --filter attr.label=kek --key-type-class aes --label "
	"data-copy --data-path wrapped-zero-pad.bin"},
    {"The same, for a key that is to decrypt and can never be wrapped again",
	"key unwrap aes-zero-pad --filter attr.label=kek --key-type-class aes --label "
	"data-sealed --data-path wrapped-zero-pad.bin --attributes decrypt=true "
	"extractable=false"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_unwrap_run(context, args, WRAP_AES_ZERO_PAD, reply, err);
}

const struct command command_key_unwrap_aes_zero_pad = {
    .path = "key unwrap aes-zero-pad",
    .summary = "Unwrap a key with the AES-ZERO-PAD mechanism",
    .description =
	"Makes a key of what key wrap aes-zero-pad, or any other AES key wrap with padding (RFC "
	"5649, NIST SP 800-38F KWP), has wrapped under an AES key of the "
	"cluster.\n\n" KEY_UNWRAP_TEXT,
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &key_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = key_unwrap_check,
    .run = run,
};
