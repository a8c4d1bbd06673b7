/* Backups: partitions that are frozen, and what falls due in their life. */
#include "estate-private.h"

#include "error.h"
#include "partition.h"

#include <stdlib.h>
#include <string.h>

/* Several backups of what nobody has changed meanwhile share one copy. */
static int freeze(struct estate *estate, int64_t partition, int64_t *copy, struct error *err)
{
	struct partition original, frozen;
	int rc;

	if (estate->frozen.partition == partition) {
		*copy = estate->frozen.copy;
		return 0;
	}
	rc = partition_open(estate->store, partition, &original, err);
	if (rc == 0)
		rc = partition_copy(estate->store, partition, original.row.type, &frozen, err);
	if (rc != 0)
		return rc;
	*copy = frozen.row.id;
	estate->frozen = (struct frozen){partition, *copy};
	return 0;
}

int estate_drop_frozen(struct estate *estate, int64_t partition, struct error *err)
{
	uint64_t users = 0;
	int rc = partition == 0 ? 0 : store_backup_count_of(estate->store, partition, &users, err);

	if (rc != 0 || partition == 0 || users > 0)
		return rc;
	estate->frozen = (struct frozen){0};
	return partition_remove(estate->store, partition, err);
}

/* The type is that of the HSM, which in a migration is not yet, or no more, the cluster's. */
static int make_row(struct estate *estate, const struct cluster_row *cluster, int64_t partition,
    struct backup_row *row, struct error *err)
{
	struct partition frozen;
	int64_t lasts = 0;
	int rc = estate_new_id(estate, "backup-", row->backup_id, err);

	memcpy(row->cluster_id, cluster->cluster_id, sizeof(row->cluster_id));
	memcpy(row->region, cluster->region, sizeof(row->region));
	if (rc == 0)
		rc = freeze(estate, partition, &row->partition, err);
	if (rc == 0)
		rc = partition_open(estate->store, row->partition, &frozen, err);
	if (rc == 0)
		rc = estate_lag(estate, LAG_BACKUP, &lasts, err);
	if (rc != 0)
		return rc;
	row->type = frozen.row.type;
	row->state = lasts > 0 ? BACKUP_CREATE_IN_PROGRESS : BACKUP_READY;
	if (lasts > 0)
		rc = store_task_put(
		    estate->store, TASK_BACKUP_READY, row->backup_id, row->created + lasts, err);
	return rc;
}

int estate_take_backup(struct estate *estate, const struct cluster_row *cluster, int64_t partition,
    struct backup_row *backup, struct error *err)
{
	struct backup_row row = {
	    .created = store_now(estate->store),
	    .mode = cluster->mode,
	};
	int rc = make_row(estate, cluster, partition, &row, err);

	if (rc == 0)
		rc = store_backup_put(estate->store, &row, err);
	if (rc == 0)
		rc = estate_expect_expiry(estate, cluster->cluster_id, err);
	if (rc == 0 && backup)
		*backup = row;
	return rc;
}

/* Whether a new HSM of the cluster can be filled from it: types of HSM only go up. */
static int is_of_use(struct estate *estate, const struct cluster_row *cluster,
    const struct backup_row *row, bool *of_use, struct error *err)
{
	*of_use = (row->state == BACKUP_READY || row->state == BACKUP_CREATE_IN_PROGRESS) &&
		  row->type <= cluster->type;
	if (!*of_use)
		return 0;
	return estate_fits(estate, row->partition, cluster->type, cluster->mode, of_use, err);
}

/* A cluster that never had an HSM has but the backup that it was made from. */
static int find_source(struct estate *estate, const struct cluster_row *cluster,
    struct backup_row *backup, bool *found, struct error *err)
{
	int rc = store_backup_get(estate->store, cluster->source_backup_id, backup, found, err);

	return rc == 0 && *found ? is_of_use(estate, cluster, backup, found, err) : rc;
}

int estate_latest_backup(struct estate *estate, const struct cluster_row *cluster,
    struct backup_row *backup, struct error *err)
{
	struct backup_row *rows = NULL;
	size_t count = 0;
	bool found = false;
	int rc = store_backup_list_of(estate->store, cluster->cluster_id, &rows, &count, err);

	for (size_t i = count; i > 0 && rc == 0 && !found; i--) {
		rc = is_of_use(estate, cluster, &rows[i - 1], &found, err);
		*backup = rows[i - 1];
	}
	free(rows);
	if (rc == 0 && !found)
		rc = find_source(estate, cluster, backup, &found, err);
	if (rc == 0 && !found)
		rc = error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Cluster '%s' has no backup to fill a new HSM from.", cluster->cluster_id);
	return rc;
}

int estate_back_up(struct estate *estate, const char *cluster_id, struct error *err)
{
	struct cluster_row cluster;
	struct hsm_row hsm;
	bool found = false;
	int rc = store_cluster_get(estate->store, cluster_id, &cluster, &found, err);

	if (rc != 0 || !found)
		return rc;
	if (estate_is_serving(&cluster)) {
		rc = estate_find_active_hsm(estate, cluster_id, &hsm, &found, err);
		if (rc == 0 && found)
			rc = estate_take_backup(estate, &cluster, hsm.partition, NULL, err);
	}
	cluster_row_done(&cluster);
	return rc;
}

int estate_backup_ready(struct estate *estate, const char *backup_id, struct error *err)
{
	struct backup_row row;
	bool found = false;
	int rc = store_backup_get(estate->store, backup_id, &row, &found, err);

	if (rc != 0 || !found || row.state != BACKUP_CREATE_IN_PROGRESS)
		return rc;
	row.state = BACKUP_READY;
	return store_backup_put(estate->store, &row, err);
}

int estate_purge_backup(struct estate *estate, struct backup_row *row, struct error *err)
{
	int64_t partition = row->partition;
	int rc;

	row->state = BACKUP_DELETED;
	row->deleted = store_now(estate->store);
	row->partition = 0;
	rc = store_backup_put(estate->store, row, err);
	if (rc == 0)
		rc = estate_drop_frozen(estate, partition, err);
	if (rc == 0)
		rc = store_task_drop(estate->store, row->backup_id, err);
	return rc == 0 ? store_policy_remove(estate->store, row->backup_id, err) : rc;
}

int estate_backup_purged(struct estate *estate, const char *backup_id, struct error *err)
{
	struct backup_row row;
	bool found = false;
	int rc = store_backup_get(estate->store, backup_id, &row, &found, err);

	if (rc != 0 || !found || row.state != BACKUP_PENDING_DELETION)
		return rc;
	return estate_purge_backup(estate, &row, err);
}
