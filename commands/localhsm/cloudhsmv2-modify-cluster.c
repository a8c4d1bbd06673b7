/* cloudhsmv2 modify-cluster: ModifyCluster. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "aws-reply.h"
#include "roles.h"

enum option { OPT_BACKUP_RETENTION_POLICY, OPT_HSM_TYPE, OPT_CLUSTER_ID, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_BACKUP_RETENTION_POLICY] = RETENTION_OPTION(
	"How long backups of the cluster are kept from now on: 7 to 379 days. In JSON, "
	"{\"Type\": \"DAYS\", \"Value\": \"N\"}"),
    [OPT_HSM_TYPE] = {.name = "hsm-type",
	.type = OPTION_STRING,
	.help = "Type that the cluster's HSMs are replaced by: hsm2m.medium; or, to take that "
		"back, hsm1.medium"},
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION("Cluster that is changed"),
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Keep the backups of a cluster for two weeks",
	"cloudhsmv2 modify-cluster --cluster-id <CLUSTER_ID> --backup-retention-policy "
	"Type=DAYS,Value=14"},
};

static const struct reply_node members[] = {
    {.name = "Cluster",
	.type = REPLY_OBJECT,
	.children = aws_cluster_fields,
	.n_children = AWS_CLUSTER_FIELDS},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static const char *const retention[] = {"Type", "Value", NULL};

static const struct aws_member parameters[] = {
    {AWS_STRUCTURE,
	{OPT_BACKUP_RETENTION_POLICY, "--backup-retention-policy", "BackupRetentionPolicy"},
	retention},
    {AWS_TEXT, {OPT_HSM_TYPE, "--hsm-type", "HsmType"}, NULL},
    {AWS_TEXT, {OPT_CLUSTER_ID, "--cluster-id", "ClusterId"}, NULL},
};

static const struct aws_operation operation = {
    .name = "ModifyCluster",
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

const struct command command_cloudhsmv2_modify_cluster = {
    .path = "cloudhsmv2 modify-cluster",
    .summary = "Change how long backups are kept, or the type of the HSMs",
    .description =
	"Changes the retention of a cluster's backups, or the type of its HSMs, from "
	"hsm1.medium to hsm2m.medium.\n\n"
	"A cluster can be migrated to hsm2m.medium when its HSMs, at most 27, are all ACTIVE and "
	"hold no 3DES keys. It is backed up, and its HSMs are replaced one after the other, half "
	"an "
	"hour each with set lag realistic; they keep their addresses. Meanwhile the cluster is in "
	"state MODIFY_IN_PROGRESS and in limited-write mode: what would change users, token keys, "
	"quorums or trust anchors is refused, session keys and everything that only reads or uses "
	"are not, and HSMs are neither added nor removed. localhsm-permissions(7) says which is "
	"which.\n\n"
	"Within 24 hours of the start, until the time that describe-clusters shows as "
	"HsmTypeRollbackExpiration, --hsm-type hsm1.medium takes the type back, in the state "
	"ROLLBACK_IN_PROGRESS and the same mode. The HSMs get what the first backup holds: users "
	"and "
	"keys that came since are lost. If an HSM breaks or cannot be reached during the "
	"migration, "
	"the rollback begins by itself, by way of PENDING_ROLLBACK.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .run = run,
};
