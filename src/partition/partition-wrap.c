/* Keys leave an HSM under a wrapping key, enter it by unwrapping, and move between clones masked.
 */
#include "crypto.h"
#include "error.h"
#include "partition-private.h"
#include "policy.h"

#include <string.h>

static int check_mechanism(
    const struct partition *partition, enum wrap_mechanism mechanism, struct error *err)
{
	return policy_check(&partition->row,
	    mechanism == WRAP_RSA_AES ? POLICY_RSA_AES : POLICY_RSA_OAEP,
	    store_now(partition->store), err);
}

static int check_payload(
    const struct partition_session *session, const struct key_object *key, struct error *err)
{
	if (key->view.class == KEY_CLASS_PUBLIC)
		return error_raise(
		    err, ERR_KEY_TYPE_MISMATCH, "the payload must be a secret or private key");
	if (!partition_owns(session, key))
		return error_raise(err, ERR_KEY_NOT_OWNER);
	if (!key_view_flag(&key->view, ATTR_EXTRACTABLE))
		return error_raise(err, ERR_KEY_NOT_EXTRACTABLE);
	return 0;
}

static int check_wrapping_key(
    const struct key_object *key, const struct key_object *payload, struct error *err)
{
	if (key->view.type != KEY_RSA || key->view.class != KEY_CLASS_PUBLIC)
		return error_raise(
		    err, ERR_KEY_TYPE_MISMATCH, "the wrapping key must be an RSA public key");
	if (!key_view_flag(&key->view, ATTR_WRAP))
		return error_raise(err, ERR_KEY_NOT_PERMITTED, "wrap");
	if (key_view_flag(&payload->view, ATTR_WRAP_WITH_TRUSTED) &&
	    !key_view_flag(&key->view, ATTR_TRUSTED))
		return error_raise(err, ERR_WRAP_TRUSTED);
	return 0;
}

static int wrap_bytes(const struct wrap_parameters *p, const struct key_object *wrapping,
    const struct key_object *payload, struct bytes *wrapped, struct error *err)
{
	const struct bytes *spki = &wrapping->public_material;

	return p->mechanism == WRAP_RSA_AES ? crypto_wrap_rsa_aes(spki->data, spki->len, p->hash,
						  p->mgf, &payload->material, wrapped, err)
					    : crypto_wrap_rsa_oaep(spki->data, spki->len, p->hash,
						  p->mgf, &payload->material, wrapped, err);
}

int partition_wrap(const struct partition *partition, const struct partition_session *session,
    const struct wrap_parameters *parameters, uint64_t payload, uint64_t wrapping,
    struct bytes *wrapped, struct error *err)
{
	struct key_object payload_key, wrapping_key;
	int rc;

	key_object_init(&payload_key);
	key_object_init(&wrapping_key);
	rc = partition_need_crypto_user(session, err);
	if (!rc)
		rc = check_mechanism(partition, parameters->mechanism, err);
	if (!rc)
		rc = partition_key_load(partition, session, payload, &payload_key, err);
	if (!rc)
		rc = check_payload(session, &payload_key, err);
	if (!rc)
		rc = partition_key_load(partition, session, wrapping, &wrapping_key, err);
	if (!rc)
		rc = check_wrapping_key(&wrapping_key, &payload_key, err);
	if (!rc)
		rc = wrap_bytes(parameters, &wrapping_key, &payload_key, wrapped, err);
	key_object_done(&payload_key);
	key_object_done(&wrapping_key);
	return rc;
}

static int check_unwrapping_key(const struct key_object *key, struct error *err)
{
	if (key->view.type != KEY_RSA || key->view.class != KEY_CLASS_PRIVATE)
		return error_raise(
		    err, ERR_KEY_TYPE_MISMATCH, "the unwrapping key must be an RSA private key");
	if (!key_view_flag(&key->view, ATTR_UNWRAP))
		return error_raise(err, ERR_KEY_NOT_PERMITTED, "unwrap");
	return 0;
}

int partition_unwrap(const struct partition *partition, const struct partition_session *session,
    const struct wrap_parameters *parameters, uint64_t unwrapping, enum key_type type,
    enum key_class class, const void *wrapped, size_t wrapped_len, struct secret *material,
    struct error *err)
{
	struct key_object key;
	int rc;

	key_object_init(&key);
	rc = partition_need_crypto_user(session, err);
	if (!rc)
		rc = check_mechanism(partition, parameters->mechanism, err);
	if (!rc)
		rc = partition_key_load(partition, session, unwrapping, &key, err);
	if (!rc)
		rc = check_unwrapping_key(&key, err);
	if (!rc)
		rc = parameters->mechanism == WRAP_RSA_AES
			 ? crypto_unwrap_rsa_aes(&key.material, parameters->hash, parameters->mgf,
			       wrapped, wrapped_len, material, err)
			 : crypto_unwrap_rsa_oaep(&key.material, parameters->hash, parameters->mgf,
			       wrapped, wrapped_len, material, err);
	if (!rc)
		rc = crypto_check_material(type, class, material, err);
	key_object_done(&key);
	return rc;
}

/* Masked objects */

int partition_extract_masked(const struct partition *partition,
    const struct partition_session *session, uint64_t handle, struct key_object *key,
    struct error *err)
{
	int rc = partition_key_load(partition, session, handle, key, err);

	if (rc)
		return rc;
	if (session->role != ROLE_ADMIN && !partition_owns(session, key))
		rc = error_raise(err, ERR_KEY_NOT_OWNER);
	else if (!key_view_flag(&key->view, ATTR_TOKEN))
		rc = error_raise(err, ERR_KEY_SESSION);
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

int partition_insert_masked(struct partition *partition, const struct partition_session *session,
    const struct key_object *key, struct error *err)
{
	bool stands = false;
	int rc = 0;

	if (session->role != ROLE_ADMIN && !partition_owns(session, key))
		rc = error_raise(err, ERR_KEY_NOT_OWNER);
	else if (memcmp(partition->row.lineage, key->lineage, sizeof(key->lineage)) != 0)
		rc = error_raise(err, ERR_CLUSTERS_UNRELATED);
	if (!rc && key->view.type == KEY_DES3)
		rc = policy_check(
		    &partition->row, POLICY_DES3_UNWRAP, store_now(partition->store), err);
	if (!rc)
		rc = partition_check_people(
		    partition, key, ERR_OWNER_MISSING, ERR_SHAREE_MISSING, err);
	if (!rc)
		rc = check_place(partition, key, &stands, err);
	if (!rc && !stands)
		rc = partition_check_room(partition, session, key->view.class, err);
	if (!rc && !stands)
		rc = partition_token_key_save(partition, key, err);
	return rc;
}
