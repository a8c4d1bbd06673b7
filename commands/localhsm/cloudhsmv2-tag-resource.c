/* cloudhsmv2 tag-resource: TagResource. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "roles.h"

enum option { OPT_RESOURCE_ID, OPT_TAG_LIST, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_RESOURCE_ID] = RESOURCE_ID_OPTION,
    [OPT_TAG_LIST] = TAG_LIST_OPTION(OPTION_REQUIRED, "Tags that it gets"),
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Tag a backup",
	"cloudhsmv2 tag-resource --resource-id <BACKUP_ID> --tag-list Key=Team,Value=payments"},
};

static const struct aws_member parameters[] = {
    {AWS_TEXT, {OPT_RESOURCE_ID, "--resource-id", "ResourceId"}, NULL},
    {AWS_TAGS, {OPT_TAG_LIST, "--tag-list", "TagList"}, NULL},
};

static const struct aws_operation operation = {
    .name = "TagResource",
    .options = options,
    .members = parameters,
    .n_members = ARRAY_LENGTH(parameters),
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return aws_call(context, &operation, args, reply, err);
}

const struct command command_cloudhsmv2_tag_resource = {
    .path = "cloudhsmv2 tag-resource",
    .summary = "Tag a cluster or a backup",
    .description =
	"Gives a cluster or a backup tags, of which it can have 50. A key that it has already "
	"gets the new value. Nothing is printed.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .run = run,
};
