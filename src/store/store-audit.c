/* Rows of audit logs: adding one costs an insert, and no search. */
#include "store-audit.h"

#include "bytes.h"
#include "store-estate.h"
#include "store-private.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static void audit_fields(struct bytes *data, const struct audit_row *row)
{
	bytes_append_text(data, "audit");
	bytes_append_u64(data, (uint64_t)row->partition);
	bytes_append_u64(data, row->sequence);
	bytes_append_u64(data, (uint64_t)row->at);
	bytes_append_u32(data, (uint32_t)row->opcode);
	bytes_append_u64(data, (uint64_t)row->session);
	bytes_append_u32(data, (uint32_t)row->response);
	row_mac_text(data, row->username);
	bytes_append_u32(data, (uint32_t)row->role);
	bytes_append_u64(data, row->secret_handle);
	bytes_append_u64(data, row->public_handle);
}

static int next_sequence(
    struct store *store, int64_t partition, uint64_t *sequence, struct error *err)
{
	sqlite3_stmt *s = NULL;
	bool found = false;
	int rc = sql_open(store, err, &s,
	    "SELECT sequence FROM audit WHERE partition = ? ORDER BY sequence DESC LIMIT 1", "i",
	    partition);

	if (!rc)
		rc = sql_next(store, s, &found, err);
	*sequence = !rc && found ? (uint64_t)sqlite3_column_int64(s, 0) + 1 : 0;
	sql_close(s);
	return rc;
}

/* Streams */

static void stream_fields(
    struct bytes *data, int64_t partition, const char *cluster_id, const char *hsm_id)
{
	bytes_append_text(data, "audit_stream");
	bytes_append_u64(data, (uint64_t)partition);
	row_mac_text(data, cluster_id);
	row_mac_text(data, hsm_id);
}

int store_audit_stream_put(struct store *store, int64_t partition, const char *cluster_id,
    const char *hsm_id, struct error *err)
{
	struct bytes data = BYTES_INIT;
	unsigned char mac[32];
	int rc;

	stream_fields(&data, partition, cluster_id, hsm_id);
	rc = row_mac(store, &data, mac, err);
	return rc ? rc
		  : sql_run(store, err,
			"INSERT INTO audit_stream (partition, cluster_id, hsm_id, mac)"
			" VALUES (?, ?, ?, ?) ON CONFLICT (partition) DO NOTHING",
			"ittb", partition, cluster_id, hsm_id, mac, sizeof(mac));
}

/*
 * An HSM of an estate that was made before there were audit logs has a stream from its first event
 * on. A fresh one gets its stream with its row, behind what it writes down of its own making.
 */
static int begin_stream(struct store *store, int64_t partition, struct error *err)
{
	struct hsm_row hsm;
	bool found = false;
	int rc = store_hsm_by_partition(store, partition, &hsm, &found, err);

	return rc || !found
		   ? rc
		   : store_audit_stream_put(store, partition, hsm.cluster_id, hsm.hsm_id, err);
}

int store_audit_add(struct store *store, const struct audit_row *row, struct error *err)
{
	struct audit_row numbered = *row;
	struct bytes data = BYTES_INIT;
	unsigned char mac[32];
	int rc = next_sequence(store, row->partition, &numbered.sequence, err);

	if (!rc && numbered.sequence == 0)
		rc = begin_stream(store, row->partition, err);
	if (rc)
		return rc;
	audit_fields(&data, &numbered);
	rc = row_mac(store, &data, mac, err);
	return rc ? rc
		  : sql_run(store, err,
			"INSERT INTO audit (partition, sequence, at, opcode, session, response,"
			" username, role, secret_handle, public_handle, mac)"
			" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			"iiiiiitiiib", row->partition, (int64_t)numbered.sequence, row->at,
			(int64_t)row->opcode, row->session, (int64_t)row->response, row->username,
			(int64_t)row->role, (int64_t)row->secret_handle,
			(int64_t)row->public_handle, mac, sizeof(mac));
}

struct stream {
	int64_t partition;
	uint64_t next; /* the sequence number that is to come */
	char cluster_id[RESOURCE_ID_MAX + 1], hsm_id[RESOURCE_ID_MAX + 1];
};

static int read_stream(
    struct store *store, sqlite3_stmt *s, const void *context, void *item, struct error *err)
{
	struct stream *stream = item;
	struct bytes data = BYTES_INIT;
	int rc = sql_text(s, 1, stream->cluster_id, sizeof(stream->cluster_id), err);

	(void)context;
	stream->partition = sqlite3_column_int64(s, 0);
	if (!rc)
		rc = sql_text(s, 2, stream->hsm_id, sizeof(stream->hsm_id), err);
	if (rc)
		return rc;
	stream_fields(&data, stream->partition, stream->cluster_id, stream->hsm_id);
	return row_mac_check(store, "audit_stream", &data, s, 3, err);
}

static int list_streams(struct store *store, const char *cluster_id, const char *hsm_id,
    struct sql_items *streams, struct error *err)
{
	static const struct sql_reader reader = {sizeof(struct stream), read_stream, NULL};
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s,
	    "SELECT partition, cluster_id, hsm_id, mac FROM audit_stream"
	    " WHERE cluster_id = ? AND hsm_id = ifnull(?, hsm_id) ORDER BY partition",
	    "tt", cluster_id, hsm_id);

	return rc ? rc : sql_collect(store, s, &reader, NULL, streams, err);
}

static struct stream *stream_of(const struct sql_items *streams, int64_t partition)
{
	struct stream *list = streams->items;

	for (size_t i = 0; i < streams->count; i++) {
		if (list[i].partition == partition)
			return &list[i];
	}
	return NULL;
}

/* Listing */

static int read_audit(
    struct store *store, sqlite3_stmt *s, const void *context, void *item, struct error *err)
{
	struct audit_row *row = item;
	struct bytes data = BYTES_INIT;
	struct stream *stream;
	int role = 0;
	int rc = sql_enum(s, 3, INT_MAX, &row->opcode, err);

	row->partition = sqlite3_column_int64(s, 0);
	row->sequence = (uint64_t)sqlite3_column_int64(s, 1);
	row->at = sqlite3_column_int64(s, 2);
	row->session = sqlite3_column_int64(s, 4);
	row->secret_handle = (uint64_t)sqlite3_column_int64(s, 8);
	row->public_handle = (uint64_t)sqlite3_column_int64(s, 9);
	if (!rc)
		rc = sql_enum(s, 5, INT_MAX, &row->response, err);
	if (!rc)
		rc = sql_text(s, 6, row->username, sizeof(row->username), err);
	if (!rc)
		rc = sql_enum(s, 7, ROLE_INCONSISTENT, &role, err);
	if (rc)
		return rc;
	row->role = (enum user_role)role;
	audit_fields(&data, row);
	rc = row_mac_check(store, "audit", &data, s, 10, err);
	stream = stream_of(context, row->partition);
	if (!rc && (!stream || row->sequence != stream->next++))
		rc = error_raise(err, ERR_ESTATE_ALTERED, "the audit log of an HSM has a gap");
	if (!rc)
		memcpy(row->hsm_id, stream->hsm_id, sizeof(row->hsm_id));
	return rc;
}

int store_audit_list(struct store *store, const char *cluster_id, const char *hsm_id,
    struct audit_row **rows, size_t *count, bool *found, struct error *err)
{
	static const struct sql_reader reader = {sizeof(struct audit_row), read_audit, NULL};
	struct sql_items streams = {NULL, 0}, items = {NULL, 0};
	sqlite3_stmt *s = NULL;
	int rc = list_streams(store, cluster_id, hsm_id, &streams, err);

	*found = streams.count > 0;
	if (!rc)
		rc = sql_open(store, err, &s,
		    "SELECT partition, sequence, at, opcode, session, response, username, role,"
		    " secret_handle, public_handle, mac FROM audit WHERE partition IN"
		    " (SELECT partition FROM audit_stream"
		    " WHERE cluster_id = ? AND hsm_id = ifnull(?, hsm_id)) ORDER BY number",
		    "tt", cluster_id, hsm_id);
	if (!rc)
		rc = sql_collect(store, s, &reader, &streams, &items, err);
	free(streams.items);
	*rows = items.items;
	*count = items.count;
	return rc;
}

int store_audit_last_of_key(struct store *store, int64_t partition, uint64_t opcodes,
    uint64_t handle, int *opcode, bool *found, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s,
	    "SELECT opcode FROM audit WHERE (?1 >> opcode) & 1"
	    " AND (secret_handle = ?2 OR public_handle = ?2)"
	    " AND partition IN (SELECT others.partition FROM audit_stream AS own"
	    " JOIN audit_stream AS others USING (cluster_id) WHERE own.partition = ?3)"
	    " ORDER BY number DESC LIMIT 1",
	    "iii", (int64_t)opcodes, (int64_t)handle, partition);

	*found = false;
	if (!rc)
		rc = sql_next(store, s, found, err);
	*opcode = !rc && *found ? sqlite3_column_int(s, 0) : 0;
	sql_close(s);
	return rc;
}
