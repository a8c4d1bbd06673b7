/*
 * HSMs that broke, or were tampered with: what the control plane says of them, and the HSM that
 * takes their place.
 */
#include "estate-private.h"

#include "error.h"
#include "partition.h"
#include "store-audit.h"

#include <stdlib.h>
#include <string.h>

/* How long a broken HSM stands before it is replaced, lag or none. */
#define REPLACEMENT (INT64_C(900) * 1000000)

int estate_watch_health(struct estate *estate, struct cluster_row *cluster, struct error *err)
{
	struct hsm_row *hsms = NULL;
	size_t count = 0;
	enum cluster_state state = CLUSTER_ACTIVE;
	int rc;

	if (!estate_is_settled(cluster))
		return 0;
	rc = store_hsm_list(estate->store, cluster->cluster_id, &hsms, &count, err);
	for (size_t i = 0; i < count && rc == 0; i++) {
		if (hsms[i].state == HSM_DEGRADED)
			state = CLUSTER_DEGRADED;
	}
	free(hsms);
	if (rc != 0 || state == cluster->state)
		return rc;
	cluster->state = state;
	return store_cluster_put(estate->store, cluster, err);
}

int estate_expect_replacement(struct estate *estate, const struct hsm_row *hsm, struct error *err)
{
	struct cluster_row cluster;
	bool found = false;
	int rc = store_task_put(estate->store, TASK_HSM_REPLACED, hsm->hsm_id,
	    store_now(estate->store) + REPLACEMENT, err);

	if (rc == 0)
		rc = store_cluster_get(estate->store, hsm->cluster_id, &cluster, &found, err);
	if (rc != 0 || !found)
		return rc;
	rc = estate_watch_health(estate, &cluster, err);
	cluster_row_done(&cluster);
	return rc;
}

/* The partition of the HSM that comes, as limited in its changes as the cluster is. */
static int fill(struct estate *estate, const struct cluster_row *cluster, enum hsm_type type,
    const struct backup_row *from, struct hsm_row *hsm, struct error *err)
{
	struct partition made;
	int rc;

	if (!from) {
		rc = estate_fill(estate, cluster, type, hsm->hsm_id, &hsm->partition, err);
	} else {
		rc = partition_copy(estate->store, from->partition, type, &made, err);
		if (rc == 0)
			rc = store_audit_stream_put(
			    estate->store, made.row.id, cluster->cluster_id, hsm->hsm_id, err);
		hsm->partition = rc == 0 ? made.row.id : 0;
	}
	if (rc != 0 || !cluster_state_is_migrating(cluster->state))
		return rc;
	return estate_limit_writes(estate, hsm, true, err);
}

int estate_swap_hsm(struct estate *estate, struct cluster_row *cluster, const struct hsm_row *old,
    enum hsm_type type, const struct backup_row *from, struct error *err)
{
	struct hsm_row hsm = *old;
	int rc = estate_new_id(estate, "hsm-", hsm.hsm_id, err);

	hsm.state = HSM_ACTIVE;
	hsm.state_message[0] = '\0';
	hsm.created = store_now(estate->store);
	if (rc == 0)
		rc = fill(estate, cluster, type, from, &hsm, err);
	/* Nothing is left that a new one could be filled from. */
	if (rc == ERR_API_INVALID_REQUEST) {
		error_clear(err);
		return estate_lose_hsm(estate, cluster, old, err);
	}
	if (rc == 0)
		rc = store_hsm_succeed(estate->store, old->hsm_id, &hsm, err);
	if (rc == 0)
		rc = store_task_drop(estate->store, old->hsm_id, err);
	return rc == 0 ? partition_remove(estate->store, old->partition, err) : rc;
}

static int replace(struct estate *estate, struct cluster_row *cluster, const struct hsm_row *old,
    struct error *err)
{
	struct partition broken;
	int rc = partition_open(estate->store, old->partition, &broken, err);

	if (rc == 0)
		rc = estate_swap_hsm(estate, cluster, old, broken.row.type, NULL, err);
	if (rc == 0)
		rc = estate_watch_health(estate, cluster, err);
	return rc == 0 ? estate_synchronise(estate, cluster->cluster_id, err) : rc;
}

int estate_hsm_replaced(struct estate *estate, const char *hsm_id, struct error *err)
{
	struct cluster_row cluster;
	struct hsm_row hsm;
	bool found = false;
	int rc = store_hsm_get(estate->store, hsm_id, &hsm, &found, err);

	if (rc != 0 || !found || hsm.state != HSM_DEGRADED)
		return rc;
	rc = store_cluster_get(estate->store, hsm.cluster_id, &cluster, &found, err);
	if (rc != 0 || !found)
		return rc;
	/* A migration sees to those that break itself: it may not want what the others hold. */
	if (!cluster_state_is_migrating(cluster.state))
		rc = replace(estate, &cluster, &hsm, err);
	else
		rc = estate_expect_replacement(estate, &hsm, err);
	cluster_row_done(&cluster);
	return rc;
}

int estate_hsm_tampered(struct estate *estate, const char *hsm_id, struct error *err)
{
	struct hsm_row hsm;
	bool found = false;
	int rc = store_hsm_get(estate->store, hsm_id, &hsm, &found, err);

	if (rc != 0 || !found)
		return rc;
	if (hsm.state != HSM_ACTIVE)
		return error_raisef(err, ERR_LAB,
		    "HSM %s is in state %s: only one that is ACTIVE can be tampered with", hsm_id,
		    hsm_state_name(hsm.state));
	if (hsm.partition)
		rc = partition_zeroise(estate->store, hsm.partition, err);
	hsm.state = HSM_DEGRADED;
	if (rc == 0)
		rc = store_hsm_put(estate->store, &hsm, err);
	return rc == 0 ? estate_expect_replacement(estate, &hsm, err) : rc;
}
