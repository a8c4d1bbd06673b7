/* key generate-asymmetric-pair ml-dsa */
#include "commands.h"

#include "args.h"
#include "key-pair.h"
#include "key-reply.h"
#include "roles.h"

enum ml_dsa_option { OPT_MLDSA_ALGORITHM = OPT_OWN, ML_DSA_OPTIONS = 1 };

static const struct option_choice algorithms[] = {
    {.value = "ML-DSA-44"},
    {.value = "ML-DSA-65"},
    {.value = "ML-DSA-87"},
};

static const struct option_spec options[] = {
    KEY_PAIR_OPTIONS(ML_DSA_OPTIONS),
    [OPT_MLDSA_ALGORITHM] =
	{
	    .name = "mldsa-algorithm",
	    .type = OPTION_ENUM,
	    .help = "Parameter set of the pair; the higher its number, the longer its keys and "
		    "signatures",
	    .choices = algorithms,
	    .n_choices = ARRAY_LENGTH(algorithms),
	    .flags = OPTION_REQUIRED,
	},
};

static const struct example examples[] = {
    {"Generate a pair that signs and verifies",
	"key generate-asymmetric-pair ml-dsa --public-label release-pub --private-label "
	"release-priv --mldsa-algorithm ML-DSA-65 --public-attributes verify=true "
	"--private-attributes sign=true"},
    {"Generate one with whose private key another crypto user is to sign, too",
	"key generate-asymmetric-pair ml-dsa --public-label team-pub --private-label team-priv "
	"--mldsa-algorithm ML-DSA-87 --public-attributes verify=true --private-attributes "
	"sign=true --share-crypto-users bob"},
};

static int check(const struct args *args, struct error *err)
{
	return key_pair_check(args, ML_DSA_OPTIONS, err);
}

static int generate(struct connection *connection, const struct args *args,
    const struct key_template *public_template, const struct key_template *private_template,
    struct key_view *public_key, struct key_view *private_key, struct error *err)
{
	enum mldsa_algorithm algorithm = MLDSA_NONE;

	mldsa_algorithm_from_name(args_text(args, OPT_MLDSA_ALGORITHM), &algorithm);
	return key_generate_ml_dsa(
	    connection, public_template, private_template, algorithm, public_key, private_key, err);
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_pair_run(context, args, ML_DSA_OPTIONS, generate, reply, err);
}

const struct command command_key_generate_asymmetric_pair_ml_dsa = {
    .path = "key generate-asymmetric-pair ml-dsa",
    .summary = "Generate an ML-DSA key pair",
    .description =
	"Generates a key pair for ML-DSA inside the HSMs: signatures (FIPS 204) that quantum "
	"computers, too, are expected not to forge. " KEY_PAIR_OWNER_TEXT "\n\n"
	"Neither half may do anything unless its attributes say so: give --public-attributes "
	"verify=true and --private-attributes sign=true. ML-DSA keys cannot be wrapped, "
	"unwrapped or imported, whatever their attributes: the private key stays in its cluster "
	"and in clones of it.\n\n"
	"Only hsm2m.medium has ML-DSA, and in FIPS mode since 2026-09-01 only: see "
	"localhsm-policy(7). localhsm needs OpenSSL 3.5 for it and refuses the command where it "
	"runs with an older one.\n\n" KEY_PAIR_SHARE_TEXT "\n\n"
	"The answer holds the key objects of both halves, with mldsa-algorithm. Their "
	"key-length-bytes is that of the keys as FIPS 204 encodes them, and their check-value "
	"the beginning of the SHA-1 digest of the public key (DER SubjectPublicKeyInfo).",
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
