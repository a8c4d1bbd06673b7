/*
 * A migration in place, from hsm1.medium to hsm2m.medium: one HSM after the other is replaced at
 * its address, while the cluster takes few changes. A rollback goes the same way, from the backup
 * that was taken first; it is begun by an operator, or by an HSM that breaks.
 */
#include "estate-private.h"

#include "error.h"
#include "fault.h"
#include "partition.h"

#include <stdlib.h>
#include <string.h>

#define ROLLBACK_WINDOW (INT64_C(24) * 3600 * 1000000)

int estate_limit_writes(
    struct estate *estate, const struct hsm_row *hsm, bool limited, struct error *err)
{
	struct partition partition;
	int rc;

	if (hsm->partition == 0)
		return 0;
	rc = partition_open(estate->store, hsm->partition, &partition, err);
	if (rc != 0)
		return rc;
	partition.row.limited_write = limited;
	return store_partition_update(estate->store, &partition.row, err);
}

/* All HSMs of the cluster take few changes, or any again. */
static int limit_all(struct estate *estate, const char *cluster_id, bool limited, struct error *err)
{
	struct hsm_row *hsms = NULL;
	size_t count = 0;
	int rc = store_hsm_list(estate->store, cluster_id, &hsms, &count, err);

	for (size_t i = 0; i < count && rc == 0; i++)
		rc = estate_limit_writes(estate, &hsms[i], limited, err);
	free(hsms);
	return rc;
}

static int enter(
    struct estate *estate, struct cluster_row *cluster, enum cluster_state state, struct error *err)
{
	cluster->state = state;
	cluster->state_message[0] = '\0';
	return estate_after(
	    estate, LAG_HSM_MODIFY, TASK_CLUSTER_MODIFIED, cluster->cluster_id, err);
}

int estate_begin_migration(struct estate *estate, struct cluster_row *cluster, struct error *err)
{
	struct backup_row backup;
	struct hsm_row hsm;
	bool found = false;
	int rc = estate_find_active_hsm(estate, cluster->cluster_id, &hsm, &found, err);

	if (rc == 0 && !found)
		rc = error_raise(err, ERR_INTERNAL, "a cluster to migrate has no HSM");
	if (rc == 0)
		rc = estate_take_backup(estate, cluster, hsm.partition, &backup, err);
	if (rc != 0)
		return rc;
	cluster->rollback_until = store_now(estate->store) + ROLLBACK_WINDOW;
	memcpy(cluster->rollback_backup, backup.backup_id, sizeof(backup.backup_id));
	rc = limit_all(estate, cluster->cluster_id, true, err);
	return rc == 0 ? enter(estate, cluster, CLUSTER_MODIFY_IN_PROGRESS, err) : rc;
}

/* *found: whether what it holds is there still; it may be about to be deleted. */
static int find_backup(struct estate *estate, const struct cluster_row *cluster,
    struct backup_row *backup, bool *found, struct error *err)
{
	int rc = store_backup_get(estate->store, cluster->rollback_backup, backup, found, err);

	*found = rc == 0 && *found && backup->partition != 0;
	return rc;
}

/* An HSM that was never replaced has nothing to be rolled back. */
int estate_begin_rollback(struct estate *estate, struct cluster_row *cluster, struct error *err)
{
	struct backup_row backup;
	bool found = false;
	int rc = find_backup(estate, cluster, &backup, &found, err);

	if (rc == 0 && !found)
		rc = error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Backup '%s', which cluster '%s' would be rolled back to, has been deleted.",
		    cluster->rollback_backup, cluster->cluster_id);
	if (rc == 0)
		rc = limit_all(estate, cluster->cluster_id, true, err);
	return rc == 0 ? enter(estate, cluster, CLUSTER_ROLLBACK_IN_PROGRESS, err) : rc;
}

/* An HSM that is not of the type yet, or broke. Those that come or go are left alone. */
static int is_to_go(struct estate *estate, const struct hsm_row *hsm, enum hsm_type type,
    bool *to_go, struct error *err)
{
	struct partition partition;
	int rc;

	*to_go = hsm->state == HSM_DEGRADED;
	if (*to_go || hsm->state != HSM_ACTIVE)
		return 0;
	rc = partition_open(estate->store, hsm->partition, &partition, err);
	*to_go = rc == 0 && partition.row.type != type;
	return rc;
}

static int find_next(struct estate *estate, const struct cluster_row *cluster, enum hsm_type type,
    struct hsm_row *next, bool *found, struct error *err)
{
	struct hsm_row *hsms = NULL;
	size_t count = 0;
	int rc = store_hsm_list(estate->store, cluster->cluster_id, &hsms, &count, err);

	*found = false;
	for (size_t i = 0; i < count && rc == 0 && !*found; i++) {
		rc = is_to_go(estate, &hsms[i], type, found, err);
		if (*found)
			*next = hsms[i];
	}
	free(hsms);
	return rc;
}

/* What makes the control plane give up: an HSM that is broken, or that nobody reaches. */
static int is_in_trouble(
    struct estate *estate, const char *cluster_id, bool *trouble, struct error *err)
{
	struct hsm_row *hsms = NULL;
	size_t count = 0;
	int rc = store_hsm_list(estate->store, cluster_id, &hsms, &count, err);

	*trouble = false;
	for (size_t i = 0; i < count && rc == 0 && !*trouble; i++) {
		rc = store_fault_exists(estate->store, hsms[i].hsm_id,
		    fault_kind_name(FAULT_UNREACHABLE), trouble, err);
		*trouble = *trouble || hsms[i].state == HSM_DEGRADED;
	}
	free(hsms);
	return rc;
}

static int finish(
    struct estate *estate, struct cluster_row *cluster, enum hsm_type type, struct error *err)
{
	int rc = limit_all(estate, cluster->cluster_id, false, err);

	cluster->state = CLUSTER_ACTIVE;
	cluster->type = type;
	if (type == HSM_TYPE_HSM1_MEDIUM) {
		cluster->rollback_until = 0;
		cluster->rollback_backup[0] = '\0';
	}
	if (rc == 0)
		rc = store_cluster_put(estate->store, cluster, err);
	return rc == 0 ? estate_back_up(estate, cluster->cluster_id, err) : rc;
}

/* Replaces the next HSM; behind the last the cluster is as it is to be. */
static int step(struct estate *estate, struct cluster_row *cluster, enum hsm_type type,
    const struct backup_row *from, struct error *err)
{
	struct hsm_row hsm;
	bool found = false;
	int rc = find_next(estate, cluster, type, &hsm, &found, err);

	if (rc == 0 && found)
		rc = estate_swap_hsm(estate, cluster, &hsm, type, from, err);
	if (rc == 0)
		rc = find_next(estate, cluster, type, &hsm, &found, err);
	if (rc != 0)
		return rc;
	if (!found)
		return finish(estate, cluster, type, err);
	return estate_after(
	    estate, LAG_HSM_MODIFY, TASK_CLUSTER_MODIFIED, cluster->cluster_id, err);
}

/* Without the backup, which somebody deleted, there is still what the other HSMs hold. */
static int step_back(struct estate *estate, struct cluster_row *cluster, struct error *err)
{
	struct backup_row backup;
	bool found = false;
	int rc = find_backup(estate, cluster, &backup, &found, err);

	return rc == 0 ? step(estate, cluster, HSM_TYPE_HSM1_MEDIUM, found ? &backup : NULL, err)
		       : rc;
}

static int step_forth(struct estate *estate, struct cluster_row *cluster, struct error *err)
{
	static const char message[] =
	    "The migration failed: an HSM does not answer. The cluster is being rolled back.";
	bool trouble = false;
	int rc = is_in_trouble(estate, cluster->cluster_id, &trouble, err);

	if (rc != 0)
		return rc;
	if (!trouble)
		return step(estate, cluster, HSM_TYPE_HSM2M_MEDIUM, NULL, err);
	rc = enter(estate, cluster, CLUSTER_PENDING_ROLLBACK, err);
	memcpy(cluster->state_message, message, sizeof(message));
	return rc == 0 ? store_cluster_put(estate->store, cluster, err) : rc;
}

int estate_cluster_modified(struct estate *estate, const char *cluster_id, struct error *err)
{
	struct cluster_row cluster;
	bool found = false;
	int rc = store_cluster_get(estate->store, cluster_id, &cluster, &found, err);

	if (rc != 0 || !found)
		return rc;
	if (cluster_state_is_migrating(cluster.state)) {
		if (cluster.state == CLUSTER_MODIFY_IN_PROGRESS) {
			rc = step_forth(estate, &cluster, err);
		} else {
			cluster.state = CLUSTER_ROLLBACK_IN_PROGRESS;
			cluster.state_message[0] = '\0';
			rc = store_cluster_put(estate->store, &cluster, err);
			if (rc == 0)
				rc = step_back(estate, &cluster, err);
		}
	}
	cluster_row_done(&cluster);
	return rc;
}
