/* Rows of backups, and of the events that partitions leave behind for settling. */
#include "bytes.h"
#include "store-estate.h"
#include "store-private.h"

#include <stdlib.h>
#include <string.h>

#define BACKUP_COLUMNS                                                                             \
	"backup_id, cluster_id, state, created, copied, deleted, type, mode, never_expires,"       \
	" source_backup, source_cluster, source_region, partition, mac, region"

static void backup_fields(struct bytes *data, const struct backup_row *row)
{
	bytes_append_text(data, "backup");
	row_mac_text(data, row->backup_id);
	row_mac_text(data, row->cluster_id);
	bytes_append_u32(data, (uint32_t)row->state);
	bytes_append_u64(data, (uint64_t)row->created);
	bytes_append_u64(data, (uint64_t)row->copied);
	bytes_append_u64(data, (uint64_t)row->deleted);
	bytes_append_u32(data, (uint32_t)row->type);
	bytes_append_u32(data, (uint32_t)row->mode);
	bytes_append_u8(data, row->never_expires);
	row_mac_text(data, row->source_backup);
	row_mac_text(data, row->source_cluster);
	row_mac_text(data, row->source_region);
	bytes_append_u64(data, (uint64_t)row->partition);
	/* What older versions did not have counts only when it is not as they had it. */
	if (strcmp(row->region, STORE_REGION_DEFAULT) != 0)
		row_mac_field(data, "region", row->region);
}

int store_backup_put(struct store *store, const struct backup_row *row, struct error *err)
{
	struct bytes data = BYTES_INIT;
	unsigned char mac[32];
	int rc;

	backup_fields(&data, row);
	rc = row_mac(store, &data, mac, err);
	if (rc)
		return rc;
	return sql_run(store, err,
	    "INSERT INTO backup (" BACKUP_COLUMNS ")"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?)"
	    " ON CONFLICT (backup_id) DO UPDATE SET cluster_id = excluded.cluster_id,"
	    " state = excluded.state, created = excluded.created, copied = excluded.copied,"
	    " deleted = excluded.deleted, type = excluded.type, mode = excluded.mode,"
	    " never_expires = excluded.never_expires, source_backup = excluded.source_backup,"
	    " source_cluster = excluded.source_cluster, source_region = excluded.source_region,"
	    " partition = excluded.partition, mac = excluded.mac, region = excluded.region",
	    "ttiiiiiiitttibt", row->backup_id, row->cluster_id, (int64_t)row->state, row->created,
	    row->copied, row->deleted, (int64_t)row->type, (int64_t)row->mode,
	    (int64_t)row->never_expires, row->source_backup, row->source_cluster,
	    row->source_region, row->partition, mac, sizeof(mac), row->region);
}

static int read_backup_numbers(sqlite3_stmt *s, struct backup_row *row, struct error *err)
{
	int64_t state = sqlite3_column_int64(s, 2);
	int64_t type = sqlite3_column_int64(s, 6);
	int64_t mode = sqlite3_column_int64(s, 7);

	if (state < 0 || state > BACKUP_PENDING_DELETION || type < 0 ||
	    type > HSM_TYPE_HSM2M_MEDIUM || mode < 0 || mode > CLUSTER_MODE_NON_FIPS)
		return error_raise(
		    err, ERR_ESTATE_ALTERED, "a backup's state is none that we know");
	row->state = (enum backup_state)state;
	row->type = (enum hsm_type)type;
	row->mode = (enum cluster_mode)mode;
	row->created = sqlite3_column_int64(s, 3);
	row->copied = sqlite3_column_int64(s, 4);
	row->deleted = sqlite3_column_int64(s, 5);
	row->never_expires = sqlite3_column_int(s, 8) != 0;
	row->partition = sqlite3_column_int64(s, 12);
	return 0;
}

static int read_backup(
    struct store *store, sqlite3_stmt *s, const void *context, void *item, struct error *err)
{
	struct backup_row *row = item;
	struct bytes data = BYTES_INIT;
	int rc;

	(void)context;
	memset(row, 0, sizeof(*row));
	rc = read_backup_numbers(s, row, err);
	if (!rc)
		rc = sql_text(s, 0, row->backup_id, sizeof(row->backup_id), err);
	if (!rc)
		rc = sql_text(s, 1, row->cluster_id, sizeof(row->cluster_id), err);
	if (!rc)
		rc = sql_text(s, 9, row->source_backup, sizeof(row->source_backup), err);
	if (!rc)
		rc = sql_text(s, 10, row->source_cluster, sizeof(row->source_cluster), err);
	if (!rc)
		rc = sql_text(s, 11, row->source_region, sizeof(row->source_region), err);
	if (!rc)
		rc = sql_text(s, 14, row->region, sizeof(row->region), err);
	if (rc)
		return rc;
	backup_fields(&data, row);
	return row_mac_check(store, "backup", &data, s, 13, err);
}

int store_backup_get(struct store *store, const char *backup_id, struct backup_row *row,
    bool *found, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s,
	    "SELECT " BACKUP_COLUMNS " FROM backup WHERE backup_id = ?", "t", backup_id);

	*found = false;
	if (!rc)
		rc = sql_next(store, s, found, err);
	if (!rc && *found)
		rc = read_backup(store, s, NULL, row, err);
	sql_close(s);
	return rc;
}

static const struct sql_reader backup_reader = {sizeof(struct backup_row), read_backup, NULL};

int store_backup_list(
    struct store *store, struct backup_row **rows, size_t *count, struct error *err)
{
	sqlite3_stmt *s = NULL;
	struct sql_items items;
	int rc = sql_open(
	    store, err, &s, "SELECT " BACKUP_COLUMNS " FROM backup ORDER BY created, number", "");

	if (!rc)
		rc = sql_collect(store, s, &backup_reader, NULL, &items, err);
	if (rc)
		return rc;
	*rows = items.items;
	*count = items.count;
	return 0;
}

int store_backup_list_of(struct store *store, const char *cluster_id, struct backup_row **rows,
    size_t *count, struct error *err)
{
	sqlite3_stmt *s = NULL;
	struct sql_items items;
	int rc = sql_open(store, err, &s,
	    "SELECT " BACKUP_COLUMNS " FROM backup WHERE cluster_id = ? AND copied = 0"
	    " ORDER BY number",
	    "t", cluster_id);

	if (!rc)
		rc = sql_collect(store, s, &backup_reader, NULL, &items, err);
	if (rc)
		return rc;
	*rows = items.items;
	*count = items.count;
	return 0;
}

int store_backup_count_of(
    struct store *store, int64_t partition, uint64_t *count, struct error *err)
{
	sqlite3_stmt *s = NULL;
	bool found = false;
	int rc = sql_open(
	    store, err, &s, "SELECT count(*) FROM backup WHERE partition = ?", "i", partition);

	if (!rc)
		rc = sql_next(store, s, &found, err);
	*count = !rc && found ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
	sql_close(s);
	return rc;
}

int store_event_add(struct store *store, int64_t partition, enum event_kind kind, struct error *err)
{
	return sql_run(store, err, "INSERT INTO event (partition, kind, at) VALUES (?, ?, ?)",
	    "iii", partition, (int64_t)kind, store_now(store));
}

int store_event_next(struct store *store, struct event_row *event, bool *found, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sql_open(
	    store, err, &s, "SELECT id, partition, kind, at FROM event ORDER BY id LIMIT 1", "");

	*found = false;
	if (!rc)
		rc = sql_next(store, s, found, err);
	if (!rc && *found) {
		event->id = sqlite3_column_int64(s, 0);
		event->partition = sqlite3_column_int64(s, 1);
		event->kind = (enum event_kind)sqlite3_column_int(s, 2);
		event->at = sqlite3_column_int64(s, 3);
	}
	sql_close(s);
	return rc;
}

int store_event_remove(struct store *store, int64_t id, struct error *err)
{
	return sql_run(store, err, "DELETE FROM event WHERE id = ?", "i", id);
}
