/* Rows of subnets, of the subnets that clusters span, and of tags. */
#include "store-estate.h"
#include "store-private.h"

int store_subnet_put(struct store *store, const char *subnet_id, const char *zone, const char *cidr,
    struct error *err)
{
	return sql_run(store, err, "INSERT INTO subnet (subnet_id, zone, cidr) VALUES (?, ?, ?)",
	    "ttt", subnet_id, zone, cidr);
}

static int read_subnet(
    struct store *store, sqlite3_stmt *s, const void *context, void *item, struct error *err)
{
	struct subnet_row *row = item;
	int rc = sql_text(s, 0, row->subnet_id, sizeof(row->subnet_id), err);

	(void)store;
	(void)context;
	if (!rc)
		rc = sql_text(s, 1, row->zone, sizeof(row->zone), err);
	return rc ? rc : sql_text(s, 2, row->cidr, sizeof(row->cidr), err);
}

static int read_subnets(struct store *store, sqlite3_stmt *s, struct subnet_row **rows,
    size_t *count, struct error *err)
{
	static const struct sql_reader reader = {sizeof(struct subnet_row), read_subnet, NULL};
	struct sql_items items;
	int rc = sql_collect(store, s, &reader, NULL, &items, err);

	if (rc)
		return rc;
	*rows = items.items;
	*count = items.count;
	return 0;
}

int store_subnet_list(
    struct store *store, struct subnet_row **rows, size_t *count, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc =
	    sql_open(store, err, &s, "SELECT subnet_id, zone, cidr FROM subnet ORDER BY zone", "");

	return rc ? rc : read_subnets(store, s, rows, count, err);
}

int store_cluster_subnet_put(
    struct store *store, const char *cluster_id, const char *subnet_id, struct error *err)
{
	return sql_run(store, err,
	    "INSERT INTO cluster_subnet (cluster_id, subnet_id) VALUES (?, ?)", "tt", cluster_id,
	    subnet_id);
}

int store_cluster_subnet_list(struct store *store, const char *cluster_id, struct subnet_row **rows,
    size_t *count, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s,
	    "SELECT subnet_id, zone, cidr FROM cluster_subnet JOIN subnet USING (subnet_id)"
	    " WHERE cluster_id = ? ORDER BY zone",
	    "t", cluster_id);

	return rc ? rc : read_subnets(store, s, rows, count, err);
}

int store_tag_put(
    struct store *store, const char *resource_id, const struct tag *tag, struct error *err)
{
	return sql_run(store, err,
	    "INSERT INTO tag (resource_id, key, value) VALUES (?, ?, ?)"
	    " ON CONFLICT (resource_id, key) DO UPDATE SET value = excluded.value",
	    "ttt", resource_id, tag->key, tag->value);
}

int store_tag_remove(
    struct store *store, const char *resource_id, const char *key, struct error *err)
{
	return sql_run(store, err, "DELETE FROM tag WHERE resource_id = ? AND key = ?", "tt",
	    resource_id, key);
}

static int read_tag(
    struct store *store, sqlite3_stmt *s, const void *context, void *item, struct error *err)
{
	struct tag *tag = item;
	int rc = sql_text(s, 0, tag->key, sizeof(tag->key), err);

	(void)store;
	(void)context;
	return rc ? rc : sql_text(s, 1, tag->value, sizeof(tag->value), err);
}

static const struct sql_reader tag_reader = {sizeof(struct tag), read_tag, NULL};

int store_tag_list(struct store *store, const char *resource_id, struct tag **tags, size_t *count,
    struct error *err)
{
	sqlite3_stmt *s = NULL;
	struct sql_items items;
	int rc = sql_open(store, err, &s,
	    "SELECT key, value FROM tag WHERE resource_id = ? ORDER BY number", "t", resource_id);

	if (!rc)
		rc = sql_collect(store, s, &tag_reader, NULL, &items, err);
	if (rc)
		return rc;
	*tags = items.items;
	*count = items.count;
	return 0;
}
