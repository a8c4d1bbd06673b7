/* Rows of quorum tokens and of trust anchors. */
#include "store-quorum.h"

#include "bytes.h"
#include "store-private.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Tokens */

static void token_fields(struct bytes *data, int64_t partition, const struct token_row *row)
{
	bytes_append_text(data, "token");
	bytes_append_u64(data, (uint64_t)partition);
	bytes_append_u64(data, (uint64_t)row->login);
	bytes_append_u32(data, (uint32_t)row->service);
	bytes_append_u64(data, row->handle);
	row_mac_text(data, row->username);
	bytes_append_u64(data, (uint64_t)row->created);
	bytes_append(data, row->record, sizeof(row->record));
}

int store_token_add(
    struct store *store, int64_t partition, const struct token_row *row, struct error *err)
{
	struct bytes data = BYTES_INIT;
	unsigned char mac[32];
	int rc;

	token_fields(&data, partition, row);
	rc = row_mac(store, &data, mac, err);
	return rc ? rc
		  : sql_run(store, err,
			"INSERT INTO token (partition, login, service, handle, username, created,"
			" record, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			"iiiitibb", partition, row->login, (int64_t)row->service,
			(int64_t)row->handle, row->username, row->created, row->record,
			sizeof(row->record), mac, sizeof(mac));
}

static int read_token(
    struct store *store, sqlite3_stmt *s, const void *partition, void *item, struct error *err)
{
	struct token_row *row = item;
	struct bytes data = BYTES_INIT;
	int service = 0;
	int rc = sql_enum(s, 2, QUORUM_SERVICES - 1, &service, err);

	row->id = sqlite3_column_int64(s, 0);
	row->login = sqlite3_column_int64(s, 1);
	row->service = (enum quorum_service)service;
	row->handle = (uint64_t)sqlite3_column_int64(s, 3);
	row->created = sqlite3_column_int64(s, 5);
	if (!rc)
		rc = sql_text(s, 4, row->username, sizeof(row->username), err);
	if (!rc)
		rc = sql_blob(s, 6, row->record, sizeof(row->record), err);
	if (!rc)
		rc = login_slot_alive(store, sqlite3_column_int64(s, 8), &row->is_alive, err);
	if (rc)
		return rc;
	token_fields(&data, *(const int64_t *)partition, row);
	return row_mac_check(store, "token", &data, s, 7, err);
}

int store_token_list(struct store *store, int64_t partition, struct token_row **rows, size_t *count,
    struct error *err)
{
	static const struct sql_reader reader = {sizeof(struct token_row), read_token, NULL};
	struct sql_items items;
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s,
	    "SELECT token.id, login, service, handle, token.username, created, record, mac, slot"
	    " FROM token JOIN login ON login.id = token.login"
	    " WHERE token.partition = ? ORDER BY token.id",
	    "i", partition);

	if (!rc)
		rc = sql_collect(store, s, &reader, &partition, &items, err);
	if (rc)
		return rc;
	*rows = items.items;
	*count = items.count;
	return 0;
}

int store_token_remove(struct store *store, int64_t id, struct error *err)
{
	return sql_run(store, err, "DELETE FROM token WHERE id = ?", "i", id);
}

int store_token_expire(struct store *store, int64_t until, struct error *err)
{
	return sql_run(store, err, "DELETE FROM token WHERE created <= ?", "i", until);
}

/* Trust anchors */

static void anchor_fields(struct bytes *data, int64_t partition, const struct anchor_row *row)
{
	bytes_append_text(data, "anchor");
	bytes_append_u64(data, (uint64_t)partition);
	bytes_append_u32(data, row->reference);
	row_mac_text(data, row->certificate);
}

int store_anchor_add(
    struct store *store, int64_t partition, const struct anchor_row *row, struct error *err)
{
	struct bytes data = BYTES_INIT;
	unsigned char mac[32];
	int rc;

	anchor_fields(&data, partition, row);
	rc = row_mac(store, &data, mac, err);
	return rc ? rc
		  : sql_run(store, err,
			"INSERT INTO anchor (partition, reference, certificate, mac)"
			" VALUES (?, ?, ?, ?)",
			"iitb", partition, (int64_t)row->reference, row->certificate, mac,
			sizeof(mac));
}

static void anchor_done(void *item)
{
	free(((struct anchor_row *)item)->certificate);
}

void anchor_rows_free(struct anchor_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		anchor_done(&rows[i]);
	free(rows);
}

static int read_anchor(
    struct store *store, sqlite3_stmt *s, const void *partition, void *item, struct error *err)
{
	struct anchor_row *row = item;
	struct bytes data = BYTES_INIT;
	int reference = 0;
	int rc = sql_enum(s, 0, INT_MAX, &reference, err);

	row->reference = (unsigned)reference;
	if (!rc)
		rc = sql_text_copy(s, 1, &row->certificate, err);
	if (rc)
		return rc;
	anchor_fields(&data, *(const int64_t *)partition, row);
	return row_mac_check(store, "anchor", &data, s, 2, err);
}

int store_anchor_list(struct store *store, int64_t partition, struct anchor_row **rows,
    size_t *count, struct error *err)
{
	static const struct sql_reader reader = {
	    sizeof(struct anchor_row), read_anchor, anchor_done};
	struct sql_items items;
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s,
	    "SELECT reference, certificate, mac FROM anchor WHERE partition = ? ORDER BY reference",
	    "i", partition);

	if (!rc)
		rc = sql_collect(store, s, &reader, &partition, &items, err);
	if (rc)
		return rc;
	*rows = items.items;
	*count = items.count;
	return 0;
}

int store_anchor_remove(
    struct store *store, int64_t partition, unsigned reference, struct error *err)
{
	return sql_run(store, err, "DELETE FROM anchor WHERE partition = ? AND reference = ?", "ii",
	    partition, (int64_t)reference);
}
