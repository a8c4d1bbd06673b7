/* key generate-asymmetric-pair rsa */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "key-options.h"
#include "key-pair.h"
#include "key-reply.h"
#include "key.h"
#include "options.h"
#include "roles.h"

enum option {
	OPT_CLUSTER_ID,
	OPT_PUBLIC_LABEL,
	OPT_PRIVATE_LABEL,
	OPT_SESSION,
	OPT_MODULUS_SIZE_BITS,
	OPT_PUBLIC_EXPONENT,
	OPT_PUBLIC_ATTRIBUTES,
	OPT_PRIVATE_ATTRIBUTES,
	OPT_SHARE_CRYPTO_USERS,
	OPT_MANAGE_QUORUM,
	OPT_USE_QUORUM,
};

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_PUBLIC_LABEL] = PUBLIC_LABEL_OPTION,
    [OPT_PRIVATE_LABEL] = PRIVATE_LABEL_OPTION,
    [OPT_SESSION] = SESSION_OPTION("key pair"),
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
    [OPT_PUBLIC_ATTRIBUTES] = PUBLIC_ATTRIBUTES_OPTION,
    [OPT_PRIVATE_ATTRIBUTES] = PRIVATE_ATTRIBUTES_OPTION,
    [OPT_SHARE_CRYPTO_USERS] = SHARE_OPTION("the private key"),
    [OPT_MANAGE_QUORUM] = MANAGE_PRIVATE_QUORUM_OPTION,
    [OPT_USE_QUORUM] = USE_PRIVATE_QUORUM_OPTION,
};

static const struct key_pair_options pair_options = {
    .public_label = OPT_PUBLIC_LABEL,
    .private_label = OPT_PRIVATE_LABEL,
    .session = OPT_SESSION,
    .public_attributes = OPT_PUBLIC_ATTRIBUTES,
    .private_attributes = OPT_PRIVATE_ATTRIBUTES,
    .share_crypto_users = OPT_SHARE_CRYPTO_USERS,
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
	return key_pair_check(args, &pair_options, err);
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct key_pair_request request;
	struct key_view public_key, private_key;
	int rc = key_pair_request_init(&request, args, &pair_options, err);

	if (rc != 0)
		return rc;
	rc = key_generate_rsa(app->connection, &request.public_template, &request.private_template,
	    args_number(args, OPT_MODULUS_SIZE_BITS, 0), args_number(args, OPT_PUBLIC_EXPONENT, 0),
	    &public_key, &private_key, err);
	key_pair_request_done(&request);
	if (rc != 0)
		return rc;
	key_pair_reply_fill(reply, &public_key, &private_key);
	key_view_done(&public_key);
	key_view_done(&private_key);
	return 0;
}

const struct command command_key_generate_asymmetric_pair_rsa = {
    .path = "key generate-asymmetric-pair rsa",
    .summary = "Generate an RSA key pair",
    .description =
	"Generates an RSA key pair inside the HSMs. The crypto user who runs the command owns both "
	"halves. They may carry one label: filters then tell them apart by "
	"attr.class=public-key and attr.class=private-key.\n\n"
	"Neither half may do anything unless its attributes say so: give --public-attributes "
	"verify=true or wrap=true, and --private-attributes sign=true or unwrap=true. wrap is for "
	"public keys only and unwrap for private keys only. The private key may be extracted "
	"(which means: wrapped) unless it is made with extractable=false. There is no --label and "
	"no --attributes for a pair.\n\n"
	"--share-crypto-users and --session mean the private key and both halves, respectively. "
	"Every crypto user sees every public key. Token keys need two HSMs, unless the key "
	"availability check is switched off with configure-cli.\n\n"
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
