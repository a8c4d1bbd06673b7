/* Periodic backups, and how long backups are kept: all but the last, as the cluster's policy says.
 */
#include "estate-private.h"

#include "error.h"

#include <stdint.h>
#include <stdlib.h>

static int64_t kept_for(const struct cluster_row *cluster)
{
	return (int64_t)cluster->retention_days * BACKUP_PERIOD;
}

/*
 * When the next periodic backup is worth making. Where the clock has leapt, those that would have
 * expired since are left out.
 */
static int64_t next_backup(const struct estate *estate, const struct cluster_row *cluster)
{
	int64_t next = store_now(estate->store) + BACKUP_PERIOD;
	int64_t earliest = estate->settles_by - kept_for(cluster);

	if (next < earliest)
		next += (earliest - next + BACKUP_PERIOD - 1) / BACKUP_PERIOD * BACKUP_PERIOD;
	return next;
}

int estate_cluster_backup(struct estate *estate, const char *cluster_id, struct error *err)
{
	struct cluster_row cluster;
	bool found = false;
	int rc = store_cluster_get(estate->store, cluster_id, &cluster, &found, err);

	if (rc != 0 || !found)
		return rc;
	if (cluster.state != CLUSTER_DELETED)
		rc = store_task_put(estate->store, TASK_CLUSTER_BACKUP, cluster_id,
		    next_backup(estate, &cluster), err);
	cluster_row_done(&cluster);
	return rc == 0 ? estate_back_up(estate, cluster_id, err) : rc;
}

/* Those that are not there yet, are going already, or are to stay. */
static bool is_left_alone(const struct backup_row *row)
{
	return row->state != BACKUP_READY || row->never_expires;
}

/* The last of them, which nothing but DeleteBackup takes away. */
static const struct backup_row *last_of(const struct backup_row *rows, size_t count)
{
	while (count > 0) {
		const struct backup_row *row = &rows[--count];

		if (row->state == BACKUP_READY || row->state == BACKUP_CREATE_IN_PROGRESS)
			return row;
	}
	return NULL;
}

/* Purges those whose time is over; *next is when that of another is, INT64_MAX when of none. */
static int purge(struct estate *estate, const struct cluster_row *cluster, struct backup_row *rows,
    size_t count, int64_t *next, struct error *err)
{
	const struct backup_row *last = last_of(rows, count);
	int64_t now = store_now(estate->store);
	int rc = 0;

	*next = INT64_MAX;
	for (size_t i = 0; i < count && rc == 0; i++) {
		int64_t until = rows[i].created + kept_for(cluster);

		if (is_left_alone(&rows[i]) || &rows[i] == last)
			continue;
		if (until <= now)
			rc = estate_purge_backup(estate, &rows[i], err);
		else if (until < *next)
			*next = until;
	}
	return rc;
}

int estate_cluster_expiry(struct estate *estate, const char *cluster_id, struct error *err)
{
	struct cluster_row cluster;
	struct backup_row *rows = NULL;
	size_t count = 0;
	int64_t next = INT64_MAX;
	bool found = false;
	int rc = store_cluster_get(estate->store, cluster_id, &cluster, &found, err);

	if (rc != 0 || !found)
		return rc;
	rc = store_backup_list_of(estate->store, cluster_id, &rows, &count, err);
	if (rc == 0)
		rc = purge(estate, &cluster, rows, count, &next, err);
	if (rc == 0 && next != INT64_MAX)
		rc = store_task_put(estate->store, TASK_CLUSTER_EXPIRY, cluster_id, next, err);
	free(rows);
	cluster_row_done(&cluster);
	return rc;
}

/* One that is expected already is that of an older backup, and so the next. */
int estate_expect_expiry(struct estate *estate, const char *cluster_id, struct error *err)
{
	struct task_row task;
	bool found = false;
	int rc = store_task_get(estate->store, TASK_CLUSTER_EXPIRY, cluster_id, &task, &found, err);

	return rc != 0 || found ? rc : estate_cluster_expiry(estate, cluster_id, err);
}
