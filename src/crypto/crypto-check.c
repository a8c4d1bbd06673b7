/* Which keys are ours: types, curves and sizes, and that a key's numbers belong together. */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <string.h>

#define GENERIC_SECRET_MAX 800
#define EXPONENT_BITS_MAX 64 /* OpenSSL takes no longer one under a modulus above 3072 bits */

static const struct {
	enum key_curve curve;
	const char *group;
} curves[] = {
    {CURVE_SECP224R1, "secp224r1"},
    {CURVE_SECP256R1, "prime256v1"},
    {CURVE_SECP384R1, "secp384r1"},
    {CURVE_SECP256K1, "secp256k1"},
    {CURVE_SECP521R1, "secp521r1"},
};

const char *crypto_curve_group(enum key_curve curve)
{
	for (size_t i = 0; i < ARRAY_LENGTH(curves); i++) {
		if (curves[i].curve == curve)
			return curves[i].group;
	}
	return NULL;
}

enum key_curve crypto_curve_of(const EVP_PKEY *key)
{
	char group[64];

	if (!EVP_PKEY_is_a(key, "EC") ||
	    EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) != 1)
		return CURVE_NONE;
	for (size_t i = 0; i < ARRAY_LENGTH(curves); i++) {
		if (strcmp(curves[i].group, group) == 0)
			return curves[i].curve;
	}
	return CURVE_NONE;
}

bool crypto_is_ed25519(const EVP_PKEY *key)
{
	return EVP_PKEY_is_a(key, "ED25519");
}

/* Of the third prime its presence is asked only: the number is a secret. */
static bool has_more_primes(const EVP_PKEY *key)
{
	OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_FACTOR3, NULL, 0),
	    OSSL_PARAM_construct_end(),
	};

	return EVP_PKEY_get_params(key, params) != 1 || OSSL_PARAM_modified(&params[0]) == 1;
}

static bool has_number_within(const EVP_PKEY *key, const char *name, int bits)
{
	BIGNUM *number = NULL;
	bool ok = EVP_PKEY_get_bn_param(key, name, &number) == 1 && BN_num_bits(number) <= bits;

	BN_clear_free(number);
	return ok;
}

bool crypto_is_rsa(const EVP_PKEY *key)
{
	int bits = EVP_PKEY_get_bits(key);

	return EVP_PKEY_is_a(key, "RSA") && bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX &&
	       has_number_within(key, OSSL_PKEY_PARAM_RSA_E, EXPONENT_BITS_MAX) &&
	       !has_more_primes(key);
}

/* Before anybody computes with them: a number of a few kilobytes would keep a test for primes busy
 * for hours. */
static bool has_rsa_sizes(const EVP_PKEY *key)
{
	static const char *const halves[] = {OSSL_PKEY_PARAM_RSA_FACTOR1,
	    OSSL_PKEY_PARAM_RSA_FACTOR2, OSSL_PKEY_PARAM_RSA_EXPONENT1,
	    OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1};
	int bits = EVP_PKEY_get_bits(key);
	bool ok = crypto_is_rsa(key) && has_number_within(key, OSSL_PKEY_PARAM_RSA_D, bits);

	for (size_t i = 0; ok && i < ARRAY_LENGTH(halves); i++)
		ok = has_number_within(key, halves[i], (bits + 1) / 2);
	return ok;
}

bool crypto_is_ec(const EVP_PKEY *key)
{
	int explicit_parameters = 0;

	if (crypto_is_ed25519(key))
		return true;
	if (crypto_curve_of(key) == CURVE_NONE)
		return false;
	return EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
		   &explicit_parameters) == 1 &&
	       explicit_parameters == 0;
}

bool crypto_is_consistent(EVP_PKEY *key, enum key_class class)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	bool ok = false;

	if (context)
		ok = class == KEY_CLASS_PRIVATE ? EVP_PKEY_check(context) == 1
						: EVP_PKEY_public_check(context) == 1;
	EVP_PKEY_CTX_free(context);
	return ok && (!crypto_is_ed25519(key) || crypto_is_ed25519_point(key));
}

static int check_private(enum key_type type, struct secret *material, struct error *err)
{
	EVP_PKEY *key = crypto_load_private(material);
	int rc;

	if (key && (type == KEY_RSA ? has_rsa_sizes(key) : crypto_is_ec(key)) &&
	    crypto_is_consistent(key, KEY_CLASS_PRIVATE))
		rc = crypto_store_private(key, material, err);
	else
		rc = crypto_unwrap_fail(err);
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

	if (class != (is_pair ? KEY_CLASS_PRIVATE : KEY_CLASS_SECRET))
		return crypto_unwrap_fail(err);
	if (is_pair)
		return check_private(type, material, err);
	return is_symmetric_length(type, material->len) ? 0 : crypto_unwrap_fail(err);
}
