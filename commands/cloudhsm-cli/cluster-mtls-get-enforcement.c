/* cluster mtls get-enforcement */
#include "commands.h"

#include "app.h"
#include "cluster-mtls-reply.h"
#include "mtls.h"
#include "options.h"
#include "reply-nodes.h"
#include "reply.h"
#include "roles.h"

static const struct option_spec options[] = {CLUSTER_ID_OPTION};

static const struct example examples[] = {
    {"Look whether clients need a certificate", "cluster mtls get-enforcement"},
};

static const struct reply_node answer_fields[] = {
    {.name = "mtls-enforcement-level", .type = REPLY_STRING},
};

static const struct reply_node answer = OBJECT_NODE("", answer_fields);

static int run(struct command_context *context, const struct args *args UNUSED, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	enum mtls_level level;
	int rc = mtls_get_level(app->connection, &level, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_string(reply, "mtls-enforcement-level", mtls_level_name(level));
	reply_end(reply);
	return 0;
}

const struct command command_cluster_mtls_get_enforcement = {
    .path = "cluster mtls get-enforcement",
    .summary = "Get the status of mutual TLS enforcement",
    .description =
	"Answers \"cluster\" when the HSMs take only clients with a certificate that verifies "
	"under a trust anchor, \"none\" when they take others, too, and \"inconsistent\" when they "
	"disagree.\n\n" MTLS_TEXT,
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_ADMIN | BY_CRYPTO_USER,
    .run = run,
};
