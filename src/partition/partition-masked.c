/* Keys move between clones of one HSM as masked objects: whole, and never in the clear. */
#include "error.h"
#include "partition-private.h"

#include <string.h>

int partition_extract_masked(struct partition *partition, const struct partition_session *session,
    uint64_t handle, struct key_object *key, struct error *err)
{
	int rc = partition_key_load(partition, session, handle, key, err);

	if (rc)
		return rc;
	rc = partition_permit_key(partition, session, PERMIT_KEY_EXTRACT, key, err);
	if (!rc && !key_view_flag(&key->view, ATTR_TOKEN))
		rc = error_raise(err, ERR_KEY_SESSION);
	if (!rc)
		rc = partition_audit_key(
		    partition, session, AUDIT_EXTRACT_MASKED_OBJECT, &key->view, err);
	if (rc)
		key_object_done(key);
	return rc;
}

static int same_key_stands(
    const struct key_object *key, const struct key_object *standing, bool *same, struct error *err)
{
	struct secret a = SECRET_INIT, b = SECRET_INIT;
	int rc = key_object_write(key, &a, err);

	if (!rc)
		rc = key_object_write(standing, &b, err);
	*same = !rc && secret_equal(&a, &b);
	secret_done(&a);
	secret_done(&b);
	return rc;
}

/* The handle is free, or the very same key stands there already: then there is nothing to write. */
static int check_place(const struct partition *partition, const struct key_object *key,
    bool *stands, struct error *err)
{
	struct key_object standing;
	int rc = partition_token_key_load(partition, key->view.reference, &standing, err);

	*stands = false;
	if (rc == ERR_KEY_NOT_SINGLE) {
		error_clear(err);
		return 0;
	}
	if (rc)
		return rc;
	rc = same_key_stands(key, &standing, stands, err);
	key_object_done(&standing);
	if (!rc && !*stands)
		rc = error_raise(err, ERR_KEY_EXISTS);
	return rc;
}

/*
 * What this type of HSM cannot change in a key, it does not take over from a clone either: a key of
 * its own cannot be so, or not any more.
 */
static int check_changes(
    const struct partition *partition, const struct key_view *key, struct error *err)
{
	const struct partition_row *row = &partition->row;
	int64_t now = store_now(partition->store);
	bool was_closed = key->class != KEY_CLASS_PUBLIC && key_view_flag(key, ATTR_LOCAL) &&
			  !key_view_flag(key, ATTR_EXTRACTABLE) &&
			  !key_view_flag(key, ATTR_NEVER_EXTRACTABLE);
	bool derives = key->type == KEY_RSA && key_view_flag(key, ATTR_DERIVE);
	const char *subject = NULL;

	if (was_closed && !policy_allows(row, POLICY_SET_EXTRACTABLE, now))
		subject = "A key that was extractable when it was made";
	else if (derives && !policy_allows(row, POLICY_SET_DERIVE_RSA, now))
		subject = "An RSA key with derive=true";
	return subject ? error_raise(err, ERR_POLICY, subject, hsm_type_name(row->type),
			     cluster_mode_name(row->mode))
		       : 0;
}

int partition_insert_masked(struct partition *partition, const struct partition_session *session,
    const struct key_object *key, struct error *err)
{
	const struct key_counts one = {
	    .total = 1, .asymmetric = key->view.class != KEY_CLASS_SECRET};
	bool stands = false;
	int rc = partition_permit_key(partition, session, PERMIT_KEY_INSERT, key, err);

	if (!rc && memcmp(partition->row.lineage, key->lineage, sizeof(key->lineage)) != 0)
		rc = error_raise(err, ERR_CLUSTERS_UNRELATED);
	if (!rc)
		rc = partition_check_key(partition, &key->view, err);
	if (!rc)
		rc = partition_check_people(
		    partition, key, ERR_OWNER_MISSING, ERR_SHAREE_MISSING, err);
	if (!rc)
		rc = check_place(partition, key, &stands, err);
	if (!rc && !stands)
		rc = check_changes(partition, &key->view, err);
	if (!rc && !stands)
		rc = partition_check_room(partition, session, &one, err);
	if (!rc && !stands)
		rc = partition_token_key_save(partition, key, err);
	if (!rc && !stands)
		rc = partition_audit_key(
		    partition, session, AUDIT_INSERT_MASKED_OBJECT, &key->view, err);
	return rc;
}
