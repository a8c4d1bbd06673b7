/*
 * Rows of logins, and how a login of a process that died is told from a living one: each process
 * locks one byte of a file, and the kernel lets go of the lock however the process ends.
 */
#include "store-partition.h"
#include "store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct flock slot_lock(int64_t slot)
{
	struct flock lock;

	memset(&lock, 0, sizeof(lock));
	lock.l_type = F_WRLCK;
	lock.l_whence = SEEK_SET;
	lock.l_start = slot;
	lock.l_len = 1;
	return lock;
}

/*
 * The bytes lie in the database's own file, which nobody removes without ending the estate. These
 * locks belong to the open file, SQLite's to the process: the two do not meet, as long as this
 * descriptor is closed after SQLite's (closing any would drop the process's locks on the file).
 */
static int logins_open(struct store *store, struct error *err)
{
	if (store->logins_fd >= 0)
		return 0;
	store->logins_fd = open(store->path, O_RDWR | O_CLOEXEC);
	if (store->logins_fd < 0)
		return error_raise(err, ERR_ESTATE_WRITE, store->home, strerror(errno));
	return 0;
}

/* Behind the largest file that SQLite makes, and behind the bytes that it locks. */
#define SLOT_BASE (INT64_C(1) << 50)

int store_login_prepare(struct store *store, struct error *err)
{
	int rc = logins_open(store, err);

	while (!rc && !store->login_slot) {
		uint64_t number = 0;
		struct flock lock;
		int64_t slot;

		rc = ports_random(store->ports, &number, sizeof(number), err);
		if (rc)
			return rc;
		slot = SLOT_BASE + (int64_t)(number >> 16);
		lock = slot_lock(slot);
		if (fcntl(store->logins_fd, F_OFD_SETLK, &lock) == 0)
			store->login_slot = slot;
		else if (errno != EAGAIN && errno != EACCES)
			return error_raise(err, ERR_ESTATE_WRITE, store->home, strerror(errno));
	}
	return rc;
}

static bool slot_is_alive(const struct store *store, int64_t slot)
{
	struct flock lock = slot_lock(slot);

	if (slot == store->login_slot)
		return true;
	return fcntl(store->logins_fd, F_OFD_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
}

int login_slot_alive(struct store *store, int64_t slot, bool *alive, struct error *err)
{
	int rc = logins_open(store, err);

	*alive = !rc && slot_is_alive(store, slot);
	return rc;
}

/* A row of a login, whether its process lives, and whether that is this process. */
struct login_state {
	struct login_row row;
	bool is_alive, is_own;
};

static int read_login(
    struct store *store, sqlite3_stmt *s, const void *context, void *item, struct error *err)
{
	struct login_state *state = item;
	int role = ROLE_NONE;
	int rc = sql_text(s, 2, state->row.username, sizeof(state->row.username), err);

	(void)context;
	if (!rc)
		rc = sql_enum(s, 3, ROLE_INCONSISTENT, &role, err);
	state->row.id = sqlite3_column_int64(s, 0);
	state->row.role = (enum user_role)role;
	state->is_alive = slot_is_alive(store, sqlite3_column_int64(s, 1));
	state->is_own = store->login_slot && sqlite3_column_int64(s, 1) == store->login_slot;
	return rc;
}

static int list_logins(struct store *store, int64_t partition, struct login_state **logins,
    size_t *count, struct error *err)
{
	static const struct sql_reader reader = {sizeof(struct login_state), read_login, NULL};
	struct sql_items items = {NULL, 0};
	sqlite3_stmt *s = NULL;
	int rc = logins_open(store, err);

	if (!rc)
		rc = sql_open(store, err, &s,
		    "SELECT id, slot, username, role FROM login WHERE partition = ? ORDER BY id",
		    "i", partition);
	if (!rc)
		rc = sql_collect(store, s, &reader, NULL, &items, err);
	*logins = items.items;
	*count = items.count;
	return rc;
}

int store_login_ended(struct store *store, int64_t partition, bool own, struct login_row **rows,
    size_t *count, struct error *err)
{
	struct login_state *logins = NULL;
	size_t n = 0;
	int rc = list_logins(store, partition, &logins, &n, err);

	*count = 0;
	*rows = rc ? NULL : calloc(n ? n : 1, sizeof(**rows));
	if (!rc && !*rows)
		rc = error_raise(err, ERR_MEMORY);
	for (size_t i = 0; !rc && i < n; i++) {
		if (!logins[i].is_alive || (own && logins[i].is_own))
			(*rows)[(*count)++] = logins[i].row;
	}
	free(logins);
	return rc;
}

int store_login_add(struct store *store, int64_t partition, const char *username,
    enum user_role role, int64_t *login, struct error *err)
{
	int rc = store_login_prepare(store, err);

	if (!rc)
		rc = sql_run(store, err,
		    "INSERT INTO login (partition, username, role, slot) VALUES (?, ?, ?, ?)",
		    "itii", partition, username, (int64_t)role, store->login_slot);
	if (!rc)
		*login = sqlite3_last_insert_rowid(store->db);
	return rc;
}

int store_login_remove(struct store *store, int64_t login, struct error *err)
{
	return sql_run(store, err, "DELETE FROM login WHERE id = ?", "i", login);
}

int store_login_exists(struct store *store, int64_t login, int64_t partition, const char *username,
    enum user_role role, bool *exists, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s,
	    "SELECT 1 FROM login WHERE id = ? AND partition = ? AND username = ? AND role = ?",
	    "iiti", login, partition, username, (int64_t)role);

	*exists = false;
	if (!rc)
		rc = sql_next(store, s, exists, err);
	sql_close(s);
	return rc;
}

int store_login_alive(
    struct store *store, int64_t partition, const char *username, bool *alive, struct error *err)
{
	struct login_state *logins = NULL;
	size_t count = 0;
	int rc = list_logins(store, partition, &logins, &count, err);

	*alive = false;
	for (size_t i = 0; !rc && i < count; i++) {
		if (logins[i].is_alive && strcmp(logins[i].row.username, username) == 0)
			*alive = true;
	}
	free(logins);
	return rc;
}

int store_login_set_keys(
    struct store *store, int64_t login, const struct key_counts *counts, struct error *err)
{
	return sql_run(store, err, "UPDATE login SET keys = ?, asymmetric_keys = ? WHERE id = ?",
	    "iii", (int64_t)counts->total, (int64_t)counts->asymmetric, login);
}

/* A row that says what cannot be is not added up: the sum would be anything. */
static int add_keys(sqlite3_stmt *s, struct key_counts *counts, struct error *err)
{
	int total = 0, asymmetric = 0;
	int rc = sql_enum(s, 1, INT_MAX, &total, err);

	if (!rc)
		rc = sql_enum(s, 2, total, &asymmetric, err);
	counts->total += (uint64_t)total;
	counts->asymmetric += (uint64_t)asymmetric;
	return rc;
}

int store_login_count_keys(struct store *store, int64_t partition, int64_t but_for,
    struct key_counts *counts, struct error *err)
{
	sqlite3_stmt *s = NULL;
	bool more = false;
	int rc = logins_open(store, err);

	if (!rc)
		rc = sql_open(store, err, &s,
		    "SELECT slot, keys, asymmetric_keys FROM login"
		    " WHERE partition = ? AND keys <> 0 AND id <> ?",
		    "ii", partition, but_for);
	while (!rc && !(rc = sql_next(store, s, &more, err)) && more) {
		if (slot_is_alive(store, sqlite3_column_int64(s, 0)))
			rc = add_keys(s, counts, err);
	}
	sql_close(s);
	return rc;
}
