/* Operations on clusters and HSMs. */
#include "api-private.h"

#include "error.h"
#include "json.h"

#include <stdlib.h>

/* What all of them answer that are about one cluster; the view is used up. */
static void answer_cluster(struct json_writer *answer, struct cluster_view *cluster)
{
	output_cluster(answer, "Cluster", cluster);
	cluster_view_done(cluster);
}

/* CreateCluster */

/* Lists in request are for the caller to free. */
static int read_creation(const struct json *input, struct create_cluster_request *request,
    struct tag **tags, struct error *err)
{
	int rc = input_string(input, "HsmType", INPUT_REQUIRED, &request->hsm_type, err);

	if (rc == 0)
		rc = input_strings(input, "SubnetIds", INPUT_REQUIRED, &request->subnet_ids,
		    &request->n_subnet_ids, err);
	if (rc == 0)
		rc = input_string(input, "Mode", INPUT_OPTIONAL, &request->mode, err);
	if (rc == 0)
		rc =
		    input_string(input, "NetworkType", INPUT_OPTIONAL, &request->network_type, err);
	if (rc == 0)
		rc = input_string(
		    input, "SourceBackupId", INPUT_OPTIONAL, &request->source_backup_id, err);
	if (rc == 0)
		rc = input_retention(
		    input, &request->retention_type, &request->retention_value, err);
	if (rc == 0)
		rc = input_tags(input, INPUT_OPTIONAL, tags, &request->n_tags, err);
	return rc;
}

int api_create_cluster(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	struct create_cluster_request request = {.hsm_type = NULL};
	struct cluster_view cluster;
	struct tag *tags = NULL;
	int rc = read_creation(input, &request, &tags, err);

	request.tags = tags;
	if (rc == 0)
		rc = estate_create_cluster(estate, &request, &cluster, err);
	if (rc == 0)
		answer_cluster(answer, &cluster);
	input_strings_free(request.subnet_ids);
	free(tags);
	return rc;
}

/* InitializeCluster */

int api_initialize_cluster(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	const char *cluster_id, *certificate, *anchor;
	enum cluster_state state;
	char message[301];
	int rc = input_string(input, "ClusterId", INPUT_REQUIRED, &cluster_id, err);

	if (rc == 0)
		rc = input_string(input, "SignedCert", INPUT_REQUIRED, &certificate, err);
	if (rc == 0)
		rc = input_string(input, "TrustAnchor", INPUT_REQUIRED, &anchor, err);
	if (rc == 0)
		rc = estate_initialize_cluster(
		    estate, cluster_id, certificate, anchor, &state, message, err);
	if (rc != 0)
		return rc;
	output_string(answer, "State", cluster_state_name(state));
	output_string(answer, "StateMessage", message);
	return 0;
}

/* DescribeClusters */

static int read_description(
    const struct json *input, struct describe_clusters_request *request, struct error *err)
{
	const struct input_filter filters[] = {
	    {"clusterIds", &request->cluster_ids, &request->n_cluster_ids},
	    {"vpcIds", &request->vpc_ids, &request->n_vpc_ids},
	    {"states", &request->states, &request->n_states},
	};
	int rc = input_filters(input, filters, ARRAY_LENGTH(filters), err);

	if (rc == 0)
		rc = input_max_results(input, &request->max_results, err);
	if (rc == 0)
		rc = input_string(input, "NextToken", INPUT_OPTIONAL, &request->next_token, err);
	return rc;
}

int api_describe_clusters(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	struct describe_clusters_request request = {.max_results = 0};
	struct cluster_view *clusters = NULL;
	char *next_token = NULL;
	size_t count = 0;
	int rc = read_description(input, &request, err);

	if (rc == 0)
		rc =
		    estate_describe_clusters(estate, &request, &clusters, &count, &next_token, err);
	if (rc == 0) {
		json_write_array(answer, "Clusters");
		for (size_t i = 0; i < count; i++)
			output_cluster(answer, NULL, &clusters[i]);
		json_write_end(answer);
		output_if_any(answer, "NextToken", next_token);
		cluster_views_free(clusters, count);
		free(next_token);
	}
	input_strings_free(request.cluster_ids);
	input_strings_free(request.vpc_ids);
	input_strings_free(request.states);
	return rc;
}

/* ModifyCluster */

int api_modify_cluster(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	struct modify_cluster_request request = {.cluster_id = NULL};
	struct cluster_view cluster;
	int rc = input_string(input, "ClusterId", INPUT_REQUIRED, &request.cluster_id, err);

	if (rc == 0)
		rc = input_string(input, "HsmType", INPUT_OPTIONAL, &request.hsm_type, err);
	if (rc == 0)
		rc = input_retention(input, &request.retention_type, &request.retention_value, err);
	if (rc == 0)
		rc = estate_modify_cluster(estate, &request, &cluster, err);
	if (rc == 0)
		answer_cluster(answer, &cluster);
	return rc;
}

/* DeleteCluster */

int api_delete_cluster(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	struct cluster_view cluster;
	const char *cluster_id;
	int rc = input_string(input, "ClusterId", INPUT_REQUIRED, &cluster_id, err);

	if (rc == 0)
		rc = estate_delete_cluster(estate, cluster_id, &cluster, err);
	if (rc == 0)
		answer_cluster(answer, &cluster);
	return rc;
}

/* CreateHsm */

int api_create_hsm(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	const char *cluster_id, *zone, *address;
	struct hsm_view hsm;
	int rc = input_string(input, "ClusterId", INPUT_REQUIRED, &cluster_id, err);

	if (rc == 0)
		rc = input_string(input, "AvailabilityZone", INPUT_REQUIRED, &zone, err);
	if (rc == 0)
		rc = input_string(input, "IpAddress", INPUT_OPTIONAL, &address, err);
	if (rc == 0)
		rc = estate_create_hsm(estate, cluster_id, zone, address, &hsm, err);
	if (rc == 0)
		output_hsm(answer, "Hsm", &hsm);
	return rc;
}

/* DeleteHsm */

int api_delete_hsm(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	const char *cluster_id, *hsm_id, *eni_id, *eni_ip;
	char deleted[RESOURCE_ID_MAX + 1];
	int rc = input_string(input, "ClusterId", INPUT_REQUIRED, &cluster_id, err);

	if (rc == 0)
		rc = input_string(input, "HsmId", INPUT_OPTIONAL, &hsm_id, err);
	if (rc == 0)
		rc = input_string(input, "EniId", INPUT_OPTIONAL, &eni_id, err);
	if (rc == 0)
		rc = input_string(input, "EniIp", INPUT_OPTIONAL, &eni_ip, err);
	if (rc == 0)
		rc = estate_delete_hsm(estate, cluster_id, hsm_id, eni_id, eni_ip, deleted, err);
	if (rc == 0)
		output_string(answer, "HsmId", deleted);
	return rc;
}
