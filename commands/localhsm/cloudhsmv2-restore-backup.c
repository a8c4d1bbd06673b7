/* cloudhsmv2 restore-backup: RestoreBackup. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "aws-reply.h"
#include "roles.h"

enum option { OPT_BACKUP_ID, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_BACKUP_ID] = BACKUP_ID_OPTION("Backup that is restored"),
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Bring back a backup that was deleted", "cloudhsmv2 restore-backup --backup-id <BACKUP_ID>"},
};

static const struct reply_node members[] = {
    {.name = "Backup",
	.type = REPLY_OBJECT,
	.children = aws_backup_fields,
	.n_children = AWS_BACKUP_FIELDS},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static const struct aws_member parameters[] = {
    {AWS_TEXT, {OPT_BACKUP_ID, "--backup-id", "BackupId"}, NULL},
};

static const struct aws_operation operation = {
    .name = "RestoreBackup",
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

const struct command command_cloudhsmv2_restore_backup = {
    .path = "cloudhsmv2 restore-backup",
    .summary = "Bring back a backup that was deleted",
    .description =
	"Brings back a backup in state PENDING_DELETION: it is READY again. To make a cluster "
	"from a backup use create-cluster with --source-backup-id.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .run = run,
};
