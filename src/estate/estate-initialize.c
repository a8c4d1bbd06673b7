/* InitializeCluster: the customer's CA claims a cluster by signing its certificate. */
#include "estate-private.h"

#include "crypto.h"
#include "error.h"

#include <stdlib.h>
#include <string.h>

#define MICROSECONDS 1000000

static const char message[] =
    "Cluster is initializing. State will change to INITIALIZED upon completion.";

static int check_request(const char *cluster_id, const char *signed_certificate,
    const char *trust_anchor, struct error *err)
{
	int rc = shape_check(SHAPE_CLUSTER_ID, "clusterId", cluster_id, err);

	if (rc == 0)
		rc = shape_check(SHAPE_CERTIFICATE, "signedCert", signed_certificate, err);
	if (rc == 0)
		rc = shape_check(SHAPE_CERTIFICATE, "trustAnchor", trust_anchor, err);
	return rc;
}

static int check_state(struct estate *estate, const struct cluster_row *row, struct error *err)
{
	bool is_active = false;
	int rc;

	if (row->state != CLUSTER_UNINITIALIZED)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Cluster '%s' is in state %s. Only a cluster in state UNINITIALIZED can be "
		    "initialized.",
		    row->cluster_id, cluster_state_name(row->state));
	if (row->source_backup_id[0] != '\0')
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Cluster '%s' was created from a backup and cannot be initialized again.",
		    row->cluster_id);
	if (!row->csr)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Cluster '%s' does not contain an HSM. Create one before you initialize the "
		    "cluster.",
		    row->cluster_id);
	rc = estate_find_active_hsm(estate, row->cluster_id, NULL, &is_active, err);
	if (rc == 0 && !is_active)
		rc = error_raisef(err, ERR_API_INVALID_REQUEST,
		    "The HSM of cluster '%s' is not ACTIVE yet.", row->cluster_id);
	return rc;
}

static int check_certificates(struct estate *estate, const struct cluster_row *row,
    const char *signed_certificate, const char *trust_anchor, struct error *err)
{
	struct error cause = ERROR_INIT;
	int rc = crypto_check_cluster_certificate(row->csr, signed_certificate, trust_anchor,
	    store_now(estate->store) / MICROSECONDS, &cause);

	if (rc == ERR_CERTIFICATE_INVALID)
		return error_raisef(err, ERR_API_INVALID_REQUEST, "%s.", cause.text);
	if (rc != 0 && err)
		*err = cause;
	return rc;
}

static int replace(char **text, const char *with, struct error *err)
{
	char *copy = strdup(with);

	if (!copy)
		return error_raise(err, ERR_MEMORY);
	free(*text);
	*text = copy;
	return 0;
}

static int initialize(struct estate *estate, const char *cluster_id, const char *signed_certificate,
    const char *trust_anchor, struct error *err)
{
	struct cluster_row row;
	int rc = estate_find_cluster(estate, cluster_id, &row, err);

	if (rc != 0)
		return rc;
	rc = check_state(estate, &row, err);
	if (rc == 0)
		rc = check_certificates(estate, &row, signed_certificate, trust_anchor, err);
	if (rc == 0)
		rc = replace(&row.cluster_certificate, signed_certificate, err);
	if (rc == 0)
		rc = replace(&row.trust_anchor, trust_anchor, err);
	if (rc == 0) {
		row.state = CLUSTER_INITIALIZE_IN_PROGRESS;
		memcpy(row.state_message, message, sizeof(message));
		rc = store_cluster_put(estate->store, &row, err);
	}
	if (rc == 0)
		rc = estate_after(
		    estate, LAG_CLUSTER_INITIALIZE, TASK_CLUSTER_INITIALIZED, cluster_id, err);
	cluster_row_done(&row);
	return rc;
}

int estate_initialize_cluster(struct estate *estate, const char *cluster_id,
    const char *signed_certificate, const char *trust_anchor, enum cluster_state *state,
    char state_message[301], struct error *err)
{
	int rc = check_request(cluster_id, signed_certificate, trust_anchor, err);

	if (rc == 0)
		rc = store_begin(estate->store, STORE_FLUSH, err);
	if (rc != 0)
		return rc;
	rc = initialize(estate, cluster_id, signed_certificate, trust_anchor, err);
	rc = estate_finish(estate, rc, err);
	if (rc != 0)
		return rc;
	*state = CLUSTER_INITIALIZE_IN_PROGRESS;
	memcpy(state_message, message, sizeof(message));
	return 0;
}
