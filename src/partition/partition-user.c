/* Users of one HSM: who may make, delete and change them. */
#include "error.h"
#include "partition-private.h"
#include "policy.h"
#include "store-estate.h"

#include <stdlib.h>
#include <string.h>

/* "More than 5 bad attempts" lock a user, counted by each HSM on its own. */
#define FAILURES_MAX 5

bool partition_user_is_locked(const struct user_row *user)
{
	return user->failures > FAILURES_MAX;
}

int partition_user_list(
    const struct partition *partition, struct user_row **users, size_t *count, struct error *err)
{
	return store_user_list(partition->store, partition->row.id, users, count, err);
}

int partition_user_find(const struct partition *partition, const char *name, enum user_role role,
    struct user_row *user, struct error *err)
{
	bool found = false;
	int rc = store_user_get(partition->store, partition->row.id, name, user, &found, err);

	if (rc)
		return rc;
	return found && user->role == role ? 0 : error_raise(err, ERR_USER_UNKNOWN);
}

int partition_activate(
    struct partition *partition, const struct password_verifier *verifier, struct error *err)
{
	const struct audit_entry entry = {
	    .opcode = AUDIT_CHANGE_PSWD, .username = "admin", .role = ROLE_UNACTIVATED_ADMIN};
	struct user_row admin;
	bool found = false;
	int rc = store_user_get(partition->store, partition->row.id, "admin", &admin, &found, err);

	if (!rc)
		rc = partition_permit_activate(
		    partition, !found || admin.role != ROLE_UNACTIVATED_ADMIN, err);
	if (rc)
		return rc;
	admin.role = ROLE_ADMIN;
	rc = partition_verifier_seal(partition, verifier, &admin.verifier, err);
	if (!rc)
		rc = store_user_update(partition->store, partition->row.id, &admin, err);
	if (!rc)
		rc = partition_audit(partition, NULL, &entry, err);
	return rc ? rc : store_event_add(partition->store, partition->row.id, EVENT_ACTIVATED, err);
}

int partition_is_activated(const struct partition *partition, bool *is_activated, struct error *err)
{
	struct user_row admin;
	bool found = false;
	int rc = store_user_get(partition->store, partition->row.id, "admin", &admin, &found, err);

	*is_activated = !rc && (!found || admin.role != ROLE_UNACTIVATED_ADMIN);
	return rc;
}

int partition_check_user_room(const struct partition *partition, struct error *err)
{
	size_t count = 0;
	int rc = store_user_count(partition->store, partition->row.id, &count, err);

	if (rc)
		return rc;
	return count < policy_limits(partition->row.type)->users ? 0
								 : error_raise(err, ERR_USER_LIMIT);
}

static int add_user(struct partition *partition, const char *name, enum user_role role,
    const struct password_verifier *verifier, struct error *err)
{
	struct user_row row;
	int rc;

	memset(&row, 0, sizeof(row));
	strncpy(row.name, name, USERNAME_MAX);
	row.role = role;
	rc = partition_verifier_seal(partition, verifier, &row.verifier, err);
	return rc ? rc : store_user_add(partition->store, partition->row.id, &row, err);
}

int partition_user_create(struct partition *partition, const struct partition_session *session,
    const char *name, enum user_role role, const struct password_verifier *verifier,
    const struct quorum_approval *approval, struct error *err)
{
	const struct approve_request request = {.permission = PERMIT_USER_CREATE};
	const struct audit_entry entry = {
	    .opcode = role == ROLE_ADMIN ? AUDIT_CREATE_CO : AUDIT_CREATE_USER,
	    .username = name,
	    .role = role};
	struct user_row row;
	bool found = false;
	int rc = partition_permit(partition, session, request.permission, err);

	if (!rc)
		rc = partition_approve(partition, session, &request, approval, err);
	if (!rc)
		rc = store_user_get(partition->store, partition->row.id, name, &row, &found, err);
	if (!rc && found)
		rc = error_raise(err, ERR_USER_EXISTS);
	if (!rc)
		rc = partition_check_user_room(partition, err);
	if (!rc)
		rc = add_user(partition, name, role, verifier, err);
	return rc ? rc : partition_finish(partition, session, &entry, approval, err);
}

/* Nobody may come to old shares by taking a deleted user's name. */
static int drop_shares(struct partition *partition, const char *name, struct error *err)
{
	struct key_query query = {.shared_with = name};
	struct key_ref *refs = NULL;
	size_t count = 0;
	int rc = store_key_find(partition->store, partition->row.id, &query, &refs, &count, err);

	for (size_t i = 0; !rc && i < count; i++) {
		struct key_object key;

		rc = partition_token_key_load(partition, refs[i].handle, &key, err);
		if (rc)
			break;
		key_object_remove_sharee(&key, name);
		rc = partition_token_key_save(partition, &key, err);
		key_object_done(&key);
	}
	free(refs);
	return rc;
}

static int check_deletable(struct partition *partition, const char *name, struct error *err)
{
	bool alive = false;
	uint64_t owned = 0;
	int rc = partition_is_logged_in(partition, name, &alive, err);

	if (!rc && alive)
		rc = error_raise(err, ERR_USER_LOGGED_IN);
	if (!rc)
		rc = store_key_owned_by(partition->store, partition->row.id, name, &owned, err);
	if (!rc && owned)
		rc = error_raise(err, ERR_USER_OWNS_KEYS);
	return rc;
}

int partition_user_delete(struct partition *partition, const struct partition_session *session,
    const char *name, enum user_role role, const struct quorum_approval *approval,
    struct error *err)
{
	const struct approve_request request = {.permission = PERMIT_USER_DELETE};
	const struct audit_entry entry = {
	    .opcode = AUDIT_DELETE_USER, .username = name, .role = role};
	struct user_row row;
	int rc = partition_permit(partition, session, request.permission, err);

	if (!rc)
		rc = partition_approve(partition, session, &request, approval, err);
	if (!rc)
		rc = partition_user_find(partition, name, role, &row, err);
	if (!rc)
		rc = check_deletable(partition, name, err);
	if (!rc)
		rc = drop_shares(partition, name, err);
	if (!rc)
		rc = store_user_remove(partition->store, partition->row.id, name, err);
	return rc ? rc : partition_finish(partition, session, &entry, approval, err);
}

int partition_user_find_changeable(const struct partition *partition,
    const struct partition_session *session, const char *name, enum user_role role,
    struct user_row *row, struct error *err)
{
	bool alive = false;
	int rc = partition_user_find(partition, name, role, row, err);

	if (!rc && !partition_is_self(session, name, role))
		rc = partition_is_logged_in(partition, name, &alive, err);
	return !rc && alive ? error_raise(err, ERR_USER_LOGGED_IN) : rc;
}

int partition_user_give_password(struct partition *partition, struct user_row *row,
    const struct password_verifier *verifier, struct error *err)
{
	int rc = partition_verifier_seal(partition, verifier, &row->verifier, err);

	row->failures = 0; /* a new password unlocks */
	if (!row->mfa && !row->quorum)
		row->public_key_len = 0;
	return rc ? rc : store_user_update(partition->store, partition->row.id, row, err);
}

int partition_user_change_password(struct partition *partition,
    const struct partition_session *session, const char *name, enum user_role role,
    const struct password_change *change, const struct quorum_approval *approval, struct error *err)
{
	const struct approve_request request = {
	    .permission = PERMIT_USER_CHANGE_PASSWORD, .username = name, .role = role};
	const struct audit_entry entry = {
	    .opcode = AUDIT_CHANGE_PSWD, .username = name, .role = role};
	struct user_row row;
	int rc = partition_permit_user(partition, session, request.permission, name, role, err);

	if (!rc)
		rc = partition_approve(partition, session, &request, approval, err);
	if (!rc)
		rc = partition_user_find_changeable(partition, session, name, role, &row, err);
	if (rc)
		return rc;
	/* The registration that came with a second factor goes with the password. */
	if (row.mfa || change->deregister_quorum)
		row.quorum = false;
	if (change->deregister_mfa)
		row.mfa = false;
	rc = partition_user_give_password(partition, &row, change->verifier, err);
	return rc ? rc : partition_finish(partition, session, &entry, approval, err);
}
