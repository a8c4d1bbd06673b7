/* Rows of users, each under a MAC that covers everything a login depends on. */
#include "bytes.h"
#include "store-partition.h"
#include "store-private.h"

#include <stdlib.h>
#include <string.h>

#define USER_COLUMNS "name, role, cost, salt, hash, failures, mac, mfa, quorum, public_key"

static void user_fields(struct bytes *data, int64_t partition, const struct user_row *row)
{
	bytes_append_text(data, "user");
	bytes_append_u64(data, (uint64_t)partition);
	row_mac_text(data, row->name);
	bytes_append_u32(data, (uint32_t)row->role);
	bytes_append_u64(data, row->verifier.cost);
	bytes_append(data, row->verifier.salt, sizeof(row->verifier.salt));
	bytes_append(data, row->verifier.hash, sizeof(row->verifier.hash));
	bytes_append_u32(data, row->failures);
	/* Older versions had none, and MACs without it. */
	if (!row->public_key_len && !row->mfa && !row->quorum)
		return;
	bytes_append_u8(data, row->mfa);
	bytes_append_u8(data, row->quorum);
	bytes_append_blob(data, row->public_key, row->public_key_len);
}

static int user_mac(struct store *store, int64_t partition, const struct user_row *row,
    unsigned char mac[32], struct error *err)
{
	struct bytes data = BYTES_INIT;

	user_fields(&data, partition, row);
	return row_mac(store, &data, mac, err);
}

static int read_public_key(sqlite3_stmt *s, int column, struct user_row *row, struct error *err)
{
	int len = sqlite3_column_bytes(s, column);

	if (len < 0 || (size_t)len > sizeof(row->public_key))
		return error_raise(err, ERR_ESTATE_ALTERED, "a value does not have its length");
	row->public_key_len = (size_t)len;
	return len ? sql_blob(s, column, row->public_key, (size_t)len, err) : 0;
}

static int read_user(
    struct store *store, sqlite3_stmt *s, const void *partition, void *item, struct error *err)
{
	struct user_row *row = item;
	struct bytes data = BYTES_INIT;
	int rc = sql_text(s, 0, row->name, sizeof(row->name), err);

	row->role = (enum user_role)sqlite3_column_int(s, 1);
	row->verifier.cost = (uint64_t)sqlite3_column_int64(s, 2);
	row->failures = (unsigned)sqlite3_column_int(s, 5);
	if (!rc)
		rc = sql_blob(s, 3, row->verifier.salt, sizeof(row->verifier.salt), err);
	if (!rc)
		rc = sql_blob(s, 4, row->verifier.hash, sizeof(row->verifier.hash), err);
	row->mfa = sqlite3_column_int(s, 7) != 0;
	row->quorum = sqlite3_column_int(s, 8) != 0;
	if (!rc)
		rc = read_public_key(s, 9, row, err);
	if (rc)
		return rc;
	user_fields(&data, *(const int64_t *)partition, row);
	return row_mac_check(store, "user", &data, s, 6, err);
}

static const struct sql_reader user_reader = {sizeof(struct user_row), read_user, NULL};

int store_user_list(struct store *store, int64_t partition, struct user_row **rows, size_t *count,
    struct error *err)
{
	sqlite3_stmt *s = NULL;
	struct sql_items items;
	int rc = sql_open(store, err, &s,
	    "SELECT " USER_COLUMNS " FROM user WHERE partition = ? ORDER BY number", "i",
	    partition);

	if (!rc)
		rc = sql_collect(store, s, &user_reader, &partition, &items, err);
	if (rc)
		return rc;
	*rows = items.items;
	*count = items.count;
	return 0;
}

int store_user_get(struct store *store, int64_t partition, const char *name, struct user_row *row,
    bool *found, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s,
	    "SELECT " USER_COLUMNS " FROM user WHERE partition = ? AND name = ?", "it", partition,
	    name);

	*found = false;
	if (!rc)
		rc = sql_next(store, s, found, err);
	if (!rc && *found)
		rc = read_user(store, s, &partition, row, err);
	sql_close(s);
	return rc;
}

int store_user_add(
    struct store *store, int64_t partition, const struct user_row *row, struct error *err)
{
	unsigned char mac[32];
	int rc = user_mac(store, partition, row, mac, err);

	return rc ? rc
		  : sql_run(store, err,
			"INSERT INTO user (partition, " USER_COLUMNS
			") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			"itiibbibiib", partition, row->name, (int64_t)row->role,
			(int64_t)row->verifier.cost, row->verifier.salt, sizeof(row->verifier.salt),
			row->verifier.hash, sizeof(row->verifier.hash), (int64_t)row->failures, mac,
			sizeof(mac), (int64_t)row->mfa, (int64_t)row->quorum, row->public_key,
			row->public_key_len);
}

int store_user_update(
    struct store *store, int64_t partition, const struct user_row *row, struct error *err)
{
	unsigned char mac[32];
	int rc = user_mac(store, partition, row, mac, err);

	return rc ? rc
		  : sql_run(store, err,
			"UPDATE user SET role = ?, cost = ?, salt = ?, hash = ?, failures = ?,"
			" mac = ?, mfa = ?, quorum = ?, public_key = ?"
			" WHERE partition = ? AND name = ?",
			"iibbibiibit", (int64_t)row->role, (int64_t)row->verifier.cost,
			row->verifier.salt, sizeof(row->verifier.salt), row->verifier.hash,
			sizeof(row->verifier.hash), (int64_t)row->failures, mac, sizeof(mac),
			(int64_t)row->mfa, (int64_t)row->quorum, row->public_key,
			row->public_key_len, partition, row->name);
}

int store_user_remove(struct store *store, int64_t partition, const char *name, struct error *err)
{
	return sql_run(
	    store, err, "DELETE FROM user WHERE partition = ? AND name = ?", "it", partition, name);
}

int store_user_count(struct store *store, int64_t partition, size_t *count, struct error *err)
{
	sqlite3_stmt *s = NULL;
	bool found = false;
	int rc = sql_open(
	    store, err, &s, "SELECT count(*) FROM user WHERE partition = ?", "i", partition);

	if (!rc)
		rc = sql_next(store, s, &found, err);
	*count = !rc && found ? (size_t)sqlite3_column_int64(s, 0) : 0;
	sql_close(s);
	return rc;
}
