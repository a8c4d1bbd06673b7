/* cloudhsmv2 untag-resource: UntagResource. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "roles.h"

enum option { OPT_RESOURCE_ID, OPT_TAG_KEY_LIST, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_RESOURCE_ID] = RESOURCE_ID_OPTION,
    [OPT_TAG_KEY_LIST] = {.name = "tag-key-list",
	.type = OPTION_LIST,
	.metavar = "KEY",
	.flags = OPTION_REQUIRED | OPTION_ONE_TOKEN,
	.help = "Keys of the tags that it loses; words, or one JSON array"},
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Take a tag off a cluster",
	"cloudhsmv2 untag-resource --resource-id <CLUSTER_ID> --tag-key-list Team"},
};

static const struct aws_member parameters[] = {
    {AWS_TEXT, {OPT_RESOURCE_ID, "--resource-id", "ResourceId"}, NULL},
    {AWS_STRINGS, {OPT_TAG_KEY_LIST, "--tag-key-list", "TagKeyList"}, NULL},
};

static const struct aws_operation operation = {
    .name = "UntagResource",
    .options = options,
    .members = parameters,
    .n_members = ARRAY_LENGTH(parameters),
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return aws_call(context, &operation, args, reply, err);
}

const struct command command_cloudhsmv2_untag_resource = {
    .path = "cloudhsmv2 untag-resource",
    .summary = "Take tags off a cluster or a backup",
    .description =
	"Takes the tags with these keys off a cluster or a backup. A key that it has not is "
	"passed over. Nothing is printed.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .run = run,
};
