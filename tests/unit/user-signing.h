/* What users do outside with their keys: the public halves, and signatures of SHA-256 digests. */
#ifndef LOCALHSM_USER_SIGNING_H
#define LOCALHSM_USER_SIGNING_H

#include "bytes.h"
#include "crypto.h"
#include "error.h"
#include "secret.h"
#include "unit.h"
#include "user-keys.h"

#include <string.h>

static inline void set_user_key(size_t number, struct secret *key)
{
	struct bytes der = BYTES_INIT;

	ck_assert(bytes_from_base64(&der, user_keys[number], strlen(user_keys[number])));
	ck_assert_int_eq(secret_set(key, der.data, der.len), 0);
	bytes_done(&der);
}

/* The SubjectPublicKeyInfo, for bytes_done. */
static inline struct bytes public_key(size_t number)
{
	struct error failure = ERROR_INIT;
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT;

	set_user_key(number, &key);
	ck_assert_int_eq(crypto_public_of_private(&key, &spki, &failure), 0);
	secret_done(&key);
	return spki;
}

/* RSASSA-PKCS1-v1_5; for bytes_done. */
static inline struct bytes sign_digest(size_t number, const unsigned char digest[CRYPTO_SHA256_LEN])
{
	static const struct sign_parameters parameters = {
	    .mechanism = SIGN_RSA_PKCS, .data_type = SIGN_DATA_DIGEST, .hash = HASH_SHA256};
	static const char start[] = "3031300d060960864801650304020105000420";
	struct bytes info = BYTES_INIT, signature = BYTES_INIT;
	struct error failure = ERROR_INIT;
	struct secret key = SECRET_INIT;

	set_user_key(number, &key);
	ck_assert(bytes_from_hex(&info, start, strlen(start)));
	bytes_append(&info, digest, CRYPTO_SHA256_LEN);
	ck_assert_int_eq(
	    crypto_sign(&parameters, &key, info.data, info.len, &signature, &failure), 0);
	secret_done(&key);
	bytes_done(&info);
	return signature;
}

/* The same of the digest of data. */
static inline struct bytes sign_data(size_t number, const struct bytes *data)
{
	unsigned char digest[CRYPTO_SHA256_LEN];
	struct error failure = ERROR_INIT;

	ck_assert_int_eq(crypto_sha256(data->data, data->len, digest, &failure), 0);
	return sign_digest(number, digest);
}

#endif
