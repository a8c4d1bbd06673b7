/* cluster mtls deregister-trust-anchor */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "cluster-mtls-reply.h"
#include "error.h"
#include "mtls.h"
#include "options.h"
#include "quorum.h"
#include "reply-nodes.h"
#include "reply.h"
#include "roles.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

enum option { OPT_CLUSTER_ID, OPT_REFERENCE, OPT_APPROVAL };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_REFERENCE] =
	{
	    .name = "certificate-reference",
	    .type = OPTION_LIST,
	    .help = "Reference of the trust anchor, in hexadecimal (0x01) or decimal digits",
	    .flags = OPTION_REQUIRED | OPTION_ONE_TOKEN | OPTION_ONE_WORD,
	},
    [OPT_APPROVAL] = APPROVAL_OPTION,
};

static const struct example examples[] = {
    {"Take away the first trust anchor",
	"cluster mtls deregister-trust-anchor --certificate-reference 0x01"},
};

static const struct reply_node answer_fields[] = {
    {.name = "message", .type = REPLY_STRING},
};

static const struct reply_node answer = OBJECT_NODE("", answer_fields);

static int read_reference(const struct args *args, unsigned *reference, struct error *err)
{
	size_t count;
	const char *word = args_list(args, OPT_REFERENCE, &count)[0];
	int base = word[0] == '0' && (word[1] == 'x' || word[1] == 'X') ? 16 : 10;
	unsigned long number;
	char *end;

	errno = 0;
	number = strtoul(word, &end, base);
	if (errno != 0 || *end != '\0' || end == word || word[0] == '-' || word[0] == '+' ||
	    number > INT_MAX)
		return error_raisef(err, ERR_USAGE,
		    "invalid value '%s' for '--certificate-reference': it must be a number such as "
		    "0x01",
		    word);
	*reference = (unsigned)number;
	return 0;
}

static int check(const struct args *args, struct error *err)
{
	unsigned reference;

	return read_reference(args, &reference, err);
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct quorum_approval *approval = NULL;
	unsigned reference = 0;
	int rc = read_reference(args, &reference, err);

	if (rc == 0)
		rc = option_approval(args, OPT_APPROVAL, &approval, err);
	if (rc == 0)
		rc = mtls_deregister(app->connection, reference, approval, err);
	quorum_approval_free(approval);
	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_format(reply, "message",
	    "Trust anchor with reference 0x%02x deregistered successfully", reference);
	reply_end(reply);
	return 0;
}

const struct command command_cluster_mtls_deregister_trust_anchor = {
    .path = "cluster mtls deregister-trust-anchor",
    .summary = "Deregister a trust anchor for mutual TLS with the cluster",
    .description =
	"Takes a trust anchor from every HSM of the cluster. Connections of clients whose "
	"certificate verified under it are dropped, and logins with them. Where only clients with "
	"a certificate are taken, the last anchor locks out everybody: there is no way "
	"back.\n\n" APPROVAL_TEXT("cluster") "\n\n" MTLS_TEXT,
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_ADMIN,
    .check = check,
    .run = run,
};
