/* Signing with a private key and verifying with a public one: who may, and which keys. */
#include "crypto.h"
#include "error.h"
#include "partition-private.h"

#include <stdio.h>

/* What each mechanism takes. CURVE_NONE: any curve but Ed25519, which has mechanisms of its own. */
static const struct mechanism {
	enum policy_item policy;
	enum key_type type;
	enum key_curve curve;
	const char *name; /* of the key in an error, behind "the key must be" */
} mechanisms[SIGN_MECHANISMS] = {
    [SIGN_ECDSA] = {POLICY_SIGN_ECDSA, KEY_EC, CURVE_NONE, "an EC"},
    [SIGN_ED25519] = {POLICY_SIGN_ED25519, KEY_EC, CURVE_ED25519, "an Ed25519"},
    [SIGN_ED25519PH] = {POLICY_SIGN_ED25519PH, KEY_EC, CURVE_ED25519, "an Ed25519"},
    [SIGN_ML_DSA] = {POLICY_SIGN_ML_DSA, KEY_ML_DSA, CURVE_NONE, "an ML-DSA"},
    [SIGN_RSA_PKCS] = {POLICY_SIGN_RSA_PKCS, KEY_RSA, CURVE_NONE, "an RSA"},
    [SIGN_RSA_PKCS_PSS] = {POLICY_SIGN_RSA_PKCS_PSS, KEY_RSA, CURVE_NONE, "an RSA"},
};

static int check_key(const struct mechanism *mechanism, enum key_class class,
    const struct key_view *key, struct error *err)
{
	bool is_edwards = key->curve == CURVE_ED25519;
	char text[96];

	if (key->type == mechanism->type && key->class == class &&
	    is_edwards == (mechanism->curve == CURVE_ED25519))
		return 0;
	/* An Ed25519 key is an EC key by its key-type. */
	snprintf(text, sizeof(text), "the key must be %s %s key%s", mechanism->name,
	    class == KEY_CLASS_PRIVATE ? "private" : "public",
	    is_edwards && mechanism->policy == POLICY_SIGN_ECDSA ? ", on another curve than ed25519"
								 : "");
	return error_raise(err, ERR_KEY_TYPE_MISMATCH, text);
}

/* Loads the key of a class for a mechanism, and looks whether it may be used so. */
static int load_for(const struct partition *partition, const struct partition_session *session,
    enum sign_mechanism number, enum key_class class, uint64_t handle, struct key_object *key,
    struct error *err)
{
	const struct mechanism *mechanism = &mechanisms[number];
	bool signs = class == KEY_CLASS_PRIVATE;
	enum permission permission = signs ? PERMIT_SIGN : PERMIT_VERIFY;
	int rc = partition_permit_role(session, permission, err);

	if (!rc)
		rc = partition_check_policy(partition, mechanism->policy, err);
	if (!rc)
		rc = partition_key_load(partition, session, handle, key, err);
	if (!rc)
		rc = check_key(mechanism, class, &key->view, err);
	if (!rc)
		rc = partition_permit_key(partition, session, permission, key, err);
	if (!rc && !key_view_flag(&key->view, signs ? ATTR_SIGN : ATTR_VERIFY))
		rc = error_raise(err, ERR_KEY_NOT_PERMITTED, signs ? "sign" : "verify");
	return rc;
}

static int check_hash(const struct partition *partition, const struct sign_parameters *parameters,
    bool weak_hash, const struct key_view *key, unsigned *key_strength, struct error *err)
{
	*key_strength = crypto_curve_strength(key->curve);
	if (weak_hash || parameters->mechanism != SIGN_ECDSA ||
	    crypto_hash_strength(parameters->hash) >= *key_strength ||
	    policy_allows(
		&partition->row, POLICY_SIGN_ECDSA_WEAK_HASH, store_now(partition->store)))
		return 0;
	return error_raise(err, ERR_MECHANISM);
}

int partition_sign(const struct partition *partition, const struct partition_session *session,
    const struct sign_parameters *parameters, bool weak_hash, uint64_t handle, const void *data,
    size_t data_len, const struct quorum_approval *approval, struct bytes *signature,
    unsigned *key_strength, struct error *err)
{
	struct key_object key;
	const struct approve_request request = {.permission = PERMIT_SIGN, .key = &key};
	int rc;

	key_object_init(&key);
	rc = load_for(
	    partition, session, parameters->mechanism, KEY_CLASS_PRIVATE, handle, &key, err);
	if (!rc)
		rc = check_hash(partition, parameters, weak_hash, &key.view, key_strength, err);
	if (!rc)
		rc = partition_approve(partition, session, &request, approval, err);
	if (!rc)
		rc = crypto_sign(parameters, &key.material, data, data_len, signature, err);
	key_object_done(&key);
	return rc;
}

int partition_verify(const struct partition *partition, const struct partition_session *session,
    const struct sign_parameters *parameters, uint64_t handle, const void *data, size_t data_len,
    const void *signature, size_t signature_len, struct error *err)
{
	struct key_object key;
	int rc;

	key_object_init(&key);
	rc = load_for(
	    partition, session, parameters->mechanism, KEY_CLASS_PUBLIC, handle, &key, err);
	if (!rc)
		rc = crypto_verify(parameters, key.public_material.data, key.public_material.len,
		    data, data_len, signature, signature_len, err);
	key_object_done(&key);
	return rc;
}
