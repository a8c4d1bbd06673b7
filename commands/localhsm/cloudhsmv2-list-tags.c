/* cloudhsmv2 list-tags: ListTags. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "aws-reply.h"
#include "roles.h"

#define TAGS_A_PAGE 100

enum option { OPT_RESOURCE_ID, PAGING_INDEXES, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_RESOURCE_ID] = RESOURCE_ID_OPTION,
    PAGING_OPTIONS,
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Show the tags of a cluster", "cloudhsmv2 list-tags --resource-id <CLUSTER_ID>"},
};

static const struct reply_node members[] = {
    {.name = "TagList", .type = REPLY_ARRAY, .children = aws_tag_element, .n_children = 1},
    {.name = "NextToken", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static const struct aws_list list = {"TagList", TAGS_A_PAGE,
    {OPT_MAX_ITEMS, OPT_PAGE_SIZE, OPT_STARTING_TOKEN, OPT_MAX_RESULTS, OPT_NEXT_TOKEN}};

static const struct aws_member parameters[] = {
    {AWS_TEXT, {OPT_RESOURCE_ID, "--resource-id", "ResourceId"}, NULL},
};

static const struct aws_operation operation = {
    .name = "ListTags",
    .options = options,
    .members = parameters,
    .n_members = ARRAY_LENGTH(parameters),
    .list = &list,
    .answer = &answer,
};

static int check(const struct args *args, struct error *err)
{
	return paging_check(args, list.paging, err);
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return aws_call(context, &operation, args, reply, err);
}

const struct command command_cloudhsmv2_list_tags = {
    .path = "cloudhsmv2 list-tags",
    .summary = "Show the tags of a cluster or a backup",
    .description =
	"Shows the tags of a cluster or a backup in the order of their keys.\n\n"
	"All pages are fetched, unless --no-paginate, --max-results or --next-token asks for "
	"one.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .check = check,
    .run = run,
};
