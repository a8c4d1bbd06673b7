/* What falls due in the life of an HSM: filled from a snapshot, serving, gone. */
#include "estate-private.h"

#include "error.h"
#include "fault.h"
#include "partition.h"
#include "store-audit.h"

#include <stdlib.h>
#include <string.h>

static bool is_original(const struct cluster_row *cluster)
{
	return cluster->source_backup_id[0] == '\0';
}

bool estate_wants_identity(const struct cluster_row *cluster)
{
	return cluster->state == CLUSTER_UNINITIALIZED && is_original(cluster);
}

bool estate_holds_data(const struct cluster_row *cluster)
{
	return estate_is_serving(cluster) || !is_original(cluster);
}

/* Whether clients reach it, and it keeps what they write. */
static int is_sound(
    struct estate *estate, const struct hsm_row *hsm, bool *sound, struct error *err)
{
	bool unreachable = false, loses = false;
	int rc = store_fault_exists(
	    estate->store, hsm->hsm_id, fault_kind_name(FAULT_UNREACHABLE), &unreachable, err);

	if (rc == 0)
		rc = store_fault_exists(
		    estate->store, hsm->hsm_id, fault_kind_name(FAULT_LOST_WRITE), &loses, err);
	*sound = !unreachable && !loses;
	return rc;
}

int estate_find_active_hsm(struct estate *estate, const char *cluster_id, struct hsm_row *hsm,
    bool *found, struct error *err)
{
	struct hsm_row *hsms = NULL;
	size_t count = 0;
	bool sound = false;
	int rc = store_hsm_list(estate->store, cluster_id, &hsms, &count, err);

	*found = false;
	for (size_t i = 0; i < count && rc == 0 && !sound; i++) {
		if (hsms[i].state != HSM_ACTIVE)
			continue;
		rc = is_sound(estate, &hsms[i], &sound, err);
		if (hsm && (sound || !*found))
			*hsm = hsms[i];
		*found = true;
	}
	free(hsms);
	return rc;
}

/*
 * What a new HSM holds: what a member holds at this moment, by way of a backup, as on the real
 * service; or, where no member serves, what the newest backup does.
 */
int estate_fill(struct estate *estate, const struct cluster_row *cluster, enum hsm_type type,
    const char *hsm_id, int64_t *partition, struct error *err)
{
	struct backup_row backup;
	struct hsm_row member;
	struct partition made;
	bool has_member = false;
	int rc = estate_find_active_hsm(estate, cluster->cluster_id, &member, &has_member, err);

	if (rc == 0)
		rc = has_member
			 ? estate_take_backup(estate, cluster, member.partition, &backup, err)
			 : estate_latest_backup(estate, cluster, &backup, err);
	if (rc == 0)
		rc = partition_copy(estate->store, backup.partition, type, &made, err);
	/* The first of a cluster leaves a backup, too: one of the cluster's own. */
	if (rc == 0 && !has_member)
		rc = estate_take_backup(estate, cluster, made.row.id, NULL, err);
	if (rc == 0)
		rc = store_audit_stream_put(
		    estate->store, made.row.id, cluster->cluster_id, hsm_id, err);
	if (rc == 0)
		*partition = made.row.id;
	return rc;
}

/* The HSM and its cluster, where they are there still. The cluster's row is the caller's. */
static int find(struct estate *estate, const char *hsm_id, struct hsm_row *hsm,
    struct cluster_row *cluster, bool *found, struct error *err)
{
	int rc = store_hsm_get(estate->store, hsm_id, hsm, found, err);

	if (rc != 0 || !*found)
		return rc;
	return store_cluster_get(estate->store, hsm->cluster_id, cluster, found, err);
}

int estate_hsm_snapshot(struct estate *estate, const char *hsm_id, struct error *err)
{
	struct cluster_row cluster;
	struct hsm_row hsm;
	bool found = false;
	int rc = find(estate, hsm_id, &hsm, &cluster, &found, err);

	if (rc != 0 || !found)
		return rc;
	if (hsm.state == HSM_CREATE_IN_PROGRESS && hsm.partition == 0) {
		rc = estate_fill(estate, &cluster, cluster.type, hsm_id, &hsm.partition, err);
		if (rc == 0)
			rc = store_hsm_put(estate->store, &hsm, err);
	}
	cluster_row_done(&cluster);
	/* The backup that it would have been filled from has been deleted meanwhile. */
	if (rc == ERR_API_INVALID_REQUEST) {
		error_clear(err);
		rc = estate_forget_hsm(estate, &hsm, err);
	}
	return rc;
}

/* A cluster from a backup serves as soon as one of its HSMs does. */
static int join(struct estate *estate, const struct cluster_row *cluster, struct error *err)
{
	bool moved = false;
	int rc = 0;

	if (cluster->state == CLUSTER_UNINITIALIZED && !is_original(cluster)) {
		rc = estate_move_cluster(estate, cluster->cluster_id, CLUSTER_UNINITIALIZED,
		    CLUSTER_ACTIVE, &moved, err);
		return rc == 0 ? estate_begin_routine(estate, cluster->cluster_id, err) : rc;
	}
	/* Token keys follow by themselves; users and policies do not. */
	return estate_holds_data(cluster) ? estate_synchronise(estate, cluster->cluster_id, err)
					  : 0;
}

int estate_hsm_active(struct estate *estate, const char *hsm_id, struct error *err)
{
	struct cluster_row cluster;
	struct hsm_row hsm;
	bool found = false;
	int rc = find(estate, hsm_id, &hsm, &cluster, &found, err);

	if (rc != 0 || !found)
		return rc;
	if (hsm.state == HSM_CREATE_IN_PROGRESS && hsm.partition != 0) {
		hsm.state = HSM_ACTIVE;
		rc = store_hsm_put(estate->store, &hsm, err);
		if (rc == 0)
			rc = join(estate, &cluster, err);
	}
	cluster_row_done(&cluster);
	return rc;
}

int estate_forget_hsm(struct estate *estate, const struct hsm_row *hsm, struct error *err)
{
	int rc = store_hsm_delete(estate->store, hsm->hsm_id, err);

	if (rc == 0)
		rc = store_task_drop(estate->store, hsm->hsm_id, err);
	return rc == 0 && hsm->partition != 0 ? partition_remove(estate->store, hsm->partition, err)
					      : rc;
}

/* The keys of a cluster that nobody has claimed go with its HSM. */
int estate_lose_hsm(struct estate *estate, struct cluster_row *cluster, const struct hsm_row *hsm,
    struct error *err)
{
	int rc = estate_forget_hsm(estate, hsm, err);

	if (rc != 0 || !estate_wants_identity(cluster))
		return rc;
	hsm_identity_drop(cluster);
	return store_cluster_put(estate->store, cluster, err);
}

int estate_hsm_deleted(struct estate *estate, const char *hsm_id, struct error *err)
{
	struct cluster_row cluster;
	struct hsm_row hsm;
	bool found = false;
	int rc = find(estate, hsm_id, &hsm, &cluster, &found, err);

	if (rc != 0 || !found)
		return rc;
	if (hsm.state == HSM_DELETE_IN_PROGRESS)
		rc = estate_lose_hsm(estate, &cluster, &hsm, err);
	cluster_row_done(&cluster);
	return rc;
}
