/* What the suites of signatures share: signing, verifying, and altering what was signed. */
#ifndef LOCALHSM_SIGN_FIXTURE_H
#define LOCALHSM_SIGN_FIXTURE_H

#include "crypto-fixture.h"

#include <openssl/err.h>
#include <openssl/evp.h>

UNUSED static const char message[] = "What is signed";

static inline int sign_text(const struct sign_parameters *parameters, const struct secret *key,
    const char *text, struct bytes *signature, struct error *err)
{
	return crypto_sign(parameters, key, text, strlen(text), signature, err);
}

static inline void assert_verifies(const struct sign_parameters *parameters,
    const struct bytes *spki, const struct bytes *data, const struct bytes *signature)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_verify(parameters, spki->data, spki->len, data->data, data->len,
			     signature->data, signature->len, &err),
	    0);
	ck_assert_uint_eq(ERR_peek_error(), 0);
}

static inline void assert_signature_fails(const struct sign_parameters *parameters,
    const struct bytes *spki, const struct bytes *data, const void *signature, size_t len)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_verify(parameters, spki->data, spki->len, data->data, data->len,
			     signature, len, &err),
	    ERR_SIGNATURE);
	ck_assert_str_eq(err.text, "Signature verification failed");
	ck_assert_uint_eq(ERR_peek_error(), 0);
}

/* Each byte of the signature altered, and other lengths of it; step: between the bytes looked at.
 */
static inline void assert_alterations_fail(const struct sign_parameters *parameters,
    const struct bytes *spki, const struct bytes *data, struct bytes *signature, size_t step)
{
	for (size_t i = 0; i < signature->len; i += step) {
		signature->data[i] ^= 0x04;
		assert_signature_fails(parameters, spki, data, signature->data, signature->len);
		signature->data[i] ^= 0x04;
	}
	for (size_t len = 0; len < signature->len; len += step)
		assert_signature_fails(parameters, spki, data, signature->data, len);
	assert_signature_fails(parameters, spki, data, NULL, 0);
	bytes_append_u8(signature, 0);
	assert_signature_fails(parameters, spki, data, signature->data, signature->len);
	signature->len--;
}

/* The same message given as its digest, in the form that the mechanism takes. */
static inline void append_digest(
    const struct sign_parameters *parameters, const void *data, size_t len, struct bytes *digest)
{
	static const char *const names[HASH_FUNCTIONS] = {
	    "SHA1", "SHA224", "SHA256", "SHA384", "SHA512"};
	static const char *const starts[HASH_FUNCTIONS] = {
	    "3021300906052b0e03021a05000414",
	    "302d300d06096086480165030402040500041c",
	    "3031300d060960864801650304020105000420",
	    "3041300d060960864801650304020205000430",
	    "3051300d060960864801650304020305000440",
	};
	unsigned char hash[EVP_MAX_MD_SIZE];
	size_t hash_len = 0;

	ck_assert_int_eq(
	    EVP_Q_digest(NULL, names[parameters->hash], NULL, data, len, hash, &hash_len), 1);
	if (parameters->mechanism == SIGN_RSA_PKCS)
		append_hex(digest, starts[parameters->hash]);
	bytes_append(digest, hash, hash_len);
}

static inline struct sign_parameters of_digest(const struct sign_parameters *parameters)
{
	struct sign_parameters changed = *parameters;

	changed.data_type = SIGN_DATA_DIGEST;
	return changed;
}

/* Signs as message and as digest; each must verify as either. */
static inline void round_trip(const struct sign_parameters *raw, const struct secret *key,
    const struct bytes *spki, size_t signature_len)
{
	const struct sign_parameters digested = of_digest(raw);
	struct bytes data = BYTES_INIT, digest = BYTES_INIT;
	struct bytes first = BYTES_INIT, second = BYTES_INIT;
	struct error err = ERROR_INIT;

	bytes_append_text(&data, message);
	append_digest(raw, data.data, data.len, &digest);
	ck_assert_int_eq(crypto_sign(raw, key, data.data, data.len, &first, &err), 0);
	ck_assert_int_eq(crypto_sign(&digested, key, digest.data, digest.len, &second, &err), 0);
	ck_assert_uint_eq(first.len, signature_len);
	ck_assert_uint_eq(second.len, signature_len);
	assert_verifies(raw, spki, &data, &first);
	assert_verifies(raw, spki, &data, &second);
	assert_verifies(&digested, spki, &digest, &first);
	assert_verifies(&digested, spki, &digest, &second);
	bytes_done(&data);
	bytes_done(&digest);
	bytes_done(&first);
	bytes_done(&second);
}

#endif
