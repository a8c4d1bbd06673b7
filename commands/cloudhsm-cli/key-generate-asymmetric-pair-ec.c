/* key generate-asymmetric-pair ec */
#include "commands.h"

#include "args.h"
#include "key-pair.h"
#include "key-reply.h"
#include "roles.h"

enum ec_option { OPT_CURVE = OPT_OWN, EC_OPTIONS = 1 };

static const struct option_choice curves[] = {
    {.value = "prime256v1"},
    {.value = "secp256r1"},
    {.value = "secp224r1"},
    {.value = "secp384r1"},
    {.value = "secp256k1"},
    {.value = "secp521r1"},
    {.value = "ed25519"},
};

static const struct option_spec options[] = {
    KEY_PAIR_OPTIONS(EC_OPTIONS),
    [OPT_CURVE] =
	{
	    .name = "curve",
	    .type = OPTION_ENUM,
	    .help = "Elliptic curve of the pair; prime256v1 and secp256r1 are two names of P-256",
	    .choices = curves,
	    .n_choices = ARRAY_LENGTH(curves),
	    .flags = OPTION_REQUIRED,
	},
};

static const struct example examples[] = {
    {"Generate a pair that signs and verifies on P-256",
	"key generate-asymmetric-pair ec --public-label token-pub --private-label token-priv "
	"--curve secp256r1 --public-attributes verify=true --private-attributes sign=true"},
    {"Generate a pair on the curve of Bitcoin and Ethereum whose private key cannot be wrapped",
	"key generate-asymmetric-pair ec --public-label wallet --private-label wallet "
	"--curve secp256k1 --private-attributes sign=true extractable=false"},
    {"Generate an Ed25519 pair, in a cluster in NON_FIPS mode",
	"key generate-asymmetric-pair ec --public-label code-pub --private-label code-priv "
	"--curve ed25519 --public-attributes verify=true --private-attributes sign=true"},
};

static int check(const struct args *args, struct error *err)
{
	return key_pair_check(args, EC_OPTIONS, err);
}

static int generate(struct connection *connection, const struct args *args,
    const struct key_template *public_template, const struct key_template *private_template,
    struct key_view *public_key, struct key_view *private_key, struct error *err)
{
	enum key_curve curve = CURVE_NONE;

	key_curve_from_name(args_text(args, OPT_CURVE), &curve);
	return key_generate_ec(
	    connection, public_template, private_template, curve, public_key, private_key, err);
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return key_pair_run(context, args, EC_OPTIONS, generate, reply, err);
}

const struct command command_key_generate_asymmetric_pair_ec = {
    .path = "key generate-asymmetric-pair ec",
    .summary = "Generate an Elliptic-Curve Cryptography (ECC) key pair",
    .description =
	"Generates an elliptic-curve key pair inside the HSMs. " KEY_PAIR_OWNER_TEXT "\n\n"
	"Neither half may do anything unless its attributes say so: give --public-attributes "
	"verify=true and --private-attributes sign=true. Attributes that an EC key has no use "
	"for, such as encrypt and decrypt, are accepted as they are by the service. The private "
	"key may be extracted (which means: wrapped) unless it is made with "
	"extractable=false.\n\n" KEY_PAIR_SHARE_TEXT "\n\n"
	"The answer holds the key objects of both halves. ec-point is the DER OCTET STRING "
	"around the uncompressed point, as hsm2m.medium prints it, and P-256 is called secp256r1 "
	"whichever name was given.\n\n"
	"Pairs on the curve ed25519 are for crypto sign ed25519 and ed25519ph. Only clusters of "
	"hsm2m.medium in NON_FIPS mode have them: see localhsm-policy(7). Their key-type is ec, "
	"too, and their ec-point the DER OCTET STRING around the 32 bytes of RFC 8032.",
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
