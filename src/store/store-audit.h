/* Rows of the HSMs' audit logs, each under a MAC. Nothing removes them: a log outlives its HSM. */
#ifndef LOCALHSM_STORE_AUDIT_H
#define LOCALHSM_STORE_AUDIT_H

#include "attributes.h"
#include "estate.h"
#include "store.h"
#include "user.h"

struct audit_row {
	int64_t partition;
	uint64_t sequence;    /* output: store_audit_add gives the next one of the partition */
	int64_t at;           /* microseconds since 1970 */
	int opcode, response; /* the partition's numbers */
	int64_t session;
	char username[USERNAME_MAX + 1];
	enum user_role role;
	uint64_t secret_handle, public_handle;
	char hsm_id[RESOURCE_ID_MAX + 1]; /* output of store_audit_list */
};
MUST_CHECK int store_audit_add(struct store *store, const struct audit_row *row, struct error *err);
/*
 * The last event of the key, of some opcodes (bits 1 << opcode), in the logs of all HSMs of the
 * partition's cluster.
 */
MUST_CHECK int store_audit_last_of_key(struct store *store, int64_t partition, uint64_t opcodes,
    uint64_t handle, int *opcode, bool *found, struct error *err);
/* Whose log the partition writes; the first call holds. */
MUST_CHECK int store_audit_stream_put(struct store *store, int64_t partition,
    const char *cluster_id, const char *hsm_id, struct error *err);
/*
 * The logs of a cluster's HSMs, or of one (hsm_id, or NULL), in the order in which they were
 * written; *found whether there ever was such an HSM. *rows is for free(). A log with a gap is
 * ERR_ESTATE_ALTERED.
 */
MUST_CHECK int store_audit_list(struct store *store, const char *cluster_id, const char *hsm_id,
    struct audit_row **rows, size_t *count, bool *found, struct error *err);

#endif
