/* The table of wrap mechanisms, and what fits each of them to its algorithm. */
#include "wrap-mechanism.h"

#include "crypto.h"
#include "error.h"

#include <string.h>

static int wrap_aes_gcm(const struct wrap_parameters *p, const struct key_object *key,
    const struct secret *payload, struct wrapped_key *wrapped, struct error *err)
{
	return crypto_wrap_aes_gcm(&key->material, p->tag_bits, p->aad, p->aad_len, payload,
	    wrapped->iv, &wrapped->data, err);
}

static int unwrap_aes_gcm(const struct wrap_parameters *p, const struct key_object *key,
    const void *wrapped, size_t wrapped_len, struct secret *payload, struct error *err)
{
	return crypto_unwrap_aes_gcm(&key->material, p->tag_bits, p->aad, p->aad_len, p->iv,
	    wrapped, wrapped_len, payload, err);
}

/* IV ‖ ciphertext ‖ tag. */
static int wrap_cloudhsm_aes_gcm(const struct wrap_parameters *p, const struct key_object *key,
    const struct secret *payload, struct wrapped_key *wrapped, struct error *err)
{
	unsigned char iv[WRAP_IV_LEN] = {0};
	struct bytes data = BYTES_INIT;
	int rc;

	bytes_append(&data, iv, sizeof(iv)); /* its place: it is made with what stands behind it */
	rc = crypto_wrap_aes_gcm(
	    &key->material, p->tag_bits, p->aad, p->aad_len, payload, iv, &data, err);
	if (!rc) {
		memcpy(data.data, iv, sizeof(iv));
		bytes_append(&wrapped->data, data.data, data.len);
		if (bytes_failed(&wrapped->data))
			rc = error_raise(err, ERR_MEMORY);
	}
	bytes_done(&data);
	return rc;
}

static int unwrap_cloudhsm_aes_gcm(const struct wrap_parameters *p, const struct key_object *key,
    const void *wrapped, size_t wrapped_len, struct secret *payload, struct error *err)
{
	const unsigned char *iv = wrapped;

	if (wrapped_len < WRAP_IV_LEN)
		return error_raise(err, ERR_UNWRAP_FAILED);
	return crypto_unwrap_aes_gcm(&key->material, p->tag_bits, p->aad, p->aad_len, iv,
	    iv + WRAP_IV_LEN, wrapped_len - WRAP_IV_LEN, payload, err);
}

static int wrap_aes_kw(const struct wrap_parameters *p, const struct key_object *key,
    const struct secret *payload, struct wrapped_key *wrapped, struct error *err)
{
	(void)p;
	return crypto_wrap_aes_kw(&key->material, payload, &wrapped->data, err);
}

static int unwrap_aes_kw(const struct wrap_parameters *p, const struct key_object *key,
    const void *wrapped, size_t wrapped_len, struct secret *payload, struct error *err)
{
	(void)p;
	return crypto_unwrap_aes_kw(&key->material, wrapped, wrapped_len, payload, err);
}

static int wrap_aes_pkcs5(const struct wrap_parameters *p, const struct key_object *key,
    const struct secret *payload, struct wrapped_key *wrapped, struct error *err)
{
	(void)p;
	return crypto_wrap_aes_pkcs5(&key->material, payload, &wrapped->data, err);
}

static int unwrap_aes_pkcs5(const struct wrap_parameters *p, const struct key_object *key,
    const void *wrapped, size_t wrapped_len, struct secret *payload, struct error *err)
{
	(void)p;
	return crypto_unwrap_aes_pkcs5(&key->material, wrapped, wrapped_len, payload, err);
}

static int wrap_aes_kwp(const struct wrap_parameters *p, const struct key_object *key,
    const struct secret *payload, struct wrapped_key *wrapped, struct error *err)
{
	(void)p;
	return crypto_wrap_aes_kwp(&key->material, payload, &wrapped->data, err);
}

static int unwrap_aes_kwp(const struct wrap_parameters *p, const struct key_object *key,
    const void *wrapped, size_t wrapped_len, struct secret *payload, struct error *err)
{
	(void)p;
	return crypto_unwrap_aes_kwp(&key->material, wrapped, wrapped_len, payload, err);
}

static int wrap_rsa_aes(const struct wrap_parameters *p, const struct key_object *key,
    const struct secret *payload, struct wrapped_key *wrapped, struct error *err)
{
	return crypto_wrap_rsa_aes(key->public_material.data, key->public_material.len, p->hash,
	    p->mgf, payload, &wrapped->data, err);
}

static int unwrap_rsa_aes(const struct wrap_parameters *p, const struct key_object *key,
    const void *wrapped, size_t wrapped_len, struct secret *payload, struct error *err)
{
	return crypto_unwrap_rsa_aes(
	    &key->material, p->hash, p->mgf, wrapped, wrapped_len, payload, err);
}

static int wrap_rsa_oaep(const struct wrap_parameters *p, const struct key_object *key,
    const struct secret *payload, struct wrapped_key *wrapped, struct error *err)
{
	return crypto_wrap_rsa_oaep(key->public_material.data, key->public_material.len, p->hash,
	    p->mgf, payload, &wrapped->data, err);
}

static int unwrap_rsa_oaep(const struct wrap_parameters *p, const struct key_object *key,
    const void *wrapped, size_t wrapped_len, struct secret *payload, struct error *err)
{
	return crypto_unwrap_rsa_oaep(
	    &key->material, p->hash, p->mgf, wrapped, wrapped_len, payload, err);
}

static int wrap_rsa_pkcs(const struct wrap_parameters *p, const struct key_object *key,
    const struct secret *payload, struct wrapped_key *wrapped, struct error *err)
{
	(void)p;
	return crypto_wrap_rsa_pkcs(
	    key->public_material.data, key->public_material.len, payload, &wrapped->data, err);
}

static int unwrap_rsa_pkcs(const struct wrap_parameters *p, const struct key_object *key,
    const void *wrapped, size_t wrapped_len, struct secret *payload, struct error *err)
{
	(void)p;
	return crypto_unwrap_rsa_pkcs(&key->material, wrapped, wrapped_len, payload, err);
}

/* clang-format off */
#define AES KEY_AES, KEY_CLASS_SECRET, KEY_CLASS_SECRET, "an AES key", "an AES key"
#define RSA KEY_RSA, KEY_CLASS_PUBLIC, KEY_CLASS_PRIVATE, "an RSA public key", "an RSA private key"

static const struct wrap_mechanism_spec table[WRAP_MECHANISMS] = {
    [WRAP_AES_GCM] = {POLICY_WRAP_AES_GCM, AES, wrap_aes_gcm, unwrap_aes_gcm},
    [WRAP_AES_NO_PAD] = {POLICY_WRAP_AES_NO_PAD, AES, wrap_aes_kw, unwrap_aes_kw},
    [WRAP_AES_PKCS5_PAD] = {POLICY_WRAP_AES_PKCS5_PAD, AES, wrap_aes_pkcs5, unwrap_aes_pkcs5},
    [WRAP_AES_ZERO_PAD] = {POLICY_WRAP_AES_ZERO_PAD, AES, wrap_aes_kwp, unwrap_aes_kwp},
    [WRAP_CLOUDHSM_AES_GCM] =
	{POLICY_WRAP_CLOUDHSM_AES_GCM, AES, wrap_cloudhsm_aes_gcm, unwrap_cloudhsm_aes_gcm},
    [WRAP_RSA_AES] = {POLICY_WRAP_RSA_AES, RSA, wrap_rsa_aes, unwrap_rsa_aes},
    [WRAP_RSA_OAEP] = {POLICY_WRAP_RSA_OAEP, RSA, wrap_rsa_oaep, unwrap_rsa_oaep},
    [WRAP_RSA_PKCS] = {POLICY_WRAP_RSA_PKCS, RSA, wrap_rsa_pkcs, unwrap_rsa_pkcs},
};
/* clang-format on */

const struct wrap_mechanism_spec *wrap_mechanism_spec(enum wrap_mechanism mechanism)
{
	return &table[mechanism];
}
