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

static int load_owned(const struct partition *partition, const struct partition_session *session,
    uint64_t handle, struct key_object *key, struct error *err)
{
	int rc = partition_key_load(partition, session, handle, key, err);

	if (rc)
		return rc;
	if (partition_owns(session, key))
		return 0;
	key_object_done(key);
	return error_raise(err, ERR_KEY_NOT_OWNER);
}

int partition_key_set_attribute(struct partition *partition, struct partition_session *session,
    uint64_t handle, const struct attribute_value *value, struct error *err)
{
	bool by_admin = session->role == ROLE_ADMIN && value->attribute == ATTR_TRUSTED;
	struct key_object key;
	int rc = by_admin ? partition_key_load(partition, session, handle, &key, err)
			  : load_owned(partition, session, handle, &key, err);

	if (rc)
		return rc;
	rc = key_rules_set(partition, session->role, &key, value, err);
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
	rc = key_object_copy(promoted, own, err);
	if (rc)
		return rc;
	promoted->view.flags |= UINT64_C(1) << ATTR_TOKEN;
	rc = partition_session_key_remove(session, handle, err);
	return rc ? rc : partition_session_room_save(partition, session, err);
}

int partition_key_share(struct partition *partition, struct partition_session *session,
    uint64_t handle, const char *username, enum user_role role, struct error *err)
{
	struct key_object key;
	int rc = load_owned(partition, session, handle, &key, err);

	if (rc)
		return rc;
	rc = partition_check_sharee(partition, &key, username, role, err);
	if (!rc)
		rc = key_object_add_sharee(&key, username, err);
	if (!rc)
		rc = partition_token_key_save(partition, &key, err);
	key_object_done(&key);
	return rc;
}

int partition_key_unshare(struct partition *partition, struct partition_session *session,
    uint64_t handle, const char *username, enum user_role role, struct error *err)
{
	struct key_object key;
	int rc = load_owned(partition, session, handle, &key, err);

	if (rc)
		return rc;
	if (role != ROLE_CRYPTO_USER)
		rc = error_raise(err, ERR_SHARE_ROLE);
	else if (!key_object_is_shared_with(&key, username))
		rc = error_raise(err, ERR_SHARE_NOT_SHARED);
	if (!rc) {
		key_object_remove_sharee(&key, username);
		rc = partition_token_key_save(partition, &key, err);
	}
	key_object_done(&key);
	return rc;
}

int partition_key_delete(struct partition *partition, struct partition_session *session,
    uint64_t handle, struct error *err)
{
	bool is_own = partition_session_key(session, handle) != NULL;
	struct key_object key;
	bool destroyable;
	int rc = load_owned(partition, session, handle, &key, err);

	if (rc)
		return rc;
	destroyable = key_view_flag(&key.view, ATTR_DESTROYABLE);
	key_object_done(&key);
	if (!destroyable)
		return error_raise(err, ERR_KEY_NOT_DESTROYABLE);
	if (!is_own)
		return store_key_remove(partition->store, partition->row.id, handle, err);
	rc = partition_session_key_remove(session, handle, err);
	return rc ? rc : partition_session_room_save(partition, session, err);
}
