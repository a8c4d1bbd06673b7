/* The states of a cluster, and what falls due in its life: made, claimed, activated, gone. */
#include "estate-private.h"

#include "error.h"
#include "partition.h"

#include <string.h>

bool estate_is_serving(const struct cluster_row *cluster)
{
	return estate_is_settled(cluster) || cluster_state_is_migrating(cluster->state) ||
	       cluster->state == CLUSTER_UPDATE_IN_PROGRESS;
}

bool estate_is_settled(const struct cluster_row *cluster)
{
	return cluster->state == CLUSTER_ACTIVE || cluster->state == CLUSTER_DEGRADED;
}

int estate_refuse_state(const struct cluster_row *cluster, struct error *err)
{
	return error_raisef(err, ERR_API_INVALID_REQUEST,
	    "Cluster '%s' is in state %s, in which this operation is not possible.",
	    cluster->cluster_id, cluster_state_name(cluster->state));
}

int estate_move_cluster(struct estate *estate, const char *cluster_id, enum cluster_state from,
    enum cluster_state to, bool *moved, struct error *err)
{
	struct cluster_row row;
	bool found = false;
	int rc = store_cluster_get(estate->store, cluster_id, &row, &found, err);

	*moved = false;
	if (rc != 0 || !found)
		return rc;
	if (row.state == from) {
		row.state = to;
		row.state_message[0] = '\0';
		if (to == CLUSTER_DELETED)
			row.deleted = store_now(estate->store);
		rc = store_cluster_put(estate->store, &row, err);
		*moved = rc == 0;
	}
	cluster_row_done(&row);
	return rc;
}

int estate_cluster_created(struct estate *estate, const char *cluster_id, struct error *err)
{
	bool moved;

	return estate_move_cluster(
	    estate, cluster_id, CLUSTER_CREATE_IN_PROGRESS, CLUSTER_UNINITIALIZED, &moved, err);
}

int estate_cluster_initialized(struct estate *estate, const char *cluster_id, struct error *err)
{
	bool moved;

	return estate_move_cluster(
	    estate, cluster_id, CLUSTER_INITIALIZE_IN_PROGRESS, CLUSTER_INITIALIZED, &moved, err);
}

int estate_cluster_deleted(struct estate *estate, const char *cluster_id, struct error *err)
{
	bool moved;

	return estate_move_cluster(
	    estate, cluster_id, CLUSTER_DELETE_IN_PROGRESS, CLUSTER_DELETED, &moved, err);
}

/* What goes on for as long as the cluster lives. */
int estate_begin_routine(struct estate *estate, const char *cluster_id, struct error *err)
{
	int64_t now = store_now(estate->store);
	int rc = store_task_put(
	    estate->store, TASK_CLUSTER_BACKUP, cluster_id, now + BACKUP_PERIOD, err);

	return rc != 0 ? rc
		       : store_task_put(
			     estate->store, TASK_CLUSTER_SYNC, cluster_id, now + SYNC_PERIOD, err);
}

/* What the cluster holds when its first admin has set a password is worth a backup. */
int estate_cluster_activated(struct estate *estate, const char *cluster_id, struct error *err)
{
	bool moved;
	int rc = estate_move_cluster(
	    estate, cluster_id, CLUSTER_INITIALIZED, CLUSTER_ACTIVE, &moved, err);

	if (rc != 0 || !moved)
		return rc;
	rc = estate_back_up(estate, cluster_id, err);
	return rc == 0 ? estate_begin_routine(estate, cluster_id, err) : rc;
}
