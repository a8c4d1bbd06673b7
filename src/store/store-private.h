/* Inside the store: the handle, and the few calls through which all SQL goes (store-sql.c). */
#ifndef LOCALHSM_STORE_PRIVATE_H
#define LOCALHSM_STORE_PRIVATE_H

#include "attributes.h"
#include "error.h"
#include "files.h"
#include "ports.h"
#include "store.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum store_state { STORE_IDLE, STORE_READING, STORE_WRITING };

#define STATEMENT_CACHE 64

struct bytes;
struct secret;

struct store {
	sqlite3 *db;
	char *home, *path;
	const struct ports *ports;
	bool has_owner;
	struct file_owner owner;
	/* One key a purpose, so that no use can be turned against another. */
	unsigned char seal_key[32], mac_key[32], digest_key[32];
	dev_t device; /* of the database that is open: somebody may put another in its place */
	ino_t inode;
	int lock_fd; /* estate.lock: one writer at a time, in a queue of its own */
	bool is_locked;
	int logins_fd; /* the database again: a byte far behind its end for each process with logins
			*/
	int64_t login_slot;
	enum store_state state;
	enum store_durability durability; /* what PRAGMA synchronous stands at */
	struct store_settling settling;
	bool settling_now;
	bool flushed; /* something was committed that is to last */
	bool now_is_known;
	int64_t now; /* of the transaction that is open */
	struct {
		const char *text;
		sqlite3_stmt *statement;
	} cache[STATEMENT_CACHE];
	size_t n_cached;
};

/*
 * store-mac.c: rows that are believed only under their MAC. The fields are appended to data (with
 * bytes_append_*), which is freed by either call. table is for the error.
 */
MUST_CHECK int row_mac(
    struct store *store, struct bytes *data, unsigned char mac[32], struct error *err);
MUST_CHECK int row_mac_check(struct store *store, const char *table, struct bytes *data,
    sqlite3_stmt *statement, int column, struct error *err);
/* A text with its length; NULL differs from "". */
void row_mac_text(struct bytes *data, const char *text);
/* A field that counts only when it is not as older versions had it: its name goes with it. */
void row_mac_field(struct bytes *data, const char *name, const char *text);

/* How long a writer waits for its turn. */
#define LOCK_WAIT_MS 30000

/* store-open.c: a store without a database, for who works on the files of a home. */
MUST_CHECK int store_make(const char *home, const struct file_owner *owner,
    const struct ports *ports, struct store **store, struct error *err);

/* store.c: ERR_ESTATE_REPLACED when the database that is open is no more the estate's. */
MUST_CHECK int store_in_place(const struct store *store, struct error *err);

/* store-replace.c: another estate that is whole and waits to take the place of this one. */
bool replacement_is_pending(const struct store *store);
/* Puts it there, and removes what a loading that was cut short has left. Under the lock. */
MUST_CHECK int replacement_finish(struct store *store, struct error *err);
/* The same for who is about to open the estate, and waits only if there is something to put. */
MUST_CHECK int replacement_settle(struct store *store, struct error *err);

/* store-estate-key.c */
/* Appends what the file holds. */
MUST_CHECK int estate_key_read(struct store *store, struct secret *key, struct error *err);
/* Whether it is the key that the store was opened with: ERR_ESTATE_REPLACED. */
MUST_CHECK int estate_key_belongs(struct store *store, const struct secret *key, struct error *err);
MUST_CHECK int estate_key_load(struct store *store, bool create, struct error *err);
/* Writes, or checks, a value that only this key gives. */
MUST_CHECK int estate_key_confirm(struct store *store, bool create, struct error *err);

/* store-lock.c: ERR_ESTATE_BUSY when the time has run out. */
MUST_CHECK int lock_take(struct store *store, struct error *err);
MUST_CHECK int lock_wait(struct store *store, int wait_ms, struct error *err);
void lock_release(struct store *store);
bool lock_try(struct store *store); /* does not wait */

/* store-login.c: whether a process holds this login's byte. */
MUST_CHECK int login_slot_alive(struct store *store, int64_t slot, bool *alive, struct error *err);

/* store-schema.c */
#define STORE_SCHEMA_VERSION 4
MUST_CHECK int schema_check(struct store *store, bool *is_empty, struct error *err);
/* Leaves its transaction open: what else makes the estate whole goes into the same one. */
MUST_CHECK int schema_create(struct store *store, struct error *err);

/* store-sql.c: the text is a literal; it is prepared once and kept. */

/*
 * Values are bound in order, as format says: i int64_t, t const char * (NULL binds NULL), b const
 * void * and size_t.
 */
MUST_CHECK int sql_run(
    struct store *store, struct error *err, const char *text, const char *format, ...);
MUST_CHECK int sql_open(struct store *store, struct error *err, sqlite3_stmt **statement,
    const char *text, const char *format, ...);
/* Steps: *row is false behind the last. The statement is reset when it ends or fails. */
MUST_CHECK int sql_next(struct store *store, sqlite3_stmt *statement, bool *row, struct error *err);
void sql_close(sqlite3_stmt *statement); /* resets early; takes NULL */
/* A statement that is made at run time and not kept. */
MUST_CHECK int sql_open_once(struct store *store, struct error *err, sqlite3_stmt **statement,
    const char *text, const char *format, ...);
void sql_finalize(sqlite3_stmt *statement);
/* For pragmas and transactions. */
MUST_CHECK int sql_script(struct store *store, const char *text, struct error *err);
/* Turns what SQLite says into an error of ours. */
int sql_fail(struct store *store, int result, struct error *err);

/* Columns. Text that does not fit, or a blob of another length, is ERR_ESTATE_ALTERED. */
MUST_CHECK int sql_text(
    sqlite3_stmt *statement, int column, char *buffer, size_t size, struct error *err);
MUST_CHECK int sql_text_copy(sqlite3_stmt *statement, int column, char **copy, struct error *err);
/* A number from 0 to max, or ERR_ESTATE_ALTERED. */
MUST_CHECK int sql_enum(
    sqlite3_stmt *statement, int column, int max, int *value, struct error *err);
MUST_CHECK int sql_blob(
    sqlite3_stmt *statement, int column, void *buffer, size_t len, struct error *err);

/* How a row of a result becomes an item of an array. */
struct sql_reader {
	size_t size; /* of an item, which is zeroed beforehand */
	int (*read)(struct store *store, sqlite3_stmt *statement, const void *context, void *item,
	    struct error *err);
	void (*done)(void *item); /* what an item owns; NULL: nothing */
};
struct sql_items {
	void *items; /* the caller's, to be freed with free(); NULL when there are none */
	size_t count;
};
/* All rows of an opened statement, which is reset. On failure nothing is left over. */
MUST_CHECK int sql_collect(struct store *store, sqlite3_stmt *statement,
    const struct sql_reader *reader, const void *context, struct sql_items *items,
    struct error *err);

#endif
