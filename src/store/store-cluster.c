/* Rows of clusters. */
#include "bytes.h"
#include "store-estate.h"
#include "store-private.h"

#include <stdlib.h>
#include <string.h>

#define CLUSTER_COLUMNS                                                                            \
	"cluster_id, type, mode, state, state_message, created, deleted, retention_days,"          \
	" source_backup_id, security_group, vpc_id, dual_stack, lineage, csr, hsm_certificate,"    \
	" aws_hardware_certificate, manufacturer_hardware_certificate, cluster_certificate,"       \
	" trust_anchor, sealed_key, mac, region, rollback_until, rollback_backup"

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
	/* What older versions did not have counts only when it is not as they had it. */
	if (strcmp(row->region, STORE_REGION_DEFAULT) != 0)
		row_mac_field(data, "region", row->region);
	if (row->rollback_until != 0) {
		row_mac_field(data, "rollback", row->rollback_backup);
		bytes_append_u64(data, (uint64_t)row->rollback_until);
	}
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
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
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
	    " mac = excluded.mac, region = excluded.region,"
	    " rollback_until = excluded.rollback_until,"
	    " rollback_backup = excluded.rollback_backup",
	    "tiiitiiitttibttttttbbtit", row->cluster_id, (int64_t)row->type, (int64_t)row->mode,
	    (int64_t)row->state, row->state_message, row->created, row->deleted,
	    (int64_t)row->retention_days, row->source_backup_id, row->security_group, row->vpc_id,
	    (int64_t)row->dual_stack, row->lineage, sizeof(row->lineage), row->csr,
	    row->hsm_certificate, row->aws_hardware_certificate,
	    row->manufacturer_hardware_certificate, row->cluster_certificate, row->trust_anchor,
	    row->sealed_key, row->sealed_key_len, mac, sizeof(mac), row->region,
	    row->rollback_until, row->rollback_backup);
}

static int read_cluster_enums(sqlite3_stmt *s, struct cluster_row *row, struct error *err)
{
	int type = 0, mode = 0, state = 0;
	int rc = sql_enum(s, 1, HSM_TYPE_HSM2M_MEDIUM, &type, err);

	if (!rc)
		rc = sql_enum(s, 2, CLUSTER_MODE_NON_FIPS, &mode, err);
	if (!rc)
		rc = sql_enum(s, 3, CLUSTER_PENDING_ROLLBACK, &state, err);
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
	if (!rc)
		rc = sql_text(s, 21, row->region, sizeof(row->region), err);
	if (!rc)
		rc = sql_text(s, 23, row->rollback_backup, sizeof(row->rollback_backup), err);
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
	row->rollback_until = sqlite3_column_int64(s, 22);
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
	int rc = sql_open(
	    store, err, &s, "SELECT " CLUSTER_COLUMNS " FROM cluster ORDER BY created, number", "");

	if (!rc)
		rc = sql_collect(store, s, &cluster_reader, NULL, &items, err);
	if (rc)
		return rc;
	*rows = items.items;
	*count = items.count;
	return 0;
}
