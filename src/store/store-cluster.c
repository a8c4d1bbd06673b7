/* Rows of clusters, their HSMs, subnets and tags, and the faults of HSMs. */
#include "bytes.h"
#include "store-estate.h"
#include "store-private.h"

#include <stdlib.h>
#include <string.h>

#define CLUSTER_COLUMNS                                                                            \
	"cluster_id, type, mode, state, state_message, created, deleted, retention_days,"          \
	" source_backup_id, security_group, vpc_id, dual_stack, lineage, csr, hsm_certificate,"    \
	" aws_hardware_certificate, manufacturer_hardware_certificate, cluster_certificate,"       \
	" trust_anchor, sealed_key, mac"

void cluster_row_done(struct cluster_row *row)
{
	free(row->csr);
	free(row->hsm_certificate);
	free(row->aws_hardware_certificate);
	free(row->manufacturer_hardware_certificate);
	free(row->cluster_certificate);
	free(row->trust_anchor);
	free(row->sealed_key);
	memset(row, 0, sizeof(*row));
}

void cluster_rows_free(struct cluster_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		cluster_row_done(&rows[i]);
	free(rows);
}

static void cluster_fields(struct bytes *data, const struct cluster_row *row)
{
	bytes_append_text(data, "cluster");
	row_mac_text(data, row->cluster_id);
	bytes_append_u32(data, (uint32_t)row->type);
	bytes_append_u32(data, (uint32_t)row->mode);
	bytes_append_u32(data, (uint32_t)row->state);
	row_mac_text(data, row->state_message);
	bytes_append_u64(data, (uint64_t)row->created);
	bytes_append_u64(data, (uint64_t)row->deleted);
	bytes_append_u32(data, row->retention_days);
	row_mac_text(data, row->source_backup_id);
	row_mac_text(data, row->security_group);
	row_mac_text(data, row->vpc_id);
	bytes_append_u8(data, row->dual_stack);
	bytes_append(data, row->lineage, sizeof(row->lineage));
	row_mac_text(data, row->csr);
	row_mac_text(data, row->hsm_certificate);
	row_mac_text(data, row->aws_hardware_certificate);
	row_mac_text(data, row->manufacturer_hardware_certificate);
	row_mac_text(data, row->cluster_certificate);
	row_mac_text(data, row->trust_anchor);
	bytes_append_blob(data, row->sealed_key, row->sealed_key_len);
}

int store_cluster_put(struct store *store, const struct cluster_row *row, struct error *err)
{
	struct bytes data = BYTES_INIT;
	unsigned char mac[32];
	int rc;

	cluster_fields(&data, row);
	rc = row_mac(store, &data, mac, err);
	if (rc)
		return rc;
	return sql_run(store, err,
	    "INSERT INTO cluster (" CLUSTER_COLUMNS ")"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	    " ON CONFLICT (cluster_id) DO UPDATE SET type = excluded.type, mode = excluded.mode,"
	    " state = excluded.state, state_message = excluded.state_message,"
	    " created = excluded.created, deleted = excluded.deleted,"
	    " retention_days = excluded.retention_days,"
	    " source_backup_id = excluded.source_backup_id,"
	    " security_group = excluded.security_group, vpc_id = excluded.vpc_id,"
	    " dual_stack = excluded.dual_stack, lineage = excluded.lineage, csr = excluded.csr,"
	    " hsm_certificate = excluded.hsm_certificate,"
	    " aws_hardware_certificate = excluded.aws_hardware_certificate,"
	    " manufacturer_hardware_certificate = excluded.manufacturer_hardware_certificate,"
	    " cluster_certificate = excluded.cluster_certificate,"
	    " trust_anchor = excluded.trust_anchor, sealed_key = excluded.sealed_key,"
	    " mac = excluded.mac",
	    "tiiitiiitttibttttttbb", row->cluster_id, (int64_t)row->type, (int64_t)row->mode,
	    (int64_t)row->state, row->state_message, row->created, row->deleted,
	    (int64_t)row->retention_days, row->source_backup_id, row->security_group, row->vpc_id,
	    (int64_t)row->dual_stack, row->lineage, sizeof(row->lineage), row->csr,
	    row->hsm_certificate, row->aws_hardware_certificate,
	    row->manufacturer_hardware_certificate, row->cluster_certificate, row->trust_anchor,
	    row->sealed_key, row->sealed_key_len, mac, sizeof(mac));
}

static int read_enum(sqlite3_stmt *statement, int column, int max, int *value, struct error *err)
{
	int64_t number = sqlite3_column_int64(statement, column);

	if (number < 0 || number > max)
		return error_raise(err, ERR_ESTATE_ALTERED, "a state is none that we know");
	*value = (int)number;
	return 0;
}

static int read_cluster_enums(sqlite3_stmt *s, struct cluster_row *row, struct error *err)
{
	int type = 0, mode = 0, state = 0;
	int rc = read_enum(s, 1, HSM_TYPE_HSM2M_MEDIUM, &type, err);

	if (!rc)
		rc = read_enum(s, 2, CLUSTER_MODE_NON_FIPS, &mode, err);
	if (!rc)
		rc = read_enum(s, 3, CLUSTER_DEGRADED, &state, err);
	row->type = (enum hsm_type)type;
	row->mode = (enum cluster_mode)mode;
	row->state = (enum cluster_state)state;
	return rc;
}

static int read_cluster_texts(sqlite3_stmt *s, struct cluster_row *row, struct error *err)
{
	int rc = sql_text(s, 0, row->cluster_id, sizeof(row->cluster_id), err);

	if (!rc)
		rc = sql_text(s, 4, row->state_message, sizeof(row->state_message), err);
	if (!rc)
		rc = sql_text(s, 8, row->source_backup_id, sizeof(row->source_backup_id), err);
	if (!rc)
		rc = sql_text(s, 9, row->security_group, sizeof(row->security_group), err);
	if (!rc)
		rc = sql_text(s, 10, row->vpc_id, sizeof(row->vpc_id), err);
	return rc;
}

static int read_cluster_certificates(sqlite3_stmt *s, struct cluster_row *row, struct error *err)
{
	char **const columns[] = {&row->csr, &row->hsm_certificate, &row->aws_hardware_certificate,
	    &row->manufacturer_hardware_certificate, &row->cluster_certificate, &row->trust_anchor};
	int rc = 0;

	for (size_t i = 0; !rc && i < ARRAY_LENGTH(columns); i++)
		rc = sql_text_copy(s, 13 + (int)i, columns[i], err);
	if (rc)
		return rc;
	row->sealed_key_len = (size_t)sqlite3_column_bytes(s, 19);
	if (!row->sealed_key_len)
		return 0;
	row->sealed_key = malloc(row->sealed_key_len);
	if (!row->sealed_key)
		return error_raise(err, ERR_MEMORY);
	memcpy(row->sealed_key, sqlite3_column_blob(s, 19), row->sealed_key_len);
	return 0;
}

static int read_cluster(
    struct store *store, sqlite3_stmt *s, const void *context, void *item, struct error *err)
{
	struct cluster_row *row = item;
	struct bytes data = BYTES_INIT;
	int rc;

	(void)context;
	memset(row, 0, sizeof(*row));
	row->created = sqlite3_column_int64(s, 5);
	row->deleted = sqlite3_column_int64(s, 6);
	row->retention_days = (unsigned)sqlite3_column_int(s, 7);
	row->dual_stack = sqlite3_column_int(s, 11) != 0;
	rc = read_cluster_enums(s, row, err);
	if (!rc)
		rc = read_cluster_texts(s, row, err);
	if (!rc)
		rc = sql_blob(s, 12, row->lineage, sizeof(row->lineage), err);
	if (!rc)
		rc = read_cluster_certificates(s, row, err);
	if (!rc) {
		cluster_fields(&data, row);
		rc = row_mac_check(store, "cluster", &data, s, 20, err);
	}
	if (rc)
		cluster_row_done(row);
	return rc;
}

int store_cluster_get(struct store *store, const char *cluster_id, struct cluster_row *row,
    bool *found, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s,
	    "SELECT " CLUSTER_COLUMNS " FROM cluster WHERE cluster_id = ?", "t", cluster_id);

	*found = false;
	if (!rc)
		rc = sql_next(store, s, found, err);
	if (!rc && *found)
		rc = read_cluster(store, s, NULL, row, err);
	sql_close(s);
	return rc;
}

static void cluster_item_done(void *item)
{
	cluster_row_done(item);
}

static const struct sql_reader cluster_reader = {
    sizeof(struct cluster_row), read_cluster, cluster_item_done};

int store_cluster_list(
    struct store *store, struct cluster_row **rows, size_t *count, struct error *err)
{
	sqlite3_stmt *s = NULL;
	struct sql_items items;
	int rc =
	    sql_open(store, err, &s, "SELECT " CLUSTER_COLUMNS " FROM cluster ORDER BY number", "");

	if (!rc)
		rc = sql_collect(store, s, &cluster_reader, NULL, &items, err);
	if (rc)
		return rc;
	*rows = items.items;
	*count = items.count;
	return 0;
}

/* HSMs */

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
		rc = read_enum(s, 6, HSM_DELETED, &state, err);
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

/* Subnets, tags, faults */

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
