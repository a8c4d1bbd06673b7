/* What the suites of the crypto floor share: reading vectors, making payloads, asserting. */
#ifndef LOCALHSM_CRYPTO_FIXTURE_H
#define LOCALHSM_CRYPTO_FIXTURE_H

#include "bytes.h"
#include "crypto.h"
#include "error.h"
#include "unit.h"

#include <string.h>

UNUSED static const enum hash_function all_hashes[HASH_FUNCTIONS] = {
    HASH_SHA1, HASH_SHA224, HASH_SHA256, HASH_SHA384, HASH_SHA512};

static inline void append_hex(struct bytes *bytes, const char *hex)
{
	ck_assert(bytes_from_hex(bytes, hex, strlen(hex)));
}

static inline void set_hex(struct secret *secret, const char *hex)
{
	struct bytes bytes = BYTES_INIT;

	append_hex(&bytes, hex);
	ck_assert_int_eq(secret_set(secret, bytes.data, bytes.len), 0);
	bytes_done(&bytes);
}

static inline void set_base64(struct secret *secret, const char *text)
{
	struct bytes bytes = BYTES_INIT;

	ck_assert(bytes_from_base64(&bytes, text, strlen(text)));
	ck_assert_int_eq(secret_set(secret, bytes.data, bytes.len), 0);
	bytes_done(&bytes);
}

/* A payload of len bytes that are not all the same. */
static inline void set_payload(struct secret *secret, size_t len)
{
	ck_assert_int_eq(secret_resize(secret, len), 0);
	for (size_t i = 0; i < len; i++)
		secret->data[i] = (unsigned char)(i * 7 + 1);
}

static inline void assert_hex(const void *data, size_t len, const char *hex)
{
	struct bytes text = BYTES_INIT;

	bytes_append_hex(&text, data, len);
	ck_assert_str_eq(bytes_text(&text), hex);
	bytes_done(&text);
}

/* A private key of a vector, and its public half. */
static inline void set_pair(
    struct secret *private_material, struct bytes *public_material, const char *base64)
{
	struct error err = ERROR_INIT;

	set_base64(private_material, base64);
	ck_assert_int_eq(crypto_public_of_private(private_material, public_material, &err), 0);
}

#endif
