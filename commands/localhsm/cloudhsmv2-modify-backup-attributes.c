/* cloudhsmv2 modify-backup-attributes: ModifyBackupAttributes. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "aws-reply.h"
#include "roles.h"

enum option { OPT_BACKUP_ID, OPT_NEVER_EXPIRES, OPT_NO_NEVER_EXPIRES, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_BACKUP_ID] = BACKUP_ID_OPTION("Backup that is changed"),
    [OPT_NEVER_EXPIRES] = {.name = "never-expires",
	.type = OPTION_FLAG,
	.one_of = 1,
	.help = "Keep the backup, whatever the retention of its cluster's backups is"},
    [OPT_NO_NEVER_EXPIRES] = {.name = "no-never-expires",
	.type = OPTION_FLAG,
	.one_of = 1,
	.help = "Keep the backup for as long as that"},
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Keep a backup for good",
	"cloudhsmv2 modify-backup-attributes --backup-id <BACKUP_ID> --never-expires"},
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
    {AWS_TRUE, {OPT_NEVER_EXPIRES, "--never-expires", "NeverExpires"}, NULL},
    {AWS_FALSE, {OPT_NO_NEVER_EXPIRES, "--no-never-expires", "NeverExpires"}, NULL},
};

static const struct aws_operation operation = {
    .name = "ModifyBackupAttributes",
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

const struct command command_cloudhsmv2_modify_backup_attributes = {
    .path = "cloudhsmv2 modify-backup-attributes",
    .summary = "Choose whether a backup expires",
    .description = "Chooses whether a backup is deleted when it is older than the retention of its "
		   "cluster's backups allows.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .run = run,
};
