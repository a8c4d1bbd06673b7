/* Putting another estate in the place of the one that is there, and removing one. */
#include "store-snapshot.h"

#include "bytes.h"
#include "secret.h"
#include "store-private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Directories within the home. The first is still being written or checked; what is in the second
 * takes the estate's place, whoever comes next. */
static const char loading_name[] = "estate.loading";
static const char pending_name[] = "estate.new";

struct store_loading {
	struct store *outer; /* the home, with the lock of its writers; no database */
	struct store *inner; /* what is loaded */
	char *dir;
	bool made_home;
};

/* What SQLite and the queue of writers put beside a database. */
static const char *const side_files[] = {"estate.db-wal", "estate.db-shm", "estate.lock"};

static int write_error(const struct store *store, struct error *err)
{
	return error_raise(err, ERR_ESTATE_WRITE, store->home, strerror(errno));
}

/* "home/name", or "home/dir/name"; NULL when memory runs out. */
static char *place_of(const struct store *store, const char *dir, const char *name)
{
	char *path = NULL;

	if (asprintf(&path, "%s/%s%s%s", store->home, dir, dir[0] ? "/" : "", name) < 0)
		return NULL;
	return path;
}

static bool is_there(const struct store *store, const char *name)
{
	char *path = place_of(store, "", name);
	/* Whoever looks next says that memory has run out. */
	bool there = !path || access(path, F_OK) == 0;

	free(path);
	return there;
}

static int remove_file(
    const struct store *store, const char *dir, const char *name, struct error *err)
{
	char *path = place_of(store, dir, name);
	int rc = path ? 0 : error_raise(err, ERR_MEMORY);

	if (!rc && unlink(path) != 0 && errno != ENOENT)
		rc = write_error(store, err);
	free(path);
	return rc;
}

/* The directory of ours with all files in it; none is as good. */
static int remove_directory(const struct store *store, const char *name, struct error *err)
{
	char *path = place_of(store, "", name);
	struct dirent *entry;
	int rc = path ? 0 : error_raise(err, ERR_MEMORY);
	DIR *dir = path ? opendir(path) : NULL;

	while (dir && !rc && (entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			rc = remove_file(store, name, entry->d_name, err);
	}
	if (dir)
		closedir(dir);
	if (!rc && rmdir(path) != 0 && errno != ENOENT)
		rc = write_error(store, err);
	free(path);
	return rc;
}

/* Names that were changed in the home last through a crash. */
static void sync_home(const struct store *store)
{
	int fd = open(store->home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
}

/* A file of the pending estate goes where it belongs, unless an earlier attempt has moved it. */
static int move_in(const struct store *store, const char *name, struct error *err)
{
	char *from = place_of(store, pending_name, name), *to = place_of(store, "", name);
	int rc = from && to ? 0 : error_raise(err, ERR_MEMORY);

	if (!rc && rename(from, to) != 0 && errno != ENOENT)
		rc = write_error(store, err);
	free(from);
	free(to);
	return rc;
}

/* The side files are those of the old database as long as the new one has not come. */
static int move_all_in(const struct store *store, struct error *err)
{
	static const char pending_database[] = "estate.new/estate.db";
	int rc = 0;

	if (is_there(store, pending_database)) {
		rc = remove_file(store, "", "estate.db-wal", err);
		if (!rc)
			rc = remove_file(store, "", "estate.db-shm", err);
		if (!rc)
			rc = move_in(store, "estate.key", err);
		if (!rc)
			rc = move_in(store, "estate.db", err);
		sync_home(store);
	}
	return rc ? rc : remove_directory(store, pending_name, err);
}

bool replacement_is_pending(const struct store *store)
{
	return is_there(store, pending_name);
}

int replacement_finish(struct store *store, struct error *err)
{
	int rc = replacement_is_pending(store) ? move_all_in(store, err) : 0;

	if (!rc && is_there(store, loading_name))
		rc = remove_directory(store, loading_name, err);
	return rc;
}

int replacement_settle(struct store *store, struct error *err)
{
	struct error ignored = ERROR_INIT;
	int rc;

	if (replacement_is_pending(store)) {
		rc = lock_take(store, err);
		if (!rc)
			rc = replacement_finish(store, err);
		lock_release(store);
		return rc;
	}
	/* Whoever loads holds the lock: without it nobody will come back to what lies there. */
	if (is_there(store, loading_name) && lock_try(store)) {
		rc = replacement_finish(store, &ignored);
		lock_release(store);
	}
	return 0;
}

static bool has_estate(const struct store *store)
{
	return is_there(store, "estate.db") || is_there(store, "estate.key");
}

static int prepare_home(
    struct store_loading *loading, bool replace, bool *existed, struct error *err)
{
	struct store *outer = loading->outer;
	int rc;

	loading->made_home = !file_exists(outer->home);
	rc = directory_make(outer->home, outer->has_owner ? &outer->owner : NULL, err);
	if (!rc)
		rc = lock_take(outer, err);
	if (!rc)
		rc = replacement_finish(outer, err);
	if (rc)
		return rc;
	*existed = has_estate(outer);
	if (*existed && !replace)
		return error_raisef(err, ERR_LAB,
		    "There is an estate at %s. With --replace the snapshot takes its place, and "
		    "what "
		    "is there now is lost",
		    outer->home);
	return 0;
}

int store_loading_begin(const char *home, bool replace, const struct file_owner *owner,
    const struct ports *ports, struct store_loading **out, bool *existed, struct error *err)
{
	struct store_loading *loading = calloc(1, sizeof(*loading));
	int rc;

	if (!loading)
		return error_raise(err, ERR_MEMORY);
	rc = store_make(home, owner, ports, &loading->outer, err);
	if (!rc) {
		loading->dir = path_join(home, loading_name);
		rc = loading->dir ? prepare_home(loading, replace, existed, err)
				  : error_raise(err, ERR_MEMORY);
	}
	if (rc)
		store_loading_free(loading);
	else
		*out = loading;
	return rc;
}

static int lay_down(struct store_loading *loading, const char *name, const void *data, size_t len,
    struct error *err)
{
	const struct store *outer = loading->outer;
	char *path = path_join(loading->dir, name);
	int rc =
	    path ? file_write(path, data, len, 0600, outer->has_owner ? &outer->owner : NULL, err)
		 : error_raise(err, ERR_MEMORY);

	free(path);
	return rc;
}

int store_loading_open(struct store_loading *loading, const struct secret *key, const void *image,
    size_t len, struct store **store, struct error *err)
{
	const struct store *outer = loading->outer;
	const struct file_owner *owner = outer->has_owner ? &outer->owner : NULL;
	int rc = directory_make(loading->dir, owner, err);

	if (!rc)
		rc = lay_down(loading, "estate.key", key->data, key->len, err);
	if (!rc)
		rc = lay_down(loading, "estate.db", image, len, err);
	if (!rc)
		rc = store_open(loading->dir, false, owner, outer->ports, &loading->inner, err);
	if (!rc)
		*store = loading->inner;
	return rc;
}

/* All that was written goes into the database itself, which is then closed. */
static int close_inner(struct store_loading *loading, struct error *err)
{
	int result = sqlite3_wal_checkpoint_v2(
	    loading->inner->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	int rc = result == SQLITE_OK ? 0 : sql_fail(loading->inner, result, err);

	store_close(loading->inner);
	loading->inner = NULL;
	for (size_t i = 0; !rc && i < ARRAY_LENGTH(side_files); i++)
		rc = remove_file(loading->outer, loading_name, side_files[i], err);
	return rc;
}

int store_loading_place(struct store_loading *loading, struct error *err)
{
	struct store *outer = loading->outer;
	char *pending = place_of(outer, "", pending_name);
	int rc = pending ? close_inner(loading, err) : error_raise(err, ERR_MEMORY);

	if (!rc && rename(loading->dir, pending) != 0)
		rc = write_error(outer, err);
	free(pending);
	if (rc)
		return rc;
	loading->made_home = false;
	sync_home(outer);
	return replacement_finish(outer, err);
}

void store_loading_free(struct store_loading *loading)
{
	struct error ignored = ERROR_INIT;
	int rc = 0;

	if (!loading)
		return;
	store_close(loading->inner);
	if (loading->outer && loading->outer->is_locked) {
		rc = remove_directory(loading->outer, loading_name, &ignored);
		if (!rc && loading->made_home)
			rc = remove_file(loading->outer, "", "estate.lock", &ignored);
		lock_release(loading->outer);
	}
	if (!rc && loading->made_home && loading->outer)
		(void)rmdir(loading->outer->home);
	store_close(loading->outer);
	free(loading->dir);
	free(loading);
}

/* The database first: without it there is no estate, however far this comes. */
static int remove_all(struct store *store, struct error *err)
{
	static const char *const names[] = {
	    "estate.db", "estate.db-wal", "estate.db-shm", "estate.key", "estate.lock"};
	int rc = remove_directory(store, pending_name, err);

	if (!rc)
		rc = remove_directory(store, loading_name, err);
	for (size_t i = 0; !rc && i < ARRAY_LENGTH(names); i++)
		rc = remove_file(store, "", names[i], err);
	sync_home(store);
	return rc;
}

int store_remove(
    const char *home, const struct file_owner *owner, const struct ports *ports, struct error *err)
{
	struct store *store = NULL;
	int rc = store_make(home, owner, ports, &store, err);

	if (rc)
		return rc;
	if (!has_estate(store) && !replacement_is_pending(store))
		rc = error_raise(err, ERR_ESTATE_MISSING, home);
	if (!rc)
		rc = lock_take(store, err);
	if (!rc)
		rc = remove_all(store, err);
	lock_release(store);
	store_close(store);
	return rc;
}
