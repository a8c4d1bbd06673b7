/* What the files of this floor share: starting OpenSSL, its errors, its key objects. */
#ifndef LOCALHSM_CRYPTO_INTERNAL_H
#define LOCALHSM_CRYPTO_INTERNAL_H

#include "attributes.h"
#include "key.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
/* Whether OpenSSL's queue of errors says so. Empties it. */
bool crypto_ran_out_of_memory(void);
/* ERR_CRYPTO naming what failed, or ERR_MEMORY where that was the reason. Empties OpenSSL's queue.
 */
int crypto_fail(struct error *err, const char *what);
/* ERR_UNWRAP_FAILED, whatever the reason was. Empties OpenSSL's queue. */
int crypto_unwrap_fail(struct error *err);
/* ERR_LIBRARY: what needs this version of OpenSSL. Empties OpenSSL's queue. */
int crypto_library_fail(struct error *err, const char *what, const char *version);
/* NULL for what is none. */
const EVP_MD *crypto_digest_of(enum hash_function hash);
/* Moves the first len bytes of from, which is used up, to payload. */
MUST_CHECK int crypto_hand_over(
    struct secret *from, size_t len, struct secret *payload, struct error *err);

/* crypto-gcm.c */

#define GCM_IV_LEN 12

/* AES-GCM (SP 800-38D) under a key of 16, 24 or 32 bytes and an IV of GCM_IV_LEN. All borrowed. */
struct gcm {
	const unsigned char *key, *iv;
	size_t key_len;
	const void *aad;
	size_t aad_len;
	size_t tag_len; /* bytes */
};
/* Writes ciphertext ‖ tag, len + tag_len bytes. All lengths must be less than INT_MAX. */
MUST_CHECK bool crypto_gcm_encrypt(
    const struct gcm *gcm, const void *plain, size_t len, unsigned char *out);
/* len: of the ciphertext and so of plain; the tag follows in data. False when the tag differs. */
MUST_CHECK bool crypto_gcm_decrypt(
    const struct gcm *gcm, const void *data, size_t len, unsigned char *plain);

/*
 * crypto-pkcs8.c. PKCS#8 of version 1 or 2 (RFC 5958). The key is the caller's, for EVP_PKEY_free;
 * NULL when the encoding is wrong, or a public key in it is not that of the private one.
 */
EVP_PKEY *crypto_load_private(const struct secret *material);

/* crypto-key.c */

/* The caller's, for EVP_PKEY_free; NULL when the encoding is wrong. */
EVP_PKEY *crypto_load_public(const void *spki, size_t len);
/*
 * The same from what a SubjectPublicKeyInfo holds: the content of its AlgorithmIdentifier, and the
 * key that is in its BIT STRING.
 */
EVP_PKEY *crypto_load_public_parts(
    const void *algorithm, size_t algorithm_len, const void *public_key, size_t public_key_len);
/* Replaces material by the PKCS#8 of key. */
MUST_CHECK int crypto_store_private(EVP_PKEY *key, struct secret *material, struct error *err);
/* Appends the SubjectPublicKeyInfo. */
MUST_CHECK int crypto_store_public(EVP_PKEY *key, struct bytes *spki, struct error *err);
/* Makes points be encoded uncompressed, in private keys too, whatever key was made from. */
MUST_CHECK bool crypto_make_canonical(EVP_PKEY *key);

/* crypto-check.c */

/* What OpenSSL calls it; NULL for Ed25519, which is no curve to it, and for none. */
const char *crypto_curve_group(enum key_curve curve);
/* CURVE_NONE for a key that is not EC, or on a curve that is not ours; Ed25519 is not among them.
 */
enum key_curve crypto_curve_of(const EVP_PKEY *key);
bool crypto_is_ed25519(const EVP_PKEY *key);
/* Of a supported size and of two primes: PKCS#11 has no numbers for more. */
bool crypto_is_rsa(const EVP_PKEY *key);
/*
 * Ed25519, or on a supported curve that is named by its OID: an explicit copy of its parameters is
 * no named curve.
 */
bool crypto_is_ec(const EVP_PKEY *key);
/* Whether its numbers can be a key's at all: an even modulus or a point off the curve cannot. */
bool crypto_is_consistent(EVP_PKEY *key, enum key_class class);

/* crypto-ed25519.c */

/* Whether the public half is a point of the curve (RFC 8032, 5.1.3), which OpenSSL does not ask. */
bool crypto_is_ed25519_point(const EVP_PKEY *key);

/* crypto-ml-dsa.c */

/* For crypto_library_fail. */
#define ML_DSA_NAME "ML-DSA"
#define ML_DSA_SINCE "3.5"

bool crypto_has_ml_dsa(void);
const char *crypto_ml_dsa_name(enum mldsa_algorithm algorithm); /* OpenSSL's; NULL for MLDSA_NONE */
/* By its object identifier, which needs no library that knows it. MLDSA_NONE for what is none. */
enum mldsa_algorithm crypto_ml_dsa_of_object(const ASN1_OBJECT *object);
enum mldsa_algorithm crypto_ml_dsa_of(const EVP_PKEY *key);
/* Encoded lengths of FIPS 204, table 2; 0 for MLDSA_NONE. */
uint32_t crypto_ml_dsa_length(enum mldsa_algorithm algorithm, enum key_class class);

/* crypto-encode.c */

/* Identifier octets (X.690, 8.1.2): class, whether constructed, and number. */
#define DER_INTEGER 0x02
#define DER_BIT_STRING 0x03
#define DER_OCTET_STRING 0x04
#define DER_SEQUENCE 0x30
#define DER_CONTEXT(number) (0x80 | (number))             /* primitive */
#define DER_CONTEXT_CONSTRUCTED(number) (0xa0 | (number)) /* explicit, or implicit of a SET */

/* Appends what stands before the len bytes of an element's content. */
void crypto_append_der_header(struct bytes *out, unsigned char tag, size_t len);
/* Appends an element. */
void crypto_append_der(struct bytes *out, unsigned char tag, const void *content, size_t len);
/* Appends what a memory BIO holds. */
MUST_CHECK int crypto_take_bio(BIO *bio, struct bytes *out, struct error *err);
/* Appends a PEM block (RFC 7468). */
MUST_CHECK int crypto_append_pem(
    const char *label, const void *der, size_t len, struct bytes *pem, struct error *err);

/* crypto-sign-data.c */

/*
 * Whether OpenSSL is given a digest (EVP_PKEY_sign), as for all mechanisms whose hash function is
 * chosen apart, or the message or mu itself (EVP_DigestSign).
 */
bool crypto_signs_digest(const struct sign_parameters *parameters);
/* Fills digest, of EVP_MAX_MD_SIZE bytes, from data that crypto_check_sign_data has passed. */
MUST_CHECK int crypto_sign_digest(const struct sign_parameters *parameters, const void *data,
    size_t len, unsigned char *digest, size_t *digest_len, struct error *err);

/*
 * OpenSSL 3.4 has these, for Ed25519ph of a digest. They are weak so that what was built with older
 * headers uses them where it meets a newer library; NULL where there are none.
 */
int EVP_PKEY_sign_init_ex2(EVP_PKEY_CTX *context, EVP_SIGNATURE *signature,
    const OSSL_PARAM params[]) __attribute__((weak));
int EVP_PKEY_verify_init_ex2(EVP_PKEY_CTX *context, EVP_SIGNATURE *signature,
    const OSSL_PARAM params[]) __attribute__((weak));

#endif
