/* cloudhsmv2 delete-backup: DeleteBackup. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "aws-reply.h"
#include "roles.h"

enum option { OPT_BACKUP_ID, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_BACKUP_ID] = BACKUP_ID_OPTION("Backup that is deleted"),
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Delete a backup", "cloudhsmv2 delete-backup --backup-id <BACKUP_ID>"},
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
    .name = "DeleteBackup",
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

const struct command command_cloudhsmv2_delete_backup = {
    .path = "cloudhsmv2 delete-backup",
    .summary = "Delete a backup",
    .description =
	"Deletes a backup in state READY. For seven days it is in state PENDING_DELETION, and "
	"restore-backup brings it back; then it is gone.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .run = run,
};
