/* cloudhsmv2 delete-cluster: DeleteCluster. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "aws-reply.h"
#include "error.h"
#include "roles.h"

enum option { OPT_CLUSTER_ID, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION("Cluster that is deleted"),
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Delete a cluster that has no HSMs any more",
	"cloudhsmv2 delete-cluster --cluster-id <CLUSTER_ID>"},
};

static const struct reply_node members[] = {
    {.name = "Cluster",
	.type = REPLY_OBJECT,
	.children = aws_cluster_fields,
	.n_children = AWS_CLUSTER_FIELDS},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = 1};

static const struct aws_member parameters[] = {
    {AWS_TEXT, {OPT_CLUSTER_ID, "--cluster-id", "ClusterId"}, NULL},
};

static const struct aws_operation operation = {
    .name = "DeleteCluster",
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

const struct command command_cloudhsmv2_delete_cluster = {
    .path = "cloudhsmv2 delete-cluster",
    .summary = "Delete a cluster",
    .description =
	"Deletes a cluster that has no HSMs. Its backups stay, and clusters can be made from them. "
	"describe-clusters shows it from then on only when it is asked for by its id or by the "
	"state DELETED.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .run = run,
};
