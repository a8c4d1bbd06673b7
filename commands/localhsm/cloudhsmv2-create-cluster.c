/* cloudhsmv2 create-cluster: CreateCluster. */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "aws-options.h"
#include "aws-parameter.h"
#include "aws-reply.h"
#include "error.h"
#include "estate.h"
#include "reply.h"
#include "roles.h"

#include <stdlib.h>

enum option {
	OPT_BACKUP_RETENTION_POLICY,
	OPT_HSM_TYPE,
	OPT_SOURCE_BACKUP_ID,
	OPT_SUBNET_IDS,
	OPT_NETWORK_TYPE,
	OPT_TAG_LIST,
	OPT_MODE,
	AWS_GLOBAL_INDEXES
};

static const struct option_spec options[] = {
    [OPT_BACKUP_RETENTION_POLICY] = {.name = "backup-retention-policy",
	.type = OPTION_STRING,
	.metavar = "Type=DAYS,Value=N",
	.default_text = "Type=DAYS,Value=90",
	.help = "How long backups of the cluster are kept: 7 to 379 days. In JSON, {\"Type\": "
		"\"DAYS\", \"Value\": \"N\"}"},
    [OPT_HSM_TYPE] = {.name = "hsm-type",
	.type = OPTION_STRING,
	.flags = OPTION_REQUIRED,
	.help = "Type of the HSMs of the cluster: hsm2m.medium or hsm1.medium"},
    [OPT_SOURCE_BACKUP_ID] = {.name = "source-backup-id",
	.type = OPTION_STRING,
	.help = "Id or ARN of the backup that the cluster is made from"},
    [OPT_SUBNET_IDS] = {.name = "subnet-ids",
	.type = OPTION_LIST,
	.metavar = "SUBNET_ID",
	.flags = OPTION_REQUIRED | OPTION_ONE_TOKEN,
	.help = "Subnets in which the cluster can have HSMs, at most one of them in each zone; "
		"words, or one JSON array"},
    [OPT_NETWORK_TYPE] = {.name = "network-type",
	.type = OPTION_STRING,
	.default_text = "IPV4",
	.help = "IPV4, or DUALSTACK where the subnets have IPv6 addresses, which those of an "
		"estate do not"},
    [OPT_TAG_LIST] = {.name = "tag-list",
	.type = OPTION_LIST,
	.metavar = "Key=KEY,Value=VALUE",
	.flags = OPTION_ONE_TOKEN,
	.help = "Tags of the cluster, one a word, also as in {\"Key\": \"KEY\", \"Value\": "
		"\"VALUE\"}; or a JSON array of such"},
    [OPT_MODE] = {.name = "mode",
	.type = OPTION_STRING,
	.help = "FIPS or NON_FIPS, for as long as the cluster lives. Required but for "
		"hsm1.medium, which is FIPS"},
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Create a cluster that can have HSMs in two zones",
	"cloudhsmv2 create-cluster --hsm-type hsm2m.medium --mode FIPS --subnet-ids "
	"subnet-0000000000000001a subnet-0000000000000001b"},
    {"Create a clone of a cluster from one of its backups",
	"cloudhsmv2 create-cluster --hsm-type hsm2m.medium --mode FIPS --subnet-ids "
	"subnet-0000000000000001a --source-backup-id <BACKUP_ID>"},
};

static const struct reply_node members[] = {
    {.name = "Cluster",
	.type = REPLY_OBJECT,
	.children = aws_cluster_fields,
	.n_children = AWS_CLUSTER_FIELDS},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = 1};

/* What is put into request is borrowed from retention and subnets. */
static int take_values(const struct args *args, struct shorthand *retention,
    struct parameter_list *subnets, struct create_cluster_request *request, struct error *err)
{
	static const struct parameter subnet_ids = {OPT_SUBNET_IDS, "--subnet-ids", "SubnetIds"};
	static const struct parameter policy = {
	    OPT_BACKUP_RETENTION_POLICY, "--backup-retention-policy", "BackupRetentionPolicy"};
	static const char *const names[] = {"Type", "Value"};
	int rc = parameter_list(args, &subnet_ids, subnets, err);

	if (rc == 0)
		rc = parameter_structure(args, &policy, names, ARRAY_LENGTH(names), retention, err);
	request->subnet_ids = subnets->values;
	request->n_subnet_ids = subnets->count;
	request->retention_type = shorthand_member(retention, names[0]);
	request->retention_value = shorthand_member(retention, names[1]);
	return rc;
}

static int create(struct app *app, const struct create_cluster_request *request,
    struct reply *reply, struct error *err)
{
	struct cluster_view cluster;
	int rc = estate_create_cluster(app->estate, request, &cluster, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	aws_reply_cluster(reply, "Cluster", &cluster);
	reply_end(reply);
	cluster_view_done(&cluster);
	return 0;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	struct create_cluster_request request = {
	    .hsm_type = args_text(args, OPT_HSM_TYPE),
	    .source_backup_id = args_text(args, OPT_SOURCE_BACKUP_ID),
	    .network_type = args_text(args, OPT_NETWORK_TYPE),
	    .mode = args_text(args, OPT_MODE),
	};
	struct shorthand retention = SHORTHAND_INIT;
	struct parameter_list subnets;
	struct tag *tags = NULL;
	int rc = take_values(args, &retention, &subnets, &request, err);

	if (rc == 0)
		rc = parameter_tags(args, OPT_TAG_LIST, &tags, &request.n_tags, err);
	request.tags = tags;
	if (rc == 0)
		rc = create(context->app, &request, reply, err);
	shorthand_done(&retention);
	parameter_list_done(&subnets);
	free(tags);
	return rc;
}

const struct command command_cloudhsmv2_create_cluster = {
    .path = "cloudhsmv2 create-cluster",
    .summary = "Create a cluster",
    .description =
	"Creates a cluster without HSMs. Its mode is for ever, and its HSMs are in the zones of "
	"its subnets. The estate has a VPC with three subnets, the same in every estate: "
	"subnet-0000000000000001a in us-east-1a, subnet-0000000000000001b in us-east-1b and "
	"subnet-0000000000000001c in us-east-1c.\n\n"
	"A new cluster has to be given an HSM, initialised and activated. A cluster made from a "
	"backup needs an HSM only: it has the users, keys and certificate of the cluster that the "
	"backup was taken of, of which it is a clone. A backup keeps its mode, and its type of HSM "
	"can only be replaced by a newer one; 3DES keys keep it from hsm2m.medium in FIPS mode.\n\n"
	"On the real service there are no new clusters of hsm1.medium. Here there are, so that "
	"leaving them can be rehearsed. If there is no estate, it is made.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE | MAY_CREATE_ESTATE,
    .run = run,
};
