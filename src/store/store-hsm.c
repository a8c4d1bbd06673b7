/* Rows of HSMs, and of their faults. */
#include "bytes.h"
#include "store-estate.h"
#include "store-private.h"

#include <string.h>

#define HSM_COLUMNS                                                                                \
	"hsm_id, cluster_id, zone, subnet_id, eni_id, ip, state, state_message, created,"          \
	" partition, mac"

static void hsm_fields(struct bytes *data, const struct hsm_row *row)
{
	bytes_append_text(data, "hsm");
	row_mac_text(data, row->hsm_id);
	row_mac_text(data, row->cluster_id);
	row_mac_text(data, row->zone);
	row_mac_text(data, row->subnet_id);
	row_mac_text(data, row->eni_id);
	row_mac_text(data, row->ip);
	bytes_append_u32(data, (uint32_t)row->state);
	row_mac_text(data, row->state_message);
	bytes_append_u64(data, (uint64_t)row->created);
	bytes_append_u64(data, (uint64_t)row->partition);
}

int store_hsm_put(struct store *store, const struct hsm_row *row, struct error *err)
{
	struct bytes data = BYTES_INIT;
	unsigned char mac[32];
	int rc;

	hsm_fields(&data, row);
	rc = row_mac(store, &data, mac, err);
	if (rc)
		return rc;
	return sql_run(store, err,
	    "INSERT INTO hsm (" HSM_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?)"
	    " ON CONFLICT (hsm_id) DO UPDATE SET cluster_id = excluded.cluster_id,"
	    " zone = excluded.zone, subnet_id = excluded.subnet_id, eni_id = excluded.eni_id,"
	    " ip = excluded.ip, state = excluded.state, state_message = excluded.state_message,"
	    " created = excluded.created, partition = excluded.partition, mac = excluded.mac",
	    "ttttttitiib", row->hsm_id, row->cluster_id, row->zone, row->subnet_id, row->eni_id,
	    row->ip, (int64_t)row->state, row->state_message, row->created, row->partition, mac,
	    sizeof(mac));
}

int store_hsm_succeed(
    struct store *store, const char *old, const struct hsm_row *row, struct error *err)
{
	int rc = sql_run(store, err, "DELETE FROM fault WHERE hsm_id = ?", "t", old);

	if (!rc)
		rc = sql_run(store, err, "UPDATE hsm SET hsm_id = ? WHERE hsm_id = ?", "tt",
		    row->hsm_id, old);
	return rc ? rc : store_hsm_put(store, row, err);
}

int store_hsm_delete(struct store *store, const char *hsm_id, struct error *err)
{
	int rc = sql_run(store, err, "DELETE FROM fault WHERE hsm_id = ?", "t", hsm_id);

	return rc ? rc : sql_run(store, err, "DELETE FROM hsm WHERE hsm_id = ?", "t", hsm_id);
}

static int read_hsm(
    struct store *store, sqlite3_stmt *s, const void *context, void *item, struct error *err)
{
	struct hsm_row *row = item;
	struct bytes data = BYTES_INIT;
	int state = 0;
	int rc = sql_text(s, 0, row->hsm_id, sizeof(row->hsm_id), err);

	(void)context;
	if (!rc)
		rc = sql_text(s, 1, row->cluster_id, sizeof(row->cluster_id), err);
	if (!rc)
		rc = sql_text(s, 2, row->zone, sizeof(row->zone), err);
	if (!rc)
		rc = sql_text(s, 3, row->subnet_id, sizeof(row->subnet_id), err);
	if (!rc)
		rc = sql_text(s, 4, row->eni_id, sizeof(row->eni_id), err);
	if (!rc)
		rc = sql_text(s, 5, row->ip, sizeof(row->ip), err);
	if (!rc)
		rc = sql_enum(s, 6, HSM_DELETED, &state, err);
	if (!rc)
		rc = sql_text(s, 7, row->state_message, sizeof(row->state_message), err);
	row->state = (enum hsm_state)state;
	row->created = sqlite3_column_int64(s, 8);
	row->partition = sqlite3_column_int64(s, 9);
	if (rc)
		return rc;
	hsm_fields(&data, row);
	return row_mac_check(store, "hsm", &data, s, 10, err);
}

static const struct sql_reader hsm_reader = {sizeof(struct hsm_row), read_hsm, NULL};

int store_hsm_list(struct store *store, const char *cluster_id, struct hsm_row **rows,
    size_t *count, struct error *err)
{
	sqlite3_stmt *s = NULL;
	struct sql_items items;
	int rc =
	    cluster_id
		? sql_open(store, err, &s,
		      "SELECT " HSM_COLUMNS " FROM hsm WHERE cluster_id = ? ORDER BY number", "t",
		      cluster_id)
		: sql_open(store, err, &s, "SELECT " HSM_COLUMNS " FROM hsm ORDER BY number", "");

	if (!rc)
		rc = sql_collect(store, s, &hsm_reader, NULL, &items, err);
	if (rc)
		return rc;
	*rows = items.items;
	*count = items.count;
	return 0;
}

static int read_one_hsm(
    struct store *store, sqlite3_stmt *s, struct hsm_row *row, bool *found, struct error *err)
{
	int rc = sql_next(store, s, found, err);

	memset(row, 0, sizeof(*row));
	if (!rc && *found)
		rc = read_hsm(store, s, NULL, row, err);
	sql_close(s);
	return rc;
}

int store_hsm_by_ip(
    struct store *store, const char *ip, struct hsm_row *row, bool *found, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s, "SELECT " HSM_COLUMNS " FROM hsm WHERE ip = ?", "t", ip);

	*found = false;
	return rc ? rc : read_one_hsm(store, s, row, found, err);
}

int store_hsm_by_partition(
    struct store *store, int64_t partition, struct hsm_row *row, bool *found, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sql_open(
	    store, err, &s, "SELECT " HSM_COLUMNS " FROM hsm WHERE partition = ?", "i", partition);

	*found = false;
	return rc ? rc : read_one_hsm(store, s, row, found, err);
}

int store_hsm_get(
    struct store *store, const char *hsm_id, struct hsm_row *row, bool *found, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sql_open(
	    store, err, &s, "SELECT " HSM_COLUMNS " FROM hsm WHERE hsm_id = ?", "t", hsm_id);

	*found = false;
	return rc ? rc : read_one_hsm(store, s, row, found, err);
}

int store_fault_exists(
    struct store *store, const char *hsm_id, const char *kind, bool *exists, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s, "SELECT 1 FROM fault WHERE hsm_id = ? AND kind = ?", "tt",
	    hsm_id, kind);

	*exists = false;
	if (!rc)
		rc = sql_next(store, s, exists, err);
	sql_close(s);
	return rc;
}

int store_fault_add(struct store *store, const char *hsm_id, const char *kind, struct error *err)
{
	return sql_run(store, err,
	    "INSERT INTO fault (hsm_id, kind) VALUES (?, ?) ON CONFLICT DO NOTHING", "tt", hsm_id,
	    kind);
}

int store_fault_remove(struct store *store, const char *hsm_id, const char *kind, struct error *err)
{
	return sql_run(
	    store, err, "DELETE FROM fault WHERE hsm_id = ? AND kind = ?", "tt", hsm_id, kind);
}
