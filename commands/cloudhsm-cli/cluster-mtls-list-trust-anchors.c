/* cluster mtls list-trust-anchors */
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
    {"List the trust anchors", "cluster mtls list-trust-anchors"},
};

static const struct reply_node anchor_node = OBJECT_NODE("", anchor_fields);

static const struct reply_node answer_fields[] = {
    LIST_NODE("trust_anchors", &anchor_node),
};

static const struct reply_node answer = OBJECT_NODE("", answer_fields);

static int run(struct command_context *context, const struct args *args UNUSED, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct mtls_anchor *anchors = NULL;
	size_t count = 0;
	int rc = mtls_list(app->connection, &anchors, &count, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_array(reply, "trust_anchors");
	for (size_t i = 0; i < count; i++)
		reply_anchor(reply, NULL, &anchors[i]);
	reply_end(reply);
	reply_end(reply);
	mtls_anchors_free(anchors, count);
	return 0;
}

const struct command command_cluster_mtls_list_trust_anchors = {
    .path = "cluster mtls list-trust-anchors",
    .summary = "List the trust anchors for mutual TLS with the cluster",
    .description =
	"Lists the certificates that clients are trusted by, with the reference that cluster mtls "
	"deregister-trust-anchor takes. cluster-coverage is \"full\" when every HSM of the cluster "
	"has the anchor, otherwise \"inconsistent\": register it again to repair that. Nobody has "
	"to be logged in.\n\n" MTLS_TEXT,
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .needs = NEEDS_CLUSTER | MAY_LOGIN,
    .run = run,
};
