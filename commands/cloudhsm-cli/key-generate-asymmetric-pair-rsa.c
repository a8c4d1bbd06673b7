/* key generate-asymmetric-pair rsa */
#include "commands.h"

#include "args.h"
#include "key-pair.h"
#include "key-reply.h"
#include "roles.h"

enum rsa_option { OPT_MODULUS_SIZE_BITS = OPT_OWN, OPT_PUBLIC_EXPONENT, RSA_OPTIONS = 2 };

static const struct option_spec options[] = {
    KEY_PAIR_OPTIONS(RSA_OPTIONS),
    [OPT_MODULUS_SIZE_BITS] =
	{
	    .name = "modulus-size-bits",
	    .type = OPTION_U64,
	    .help = "Size of the modulus in bits: 2048 to 4096 in steps of 256",
	    .min = 2048,
	    .max = 4096,
	    .step = 256,
	    .numbers = "2048 to 4096 in steps of 256",
	    .flags = OPTION_REQUIRED,
	},
    [OPT_PUBLIC_EXPONENT] =
	{
	    .name = "public-exponent",
	    .type = OPTION_U64,
	    .help = "Public exponent: odd, 65537 or more",
	    .min = 65537,
	    .max = UINT64_MAX,
	    .step = 2,
	    .numbers = "odd, 65537 or more",
	    .flags = OPTION_REQUIRED,
	},
};

static const struct example examples[] = {
    {"Generate the pair with which another cluster is to hand over its keys",
	"key generate-asymmetric-pair rsa --public-label transport --private-label transport "
	"--modulus-size-bits 2048 --public-exponent 65537 --public-attributes wrap=true "
	"--private-attributes unwrap=true"},
    {"Generate a signing key that can never leave the HSMs",
	"key generate-asymmetric-pair rsa --public-label root-ca-pub --private-label root-ca "
	"--modulus-size-bits 4096 --public-exponent 65537 --public-attributes verify=true "
	"--private-attributes sign=true extractable=false"},
};

static int check(const struct args *args, struct error *err)
{
	return key_pair_check(args, RSA_OPTIONS, err);
}

static int generate(struct connection *connection, const struct args *args,
    const struct key_template *public_template, const struct key_template *private_template,
    struct key_view *public_key, struct key_view *private_key, struct error *err)
{
	return key_generate_rsa(connection, public_template, private_template,
	    args_number(args, OPT_MODULUS_SIZE_BITS, 0), args_number(args, OPT_PUBLIC_EXPONENT, 0),
	    public_key, private_key, err);
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_pair_run(context, args, RSA_OPTIONS, generate, reply, err);
}

const struct command command_key_generate_asymmetric_pair_rsa = {
    .path = "key generate-asymmetric-pair rsa",
    .summary = "Generate an RSA key pair",
    .description =
	"Generates an RSA key pair inside the HSMs. " KEY_PAIR_OWNER_TEXT "\n\n"
	"Neither half may do anything unless its attributes say so: give --public-attributes "
	"verify=true or wrap=true, and --private-attributes sign=true or unwrap=true. wrap is "
	"for public keys only and unwrap for private keys only. The private key may be extracted "
	"(which means: wrapped) unless it is made with extractable=false. There is no --label "
	"and no --attributes for a pair.\n\n" KEY_PAIR_SHARE_TEXT "\n\n"
	"The answer holds the key objects of both halves. Their check-value is the beginning of "
	"the SHA-1 digest of the public key (DER SubjectPublicKeyInfo).",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &key_pair_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = check,
    .run = run,
};
