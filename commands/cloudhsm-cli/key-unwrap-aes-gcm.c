/* key unwrap aes-gcm */
#include "commands.h"

#include "args.h"
#include "error.h"
#include "key-reply.h"
#include "key-unwrap.h"
#include "roles.h"

#include <string.h>

static const struct option_spec options[] = {
    KEY_UNWRAP_OPTIONS("the AES key", OWN_OPTIONS),
    GCM_OPTIONS(OPT_OWN),
    [OPT_IV] =
	{
	    .name = "iv",
	    .type = OPTION_HEX,
	    .help = "IV that the key was wrapped with, of 12 bytes: 0x and 24 hexadecimal digits",
	    .flags = OPTION_REQUIRED,
	},
};

static const struct example examples[] = {
    {"Unwrap an AES key that lies in a file",
	"key unwrap aes-gcm --filter attr.label=kek --tag-length-bits 128 --iv "
	"0x9f3c1d5a7e2b4c6d8e0f1a2b --key-type-class aes --label data-copy --data-path "
	"wrapped-gcm.bin"},
    {"The same, for a key that is to decrypt and can never be wrapped again",
	"key unwrap aes-gcm --filter attr.label=kek --tag-length-bits 128 --iv "
	"0x9f3c1d5a7e2b4c6d8e0f1a2b --key-type-class aes --label data-sealed --data-path "
	"wrapped-gcm.bin --attributes decrypt=true extractable=false"},
};

static int check(const struct args *args, struct error *err)
{
	const char *iv = args_text(args, OPT_IV);

	if (strlen(iv) != strlen("0x") + (size_t)2 * WRAP_IV_LEN)
		return error_raisef(err, ERR_USAGE,
		    "invalid value '%s' for '--iv <IV>': it must be %d bytes, which is 0x and %d "
		    "hexadecimal digits",
		    iv, WRAP_IV_LEN, 2 * WRAP_IV_LEN);
	return key_unwrap_check(args, err);
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_unwrap_run(context, args, WRAP_AES_GCM, reply, err);
}

const struct command command_key_unwrap_aes_gcm = {
    .path = "key unwrap aes-gcm",
    .summary = "Unwrap a key with the AES-GCM mechanism",
    .description =
	"Makes a key of what key wrap aes-gcm, or any other AES-GCM (NIST SP 800-38D) with an IV "
	"of 12 bytes, has encrypted under an AES key of the cluster: the ciphertext and behind "
	"it the tag.\n\n"
	"--tag-length-bits, --aad and --iv must be what they were when the key was wrapped; key "
	"wrap aes-gcm answers the IV.\n\n" KEY_UNWRAP_TEXT,
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &key_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = check,
    .run = run,
};
