/* key wrap cloudhsm-aes-gcm */
#include "commands.h"

#include "key-wrap.h"
#include "roles.h"

static const struct option_spec options[] = {
    KEY_WRAP_OPTIONS("the AES key"),
    GCM_OPTIONS(OPT_OWN),
};

static const struct example examples[] = {
    {"Wrap a key into a file",
	"key wrap cloudhsm-aes-gcm --payload-filter attr.label=data --wrapping-filter "
	"attr.label=kek --tag-length-bits 128 --path data.gcm"},
    {"Bind the wrapped key to four bytes that whoever unwraps it must know",
	"key wrap cloudhsm-aes-gcm --payload-filter attr.label=sign-priv --wrapping-filter "
	"attr.label=kek --tag-length-bits 96 --aad 0x6b657931"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_wrap_run(context, args, WRAP_CLOUDHSM_AES_GCM, reply, err);
}

const struct command command_key_wrap_cloudhsm_aes_gcm = {
    .path = "key wrap cloudhsm-aes-gcm",
    .summary = "Wrap a key with the CLOUDHSM-AES-GCM mechanism",
    .description =
	"Encrypts a key under an AES key of the cluster with AES-GCM (NIST SP 800-38D), as "
	"CKM_CLOUDHSM_AES_GCM of CloudHSM's PKCS #11 library does. The payload may be of any "
	"size.\n\n"
	"The wrapped key begins with a fresh IV of 12 bytes, which the HSM makes. The ciphertext "
	"is behind it, and behind that the tag, of --tag-length-bits. What --aad says is "
	"authenticated along with it and is no part of it: whoever unwraps the key must give the "
	"same.\n\n" KEY_WRAP_TEXT,
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &key_wrap_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = key_wrap_check,
    .run = run,
};
