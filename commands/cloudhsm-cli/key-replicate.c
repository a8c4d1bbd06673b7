/* key replicate */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "key-options.h"
#include "key-reply.h"
#include "key.h"
#include "options.h"
#include "roles.h"

enum option { OPT_FILTER, OPT_SOURCE_CLUSTER_ID, OPT_DESTINATION_CLUSTER_ID };

static const struct option_spec options[] = {
    [OPT_FILTER] =
	FILTER_OPTION("filter", "the key to replicate, in the source cluster,", OPTION_REQUIRED),
    [OPT_SOURCE_CLUSTER_ID] = SOURCE_CLUSTER_OPTION("the key"),
    [OPT_DESTINATION_CLUSTER_ID] = DESTINATION_CLUSTER_OPTION("the key"),
};

static const struct example examples[] = {
    {"Copy a key to a clone of its cluster",
	"key replicate --filter attr.label=data --source-cluster-id <SOURCE_CLUSTER_ID> "
	"--destination-cluster-id <DESTINATION_CLUSTER_ID>"},
};

static int check(const struct args *args, struct error *err)
{
	return option_filter_check(args, OPT_FILTER, err);
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct key_filter filter = KEY_FILTER_INIT;
	struct key_view key;
	int rc = option_filter(args, OPT_FILTER, &filter, err);

	if (rc == 0)
		rc = key_replicate(app->source, app->destination, &filter, &key, err);
	key_filter_done(&filter);
	if (rc != 0)
		return rc;
	key_reply_fill(reply, &key, "Successfully replicated key");
	key_view_done(&key);
	return 0;
}

const struct command command_key_replicate = {
    .path = "key replicate",
    .summary = "Replicate a key from a source to a destination cluster",
    .description =
	"Copies a token key to a clone of its cluster, with its reference, its attributes, its "
	"owner and its sharees. Clusters are clones when one was made from a backup of the other, "
	"or both from backups of a third. Both must be in the configuration file.\n\n"
	"A crypto user who owns the key, or an admin, has to be logged in to both clusters. In an "
	"interactive session, log in to each with --cluster-id. As a single command, set "
	"CLOUDHSM_ROLE and CLOUDHSM_PIN for the source, DESTINATION_CLOUDHSM_ROLE and "
	"DESTINATION_CLOUDHSM_PIN for the destination.\n\n"
	"The owner and everybody whom the key is shared with must exist in the destination. "
	"Nothing is written when one of them does not, when the clusters are not clones, when the "
	"key differs among the HSMs of the source, or when the destination cannot hold it. Keys "
	"can be copied in either direction, as often as is wanted.\n\n"
	"An HSM that has the key already takes no harm; one that has another key under its "
	"reference refuses, and the answer says how many did. Each HSM takes the key whole or not "
	"at all, and what others took stays: once the cause is out of the way, the same command "
	"again completes it.\n\n"
	"hsm1.medium takes nothing that only hsm2m.medium can have: a key of another kind "
	"(ML-DSA), "
	"one that was made non-extractable after it was generated, or an RSA key with derive=true; "
	"and no more than 3,300 keys in all.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &key_message_reply,
    .needs = NEEDS_TWO_CLUSTERS,
    .roles = BY_ADMIN | BY_CRYPTO_USER,
    .check = check,
    .run = run,
};
