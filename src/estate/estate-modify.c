/* ModifyCluster: another retention of backups, or another type of HSM. */
#include "estate-private.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

/* One HSM more is needed while one is replaced. */
#define MIGRATING_HSMS_MAX 27

static int check_request(const struct modify_cluster_request *request, struct error *err)
{
	int rc = shape_check(SHAPE_CLUSTER_ID, "clusterId", request->cluster_id, err);

	if (rc == 0 && request->hsm_type)
		rc = shape_check(SHAPE_HSM_TYPE, "hsmType", request->hsm_type, err);
	if (rc == 0 && !request->hsm_type && !request->retention_type && !request->retention_value)
		rc = error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Either HsmType or BackupRetentionPolicy must be specified.");
	return rc;
}

/* All that would keep one HSM after the other from being replaced by one of type. */
static int check_hsms(
    struct estate *estate, const struct cluster_row *cluster, enum hsm_type type, struct error *err)
{
	struct hsm_row *hsms = NULL;
	size_t count = 0;
	bool fits = true;
	int rc = store_hsm_list(estate->store, cluster->cluster_id, &hsms, &count, err);

	if (rc == 0 && (count == 0 || count > MIGRATING_HSMS_MAX))
		rc = error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Cluster '%s' has %zu HSMs. A cluster of 1 to %d HSMs can be migrated.",
		    cluster->cluster_id, count, MIGRATING_HSMS_MAX);
	for (size_t i = 0; i < count && rc == 0; i++) {
		if (hsms[i].state != HSM_ACTIVE &&
		    (hsms[i].state != HSM_DEGRADED || type != HSM_TYPE_HSM1_MEDIUM))
			rc = error_raisef(err, ERR_API_INVALID_REQUEST,
			    "HSM '%s' is in state %s. A cluster whose HSMs are all ACTIVE can be "
			    "migrated.",
			    hsms[i].hsm_id, hsm_state_name(hsms[i].state));
		if (rc == 0)
			rc =
			    estate_fits(estate, hsms[i].partition, type, cluster->mode, &fits, err);
		if (rc == 0 && !fits)
			rc = error_raisef(err, ERR_API_INVALID_REQUEST,
			    "Cluster '%s' contains 3DES keys, which HSM type %s does not support "
			    "in "
			    "%s mode.",
			    cluster->cluster_id, hsm_type_name(type),
			    cluster_mode_name(cluster->mode));
	}
	free(hsms);
	return rc;
}

static int migrate(struct estate *estate, struct cluster_row *cluster, struct error *err)
{
	int rc = check_hsms(estate, cluster, HSM_TYPE_HSM2M_MEDIUM, err);

	return rc == 0 ? estate_begin_migration(estate, cluster, err) : rc;
}

/* An HSM that broke is replaced with the others. */
static int roll_back(struct estate *estate, struct cluster_row *cluster, struct error *err)
{
	int rc;

	if (cluster->rollback_until == 0)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Cluster '%s' was not migrated from HSM type %s, and cannot be rolled back to "
		    "it.",
		    cluster->cluster_id, hsm_type_name(HSM_TYPE_HSM1_MEDIUM));
	if (store_now(estate->store) >= cluster->rollback_until)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "The migration of cluster '%s' was started more than 24 hours ago, and cannot "
		    "be rolled back any more.",
		    cluster->cluster_id);
	rc = check_hsms(estate, cluster, HSM_TYPE_HSM1_MEDIUM, err);
	return rc == 0 ? estate_begin_rollback(estate, cluster, err) : rc;
}

static int change_type(
    struct estate *estate, struct cluster_row *cluster, const char *name, struct error *err)
{
	enum hsm_type type;

	if (!hsm_type_from_name(name, &type))
		return error_raisef(
		    err, ERR_API_INVALID_REQUEST, "Provided HsmType is not supported.");
	if (type == HSM_TYPE_HSM1_MEDIUM && cluster->state == CLUSTER_MODIFY_IN_PROGRESS)
		return roll_back(estate, cluster, err);
	if (!estate_is_settled(cluster))
		return estate_refuse_state(cluster, err);
	if (type == HSM_TYPE_HSM1_MEDIUM && cluster->type != type)
		return roll_back(estate, cluster, err);
	if (cluster->type == type)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Cluster '%s' is of HSM type %s already.", cluster->cluster_id, name);
	return migrate(estate, cluster, err);
}

static int modify(struct estate *estate, const struct modify_cluster_request *request,
    struct cluster_row *cluster, struct error *err)
{
	int rc = 0;

	if (cluster->state == CLUSTER_DELETE_IN_PROGRESS)
		return estate_refuse_state(cluster, err);
	rc = estate_check_retention(
	    request->retention_type, request->retention_value, &cluster->retention_days, err);
	if (rc == 0 && request->hsm_type)
		rc = change_type(estate, cluster, request->hsm_type, err);
	if (rc == 0)
		rc = store_cluster_put(estate->store, cluster, err);
	return rc == 0 ? estate_cluster_expiry(estate, cluster->cluster_id, err) : rc;
}

int estate_modify_cluster(struct estate *estate, const struct modify_cluster_request *request,
    struct cluster_view *cluster, struct error *err)
{
	struct cluster_row row;
	struct cluster_view view = {.cluster_id = ""};
	bool made;
	int rc = check_request(request, err);

	if (rc == 0)
		rc = store_begin(estate->store, STORE_FLUSH, err);
	if (rc != 0)
		return rc;
	rc = estate_find_cluster(estate, request->cluster_id, &row, err);
	if (rc == 0) {
		rc = modify(estate, request, &row, err);
		if (rc == 0)
			rc = estate_view_cluster(estate, &row, &view, err);
		cluster_row_done(&row);
	}
	made = rc == 0;
	rc = estate_finish(estate, rc, err);
	if (rc == 0)
		*cluster = view;
	else if (made)
		cluster_view_done(&view);
	return rc;
}
