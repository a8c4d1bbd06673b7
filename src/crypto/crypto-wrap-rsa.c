/*
 * Key wrapping under RSA keys: OAEP, PKCS#1 v1.5, and OAEP joined with AES key wrap.
 *
 * Unwrapping fails in one way only, ERR_UNWRAP_FAILED. That it failed is told all the same, and of
 * PKCS#1 v1.5 an attacker needs no more (Bleichenbacher 1998): it is there because HSMs have it,
 * and not to be used for anything new.
 */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <openssl/params.h>
#include <openssl/rsa.h>
#include <stdio.h>

#define RSA_AES_KEY_LEN 32 /* of the AES key that is made for one wrapping */
#define PKCS1_OVERHEAD 11  /* RFC 8017, 7.2.1: 00 02, eight bytes of padding at least, 00 */

/* How a block is padded. */
struct scheme {
	int padding; /* OpenSSL's number */
	enum hash_function hash, mgf;
};

size_t crypto_oaep_limit(uint32_t modulus_bits, enum hash_function hash)
{
	size_t modulus_len = ((size_t)modulus_bits + 7) / 8;
	const EVP_MD *digest = crypto_digest_of(hash);
	size_t overhead = digest ? 2 * (size_t)EVP_MD_get_size(digest) + 2 : modulus_len;

	return modulus_len > overhead ? modulus_len - overhead : 0;
}

/* Readies a context, on which the caller called an init function; the label of OAEP is empty. */
static bool set_scheme(EVP_PKEY_CTX *context, const struct scheme *scheme)
{
	return EVP_PKEY_CTX_set_rsa_padding(context, scheme->padding) == 1 &&
	       (scheme->padding == RSA_PKCS1_PADDING ||
		   (EVP_PKEY_CTX_set_rsa_oaep_md(context, crypto_digest_of(scheme->hash)) == 1 &&
		       EVP_PKEY_CTX_set_rsa_mgf1_md(context, crypto_digest_of(scheme->mgf)) == 1));
}

/*
 * OpenSSL 3.2 and later, and some older ones of distributions, answer a PKCS#1 v1.5 block that is
 * wrong with made-up data instead of an error. An HSM does not. Others do not know the parameter,
 * and pass it over.
 */
static bool forbid_implicit_rejection(EVP_PKEY_CTX *context)
{
	unsigned off = 0;
	const OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_uint("implicit-rejection", &off),
	    OSSL_PARAM_construct_end(),
	};

	return EVP_PKEY_CTX_set_params(context, params) == 1;
}

static size_t limit_of(const EVP_PKEY *key, const struct scheme *scheme)
{
	if (scheme->padding == RSA_PKCS1_PADDING)
		return (size_t)EVP_PKEY_get_size(key) - PKCS1_OVERHEAD;
	return crypto_oaep_limit((uint32_t)EVP_PKEY_get_bits(key), scheme->hash);
}

static int raise_too_large(struct error *err, size_t len, size_t limit)
{
	char has[24], allowed[24];

	snprintf(has, sizeof(has), "%zu", len);
	snprintf(allowed, sizeof(allowed), "%zu", limit);
	return error_raise(err, ERR_WRAP_TOO_LARGE, has, allowed);
}

static int encrypt(EVP_PKEY *key, const struct scheme *scheme, const struct secret *payload,
    struct bytes *wrapped, struct error *err)
{
	size_t limit = limit_of(key, scheme);
	unsigned char out[RSA_BITS_MAX / 8];
	size_t out_len = sizeof(out);
	EVP_PKEY_CTX *context;
	int rc = 0;

	if (payload->len > limit)
		return raise_too_large(err, payload->len, limit);
	context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	if (context && EVP_PKEY_encrypt_init(context) == 1 && set_scheme(context, scheme) &&
	    EVP_PKEY_encrypt(context, out, &out_len, payload->data, payload->len) == 1)
		bytes_append(wrapped, out, out_len);
	else
		rc = crypto_fail(err, "RSA encryption");
	if (rc == 0 && bytes_failed(wrapped))
		rc = error_raise(err, ERR_MEMORY);
	EVP_PKEY_CTX_free(context);
	return rc;
}

static int decrypt(EVP_PKEY *key, const struct scheme *scheme, const void *wrapped,
    size_t wrapped_len, struct secret *payload, struct error *err)
{
	size_t len = (size_t)EVP_PKEY_get_size(key);
	struct secret out = SECRET_INIT;
	EVP_PKEY_CTX *context = NULL;
	int rc;

	if (wrapped_len != len)
		return crypto_unwrap_fail(err);
	if (secret_resize(&out, len) != 0)
		return error_raise(err, ERR_MEMORY);
	context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	if (context && EVP_PKEY_decrypt_init(context) == 1 && set_scheme(context, scheme) &&
	    (scheme->padding != RSA_PKCS1_PADDING || forbid_implicit_rejection(context)) &&
	    EVP_PKEY_decrypt(context, out.data, &len, wrapped, wrapped_len) == 1)
		rc = crypto_hand_over(&out, len, payload, err);
	else
		rc = crypto_unwrap_fail(err);
	EVP_PKEY_CTX_free(context);
	secret_done(&out);
	return rc;
}

static int wrap(const void *spki, size_t spki_len, const struct scheme *scheme,
    const struct secret *payload, struct bytes *wrapped, struct error *err)
{
	EVP_PKEY *key = crypto_load_public(spki, spki_len);
	int rc;

	if (key && crypto_is_rsa(key))
		rc = encrypt(key, scheme, payload, wrapped, err);
	else
		rc = crypto_fail(err, "the wrapping key is not an RSA public key");
	EVP_PKEY_free(key);
	return rc;
}

static int unwrap(const struct secret *private_material, const struct scheme *scheme,
    const void *wrapped, size_t wrapped_len, struct secret *payload, struct error *err)
{
	EVP_PKEY *key = crypto_load_private(private_material);
	int rc;

	if (key && crypto_is_rsa(key))
		rc = decrypt(key, scheme, wrapped, wrapped_len, payload, err);
	else
		rc = crypto_unwrap_fail(err);
	EVP_PKEY_free(key);
	return rc;
}

int crypto_wrap_rsa_oaep(const void *spki, size_t spki_len, enum hash_function hash,
    enum hash_function mgf, const struct secret *payload, struct bytes *wrapped, struct error *err)
{
	const struct scheme oaep = {RSA_PKCS1_OAEP_PADDING, hash, mgf};

	return wrap(spki, spki_len, &oaep, payload, wrapped, err);
}

int crypto_unwrap_rsa_oaep(const struct secret *private_material, enum hash_function hash,
    enum hash_function mgf, const void *wrapped, size_t wrapped_len, struct secret *payload,
    struct error *err)
{
	const struct scheme oaep = {RSA_PKCS1_OAEP_PADDING, hash, mgf};

	return unwrap(private_material, &oaep, wrapped, wrapped_len, payload, err);
}

int crypto_wrap_rsa_pkcs(const void *spki, size_t spki_len, const struct secret *payload,
    struct bytes *wrapped, struct error *err)
{
	const struct scheme pkcs1 = {.padding = RSA_PKCS1_PADDING};

	return wrap(spki, spki_len, &pkcs1, payload, wrapped, err);
}

int crypto_unwrap_rsa_pkcs(const struct secret *private_material, const void *wrapped,
    size_t wrapped_len, struct secret *payload, struct error *err)
{
	const struct scheme pkcs1 = {.padding = RSA_PKCS1_PADDING};

	return unwrap(private_material, &pkcs1, wrapped, wrapped_len, payload, err);
}

int crypto_wrap_rsa_aes(const void *spki, size_t spki_len, enum hash_function hash,
    enum hash_function mgf, const struct secret *payload, struct bytes *wrapped, struct error *err)
{
	struct secret key = SECRET_INIT;
	struct bytes joined = BYTES_INIT;
	int rc = secret_resize(&key, RSA_AES_KEY_LEN);

	if (rc != 0) {
		error_raise(err, ERR_MEMORY);
		goto out;
	}
	rc = crypto_random(key.data, key.len, err);
	if (rc == 0)
		rc = crypto_wrap_rsa_oaep(spki, spki_len, hash, mgf, &key, &joined, err);
	if (rc == 0)
		rc = crypto_wrap_aes_kwp(&key, payload, &joined, err);
	if (rc != 0)
		goto out;
	bytes_append(wrapped, joined.data, joined.len);
	if (bytes_failed(wrapped))
		rc = error_raise(err, ERR_MEMORY);
out:
	bytes_done(&joined);
	secret_done(&key);
	return rc;
}

int crypto_unwrap_rsa_aes(const struct secret *private_material, enum hash_function hash,
    enum hash_function mgf, const void *wrapped, size_t wrapped_len, struct secret *payload,
    struct error *err)
{
	const struct scheme oaep = {RSA_PKCS1_OAEP_PADDING, hash, mgf};
	EVP_PKEY *private_key = crypto_load_private(private_material);
	const unsigned char *blocks = wrapped;
	struct secret key = SECRET_INIT;
	size_t rsa_len;
	int rc;

	if (!private_key || !crypto_is_rsa(private_key)) {
		rc = crypto_unwrap_fail(err);
		goto out;
	}
	rsa_len = (size_t)EVP_PKEY_get_size(private_key);
	if (wrapped_len <= rsa_len) {
		rc = crypto_unwrap_fail(err);
		goto out;
	}
	rc = decrypt(private_key, &oaep, blocks, rsa_len, &key, err);
	if (rc == 0)
		rc = crypto_unwrap_aes_kwp(
		    &key, blocks + rsa_len, wrapped_len - rsa_len, payload, err);
out:
	secret_done(&key);
	EVP_PKEY_free(private_key);
	return rc;
}
