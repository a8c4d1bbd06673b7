/* Snapshots: what is saved is loaded, anything else is refused, and what is open notices. */
#include "snapshot.h"

#include "bytes.h"
#include "crypto.h"
#include "estate-fixture.h"
#include "files.h"
#include "secret.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#define KEY_AT (sizeof("localhsm snapshot 1\n") - 1 + 4)
#define DIGEST_LEN CRYPTO_SHA256_LEN

static char cluster_id[RESOURCE_ID_MAX + 1], ip[16];

static const char *beside(const char *name)
{
	static char paths[4][512];
	static unsigned next;
	char *path = paths[next++ % 4];

	(void)snprintf(path, sizeof(paths[0]), "%s/%s", home, name);
	return path;
}

static bool exists(const char *name)
{
	return access(beside(name), F_OK) == 0;
}

/* Made once, for making a cluster takes long: an estate with a cluster, whose HSM has a user. */
static struct secret saved = SECRET_INIT;

static void make_saved(void)
{
	struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct hsm_view hsm;

	open_estate();
	hsm = make_active(&request);
	memcpy(cluster_id, hsm.cluster_id, sizeof(cluster_id));
	memcpy(ip, hsm.eni_ip, sizeof(ip));
	add_user(ip, "saved");
	succeed(snapshot_save(estate, beside("file"), false, NULL, &err));
	succeed(file_read_secret(beside("file"), 1U << 24, &saved, &err));
	close_estate();
}

static void free_saved(void)
{
	secret_done(&saved);
}

static void set_up(void)
{
	struct snapshot_contents contents;

	open_estate();
	estate_close(estate);
	estate = NULL;
	succeed(file_write(beside("file"), saved.data, saved.len, 0600, NULL, &err));
	succeed(snapshot_load(home, beside("file"), true, NULL, &ports, &contents, &err));
	ck_assert_int_eq(unlink(beside("file")), 0);
	succeed(estate_open(home, false, NULL, &ports, &estate, &err));
	succeed(snapshot_save(estate, beside("file"), false, NULL, &err));
}

static void tear_down(void)
{
	close_estate();
}

static int load(const char *name, bool replace)
{
	struct snapshot_contents contents;

	return snapshot_load(home, beside(name), replace, NULL, &ports, &contents, &err);
}

static void reopen(void)
{
	estate_close(estate);
	estate = NULL;
	succeed(estate_open(home, false, NULL, &ports, &estate, &err));
}

/* Neither a success nor a failure leaves anything but the estate's own files. */
static void expect_nothing_left(void)
{
	ck_assert(!exists("estate.loading"));
	ck_assert(!exists("estate.new"));
}

START_TEST(goes_back_to_what_was_saved)
{
	struct snapshot_contents contents;
	struct stat status;

	ck_assert_int_eq(stat(beside("file"), &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777U, 0600);
	add_user(ip, "later");
	succeed(snapshot_load(home, beside("file"), true, NULL, &ports, &contents, &err));
	ck_assert_uint_eq(contents.clusters, 1);
	ck_assert_uint_eq(contents.hsms, 1);
	ck_assert_uint_eq(contents.backups, 1);
	ck_assert(contents.replaced);
	expect_nothing_left();
	reopen();
	ck_assert(has_user(ip, "saved"));
	ck_assert(!has_user(ip, "later"));
	add_user(ip, "after");
	reopen();
	ck_assert(has_user(ip, "after"));
}
END_TEST

START_TEST(makes_an_estate_where_there_is_none)
{
	struct snapshot_contents contents;
	struct estate *first = estate;
	char first_home[sizeof(home)], file[512];

	memcpy(first_home, home, sizeof(home));
	(void)snprintf(file, sizeof(file), "%s", beside("file"));
	memcpy(home + strlen(home) - 6, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(home));
	ck_assert_int_eq(rmdir(home), 0);
	succeed(snapshot_load(home, file, false, NULL, &ports, &contents, &err));
	ck_assert(!contents.replaced);
	succeed(estate_open(home, false, NULL, &ports, &estate, &err));
	ck_assert(has_user(ip, "saved"));
	close_estate();
	memcpy(home, first_home, sizeof(home));
	estate = first;
}
END_TEST

START_TEST(who_has_the_old_one_open_is_told)
{
	struct store *store = estate_store(estate);

	succeed(load("file", true));
	ck_assert_int_eq(store_begin(store, STORE_FLUSH, &err), ERR_ESTATE_REPLACED);
	ck_assert_int_eq(store_begin_read(store, &err), ERR_ESTATE_REPLACED);
	ck_assert_int_eq(
	    snapshot_save(estate, beside("second"), false, NULL, &err), ERR_ESTATE_REPLACED);
	ck_assert(!exists("second"));
}
END_TEST

START_TEST(nothing_is_replaced_unasked)
{
	refuse(load("file", false), ERR_LAB, "--replace");
	refuse(snapshot_save(estate, beside("file"), false, NULL, &err), ERR_LAB, "--replace");
	expect_nothing_left();
	add_user(ip, "later");
	succeed(snapshot_save(estate, beside("file"), true, NULL, &err));
	succeed(load("file", true));
	reopen();
	ck_assert(has_user(ip, "later"));
}
END_TEST

static void read_file(struct secret *file)
{
	succeed(file_read_secret(beside("file"), 1U << 24, file, &err));
}

static void write_file(const struct secret *file, size_t len)
{
	succeed(file_write(beside("other"), file->data, len, 0600, NULL, &err));
}

/* The old estate is what it was, whatever was wrong with the file. */
static void expect_refusal(const char *part)
{
	refuse(load("other", true), ERR_LAB, part);
	expect_nothing_left();
	ck_assert(has_user(ip, "saved"));
}

START_TEST(a_file_that_was_cut_off_is_refused)
{
	struct secret file = SECRET_INIT;
	size_t step;

	read_file(&file);
	step = file.len / 97;
	for (size_t len = 0; len < 80; len++) {
		write_file(&file, len);
		expect_refusal("other: it is");
	}
	for (size_t len = 80; len < file.len; len += step) {
		write_file(&file, len);
		expect_refusal("it is cut off");
	}
	secret_done(&file);
}
END_TEST

START_TEST(a_file_that_was_changed_is_refused)
{
	struct secret file = SECRET_INIT;
	size_t step;

	read_file(&file);
	step = file.len / 61;
	for (size_t at = 0; at < file.len; at += at < 80 || file.len - at < 40 ? 1 : step) {
		file.data[at] ^= 0x10;
		write_file(&file, file.len);
		expect_refusal("Cannot load");
		file.data[at] ^= 0x10;
	}
	ck_assert_int_eq(secret_append(&file, "x", 1), 0);
	write_file(&file, file.len);
	expect_refusal("something behind its end");
	secret_done(&file);
}
END_TEST

/* As somebody would write it who knows the form. */
static void write_with_digest(struct secret *file)
{
	size_t len = file->len - DIGEST_LEN;

	succeed(crypto_sha256(file->data, len, file->data + len, &err));
	write_file(file, file->len);
}

START_TEST(a_key_of_another_estate_is_refused)
{
	struct secret file = SECRET_INIT;

	read_file(&file);
	file.data[KEY_AT] ^= 1;
	write_with_digest(&file);
	expect_refusal("the key in it does not belong");
	file.data[KEY_AT] ^= 1;
	memset(file.data + KEY_AT + 32 + 8, 'x', 4096);
	write_with_digest(&file);
	expect_refusal("no whole estate");
	secret_done(&file);
}
END_TEST

/* What is done to the database from outside, behind the back of the estate that saves it. */
static const struct {
	const char *sql, *part;
} edits[] = {
    {"UPDATE hsm SET ip = '10.0.1.99'", "altered from outside"},
    {"UPDATE cluster SET mode = 1 - mode", "altered from outside"},
    {"UPDATE backup SET created = created + 1", "altered from outside"},
    {"UPDATE user SET failures = 1 WHERE name = 'saved'", "altered from outside"},
    {"UPDATE partition SET mtls_level = 1 - mtls_level", "altered from outside"},
    {"UPDATE audit SET response = response + 1 WHERE number = 1", "altered from outside"},
    {"DELETE FROM audit WHERE number = 2", "altered from outside"},
    {"INSERT INTO setting VALUES ('password-cost', 'fast', zeroblob(32))", "altered from outside"},
    {"INSERT INTO api_call (at, region, record, mac) VALUES (1, 'us-east-1', '{}', zeroblob(32))",
	"altered from outside"},
    {"INSERT INTO resource_policy SELECT backup_id, '{}', zeroblob(32) FROM backup",
	"altered from outside"},
    {"CREATE VIEW v AS SELECT 1", "altered from outside"},
    {"PRAGMA foreign_keys = OFF; DELETE FROM subnet", "altered from outside"},
    {"PRAGMA user_version = 99", "newer version"},
    {"PRAGMA application_id = 1", "no whole estate"},
};

START_TEST(an_estate_that_was_altered_is_refused)
{
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(beside("estate.db"), &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, edits[_i].sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	succeed(snapshot_save(estate, beside("file"), true, NULL, &err));
	refuse(load("file", true), ERR_LAB, edits[_i].part);
	expect_nothing_left();
}
END_TEST

START_TEST(a_key_that_was_exchanged_is_not_saved)
{
	unsigned char other[32] = {7};

	succeed(file_write(beside("estate.key"), other, sizeof(other), 0600, NULL, &err));
	refuse(snapshot_save(estate, beside("second"), false, NULL, &err), ERR_ESTATE_REPLACED,
	    "replaced");
	ck_assert(!exists("second"));
}
END_TEST

static void move(const char *from, const char *to)
{
	ck_assert_int_eq(rename(beside(from), beside(to)), 0);
}

/* Up to where a loading has come when the power fails. */
enum step { STEP_WHOLE, STEP_KEY, STEP_DATABASE };

/* Lays the saved estate into estate.new, beside the one of this moment, which has a user more. */
static void interrupt(enum step step)
{
	succeed(load("file", true));
	estate_close(estate);
	ck_assert_int_eq(mkdir(beside("estate.new"), 0700), 0);
	move("estate.db", "estate.new/estate.db");
	move("estate.key", "estate.new/estate.key");
	(void)unlink(beside("estate.db-wal"));
	(void)unlink(beside("estate.db-shm"));
	succeed(estate_open(home, true, NULL, &ports, &estate, &err));
	estate_close(estate);
	estate = NULL;
	/* Making an estate put the waiting one into its place first. */
	ck_assert(!exists("estate.new"));
	ck_assert_int_eq(mkdir(beside("estate.new"), 0700), 0);
	if (step < STEP_DATABASE)
		move("estate.db", "estate.new/estate.db");
	if (step < STEP_KEY)
		move("estate.key", "estate.new/estate.key");
	if (step < STEP_DATABASE) {
		/* What is in the place of the database until then, with a log of its own. */
		succeed(file_write(beside("estate.db"), "old", 3, 0600, NULL, &err));
		succeed(file_write(beside("estate.db-wal"), "old", 3, 0600, NULL, &err));
	}
}

START_TEST(what_was_interrupted_is_finished)
{
	interrupt((enum step)_i);
	succeed(estate_open(home, false, NULL, &ports, &estate, &err));
	expect_nothing_left();
	ck_assert(has_user(ip, "saved"));
}
END_TEST

START_TEST(nobody_goes_on_beside_one_that_waits)
{
	ck_assert_int_eq(mkdir(beside("estate.new"), 0700), 0);
	ck_assert_int_eq(store_begin(estate_store(estate), STORE_FLUSH, &err), ERR_ESTATE_REPLACED);
	ck_assert_int_eq(store_begin_read(estate_store(estate), &err), ERR_ESTATE_REPLACED);
	reopen();
	expect_nothing_left();
	ck_assert(has_user(ip, "saved"));
}
END_TEST

START_TEST(what_a_killed_loading_left_goes)
{
	ck_assert_int_eq(mkdir(beside("estate.loading"), 0700), 0);
	succeed(file_write(beside("estate.loading/estate.key"), "k", 1, 0600, NULL, &err));
	reopen();
	expect_nothing_left();
	ck_assert(has_user(ip, "saved"));
}
END_TEST

START_TEST(destroys_its_own_files_only)
{
	static const char *const names[] = {
	    "estate.db", "estate.db-wal", "estate.db-shm", "estate.key", "estate.lock"};
	struct store *store = estate_store(estate);
	bool known = false;

	succeed(estate_knows_cluster(estate, cluster_id, &known, &err));
	ck_assert(known);
	succeed(estate_knows_cluster(estate, "cluster-aaaaaaaaaaa", &known, &err));
	ck_assert(!known);
	succeed(estate_destroy(home, NULL, &ports, &err));
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		ck_assert_msg(!exists(names[i]), "%s", names[i]);
	ck_assert(exists("file"));
	ck_assert_int_eq(store_begin(store, STORE_FLUSH, &err), ERR_ESTATE_REPLACED);
	(void)unlink(beside("estate.lock"));
	refuse(estate_destroy(home, NULL, &ports, &err), ERR_ESTATE_MISSING, home);
	ck_assert(!exists("estate.lock"));
	succeed(load("file", false));
	reopen();
	ck_assert(has_user(ip, "saved"));
}
END_TEST

START_TEST(destroys_what_cannot_be_opened)
{
	estate_close(estate);
	estate = NULL;
	succeed(file_write(beside("estate.db"), "x", 1, 0600, NULL, &err));
	succeed(estate_destroy(home, NULL, &ports, &err));
	/* A log that outlived its database says nothing to the next one. */
	succeed(file_write(beside("estate.db-wal"), "x", 1, 0600, NULL, &err));
	succeed(estate_open(home, true, NULL, &ports, &estate, &err));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("snapshot");
	TCase *cases = tcase_create("snapshot");

	tcase_add_unchecked_fixture(cases, make_saved, free_saved);
	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, goes_back_to_what_was_saved);
	tcase_add_test(cases, makes_an_estate_where_there_is_none);
	tcase_add_test(cases, who_has_the_old_one_open_is_told);
	tcase_add_test(cases, nothing_is_replaced_unasked);
	tcase_add_test(cases, a_file_that_was_cut_off_is_refused);
	tcase_add_test(cases, a_file_that_was_changed_is_refused);
	tcase_add_test(cases, a_key_of_another_estate_is_refused);
	tcase_add_loop_test(cases, an_estate_that_was_altered_is_refused, 0, ARRAY_LENGTH(edits));
	tcase_add_test(cases, a_key_that_was_exchanged_is_not_saved);
	tcase_add_loop_test(cases, what_was_interrupted_is_finished, STEP_WHOLE, STEP_DATABASE + 1);
	tcase_add_test(cases, nobody_goes_on_beside_one_that_waits);
	tcase_add_test(cases, what_a_killed_loading_left_goes);
	tcase_add_test(cases, destroys_its_own_files_only);
	tcase_add_test(cases, destroys_what_cannot_be_opened);
	suite_add_tcase(suite, cases);
	return unit_run(suite);
}
