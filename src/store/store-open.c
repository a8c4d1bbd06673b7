/* Opening and closing an estate's database, and making it where there is none. */
#include "secret.h"
#include "store-private.h"
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* Those of a database that is gone: they must not be taken for the new one's. */
static void remove_side_files(const struct store *store)
{
	static const char *const names[] = {"estate.db-wal", "estate.db-shm"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		char *path = path_join(store->home, names[i]);

		if (path)
			(void)unlink(path);
		free(path);
	}
}

static int database_open(struct store *store, bool create, struct error *err)
{
	int result;

	if (create && !file_exists(store->path)) {
		/* Made by us first: SQLite gives its side files the owner and mode of this one. */
		int fd = open(store->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

		if (fd < 0)
			return error_raise(err, ERR_ESTATE_WRITE, store->path, strerror(errno));
		remove_side_files(store);
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
		return estate_key_confirm(store, false, err);
	rc = schema_create(store, err);
	if (!rc)
		rc = estate_key_confirm(store, true, err);
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

static int open_or_create(struct store *store, struct error *err)
{
	int rc = lock_take(store, err);

	if (!rc)
		rc = replacement_finish(store, err);
	if (!rc)
		rc = estate_key_load(store, !file_exists(store->path), err);
	if (!rc)
		rc = database_open(store, true, err);
	if (!rc)
		rc = database_create(store, err);
	if (!rc)
		rc = database_identify(store, err);
	lock_release(store);
	return rc;
}

/* The files belong together if the database had its place before and after they were opened. */
static int open_files(struct store *store, struct error *err)
{
	bool is_empty = false;
	struct error replaced = ERROR_INIT;
	int rc = database_identify(store, err);

	if (rc)
		return rc;
	rc = database_open(store, false, err);
	if (!rc)
		rc = schema_check(store, &is_empty, err);
	if (!rc && is_empty)
		rc = error_raise(err, ERR_ESTATE_MISSING, store->home);
	if (!rc)
		rc = estate_key_load(store, false, err);
	if (!rc)
		rc = estate_key_confirm(store, false, err);
	/* Whatever files say that do not belong together, that is what is the matter. */
	if (!store_in_place(store, &replaced))
		return rc;
	*err = replaced;
	return ERR_ESTATE_REPLACED;
}

static int open_existing(struct store *store, struct error *err)
{
	int rc = replacement_settle(store, err);

	if (rc)
		return rc;
	/* What cannot be looked at may be there: only what is certainly absent is called missing.
	 */
	if (access(store->path, F_OK) != 0)
		return errno == ENOENT || errno == ENOTDIR
			   ? error_raise(err, ERR_ESTATE_MISSING, store->home)
			   : error_raise(err, ERR_HOME_UNUSABLE, store->home, strerror(errno));
	return open_files(store, err);
}

int store_make(const char *home, const struct file_owner *owner, const struct ports *ports,
    struct store **out, struct error *err)
{
	struct store *store = calloc(1, sizeof(*store));

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
	if (!store->home || !store->path) {
		store_close(store);
		return error_raise(err, ERR_MEMORY);
	}
	*out = store;
	return 0;
}

/* Times that an estate may be replaced while it is being opened. */
#define OPEN_TRIES 3

int store_open(const char *home, bool create, const struct file_owner *owner,
    const struct ports *ports, struct store **out, struct error *err)
{
	struct store *store = NULL;
	int rc = 0;

	for (int tries = 0; tries < OPEN_TRIES; tries++) {
		rc = store_make(home, owner, ports, &store, err);
		if (!rc && create)
			rc = directory_make(home, owner, err);
		if (!rc)
			rc = create ? open_or_create(store, err) : open_existing(store, err);
		if (!rc) {
			*out = store;
			return 0;
		}
		store_close(store);
		store = NULL;
		if (rc != ERR_ESTATE_REPLACED)
			break;
	}
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
