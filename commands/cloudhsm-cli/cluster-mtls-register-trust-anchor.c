/* cluster mtls register-trust-anchor */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "bytes.h"
#include "cluster-mtls-reply.h"
#include "error.h"
#include "files.h"
#include "mtls.h"
#include "options.h"
#include "quorum.h"
#include "reply-nodes.h"
#include "reply.h"
#include "roles.h"

#include <stdlib.h>

enum option { OPT_CLUSTER_ID, OPT_PATH, OPT_APPROVAL };

/* More than any anchor has: the HSM says what is too long. */
#define PEM_MAX ((size_t)64 * 1024)

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_PATH] =
	{
	    .name = "path",
	    .type = OPTION_LIST,
	    .help = "File with the trust anchor, in PEM; several files make one chain, in their "
		    "order",
	    .flags = OPTION_REQUIRED,
	},
    [OPT_APPROVAL] = APPROVAL_OPTION,
};

static const struct example examples[] = {
    {"Trust the clients that a root CA has signed",
	"cluster mtls register-trust-anchor --path root.crt"},
};

static const struct reply_node answer_fields[] = {
    OBJECT_NODE("trust_anchor", anchor_fields),
};

static const struct reply_node answer = OBJECT_NODE("", answer_fields);

static int read_files(const struct args *args, struct bytes *pem, struct error *err)
{
	size_t count;
	const char *const *paths = args_list(args, OPT_PATH, &count);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		rc = file_read_regular(paths[i], PEM_MAX, pem, err);
		if (i + 1 < count)
			bytes_append_char(pem, '\n');
	}
	return rc == 0 && bytes_failed(pem) ? error_raise(err, ERR_MEMORY) : rc;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct quorum_approval *approval = NULL;
	struct bytes pem = BYTES_INIT;
	struct mtls_anchor anchor = {.certificate = NULL};
	int rc = option_approval(args, OPT_APPROVAL, &approval, err);

	if (rc == 0)
		rc = read_files(args, &pem, err);
	if (rc == 0)
		rc = mtls_register(app->connection, bytes_text(&pem), approval, &anchor, err);
	bytes_done(&pem);
	quorum_approval_free(approval);
	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_anchor(reply, "trust_anchor", &anchor);
	reply_end(reply);
	free(anchor.certificate);
	return 0;
}

const struct command command_cluster_mtls_register_trust_anchor = {
    .path = "cluster mtls register-trust-anchor",
    .summary = "Register a trust anchor for mutual TLS with the cluster",
    .description =
	"Gives every HSM of the cluster a certificate that clients are trusted by: a self-signed "
	"root, or a chain in order from the one that signs clients up to a self-signed root. PEM, "
	"at most 6,980 bytes; keys of EC P-256, P-384 or P-521, or RSA of 2048, 3072 or 4096 bits. "
	"A cluster has at most two anchors.\n\n"
	"From then on a client that presents a certificate must present one that verifies under an "
	"anchor: see configure-cli --client-cert-hsm-tls-file and --client-key-hsm-tls-file. "
	"Clients without one are taken until cluster mtls set-enforcement says otherwise.\n\n"
	"Anchors are not synchronised by themselves. To give one to an HSM that lacks it, register "
	"it again: the command then answers that it is installed already, as an error, and has "
	"mended what was amiss, as cluster mtls list-trust-anchors shows.\n\n" APPROVAL_TEXT(
	    "cluster") "\n\n" MTLS_TEXT,
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_ADMIN,
    .run = run,
};
