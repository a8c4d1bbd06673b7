/*
 * Cryptography: the only code that knows OpenSSL. Plain algorithms over bytes; no rule of an HSM
 * stands here.
 *
 * Material of a key: symmetric keys raw; private keys as DER PrivateKeyInfo (PKCS#8, RFC 5208), EC
 * with the public point inside (RFC 5915); public keys as DER SubjectPublicKeyInfo (RFC 5280).
 * All calls return 0 or an enum error_code with err filled (err is never NULL).
 */
#ifndef LOCALHSM_CRYPTO_H
#define LOCALHSM_CRYPTO_H

#include "attributes.h"
#include "bytes.h"
#include "key.h"
#include "secret.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

/* crypto.c: chance, digests, password verifiers, sealing */

MUST_CHECK int crypto_random(void *data, size_t len, struct error *err);

/* SHA-256 (FIPS 180-4). */
MUST_CHECK int crypto_sha256(
    const void *data, size_t len, unsigned char digest[32], struct error *err);
/* HMAC-SHA-256 (RFC 2104) under a 32-byte key. */
MUST_CHECK int crypto_mac(const unsigned char key[32], const void *data, size_t len,
    unsigned char mac[32], struct error *err);
/* scrypt (RFC 7914) with r=8, p=1. cost is N, a power of two. */
MUST_CHECK int crypto_password_verifier(const struct secret *password, const unsigned char salt[16],
    uint64_t cost, unsigned char verifier[32], struct error *err);

/*
 * AES-256-GCM (SP 800-38D) under a 32-byte key with a fresh random 96-bit IV: appends IV ‖
 * ciphertext ‖ 128-bit tag. Opening fails with ERR_ESTATE_ALTERED when key, text or associated data
 * differ.
 */
#define CRYPTO_SEAL_OVERHEAD 28
MUST_CHECK int crypto_seal(const unsigned char key[32], const void *associated,
    size_t associated_len, const void *plain, size_t plain_len, struct bytes *sealed,
    struct error *err);
MUST_CHECK int crypto_open(const unsigned char key[32], const void *associated,
    size_t associated_len, const void *sealed, size_t sealed_len, struct secret *plain,
    struct error *err);

/* crypto-key.c: key material */

MUST_CHECK int crypto_generate_rsa(uint64_t modulus_bits, uint64_t exponent,
    struct secret *private_material, struct bytes *public_material, struct error *err);
MUST_CHECK int crypto_generate_ec(enum key_curve curve, struct secret *private_material,
    struct bytes *public_material, struct error *err);

/* SubjectPublicKeyInfo of a private key. */
MUST_CHECK int crypto_public_of_private(
    const struct secret *private_material, struct bytes *public_material, struct error *err);

/*
 * Checks that material is a well-formed key of the type and class (for unwrapped data): symmetric
 * lengths (AES 16/24/32, 3DES 24, generic secret 1..800), a PKCS#8 RSA (2048..4096 bits) or EC key
 * on a supported curve that is consistent with itself. Private keys are rewritten in place to the
 * canonical encoding above. ERR_UNWRAP_FAILED.
 */
MUST_CHECK int crypto_check_material(
    enum key_type type, enum key_class class, struct secret *material, struct error *err);

/* crypto-public.c: public keys, check values */

/* Public parts of a SubjectPublicKeyInfo or a private key, and what a key object prints of it. */
struct crypto_public_info {
	enum key_type type;
	enum key_curve curve;         /* EC */
	struct bytes ec_point;        /* EC: DER OCTET STRING of the uncompressed X9.62 point */
	struct bytes public_exponent; /* RSA: big endian, no leading zero byte (010001) */
	struct bytes modulus;         /* RSA: big endian, no leading zero byte */
	uint32_t modulus_bits;
	uint32_t length_bytes; /* RSA: 2 × modulus bytes; EC: the uncompressed point's length */
};
MUST_CHECK int crypto_public_info(
    const void *spki, size_t len, struct crypto_public_info *info, struct error *err);
void crypto_public_info_done(struct crypto_public_info *info);

/* Key check value: AES, 3DES: ECB of a zero block; RSA, EC: SHA-1 of the SPKI; first 3 bytes. */
MUST_CHECK int crypto_check_value_symmetric(
    enum key_type type, const struct secret *material, unsigned char value[3], struct error *err);
MUST_CHECK int crypto_check_value_public(
    const void *spki, size_t len, unsigned char value[3], struct error *err);

/* PEM public key (SPKI, or PKCS#1 "RSA PUBLIC KEY") to SPKI. ERR_PEM_INVALID, naming path. */
MUST_CHECK int crypto_public_from_pem(
    const char *path, const void *pem, size_t pem_len, struct bytes *spki, struct error *err);
MUST_CHECK int crypto_public_to_pem(
    const void *spki, size_t len, struct bytes *pem, struct error *err);

/* crypto-wrap.c: key wrapping */

/* Largest payload of one OAEP block: k − 2·hLen − 2 (RFC 8017, 7.1.1). */
size_t crypto_oaep_limit(uint32_t modulus_bits, enum hash_function hash);

/* RSAES-OAEP, MGF1, empty label. ERR_WRAP_TOO_LARGE; ERR_UNWRAP_FAILED for anything that is wrong.
 */
MUST_CHECK int crypto_wrap_rsa_oaep(const void *spki, size_t spki_len, enum hash_function hash,
    enum hash_function mgf, const struct secret *payload, struct bytes *wrapped, struct error *err);
MUST_CHECK int crypto_unwrap_rsa_oaep(const struct secret *private_material,
    enum hash_function hash, enum hash_function mgf, const void *wrapped, size_t wrapped_len,
    struct secret *payload, struct error *err);

/* AES key wrap with padding: RFC 5649, SP 800-38F KWP. key is raw AES. */
MUST_CHECK int crypto_wrap_aes_kwp(const struct secret *key, const struct secret *payload,
    struct bytes *wrapped, struct error *err);
MUST_CHECK int crypto_unwrap_aes_kwp(const struct secret *key, const void *wrapped,
    size_t wrapped_len, struct secret *payload, struct error *err);

/*
 * CKM_RSA_AES_KEY_WRAP (PKCS#11 v2.40, 2.1.21): OAEP of a fresh AES-256 key ‖ KWP of the payload.
 * On unwrap the AES key may have 128, 192 or 256 bits.
 */
MUST_CHECK int crypto_wrap_rsa_aes(const void *spki, size_t spki_len, enum hash_function hash,
    enum hash_function mgf, const struct secret *payload, struct bytes *wrapped, struct error *err);
MUST_CHECK int crypto_unwrap_rsa_aes(const struct secret *private_material, enum hash_function hash,
    enum hash_function mgf, const void *wrapped, size_t wrapped_len, struct secret *payload,
    struct error *err);

/* crypto-x509.c: certificates (RFC 5280). All texts are PEM. */

/* A key pair for certificates: RSA-2048, as PKCS#8 DER. */
MUST_CHECK int crypto_certificate_key(struct secret *private_material, struct error *err);
/* A certificate request with the subject C=US, ST=CA, O=Cavium, OU=N3FIPS (FIPS) or N3, L=SanJose,
 * CN. */
MUST_CHECK int crypto_csr(const struct secret *private_material, const char *organizational_unit,
    const char *common_name, struct bytes *csr, struct error *err);
/* A self-signed root CA (BasicConstraints CA:TRUE), valid for days from now (seconds since 1970).
 */
MUST_CHECK int crypto_root_ca(const struct secret *private_material, const char *common_name,
    int64_t now, unsigned days, struct bytes *certificate, struct error *err);
/* Signs a CSR with a CA; ERR_CERTIFICATE_INVALID when the CSR's own signature does not verify. */
MUST_CHECK int crypto_sign_csr(const char *csr, const char *ca_certificate,
    const struct secret *ca_key, int64_t now, unsigned days, struct bytes *certificate,
    struct error *err);
/*
 * The rules of InitializeCluster: signed certificate is for the key of the CSR, verifies under the
 * anchor, and the anchor is self-signed (or a chain of at most 4 certificates up to a self-signed
 * root), BasicConstraints CA where v3, RSA 2048..4096 or EC P-256/384/521, SHA-2 signatures, both
 * valid at now. ERR_CERTIFICATE_INVALID with a sentence that says which rule failed.
 */
MUST_CHECK int crypto_check_cluster_certificate(const char *csr, const char *signed_certificate,
    const char *trust_anchor, int64_t now, struct error *err);
/*
 * What the client does at connect: does certificate verify under one of the certificates in anchor?
 * ERR_CERTIFICATE_INVALID with OpenSSL's number, depth and sentence: "20 at depth 0: unable to …".
 * Time is not checked: the lab's clock jumps.
 */
MUST_CHECK int crypto_verify_certificate(
    const char *certificate, const char *anchor, struct error *err);

#endif
