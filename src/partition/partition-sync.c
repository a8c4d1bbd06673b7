/* Token keys that one HSM of a cluster lacks come from another, without a client. */
#include "error.h"
#include "partition-private.h"
#include "store-audit.h"

#include <stdlib.h>
#include <string.h>

/* How a key comes. */
#define ARRIVALS                                                                                   \
	(UINT64_C(1) << AUDIT_GENERATE_KEY | UINT64_C(1) << AUDIT_GENERATE_KEY_PAIR |              \
	    UINT64_C(1) << AUDIT_CREATE_OBJECT | UINT64_C(1) << AUDIT_UNWRAP_KEY |                 \
	    UINT64_C(1) << AUDIT_INSERT_MASKED_OBJECT)

/* Whether the last that an HSM of the cluster was told of the key's coming and going is its going.
 */
static int is_deleted(const struct partition *to, uint64_t handle, bool *deleted, struct error *err)
{
	int opcode = 0;
	int rc = store_audit_last_of_key(to->store, to->row.id,
	    ARRIVALS | UINT64_C(1) << AUDIT_TOMBSTONE_OBJECT, handle, &opcode, deleted, err);

	*deleted = *deleted && opcode == AUDIT_TOMBSTONE_OBJECT;
	return rc;
}

/*
 * A key whose people are not on the other HSM stays away from it, or it would be theirs who come to
 * the names next; so does one that an HSM of the cluster was told to delete.
 */
static int may_come(const struct partition *from, const struct partition *to, uint64_t handle,
    bool *may, struct error *err)
{
	struct key_object key;
	bool deleted = false;
	int rc = is_deleted(to, handle, &deleted, err);

	*may = false;
	if (rc || deleted)
		return rc;
	rc = partition_token_key_load(from, handle, &key, err);
	if (rc)
		return rc;
	rc = partition_check_people(to, &key, ERR_OWNER_MISSING, ERR_SHAREE_MISSING, err);
	*may = rc == 0;
	if (rc == ERR_OWNER_MISSING || rc == ERR_SHAREE_MISSING) {
		error_clear(err);
		rc = 0;
	}
	key_object_done(&key);
	return rc;
}

static int bring(const struct partition *from, struct partition *to, uint64_t handle,
    size_t *copied, struct error *err)
{
	bool may = false;
	int rc = may_come(from, to, handle, &may, err);

	if (rc || !may)
		return rc;
	rc = store_key_copy(to->store, from->row.id, to->row.id, handle, err);
	*copied += rc == 0;
	return rc;
}

int partition_synchronise(
    const struct partition *from, struct partition *to, size_t *copied, struct error *err)
{
	struct key_ref *missing = NULL;
	size_t count = 0;
	int rc = store_key_missing(to->store, from->row.id, to->row.id, &missing, &count, err);

	*copied = 0;
	for (size_t i = 0; !rc && i < count; i++)
		rc = bring(from, to, missing[i].handle, copied, err);
	free(missing);
	return rc;
}
