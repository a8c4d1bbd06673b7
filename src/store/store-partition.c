/* Rows of partitions: adding, reading under their MAC, copying what one holds into another. */
#include "store-partition.h"

#include "bytes.h"
#include "store-private.h"

#include <stdlib.h>
#include <string.h>

static void partition_fields(struct bytes *data, const struct partition_row *row)
{
	bytes_append_text(data, "partition");
	bytes_append_u64(data, (uint64_t)row->id);
	bytes_append_u32(data, (uint32_t)row->type);
	bytes_append_u32(data, (uint32_t)row->mode);
	bytes_append(data, row->lineage, sizeof(row->lineage));
}

int store_partition_add(struct store *store, struct partition_row *row, struct error *err)
{
	struct bytes data = BYTES_INIT;
	unsigned char mac[32] = {0};
	int rc = sql_run(store, err,
	    "INSERT INTO partition (type, mode, lineage, mac) VALUES (?, ?, ?, ?)", "iibb",
	    (int64_t)row->type, (int64_t)row->mode, row->lineage, sizeof(row->lineage), mac,
	    sizeof(mac));

	if (rc)
		return rc;
	row->id = sqlite3_last_insert_rowid(store->db);
	partition_fields(&data, row);
	rc = row_mac(store, &data, mac, err);
	return rc ? rc
		  : sql_run(store, err, "UPDATE partition SET mac = ? WHERE id = ?", "bi", mac,
			sizeof(mac), row->id);
}

int store_partition_get(
    struct store *store, int64_t id, struct partition_row *row, struct error *err)
{
	sqlite3_stmt *s = NULL;
	struct bytes data = BYTES_INIT;
	bool found = false;
	int rc = sql_open(
	    store, err, &s, "SELECT type, mode, lineage, mac FROM partition WHERE id = ?", "i", id);

	if (!rc)
		rc = sql_next(store, s, &found, err);
	if (!rc && !found)
		rc = error_raise(err, ERR_ESTATE_ALTERED, "the contents of an HSM are missing");
	if (!rc) {
		row->id = id;
		row->type = (enum hsm_type)sqlite3_column_int(s, 0);
		row->mode = (enum cluster_mode)sqlite3_column_int(s, 1);
		rc = sql_blob(s, 2, row->lineage, sizeof(row->lineage), err);
	}
	if (!rc) {
		partition_fields(&data, row);
		rc = row_mac_check(store, "partition", &data, s, 3, err);
	}
	sql_close(s);
	return rc;
}

/* Users carry a MAC with their partition in it, so they are read and written; keys are not. */
static int copy_users(struct store *store, int64_t from, int64_t to, struct error *err)
{
	struct user_row *users = NULL;
	size_t count = 0;
	int rc = store_user_list(store, from, &users, &count, err);

	for (size_t i = 0; !rc && i < count; i++)
		rc = store_user_add(store, to, &users[i], err);
	free(users);
	return rc;
}

int store_partition_copy_contents(struct store *store, int64_t from, int64_t to, struct error *err)
{
	int rc = copy_users(store, from, to, err);

	return rc ? rc
		  : sql_run(store, err,
			"INSERT INTO key (partition, handle, version, type, class, label, key_id,"
			" owner, sharees) SELECT ?, handle, version, type, class, label, key_id,"
			" owner, sharees FROM key WHERE partition = ? ORDER BY handle",
			"ii", to, from);
}

int store_partition_remove(struct store *store, int64_t id, struct error *err)
{
	int rc = sql_run(store, err, "DELETE FROM event WHERE partition = ?", "i", id);

	if (!rc)
		rc = sql_run(store, err, "DELETE FROM partition WHERE id = ?", "i", id);
	/* Versions that only this partition held. */
	return rc ? rc
		  : sql_run(store, err,
			"DELETE FROM key_version WHERE NOT EXISTS"
			" (SELECT 1 FROM key WHERE key.version = key_version.id)",
			"");
}
