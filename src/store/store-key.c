/* Key versions, sealed once, and the thin rows by which partitions hold and find them. */
#include "bytes.h"
#include "crypto.h"
#include "secret.h"
#include "store-partition.h"
#include "store-private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is authenticated with a version: its purpose and its digest, which tie the row together. */
struct version_tag {
	char purpose[24];
	unsigned char digest[32];
};

/* A MAC of the contents: equal keys on several HSMs become one version, and the digest tells
 * nothing. */
static int version_tag(
    struct store *store, const void *plain, size_t len, struct version_tag *tag, struct error *err)
{
	*tag = (struct version_tag){.purpose = "localhsm key version 1"};
	return crypto_mac(store->digest_key, plain, len, tag->digest, err);
}

static int version_find(
    struct store *store, const unsigned char digest[32], int64_t *version, struct error *err)
{
	sqlite3_stmt *s = NULL;
	bool found = false;
	int rc = sql_open(
	    store, err, &s, "SELECT id FROM key_version WHERE digest = ?", "b", digest, (size_t)32);

	if (!rc)
		rc = sql_next(store, s, &found, err);
	*version = !rc && found ? sqlite3_column_int64(s, 0) : 0;
	sql_close(s);
	return rc;
}

int store_version_add(
    struct store *store, const void *plain, size_t len, int64_t *version, struct error *err)
{
	struct version_tag tag;
	struct bytes sealed = BYTES_INIT;
	int rc = version_tag(store, plain, len, &tag, err);

	if (!rc)
		rc = version_find(store, tag.digest, version, err);
	if (rc || *version)
		return rc;
	rc = crypto_seal(store->seal_key, &tag, sizeof(tag), plain, len, &sealed, err);
	if (!rc)
		rc = sql_run(store, err, "INSERT INTO key_version (digest, sealed) VALUES (?, ?)",
		    "bb", tag.digest, sizeof(tag.digest), sealed.data, sealed.len);
	if (!rc)
		*version = sqlite3_last_insert_rowid(store->db);
	bytes_done(&sealed);
	return rc;
}

int store_version_get(struct store *store, int64_t version, struct secret *plain, struct error *err)
{
	struct version_tag tag = {.purpose = "localhsm key version 1"};
	sqlite3_stmt *s = NULL;
	bool found = false;
	int rc = sql_open(
	    store, err, &s, "SELECT digest, sealed FROM key_version WHERE id = ?", "i", version);

	if (!rc)
		rc = sql_next(store, s, &found, err);
	if (!rc && !found)
		rc = error_raise(err, ERR_ESTATE_ALTERED, "a key is missing");
	if (!rc)
		rc = sql_blob(s, 0, tag.digest, sizeof(tag.digest), err);
	if (!rc)
		rc = crypto_open(store->seal_key, &tag, sizeof(tag), sqlite3_column_blob(s, 1),
		    (size_t)sqlite3_column_bytes(s, 1), plain, err);
	sql_close(s);
	return rc;
}

/* A version that no partition and no backup holds any more is not kept. */
static int version_release(struct store *store, int64_t version, struct error *err)
{
	return sql_run(store, err,
	    "DELETE FROM key_version WHERE id = ? AND NOT EXISTS"
	    " (SELECT 1 FROM key WHERE version = key_version.id)",
	    "i", version);
}

int store_key_put(
    struct store *store, int64_t partition, const struct key_row *row, struct error *err)
{
	struct key_row before;
	bool found = false;
	int rc = store_key_get(store, partition, row->handle, &before, &found, err);

	if (!rc)
		rc = sql_run(store, err,
		    "INSERT INTO key (partition, handle, version, type, class, label, key_id,"
		    " owner, sharees) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
		    " ON CONFLICT (partition, handle) DO UPDATE SET version = excluded.version,"
		    " label = excluded.label, key_id = excluded.key_id,"
		    " sharees = excluded.sharees",
		    "iiiiitbtt", partition, (int64_t)row->handle, row->version, (int64_t)row->type,
		    (int64_t)row->class, row->label, row->id, row->id_len, row->owner,
		    row->sharees ? row->sharees : "");
	if (!rc && found && before.version != row->version)
		rc = version_release(store, before.version, err);
	return rc;
}

static int read_key(sqlite3_stmt *s, struct key_row *row, struct error *err)
{
	int rc;

	memset(row, 0, sizeof(*row));
	row->handle = (uint64_t)sqlite3_column_int64(s, 0);
	row->version = sqlite3_column_int64(s, 1);
	row->type = (enum key_type)sqlite3_column_int(s, 2);
	row->class = (enum key_class)sqlite3_column_int(s, 3);
	rc = sql_text(s, 4, row->label, sizeof(row->label), err);
	row->id_len = (size_t)sqlite3_column_bytes(s, 5);
	if (!rc && row->id_len > sizeof(row->id))
		rc = error_raise(err, ERR_ESTATE_ALTERED, "a row of table key");
	if (!rc && row->id_len)
		memcpy(row->id, sqlite3_column_blob(s, 5), row->id_len);
	return rc ? rc : sql_text(s, 6, row->owner, sizeof(row->owner), err);
}

int store_key_get(struct store *store, int64_t partition, uint64_t handle, struct key_row *row,
    bool *found, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s,
	    "SELECT handle, version, type, class, label, key_id, owner FROM key"
	    " WHERE partition = ? AND handle = ?",
	    "ii", partition, (int64_t)handle);

	*found = false;
	if (!rc)
		rc = sql_next(store, s, found, err);
	if (!rc && *found)
		rc = read_key(s, row, err);
	sql_close(s);
	return rc;
}

int store_key_sharees_are(struct store *store, int64_t partition, uint64_t handle,
    const char *sharees, bool *equal, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s,
	    "SELECT 1 FROM key WHERE partition = ? AND handle = ? AND sharees = ?", "iit",
	    partition, (int64_t)handle, sharees);

	*equal = false;
	if (!rc)
		rc = sql_next(store, s, equal, err);
	sql_close(s);
	return rc;
}

int store_key_remove(struct store *store, int64_t partition, uint64_t handle, struct error *err)
{
	struct key_row row;
	bool found = false;
	int rc = store_key_get(store, partition, handle, &row, &found, err);

	if (rc || !found)
		return rc;
	rc = sql_run(store, err, "DELETE FROM key WHERE partition = ? AND handle = ?", "ii",
	    partition, (int64_t)handle);
	return rc ? rc : version_release(store, row.version, err);
}

/* Only the conditions that are asked for are in the text; each has its number whichever they are.
 */
static void find_text(const struct key_query *query, const char *prefix, char *text, size_t size)
{
	/* Left alone, the planner takes the index that saves the sorting and scans a partition. */
	const char *index = query->by_handle ? ""
			    : query->label   ? " INDEXED BY key_label"
			    : query->id      ? " INDEXED BY key_key_id"
					     : "";

	snprintf(text, size,
	    "%sSELECT handle, version FROM key%s WHERE partition = ?1%s%s%s%s%s%s%s ORDER BY "
	    "handle",
	    prefix, index, query->label ? " AND label = ?2" : "",
	    query->id ? " AND key_id = ?3" : "", query->by_handle ? " AND handle = ?4" : "",
	    query->by_class ? " AND +class = ?5" : "", query->by_type ? " AND +type = ?6" : "",
	    query->shared_with ? " AND instr(sharees, ?7) > 0" : "",
	    query->viewer ? " AND (+owner = ?8 OR +class = ?9 OR instr(sharees, ?10) > 0)" : "");
}

/* "|alice|": a whole name within a row's sharees. */
struct needle {
	char text[USERNAME_MAX + 3];
};

static struct needle needle_of(const char *name)
{
	struct needle needle;

	snprintf(needle.text, sizeof(needle.text), "|%s|", name ? name : "");
	return needle;
}

/* Bound are the numbers up to the last that the text has; needles must live as long as the
 * statement. */
static int find_open(struct store *store, int64_t partition, const struct key_query *query,
    const char *prefix, struct needle needles[2], sqlite3_stmt **statement, struct error *err)
{
	char text[512];

	find_text(query, prefix, text, sizeof(text));
	needles[0] = needle_of(query->shared_with);
	needles[1] = needle_of(query->viewer);
	return sql_open_once(store, err, statement, text,
	    query->viewer        ? "itbiiittit"
	    : query->shared_with ? "itbiiit"
	    : query->by_type     ? "itbiii"
	    : query->by_class    ? "itbii"
	    : query->by_handle   ? "itbi"
	    : query->id          ? "itb"
	    : query->label       ? "it"
				 : "i",
	    partition, query->label, (const void *)query->id, query->id_len, (int64_t)query->handle,
	    (int64_t)query->class, (int64_t)query->type, needles[0].text, query->viewer,
	    (int64_t)KEY_CLASS_PUBLIC, needles[1].text);
}

static int read_ref(
    struct store *store, sqlite3_stmt *s, const void *context, void *item, struct error *err)
{
	struct key_ref *ref = item;

	(void)store;
	(void)context;
	(void)err;
	ref->handle = (uint64_t)sqlite3_column_int64(s, 0);
	ref->version = sqlite3_column_int64(s, 1);
	return 0;
}

int store_key_find(struct store *store, int64_t partition, const struct key_query *query,
    struct key_ref **refs, size_t *count, struct error *err)
{
	static const struct sql_reader reader = {sizeof(struct key_ref), read_ref, NULL};
	struct needle needles[2];
	struct sql_items items;
	sqlite3_stmt *s = NULL;
	int rc = find_open(store, partition, query, "", needles, &s, err);

	if (!rc)
		rc = sql_collect(store, s, &reader, NULL, &items, err);
	sql_finalize(s);
	if (rc)
		return rc;
	*refs = items.items;
	*count = items.count;
	return 0;
}

int store_key_find_plan(struct store *store, int64_t partition, const struct key_query *query,
    struct bytes *plan, struct error *err)
{
	sqlite3_stmt *s = NULL;
	struct needle needles[2];
	bool more = false;
	int rc = find_open(store, partition, query, "EXPLAIN QUERY PLAN ", needles, &s, err);

	while (!rc && !(rc = sql_next(store, s, &more, err)) && more)
		bytes_append_format(plan, "%s\n", (const char *)sqlite3_column_text(s, 3));
	sql_finalize(s);
	return rc;
}

int store_key_fingerprint(
    struct store *store, int64_t partition, struct key_fingerprint *fingerprint, struct error *err)
{
	sqlite3_stmt *s = NULL;
	bool found = false;
	int rc = sql_open(store, err, &s,
	    "SELECT count(*), coalesce(sum(handle), 0) FROM key WHERE partition = ?", "i",
	    partition);

	if (!rc)
		rc = sql_next(store, s, &found, err);
	fingerprint->count = !rc && found ? sqlite3_column_int64(s, 0) : 0;
	fingerprint->sum = !rc && found ? sqlite3_column_int64(s, 1) : 0;
	sql_close(s);
	return rc;
}

int store_key_missing(struct store *store, int64_t from, int64_t to, struct key_ref **refs,
    size_t *count, struct error *err)
{
	static const struct sql_reader reader = {sizeof(struct key_ref), read_ref, NULL};
	struct sql_items items;
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s,
	    "SELECT handle, version FROM key AS own WHERE partition = ?1 AND NOT EXISTS"
	    " (SELECT 1 FROM key WHERE partition = ?2 AND handle = own.handle) ORDER BY handle",
	    "ii", from, to);

	if (!rc)
		rc = sql_collect(store, s, &reader, NULL, &items, err);
	if (rc)
		return rc;
	*refs = items.items;
	*count = items.count;
	return 0;
}

int store_key_copy(
    struct store *store, int64_t from, int64_t to, uint64_t handle, struct error *err)
{
	return sql_run(store, err,
	    "INSERT INTO key (partition, handle, version, type, class, label, key_id, owner,"
	    " sharees) SELECT ?, handle, version, type, class, label, key_id, owner, sharees"
	    " FROM key WHERE partition = ? AND handle = ?",
	    "iii", to, from, (int64_t)handle);
}

int store_key_count(
    struct store *store, int64_t partition, struct key_counts *counts, struct error *err)
{
	sqlite3_stmt *s = NULL;
	bool found = false;
	/* Each count is a range of index key_class. */
	int rc = sql_open(store, err, &s,
	    "SELECT (SELECT count(*) FROM key WHERE partition = ?1),"
	    " (SELECT count(*) FROM key WHERE partition = ?1 AND class IN (?2, ?3)),"
	    " (SELECT count(*) FROM key WHERE partition = ?1 AND class = ?4 AND type = ?5)",
	    "iiiii", partition, (int64_t)KEY_CLASS_PUBLIC, (int64_t)KEY_CLASS_PRIVATE,
	    (int64_t)KEY_CLASS_SECRET, (int64_t)KEY_DES3);

	if (!rc)
		rc = sql_next(store, s, &found, err);
	if (!rc && found) {
		counts->total = (uint64_t)sqlite3_column_int64(s, 0);
		counts->asymmetric = (uint64_t)sqlite3_column_int64(s, 1);
		counts->des3 = (uint64_t)sqlite3_column_int64(s, 2);
	}
	sql_close(s);
	return rc;
}

int store_key_owned_by(
    struct store *store, int64_t partition, const char *owner, uint64_t *count, struct error *err)
{
	sqlite3_stmt *s = NULL;
	bool found = false;
	int rc = sql_open(store, err, &s,
	    "SELECT count(*) FROM key WHERE partition = ? AND owner = ?", "it", partition, owner);

	if (!rc)
		rc = sql_next(store, s, &found, err);
	*count = !rc && found ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
	sql_close(s);
	return rc;
}
