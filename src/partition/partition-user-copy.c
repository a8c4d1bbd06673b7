/* Users move between clones of one HSM: whole, with the hash of the password and the public key. */
#include "error.h"
#include "partition-private.h"

#include <string.h>

int partition_user_extract(const struct partition *partition,
    const struct partition_session *session, const char *name, enum user_role role,
    struct user_copy *copy, struct error *err)
{
	int rc = partition_permit(partition, session, PERMIT_USER_EXTRACT, err);

	memset(copy, 0, sizeof(*copy));
	memcpy(copy->lineage, partition->row.lineage, sizeof(copy->lineage));
	copy->type = partition->row.type;
	return rc ? rc : partition_user_find(partition, name, role, &copy->row, err);
}

static bool same_user(const struct user_row *a, const struct user_row *b)
{
	return strcmp(a->name, b->name) == 0 && a->role == b->role && a->mfa == b->mfa &&
	       a->quorum == b->quorum && a->public_key_len == b->public_key_len &&
	       memcmp(a->public_key, b->public_key, a->public_key_len) == 0 &&
	       a->verifier.cost == b->verifier.cost &&
	       memcmp(a->verifier.salt, b->verifier.salt, sizeof(a->verifier.salt)) == 0 &&
	       memcmp(a->verifier.hash, b->verifier.hash, sizeof(a->verifier.hash)) == 0;
}

bool partition_user_equal(const struct user_copy *a, const struct user_copy *b)
{
	return same_user(&a->row, &b->row) &&
	       partition_user_is_locked(&a->row) == partition_user_is_locked(&b->row);
}

/* The command takes no approval: where users are made by quorum, it makes none. */
static int check_unguarded(const struct partition *partition, struct error *err)
{
	return partition->row.quorum[QUORUM_USER] < QUORUM_MIN
		   ? 0
		   : error_raise(err, ERR_QUORUM_REQUIRED);
}

static int add_copy(struct partition *partition, const struct partition_session *session,
    const struct user_copy *copy, struct error *err)
{
	const struct audit_entry entry = {
	    .opcode = copy->row.role == ROLE_ADMIN ? AUDIT_CREATE_CO : AUDIT_CREATE_USER,
	    .username = copy->row.name,
	    .role = copy->row.role};
	int rc = check_unguarded(partition, err);

	if (!rc)
		rc = partition_check_user_room(partition, err);
	if (!rc)
		rc = store_user_add(partition->store, partition->row.id, &copy->row, err);
	return rc ? rc : partition_audit(partition, session, &entry, err);
}

int partition_user_insert(struct partition *partition, const struct partition_session *session,
    const struct user_copy *copy, bool *is_locked, struct error *err)
{
	struct user_row standing;
	bool found = false;
	int rc = partition_permit(partition, session, PERMIT_USER_INSERT, err);

	if (!rc && memcmp(partition->row.lineage, copy->lineage, sizeof(copy->lineage)) != 0)
		rc = error_raise(err, ERR_CLUSTERS_UNRELATED);
	if (!rc && partition->row.type < copy->type)
		rc = error_raise(err, ERR_POLICY, "A user of hsm2m.medium",
		    hsm_type_name(partition->row.type), cluster_mode_name(partition->row.mode));
	if (!rc)
		rc = store_user_get(
		    partition->store, partition->row.id, copy->row.name, &standing, &found, err);
	if (!rc && found)
		rc = same_user(&standing, &copy->row) ? 0 : error_raise(err, ERR_USER_EXISTS);
	else if (!rc)
		rc = add_copy(partition, session, copy, err);
	if (!rc)
		*is_locked = found && partition_user_is_locked(&standing);
	return rc;
}
