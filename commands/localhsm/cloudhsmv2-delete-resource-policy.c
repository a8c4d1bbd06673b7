/* cloudhsmv2 delete-resource-policy: DeleteResourcePolicy. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "roles.h"

enum option { OPT_RESOURCE_ARN, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_RESOURCE_ARN] = RESOURCE_ARN_OPTION,
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Stop sharing a backup", "cloudhsmv2 delete-resource-policy --resource-arn "
			      "arn:aws:cloudhsm:us-east-1:111122223333:backup/<BACKUP_ID>"},
};

static const struct reply_node members[] = {
    {.name = "ResourceArn", .type = REPLY_STRING},
    {.name = "Policy", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static const struct aws_member parameters[] = {
    {AWS_TEXT, {OPT_RESOURCE_ARN, "--resource-arn", "ResourceArn"}, NULL},
};

static const struct aws_operation operation = {
    .name = "DeleteResourcePolicy",
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

const struct command command_cloudhsmv2_delete_resource_policy = {
    .path = "cloudhsmv2 delete-resource-policy",
    .summary = "Stop sharing a backup",
    .description =
	"Deletes the resource policy of a backup, and shows it a last time. Clusters that were "
	"made from the backup stay. For a backup that has none it does nothing, and shows no "
	"Policy.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .run = run,
};
