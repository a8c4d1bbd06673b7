/* Whether all that an estate holds is what was written there, and what that is. */
#include "estate-private.h"

#include "error.h"
#include "partition.h"
#include "snapshot.h"
#include "store-audit.h"
#include "store-snapshot.h"

#include <stdlib.h>

static int check_audit(struct store *store, const char *cluster_id, struct error *err)
{
	struct audit_row *rows = NULL;
	size_t count = 0;
	bool found = false;
	int rc = store_audit_list(store, cluster_id, NULL, &rows, &count, &found, err);

	free(rows);
	return rc;
}

static int check_clusters(struct store *store, size_t *count, struct error *err)
{
	struct cluster_row *rows = NULL;
	int rc = store_cluster_list(store, &rows, count, err);

	if (rc != 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < *count; i++)
		rc = check_audit(store, rows[i].cluster_id, err);
	cluster_rows_free(rows, *count);
	return rc;
}

static int check_hsms(struct store *store, size_t *count, struct error *err)
{
	struct hsm_row *rows = NULL;
	int rc = store_hsm_list(store, NULL, &rows, count, err);

	for (size_t i = 0; rc == 0 && i < *count; i++) {
		if (rows[i].partition != 0)
			rc = partition_check(store, rows[i].partition, err);
	}
	free(rows);
	return rc;
}

/* Its policy, and what it holds. */
static int check_backup(struct store *store, const struct backup_row *row, struct error *err)
{
	char *policy = NULL;
	int rc = store_policy_get(store, row->backup_id, &policy, err);

	free(policy);
	if (rc == 0 && row->partition != 0)
		rc = partition_check(store, row->partition, err);
	return rc;
}

static int check_backups(struct store *store, size_t *count, struct error *err)
{
	struct backup_row *rows = NULL;
	int rc = store_backup_list(store, &rows, count, err);

	for (size_t i = 0; rc == 0 && i < *count; i++)
		rc = check_backup(store, &rows[i], err);
	free(rows);
	return rc;
}

/* The record of the control plane's calls, a few at a time. */
static int check_calls(struct store *store, struct error *err)
{
	size_t count = 1;
	int64_t behind = 0;
	int rc = 0;

	while (rc == 0 && count > 0) {
		struct api_call_row *rows = NULL;

		rc = store_api_call_list(store, behind, 500, &rows, &count, err);
		if (rc == 0 && count > 0)
			behind = rows[count - 1].number;
		if (rc == 0)
			api_call_rows_free(rows, count);
	}
	return rc;
}

static int check_all(struct store *store, struct snapshot_contents *contents, struct error *err)
{
	int rc = store_check(store, err);

	if (rc == 0)
		rc = check_clusters(store, &contents->clusters, err);
	if (rc == 0)
		rc = check_hsms(store, &contents->hsms, err);
	if (rc == 0)
		rc = check_backups(store, &contents->backups, err);
	return rc == 0 ? check_calls(store, err) : rc;
}

int estate_check(struct store *store, struct snapshot_contents *contents, struct error *err)
{
	int rc = store_begin_read(store, err);

	if (rc != 0)
		return rc;
	rc = check_all(store, contents, err);
	store_end_read(store);
	return rc;
}
