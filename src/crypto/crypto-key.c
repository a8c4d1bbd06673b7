/* Key material: generating, encoding, checking. */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#define GENERIC_SECRET_MAX 800

/* What OpenSSL calls the curves. */
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

bool crypto_is_rsa(const EVP_PKEY *key)
{
	int bits = EVP_PKEY_get_bits(key);

	return EVP_PKEY_is_a(key, "RSA") && bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX;
}

int crypto_take_bio(BIO *bio, struct bytes *out, struct error *err)
{
	char *data = NULL;
	long len = BIO_get_mem_data(bio, &data);

	if (len > 0)
		bytes_append(out, data, (size_t)len);
	return bytes_failed(out) ? error_raise(err, ERR_MEMORY) : 0;
}

EVP_PKEY *crypto_load_private(const struct secret *material)
{
	const unsigned char *at = material->data;
	PKCS8_PRIV_KEY_INFO *info;
	EVP_PKEY *key = NULL;

	crypto_start();
	if (material->len == 0 || material->len > INT_MAX)
		return NULL;
	info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)material->len);
	if (info && at == material->data + material->len)
		key = EVP_PKCS82PKEY(info);
	PKCS8_PRIV_KEY_INFO_free(info);
	return key;
}

EVP_PKEY *crypto_load_public(const void *spki, size_t len)
{
	const unsigned char *start = spki, *at = start;
	EVP_PKEY *key;

	crypto_start();
	if (len == 0 || len > INT_MAX)
		return NULL;
	key = d2i_PUBKEY(NULL, &at, (long)len);
	if (key && at != start + len) {
		EVP_PKEY_free(key);
		return NULL;
	}
	return key;
}

int crypto_store_public(EVP_PKEY *key, struct bytes *spki, struct error *err)
{
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(key, &der);

	if (len <= 0)
		return crypto_fail(err, "encoding a public key");
	bytes_append(spki, der, (size_t)len);
	OPENSSL_free(der);
	return bytes_failed(spki) ? error_raise(err, ERR_MEMORY) : 0;
}

bool crypto_make_canonical(EVP_PKEY *key)
{
	int with_point = 1;
	char format[] = OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED;
	OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, format, 0),
	    OSSL_PARAM_construct_int(OSSL_PKEY_PARAM_EC_INCLUDE_PUBLIC, &with_point),
	    OSSL_PARAM_construct_end(),
	};

	return !EVP_PKEY_is_a(key, "EC") || EVP_PKEY_set_params(key, params) == 1;
}

static int store_private(EVP_PKEY *key, struct secret *material, struct error *err)
{
	PKCS8_PRIV_KEY_INFO *info = crypto_make_canonical(key) ? EVP_PKEY2PKCS8(key) : NULL;
	int len = info ? i2d_PKCS8_PRIV_KEY_INFO(info, NULL) : 0;
	struct secret encoded = SECRET_INIT;
	unsigned char *at;
	int rc;

	if (len <= 0) {
		rc = crypto_fail(err, "encoding a private key");
		goto out;
	}
	rc = secret_resize(&encoded, (size_t)len);
	if (rc != 0) {
		error_raise(err, ERR_MEMORY);
		goto out;
	}
	at = encoded.data;
	i2d_PKCS8_PRIV_KEY_INFO(info, &at);
	secret_move(material, &encoded);
out:
	PKCS8_PRIV_KEY_INFO_free(info);
	return rc;
}

static int store_pair(EVP_PKEY *key, struct secret *private_material, struct bytes *public_material,
    struct error *err)
{
	int rc = store_private(key, private_material, err);

	return rc == 0 ? crypto_store_public(key, public_material, err) : rc;
}

static EVP_PKEY *generate(const char *algorithm, const OSSL_PARAM *params)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, algorithm, NULL);
	EVP_PKEY *key = NULL;

	if (context && EVP_PKEY_keygen_init(context) == 1 &&
	    EVP_PKEY_CTX_set_params(context, params) == 1)
		EVP_PKEY_generate(context, &key);
	EVP_PKEY_CTX_free(context);
	return key;
}

int crypto_generate_rsa(uint64_t modulus_bits, uint64_t exponent, struct secret *private_material,
    struct bytes *public_material, struct error *err)
{
	size_t bits = (size_t)modulus_bits;
	OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_RSA_BITS, &bits),
	    OSSL_PARAM_construct_uint64(OSSL_PKEY_PARAM_RSA_E, &exponent),
	    OSSL_PARAM_construct_end(),
	};
	EVP_PKEY *key = NULL;
	int rc;

	crypto_start();
	if (modulus_bits >= RSA_BITS_MIN && modulus_bits <= RSA_BITS_MAX && exponent % 2 == 1)
		key = generate("RSA", params);
	rc = key ? store_pair(key, private_material, public_material, err)
		 : crypto_fail(err, "generating an RSA key pair");
	EVP_PKEY_free(key);
	return rc;
}

int crypto_generate_ec(enum key_curve curve, struct secret *private_material,
    struct bytes *public_material, struct error *err)
{
	char group[64] = "";
	OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
	    OSSL_PARAM_construct_end(),
	};
	EVP_PKEY *key = NULL;
	int rc;

	crypto_start();
	for (size_t i = 0; i < ARRAY_LENGTH(curves); i++) {
		if (curves[i].curve == curve)
			snprintf(group, sizeof(group), "%s", curves[i].group);
	}
	if (group[0]) {
		params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
		key = generate("EC", params);
	}
	rc = key ? store_pair(key, private_material, public_material, err)
		 : crypto_fail(err, "generating an EC key pair");
	EVP_PKEY_free(key);
	return rc;
}

int crypto_public_of_private(
    const struct secret *private_material, struct bytes *public_material, struct error *err)
{
	EVP_PKEY *key = crypto_load_private(private_material);
	int rc;

	if (key && crypto_make_canonical(key))
		rc = crypto_store_public(key, public_material, err);
	else
		rc = crypto_fail(err, "reading a private key");
	EVP_PKEY_free(key);
	return rc;
}

bool crypto_is_ec(const EVP_PKEY *key)
{
	int explicit_parameters = 0;

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
		rc = store_private(key, material, err);
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
