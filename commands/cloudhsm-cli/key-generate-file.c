/* key generate-file */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "bytes.h"
#include "error.h"
#include "files.h"
#include "key-options.h"
#include "key-reply.h"
#include "key.h"
#include "options.h"
#include "roles.h"

/* What it holds is public. */
#define FILE_MODE 0644

enum option { OPT_CLUSTER_ID, OPT_ENCODING, OPT_PATH, OPT_FILTER };
enum encoding { REFERENCE_PEM, PEM, CLOUDHSM_REFERENCE_PEM };

static const struct option_choice encodings[] = {
    [REFERENCE_PEM] = {.value = "reference-pem",
	.help = "PEM file that refers to a private key in the HSMs (not simulated yet)"},
    [PEM] = {.value = "pem", .help = "PEM file of a public key"},
    [CLOUDHSM_REFERENCE_PEM] = {.value = "cloudhsm-reference-pem",
	.help = "PEM file of CloudHSM's own that refers to a private key (not simulated yet)"},
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
};

static int check_encoding(const struct args *args, struct error *err)
{
	switch ((enum encoding)args_choice(args, OPT_ENCODING)) {
	case REFERENCE_PEM:
		return error_raise(err, ERR_NOT_SIMULATED, "--encoding reference-pem");
	case CLOUDHSM_REFERENCE_PEM:
		return error_raise(err, ERR_NOT_SIMULATED, "--encoding cloudhsm-reference-pem");
	case PEM:
		break;
	}
	return 0;
}

static int check(const struct args *args, struct error *err)
{
	int rc = option_filter_check(args, OPT_FILTER, err);

	return rc == 0 ? check_encoding(args, err) : rc;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct key_filter filter = KEY_FILTER_INIT;
	struct bytes pem = BYTES_INIT;
	int rc = option_filter(args, OPT_FILTER, &filter, err);

	if (rc == 0)
		rc = key_export_public_pem(app->connection, &filter, &pem, err);
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
	"Writes the public key of an RSA or EC key to a file, as PEM SubjectPublicKeyInfo, which "
	"openssl reads. The filter may hit a public key, a private key, or both halves of one "
	"pair; "
	"the file always holds the public key. Secret keys have none and are refused.\n\n"
	"The file is written whole or not at all, with the permissions that the umask leaves of "
	"0644, and replaces one that is there.\n\n"
	"The encodings that refer to a private key, reference-pem and cloudhsm-reference-pem, are "
	"known but not simulated yet.",
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
