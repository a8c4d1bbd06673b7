/* cloudhsmv2 copy-backup-to-region: CopyBackupToRegion. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "roles.h"

enum option { OPT_DESTINATION_REGION, OPT_BACKUP_ID, OPT_TAG_LIST, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_DESTINATION_REGION] = {.name = "destination-region",
	.type = OPTION_STRING,
	.flags = OPTION_REQUIRED,
	.help = "Region that gets the copy"},
    [OPT_BACKUP_ID] = BACKUP_ID_OPTION("Backup that is copied"),
    [OPT_TAG_LIST] = TAG_LIST_OPTION(0, "Tags of the copy, which else are those of the backup"),
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Copy a backup to another region",
	"cloudhsmv2 copy-backup-to-region --destination-region eu-west-1 --backup-id <BACKUP_ID>"},
};

static const struct reply_node copy_fields[] = {
    {.name = "CreateTimestamp", .type = REPLY_STRING},
    {.name = "SourceRegion", .type = REPLY_STRING},
    {.name = "SourceBackup", .type = REPLY_STRING},
    {.name = "SourceCluster", .type = REPLY_STRING},
};

static const struct reply_node members[] = {
    {.name = "DestinationBackup",
	.type = REPLY_OBJECT,
	.children = copy_fields,
	.n_children = ARRAY_LENGTH(copy_fields)},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static const struct aws_member parameters[] = {
    {AWS_TEXT, {OPT_DESTINATION_REGION, "--destination-region", "DestinationRegion"}, NULL},
    {AWS_TEXT, {OPT_BACKUP_ID, "--backup-id", "BackupId"}, NULL},
    {AWS_TAGS, {OPT_TAG_LIST, "--tag-list", "TagList"}, NULL},
};

static const struct aws_operation operation = {
    .name = "CopyBackupToRegion",
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

const struct command command_cloudhsmv2_copy_backup_to_region = {
    .path = "cloudhsmv2 copy-backup-to-region",
    .summary = "Copy a backup to another region",
    .description =
	"Copies a backup in state READY to another region, where clusters can be made from it. "
	"The copy has an id of its own, which describe-backups shows there with --region; "
	"--filters sourceBackupIds=ID finds it. A copy does not expire.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .run = run,
};
