/* cloudhsmv2 get-resource-policy: GetResourcePolicy. */
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
    {"Show who may use a backup", "cloudhsmv2 get-resource-policy --resource-arn "
				  "arn:aws:cloudhsm:us-east-1:111122223333:backup/<BACKUP_ID>"},
};

static const struct reply_node members[] = {
    {.name = "Policy", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static const struct aws_member parameters[] = {
    {AWS_TEXT, {OPT_RESOURCE_ARN, "--resource-arn", "ResourceArn"}, NULL},
};

static const struct aws_operation operation = {
    .name = "GetResourcePolicy",
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

const struct command command_cloudhsmv2_get_resource_policy = {
    .path = "cloudhsmv2 get-resource-policy",
    .summary = "Show the resource policy of a backup",
    .description =
	"Shows the resource policy of a backup as it was given. Nothing is printed for a backup "
	"that has none.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .run = run,
};
