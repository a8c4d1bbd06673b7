/* Rows of what a quorum and mutual TLS need in an HSM: tokens, trust anchors. Each carries a MAC.
 */
#ifndef LOCALHSM_STORE_QUORUM_H
#define LOCALHSM_STORE_QUORUM_H

#include "attributes.h"
#include "mtls.h"
#include "quorum.h"
#include "store.h"
#include "user.h"

/* What an HSM writes into a token file of each of its tokens; the partition knows the layout. */
#define TOKEN_RECORD_LEN 80

/* A token lives at the most as long as the login that made it: the row goes with the login's. */
struct token_row {
	int64_t id, login;
	enum quorum_service service;
	uint64_t handle; /* of a key; 0 for admin services */
	char username[USERNAME_MAX + 1];
	int64_t created; /* microseconds since 1970 */
	unsigned char record[TOKEN_RECORD_LEN];
	bool is_alive; /* output: whether the login's process lives */
};
MUST_CHECK int store_token_add(
    struct store *store, int64_t partition, const struct token_row *row, struct error *err);
/* In the order in which they were made. *rows is for the caller to free(). */
MUST_CHECK int store_token_list(struct store *store, int64_t partition, struct token_row **rows,
    size_t *count, struct error *err);
MUST_CHECK int store_token_remove(struct store *store, int64_t id, struct error *err);
/* Removes those of all HSMs that were made until then. */
MUST_CHECK int store_token_expire(struct store *store, int64_t until, struct error *err);

struct anchor_row {
	unsigned reference;
	char *certificate; /* PEM */
};
void anchor_rows_free(struct anchor_row *rows, size_t count); /* takes NULL */
MUST_CHECK int store_anchor_add(
    struct store *store, int64_t partition, const struct anchor_row *row, struct error *err);
/* In order of reference; for anchor_rows_free. */
MUST_CHECK int store_anchor_list(struct store *store, int64_t partition, struct anchor_row **rows,
    size_t *count, struct error *err);
MUST_CHECK int store_anchor_remove(
    struct store *store, int64_t partition, unsigned reference, struct error *err);

#endif
