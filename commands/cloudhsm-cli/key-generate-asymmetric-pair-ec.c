/* key generate-asymmetric-pair ec */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "error.h"
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
	OPT_CURVE,
	OPT_PUBLIC_ATTRIBUTES,
	OPT_PRIVATE_ATTRIBUTES,
	OPT_SHARE_CRYPTO_USERS,
	OPT_MANAGE_QUORUM,
	OPT_USE_QUORUM,
};

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
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_PUBLIC_LABEL] = PUBLIC_LABEL_OPTION,
    [OPT_PRIVATE_LABEL] = PRIVATE_LABEL_OPTION,
    [OPT_SESSION] = SESSION_OPTION("key pair"),
    [OPT_CURVE] =
	{
	    .name = "curve",
	    .type = OPTION_ENUM,
	    .help = "Elliptic curve of the pair; prime256v1 and secp256r1 are two names of P-256",
	    .choices = curves,
	    .n_choices = ARRAY_LENGTH(curves),
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
    {"Generate a pair that signs and verifies on P-256",
	"key generate-asymmetric-pair ec --public-label token-pub --private-label token-priv "
	"--curve secp256r1 --public-attributes verify=true --private-attributes sign=true"},
    {"Generate a pair on the curve of Bitcoin and Ethereum whose private key cannot be wrapped",
	"key generate-asymmetric-pair ec --public-label wallet --private-label wallet "
	"--curve secp256k1 --private-attributes sign=true extractable=false"},
};

static int check(const struct args *args, struct error *err)
{
	enum key_curve curve;
	int rc = key_pair_check(args, &pair_options, err);

	/* The one curve that the engine has no keys of. */
	if (rc == 0 && !key_curve_from_name(args_text(args, OPT_CURVE), &curve))
		rc = error_raise(err, ERR_NOT_SIMULATED, "--curve ed25519");
	return rc;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct key_pair_request request;
	struct key_view public_key, private_key;
	enum key_curve curve = CURVE_NONE;
	int rc = key_pair_request_init(&request, args, &pair_options, err);

	if (rc != 0)
		return rc;
	key_curve_from_name(args_text(args, OPT_CURVE), &curve);
	rc = key_generate_ec(app->connection, &request.public_template, &request.private_template,
	    curve, &public_key, &private_key, err);
	key_pair_request_done(&request);
	if (rc != 0)
		return rc;
	key_pair_reply_fill(reply, &public_key, &private_key);
	key_view_done(&public_key);
	key_view_done(&private_key);
	return 0;
}

const struct command command_key_generate_asymmetric_pair_ec = {
    .path = "key generate-asymmetric-pair ec",
    .summary = "Generate an Elliptic-Curve Cryptography (ECC) key pair",
    .description =
	"Generates an elliptic-curve key pair inside the HSMs. The crypto user who runs the "
	"command "
	"owns both halves. They may carry one label: filters then tell them apart by "
	"attr.class=public-key and attr.class=private-key.\n\n"
	"Neither half may do anything unless its attributes say so: give --public-attributes "
	"verify=true and --private-attributes sign=true. Attributes that an EC key has no use for, "
	"such as encrypt and decrypt, are accepted as they are by the service. The private key may "
	"be extracted (which means: wrapped) unless it is made with extractable=false.\n\n"
	"--share-crypto-users and --session mean the private key and both halves, respectively. "
	"Every crypto user sees every public key. Token keys need two HSMs, unless the key "
	"availability check is switched off with configure-cli.\n\n"
	"The answer holds the key objects of both halves. ec-point is the DER OCTET STRING around "
	"the uncompressed point, as hsm2m.medium prints it, and P-256 is called secp256r1 "
	"whichever "
	"name was given. The curve ed25519 is known but not simulated yet.",
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
