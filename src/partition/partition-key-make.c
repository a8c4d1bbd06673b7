/* Keys come into one HSM: what may be asked for, whether there is room, and taking them in. */
#include "error.h"
#include "key-rules.h"
#include "partition-private.h"

#include <stdlib.h>
#include <string.h>

int partition_check_policy(
    const struct partition *partition, enum policy_item item, struct error *err)
{
	return policy_check(&partition->row, item, store_now(partition->store), err);
}

int partition_check_kind(
    const struct partition *partition, const struct key_kind *kind, struct error *err)
{
	int rc = partition_check_policy(partition, policy_of_key(kind->type, kind->curve), err);

	if (!rc && kind->modulus_bits)
		rc = policy_check_rsa(partition->row.type, kind->modulus_bits, err);
	return rc;
}

struct key_kind partition_kind_of(const struct key_view *view)
{
	return (struct key_kind){view->type, view->class, view->curve, view->modulus_size_bits};
}

int partition_check_sharee(const struct partition *partition, const struct key_object *key,
    const char *name, enum user_role role, struct error *err)
{
	struct user_row user;
	int rc;

	if (key->view.class == KEY_CLASS_PUBLIC)
		return error_raise(err, ERR_SHARE_PUBLIC);
	if (role != ROLE_CRYPTO_USER)
		return error_raise(err, ERR_SHARE_ROLE);
	if (!key_view_flag(&key->view, ATTR_TOKEN))
		return error_raise(err, ERR_KEY_SESSION);
	if (strcmp(name, key->view.owner) == 0)
		return error_raise(err, ERR_SHARE_SELF);
	rc = partition_user_find(partition, name, role, &user, err);
	if (!rc && key_object_is_shared_with(key, name))
		rc = error_raise(err, ERR_SHARE_TWICE);
	return rc;
}

static int add_sharees(const struct partition *partition, const struct key_template *template,
    struct key_object *key, struct error *err)
{
	char name[USERNAME_MAX + 1];
	int rc = 0;

	for (size_t i = 0; !rc && i < template->n_share_with; i++) {
		rc = user_name_normalise(template->share_with[i], name, err);
		if (!rc)
			rc = partition_check_sharee(partition, key, name, ROLE_CRYPTO_USER, err);
		if (!rc)
			rc = key_object_add_sharee(key, name, err);
	}
	return rc;
}

int partition_key_prepare(const struct partition *partition,
    const struct partition_session *session, enum key_origin origin, const struct key_kind *kind,
    const struct key_template *template, struct key_object *key, struct error *err)
{
	int rc;

	key_object_init(key);
	rc = partition_need_crypto_user(session, err);
	if (!rc)
		rc = partition_check_kind(partition, kind, err);
	if (rc)
		return rc;
	memcpy(key->lineage, partition->row.lineage, sizeof(key->lineage));
	memcpy(key->view.owner, session->username, sizeof(key->view.owner));
	key->view.type = kind->type;
	key->view.class = kind->class;
	key->view.flags = key_rules_default_flags(kind->class, origin, template->session);
	rc = key_rules_label(key, template->label, err);
	if (!rc)
		rc = key_rules_apply(key, origin, template->attributes, err);
	if (!rc)
		rc = add_sharees(partition, template, key, err);
	if (rc)
		key_object_done(key);
	return rc;
}

int partition_check_room(const struct partition *partition, const struct partition_session *session,
    const struct key_counts *more, struct error *err)
{
	const struct policy_limits *limits = policy_limits(partition->row.type);
	struct key_counts counts = {0};
	int rc = store_key_count(partition->store, partition->row.id, &counts, err);

	if (rc)
		return rc;
	for (size_t i = 0; i < session->n_keys; i++) {
		counts.total++;
		counts.asymmetric += session->keys[i].view.class != KEY_CLASS_SECRET;
	}
	if (more->total && counts.total + more->total > limits->keys)
		return error_raise(err, ERR_KEY_LIMIT);
	if (more->asymmetric && counts.asymmetric + more->asymmetric > limits->asymmetric_keys)
		return error_raise(err, ERR_KEY_LIMIT);
	return 0;
}

static int check_person(
    const struct partition *partition, const char *name, enum error_code missing, struct error *err)
{
	struct user_row user;
	int rc = partition_user_find(partition, name, ROLE_CRYPTO_USER, &user, err);

	return rc == ERR_USER_UNKNOWN ? error_raise(err, missing, name) : rc;
}

int partition_check_people(const struct partition *partition, const struct key_object *key,
    enum error_code owner_missing, enum error_code sharee_missing, struct error *err)
{
	int rc = check_person(partition, key->view.owner, owner_missing, err);

	for (size_t i = 0; !rc && i < key->view.n_sharees; i++)
		rc = check_person(partition, key->view.sharees[i].username, sharee_missing, err);
	return rc;
}

int partition_session_key_add(
    struct partition_session *session, const struct key_object *key, struct error *err)
{
	struct key_object *grown = reallocarray(session->keys, session->n_keys + 1, sizeof(*grown));
	int rc;

	if (!grown)
		return error_raise(err, ERR_MEMORY);
	session->keys = grown;
	rc = key_object_copy(&grown[session->n_keys], key, err);
	if (!rc)
		session->n_keys++;
	return rc;
}

int partition_session_key_remove(
    struct partition_session *session, uint64_t handle, struct error *err)
{
	struct key_object *key = partition_session_key(session, handle);
	size_t index;

	if (!key)
		return error_raise(err, ERR_KEY_NOT_SINGLE, "0");
	index = (size_t)(key - session->keys);
	key_object_done(key);
	memmove(key, key + 1, (session->n_keys - index - 1) * sizeof(*key));
	session->n_keys--;
	return 0;
}

int partition_key_insert(struct partition *partition, struct partition_session *session,
    const struct key_object *key, struct error *err)
{
	const struct key_kind kind = partition_kind_of(&key->view);
	const struct key_counts one = {.total = 1, .asymmetric = kind.class != KEY_CLASS_SECRET};
	bool is_free = false;
	int rc = partition_need_crypto_user(session, err);

	if (!rc && !partition_owns(session, key))
		rc = error_raise(err, ERR_KEY_NOT_OWNER);
	if (!rc)
		rc = partition_check_kind(partition, &kind, err);
	if (!rc)
		rc =
		    partition_check_people(partition, key, ERR_USER_UNKNOWN, ERR_USER_UNKNOWN, err);
	if (!rc)
		rc = partition_handle_is_free(
		    partition, session, key->view.reference, &is_free, err);
	if (!rc && !is_free)
		rc = error_raise(err, ERR_KEY_EXISTS);
	if (!rc)
		rc = partition_check_room(partition, session, &one, err);
	if (rc)
		return rc;
	return key_view_flag(&key->view, ATTR_TOKEN) ? partition_token_key_save(partition, key, err)
						     : partition_session_key_add(session, key, err);
}
