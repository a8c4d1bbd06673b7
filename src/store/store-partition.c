/* Rows of partitions: adding, reading under their MAC, copying what one holds into another. */
#include "store-partition.h"

#include "bytes.h"
#include "store-private.h"
#include "store-quorum.h"

#include <stdlib.h>
#include <string.h>

/* What older versions did not have counts only when it is not as they had it. */
static bool has_policies(const struct partition_row *row)
{
	for (size_t i = 0; i < QUORUM_VALUES; i++) {
		if (row->quorum[i] != QUORUM_OFF)
			return true;
	}
	return row->mtls_level != MTLS_NONE || row->tokens_made != 0;
}

static void partition_fields(struct bytes *data, const struct partition_row *row)
{
	bytes_append_text(data, "partition");
	bytes_append_u64(data, (uint64_t)row->id);
	bytes_append_u32(data, (uint32_t)row->type);
	bytes_append_u32(data, (uint32_t)row->mode);
	bytes_append(data, row->lineage, sizeof(row->lineage));
	if (has_policies(row)) {
		for (size_t i = 0; i < QUORUM_VALUES; i++)
			bytes_append_u32(data, row->quorum[i]);
		bytes_append_u32(data, (uint32_t)row->mtls_level);
		bytes_append_u64(data, row->tokens_made);
	}
	if (row->limited_write)
		row_mac_field(data, "limited-write", "true");
}

int store_partition_add(struct store *store, struct partition_row *row, struct error *err)
{
	unsigned char mac[32] = {0};
	int rc = sql_run(store, err,
	    "INSERT INTO partition (type, mode, lineage, mac) VALUES (?, ?, ?, ?)", "iibb",
	    (int64_t)row->type, (int64_t)row->mode, row->lineage, sizeof(row->lineage), mac,
	    sizeof(mac));

	if (rc)
		return rc;
	row->id = sqlite3_last_insert_rowid(store->db);
	return store_partition_update(store, row, err);
}

int store_partition_update(struct store *store, const struct partition_row *row, struct error *err)
{
	struct bytes data = BYTES_INIT;
	unsigned char mac[32];
	int rc;

	partition_fields(&data, row);
	rc = row_mac(store, &data, mac, err);
	return rc ? rc
		  : sql_run(store, err,
			"UPDATE partition SET quorum_user = ?, quorum_quorum = ?,"
			" quorum_cluster = ?, mtls_level = ?, tokens_made = ?,"
			" limited_write = ?, mac = ? WHERE id = ?",
			"iiiiiibi", (int64_t)row->quorum[QUORUM_USER],
			(int64_t)row->quorum[QUORUM_QUORUM], (int64_t)row->quorum[QUORUM_CLUSTER],
			(int64_t)row->mtls_level, (int64_t)row->tokens_made,
			(int64_t)row->limited_write, mac, sizeof(mac), row->id);
}

static int read_policies(sqlite3_stmt *s, struct partition_row *row, struct error *err)
{
	int value = 0;
	int rc = 0;

	for (int i = 0; !rc && i < QUORUM_VALUES; i++) {
		rc = sql_enum(s, 4 + i, QUORUM_MAX, &value, err);
		row->quorum[i] = (unsigned)value;
	}
	if (!rc)
		rc = sql_enum(s, 4 + QUORUM_VALUES, MTLS_CLUSTER, &value, err);
	row->mtls_level = (enum mtls_level)value;
	row->tokens_made = (uint64_t)sqlite3_column_int64(s, 5 + QUORUM_VALUES);
	row->limited_write = sqlite3_column_int(s, 6 + QUORUM_VALUES) != 0;
	return rc;
}

int store_partition_get(
    struct store *store, int64_t id, struct partition_row *row, struct error *err)
{
	sqlite3_stmt *s = NULL;
	struct bytes data = BYTES_INIT;
	bool found = false;
	int rc = sql_open(store, err, &s,
	    "SELECT type, mode, lineage, mac, quorum_user, quorum_quorum, quorum_cluster,"
	    " mtls_level, tokens_made, limited_write FROM partition WHERE id = ?",
	    "i", id);

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
	if (!rc)
		rc = read_policies(s, row, err);
	if (!rc) {
		partition_fields(&data, row);
		rc = row_mac_check(store, "partition", &data, s, 3, err);
	}
	sql_close(s);
	return rc;
}

/* Users and anchors carry a MAC with their partition in it, so they are read and written; keys are
 * not. */
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

static int copy_anchors(struct store *store, int64_t from, int64_t to, struct error *err)
{
	struct anchor_row *anchors = NULL;
	size_t count = 0;
	int rc = store_anchor_list(store, from, &anchors, &count, err);

	for (size_t i = 0; !rc && i < count; i++)
		rc = store_anchor_add(store, to, &anchors[i], err);
	anchor_rows_free(anchors, count);
	return rc;
}

int store_partition_copy_contents(struct store *store, int64_t from, int64_t to, struct error *err)
{
	int rc = copy_users(store, from, to, err);

	if (!rc)
		rc = copy_anchors(store, from, to, err);
	return rc ? rc
		  : sql_run(store, err,
			"INSERT INTO key (partition, handle, version, type, class, label, key_id,"
			" owner, sharees) SELECT ?, handle, version, type, class, label, key_id,"
			" owner, sharees FROM key WHERE partition = ? ORDER BY handle",
			"ii", to, from);
}

/* Versions that nobody holds any more. */
static int drop_versions(struct store *store, struct error *err)
{
	return sql_run(store, err,
	    "DELETE FROM key_version WHERE NOT EXISTS"
	    " (SELECT 1 FROM key WHERE key.version = key_version.id)",
	    "");
}

int store_partition_clear(struct store *store, int64_t id, struct error *err)
{
	/* Tokens go with their logins. */
	static const char *const statements[] = {
	    "DELETE FROM event WHERE partition = ?",
	    "DELETE FROM login WHERE partition = ?",
	    "DELETE FROM user WHERE partition = ?",
	    "DELETE FROM anchor WHERE partition = ?",
	    "DELETE FROM key WHERE partition = ?",
	};
	int rc = 0;

	for (size_t i = 0; !rc && i < ARRAY_LENGTH(statements); i++)
		rc = sql_run(store, err, statements[i], "i", id);
	return rc ? rc : drop_versions(store, err);
}

int store_partition_remove(struct store *store, int64_t id, struct error *err)
{
	int rc = sql_run(store, err, "DELETE FROM event WHERE partition = ?", "i", id);

	if (!rc)
		rc = sql_run(store, err, "DELETE FROM partition WHERE id = ?", "i", id);
	return rc ? rc : drop_versions(store, err);
}
