/* Which keys are ours: types, curves and sizes, and that a key's numbers belong together. */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <openssl/core_names.h>
#include <string.h>

#define GENERIC_SECRET_MAX 800

enum key_curve crypto_curve_of(const EVP_PKEY *key)
{
	static const enum key_curve curves[] = {
	    CURVE_SECP224R1, CURVE_SECP256R1, CURVE_SECP384R1, CURVE_SECP256K1, CURVE_SECP521R1};
	char group[64];

	if (!EVP_PKEY_is_a(key, "EC") ||
	    EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) != 1)
		return CURVE_NONE;
	for (size_t i = 0; i < ARRAY_LENGTH(curves); i++) {
		if (strcmp(crypto_curve_group(curves[i]), group) == 0)
			return curves[i];
	}
	return CURVE_NONE;
}

bool crypto_is_ed25519(const EVP_PKEY *key)
{
	return EVP_PKEY_is_a(key, "ED25519");
}

bool crypto_is_rsa(const EVP_PKEY *key)
{
	int bits = EVP_PKEY_get_bits(key);

	return EVP_PKEY_is_a(key, "RSA") && bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX;
}

bool crypto_is_ec(const EVP_PKEY *key)
{
	int explicit_parameters = 0;

	if (crypto_is_ed25519(key))
		return true;
	if (crypto_curve_of(key) == CURVE_NONE)
		return false;
	EVP_PKEY_get_int_param(
	    key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &explicit_parameters);
	return explicit_parameters == 0;
}

bool crypto_is_consistent(EVP_PKEY *key, enum key_class class)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	bool ok = false;

	if (context)
		ok = class == KEY_CLASS_PRIVATE ? EVP_PKEY_check(context) == 1
						: EVP_PKEY_public_check(context) == 1;
	EVP_PKEY_CTX_free(context);
	return ok;
}

static int check_asymmetric(
    enum key_type type, enum key_class class, struct secret *material, struct error *err)
{
	EVP_PKEY *key = class == KEY_CLASS_PRIVATE
			    ? crypto_load_private(material)
			    : crypto_load_public(material->data, material->len);
	int rc = 0;

	if (!key || !(type == KEY_RSA ? crypto_is_rsa(key) : crypto_is_ec(key)) ||
	    !crypto_is_consistent(key, class))
		rc = crypto_unwrap_fail(err);
	else if (class == KEY_CLASS_PRIVATE)
		rc = crypto_store_private(key, material, err);
	EVP_PKEY_free(key);
	return rc;
}

static bool is_symmetric_length(enum key_type type, size_t len)
{
	switch (type) {
	case KEY_AES:
		return len == 16 || len == 24 || len == 32;
	case KEY_DES3:
		return len == 24;
	case KEY_GENERIC_SECRET:
		return len >= 1 && len <= GENERIC_SECRET_MAX;
	case KEY_RSA:
	case KEY_EC:
	case KEY_ML_DSA: /* enters by no way */
		break;
	}
	return false;
}

int crypto_check_material(
    enum key_type type, enum key_class class, struct secret *material, struct error *err)
{
	bool is_pair = type == KEY_RSA || type == KEY_EC;

	if (is_pair == (class == KEY_CLASS_SECRET))
		return crypto_unwrap_fail(err);
	if (is_pair)
		return check_asymmetric(type, class, material, err);
	return is_symmetric_length(type, material->len) ? 0 : crypto_unwrap_fail(err);
}
