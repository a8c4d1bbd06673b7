/* Key material: generating pairs, and their encodings. */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/x509.h>
#include <stdio.h>

#define GROUP_NAME_MAX 64

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

EVP_PKEY *crypto_load_public_parts(
    const void *algorithm, size_t algorithm_len, const void *public_key, size_t public_key_len)
{
	struct bytes content = BYTES_INIT, spki = BYTES_INIT;
	EVP_PKEY *key = NULL;

	crypto_append_der(&content, DER_SEQUENCE, algorithm, algorithm_len);
	crypto_append_der_header(&content, DER_BIT_STRING, 1 + public_key_len);
	bytes_append_u8(&content, 0); /* bits at the end that are none */
	bytes_append(&content, public_key, public_key_len);
	crypto_append_der(&spki, DER_SEQUENCE, content.data, content.len);
	if (!bytes_failed(&content) && !bytes_failed(&spki))
		key = crypto_load_public(spki.data, spki.len);
	bytes_done(&spki);
	bytes_done(&content);
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

int crypto_store_private(EVP_PKEY *key, struct secret *material, struct error *err)
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
	if (i2d_PKCS8_PRIV_KEY_INFO(info, &at) == len)
		secret_move(material, &encoded);
	else
		rc = crypto_fail(err, "encoding a private key");
out:
	secret_done(&encoded);
	PKCS8_PRIV_KEY_INFO_free(info);
	return rc;
}

static int store_pair(EVP_PKEY *key, struct secret *private_material, struct bytes *public_material,
    struct error *err)
{
	struct secret encoded = SECRET_INIT;
	int rc = crypto_store_private(key, &encoded, err);

	if (rc == 0)
		rc = crypto_store_public(key, public_material, err);
	if (rc == 0)
		secret_move(private_material, &encoded);
	secret_done(&encoded);
	return rc;
}

/* params may be NULL. */
static EVP_PKEY *generate(const char *algorithm, const OSSL_PARAM *params)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, algorithm, NULL);
	EVP_PKEY *key = NULL;

	if (context && EVP_PKEY_keygen_init(context) == 1 &&
	    (!params || EVP_PKEY_CTX_set_params(context, params) == 1))
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

static EVP_PKEY *generate_on_curve(enum key_curve curve)
{
	const char *group = crypto_curve_group(curve);
	char name[GROUP_NAME_MAX];
	OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, name, 0),
	    OSSL_PARAM_construct_end(),
	};

	if (curve == CURVE_ED25519)
		return generate("ED25519", NULL);
	if (!group)
		return NULL;
	/* The parameter wants a string that it could write to. */
	params[0].data_size = (size_t)snprintf(name, sizeof(name), "%s", group);
	return generate("EC", params);
}

int crypto_generate_ec(enum key_curve curve, struct secret *private_material,
    struct bytes *public_material, struct error *err)
{
	EVP_PKEY *key;
	int rc;

	crypto_start();
	key = generate_on_curve(curve);
	rc = key ? store_pair(key, private_material, public_material, err)
		 : crypto_fail(err, "generating an EC key pair");
	EVP_PKEY_free(key);
	return rc;
}

int crypto_generate_ml_dsa(enum mldsa_algorithm algorithm, struct secret *private_material,
    struct bytes *public_material, struct error *err)
{
	const char *name = crypto_ml_dsa_name(algorithm);
	EVP_PKEY *key;
	int rc;

	if (!crypto_has_ml_dsa())
		return crypto_library_fail(err, ML_DSA_NAME, ML_DSA_SINCE);
	key = name ? generate(name, NULL) : NULL;
	rc = key ? store_pair(key, private_material, public_material, err)
		 : crypto_fail(err, "generating an ML-DSA key pair");
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
