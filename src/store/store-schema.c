/* The schema, and how a database of an older version becomes one of this version. */
#include "store-estate.h"
#include "store-private.h"

#include <stdio.h>

/* "lhsm": tells our files from other SQLite files. */
#define APPLICATION_ID 0x6c68736d

static const char version_1[] =
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL, mac BLOB NOT NULL) STRICT;"

    /* What the control plane knows. */
    "CREATE TABLE subnet (subnet_id TEXT PRIMARY KEY, zone TEXT NOT NULL, cidr TEXT NOT NULL)"
    " STRICT;"
    "CREATE TABLE cluster (number INTEGER PRIMARY KEY, cluster_id TEXT NOT NULL UNIQUE,"
    " type INTEGER NOT NULL, mode INTEGER NOT NULL, state INTEGER NOT NULL,"
    " state_message TEXT NOT NULL, created INTEGER NOT NULL, deleted INTEGER NOT NULL,"
    " retention_days INTEGER NOT NULL, source_backup_id TEXT NOT NULL,"
    " security_group TEXT NOT NULL, vpc_id TEXT NOT NULL, dual_stack INTEGER NOT NULL,"
    " lineage BLOB NOT NULL, csr TEXT, hsm_certificate TEXT, aws_hardware_certificate TEXT,"
    " manufacturer_hardware_certificate TEXT, cluster_certificate TEXT, trust_anchor TEXT,"
    " sealed_key BLOB NOT NULL, mac BLOB NOT NULL) STRICT;"
    "CREATE TABLE cluster_subnet (cluster_id TEXT NOT NULL REFERENCES cluster (cluster_id),"
    " subnet_id TEXT NOT NULL REFERENCES subnet (subnet_id), UNIQUE (cluster_id, subnet_id))"
    " STRICT;"
    "CREATE TABLE hsm (number INTEGER PRIMARY KEY, hsm_id TEXT NOT NULL UNIQUE,"
    " cluster_id TEXT NOT NULL REFERENCES cluster (cluster_id), zone TEXT NOT NULL,"
    " subnet_id TEXT NOT NULL, eni_id TEXT NOT NULL, ip TEXT NOT NULL UNIQUE,"
    " state INTEGER NOT NULL, state_message TEXT NOT NULL, created INTEGER NOT NULL,"
    " partition INTEGER REFERENCES partition (id), mac BLOB NOT NULL) STRICT;"
    "CREATE INDEX hsm_cluster ON hsm (cluster_id);"
    "CREATE INDEX hsm_partition ON hsm (partition);"
    "CREATE TABLE backup (number INTEGER PRIMARY KEY, backup_id TEXT NOT NULL UNIQUE,"
    " cluster_id TEXT NOT NULL, state INTEGER NOT NULL, created INTEGER NOT NULL,"
    " copied INTEGER NOT NULL, deleted INTEGER NOT NULL, type INTEGER NOT NULL,"
    " mode INTEGER NOT NULL, never_expires INTEGER NOT NULL, source_backup TEXT NOT NULL,"
    " source_cluster TEXT NOT NULL, source_region TEXT NOT NULL,"
    " partition INTEGER REFERENCES partition (id), mac BLOB NOT NULL) STRICT;"
    "CREATE INDEX backup_partition ON backup (partition);"
    "CREATE TABLE tag (number INTEGER PRIMARY KEY, resource_id TEXT NOT NULL, key TEXT NOT NULL,"
    " value TEXT NOT NULL, UNIQUE (resource_id, key)) STRICT;"
    "CREATE TABLE fault (hsm_id TEXT NOT NULL, kind TEXT NOT NULL, UNIQUE (hsm_id, kind)) STRICT;"
    "CREATE TABLE event (id INTEGER PRIMARY KEY AUTOINCREMENT, partition INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;"

    /* What the HSMs hold. */
    "CREATE TABLE partition (id INTEGER PRIMARY KEY AUTOINCREMENT, type INTEGER NOT NULL,"
    " mode INTEGER NOT NULL, lineage BLOB NOT NULL, mac BLOB NOT NULL) STRICT;"
    "CREATE TABLE user (number INTEGER PRIMARY KEY, partition INTEGER NOT NULL"
    " REFERENCES partition (id) ON DELETE CASCADE, name TEXT NOT NULL, role INTEGER NOT NULL,"
    " cost INTEGER NOT NULL, salt BLOB NOT NULL, hash BLOB NOT NULL, failures INTEGER NOT NULL,"
    " mac BLOB NOT NULL, UNIQUE (partition, name)) STRICT;"
    "CREATE TABLE key_version (id INTEGER PRIMARY KEY AUTOINCREMENT, digest BLOB NOT NULL UNIQUE,"
    " sealed BLOB NOT NULL) STRICT;"
    "CREATE TABLE key (number INTEGER PRIMARY KEY, partition INTEGER NOT NULL"
    " REFERENCES partition (id) ON DELETE CASCADE, handle INTEGER NOT NULL,"
    " version INTEGER NOT NULL REFERENCES key_version (id), type INTEGER NOT NULL,"
    " class INTEGER NOT NULL, label TEXT NOT NULL, key_id BLOB NOT NULL, owner TEXT NOT NULL,"
    " sharees TEXT NOT NULL, UNIQUE (partition, handle)) STRICT;"
    "CREATE INDEX key_label ON key (partition, label);"
    "CREATE INDEX key_key_id ON key (partition, key_id);"
    "CREATE INDEX key_owner ON key (partition, owner);"
    "CREATE INDEX key_class ON key (partition, class, type);"
    "CREATE INDEX key_by_version ON key (version);"
    "CREATE TABLE login (id INTEGER PRIMARY KEY AUTOINCREMENT, partition INTEGER NOT NULL"
    " REFERENCES partition (id) ON DELETE CASCADE, username TEXT NOT NULL, role INTEGER NOT NULL,"
    " slot INTEGER NOT NULL) STRICT;"
    "CREATE INDEX login_user ON login (partition, username);";

/* How many session keys a login has on its HSM: they take room there as others' do. */
static const char version_2[] =
    "ALTER TABLE login ADD COLUMN keys INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE login ADD COLUMN asymmetric_keys INTEGER NOT NULL DEFAULT 0;";

/*
 * Second factors, quorum, mutual TLS, and the audit log. What rows of older versions lack is what a
 * MAC leaves out when it has its default, so that theirs still hold.
 */
static const char version_3[] =
    "ALTER TABLE user ADD COLUMN public_key BLOB NOT NULL DEFAULT x'';"
    "ALTER TABLE user ADD COLUMN mfa INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE user ADD COLUMN quorum INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE partition ADD COLUMN quorum_user INTEGER NOT NULL DEFAULT 1;"
    "ALTER TABLE partition ADD COLUMN quorum_quorum INTEGER NOT NULL DEFAULT 1;"
    "ALTER TABLE partition ADD COLUMN quorum_cluster INTEGER NOT NULL DEFAULT 1;"
    "ALTER TABLE partition ADD COLUMN mtls_level INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE partition ADD COLUMN tokens_made INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE token (id INTEGER PRIMARY KEY AUTOINCREMENT, partition INTEGER NOT NULL"
    " REFERENCES partition (id) ON DELETE CASCADE, login INTEGER NOT NULL"
    " REFERENCES login (id) ON DELETE CASCADE, service INTEGER NOT NULL,"
    " handle INTEGER NOT NULL, username TEXT NOT NULL, created INTEGER NOT NULL,"
    " record BLOB NOT NULL, mac BLOB NOT NULL) STRICT;"
    "CREATE INDEX token_partition ON token (partition);"
    "CREATE INDEX token_login ON token (login);"
    "CREATE TABLE anchor (number INTEGER PRIMARY KEY, partition INTEGER NOT NULL"
    " REFERENCES partition (id) ON DELETE CASCADE, reference INTEGER NOT NULL,"
    " certificate TEXT NOT NULL, mac BLOB NOT NULL, UNIQUE (partition, reference)) STRICT;"
    /* Whose log a partition writes; both outlive it. */
    "CREATE TABLE audit_stream (partition INTEGER PRIMARY KEY, cluster_id TEXT NOT NULL,"
    " hsm_id TEXT NOT NULL, mac BLOB NOT NULL) STRICT;"
    "CREATE INDEX audit_stream_cluster ON audit_stream (cluster_id, hsm_id);"
    "CREATE TABLE audit (number INTEGER PRIMARY KEY AUTOINCREMENT, partition INTEGER NOT NULL,"
    " sequence INTEGER NOT NULL, at INTEGER NOT NULL, opcode INTEGER NOT NULL,"
    " session INTEGER NOT NULL, response INTEGER NOT NULL, username TEXT NOT NULL,"
    " role INTEGER NOT NULL, secret_handle INTEGER NOT NULL, public_handle INTEGER NOT NULL,"
    " mac BLOB NOT NULL, UNIQUE (partition, sequence)) STRICT;";

/*
 * The estate in time: what falls due when, regions, migrations in place, resource policies, and the
 * record of the control plane's calls. MACs leave out what is as older versions had it.
 */
static const char version_4[] =
    "ALTER TABLE partition ADD COLUMN limited_write INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE cluster ADD COLUMN region TEXT NOT NULL DEFAULT 'us-east-1';"
    "ALTER TABLE cluster ADD COLUMN rollback_until INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE cluster ADD COLUMN rollback_backup TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE backup ADD COLUMN region TEXT NOT NULL DEFAULT 'us-east-1';"
    "CREATE INDEX backup_cluster ON backup (cluster_id);"
    "CREATE TABLE task (id INTEGER PRIMARY KEY AUTOINCREMENT, due INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, resource_id TEXT NOT NULL, UNIQUE (kind, resource_id)) STRICT;"
    "CREATE INDEX task_due ON task (due, id);"
    "CREATE INDEX task_resource ON task (resource_id);"
    /* What goes on for ever in clusters that are active (4): TASK_CLUSTER_BACKUP and _SYNC. */
    "INSERT INTO task (due, kind, resource_id)"
    " SELECT coalesce(max(backup.created), cluster.created) + kinds.column2, kinds.column1,"
    " cluster.cluster_id FROM cluster LEFT JOIN backup ON backup.cluster_id = cluster.cluster_id,"
    " (VALUES (5, 86400000000), (7, 0)) AS kinds"
    " WHERE cluster.state = 4 GROUP BY cluster.cluster_id, kinds.column1;"
    "CREATE TABLE resource_policy (resource_id TEXT PRIMARY KEY, policy TEXT NOT NULL,"
    " mac BLOB NOT NULL) STRICT;"
    "CREATE TABLE api_call (number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,"
    " region TEXT NOT NULL, record TEXT NOT NULL, mac BLOB NOT NULL) STRICT;";

_Static_assert(CLUSTER_ACTIVE == 4 && TASK_CLUSTER_BACKUP == 5 && TASK_CLUSTER_SYNC == 7,
    "version 4 has these as numbers");

/* migrations[n] turns version n into version n + 1. */
static const char *const migrations[STORE_SCHEMA_VERSION] = {
    version_1, version_2, version_3, version_4};

static int read_number(struct store *store, const char *text, int64_t *value, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	bool row = false;
	int rc = sql_open_once(store, err, &statement, text, "");

	if (rc)
		return rc;
	rc = sql_next(store, statement, &row, err);
	*value = !rc && row ? sqlite3_column_int64(statement, 0) : 0;
	sql_finalize(statement);
	return rc;
}

/* Inside a transaction. */
static int apply(struct store *store, int64_t from, struct error *err)
{
	char pragma[64];
	int rc = 0;

	for (int64_t version = from; !rc && version < STORE_SCHEMA_VERSION; version++)
		rc = sql_script(store, migrations[version], err);
	snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %d", STORE_SCHEMA_VERSION);
	return rc ? rc : sql_script(store, pragma, err);
}

/* The version is read again in the transaction: another process may have been here first. */
static int migrate(struct store *store, struct error *err)
{
	int64_t from = 0;
	bool was_locked = store->is_locked;
	int rc = was_locked ? 0 : lock_take(store, err);

	/* What was opened while another took its place is not migrated in that one's log. */
	if (!rc && !was_locked)
		rc = store_in_place(store, err);
	if (!rc)
		rc = sql_script(store, "BEGIN IMMEDIATE", err);

	if (!rc)
		rc = read_number(store, "PRAGMA user_version", &from, err);
	if (!rc && from < STORE_SCHEMA_VERSION)
		rc = apply(store, from, err);
	if (!rc)
		rc = sql_script(store, "COMMIT", err);
	if (rc)
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	if (!was_locked)
		lock_release(store);
	return rc;
}

int schema_check(struct store *store, bool *is_empty, struct error *err)
{
	int64_t version = 0, application = 0, tables = 0, foreign = 0;
	char number[24];
	int rc = read_number(store, "PRAGMA user_version", &version, err);

	if (!rc)
		rc = read_number(store, "PRAGMA application_id", &application, err);
	if (!rc)
		rc = read_number(store, "SELECT count(*) FROM sqlite_schema", &tables, err);
	/* A trigger or view is not ours: it would change what our statements do. */
	if (!rc)
		rc = read_number(store,
		    "SELECT count(*) FROM sqlite_schema WHERE type IN ('trigger', 'view')",
		    &foreign, err);
	if (rc)
		return rc;
	*is_empty = tables == 0;
	if (*is_empty)
		return 0;
	if (application != APPLICATION_ID)
		return error_raise(
		    err, ERR_ESTATE_DAMAGED, store->path, "it is not a database of localhsm");
	if (version > STORE_SCHEMA_VERSION) {
		snprintf(number, sizeof(number), "%lld", (long long)version);
		return error_raise(err, ERR_ESTATE_NEWER, store->path, number);
	}
	if (foreign)
		return error_raise(err, ERR_ESTATE_ALTERED, "its schema has triggers or views");
	if (version < 1)
		return error_raise(err, ERR_ESTATE_ALTERED, "its schema version is missing");
	return version < STORE_SCHEMA_VERSION ? migrate(store, err) : 0;
}

int schema_create(struct store *store, struct error *err)
{
	char pragma[64];
	int rc = sql_script(store, "PRAGMA journal_mode = WAL", err);

	if (!rc)
		rc = sql_script(store, "BEGIN IMMEDIATE", err);
	snprintf(pragma, sizeof(pragma), "PRAGMA application_id = %d", APPLICATION_ID);
	if (!rc)
		rc = sql_script(store, pragma, err);
	return rc ? rc : apply(store, 0, err);
}
