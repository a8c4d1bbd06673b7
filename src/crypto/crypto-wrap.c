/*
 * Key wrapping: RSA-OAEP, AES key wrap with padding, and the two joined.
 *
 * Unwrapping fails in one way only, ERR_UNWRAP_FAILED: whoever sends altered data learns nothing of
 * what was wrong with it.
 */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <stdio.h>

#define KWP_BLOCK 8
#define RSA_AES_KEY_LEN 32 /* of the AES key that is made for one wrapping */

static const EVP_MD *digest_of(enum hash_function hash)
{
	switch (hash) {
	case HASH_SHA1:
		return EVP_sha1();
	case HASH_SHA224:
		return EVP_sha224();
	case HASH_SHA256:
		return EVP_sha256();
	case HASH_SHA384:
		return EVP_sha384();
	case HASH_SHA512:
		return EVP_sha512();
	}
	return NULL;
}

size_t crypto_oaep_limit(uint32_t modulus_bits, enum hash_function hash)
{
	size_t modulus_len = ((size_t)modulus_bits + 7) / 8;
	const EVP_MD *digest = digest_of(hash);
	size_t overhead = digest ? 2 * (size_t)EVP_MD_get_size(digest) + 2 : modulus_len;

	return modulus_len > overhead ? modulus_len - overhead : 0;
}

/* Readies a context, on which the caller called an init function, for OAEP with an empty label. */
static bool set_oaep(EVP_PKEY_CTX *context, enum hash_function hash, enum hash_function mgf)
{
	return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_rsa_oaep_md(context, digest_of(hash)) == 1 &&
	       EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest_of(mgf)) == 1;
}

static int raise_too_large(struct error *err, size_t len, size_t limit)
{
	char has[24], allowed[24];

	snprintf(has, sizeof(has), "%zu", len);
	snprintf(allowed, sizeof(allowed), "%zu", limit);
	return error_raise(err, ERR_WRAP_TOO_LARGE, has, allowed);
}

static int oaep_encrypt(EVP_PKEY *key, enum hash_function hash, enum hash_function mgf,
    const struct secret *payload, struct bytes *wrapped, struct error *err)
{
	size_t limit = crypto_oaep_limit((uint32_t)EVP_PKEY_get_bits(key), hash);
	unsigned char out[RSA_BITS_MAX / 8];
	size_t out_len = sizeof(out);
	EVP_PKEY_CTX *context;
	int rc = 0;

	if (payload->len > limit)
		return raise_too_large(err, payload->len, limit);
	context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	if (context && EVP_PKEY_encrypt_init(context) == 1 && set_oaep(context, hash, mgf) &&
	    EVP_PKEY_encrypt(context, out, &out_len, payload->data, payload->len) == 1)
		bytes_append(wrapped, out, out_len);
	else
		rc = crypto_fail(err, "RSA-OAEP encryption");
	if (rc == 0 && bytes_failed(wrapped))
		rc = error_raise(err, ERR_MEMORY);
	EVP_PKEY_CTX_free(context);
	return rc;
}

int crypto_wrap_rsa_oaep(const void *spki, size_t spki_len, enum hash_function hash,
    enum hash_function mgf, const struct secret *payload, struct bytes *wrapped, struct error *err)
{
	EVP_PKEY *key = crypto_load_public(spki, spki_len);
	int rc;

	if (key && crypto_is_rsa(key))
		rc = oaep_encrypt(key, hash, mgf, payload, wrapped, err);
	else
		rc = crypto_fail(err, "the wrapping key is not an RSA public key");
	EVP_PKEY_free(key);
	return rc;
}

/* The first len bytes of what was decrypted. */
static int hand_over(
    struct secret *decrypted, size_t len, struct secret *payload, struct error *err)
{
	if (secret_resize(decrypted, len) != 0)
		return error_raise(err, ERR_MEMORY);
	secret_move(payload, decrypted);
	return 0;
}

static int oaep_decrypt(EVP_PKEY *key, enum hash_function hash, enum hash_function mgf,
    const void *wrapped, size_t wrapped_len, struct secret *payload, struct error *err)
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
	if (context && EVP_PKEY_decrypt_init(context) == 1 && set_oaep(context, hash, mgf) &&
	    EVP_PKEY_decrypt(context, out.data, &len, wrapped, wrapped_len) == 1)
		rc = hand_over(&out, len, payload, err);
	else
		rc = crypto_unwrap_fail(err);
	EVP_PKEY_CTX_free(context);
	secret_done(&out);
	return rc;
}

int crypto_unwrap_rsa_oaep(const struct secret *private_material, enum hash_function hash,
    enum hash_function mgf, const void *wrapped, size_t wrapped_len, struct secret *payload,
    struct error *err)
{
	EVP_PKEY *key = crypto_load_private(private_material);
	int rc;

	if (key && crypto_is_rsa(key))
		rc = oaep_decrypt(key, hash, mgf, wrapped, wrapped_len, payload, err);
	else
		rc = crypto_unwrap_fail(err);
	EVP_PKEY_free(key);
	return rc;
}

/* A context for key wrap with padding under key; NULL when key is no AES key. */
static EVP_CIPHER_CTX *kwp_start(const struct secret *key, bool encrypt)
{
	const char *name = key->len == 16   ? "AES-128-WRAP-PAD"
			   : key->len == 24 ? "AES-192-WRAP-PAD"
			   : key->len == 32 ? "AES-256-WRAP-PAD"
					    : NULL;
	EVP_CIPHER *cipher;
	EVP_CIPHER_CTX *context;

	crypto_start();
	if (!name)
		return NULL;
	cipher = EVP_CIPHER_fetch(NULL, name, NULL);
	context = EVP_CIPHER_CTX_new();
	if (context)
		EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
	if (!cipher || !context ||
	    EVP_CipherInit_ex2(context, cipher, key->data, NULL, encrypt, NULL) != 1) {
		EVP_CIPHER_CTX_free(context);
		context = NULL;
	}
	EVP_CIPHER_free(cipher);
	return context;
}

int crypto_wrap_aes_kwp(const struct secret *key, const struct secret *payload,
    struct bytes *wrapped, struct error *err)
{
	EVP_CIPHER_CTX *context = NULL;
	struct secret out = SECRET_INIT;
	int n = 0, rc = 0;

	/* RFC 5649, section 3: one byte at least. */
	if (payload->len == 0 || payload->len > INT_MAX - 2 * KWP_BLOCK)
		return error_raise(err, ERR_CRYPTO, "AES key wrap of a payload of this length");
	if (secret_resize(&out, (payload->len + 2 * KWP_BLOCK - 1) / KWP_BLOCK * KWP_BLOCK) != 0)
		return error_raise(err, ERR_MEMORY);
	context = kwp_start(key, true);
	if (context &&
	    EVP_CipherUpdate(context, out.data, &n, payload->data, (int)payload->len) == 1)
		bytes_append(wrapped, out.data, (size_t)n);
	else
		rc = crypto_fail(err, "AES key wrap");
	if (rc == 0 && bytes_failed(wrapped))
		rc = error_raise(err, ERR_MEMORY);
	EVP_CIPHER_CTX_free(context);
	secret_done(&out);
	return rc;
}

int crypto_unwrap_aes_kwp(const struct secret *key, const void *wrapped, size_t wrapped_len,
    struct secret *payload, struct error *err)
{
	EVP_CIPHER_CTX *context = NULL;
	struct secret out = SECRET_INIT;
	int n = 0, rc;

	if (wrapped_len < 2 * KWP_BLOCK || wrapped_len % KWP_BLOCK != 0 || wrapped_len > INT_MAX)
		return crypto_unwrap_fail(err);
	if (secret_resize(&out, wrapped_len) != 0)
		return error_raise(err, ERR_MEMORY);
	context = kwp_start(key, false);
	if (context && EVP_CipherUpdate(context, out.data, &n, wrapped, (int)wrapped_len) == 1 &&
	    n > 0)
		rc = hand_over(&out, (size_t)n, payload, err);
	else
		rc = crypto_unwrap_fail(err);
	EVP_CIPHER_CTX_free(context);
	secret_done(&out);
	return rc;
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
	rc = oaep_decrypt(private_key, hash, mgf, blocks, rsa_len, &key, err);
	if (rc == 0)
		rc = crypto_unwrap_aes_kwp(
		    &key, blocks + rsa_len, wrapped_len - rsa_len, payload, err);
out:
	secret_done(&key);
	EVP_PKEY_free(private_key);
	return rc;
}
