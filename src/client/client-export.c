/* Files that are made of a key: its public half, or what stands for its private half. */
#include "client-private.h"

#include "crypto.h"

#include <string.h>

static bool is_pair(const struct key_object *a, const struct key_object *b)
{
	return a->view.class != b->view.class && a->public_material.len &&
	       a->public_material.len == b->public_material.len &&
	       memcmp(a->public_material.data, b->public_material.data, a->public_material.len) ==
		   0;
}

/* The first of two keys that are the halves of one pair: both have the public half. */
static int load_half(struct connection *connection, const struct selection *selection,
    struct key_object *half, struct error *err)
{
	struct key_object other;
	int rc;

	key_object_init(&other);
	rc = check_usable(connection, &selection->keys[0], err);
	if (!rc)
		rc = check_usable(connection, &selection->keys[1], err);
	if (!rc)
		rc = load_selected_public(connection, &selection->keys[0], half, err);
	if (!rc)
		rc = load_selected_public(connection, &selection->keys[1], &other, err);
	if (!rc && !is_pair(half, &other))
		rc = error_raise(err, ERR_KEY_NOT_SINGLE, "2");
	key_object_done(&other);
	return rc;
}

/* The one key that the filter selects or, where a pair will do, a half of one. */
static int load_for_file(struct connection *connection, const struct key_filter *filter,
    bool pair_will_do, struct key_object *key, struct error *err)
{
	struct selection selection;
	struct selected_key selected;
	int rc = select_keys(connection, filter, &selection, err);

	if (rc)
		return rc;
	if (pair_will_do && selection.count == 2) {
		rc = load_half(connection, &selection, key, err);
	} else {
		rc = use_one(connection, &selection, &selected, err);
		if (!rc)
			rc = load_selected_public(connection, &selected, key, err);
	}
	selection_done(&selection);
	return rc;
}

static int try_load(struct connection *connection, const struct key_filter *filter,
    bool pair_will_do, struct key_object *key, struct error *err)
{
	int rc = connection_begin_read(connection, err);

	if (rc)
		return rc;
	rc = connection_check_availability(connection, err);
	if (!rc)
		rc = load_for_file(connection, filter, pair_will_do, key, err);
	connection_end_read(connection);
	return rc;
}

static int load(struct connection *connection, const struct key_filter *filter, bool pair_will_do,
    struct key_object *key, struct error *err)
{
	unsigned waited = 0;
	int rc;

	do {
		rc = try_load(connection, filter, pair_will_do, key, err);
	} while (connection_try_again(connection, rc, &waited, err));
	return rc;
}

int key_export_public_pem(struct connection *connection, const struct key_filter *filter,
    struct bytes *pem, struct error *err)
{
	struct key_object key;
	int rc;

	key_object_init(&key);
	rc = load(connection, filter, true, &key, err);
	if (!rc && !key.public_material.len)
		rc = error_raise(err, ERR_KEY_NO_PUBLIC);
	if (!rc)
		rc = crypto_public_to_pem(
		    key.public_material.data, key.public_material.len, pem, err);
	key_object_done(&key);
	return rc;
}

static int check_reference(
    const struct key_view *key, enum key_reference_form form, struct error *err)
{
	bool has_classic_form =
	    key->type == KEY_RSA || (key->type == KEY_EC && key->curve != CURVE_ED25519);

	if (key->class != KEY_CLASS_PRIVATE)
		return error_raise(err, ERR_KEY_TYPE_MISMATCH, "the key must be a private key");
	if (form == KEY_REFERENCE_PEM && !has_classic_form)
		return error_raise(err, ERR_KEY_TYPE_MISMATCH,
		    "reference-pem is for RSA and EC keys, cloudhsm-reference-pem for Ed25519 and"
		    " ML-DSA keys, too");
	return 0;
}

int key_export_reference_pem(struct connection *connection, const struct key_filter *filter,
    enum key_reference_form form, struct bytes *pem, struct error *err)
{
	struct key_object key;
	int rc;

	key_object_init(&key);
	rc = load(connection, filter, false, &key, err);
	if (!rc)
		rc = check_reference(&key.view, form, err);
	if (!rc && form == KEY_REFERENCE_PEM)
		rc = crypto_reference_pem(key.public_material.data, key.public_material.len,
		    key.view.reference, pem, err);
	else if (!rc)
		rc = crypto_cloudhsm_reference_pem(key.public_material.data,
		    key.public_material.len, key.view.reference, pem, err);
	key_object_done(&key);
	return rc;
}
