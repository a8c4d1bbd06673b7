/*
 * Key wrapping under AES keys: GCM, and the AES key wrap of RFC 3394 and RFC 5649.
 *
 * Unwrapping fails in one way only, ERR_UNWRAP_FAILED: whoever sends altered data learns nothing of
 * what was wrong with it.
 */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define KW_BLOCK 8
#define KW_MIN 16 /* RFC 3394, section 2.2.1: two blocks at least */
/* OpenSSL counts in int, and asks for room for a block or two more than there is data. */
#define PAYLOAD_MAX (INT_MAX - 4 * KW_BLOCK)

static bool is_aes_key(const struct secret *key)
{
	return key->len == 16 || key->len == 24 || key->len == 32;
}

static bool is_tag_length(unsigned bits)
{
	return bits >= WRAP_TAG_BITS_MIN && bits <= WRAP_TAG_BITS_MAX && bits % 8 == 0;
}

static int append(struct bytes *wrapped, const void *data, size_t len, struct error *err)
{
	bytes_append(wrapped, data, len);
	return bytes_failed(wrapped) ? error_raise(err, ERR_MEMORY) : 0;
}

int crypto_wrap_aes_gcm(const struct secret *key, unsigned tag_bits, const void *aad,
    size_t aad_len, const struct secret *payload, unsigned char iv[WRAP_IV_LEN],
    struct bytes *wrapped, struct error *err)
{
	unsigned char fresh[WRAP_IV_LEN];
	const struct gcm gcm = {.key = key->data,
	    .key_len = key->len,
	    .iv = fresh,
	    .aad = aad,
	    .aad_len = aad_len,
	    .tag_len = tag_bits / 8};
	struct secret out = SECRET_INIT;
	int rc;

	if (!is_aes_key(key) || !is_tag_length(tag_bits) || aad_len > INT_MAX ||
	    payload->len > PAYLOAD_MAX)
		return error_raise(err, ERR_CRYPTO, "AES-GCM with such a key, tag or length");
	rc = crypto_random(fresh, sizeof(fresh), err);
	if (rc != 0)
		return rc;
	if (secret_resize(&out, payload->len + gcm.tag_len) != 0)
		return error_raise(err, ERR_MEMORY);
	if (crypto_gcm_encrypt(&gcm, payload->data, payload->len, out.data))
		rc = append(wrapped, out.data, out.len, err);
	else
		rc = crypto_fail(err, "AES-GCM encryption");
	if (rc == 0)
		memcpy(iv, fresh, sizeof(fresh));
	secret_done(&out);
	return rc;
}

int crypto_unwrap_aes_gcm(const struct secret *key, unsigned tag_bits, const void *aad,
    size_t aad_len, const unsigned char iv[WRAP_IV_LEN], const void *wrapped, size_t wrapped_len,
    struct secret *payload, struct error *err)
{
	const struct gcm gcm = {.key = key->data,
	    .key_len = key->len,
	    .iv = iv,
	    .aad = aad,
	    .aad_len = aad_len,
	    .tag_len = tag_bits / 8};
	struct secret out = SECRET_INIT;
	int rc = 0;

	if (!is_aes_key(key) || !is_tag_length(tag_bits) || aad_len > INT_MAX ||
	    wrapped_len < gcm.tag_len || wrapped_len > PAYLOAD_MAX)
		return crypto_unwrap_fail(err);
	if (secret_resize(&out, wrapped_len - gcm.tag_len) != 0)
		return error_raise(err, ERR_MEMORY);
	if (crypto_gcm_decrypt(&gcm, wrapped, out.len, out.data))
		secret_move(payload, &out);
	else
		rc = crypto_unwrap_fail(err);
	secret_done(&out);
	return rc;
}

/* A context for AES key wrap under key; NULL when key is no AES key. */
static EVP_CIPHER_CTX *start(const struct secret *key, bool padded, bool encrypt)
{
	EVP_CIPHER *cipher;
	EVP_CIPHER_CTX *context;
	char name[32];

	crypto_start();
	if (!is_aes_key(key))
		return NULL;
	snprintf(name, sizeof(name), "AES-%zu-WRAP%s", 8 * key->len, padded ? "-PAD" : "");
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

static int wrap(const struct secret *key, bool padded, const struct secret *payload,
    struct bytes *wrapped, struct error *err)
{
	EVP_CIPHER_CTX *context = NULL;
	struct secret out = SECRET_INIT;
	int n = 0, rc;

	if (payload->len > PAYLOAD_MAX)
		return error_raise(err, ERR_CRYPTO, "AES key wrap of a payload of this length");
	if (secret_resize(&out, payload->len + 2 * KW_BLOCK) != 0)
		return error_raise(err, ERR_MEMORY);
	context = start(key, padded, true);
	if (context &&
	    EVP_CipherUpdate(context, out.data, &n, payload->data, (int)payload->len) == 1)
		rc = append(wrapped, out.data, (size_t)n, err);
	else
		rc = crypto_fail(err, "AES key wrap");
	EVP_CIPHER_CTX_free(context);
	secret_done(&out);
	return rc;
}

static int unwrap(const struct secret *key, bool padded, const void *wrapped, size_t wrapped_len,
    struct secret *payload, struct error *err)
{
	size_t shortest = padded ? 2 * KW_BLOCK : KW_MIN + KW_BLOCK;
	EVP_CIPHER_CTX *context = NULL;
	struct secret out = SECRET_INIT;
	int n = 0, rc;

	if (wrapped_len < shortest || wrapped_len % KW_BLOCK != 0 || wrapped_len > PAYLOAD_MAX)
		return crypto_unwrap_fail(err);
	if (secret_resize(&out, wrapped_len) != 0)
		return error_raise(err, ERR_MEMORY);
	context = start(key, padded, false);
	if (context && EVP_CipherUpdate(context, out.data, &n, wrapped, (int)wrapped_len) == 1 &&
	    n > 0)
		rc = crypto_hand_over(&out, (size_t)n, payload, err);
	else
		rc = crypto_unwrap_fail(err);
	EVP_CIPHER_CTX_free(context);
	secret_done(&out);
	return rc;
}

static int raise_length(struct error *err, enum error_code code, size_t len)
{
	char has[24];

	snprintf(has, sizeof(has), "%zu", len);
	return error_raise(err, code, has);
}

int crypto_wrap_aes_kw(const struct secret *key, const struct secret *payload,
    struct bytes *wrapped, struct error *err)
{
	if (payload->len < KW_MIN || payload->len % KW_BLOCK != 0)
		return raise_length(err, ERR_WRAP_LENGTH, payload->len);
	return wrap(key, false, payload, wrapped, err);
}

int crypto_unwrap_aes_kw(const struct secret *key, const void *wrapped, size_t wrapped_len,
    struct secret *payload, struct error *err)
{
	return unwrap(key, false, wrapped, wrapped_len, payload, err);
}

int crypto_wrap_aes_pkcs5(const struct secret *key, const struct secret *payload,
    struct bytes *wrapped, struct error *err)
{
	size_t padding = KW_BLOCK - payload->len % KW_BLOCK;
	struct secret padded = SECRET_INIT;
	int rc;

	if (payload->len + padding < KW_MIN)
		return raise_length(err, ERR_WRAP_SHORT, payload->len);
	rc = secret_resize(&padded, payload->len + padding);
	if (rc != 0) {
		error_raise(err, ERR_MEMORY);
		goto out;
	}
	for (size_t i = 0; i < padded.len; i++)
		padded.data[i] = i < payload->len ? payload->data[i] : (unsigned char)padding;
	rc = wrap(key, false, &padded, wrapped, err);
out:
	secret_done(&padded);
	return rc;
}

/*
 * The length without PKCS#5 padding, 0 when the padding is wrong. Which byte is wrong does not show
 * in the time it takes: all of the last block are looked at, and no branch depends on them.
 */
static size_t unpadded_length(const struct secret *padded)
{
	const unsigned char *end = padded->data + padded->len;
	unsigned padding = end[-1];
	unsigned wrong = (padding - 1) & ~(unsigned)(KW_BLOCK - 1);

	for (unsigned i = 0; i < KW_BLOCK; i++) {
		unsigned inside = 0 - ((i - padding) >> (sizeof(unsigned) * CHAR_BIT - 1));

		wrong |= inside & (end[-1 - (int)i] ^ padding);
	}
	return wrong == 0 ? padded->len - padding : 0;
}

int crypto_unwrap_aes_pkcs5(const struct secret *key, const void *wrapped, size_t wrapped_len,
    struct secret *payload, struct error *err)
{
	struct secret padded = SECRET_INIT;
	int rc = unwrap(key, false, wrapped, wrapped_len, &padded, err);
	size_t len = rc == 0 ? unpadded_length(&padded) : 0;

	if (len > 0)
		rc = crypto_hand_over(&padded, len, payload, err);
	else if (rc == 0)
		rc = crypto_unwrap_fail(err);
	secret_done(&padded);
	return rc;
}

int crypto_wrap_aes_kwp(const struct secret *key, const struct secret *payload,
    struct bytes *wrapped, struct error *err)
{
	/* RFC 5649, section 3: one byte at least. */
	if (payload->len == 0)
		return error_raise(err, ERR_CRYPTO, "AES key wrap of a payload of this length");
	return wrap(key, true, payload, wrapped, err);
}

int crypto_unwrap_aes_kwp(const struct secret *key, const void *wrapped, size_t wrapped_len,
    struct secret *payload, struct error *err)
{
	return unwrap(key, true, wrapped, wrapped_len, payload, err);
}
