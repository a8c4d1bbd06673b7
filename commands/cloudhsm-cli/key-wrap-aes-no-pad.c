/* key wrap aes-no-pad */
#include "commands.h"

#include "key-wrap.h"
#include "roles.h"

static const struct option_spec options[] = {
    KEY_WRAP_OPTIONS("the AES key"),
};

static const struct example examples[] = {
    {"Wrap a key into a file",
	"key wrap aes-no-pad --payload-filter attr.label=data --wrapping-filter "
	"attr.label=kek --path data.kw"},
    {"Wrap a key; the answer holds it in base64",
	"key wrap aes-no-pad --payload-filter attr.label=data --wrapping-filter "
	"attr.label=kek"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_wrap_run(context, args, WRAP_AES_NO_PAD, reply, err);
}

const struct command command_key_wrap_aes_no_pad = {
    .path = "key wrap aes-no-pad",
    .summary = "Wrap a key with the AES-NO-PAD mechanism",
    .description =
	"Encrypts a key under an AES key of the cluster with AES key wrap (RFC 3394, NIST SP "
	"800-38F KW).\n\n"
	"The payload must have a multiple of 8 bytes, and 16 at the least, as AES and 3DES keys "
	"have; the wrapped key has 8 bytes more. For generic secrets of other lengths use "
	"aes-zero-pad.\n\n"
	"For private keys use aes-zero-pad, too. What is wrapped is their PKCS #8 encoding: of an "
	"EC key the curve decides whether it fits, and of two RSA keys of one size one may fit and "
	"the other be refused.\n\n" KEY_WRAP_TEXT,
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
