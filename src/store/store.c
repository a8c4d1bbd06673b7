/* What an open store does for everybody: transactions, settings, the clock, sealing. */
#include "store.h"

#include "bytes.h"
#include "crypto.h"
#include "secret.h"
#include "store-private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const struct ports *store_ports(const struct store *store)
{
	return store->ports;
}

void store_set_settling(struct store *store, const struct store_settling *settling)
{
	store->settling = *settling;
}

/* Transactions */

/* What is written to a file that nobody will open again is lost, however well it was written. */
int store_in_place(const struct store *store, struct error *err)
{
	struct stat status;

	if (stat(store->path, &status) == 0 && status.st_dev == store->device &&
	    status.st_ino == store->inode && !replacement_is_pending(store))
		return 0;
	return error_raise(err, ERR_ESTATE_REPLACED, store->home);
}

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

int store_begin_within(
    struct store *store, enum store_durability durability, int wait_ms, struct error *err)
{
	int rc;

	if (store->state != STORE_IDLE)
		return error_raise(err, ERR_INTERNAL, "a transaction is open already");
	rc = lock_wait(store, wait_ms, err);
	if (rc)
		return rc;
	rc = store_in_place(store, err);
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

int store_begin(struct store *store, enum store_durability durability, struct error *err)
{
	return store_begin_within(store, durability, LOCK_WAIT_MS, err);
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
	store->now_is_known = false;
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
	store->now_is_known = false;
	lock_release(store);
}

/* Where nothing can be written, what there is can still be read. */
static int settle_first(struct store *store, struct error *err)
{
	struct error reason = ERROR_INIT;
	int rc = store_begin(store, STORE_FLUSH, &reason);

	if (!rc)
		rc = store_commit(store, &reason);
	if (rc && rc != ERR_ESTATE_WRITE && err)
		*err = reason;
	return rc == ERR_ESTATE_WRITE ? 0 : rc;
}

int store_begin_read(struct store *store, struct error *err)
{
	int rc;

	if (store->state != STORE_IDLE)
		return error_raise(err, ERR_INTERNAL, "a transaction is open already");
	rc = store_in_place(store, err);
	if (rc)
		return rc;
	if (store->settling.due && store->settling.due(store->settling.context)) {
		rc = settle_first(store, err);
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
	store->now_is_known = false;
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

static const char clock_setting[] = "clock-offset-us";

int store_clock_offset(struct store *store, int64_t *offset, struct error *err)
{
	char *text = NULL;
	int rc = store_setting_get(store, clock_setting, &text, err);
	long long set = !rc && text ? strtoll(text, NULL, 10) : 0;

	free(text);
	*offset = set > CLOCK_OFFSET_MAX || set < -CLOCK_OFFSET_MAX ? 0 : set;
	return rc;
}

int store_clock_set_offset(struct store *store, int64_t offset, struct error *err)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, offset);
	store->now_is_known = false;
	return store_setting_set(store, clock_setting, text, err);
}

void store_pretend_now(struct store *store, int64_t now)
{
	store->now = now;
	store->now_is_known = now != INT64_MIN;
}

int64_t store_now(struct store *store)
{
	struct error ignored = ERROR_INIT;
	int64_t offset = 0;

	if (store->now_is_known)
		return store->now;
	if (store_clock_offset(store, &offset, &ignored) != 0)
		offset = 0;
	store->now = store->ports->now(store->ports->context) + offset;
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
