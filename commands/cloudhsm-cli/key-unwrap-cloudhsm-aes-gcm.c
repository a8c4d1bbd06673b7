/* key unwrap cloudhsm-aes-gcm */
#include "commands.h"

#include "key-reply.h"
#include "key-unwrap.h"
#include "roles.h"

static const struct option_spec options[] = {
    KEY_UNWRAP_OPTIONS("the AES key", OWN_OPTIONS),
    GCM_OPTIONS(OPT_OWN),
};

static const struct example examples[] = {
    {"Unwrap an AES key that lies in a file",
	"key unwrap cloudhsm-aes-gcm --filter attr.label=kek --tag-length-bits 128 "
	"--key-type-class aes --label data-copy --data-path wrapped-cloudhsm-gcm.bin"},
    {"The same, for a key that is to decrypt and can never be wrapped again",
	"key unwrap cloudhsm-aes-gcm --filter attr.label=kek --tag-length-bits 128 "
	"--key-type-class aes --label data-sealed --data-path wrapped-cloudhsm-gcm.bin "
	"--attributes decrypt=true extractable=false"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_unwrap_run(context, args, WRAP_CLOUDHSM_AES_GCM, reply, err);
}

const struct command command_key_unwrap_cloudhsm_aes_gcm = {
    .path = "key unwrap cloudhsm-aes-gcm",
    .summary = "Unwrap a key with the CLOUDHSM-AES-GCM mechanism",
    .description =
	"Makes a key of what key wrap cloudhsm-aes-gcm, or CKM_CLOUDHSM_AES_GCM of CloudHSM's "
	"PKCS #11 library, has encrypted under an AES key of the cluster: an IV of 12 bytes, the "
	"ciphertext and behind it the tag.\n\n"
	"--tag-length-bits and --aad must be what they were when the key was "
	"wrapped.\n\n" KEY_UNWRAP_TEXT,
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
