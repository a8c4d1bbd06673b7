/* set quota-…: how many clusters and HSMs an account may have. */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "error.h"
#include "estate.h"
#include "reply.h"
#include "roles.h"

#include <stdio.h>

enum option { OPT_NUMBER };

#define NUMBER_OPTION(most, text)                                                                  \
	{                                                                                          \
		[OPT_NUMBER] = {                                                                   \
		    .name = "number",                                                              \
		    .type = OPTION_U64,                                                            \
		    .min = 1,                                                                      \
		    .max = (most),                                                                 \
		    .flags = OPTION_REQUIRED,                                                      \
		    .help = (text),                                                                \
		},                                                                                 \
	}

static const struct option_spec clusters_options[] =
    NUMBER_OPTION(1000, "Clusters of a region. The account of an estate begins with 4");
static const struct option_spec hsms_options[] =
    NUMBER_OPTION(1000, "HSMs of a region. The account of an estate begins with 6");
static const struct option_spec per_cluster_options[] =
    NUMBER_OPTION(28, "HSMs of a cluster. An estate begins with 28, the most that there can be");

static const struct example clusters_examples[] = {
    {"Have room for ten clusters", "set quota-clusters --number 10"},
};
static const struct example hsms_examples[] = {
    {"Have room for twelve HSMs", "set quota-hsms --number 12"},
};
static const struct example per_cluster_examples[] = {
    {"Rehearse a cluster that is full with three HSMs", "set quota-hsms-per-cluster --number 3"},
};

static const struct reply_node members[] = {
    {.name = "quota", .type = REPLY_STRING},
    {.name = "number", .type = REPLY_NUMBER},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static int set(struct command_context *context, const struct args *args, const char *quota,
    struct reply *reply, struct error *err)
{
	struct app *app = context->app;
	uint64_t number = args_number(args, OPT_NUMBER, 0);
	char text[24];
	int rc;

	(void)snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	rc = estate_set(app->estate, quota, text, err);
	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_string(reply, "quota", quota);
	reply_number(reply, "number", number);
	reply_end(reply);
	return 0;
}

static int run_clusters(struct command_context *context, const struct args *args,
    struct reply *reply, struct error *err)
{
	return set(context, args, "quota-clusters", reply, err);
}

static int run_hsms(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return set(context, args, "quota-hsms", reply, err);
}

static int run_per_cluster(struct command_context *context, const struct args *args,
    struct reply *reply, struct error *err)
{
	return set(context, args, "quota-hsms-per-cluster", reply, err);
}

#define QUOTA_DESCRIPTION                                                                          \
	"What is there already stays, whatever the quota; one more is refused with "               \
	"CloudHsmResourceLimitExceededException where the quota is used up. On the real service "  \
	"a quota is raised by a request to AWS.\n\n"                                               \
	"If there is no estate, it is made."

const struct command command_set_quota_clusters = {
    .path = "set quota-clusters",
    .summary = "Set how many clusters the account may have in a region",
    .description = QUOTA_DESCRIPTION,
    .options = clusters_options,
    .n_options = ARRAY_LENGTH(clusters_options),
    .examples = clusters_examples,
    .n_examples = ARRAY_LENGTH(clusters_examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE | MAY_CREATE_ESTATE,
    .run = run_clusters,
};

const struct command command_set_quota_hsms = {
    .path = "set quota-hsms",
    .summary = "Set how many HSMs the account may have in a region",
    .description = QUOTA_DESCRIPTION,
    .options = hsms_options,
    .n_options = ARRAY_LENGTH(hsms_options),
    .examples = hsms_examples,
    .n_examples = ARRAY_LENGTH(hsms_examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE | MAY_CREATE_ESTATE,
    .run = run_hsms,
};

const struct command command_set_quota_hsms_per_cluster = {
    .path = "set quota-hsms-per-cluster",
    .summary = "Set how many HSMs a cluster may have",
    .description = QUOTA_DESCRIPTION,
    .options = per_cluster_options,
    .n_options = ARRAY_LENGTH(per_cluster_options),
    .examples = per_cluster_examples,
    .n_examples = ARRAY_LENGTH(per_cluster_examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE | MAY_CREATE_ESTATE,
    .run = run_per_cluster,
};
