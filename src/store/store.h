/*
 * The store: the only SQL. One SQLite file an estate, its key, its locks and its transactions.
 *
 * A write transaction is short: begin (a file lock for fairness, BEGIN IMMEDIATE, settling), one
 * savepoint for each HSM's part, commit. Readers wait for nobody. Rows are in store-estate.h (what
 * the control plane knows) and store-partition.h (what the HSMs hold).
 *
 * All calls return 0 or an enum error_code with err filled. A row that was edited from outside is
 * ERR_ESTATE_ALTERED.
 */
#ifndef LOCALHSM_STORE_H
#define LOCALHSM_STORE_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes;
struct error;
struct file_owner;
struct ports;
struct secret;
struct store;

/*
 * Opens home/estate.db with home/estate.key. create makes both (and home) when there is neither;
 * otherwise ERR_ESTATE_MISSING. owner may be NULL. ports are borrowed.
 */
MUST_CHECK int store_open(const char *home, bool create, const struct file_owner *owner,
    const struct ports *ports, struct store **store, struct error *err);
void store_close(struct store *store); /* takes NULL; rolls back what is open */
const struct ports *store_ports(const struct store *store);

/*
 * What each transaction does first. due is asked cheaply, in a read; settle carries it out, inside
 * a write transaction. The estate registers itself here, because client and estate do not know each
 * other.
 */
struct store_settling {
	void *context;
	bool (*due)(void *context);
	int (*settle)(void *context, struct error *err);
};
void store_set_settling(struct store *store, const struct store_settling *settling);

/* FLUSH waits for the disk at commit; NO_FLUSH is for what may be lost with the machine's power. */
enum store_durability { STORE_FLUSH, STORE_NO_FLUSH };

/* One transaction is open at a time; they do not nest. */
MUST_CHECK int store_begin(
    struct store *store, enum store_durability durability, struct error *err);
/*
 * The same, waiting for its turn for so long at most (milliseconds, 30,000 with store_begin): for
 * what can be left out. ERR_ESTATE_BUSY.
 */
MUST_CHECK int store_begin_within(
    struct store *store, enum store_durability durability, int wait_ms, struct error *err);
MUST_CHECK int store_commit(struct store *store, struct error *err); /* rolls back when it fails */
void store_rollback(struct store *store);                            /* nothing when none is open */

/* A snapshot for reading; settles first when something is due, and the estate can be written. */
MUST_CHECK int store_begin_read(struct store *store, struct error *err);
void store_end_read(struct store *store);

/* One HSM's part of a write transaction: kept, or undone as if it had not been. */
MUST_CHECK int store_part_begin(struct store *store, struct error *err);
MUST_CHECK int store_part_keep(struct store *store, struct error *err);
MUST_CHECK int store_part_undo(struct store *store, struct error *err);

/* Settings of the estate. *value is for the caller to free, NULL when unset. */
MUST_CHECK int store_setting_get(
    struct store *store, const char *name, char **value, struct error *err);
MUST_CHECK int store_setting_set(
    struct store *store, const char *name, const char *value, struct error *err);

/* The estate's clock: the machine's plus the setting clock-offset-us, read once a transaction. */
int64_t store_now(struct store *store);
/* Microseconds; 0 when the offset is not set, or is one that nobody can have set. */
MUST_CHECK int store_clock_offset(struct store *store, int64_t *offset, struct error *err);
/*
 * What store_now answers from here on in this transaction, for carrying out what fell due earlier;
 * INT64_MIN: the estate's clock again.
 */
void store_pretend_now(struct store *store, int64_t now);
/* In a write transaction, and from then on in it. */
MUST_CHECK int store_clock_set_offset(struct store *store, int64_t offset, struct error *err);

/* Seals data of the estate's own (a cluster's private key); purpose keeps blobs from changing
 * places. */
MUST_CHECK int store_seal(struct store *store, const char *purpose, const struct secret *plain,
    struct bytes *sealed, struct error *err);
MUST_CHECK int store_unseal(struct store *store, const char *purpose, const void *sealed,
    size_t sealed_len, struct secret *plain, struct error *err);
/* HMAC-SHA-256 under a key of the estate. */
MUST_CHECK int store_mac(
    struct store *store, const void *data, size_t len, unsigned char mac[32], struct error *err);

#endif
