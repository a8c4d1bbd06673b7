/* key unwrap rsa-aes */
#include "commands.h"

#include "key-reply.h"
#include "key-unwrap.h"
#include "roles.h"

static const struct example examples[] = {
    {"Unwrap an AES key that lies in a file",
	"key unwrap rsa-aes --filter attr.label=unwrapping --hash-function sha256 "
	"--mgf mgf1-sha256 --key-type-class aes --label data-copy --data-path wrapped.bin"},
    {"The same, for a key that is to decrypt and can never be wrapped again",
	"key unwrap rsa-aes --key-type-class AES --label data-sealed --filter "
	"attr.label=unwrapping --hash-function sha256 --mgf mgf1-sha256 --data-path wrapped.bin "
	"--attributes decrypt=true extractable=false"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_unwrap_rsa_run(context, args, WRAP_RSA_AES, reply, err);
}

const struct command command_key_unwrap_rsa_aes = {
    .path = "key unwrap rsa-aes",
    .summary = "Unwrap a key with the RSA-AES mechanism",
    .description =
	"Makes a key of what key wrap rsa-aes, or any other maker of CKM_RSA_AES_KEY_WRAP, has "
	"wrapped under the public half of an RSA key of the cluster. The crypto user who unwraps "
	"the key becomes its owner.\n\n"
	"The unwrapping key must be an RSA private key with unwrap=true that you own or that is "
	"shared with you. The hash function must be the one that the key was wrapped with, and the "
	"payload of the type that --key-type-class names: the bare bytes of a secret key, or the "
	"PKCS #8 DER form of a private key. Where anything does not fit, no key is made.\n\n"
	"Attributes are not carried over from the key that was wrapped: the new key has those of "
	"--attributes and defaults for the rest. Its local, always-sensitive and never-extractable "
	"are false.\n\n"
	"The wrapped key is given either as a binary file with --data-path or as base64 with "
	"--data. Types and hash functions may be written in either case, the latter with a hyphen "
	"too, and --mgf without mgf1-. --approval and the quorum values are known but not "
	"simulated "
	"yet.",
    .options = key_unwrap_rsa_options,
    .n_options = KEY_UNWRAP_RSA_OPTIONS,
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &key_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = key_unwrap_rsa_check,
    .run = run,
};
