/* cloudhsmv2 describe-clusters: DescribeClusters. */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "aws-options.h"
#include "aws-paging.h"
#include "aws-parameter.h"
#include "aws-reply.h"
#include "error.h"
#include "estate.h"
#include "reply.h"
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

static int show_page(struct app *app, struct describe_clusters_request *request,
    struct paging *paging, struct reply *reply, struct error *err)
{
	struct cluster_view *clusters = NULL;
	char *next_token = NULL;
	size_t count = 0;
	int rc;

	request->max_results = paging_size(paging);
	request->next_token = paging->token;
	rc = estate_describe_clusters(app->estate, request, &clusters, &count, &next_token, err);
	if (rc != 0)
		return rc;
	for (size_t i = 0; i < count; i++)
		aws_reply_cluster(reply, NULL, &clusters[i]);
	cluster_views_free(clusters, count);
	paging_advance(paging, count, next_token);
	return 0;
}

static int show(struct app *app, struct describe_clusters_request *request, struct paging *paging,
    struct reply *reply, struct error *err)
{
	int rc = 0;

	reply_object(reply, NULL);
	reply_array(reply, "Clusters");
	while (rc == 0 && !paging->is_done)
		rc = show_page(app, request, paging, reply, err);
	reply_end(reply);
	if (paging->token)
		reply_string(reply, "NextToken", paging->token);
	reply_end(reply);
	return rc;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	struct describe_clusters_request request = {.max_results = 0};
	const struct parameter_filter filters[] = {
	    {"clusterIds", &request.cluster_ids, &request.n_cluster_ids},
	    {"vpcIds", &request.vpc_ids, &request.n_vpc_ids},
	    {"states", &request.states, &request.n_states},
	};
	struct shorthand shorthand;
	struct paging paging;
	int rc =
	    parameter_filters(args, OPT_FILTERS, filters, ARRAY_LENGTH(filters), &shorthand, err);

	if (rc != 0)
		return rc;
	rc = paging_start(&paging, args, PAGING_OPTIONS_HERE, CLUSTERS_A_PAGE, err);
	if (rc == 0)
		rc = show(context->app, &request, &paging, reply, err);
	paging_done(&paging);
	shorthand_done(&shorthand);
	return rc;
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
