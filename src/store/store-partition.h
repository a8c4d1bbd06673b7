/*
 * Rows of what the HSMs hold: partitions, users, keys, logins; quorum tokens, trust anchors and
 * audit logs are in store-quorum.h and store-audit.h.
 *
 * A key is an immutable version, sealed once; a partition holds thin rows that point to versions
 * and carry the columns that are searched by. Partition and user rows carry a MAC.
 */
#ifndef LOCALHSM_STORE_PARTITION_H
#define LOCALHSM_STORE_PARTITION_H

#include "attributes.h"
#include "estate.h"
#include "key.h"
#include "mtls.h"
#include "quorum.h"
#include "store.h"
#include "user.h"

struct partition_row {
	int64_t id;
	enum hsm_type type;
	enum cluster_mode mode;
	unsigned char lineage[16];
	unsigned quorum[QUORUM_VALUES]; /* QUORUM_OFF, or how many must approve */
	enum mtls_level mtls_level;     /* MTLS_NONE, MTLS_CLUSTER */
	uint64_t tokens_made;           /* quorum tokens, ever */
	bool limited_write;             /* its cluster is being migrated: changes are refused */
};
/* Writes the new id to row->id. */
MUST_CHECK int store_partition_add(
    struct store *store, struct partition_row *row, struct error *err);
MUST_CHECK int store_partition_get(
    struct store *store, int64_t id, struct partition_row *row, struct error *err);
/* Writes the policies, that is all but type, mode and lineage. */
MUST_CHECK int store_partition_update(
    struct store *store, const struct partition_row *row, struct error *err);
/*
 * Copies users, keys and trust anchors of from into the fresh partition to; logins, tokens and the
 * audit log are not copied.
 */
MUST_CHECK int store_partition_copy_contents(
    struct store *store, int64_t from, int64_t to, struct error *err);
/* Removes its users, keys, anchors, logins and tokens. The partition stays, and so does its log. */
MUST_CHECK int store_partition_clear(struct store *store, int64_t id, struct error *err);
/* Removes the partition with its users, keys and logins, and versions that nobody holds any more.
 */
MUST_CHECK int store_partition_remove(struct store *store, int64_t id, struct error *err);

/* How a password is known: scrypt (RFC 7914), r=8, p=1. */
struct password_verifier {
	uint64_t cost; /* N */
	unsigned char salt[16];
	unsigned char hash[32];
};

/* SubjectPublicKeyInfo of RSA-2048: 292 bytes, and a few more where the exponent is long. */
#define USER_PUBLIC_KEY_MAX 320

struct user_row {
	char name[USERNAME_MAX + 1];
	enum user_role role;
	struct password_verifier verifier; /* cost 0: nobody can log in as this user */
	unsigned failures;                 /* wrong passwords since the last right one */
	bool mfa, quorum;                  /* what the public key is registered for */
	unsigned char public_key[USER_PUBLIC_KEY_MAX]; /* SubjectPublicKeyInfo */
	size_t public_key_len;                         /* 0: none */
};
/* In order of creation. *rows is for the caller to free(). */
MUST_CHECK int store_user_list(struct store *store, int64_t partition, struct user_row **rows,
    size_t *count, struct error *err);
MUST_CHECK int store_user_get(struct store *store, int64_t partition, const char *name,
    struct user_row *row, bool *found, struct error *err);
MUST_CHECK int store_user_add(
    struct store *store, int64_t partition, const struct user_row *row, struct error *err);
MUST_CHECK int store_user_update(
    struct store *store, int64_t partition, const struct user_row *row, struct error *err);
MUST_CHECK int store_user_remove(
    struct store *store, int64_t partition, const char *name, struct error *err);
MUST_CHECK int store_user_count(
    struct store *store, int64_t partition, size_t *count, struct error *err);

/*
 * Seals plain as a key version, or finds the version with the same contents. The caller knows the
 * layout; the store does not.
 */
MUST_CHECK int store_version_add(
    struct store *store, const void *plain, size_t len, int64_t *version, struct error *err);
MUST_CHECK int store_version_get(
    struct store *store, int64_t version, struct secret *plain, struct error *err);

struct key_row {
	uint64_t handle;
	int64_t version;
	enum key_type type;
	enum key_class class;
	char label[KEY_LABEL_SIZE];
	unsigned char id[KEY_ID_MAX];
	size_t id_len;
	char owner[USERNAME_MAX + 1];
	const char *sharees; /* "|alice|bob|", "" for none; borrowed when putting, NULL when read */
};
/* Inserts, or replaces the row of the same handle; the version that nobody holds any more goes. */
MUST_CHECK int store_key_put(
    struct store *store, int64_t partition, const struct key_row *row, struct error *err);
MUST_CHECK int store_key_get(struct store *store, int64_t partition, uint64_t handle,
    struct key_row *row, bool *found, struct error *err);
/* Whether the row's sharees are those: they are searched by, so an edited column must be seen. */
MUST_CHECK int store_key_sharees_are(struct store *store, int64_t partition, uint64_t handle,
    const char *sharees, bool *equal, struct error *err);
MUST_CHECK int store_key_remove(
    struct store *store, int64_t partition, uint64_t handle, struct error *err);

/* Conditions that an index serves, and whose keys are seen; all that are set must hold. */
struct key_query {
	const char *viewer; /* keys owned by, shared with, and public ones; NULL: all keys */
	const char *shared_with;
	const char *label;
	const unsigned char *id;
	size_t id_len;
	bool by_handle;
	uint64_t handle;
	bool by_class;
	enum key_class class;
	bool by_type;
	enum key_type type;
};
struct key_ref {
	uint64_t handle;
	int64_t version;
};
/* In ascending order of handle. *refs is for the caller to free(). */
MUST_CHECK int store_key_find(struct store *store, int64_t partition, const struct key_query *query,
    struct key_ref **refs, size_t *count, struct error *err);
/* The query plan of store_key_find, for the test that wants an index used. Appended to plan. */
MUST_CHECK int store_key_find_plan(struct store *store, int64_t partition,
    const struct key_query *query, struct bytes *plan, struct error *err);

/* How many keys there are, and the sum of their handles: equal where the handles are. */
struct key_fingerprint {
	int64_t count, sum;
};
MUST_CHECK int store_key_fingerprint(
    struct store *store, int64_t partition, struct key_fingerprint *fingerprint, struct error *err);
/* Those of from that to has not, in ascending order of handle. *refs is for free(). */
MUST_CHECK int store_key_missing(struct store *store, int64_t from, int64_t to,
    struct key_ref **refs, size_t *count, struct error *err);
/* The same version under the same handle, which is free in to. */
MUST_CHECK int store_key_copy(
    struct store *store, int64_t from, int64_t to, uint64_t handle, struct error *err);

struct key_counts {
	uint64_t total, asymmetric, des3;
};
MUST_CHECK int store_key_count(
    struct store *store, int64_t partition, struct key_counts *counts, struct error *err);
MUST_CHECK int store_key_owned_by(
    struct store *store, int64_t partition, const char *owner, uint64_t *count, struct error *err);

/*
 * Logins. A login lives while the process that made it lives: each process holds a lock on a byte
 * of its own, and a row whose byte nobody holds is dead, however it died.
 */
/* Takes the process's byte, if that has not been done: what is slow comes before the transaction.
 */
MUST_CHECK int store_login_prepare(struct store *store, struct error *err);
MUST_CHECK int store_login_add(struct store *store, int64_t partition, const char *username,
    enum user_role role, int64_t *login, struct error *err);
MUST_CHECK int store_login_remove(struct store *store, int64_t login, struct error *err);
struct login_row {
	int64_t id;
	char username[USERNAME_MAX + 1];
	enum user_role role;
};
/* Logins whose process is gone, and with own those of this process, to be removed; *rows is for the
 * caller to free(). */
MUST_CHECK int store_login_ended(struct store *store, int64_t partition, bool own,
    struct login_row **rows, size_t *count, struct error *err);
/* What the login's session keys take of its HSM's room; des3 is not kept. */
MUST_CHECK int store_login_set_keys(
    struct store *store, int64_t login, const struct key_counts *counts, struct error *err);
/* Adds to counts what the session keys of all logins that live take, but for those of one login. */
MUST_CHECK int store_login_count_keys(struct store *store, int64_t partition, int64_t but_for,
    struct key_counts *counts, struct error *err);
/* Whether the row is still there, and is of that login. */
MUST_CHECK int store_login_exists(struct store *store, int64_t login, int64_t partition,
    const char *username, enum user_role role, bool *exists, struct error *err);
MUST_CHECK int store_login_alive(
    struct store *store, int64_t partition, const char *username, bool *alive, struct error *err);

#endif
