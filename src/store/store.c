/* Opening an estate's database with its key, the queue of writers, transactions, settings, sealing.
 */
#include "store.h"

#include "bytes.h"
#include "crypto.h"
#include "secret.h"
#include "store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_LEN 32
#define LOCK_WAIT_MS 30000

const struct ports *store_ports(const struct store *store)
{
	return store->ports;
}

void store_set_settling(struct store *store, const struct store_settling *settling)
{
	store->settling = *settling;
}

/* The key of the estate */

static int key_error(const char *path, const char *reason, struct error *err)
{
	return error_raise(err, ERR_ESTATE_KEY, path, reason);
}

static int key_read(const char *path, struct secret *key, struct error *err)
{
	struct error reason = ERROR_INIT;
	struct stat status;

	if (stat(path, &status) != 0)
		return key_error(path, strerror(errno), err);
	if (status.st_mode & (S_IRWXG | S_IRWXO))
		return key_error(path, "can be read by others (run chmod 600)", err);
	/* Want of descriptors or rights is no loss of the key. */
	if (file_read_secret(path, KEY_LEN + 1, key, &reason) != 0)
		return error_raise(err, ERR_ESTATE_READ, path, error_reason(&reason, path));
	return key->len == KEY_LEN ? 0 : key_error(path, "does not have 32 bytes", err);
}

static int key_make(struct store *store, const char *path, struct secret *key, struct error *err)
{
	int rc = secret_resize(key, KEY_LEN);

	if (rc)
		return error_raise(err, ERR_MEMORY);
	rc = crypto_random(key->data, KEY_LEN, err);
	if (rc)
		return rc;
	return file_write(
	    path, key->data, KEY_LEN, 0600, store->has_owner ? &store->owner : NULL, err);
}

/* HMAC as the key-derivation function, one label a purpose (SP 800-108, 4.1 with one block). */
static int key_derive(struct store *store, const struct secret *key, struct error *err)
{
	int rc = crypto_mac(key->data, "localhsm seal 1", 15, store->seal_key, err);

	if (!rc)
		rc = crypto_mac(key->data, "localhsm mac 1", 14, store->mac_key, err);
	return rc ? rc : crypto_mac(key->data, "localhsm digest 1", 17, store->digest_key, err);
}

static int key_load(struct store *store, bool create, struct error *err)
{
	struct secret key = SECRET_INIT;
	char *path = path_join(store->home, "estate.key");
	int rc = path ? 0 : error_raise(err, ERR_MEMORY);

	if (!rc && create && !file_exists(path))
		rc = key_make(store, path, &key, err);
	else if (!rc)
		rc = key_read(path, &key, err);
	if (!rc)
		rc = key_derive(store, &key, err);
	secret_done(&key);
	free(path);
	return rc;
}

/* A wrong key is told from an altered row by a known value under it. */
static int key_confirm(struct store *store, bool create, struct error *err)
{
	unsigned char mac[32];
	struct bytes hex = BYTES_INIT;
	char *stored = NULL;
	int rc = store_mac(store, "key-check", 9, mac, err);

	bytes_append_hex(&hex, mac, sizeof(mac));
	if (!rc && bytes_failed(&hex))
		rc = error_raise(err, ERR_MEMORY);
	if (!rc && create)
		rc = store_setting_set(store, "key-check", bytes_text(&hex), err);
	else if (!rc) {
		/* Under another key the row's own MAC does not hold either. */
		rc = store_setting_get(store, "key-check", &stored, err);
		if (rc == ERR_ESTATE_ALTERED ||
		    (!rc && (!stored || strcmp(stored, bytes_text(&hex)) != 0)))
			rc = error_raise(err, ERR_ESTATE_KEY, store->home,
			    "holds an estate.key that does not belong to its estate.db");
	}
	free(stored);
	bytes_done(&hex);
	return rc;
}

/* The queue of writers */

static int lock_open(struct store *store, struct error *err)
{
	char *path;

	if (store->lock_fd >= 0)
		return 0;
	path = path_join(store->home, "estate.lock");
	if (!path)
		return error_raise(err, ERR_MEMORY);
	store->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	free(path);
	if (store->lock_fd < 0)
		return error_raise(err, ERR_ESTATE_WRITE, store->home, strerror(errno));
	if (store->has_owner && fchown(store->lock_fd, store->owner.user, store->owner.group) != 0)
		return error_raise(err, ERR_ESTATE_WRITE, store->home, strerror(errno));
	return 0;
}

/* A lock on a file that was removed keeps nobody out: the one that has its name now is taken. */
static bool lock_is_in_place(const struct store *store)
{
	struct stat open_file, named;
	char *path = path_join(store->home, "estate.lock");
	bool same = path && fstat(store->lock_fd, &open_file) == 0 && stat(path, &named) == 0 &&
		    open_file.st_dev == named.st_dev && open_file.st_ino == named.st_ino;

	free(path);
	return same;
}

static int lock_take(struct store *store, struct error *err)
{
	for (int tries = 0; tries < 3; tries++) {
		int rc = lock_open(store, err);
		int number;

		if (rc)
			return rc;
		number = file_lock(store->lock_fd, LOCK_WAIT_MS);
		if (number == EWOULDBLOCK)
			return error_raise(err, ERR_ESTATE_BUSY, "30");
		if (number)
			return error_raise(err, ERR_ESTATE_WRITE, store->home, strerror(number));
		if (lock_is_in_place(store))
			return 0;
		close(store->lock_fd);
		store->lock_fd = -1;
	}
	return error_raise(err, ERR_ESTATE_REPLACED, store->home);
}

static void lock_release(struct store *store)
{
	if (store->lock_fd >= 0)
		flock(store->lock_fd, LOCK_UN);
}

/* Opening */

static int database_prepare(struct store *store, struct error *err)
{
	sqlite3_busy_timeout(store->db, LOCK_WAIT_MS);
	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	/* A command that reads must not pay for a checkpoint's disk flush when it leaves. */
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_wal_autocheckpoint(store->db, 256);
	store->durability = STORE_NO_FLUSH;
	return sql_script(store, "PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL;", err);
}

static int database_open(struct store *store, bool create, struct error *err)
{
	int result;

	if (create && !file_exists(store->path)) {
		/* Made by us first: SQLite gives its side files the owner and mode of this one. */
		int fd = open(store->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

		if (fd < 0)
			return error_raise(err, ERR_ESTATE_WRITE, store->path, strerror(errno));
		if (store->has_owner && fchown(fd, store->owner.user, store->owner.group) != 0) {
			close(fd);
			return error_raise(err, ERR_ESTATE_WRITE, store->path, strerror(errno));
		}
		close(fd);
	}
	result = sqlite3_open_v2(store->path, &store->db, SQLITE_OPEN_READWRITE, NULL);
	if (result != SQLITE_OK)
		return sql_fail(store, result, err);
	return database_prepare(store, err);
}

/* Made in one go under the lock, so that two who create at once, or a crash, leave a whole estate.
 */
static int database_create(struct store *store, struct error *err)
{
	bool is_empty = false;
	int rc = schema_check(store, &is_empty, err);

	if (rc)
		return rc;
	if (!is_empty)
		return key_confirm(store, false, err);
	rc = schema_create(store, err);
	if (!rc)
		rc = key_confirm(store, true, err);
	if (!rc)
		rc = sql_script(store, "COMMIT", err);
	if (rc)
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

/* Which file is open, to be told from one that is put in its place later. */
static int database_identify(struct store *store, struct error *err)
{
	struct stat status;

	if (stat(store->path, &status) != 0)
		return error_raise(err, ERR_ESTATE_MISSING, store->home);
	store->device = status.st_dev;
	store->inode = status.st_ino;
	return 0;
}

/* What is written to a file that nobody will open again is lost, however well it was written. */
static int database_in_place(const struct store *store, struct error *err)
{
	struct stat status;

	if (stat(store->path, &status) == 0 && status.st_dev == store->device &&
	    status.st_ino == store->inode)
		return 0;
	return error_raise(err, ERR_ESTATE_REPLACED, store->home);
}

static int open_all(struct store *store, bool create, struct error *err)
{
	bool is_empty = false;
	int rc;

	if (create) {
		rc = lock_take(store, err);
		if (!rc)
			rc = key_load(store, !file_exists(store->path), err);
		if (!rc)
			rc = database_open(store, true, err);
		if (!rc)
			rc = database_create(store, err);
		if (!rc)
			rc = database_identify(store, err);
		lock_release(store);
		return rc;
	}
	/* What cannot be looked at may be there: only what is certainly absent is called missing.
	 */
	if (access(store->path, F_OK) != 0)
		return errno == ENOENT || errno == ENOTDIR
			   ? error_raise(err, ERR_ESTATE_MISSING, store->home)
			   : error_raise(err, ERR_HOME_UNUSABLE, store->home, strerror(errno));
	rc = database_open(store, false, err);
	if (!rc)
		rc = schema_check(store, &is_empty, err);
	if (!rc && is_empty)
		rc = error_raise(err, ERR_ESTATE_MISSING, store->home);
	if (!rc)
		rc = key_load(store, false, err);
	if (!rc)
		rc = key_confirm(store, false, err);
	return rc ? rc : database_identify(store, err);
}

int store_open(const char *home, bool create, const struct file_owner *owner,
    const struct ports *ports, struct store **out, struct error *err)
{
	struct store *store = calloc(1, sizeof(*store));
	int rc;

	if (!store)
		return error_raise(err, ERR_MEMORY);
	store->lock_fd = -1;
	store->logins_fd = -1;
	store->ports = ports;
	if (owner) {
		store->has_owner = true;
		store->owner = *owner;
	}
	store->home = strdup(home);
	store->path = path_join(home, "estate.db");
	rc = store->home && store->path ? 0 : error_raise(err, ERR_MEMORY);
	if (!rc && create)
		rc = directory_make(home, owner, err);
	if (!rc)
		rc = open_all(store, create, err);
	if (rc)
		store_close(store);
	else
		*out = store;
	return rc;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	store_rollback(store);
	store_end_read(store);
	/* Who wrote leaves a database that is whole by itself, for those who copy it or open it
	 * next. */
	if (store->flushed)
		sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	for (size_t i = 0; i < store->n_cached; i++)
		sqlite3_finalize(store->cache[i].statement);
	sqlite3_close(store->db);
	if (store->lock_fd >= 0)
		close(store->lock_fd);
	if (store->logins_fd >= 0)
		close(store->logins_fd); /* after SQLite's own: see store-login.c */
	secret_wipe(store->seal_key, sizeof(store->seal_key));
	secret_wipe(store->mac_key, sizeof(store->mac_key));
	secret_wipe(store->digest_key, sizeof(store->digest_key));
	free(store->home);
	free(store->path);
	free(store);
}

/* Transactions */

static int durability_set(struct store *store, enum store_durability durability, struct error *err)
{
	int rc;

	if (store->durability == durability)
		return 0;
	rc = sql_script(store,
	    durability == STORE_FLUSH ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL",
	    err);
	if (!rc)
		store->durability = durability;
	return rc;
}

static int settle(struct store *store, struct error *err)
{
	int rc;

	if (!store->settling.settle || store->settling_now)
		return 0;
	store->settling_now = true;
	rc = store->settling.settle(store->settling.context, err);
	store->settling_now = false;
	return rc;
}

int store_begin(struct store *store, enum store_durability durability, struct error *err)
{
	int rc;

	if (store->state != STORE_IDLE)
		return error_raise(err, ERR_INTERNAL, "a transaction is open already");
	rc = lock_take(store, err);
	if (rc)
		return rc;
	rc = database_in_place(store, err);
	if (!rc)
		rc = durability_set(store, durability, err);
	if (!rc)
		rc = sql_script(store, "BEGIN IMMEDIATE", err);
	if (rc) {
		lock_release(store);
		return rc;
	}
	store->state = STORE_WRITING;
	store->now_is_known = false;
	rc = settle(store, err);
	if (rc)
		store_rollback(store);
	return rc;
}

int store_commit(struct store *store, struct error *err)
{
	int rc = sqlite3_get_autocommit(store->db) ? error_raise(err, ERR_ESTATE_WRITE, store->path,
							 "the transaction was given up")
						   : sql_script(store, "COMMIT", err);

	if (rc) {
		store_rollback(store);
		return rc;
	}
	store->state = STORE_IDLE;
	store->flushed = store->flushed || store->durability == STORE_FLUSH;
	lock_release(store);
	return 0;
}

void store_rollback(struct store *store)
{
	if (store->state != STORE_WRITING)
		return;
	sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	store->state = STORE_IDLE;
	lock_release(store);
}

int store_begin_read(struct store *store, struct error *err)
{
	int rc;

	if (store->state != STORE_IDLE)
		return error_raise(err, ERR_INTERNAL, "a transaction is open already");
	rc = database_in_place(store, err);
	if (rc)
		return rc;
	if (store->settling.due && store->settling.due(store->settling.context)) {
		rc = store_begin(store, STORE_FLUSH, err);
		if (!rc)
			rc = store_commit(store, err);
		if (rc)
			return rc;
	}
	rc = sql_script(store, "BEGIN", err);
	if (!rc)
		store->state = STORE_READING;
	store->now_is_known = false;
	return rc;
}

void store_end_read(struct store *store)
{
	if (store->state != STORE_READING)
		return;
	sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
	store->state = STORE_IDLE;
}

int store_part_begin(struct store *store, struct error *err)
{
	return sql_script(store, "SAVEPOINT part", err);
}

int store_part_keep(struct store *store, struct error *err)
{
	return sql_script(store, "RELEASE part", err);
}

int store_part_undo(struct store *store, struct error *err)
{
	return sql_script(store, "ROLLBACK TO part; RELEASE part", err);
}

/* Settings, clock, sealing */

static void setting_fields(struct bytes *data, const char *name, const char *value)
{
	bytes_append_text(data, "setting");
	row_mac_text(data, name);
	row_mac_text(data, value);
}

int store_setting_get(struct store *store, const char *name, char **value, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	struct bytes data = BYTES_INIT;
	bool row = false;
	int rc = sql_open(
	    store, err, &statement, "SELECT value, mac FROM setting WHERE name = ?", "t", name);

	*value = NULL;
	if (!rc)
		rc = sql_next(store, statement, &row, err);
	if (!rc && row)
		rc = sql_text_copy(statement, 0, value, err);
	if (!rc && row) {
		setting_fields(&data, name, *value);
		rc = row_mac_check(store, "setting", &data, statement, 1, err);
	}
	sql_close(statement);
	if (rc) {
		free(*value);
		*value = NULL;
	}
	return rc;
}

int store_setting_set(struct store *store, const char *name, const char *value, struct error *err)
{
	struct bytes data = BYTES_INIT;
	unsigned char mac[32];
	int rc;

	setting_fields(&data, name, value);
	rc = row_mac(store, &data, mac, err);
	return rc ? rc
		  : sql_run(store, err,
			"INSERT INTO setting (name, value, mac) VALUES (?, ?, ?) ON CONFLICT (name)"
			" DO UPDATE SET value = excluded.value, mac = excluded.mac",
			"ttb", name, value, mac, sizeof(mac));
}

/* An offset beyond this is nobody's: the clock stays far from where its arithmetic ends. */
#define CLOCK_OFFSET_MAX (INT64_C(1000) * 366 * 86400 * 1000000)

static int64_t clock_offset(struct store *store)
{
	struct error ignored = ERROR_INIT;
	char *text = NULL;
	long long offset = 0;

	if (store_setting_get(store, "clock-offset-us", &text, &ignored) == 0 && text)
		offset = strtoll(text, NULL, 10);
	free(text);
	return offset > CLOCK_OFFSET_MAX || offset < -CLOCK_OFFSET_MAX ? 0 : offset;
}

int64_t store_now(struct store *store)
{
	if (!store->now_is_known)
		store->now = store->ports->now(store->ports->context) + clock_offset(store);
	store->now_is_known = store->state != STORE_IDLE;
	return store->now;
}

int store_seal(struct store *store, const char *purpose, const struct secret *plain,
    struct bytes *sealed, struct error *err)
{
	return crypto_seal(
	    store->seal_key, purpose, strlen(purpose), plain->data, plain->len, sealed, err);
}

int store_unseal(struct store *store, const char *purpose, const void *sealed, size_t sealed_len,
    struct secret *plain, struct error *err)
{
	return crypto_open(
	    store->seal_key, purpose, strlen(purpose), sealed, sealed_len, plain, err);
}

int store_mac(
    struct store *store, const void *data, size_t len, unsigned char mac[32], struct error *err)
{
	return crypto_mac(store->mac_key, data, len, mac, err);
}
