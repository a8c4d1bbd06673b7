/* cloudhsmv2 create-cluster: CreateCluster. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "aws-reply.h"
#include "error.h"
#include "roles.h"

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
	.help = "IPV4, or DUALSTACK for HSMs that have an IPv6 address, too; hsm2m.medium only"},
    [OPT_TAG_LIST] = TAG_LIST_OPTION(0, "Tags of the cluster"),
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

static const char *const retention[] = {"Type", "Value", NULL};

static const struct aws_member parameters[] = {
    {AWS_STRINGS, {OPT_SUBNET_IDS, "--subnet-ids", "SubnetIds"}, NULL},
    {AWS_STRUCTURE,
	{OPT_BACKUP_RETENTION_POLICY, "--backup-retention-policy", "BackupRetentionPolicy"},
	retention},
    {AWS_TAGS, {OPT_TAG_LIST, "--tag-list", "TagList"}, NULL},
    {AWS_TEXT, {OPT_HSM_TYPE, "--hsm-type", "HsmType"}, NULL},
    {AWS_TEXT, {OPT_SOURCE_BACKUP_ID, "--source-backup-id", "SourceBackupId"}, NULL},
    {AWS_TEXT, {OPT_NETWORK_TYPE, "--network-type", "NetworkType"}, NULL},
    {AWS_TEXT, {OPT_MODE, "--mode", "Mode"}, NULL},
};

static const struct aws_operation operation = {
    .name = "CreateCluster",
    .options = options,
    .members = parameters,
    .n_members = ARRAY_LENGTH(parameters),
    .answer = &answer,
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return aws_call(context, &operation, args, reply, err);
}

const struct command command_cloudhsmv2_create_cluster = {
    .path = "cloudhsmv2 create-cluster",
    .summary = "Create a cluster",
    .description =
	"Creates a cluster without HSMs. Its mode is for ever, and its HSMs are in the zones of "
	"its subnets. Each region of an estate has a VPC with three subnets, the same in every "
	"estate; status --region shows them. Those of us-east-1 are "
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
