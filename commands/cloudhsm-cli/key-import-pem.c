/* key import pem */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "bytes.h"
#include "files.h"
#include "key-options.h"
#include "key-reply.h"
#include "key.h"
#include "options.h"
#include "roles.h"
#include "secret.h"

/* A public key of 4096 bits is 800 bytes of PEM; a bundle of certificates is told from it by us. */
#define PEM_MAX ((size_t)64 * 1024)

enum option { OPT_CLUSTER_ID, OPT_PATH, OPT_LABEL, OPT_KEY_TYPE_CLASS, OPT_ATTRIBUTES };

static const struct option_choice classes[] = {
    {.value = "ec-public"},
    {.value = "rsa-public"},
};

/* In the order of classes. */
static const enum key_type types[] = {KEY_EC, KEY_RSA};

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_PATH] =
	{
	    .name = "path",
	    .type = OPTION_PATH,
	    .help = "File with the public key in PEM format",
	    .flags = OPTION_REQUIRED,
	},
    [OPT_LABEL] = LABEL_OPTION("label", "Label of the imported key"),
    [OPT_KEY_TYPE_CLASS] =
	{
	    .name = "key-type-class",
	    .type = OPTION_ENUM,
	    .help = "Type and class of the imported key",
	    .choices = classes,
	    .n_choices = ARRAY_LENGTH(classes),
	    .flags = OPTION_REQUIRED,
	},
    [OPT_ATTRIBUTES] = ATTRIBUTES_OPTION("attributes", "IMPORT_KEY_ATTRIBUTES", "the imported key"),
};

static const struct example examples[] = {
    {"Import the public key under which keys are to be wrapped",
	"key import pem --path wrapping.pem --label kms-wrapping-key --key-type-class rsa-public "
	"--attributes wrap=true"},
    {"Import one with which signatures are to be verified",
	"key import pem --path sign-pub.pem --label partner --key-type-class ec-public "
	"--attributes verify=true"},
};

static int check(const struct args *args, struct error *err)
{
	return option_attributes_check(args, OPT_ATTRIBUTES, err);
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	const char *path = args_text(args, OPT_PATH);
	struct attribute_list attributes = ATTRIBUTE_LIST_INIT;
	struct key_template template = {
	    .label = args_text(args, OPT_LABEL), .attributes = &attributes};
	struct bytes pem = BYTES_INIT;
	struct key_view key;
	int rc = option_attributes(args, OPT_ATTRIBUTES, &attributes, err);

	if (rc == 0)
		rc = file_read(path, PEM_MAX, &pem, err);
	if (rc == 0)
		rc = key_import_pem(app->connection, &template,
		    types[args_choice(args, OPT_KEY_TYPE_CLASS)], path, pem.data, pem.len, &key,
		    err);
	/* It may be a private key that was named by mistake. */
	if (pem.data)
		secret_wipe(pem.data, pem.len);
	bytes_done(&pem);
	attribute_list_done(&attributes);
	if (rc != 0)
		return rc;
	key_reply_fill(reply, &key, "Successfully imported key");
	key_view_done(&key);
	return 0;
}

const struct command command_key_import_pem = {
    .path = "key import pem",
    .summary = "Import key from a PEM file",
    .description =
	"Makes a token key of a public key that was generated outside of the cluster. The crypto "
	"user who runs the command becomes its owner. To bring in a private or a secret key, use "
	"key unwrap.\n\n"
	"The file must hold one public key in PEM format: a SubjectPublicKeyInfo (BEGIN PUBLIC "
	"KEY) of an RSA key, of an EC key on a named curve of key "
	"generate-asymmetric-pair ec, or of an Ed25519 key where the cluster has such keys; or, "
	"for RSA, a PKCS #1 key (BEGIN RSA PUBLIC KEY). Lines may end as on Windows, text around "
	"the key is passed over, and so is BEGIN EC PARAMETERS before it. An RSA key has a modulus "
	"of 2048 to 4096 bits in steps of 256, and an odd public exponent of 65537 or more.\n\n"
	"Everything else is refused with the reason: DER, certificates and requests, private "
	"keys, public keys of OpenSSH, EC keys that spell out their parameters, ML-DSA keys, two "
	"keys in one file. The key must be of the type that --key-type-class says; Ed25519 is "
	"ec-public.\n\n"
	"Unless --attributes says otherwise the key may do nothing: give wrap=true to wrap keys "
	"under it, verify=true to verify signatures. Its local is false. There is no --session: "
	"imported keys are token keys.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &key_message_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = check,
    .run = run,
};
