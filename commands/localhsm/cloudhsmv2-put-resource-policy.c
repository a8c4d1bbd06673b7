/* cloudhsmv2 put-resource-policy: PutResourcePolicy. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "roles.h"

enum option { OPT_RESOURCE_ARN, OPT_POLICY, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_RESOURCE_ARN] = RESOURCE_ARN_OPTION,
    [OPT_POLICY] = {.name = "policy",
	.type = OPTION_STRING,
	.flags = OPTION_REQUIRED,
	.help = "The policy in JSON, or file:// and the path of one; at most 20,000 characters"},
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Let another account make clusters from a backup",
	"cloudhsmv2 put-resource-policy --resource-arn "
	"arn:aws:cloudhsm:us-east-1:111122223333:backup/<BACKUP_ID> --policy '{\"Version\": "
	"\"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": "
	"\"arn:aws:iam::444455556666:root\"}, \"Action\": [\"cloudhsm:CreateCluster\", "
	"\"cloudhsm:DescribeBackups\"], \"Resource\": "
	"\"arn:aws:cloudhsm:us-east-1:111122223333:backup/<BACKUP_ID>\"}]}'"},
};

static const struct reply_node members[] = {
    {.name = "ResourceArn", .type = REPLY_STRING},
    {.name = "Policy", .type = REPLY_STRING},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static const struct aws_member parameters[] = {
    {AWS_TEXT, {OPT_RESOURCE_ARN, "--resource-arn", "ResourceArn"}, NULL},
    {AWS_TEXT, {OPT_POLICY, "--policy", "Policy"}, NULL},
};

static const struct aws_operation operation = {
    .name = "PutResourcePolicy",
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

const struct command command_cloudhsmv2_put_resource_policy = {
    .path = "cloudhsmv2 put-resource-policy",
    .summary = "Share a backup with other accounts",
    .description =
	"Gives a backup a resource policy, in the place of the one that it may have. It says "
	"which other accounts may see the backup (cloudhsm:DescribeBackups) and make clusters "
	"from it (cloudhsm:CreateCluster). The backup must be in state READY and be the "
	"account's own.\n\n"
	"An estate is one account: there is nobody to share with. The policy is checked, kept "
	"as it is given, and shown by get-resource-policy; nobody is let in by it, nor kept "
	"out. It goes with its backup, and a copy of the backup does not have it.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .run = run,
};
