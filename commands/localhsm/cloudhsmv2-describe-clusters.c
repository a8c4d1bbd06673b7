/* cloudhsmv2 describe-clusters: DescribeClusters. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "aws-reply.h"
#include "error.h"
#include "roles.h"

#define CLUSTERS_A_PAGE 25

enum option { OPT_FILTERS, PAGING_INDEXES, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_FILTERS] = {.name = "filters",
	.type = OPTION_STRING,
	.metavar = "NAME=VALUE,...",
	.help = "Clusters that are shown: clusterIds, vpcIds and states, as in "
		"clusterIds=ID,ID,states=ACTIVE or, in JSON, {\"states\": [\"ACTIVE\"]}"},
    PAGING_OPTIONS,
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Show all clusters", "cloudhsmv2 describe-clusters"},
    {"Print the certificate signing request of a new cluster, for openssl to sign",
	"cloudhsmv2 describe-clusters --filters clusterIds=<CLUSTER_ID> --output text --query "
	"'Clusters[].Certificates.ClusterCsr'"},
};

static const struct reply_node cluster_element[] = {
    {.name = "",
	.type = REPLY_OBJECT,
	.children = aws_cluster_fields,
	.n_children = AWS_CLUSTER_FIELDS},
};

static const struct reply_node members[] = {
    {.name = "Clusters", .type = REPLY_ARRAY, .children = cluster_element, .n_children = 1},
    {.name = "NextToken", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static int check(const struct args *args, struct error *err)
{
	return paging_check(args, PAGING_OPTIONS_HERE, err);
}

static const struct aws_list list = {"Clusters", CLUSTERS_A_PAGE,
    {OPT_MAX_ITEMS, OPT_PAGE_SIZE, OPT_STARTING_TOKEN, OPT_MAX_RESULTS, OPT_NEXT_TOKEN}};

static const struct aws_member parameters[] = {
    {AWS_FILTERS, {OPT_FILTERS, "--filters", "Filters"}, NULL},
};

static const struct aws_operation operation = {
    .name = "DescribeClusters",
    .options = options,
    .members = parameters,
    .n_members = ARRAY_LENGTH(parameters),
    .list = &list,
    .answer = &answer,
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return aws_call(context, &operation, args, reply, err);
}

const struct command command_cloudhsmv2_describe_clusters = {
    .path = "cloudhsmv2 describe-clusters",
    .summary = "Show clusters and their HSMs",
    .description =
	"Shows clusters with their HSMs and certificates, in the order in which they were created. "
	"ClusterCsr, the request that initialises a cluster when it is signed, is there from the "
	"first HSM until then; ClusterCertificate afterwards.\n\n"
	"All pages are fetched, unless --no-paginate, --max-results or --next-token asks for one. "
	"Clusters that were deleted are shown if --filters names them or the state DELETED.",
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
