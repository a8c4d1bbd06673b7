/* Keys of one HSM are changed, shared and deleted, by who may. */
#include "error.h"
#include "key-rules.h"
#include "partition-private.h"

/* Changes made to a copy; the session's key or the stored one takes them whole. */
static int save_changed(struct partition *partition, struct partition_session *session,
    struct key_object *changed, struct error *err)
{
	struct key_object *own = partition_session_key(session, changed->view.reference);
	struct key_object before;

	if (!own)
		return partition_token_key_save(partition, changed, err);
	before = *own;
	*own = *changed;
	*changed = before;
	return 0;
}

/* The key, for a change of its that its quorum for key-management may guard. */
static int load_for(const struct partition *partition, const struct partition_session *session,
    enum permission permission, uint64_t handle, const struct quorum_approval *approval,
    struct key_object *key, struct error *err)
{
	struct approve_request request = {.permission = permission, .key = key};
	int rc = partition_key_load(partition, session, handle, key, err);

	if (rc)
		return rc;
	rc = partition_permit_key(partition, session, permission, key, err);
	if (!rc)
		rc = partition_approve(partition, session, &request, approval, err);
	if (rc)
		key_object_done(key);
	return rc;
}

/* What closes every change: the approval is used up, and the change written down. */
static int finish(struct partition *partition, const struct partition_session *session,
    enum audit_opcode opcode, const struct key_view *key, const struct quorum_approval *approval,
    struct error *err)
{
	int rc = partition_spend(partition, session, approval, err);

	return rc ? rc : partition_audit_key(partition, session, opcode, key, err);
}

int partition_key_set_attribute(struct partition *partition, struct partition_session *session,
    uint64_t handle, const struct attribute_value *value, const struct quorum_approval *approval,
    struct error *err)
{
	bool by_admin = session->role == ROLE_ADMIN && value->attribute == ATTR_TRUSTED;
	struct key_object key;
	int rc = load_for(partition, session,
	    by_admin ? PERMIT_KEY_SET_TRUSTED : PERMIT_KEY_SET_ATTRIBUTE, handle, approval, &key,
	    err);

	if (rc)
		return rc;
	rc = key_rules_set(partition, session->role, &key, value, err);
	/* Before the session's key is another one, which no transaction undoes. */
	if (!rc)
		rc = finish(partition, session, AUDIT_MODIFY_OBJECT, &key.view, approval, err);
	if (!rc)
		rc = save_changed(partition, session, &key, err);
	key_object_done(&key);
	return rc;
}

int partition_key_promote(struct partition *partition, struct partition_session *session,
    uint64_t handle, const struct attribute_value *value, struct key_object *promoted,
    struct error *err)
{
	const struct key_object *own = partition_session_key(session, handle);
	int rc;

	if (!own || !value->flag)
		return error_raise(err, ERR_ATTRIBUTE_VALUE, "token", value->text);
	if (!key_view_flag(&own->view, ATTR_MODIFIABLE))
		return error_raise(err, ERR_KEY_NOT_MODIFIABLE);
	rc = partition_permit_new_key(partition, session, PERMIT_KEY_MAKE, true, err);
	if (rc)
		return rc;
	rc = partition_audit_key(partition, session, AUDIT_MODIFY_OBJECT, &own->view, err);
	if (!rc)
		rc = key_object_copy(promoted, own, err);
	if (rc)
		return rc;
	promoted->view.flags |= UINT64_C(1) << ATTR_TOKEN;
	rc = partition_session_key_remove(session, handle, err);
	return rc ? rc : partition_session_room_save(partition, session, err);
}

int partition_key_share(struct partition *partition, struct partition_session *session,
    uint64_t handle, const char *username, enum user_role role,
    const struct quorum_approval *approval, struct error *err)
{
	struct key_object key;
	int rc = load_for(partition, session, PERMIT_KEY_SHARE, handle, approval, &key, err);

	if (rc)
		return rc;
	rc = partition_check_sharee(partition, &key, username, role, err);
	if (!rc)
		rc = key_object_add_sharee(&key, username, err);
	if (!rc)
		rc = partition_token_key_save(partition, &key, err);
	if (!rc)
		rc = finish(partition, session, AUDIT_SHARE_OBJECT, &key.view, approval, err);
	key_object_done(&key);
	return rc;
}

static int drop_sharee(
    struct key_object *key, const char *username, enum user_role role, struct error *err)
{
	if (role != ROLE_CRYPTO_USER)
		return error_raise(err, ERR_SHARE_ROLE);
	if (!key_object_is_shared_with(key, username))
		return error_raise(err, ERR_SHARE_NOT_SHARED);
	key_object_remove_sharee(key, username);
	return partition_check_quorum_values(key, err);
}

int partition_key_unshare(struct partition *partition, struct partition_session *session,
    uint64_t handle, const char *username, enum user_role role,
    const struct quorum_approval *approval, struct error *err)
{
	struct key_object key;
	int rc = load_for(partition, session, PERMIT_KEY_UNSHARE, handle, approval, &key, err);

	if (rc)
		return rc;
	rc = drop_sharee(&key, username, role, err);
	if (!rc)
		rc = partition_token_key_save(partition, &key, err);
	if (!rc)
		rc = finish(partition, session, AUDIT_SHARE_OBJECT, &key.view, approval, err);
	key_object_done(&key);
	return rc;
}

static int remove_key(struct partition *partition, struct partition_session *session,
    const struct key_object *key, struct error *err)
{
	uint64_t handle = key->view.reference;
	bool is_own = partition_session_key(session, handle) != NULL;
	int rc;

	if (!key_view_flag(&key->view, ATTR_DESTROYABLE))
		return error_raise(err, ERR_KEY_NOT_DESTROYABLE);
	rc = partition_audit_key(partition, session,
	    is_own ? AUDIT_DESTROY_OBJECT : AUDIT_TOMBSTONE_OBJECT, &key->view, err);
	if (!rc && !is_own)
		return store_key_remove(partition->store, partition->row.id, handle, err);
	if (!rc)
		rc = partition_session_key_remove(session, handle, err);
	return rc ? rc : partition_session_room_save(partition, session, err);
}

int partition_key_delete(struct partition *partition, struct partition_session *session,
    uint64_t handle, struct error *err)
{
	struct key_object key;
	int rc = load_for(partition, session, PERMIT_KEY_DELETE, handle, NULL, &key, err);

	if (rc)
		return rc;
	rc = remove_key(partition, session, &key, err);
	key_object_done(&key);
	return rc;
}
