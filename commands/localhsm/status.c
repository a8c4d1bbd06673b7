/* status: what there is in the estate, at a glance. */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "error.h"
#include "estate.h"
#include "reply.h"
#include "roles.h"

#include <stdlib.h>

enum option { OPT_REGION };

static const struct option_spec options[] = {
    [OPT_REGION] = {.name = "region",
	.type = OPTION_STRING,
	.flags = OPTION_NOT_EMPTY,
	.default_text = "us-east-1",
	.help = "Region whose clusters and subnets are shown"},
};

static const struct example examples[] = {
    {"Show the clusters of the estate", "status"},
    {"See in which subnets of another region clusters can be created", "status --region eu-west-1"},
    {"Print the same for a script", "status --output json"},
};

static const struct reply_node address[] = {{.name = "", .type = REPLY_STRING}};

static const struct reply_node hsm_fields[] = {
    {.name = "hsm-id", .type = REPLY_STRING},
    {.name = "eni-ip", .type = REPLY_STRING},
    {.name = "availability-zone", .type = REPLY_STRING},
    {.name = "state", .type = REPLY_STRING},
};

static const struct reply_node hsm[] = {
    {.name = "",
	.type = REPLY_OBJECT,
	.children = hsm_fields,
	.n_children = ARRAY_LENGTH(hsm_fields)},
};

static const struct reply_node cluster_fields[] = {
    {.name = "cluster-id", .type = REPLY_STRING},
    {.name = "hsm-type", .type = REPLY_STRING},
    {.name = "mode", .type = REPLY_STRING},
    {.name = "state", .type = REPLY_STRING},
    {.name = "hsms", .type = REPLY_ARRAY, .children = hsm, .n_children = 1},
    {.name = "addresses", .type = REPLY_ARRAY, .children = address, .n_children = 1},
};

static const struct reply_node cluster[] = {
    {.name = "",
	.type = REPLY_OBJECT,
	.children = cluster_fields,
	.n_children = ARRAY_LENGTH(cluster_fields)},
};

static const struct reply_node subnet_fields[] = {
    {.name = "subnet-id", .type = REPLY_STRING},
    {.name = "availability-zone", .type = REPLY_STRING},
};

static const struct reply_node subnet[] = {
    {.name = "",
	.type = REPLY_OBJECT,
	.children = subnet_fields,
	.n_children = ARRAY_LENGTH(subnet_fields)},
};

static const struct reply_node members[] = {
    {.name = "estate", .type = REPLY_STRING},
    {.name = "clusters", .type = REPLY_ARRAY, .children = cluster, .n_children = 1},
    {.name = "subnets", .type = REPLY_ARRAY, .children = subnet, .n_children = 1},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static void show_cluster(struct reply *reply, const struct cluster_view *view)
{
	reply_object(reply, NULL);
	reply_string(reply, "cluster-id", view->cluster_id);
	reply_string(reply, "hsm-type", hsm_type_name(view->type));
	reply_string(reply, "mode", cluster_mode_name(view->mode));
	reply_string(reply, "state", cluster_state_name(view->state));
	reply_array(reply, "hsms");
	for (size_t i = 0; i < view->n_hsms; i++) {
		reply_object(reply, NULL);
		reply_string(reply, "hsm-id", view->hsms[i].hsm_id);
		reply_string(reply, "eni-ip", view->hsms[i].eni_ip);
		reply_string(reply, "availability-zone", view->hsms[i].availability_zone);
		reply_string(reply, "state", hsm_state_name(view->hsms[i].state));
		reply_end(reply);
	}
	reply_end(reply);
	/* In a table, where HSMs are but a number. */
	reply_array(reply, "addresses");
	for (size_t i = 0; i < view->n_hsms; i++)
		reply_string(reply, NULL, view->hsms[i].eni_ip);
	reply_end(reply);
	reply_end(reply);
}

static int show_clusters(struct app *app, struct reply *reply, struct error *err)
{
	struct describe_clusters_request request = {.max_results = 0};
	struct cluster_view *clusters = NULL;
	char *token = NULL, *next = NULL;
	size_t count = 0;
	int rc = 0;

	do {
		request.next_token = token;
		rc = estate_describe_clusters(app->estate, &request, &clusters, &count, &next, err);
		free(token);
		token = NULL;
		if (rc != 0)
			break;
		for (size_t i = 0; i < count; i++)
			show_cluster(reply, &clusters[i]);
		cluster_views_free(clusters, count);
		token = next;
	} while (token);
	return rc;
}

static int show_subnets(struct app *app, struct reply *reply, struct error *err)
{
	struct subnet_view *subnets = NULL;
	size_t count = 0;
	int rc = estate_subnets(app->estate, &subnets, &count, err);

	if (rc != 0)
		return rc;
	for (size_t i = 0; i < count; i++) {
		reply_object(reply, NULL);
		reply_string(reply, "subnet-id", subnets[i].subnet_id);
		reply_string(reply, "availability-zone", subnets[i].zone);
		reply_end(reply);
	}
	free(subnets);
	return 0;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	struct app *app = context->app;
	const char *region = args_text(args, OPT_REGION);
	int rc = region ? estate_choose_region(app->estate, region, err) : 0;

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_string(reply, "estate", app->home.estate);
	reply_array(reply, "clusters");
	rc = show_clusters(app, reply, err);
	reply_end(reply);
	if (rc != 0)
		return rc;
	reply_array(reply, "subnets");
	rc = show_subnets(app, reply, err);
	reply_end(reply);
	reply_end(reply);
	return rc;
}

const struct command command_status = {
    .path = "status",
    .summary = "Show what there is in the estate",
    .description =
	"Shows the clusters of one region with their HSMs, and the subnets in which clusters can "
	"be "
	"created there: as a table on a terminal, otherwise as JSON. cloudhsmv2 describe-clusters "
	"says more of a cluster.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_TABLE,
    .needs = NEEDS_ESTATE,
    .run = run,
};
