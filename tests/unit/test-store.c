/* The store: transactions, MACs, sealed versions, indexes, and logins that die with their process.
 */
#include "bytes.h"
#include "error.h"
#include "fixed-ports.h"
#include "secret.h"
#include "store-audit.h"
#include "store-estate.h"
#include "store-partition.h"
#include "store-quorum.h"
#include "store-snapshot.h"
#include "store.h"
#include "unit.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char home[64];
static struct fixed fixed;
static struct ports ports;
static struct store *store;
static struct error err;

static void open_store(bool create)
{
	err = (struct error)ERROR_INIT;
	ck_assert_msg(store_open(home, create, NULL, &ports, &store, &err) == 0, "%s", err.text);
}

static void setup(void)
{
	strcpy(home, "/tmp/test-store-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(home));
	ports = fixed_ports(&fixed);
	open_store(true);
}

static void teardown(void)
{
	char command[128];

	store_close(store);
	store = NULL;
	snprintf(command, sizeof(command), "rm -rf %s", home);
	ck_assert_int_eq(system(command), 0);
}

/* What somebody with another tool does to the file. */
static void edit(const char *sql)
{
	char path[96];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/estate.db", home);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void begin(void)
{
	ck_assert_msg(store_begin(store, STORE_FLUSH, &err) == 0, "%s", err.text);
}

static void commit(void)
{
	ck_assert_msg(store_commit(store, &err) == 0, "%s", err.text);
}

static struct partition_row make_partition(void)
{
	struct partition_row row = {
	    .type = HSM_TYPE_HSM2M_MEDIUM, .quorum = {QUORUM_OFF, QUORUM_OFF, QUORUM_OFF}};

	memset(row.lineage, 7, sizeof(row.lineage));
	ck_assert_int_eq(store_partition_add(store, &row, &err), 0);
	return row;
}

static void add_user(int64_t partition, const char *name)
{
	struct user_row user = {.role = ROLE_CRYPTO_USER, .verifier = {.cost = 1024}};

	strcpy(user.name, name);
	ck_assert_int_eq(store_user_add(store, partition, &user, &err), 0);
}

START_TEST(a_missing_estate_is_told)
{
	struct store *other = NULL;

	ck_assert_int_eq(store_open("/tmp/no-such-estate", false, NULL, &ports, &other, &err),
	    ERR_ESTATE_MISSING);
	ck_assert_ptr_null(other);
}
END_TEST

START_TEST(files_are_private)
{
	static const char *const names[] = {"", "/estate.db", "/estate.key"};
	struct stat status;
	char path[96];

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		snprintf(path, sizeof(path), "%s%s", home, names[i]);
		ck_assert_int_eq(stat(path, &status), 0);
		ck_assert_int_eq(status.st_mode & 077, 0);
	}
}
END_TEST

START_TEST(a_key_that_others_can_read_is_refused)
{
	struct store *other = NULL;
	char path[96];

	snprintf(path, sizeof(path), "%s/estate.key", home);
	ck_assert_int_eq(chmod(path, 0644), 0);
	ck_assert_int_eq(store_open(home, false, NULL, &ports, &other, &err), ERR_ESTATE_KEY);
	ck_assert_int_eq(chmod(path, 0600), 0);
}
END_TEST

START_TEST(another_key_is_refused)
{
	struct store *other = NULL;
	char path[96];
	FILE *file;

	snprintf(path, sizeof(path), "%s/estate.key", home);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs("0123456789abcdef0123456789abcdef", file);
	fclose(file);
	ck_assert_int_eq(store_open(home, false, NULL, &ports, &other, &err), ERR_ESTATE_KEY);
}
END_TEST

START_TEST(a_newer_schema_is_refused)
{
	struct store *other = NULL;

	edit("PRAGMA user_version = 4711");
	ck_assert_int_eq(store_open(home, false, NULL, &ports, &other, &err), ERR_ESTATE_NEWER);
	ck_assert_ptr_nonnull(strstr(err.text, "4711"));
}
END_TEST

static const char back_to_version_1[] =
    "DROP INDEX backup_cluster;"
    "DROP TABLE task; DROP TABLE resource_policy; DROP TABLE api_call;"
    "ALTER TABLE partition DROP COLUMN limited_write;"
    "ALTER TABLE cluster DROP COLUMN region; ALTER TABLE cluster DROP COLUMN rollback_until;"
    "ALTER TABLE cluster DROP COLUMN rollback_backup; ALTER TABLE backup DROP COLUMN region;"
    "DROP TABLE token; DROP TABLE anchor; DROP TABLE audit; DROP TABLE audit_stream;"
    "ALTER TABLE user DROP COLUMN public_key; ALTER TABLE user DROP COLUMN mfa;"
    "ALTER TABLE user DROP COLUMN quorum;"
    "ALTER TABLE partition DROP COLUMN quorum_user;"
    "ALTER TABLE partition DROP COLUMN quorum_quorum;"
    "ALTER TABLE partition DROP COLUMN quorum_cluster;"
    "ALTER TABLE partition DROP COLUMN mtls_level;"
    "ALTER TABLE partition DROP COLUMN tokens_made;"
    "DROP TABLE login;"
    "CREATE TABLE login (id INTEGER PRIMARY KEY AUTOINCREMENT, partition INTEGER NOT NULL"
    " REFERENCES partition (id) ON DELETE CASCADE, username TEXT NOT NULL, role INTEGER NOT NULL,"
    " slot INTEGER NOT NULL) STRICT;"
    "CREATE INDEX login_user ON login (partition, username);"
    "INSERT INTO login (partition, username, role, slot) VALUES (1, 'alice', 1, 7);"
    "PRAGMA user_version = 1";

/* The first release did not count session keys, and knew no second factor and no quorum. */
START_TEST(an_estate_of_the_first_version_is_taken_over)
{
	static const struct key_counts two = {.total = 2, .asymmetric = 1};
	struct key_counts counts = {0};
	struct partition_row p, taken;
	struct user_row alice;
	int64_t login;
	bool found = false;

	begin();
	p = make_partition();
	add_user(p.id, "alice");
	commit();
	store_close(store);
	edit(back_to_version_1);
	open_store(false);
	begin();
	ck_assert_int_eq(store_login_add(store, p.id, "alice", ROLE_CRYPTO_USER, &login, &err), 0);
	ck_assert_int_eq(store_login_set_keys(store, login, &two, &err), 0);
	commit();
	store_close(store);
	/* Once only: a second opening finds it done. */
	open_store(false);
	ck_assert_int_eq(store_login_count_keys(store, p.id, 0, &counts, &err), 0);
	ck_assert_uint_eq(counts.total, 0);
	/* Rows of then hold under the MACs that they have. */
	ck_assert_int_eq(store_partition_get(store, p.id, &taken, &err), 0);
	ck_assert_uint_eq(taken.quorum[QUORUM_USER], QUORUM_OFF);
	ck_assert_int_eq(taken.mtls_level, MTLS_NONE);
	ck_assert_int_eq(store_user_get(store, p.id, "alice", &alice, &found, &err), 0);
	ck_assert(found && !alice.mfa && !alice.quorum && !alice.public_key_len);
}
END_TEST

/* The estate is put in its own place, as it was saved by the first version. */
START_TEST(one_of_the_first_version_is_loaded)
{
	struct store_loading *loading = NULL;
	struct store *loaded = NULL;
	struct bytes image = BYTES_INIT;
	struct secret key = SECRET_INIT;
	struct partition_row p, taken;
	bool existed = false;

	begin();
	p = make_partition();
	commit();
	edit(back_to_version_1);
	ck_assert_int_eq(store_image(store, &image, &err), 0);
	ck_assert_int_eq(store_estate_key(store, &key, &err), 0);
	store_close(store);
	ck_assert_int_eq(
	    store_loading_begin(home, true, NULL, &ports, &loading, &existed, &err), 0);
	ck_assert(existed);
	ck_assert_msg(store_loading_open(loading, &key, image.data, image.len, &loaded, &err) == 0,
	    "%s", err.text);
	ck_assert_int_eq(store_partition_get(loaded, p.id, &taken, &err), 0);
	ck_assert_msg(store_loading_place(loading, &err) == 0, "%s", err.text);
	store_loading_free(loading);
	open_store(false);
	begin();
	ck_assert_int_eq(store_partition_get(store, p.id, &taken, &err), 0);
	commit();
	secret_done(&key);
	bytes_done(&image);
}
END_TEST

START_TEST(a_trigger_is_refused)
{
	struct store *other = NULL;

	edit("CREATE TRIGGER t AFTER INSERT ON login BEGIN DELETE FROM key; END");
	ck_assert_int_eq(store_open(home, false, NULL, &ports, &other, &err), ERR_ESTATE_ALTERED);
}
END_TEST

START_TEST(something_else_is_refused)
{
	struct store *other = NULL;

	edit("PRAGMA application_id = 1");
	ck_assert_int_eq(store_open(home, false, NULL, &ports, &other, &err), ERR_ESTATE_DAMAGED);
}
END_TEST

START_TEST(settings_are_kept)
{
	char *value = NULL;

	begin();
	ck_assert_int_eq(store_setting_set(store, "a", "1", &err), 0);
	ck_assert_int_eq(store_setting_set(store, "a", "2", &err), 0);
	commit();
	store_close(store);
	open_store(false);
	ck_assert_int_eq(store_setting_get(store, "a", &value, &err), 0);
	ck_assert_str_eq(value, "2");
	free(value);
	ck_assert_int_eq(store_setting_get(store, "b", &value, &err), 0);
	ck_assert_ptr_null(value);
}
END_TEST

START_TEST(a_part_is_kept_or_undone)
{
	struct partition_row partition;
	size_t count = 0;

	begin();
	partition = make_partition();
	ck_assert_int_eq(store_part_begin(store, &err), 0);
	add_user(partition.id, "kept");
	ck_assert_int_eq(store_part_keep(store, &err), 0);
	ck_assert_int_eq(store_part_begin(store, &err), 0);
	add_user(partition.id, "undone");
	ck_assert_int_eq(store_part_undo(store, &err), 0);
	commit();
	ck_assert_int_eq(store_user_count(store, partition.id, &count, &err), 0);
	ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(an_edited_user_is_refused)
{
	struct partition_row partition;
	struct user_row row;
	bool found;

	begin();
	partition = make_partition();
	add_user(partition.id, "alice");
	commit();
	edit("UPDATE user SET role = 2");
	ck_assert_int_eq(
	    store_user_get(store, partition.id, "alice", &row, &found, &err), ERR_ESTATE_ALTERED);
}
END_TEST

START_TEST(a_user_moved_to_another_hsm_is_refused)
{
	struct partition_row first, second;
	struct user_row row;
	bool found;
	char sql[96];

	begin();
	first = make_partition();
	second = make_partition();
	add_user(first.id, "alice");
	commit();
	snprintf(sql, sizeof(sql), "UPDATE user SET partition = %lld", (long long)second.id);
	edit(sql);
	ck_assert_int_eq(
	    store_user_get(store, second.id, "alice", &row, &found, &err), ERR_ESTATE_ALTERED);
}
END_TEST

START_TEST(an_edited_partition_is_refused)
{
	struct partition_row partition;

	begin();
	partition = make_partition();
	commit();
	edit("UPDATE partition SET mode = 1");
	ck_assert_int_eq(
	    store_partition_get(store, partition.id, &partition, &err), ERR_ESTATE_ALTERED);
}
END_TEST

static int64_t put_key(int64_t partition, uint64_t handle, const char *label, const char *owner)
{
	struct key_row row = {.handle = handle, .sharees = "|bob|"};
	char contents[64];

	snprintf(contents, sizeof(contents), "key %llu %s", (unsigned long long)handle, label);
	strcpy(row.label, label);
	strcpy(row.owner, owner);
	ck_assert_int_eq(
	    store_version_add(store, contents, strlen(contents), &row.version, &err), 0);
	ck_assert_int_eq(store_key_put(store, partition, &row, &err), 0);
	return row.version;
}

static const char *const edits[] = {
    "UPDATE setting SET value = 'fast'",
    "UPDATE cluster SET mode = 1",
    "UPDATE cluster SET lineage = randomblob(16)",
    "UPDATE cluster SET state = 4",
    "UPDATE cluster SET trust_anchor = 'x'",
    "UPDATE hsm SET partition = 2",
    "UPDATE hsm SET cluster_id = 'cluster-bbbbbbbbbbb'",
    "UPDATE hsm SET ip = '10.0.0.9'",
    "UPDATE backup SET partition = 2",
    "UPDATE backup SET mode = 1",
};

static void put_estate(void)
{
	struct cluster_row cluster = {.cluster_id = "cluster-aaaaaaaaaaa"};
	struct hsm_row hsm = {.hsm_id = "hsm-aaaaaaaaaaa",
	    .cluster_id = "cluster-aaaaaaaaaaa",
	    .ip = "10.0.0.1",
	    .partition = 1};
	struct backup_row backup = {.backup_id = "backup-aaaaaaaaaaa", .partition = 1};

	begin();
	make_partition();
	make_partition();
	ck_assert_int_eq(store_cluster_put(store, &cluster, &err), 0);
	strcpy(cluster.cluster_id, "cluster-bbbbbbbbbbb");
	ck_assert_int_eq(store_cluster_put(store, &cluster, &err), 0);
	ck_assert_int_eq(store_hsm_put(store, &hsm, &err), 0);
	ck_assert_int_eq(store_backup_put(store, &backup, &err), 0);
	ck_assert_int_eq(store_setting_set(store, "password-cost", "standard", &err), 0);
	commit();
}

static int read_estate(void)
{
	struct cluster_row *clusters = NULL;
	struct hsm_row *hsms = NULL;
	struct backup_row *backups = NULL;
	size_t n_clusters = 0, n_hsms = 0, n_backups = 0;
	char *value = NULL;
	int rc = store_cluster_list(store, &clusters, &n_clusters, &err);

	if (!rc)
		rc = store_hsm_list(store, NULL, &hsms, &n_hsms, &err);
	if (!rc)
		rc = store_backup_list(store, &backups, &n_backups, &err);
	if (!rc)
		rc = store_setting_get(store, "password-cost", &value, &err);
	cluster_rows_free(clusters, n_clusters);
	free(hsms);
	free(backups);
	free(value);
	return rc;
}

START_TEST(an_edited_row_of_the_control_plane_is_refused)
{
	put_estate();
	ck_assert_int_eq(read_estate(), 0);
	edit(edits[_i]);
	ck_assert_int_eq(read_estate(), ERR_ESTATE_ALTERED);
}
END_TEST

static const char *const hsm_edits[] = {
    "UPDATE user SET mfa = 0",
    "UPDATE user SET quorum = 0",
    "UPDATE user SET public_key = x'02'",
    "UPDATE user SET mfa = 0, quorum = 0, public_key = x''",
    "UPDATE partition SET quorum_user = 3 WHERE id = 1",
    "UPDATE partition SET quorum_quorum = 2 WHERE id = 1",
    "UPDATE partition SET quorum_cluster = 2 WHERE id = 1",
    "UPDATE partition SET mtls_level = 0 WHERE id = 1",
    "UPDATE partition SET tokens_made = 6 WHERE id = 1",
    "UPDATE partition SET quorum_user = 1, mtls_level = 0, tokens_made = 0 WHERE id = 1",
    "UPDATE partition SET quorum_user = -1 WHERE id = 1",
    "UPDATE partition SET mtls_level = 9 WHERE id = 1",
    "UPDATE token SET partition = 2",
    "UPDATE token SET login = 2",
    "UPDATE token SET service = 1",
    "UPDATE token SET service = 6",
    "UPDATE token SET handle = 8",
    "UPDATE token SET username = 'bob'",
    "UPDATE token SET created = created + 600000000",
    "UPDATE token SET record = zeroblob(80)",
    "UPDATE token SET record = zeroblob(79)",
    "UPDATE token SET mac = zeroblob(32)",
    "UPDATE anchor SET partition = 2",
    "UPDATE anchor SET reference = 2",
    "UPDATE anchor SET reference = -1",
    "UPDATE anchor SET certificate = 'another'",
    "UPDATE audit SET at = at - 1",
    "UPDATE audit SET opcode = opcode + 1",
    "UPDATE audit SET session = 2",
    "UPDATE audit SET response = 2",
    "UPDATE audit SET username = 'bob'",
    "UPDATE audit SET role = 2",
    "UPDATE audit SET secret_handle = 9",
    "UPDATE audit SET public_handle = 9",
    "UPDATE audit SET sequence = sequence + 3",
    "UPDATE audit SET number = 9 WHERE sequence = 1",
    "UPDATE audit SET partition = 2 WHERE sequence = 0",
    "DELETE FROM audit WHERE sequence = 0",
    "DELETE FROM audit WHERE sequence = 1",
    "UPDATE audit_stream SET hsm_id = 'hsm-bbbbbbbbbbb'",
    "UPDATE audit_stream SET partition = 2",
};

/* A token and an anchor of an HSM. */
static void put_policies(int64_t partition)
{
	struct token_row token = {.service = QUORUM_USER, .handle = 7, .username = "alice"};
	struct anchor_row anchor = {.reference = 1, .certificate = strdup("certificate")};
	int64_t other;

	ck_assert_int_eq(
	    store_login_add(store, partition, "alice", ROLE_ADMIN, &token.login, &err), 0);
	ck_assert_int_eq(store_login_add(store, partition, "alice", ROLE_ADMIN, &other, &err), 0);
	memset(token.record, 5, sizeof(token.record));
	ck_assert_int_eq(store_token_add(store, partition, &token, &err), 0);
	ck_assert_int_eq(store_anchor_add(store, partition, &anchor, &err), 0);
	free(anchor.certificate);
}

static void put_hsm(void)
{
	struct user_row user = {.name = "alice",
	    .role = ROLE_ADMIN,
	    .mfa = true,
	    .quorum = true,
	    .public_key = {1},
	    .public_key_len = 1};
	struct audit_row audit = {.opcode = 4, .session = 1, .username = "alice"};
	struct partition_row partition;

	begin();
	partition = make_partition();
	make_partition();
	partition.quorum[QUORUM_USER] = 2;
	partition.mtls_level = MTLS_CLUSTER;
	partition.tokens_made = 5;
	ck_assert_int_eq(store_partition_update(store, &partition, &err), 0);
	ck_assert_int_eq(store_user_add(store, partition.id, &user, &err), 0);
	put_policies(partition.id);
	audit.partition = partition.id;
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(store_audit_add(store, &audit, &err), 0);
	ck_assert_int_eq(store_audit_stream_put(
			     store, partition.id, "cluster-aaaaaaaaaaa", "hsm-aaaaaaaaaaa", &err),
	    0);
	commit();
}

/* Tokens and anchors of an HSM, whose numbers are added up. */
static int read_policies(int64_t partition, size_t *count)
{
	struct token_row *tokens = NULL;
	struct anchor_row *anchors = NULL;
	size_t n_tokens = 0, n_anchors = 0;
	int rc = store_token_list(store, partition, &tokens, &n_tokens, &err);

	if (!rc)
		rc = store_anchor_list(store, partition, &anchors, &n_anchors, &err);
	free(tokens);
	anchor_rows_free(anchors, n_anchors);
	*count += n_tokens + n_anchors;
	return rc;
}

static int read_hsm(void)
{
	struct partition_row partition;
	struct audit_row *audit = NULL;
	struct user_row user;
	size_t count = 0, n_audit = 0;
	bool found = false;
	int rc = store_partition_get(store, 1, &partition, &err);

	if (!rc)
		rc = store_user_get(store, 1, "alice", &user, &found, &err);
	for (int64_t id = 1; !rc && id <= 2; id++)
		rc = read_policies(id, &count);
	if (!rc)
		rc = store_audit_list(
		    store, "cluster-aaaaaaaaaaa", NULL, &audit, &n_audit, &found, &err);
	free(audit);
	ck_assert(rc != 0 || (count == 2 && n_audit == 3 && found));
	return rc;
}

START_TEST(an_edited_row_of_an_hsm_is_refused)
{
	put_hsm();
	ck_assert_int_eq(read_hsm(), 0);
	edit(hsm_edits[_i]);
	ck_assert_int_eq(read_hsm(), ERR_ESTATE_ALTERED);
}
END_TEST

START_TEST(a_database_that_was_replaced_is_not_written)
{
	char command[512];

	snprintf(command, sizeof(command), "cp -r %s %s.copy && rm -r %s && mv %s.copy %s", home,
	    home, home, home, home);
	ck_assert_int_eq(system(command), 0);
	ck_assert_int_eq(store_begin(store, STORE_FLUSH, &err), ERR_ESTATE_REPLACED);
	ck_assert_int_eq(store_begin_read(store, &err), ERR_ESTATE_REPLACED);
	store_close(store);
	open_store(false);
	begin();
	commit();
}
END_TEST

START_TEST(a_removed_lock_file_is_taken_anew)
{
	char path[96];

	begin();
	commit();
	snprintf(path, sizeof(path), "%s/estate.lock", home);
	ck_assert_int_eq(unlink(path), 0);
	begin();
	commit();
	ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

START_TEST(equal_contents_are_one_version)
{
	int64_t first = 0, second = 0, third = 0;

	begin();
	ck_assert_int_eq(store_version_add(store, "abc", 3, &first, &err), 0);
	ck_assert_int_eq(store_version_add(store, "abc", 3, &second, &err), 0);
	ck_assert_int_eq(store_version_add(store, "abd", 3, &third, &err), 0);
	commit();
	ck_assert(first == second && first != third);
}
END_TEST

START_TEST(an_edited_version_is_refused)
{
	struct secret plain = SECRET_INIT;
	int64_t version = 0;

	begin();
	ck_assert_int_eq(store_version_add(store, "abc", 3, &version, &err), 0);
	commit();
	ck_assert_int_eq(store_version_get(store, version, &plain, &err), 0);
	ck_assert_str_eq(secret_text(&plain), "abc");
	edit("UPDATE key_version SET sealed = zeroblob(length(sealed))");
	ck_assert_int_eq(store_version_get(store, version, &plain, &err), ERR_ESTATE_ALTERED);
	secret_done(&plain);
}
END_TEST

START_TEST(a_version_goes_with_its_last_holder)
{
	struct partition_row first, second;
	struct secret plain = SECRET_INIT;
	int64_t version;

	begin();
	first = make_partition();
	second = make_partition();
	version = put_key(first.id, 100, "a", "alice");
	ck_assert_int_eq(store_partition_copy_contents(store, first.id, second.id, &err), 0);
	ck_assert_int_eq(store_key_remove(store, first.id, 100, &err), 0);
	ck_assert_int_eq(store_version_get(store, version, &plain, &err), 0);
	ck_assert_int_eq(store_partition_remove(store, second.id, &err), 0);
	ck_assert_int_eq(store_version_get(store, version, &plain, &err), ERR_ESTATE_ALTERED);
	commit();
	secret_done(&plain);
}
END_TEST

static size_t count_found(int64_t partition, const struct key_query *query)
{
	struct key_ref *refs = NULL;
	size_t count = 0;

	ck_assert_int_eq(store_key_find(store, partition, query, &refs, &count, &err), 0);
	for (size_t i = 1; i < count; i++)
		ck_assert_uint_lt(refs[i - 1].handle, refs[i].handle);
	free(refs);
	return count;
}

START_TEST(keys_are_found_by_what_is_asked)
{
	struct partition_row p;

	begin();
	p = make_partition();
	put_key(p.id, 300, "x", "alice");
	put_key(p.id, 100, "x", "alice");
	put_key(p.id, 200, "y", "carol");
	commit();
	ck_assert_uint_eq(count_found(p.id, &(struct key_query){0}), 3);
	ck_assert_uint_eq(count_found(p.id, &(struct key_query){.label = "x"}), 2);
	ck_assert_uint_eq(
	    count_found(p.id, &(struct key_query){.by_handle = true, .handle = 200}), 1);
	ck_assert_uint_eq(count_found(p.id, &(struct key_query){.viewer = "alice"}), 2);
	ck_assert_uint_eq(count_found(p.id, &(struct key_query){.viewer = "bob"}), 3);
	ck_assert_uint_eq(count_found(p.id, &(struct key_query){.viewer = "bo"}), 0);
	ck_assert_uint_eq(
	    count_found(p.id, &(struct key_query){.viewer = "carol", .label = "x"}), 0);
}
END_TEST

static void check_plan(const struct key_query *query, const char *index)
{
	struct bytes plan = BYTES_INIT;

	ck_assert_int_eq(store_key_find_plan(store, 1, query, &plan, &err), 0);
	ck_assert_msg(strstr(bytes_text(&plan), index) != NULL, "%s", bytes_text(&plan));
	ck_assert_ptr_null(strstr(bytes_text(&plan), "SCAN key"));
	bytes_done(&plan);
}

START_TEST(an_index_serves_label_id_and_reference)
{
	static const unsigned char id[1] = {1};

	check_plan(&(struct key_query){.viewer = "alice", .label = "x"}, "key_label");
	check_plan(&(struct key_query){.viewer = "alice", .id = id, .id_len = 1}, "key_key_id");
	check_plan(
	    &(struct key_query){.viewer = "alice", .by_handle = true}, "partition=? AND handle=?");
	check_plan(
	    &(struct key_query){.label = "x", .by_class = true, .by_type = true}, "key_label");
}
END_TEST

static void expect_counts(int64_t partition, int64_t but_for, uint64_t total, uint64_t asymmetric)
{
	struct key_counts counts = {.total = 10, .asymmetric = 5};

	ck_assert_int_eq(store_login_count_keys(store, partition, but_for, &counts, &err), 0);
	ck_assert_uint_eq(counts.total, 10 + total);
	ck_assert_uint_eq(counts.asymmetric, 5 + asymmetric);
}

/* login: the only one that is over; 0: there is none. */
static void expect_ended(int64_t partition, bool own, int64_t login)
{
	struct login_row *rows = NULL;
	size_t count = 0;

	ck_assert_int_eq(store_login_ended(store, partition, own, &rows, &count, &err), 0);
	ck_assert_uint_eq(count, login != 0);
	if (count)
		ck_assert_int_eq(rows[0].id, login);
	free(rows);
}

START_TEST(session_keys_are_counted_for_an_hsm)
{
	static const struct key_counts three = {.total = 3, .asymmetric = 2}, one = {.total = 1};
	struct partition_row p, other;
	int64_t alice, bob;

	begin();
	p = make_partition();
	other = make_partition();
	ck_assert_int_eq(store_login_add(store, p.id, "alice", ROLE_CRYPTO_USER, &alice, &err), 0);
	ck_assert_int_eq(store_login_add(store, p.id, "bob", ROLE_CRYPTO_USER, &bob, &err), 0);
	expect_counts(p.id, 0, 0, 0);
	ck_assert_int_eq(store_login_set_keys(store, alice, &three, &err), 0);
	ck_assert_int_eq(store_login_set_keys(store, bob, &one, &err), 0);
	expect_counts(p.id, 0, 4, 2);
	expect_counts(p.id, bob, 3, 2);
	expect_counts(other.id, 0, 0, 0);
	ck_assert_int_eq(store_login_remove(store, alice, &err), 0);
	expect_counts(p.id, 0, 1, 0);
	expect_ended(p.id, false, 0);
	expect_ended(other.id, true, 0);
	expect_ended(p.id, true, bob);
	commit();
}
END_TEST

START_TEST(an_edited_count_is_refused)
{
	static const struct key_counts one = {.total = 1};
	static const char *const counts[] = {"keys = -1", "asymmetric_keys = 2", "keys = 1 << 40"};
	struct key_counts sum = {0};
	struct partition_row p;
	int64_t login;
	char sql[64];

	begin();
	p = make_partition();
	ck_assert_int_eq(store_login_add(store, p.id, "alice", ROLE_CRYPTO_USER, &login, &err), 0);
	ck_assert_int_eq(store_login_set_keys(store, login, &one, &err), 0);
	commit();
	snprintf(sql, sizeof(sql), "UPDATE login SET %s", counts[_i]);
	edit(sql);
	ck_assert_int_eq(store_login_count_keys(store, p.id, 0, &sum, &err), ERR_ESTATE_ALTERED);
}
END_TEST

START_TEST(a_login_lives_with_its_process)
{
	static const struct key_counts two = {.total = 2, .asymmetric = 1};
	struct partition_row p;
	int64_t login;
	bool alive;
	int ready[2], status;
	pid_t child;
	char c;

	begin();
	p = make_partition();
	commit();
	ck_assert_int_eq(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		struct store *own = NULL;

		fixed.seed = 99;
		if (store_open(home, false, NULL, &ports, &own, &err) ||
		    store_begin(own, STORE_NO_FLUSH, &err) ||
		    store_login_add(own, p.id, "alice", ROLE_CRYPTO_USER, &login, &err) ||
		    store_login_set_keys(own, login, &two, &err) || store_commit(own, &err))
			_exit(1);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
	}
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	begin();
	ck_assert_int_eq(store_login_alive(store, p.id, "alice", &alive, &err), 0);
	ck_assert(alive);
	expect_counts(p.id, 0, 2, 1);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	/* Nobody has swept the row yet. */
	expect_counts(p.id, 0, 0, 0);
	ck_assert_int_eq(store_login_alive(store, p.id, "alice", &alive, &err), 0);
	ck_assert(!alive);
	commit();
}
END_TEST

static int settled;

static bool is_due(void *context)
{
	(void)context;
	return settled == 0;
}

static int settle(void *context, struct error *e)
{
	(void)context;
	settled++;
	return store_setting_set(store, "settled", "yes", e);
}

START_TEST(a_read_settles_what_is_due)
{
	struct store_settling settling = {NULL, is_due, settle};
	char *value = NULL;

	settled = 0;
	store_set_settling(store, &settling);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(store_begin_read(store, &err), 0);
		store_end_read(store);
	}
	ck_assert_int_eq(settled, 1);
	ck_assert_int_eq(store_setting_get(store, "settled", &value, &err), 0);
	ck_assert_str_eq(value, "yes");
	free(value);
}
END_TEST

START_TEST(the_clock_has_an_offset)
{
	begin();
	ck_assert_int_eq(store_setting_set(store, "clock-offset-us", "5000000", &err), 0);
	commit();
	ck_assert_int_eq(store_now(store), fixed.now + 5000000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *tcase = tcase_create("store");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_missing_estate_is_told);
	tcase_add_test(tcase, files_are_private);
	tcase_add_test(tcase, a_key_that_others_can_read_is_refused);
	tcase_add_test(tcase, another_key_is_refused);
	tcase_add_test(tcase, a_newer_schema_is_refused);
	tcase_add_test(tcase, an_estate_of_the_first_version_is_taken_over);
	tcase_add_test(tcase, one_of_the_first_version_is_loaded);
	tcase_add_test(tcase, a_trigger_is_refused);
	tcase_add_test(tcase, something_else_is_refused);
	tcase_add_test(tcase, settings_are_kept);
	tcase_add_test(tcase, a_part_is_kept_or_undone);
	tcase_add_test(tcase, an_edited_user_is_refused);
	tcase_add_test(tcase, a_user_moved_to_another_hsm_is_refused);
	tcase_add_test(tcase, an_edited_partition_is_refused);
	tcase_add_loop_test(
	    tcase, an_edited_row_of_the_control_plane_is_refused, 0, (int)ARRAY_LENGTH(edits));
	tcase_add_loop_test(
	    tcase, an_edited_row_of_an_hsm_is_refused, 0, (int)ARRAY_LENGTH(hsm_edits));
	tcase_add_test(tcase, a_database_that_was_replaced_is_not_written);
	tcase_add_test(tcase, a_removed_lock_file_is_taken_anew);
	tcase_add_test(tcase, equal_contents_are_one_version);
	tcase_add_test(tcase, an_edited_version_is_refused);
	tcase_add_test(tcase, a_version_goes_with_its_last_holder);
	tcase_add_test(tcase, keys_are_found_by_what_is_asked);
	tcase_add_test(tcase, an_index_serves_label_id_and_reference);
	tcase_add_test(tcase, session_keys_are_counted_for_an_hsm);
	tcase_add_loop_test(tcase, an_edited_count_is_refused, 0, 3);
	tcase_add_test(tcase, a_login_lives_with_its_process);
	tcase_add_test(tcase, a_read_settles_what_is_due);
	tcase_add_test(tcase, the_clock_has_an_offset);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
