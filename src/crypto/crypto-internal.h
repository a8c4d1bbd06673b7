/* What the files of this floor share: starting OpenSSL, its errors, its key objects. */
#ifndef LOCALHSM_CRYPTO_INTERNAL_H
#define LOCALHSM_CRYPTO_INTERNAL_H

#include "attributes.h"
#include "key.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>

struct bytes;
struct error;
struct secret;

#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 4096

/* crypto.c */

/*
 * To be called before anything of OpenSSL, as often as one likes. Without it OpenSSL would read the
 * machine's openssl.cnf, which costs time and may change what the algorithms are.
 */
void crypto_start(void);
/* ERR_CRYPTO naming what failed, or ERR_MEMORY where that was the reason. Empties OpenSSL's queue.
 */
int crypto_fail(struct error *err, const char *what);
/* ERR_UNWRAP_FAILED, whatever the reason was. Empties OpenSSL's queue. */
int crypto_unwrap_fail(struct error *err);

/* crypto-key.c. Keys are the caller's, for EVP_PKEY_free; NULL when the encoding is wrong. */

EVP_PKEY *crypto_load_private(const struct secret *material);
EVP_PKEY *crypto_load_public(const void *spki, size_t len);
/* Appends the SubjectPublicKeyInfo. */
MUST_CHECK int crypto_store_public(EVP_PKEY *key, struct bytes *spki, struct error *err);
/* CURVE_NONE for a key that is not EC, or on a curve that is not ours. */
enum key_curve crypto_curve_of(const EVP_PKEY *key);
bool crypto_is_rsa(const EVP_PKEY *key); /* of a supported size */
/* On a supported curve that is named by its OID: an explicit copy of its parameters is no named
 * curve. */
bool crypto_is_ec(const EVP_PKEY *key);
/* Whether its numbers can be a key's at all: an even modulus or a point off the curve cannot. */
bool crypto_is_consistent(EVP_PKEY *key, enum key_class class);
/* Makes points be encoded uncompressed, in private keys too, whatever key was made from. */
MUST_CHECK bool crypto_make_canonical(EVP_PKEY *key);
/* Appends what a memory BIO holds. */
MUST_CHECK int crypto_take_bio(BIO *bio, struct bytes *out, struct error *err);

#endif
