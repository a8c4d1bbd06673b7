/* Keys leave an HSM under a wrapping key, and enter it by unwrapping: who may, and which keys. */
#include "crypto.h"
#include "error.h"
#include "partition-private.h"
#include "wrap-mechanism.h"

#include <stdio.h>

static int mismatch(const char *subject, const char *wanted, struct error *err)
{
	char text[96];

	snprintf(text, sizeof(text), "%s must be %s", subject, wanted);
	return error_raise(err, ERR_KEY_TYPE_MISMATCH, text);
}

static int check_payload(const struct partition *partition, const struct partition_session *session,
    const struct key_object *key, struct error *err)
{
	int rc;

	if (key->view.class == KEY_CLASS_PUBLIC)
		return mismatch("the payload", "a secret or private key", err);
	rc = partition_permit_key(partition, session, PERMIT_KEY_WRAP, key, err);
	if (rc)
		return rc;
	if (key->view.type == KEY_ML_DSA)
		return error_raise(err, ERR_KEY_TYPE_MISMATCH, "ML-DSA keys cannot be wrapped");
	if (!key_view_flag(&key->view, ATTR_EXTRACTABLE))
		return error_raise(err, ERR_KEY_NOT_EXTRACTABLE);
	return 0;
}

static int check_wrapping_key(const struct wrap_mechanism_spec *mechanism,
    const struct key_object *key, const struct key_object *payload, struct error *err)
{
	if (key->view.type != mechanism->type || key->view.class != mechanism->wrapping)
		return mismatch("the wrapping key", mechanism->wrapping_name, err);
	if (!key_view_flag(&key->view, ATTR_WRAP))
		return error_raise(err, ERR_KEY_NOT_PERMITTED, "wrap");
	if (key_view_flag(&payload->view, ATTR_WRAP_WITH_TRUSTED) &&
	    !key_view_flag(&key->view, ATTR_TRUSTED))
		return error_raise(err, ERR_WRAP_TRUSTED);
	return 0;
}

static int load_payload(const struct partition *partition, const struct partition_session *session,
    uint64_t handle, const struct quorum_approval *approval, struct key_object *key,
    struct error *err)
{
	const struct approve_request request = {.permission = PERMIT_KEY_WRAP, .key = key};
	int rc = partition_key_load(partition, session, handle, key, err);

	if (!rc)
		rc = check_payload(partition, session, key, err);
	return rc ? rc : partition_approve(partition, session, &request, approval, err);
}

static int load_wrapping_key(const struct partition *partition,
    const struct partition_session *session, const struct wrap_mechanism_spec *mechanism,
    uint64_t handle, const struct key_object *payload, const struct quorum_approval *approval,
    struct key_object *key, struct error *err)
{
	const struct approve_request request = {.permission = PERMIT_KEY_WRAP_UNDER, .key = key};
	int rc = partition_key_load(partition, session, handle, key, err);

	if (!rc)
		rc = partition_permit_key(partition, session, request.permission, key, err);
	if (!rc)
		rc = check_wrapping_key(mechanism, key, payload, err);
	return rc ? rc : partition_approve(partition, session, &request, approval, err);
}

static int finish_wrap(struct partition *partition, const struct partition_session *session,
    const struct key_object *payload, const struct key_object *wrapping,
    const struct wrap_approvals *approvals, struct error *err)
{
	int rc = partition_spend(partition, session, approvals->payload, err);

	if (!rc)
		rc = partition_spend(partition, session, approvals->wrapping, err);
	if (!rc)
		rc = partition_audit_key(partition, session, AUDIT_WRAP_KEY, &payload->view, err);
	if (!rc)
		rc = partition_audit_key(
		    partition, session, AUDIT_NIST_AES_WRAP, &wrapping->view, err);
	return rc;
}

int partition_wrap(struct partition *partition, const struct partition_session *session,
    const struct wrap_parameters *parameters, uint64_t payload, uint64_t wrapping,
    const struct wrap_approvals *approvals, struct wrapped_key *wrapped, struct error *err)
{
	const struct wrap_mechanism_spec *mechanism = wrap_mechanism_spec(parameters->mechanism);
	struct key_object payload_key, wrapping_key;
	int rc;

	key_object_init(&payload_key);
	key_object_init(&wrapping_key);
	rc = partition_permit_role(session, PERMIT_KEY_WRAP, err);
	if (!rc)
		rc = partition_check_policy(partition, mechanism->policy, err);
	if (!rc)
		rc = load_payload(
		    partition, session, payload, approvals->payload, &payload_key, err);
	if (!rc)
		rc = load_wrapping_key(partition, session, mechanism, wrapping, &payload_key,
		    approvals->wrapping, &wrapping_key, err);
	if (!rc)
		rc =
		    mechanism->wrap(parameters, &wrapping_key, &payload_key.material, wrapped, err);
	if (!rc)
		rc = finish_wrap(partition, session, &payload_key, &wrapping_key, approvals, err);
	key_object_done(&payload_key);
	key_object_done(&wrapping_key);
	return rc;
}

static int check_unwrapping_key(
    const struct wrap_mechanism_spec *mechanism, const struct key_object *key, struct error *err)
{
	if (key->view.type != mechanism->type || key->view.class != mechanism->unwrapping)
		return mismatch("the unwrapping key", mechanism->unwrapping_name, err);
	if (!key_view_flag(&key->view, ATTR_UNWRAP))
		return error_raise(err, ERR_KEY_NOT_PERMITTED, "unwrap");
	return 0;
}

int partition_unwrap(const struct partition *partition, const struct partition_session *session,
    const struct wrap_parameters *parameters, uint64_t unwrapping, enum key_type type,
    enum key_class class, const void *wrapped, size_t wrapped_len,
    const struct quorum_approval *approval, struct secret *material, struct error *err)
{
	const struct wrap_mechanism_spec *mechanism = wrap_mechanism_spec(parameters->mechanism);
	struct key_object key;
	const struct approve_request request = {.permission = PERMIT_KEY_UNWRAP_WITH, .key = &key};
	int rc;

	key_object_init(&key);
	rc = partition_permit_role(session, request.permission, err);
	if (!rc)
		rc = partition_check_policy(partition, mechanism->policy, err);
	if (!rc)
		rc = partition_key_load(partition, session, unwrapping, &key, err);
	if (!rc)
		rc = check_unwrapping_key(mechanism, &key, err);
	if (!rc)
		rc = partition_permit_key(partition, session, request.permission, &key, err);
	if (!rc)
		rc = partition_approve(partition, session, &request, approval, err);
	if (!rc)
		rc = mechanism->unwrap(parameters, &key, wrapped, wrapped_len, material, err);
	if (!rc)
		rc = crypto_check_material(type, class, material, err);
	if (rc)
		secret_done(material);
	key_object_done(&key);
	return rc;
}

int partition_unwrapped(struct partition *partition, const struct partition_session *session,
    uint64_t unwrapping, const struct quorum_approval *approval, struct error *err)
{
	const struct audit_entry entry = {
	    .opcode = AUDIT_NIST_AES_WRAP, .secret_handle = unwrapping};
	int rc = partition_spend(partition, session, approval, err);

	return rc ? rc : partition_audit(partition, session, &entry, err);
}
