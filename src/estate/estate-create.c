/* CreateCluster: what may be asked for, and the cluster that comes of it. */
#include "estate-private.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

#define SUBNETS_MAX 10

int estate_check_retention(
    const char *retention_type, const char *retention_value, unsigned *days, struct error *err)
{
	unsigned long value;
	int rc = 0;

	if (retention_type)
		rc = shape_check(
		    SHAPE_RETENTION_TYPE, "backupRetentionPolicy.type", retention_type, err);
	if (rc == 0 && retention_value)
		rc = shape_check(
		    SHAPE_RETENTION_VALUE, "backupRetentionPolicy.value", retention_value, err);
	if (rc != 0 || (!retention_type && !retention_value))
		return rc;
	if (!retention_type || !retention_value)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "BackupRetentionPolicy must have a Type and a Value.");
	value = strtoul(retention_value, NULL, 10);
	if (value < RETENTION_DAYS_MIN || value > RETENTION_DAYS_MAX)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "The backup retention period must be between %d and %d days.",
		    RETENTION_DAYS_MIN, RETENTION_DAYS_MAX);
	*days = (unsigned)value;
	return 0;
}

/* What the model says of the request, before its members are looked at together. */
static int check_shapes(const struct create_cluster_request *request, struct error *err)
{
	int rc = shape_check(SHAPE_HSM_TYPE, "hsmType", request->hsm_type, err);

	if (rc == 0)
		rc = shape_check_list(
		    SHAPE_SUBNET_ID, "subnetIds", request->subnet_ids, request->n_subnet_ids, err);
	if (rc == 0 && request->mode)
		rc = shape_check(SHAPE_MODE, "mode", request->mode, err);
	if (rc == 0 && request->network_type)
		rc = shape_check(SHAPE_NETWORK_TYPE, "networkType", request->network_type, err);
	if (rc == 0 && request->source_backup_id)
		rc =
		    shape_check(SHAPE_BACKUP_ARN, "sourceBackupId", request->source_backup_id, err);
	if (rc == 0 && (request->n_subnet_ids == 0 || request->n_subnet_ids > SUBNETS_MAX))
		rc = error_raisef(err, ERR_API_INVALID_REQUEST,
		    "A cluster must have between 1 and %d subnets.", SUBNETS_MAX);
	return rc == 0 ? estate_check_tags(request->tags, request->n_tags, err) : rc;
}

static int choose_type(struct estate *estate, const struct create_cluster_request *request,
    enum hsm_type *type, struct error *err)
{
	bool known = hsm_type_from_name(request->hsm_type, type), allowed = true;
	int rc = 0;

	/* On the real service hsm1.medium is gone. Here it stays, or nobody could rehearse leaving.
	 */
	if (known && *type == HSM_TYPE_HSM1_MEDIUM)
		rc = estate_setting_flag(estate, "allow-hsm1", true, &allowed, err);
	if (rc == 0 && (!known || !allowed))
		rc = error_raisef(
		    err, ERR_API_INVALID_REQUEST, "Provided HsmType is not supported.");
	return rc;
}

static int choose_mode(const struct create_cluster_request *request, enum hsm_type type,
    enum cluster_mode *mode, struct error *err)
{
	if (!request->mode && type != HSM_TYPE_HSM1_MEDIUM)
		return error_raisef(
		    err, ERR_API_INVALID_REQUEST, "Mode is a required argument for this hsm type.");
	*mode = CLUSTER_MODE_FIPS;
	if (request->mode && !cluster_mode_from_name(request->mode, mode))
		return error_raise(err, ERR_INTERNAL, "a mode of the API has no name");
	if (type == HSM_TYPE_HSM1_MEDIUM && *mode != CLUSTER_MODE_FIPS)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Mode %s is not supported for HsmType %s.", cluster_mode_name(*mode),
		    hsm_type_name(type));
	return 0;
}

static int choose_network(const struct create_cluster_request *request, enum hsm_type type,
    bool *dual_stack, struct error *err)
{
	*dual_stack = request->network_type && strcmp(request->network_type, "DUALSTACK") == 0;
	if (*dual_stack && type == HSM_TYPE_HSM1_MEDIUM)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "NetworkType %s is not supported for HsmType %s.", request->network_type,
		    hsm_type_name(type));
	return 0;
}

static const struct subnet_row *find_subnet(
    const struct subnet_row *rows, size_t count, const char *subnet_id)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(rows[i].subnet_id, subnet_id) == 0)
			return &rows[i];
	}
	return NULL;
}

static int check_subnets(const struct create_cluster_request *request,
    const struct subnet_row *rows, size_t count, struct error *err)
{
	for (size_t i = 0; i < request->n_subnet_ids; i++) {
		const char *id = request->subnet_ids[i];

		if (!find_subnet(rows, count, id))
			return error_raisef(
			    err, ERR_API_INVALID_REQUEST, "The subnet ID '%s' does not exist.", id);
		for (size_t j = 0; j < i; j++) {
			if (strcmp(request->subnet_ids[j], id) == 0)
				return error_raisef(err, ERR_API_INVALID_REQUEST,
				    "The subnet ID '%s' is given twice.", id);
		}
	}
	return 0;
}

static int check_network(
    struct estate *estate, const struct create_cluster_request *request, struct error *err)
{
	struct subnet_row *rows = NULL;
	size_t count = 0;
	int rc = estate_network_make(estate, err);

	if (rc == 0)
		rc = estate_subnet_list(estate, &rows, &count, err);
	if (rc == 0)
		rc = check_subnets(request, rows, count, err);
	free(rows);
	return rc;
}

/* A cluster row that is whole, but not stored; for the caller to be done with, also on failure. */
static int make_row(struct estate *estate, const struct create_cluster_request *request,
    struct cluster_row *row, struct error *err)
{
	int rc;

	*row = (struct cluster_row){
	    .state = CLUSTER_CREATE_IN_PROGRESS,
	    .created = store_now(estate->store),
	    .retention_days = RETENTION_DAYS_DEFAULT,
	};
	rc = choose_type(estate, request, &row->type, err);
	if (rc == 0)
		rc = choose_mode(request, row->type, &row->mode, err);
	if (rc == 0)
		rc = estate_check_retention(
		    request->retention_type, request->retention_value, &row->retention_days, err);
	if (rc == 0)
		rc = choose_network(request, row->type, &row->dual_stack, err);
	if (rc == 0)
		rc = check_network(estate, request, err);
	if (rc == 0)
		rc = estate_new_id(estate, "cluster-", row->cluster_id, err);
	if (rc == 0)
		rc = estate_new_ec2_id(estate, "sg-", row->security_group, err);
	if (rc == 0)
		rc = estate_random(estate, row->lineage, sizeof(row->lineage), err);
	if (rc == 0 && request->source_backup_id)
		rc = estate_restore_cluster(estate, request->source_backup_id, row, err);
	memcpy(row->region, estate->region, sizeof(row->region));
	estate_vpc_id(estate->region, row->vpc_id);
	return rc;
}

static int check_quota(struct estate *estate, struct error *err)
{
	struct estate_quotas quotas;
	int rc = estate_count_quotas(estate, &quotas, err);

	if (rc == 0 && quotas.clusters_used >= quotas.clusters)
		rc = error_raisef(err, ERR_API_LIMIT,
		    "The quota of clusters in region %s, which is %llu, is used up.",
		    estate->region, (unsigned long long)quotas.clusters);
	return rc;
}

static int create(struct estate *estate, const struct create_cluster_request *request,
    struct cluster_view *cluster, struct error *err)
{
	struct cluster_row row;
	int rc = make_row(estate, request, &row, err);

	if (rc == 0)
		rc = check_quota(estate, err);
	if (rc == 0)
		rc = store_cluster_put(estate->store, &row, err);
	for (size_t i = 0; i < request->n_subnet_ids && rc == 0; i++)
		rc = store_cluster_subnet_put(
		    estate->store, row.cluster_id, request->subnet_ids[i], err);
	if (rc == 0)
		rc = estate_put_tags(estate, row.cluster_id, request->tags, request->n_tags, err);
	if (rc == 0)
		rc = estate_after(
		    estate, LAG_CLUSTER_CREATE, TASK_CLUSTER_CREATED, row.cluster_id, err);
	if (rc == 0)
		rc = estate_view_cluster(estate, &row, cluster, err);
	cluster_row_done(&row);
	return rc;
}

int estate_create_cluster(struct estate *estate, const struct create_cluster_request *request,
    struct cluster_view *cluster, struct error *err)
{
	struct cluster_view view;
	int rc = check_shapes(request, err);
	bool made;

	if (rc == 0)
		rc = store_begin(estate->store, STORE_FLUSH, err);
	if (rc != 0)
		return rc;
	rc = create(estate, request, &view, err);
	made = rc == 0;
	rc = estate_finish(estate, rc, err);
	if (rc == 0)
		*cluster = view;
	else if (made)
		cluster_view_done(&view);
	return rc;
}
