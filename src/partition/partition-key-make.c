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
	enum hsm_type type = partition->row.type;
	int rc = partition_check_policy(partition, policy_of_key(kind->type, kind->curve), err);

	if (!rc && (kind->length_bytes || (kind->is_whole && kind->class == KEY_CLASS_SECRET)))
		rc = policy_check_length(type, kind->type, kind->length_bytes, err);
	if (!rc && (kind->modulus_bits || (kind->is_whole && kind->type == KEY_RSA)))
		rc = policy_check_rsa(type, kind->modulus_bits, err);
	if (!rc && (kind->public_exponent || (kind->is_whole && kind->type == KEY_RSA)))
		rc = policy_check_exponent(type, kind->public_exponent, err);
	return rc;
}

/* One that has no place in 64 bits becomes the largest that is as odd, or as even, as it is. */
static uint64_t exponent_of(const struct bytes *exponent)
{
	uint64_t number = 0;

	for (size_t i = 0; i < exponent->len; i++) {
		if (number >> 56)
			return UINT64_MAX - !(exponent->data[exponent->len - 1] & 1);
		number = number << 8 | exponent->data[i];
	}
	return number;
}

int partition_check_key(
    const struct partition *partition, const struct key_view *view, struct error *err)
{
	const struct key_kind kind = {
	    .type = view->type,
	    .class = view->class,
	    .curve = view->curve,
	    .length_bytes = view->class == KEY_CLASS_SECRET ? view->key_length_bytes : 0,
	    .modulus_bits = view->modulus_size_bits,
	    .public_exponent = exponent_of(&view->public_exponent),
	    .is_whole = true,
	};

	return partition_check_kind(partition, &kind, err);
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

static const enum permission make_permissions[] = {
    [KEY_GENERATED] = PERMIT_KEY_MAKE,
    [KEY_UNWRAPPED] = PERMIT_KEY_UNWRAP,
    [KEY_IMPORTED] = PERMIT_KEY_IMPORT,
};

int partition_check_quorum_values(const struct key_object *key, struct error *err)
{
	const struct key_view *view = &key->view;
	size_t users = 1 + view->n_sharees;

	if (!view->manage_quorum && !view->use_quorum)
		return 0;
	if (view->manage_quorum < QUORUM_MIN || view->use_quorum < QUORUM_MIN)
		return error_raise(err, ERR_QUORUM_VALUES_BOTH);
	if (view->manage_quorum > QUORUM_MAX || view->use_quorum > QUORUM_MAX ||
	    view->manage_quorum > users || view->use_quorum > users)
		return error_raise(err, ERR_QUORUM_VALUE);
	return 0;
}

/* Both or neither: the command line sees to that. */
static int add_quorum(
    const struct key_template *template, struct key_object *key, struct error *err)
{
	if (!template->has_quorum)
		return 0;
	if (template->manage_quorum < QUORUM_MIN || template->use_quorum < QUORUM_MIN)
		return error_raise(err, ERR_QUORUM_VALUES_BOTH);
	key->view.manage_quorum = template->manage_quorum;
	key->view.use_quorum = template->use_quorum;
	return partition_check_quorum_values(key, err);
}

int partition_key_prepare(const struct partition *partition,
    const struct partition_session *session, enum key_origin origin, const struct key_kind *kind,
    const struct key_template *template, struct key_object *key, struct error *err)
{
	int rc;

	key_object_init(key);
	rc = partition_permit_new_key(
	    partition, session, make_permissions[origin], !template->session, err);
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
	if (!rc)
		rc = add_quorum(template, key, err);
	if (rc)
		key_object_done(key);
	return rc;
}

static struct key_counts count_session_keys(const struct partition_session *session)
{
	struct key_counts counts = {.total = session->n_keys};

	for (size_t i = 0; i < session->n_keys; i++)
		counts.asymmetric += session->keys[i].view.class != KEY_CLASS_SECRET;
	return counts;
}

int partition_session_room_save(
    struct partition *partition, const struct partition_session *session, struct error *err)
{
	struct key_counts counts = count_session_keys(session);

	return store_login_set_keys(partition->store, session->login, &counts, err);
}

int partition_check_room(const struct partition *partition, const struct partition_session *session,
    const struct key_counts *more, struct error *err)
{
	const struct policy_limits *limits = policy_limits(partition->row.type);
	struct key_counts counts = {0}, own = count_session_keys(session);
	int rc = store_key_count(partition->store, partition->row.id, &counts, err);

	if (!rc)
		rc = store_login_count_keys(
		    partition->store, partition->row.id, session->login, &counts, err);
	if (rc)
		return rc;
	counts.total += own.total;
	counts.asymmetric += own.asymmetric;
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

static int session_key_add(
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

void partition_session_key_restore(struct partition_session *session, struct key_object *key)
{
	struct key_object *place = partition_session_key(session, key->view.reference);

	if (place)
		key_object_done(place);
	else
		place = &session->keys[session->n_keys++]; /* which its removal left free */
	*place = *key;
	key_object_init(key);
}

static enum audit_opcode opcode_of(const struct key_view *key)
{
	if (!key_view_flag(key, ATTR_LOCAL))
		return key->class == KEY_CLASS_PUBLIC ? AUDIT_CREATE_OBJECT : AUDIT_UNWRAP_KEY;
	return key->class == KEY_CLASS_SECRET ? AUDIT_GENERATE_KEY : AUDIT_GENERATE_KEY_PAIR;
}

/* One HSM makes a key; the others get it from there. A session key stays where it was made. */
static int write_arrival(const struct partition *partition, const struct partition_session *session,
    const struct key_view *key, enum key_arrival arrival, struct error *err)
{
	int rc;

	if (arrival == KEY_COPIED_HERE)
		return partition_audit_key(
		    partition, session, AUDIT_INSERT_MASKED_OBJECT, key, err);
	rc = partition_audit_key(partition, session, opcode_of(key), key, err);
	if (!rc && key_view_flag(key, ATTR_TOKEN))
		rc = partition_audit_key(partition, session, AUDIT_EXTRACT_MASKED_OBJECT, key, err);
	return rc;
}

int partition_key_insert(struct partition *partition, struct partition_session *session,
    const struct key_object *key, enum key_arrival arrival, struct error *err)
{
	const struct key_counts one = {
	    .total = 1, .asymmetric = key->view.class != KEY_CLASS_SECRET};
	bool is_free = false;
	int rc = partition_permit_new_key(
	    partition, session, PERMIT_KEY_MAKE, key_view_flag(&key->view, ATTR_TOKEN), err);

	if (!rc && !partition_owns(session, key))
		rc = error_raise(err, ERR_KEY_NOT_OWNER);
	if (!rc)
		rc = partition_check_key(partition, &key->view, err);
	if (!rc)
		rc =
		    partition_check_people(partition, key, ERR_USER_UNKNOWN, ERR_USER_UNKNOWN, err);
	if (!rc)
		rc = partition_handle_is_free(
		    partition, session, key->view.reference, &is_free, err);
	if (!rc && !is_free)
		rc = error_raise(err, ERR_KEY_EXISTS);
	if (!rc)
		rc = partition_check_quorum_values(key, err);
	if (!rc)
		rc = partition_check_room(partition, session, &one, err);
	if (!rc)
		rc = write_arrival(partition, session, &key->view, arrival, err);
	if (rc)
		return rc;
	if (key_view_flag(&key->view, ATTR_TOKEN))
		return partition_token_key_save(partition, key, err);
	rc = session_key_add(session, key, err);
	return rc ? rc : partition_session_room_save(partition, session, err);
}
