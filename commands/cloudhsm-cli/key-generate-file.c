/* key generate-file */
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

/* What it holds is public: a reference is of no use without a login. */
#define FILE_MODE 0644

enum option { OPT_CLUSTER_ID, OPT_ENCODING, OPT_PATH, OPT_FILTER };
enum encoding { REFERENCE_PEM, PEM, CLOUDHSM_REFERENCE_PEM };

static const struct option_choice encodings[] = {
    [REFERENCE_PEM] = {.value = "reference-pem",
	.help = "PEM file that refers to a private RSA or EC key in the HSMs"},
    [PEM] = {.value = "pem", .help = "PEM file of a public key"},
    [CLOUDHSM_REFERENCE_PEM] = {.value = "cloudhsm-reference-pem",
	.help = "PEM file of CloudHSM's own that refers to any private key in the HSMs"},
};

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_ENCODING] =
	{
	    .name = "encoding",
	    .type = OPTION_ENUM,
	    .help = "Format of the key file",
	    .choices = encodings,
	    .n_choices = ARRAY_LENGTH(encodings),
	    .flags = OPTION_REQUIRED,
	},
    [OPT_PATH] =
	{
	    .name = "path",
	    .type = OPTION_PATH,
	    .help = "File to write. One that exists is replaced",
	    .flags = OPTION_REQUIRED,
	},
    [OPT_FILTER] = FILTER_OPTION("filter", "the key to write the file of", OPTION_REQUIRED),
};

static const struct example examples[] = {
    {"Export the public key of a pair",
	"key generate-file --encoding pem --path exported.pem --filter attr.label=wrapping"},
    {"The same by the private half: what is written is the public key",
	"key generate-file --encoding pem --path sign.pem --filter attr.label=sign-priv"},
    {"Write a file that stands for the private key",
	"key generate-file --encoding reference-pem --path sign-reference.pem --filter "
	"attr.label=sign-priv"},
};

static int check(const struct args *args, struct error *err)
{
	return option_filter_check(args, OPT_FILTER, err);
}

static int export_key(const struct app *app, enum encoding encoding,
    const struct key_filter *filter, struct bytes *pem, struct error *err)
{
	switch (encoding) {
	case REFERENCE_PEM:
		return key_export_reference_pem(
		    app->connection, filter, KEY_REFERENCE_PEM, pem, err);
	case CLOUDHSM_REFERENCE_PEM:
		return key_export_reference_pem(
		    app->connection, filter, KEY_CLOUDHSM_REFERENCE_PEM, pem, err);
	case PEM:
		break;
	}
	return key_export_public_pem(app->connection, filter, pem, err);
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	enum encoding encoding = (enum encoding)args_choice(args, OPT_ENCODING);
	struct key_filter filter = KEY_FILTER_INIT;
	struct bytes pem = BYTES_INIT;
	int rc = option_filter(args, OPT_FILTER, &filter, err);

	if (rc == 0)
		rc = export_key(context->app, encoding, &filter, &pem, err);
	if (rc == 0)
		rc = file_write(args_text(args, OPT_PATH), pem.data, pem.len, FILE_MODE, NULL, err);
	key_filter_done(&filter);
	bytes_done(&pem);
	if (rc == 0)
		message_reply_fill(reply, "Successfully generated key file");
	return rc;
}

const struct command command_key_generate_file = {
    .path = "key generate-file",
    .summary = "Generate a key file from a key in the HSM cluster. This command does not export "
	       "any private key data from the HSM",
    .description =
	"Writes the public key of an RSA, EC or ML-DSA key to a file, or a file that stands for "
	"its private key. Secret keys have neither and are refused.\n\n"
	"pem: the public key as PEM SubjectPublicKeyInfo (BEGIN PUBLIC KEY), which openssl "
	"reads. The filter may hit a public key, a private key, or both halves of one pair; the "
	"file always holds the public key.\n\n"
	"reference-pem and cloudhsm-reference-pem: the reference of a private key and its public "
	"half, and nothing else of the key, which never leaves the HSMs. The filter must hit the "
	"private key alone. Such a file is good for nothing without the HSMs: software that does "
	"not know it for what it is makes signatures with it that do "
	"not hold.\n\n"
	"A reference-pem file of an RSA key is BEGIN RSA PRIVATE KEY (PKCS #1), with the modulus "
	"and the public exponent as they are, the reference in place of the private exponent, "
	"and 0 for each other number. Of an EC key it is BEGIN EC PRIVATE KEY (RFC 5915), with "
	"the curve and the public point as they are and the reference in place of the private "
	"number. Ed25519 and ML-DSA keys have no such file.\n\n"
	"A cloudhsm-reference-pem file may be of any private key. It is BEGIN CLOUDHSM KEY "
	"REFERENCE around a DER SEQUENCE of the version, which is 1, the reference, and the "
	"SubjectPublicKeyInfo. The service's own bytes are not published for either form.\n\n"
	"The file is written whole or not at all, with the permissions that the umask leaves of "
	"0644, and replaces one that is there. The encoding ksp-key-reference is for Windows "
	"only and not known here.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &message_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_CRYPTO_USER,
    .check = check,
    .run = run,
};
