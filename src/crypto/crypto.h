/*
 * Cryptography: the only code that knows OpenSSL. Plain algorithms over bytes; no rule of an HSM
 * stands here.
 *
 * Material of a key: symmetric keys raw; private keys as DER PrivateKeyInfo (PKCS#8, RFC 5208), EC
 * with the public point inside (RFC 5915), Ed25519 as in RFC 8410, ML-DSA as the library writes it
 * (RFC 9881); public keys as DER SubjectPublicKeyInfo (RFC 5280).
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

/* crypto.c: chance, MACs, password verifiers, sealing */

MUST_CHECK int crypto_random(void *data, size_t len, struct error *err);

#define CRYPTO_SHA256_LEN 32
MUST_CHECK int crypto_sha256(
    const void *data, size_t len, unsigned char digest[CRYPTO_SHA256_LEN], struct error *err);
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

/*
 * crypto-key.c, crypto-check.c: key material. Pairs that are generated, private_material replaced
 * and public_material appended to, are outputs on success only.
 */

/* modulus_bits: 2048 to 4096; exponent: odd, 3 or more. ERR_CRYPTO for others. */
MUST_CHECK int crypto_generate_rsa(uint64_t modulus_bits, uint64_t exponent,
    struct secret *private_material, struct bytes *public_material, struct error *err);
/* ERR_CRYPTO for CURVE_NONE. */
MUST_CHECK int crypto_generate_ec(enum key_curve curve, struct secret *private_material,
    struct bytes *public_material, struct error *err);
/* FIPS 204. ERR_LIBRARY below OpenSSL 3.5, ERR_CRYPTO for MLDSA_NONE. */
MUST_CHECK int crypto_generate_ml_dsa(enum mldsa_algorithm algorithm,
    struct secret *private_material, struct bytes *public_material, struct error *err);

/* Appends the SubjectPublicKeyInfo of a private key. ERR_CRYPTO for what is none. */
MUST_CHECK int crypto_public_of_private(
    const struct secret *private_material, struct bytes *public_material, struct error *err);

/*
 * Checks that material is a well-formed secret or private key of the type and class (for unwrapped
 * data): symmetric lengths (AES 16/24/32, 3DES 24, generic secret 1..800), a PKCS#8 RSA key
 * (2048..4096 bits, two primes) or EC key on a supported curve, Ed25519 among them, that is
 * consistent with itself. PKCS#8 may be of version 2 (RFC 5958); a public key in it must belong to
 * the private one. Private keys are rewritten in place to the canonical encoding above.
 * ERR_UNWRAP_FAILED.
 */
MUST_CHECK int crypto_check_material(
    enum key_type type, enum key_class class, struct secret *material, struct error *err);

/* crypto-public.c: what is printed of keys */

/* Public parts of a SubjectPublicKeyInfo or a private key, and what a key object prints of it. */
struct crypto_public_info {
	enum key_type type;
	enum key_curve curve; /* EC */
	/*
	 * EC: DER OCTET STRING of the uncompressed X9.62 point; Ed25519: of the 32 bytes of
	 * RFC 8032.
	 */
	struct bytes ec_point;
	struct bytes public_exponent; /* RSA: big endian, no leading zero byte (010001) */
	struct bytes modulus;         /* RSA: big endian, no leading zero byte */
	uint32_t modulus_bits;
	enum mldsa_algorithm mldsa_algorithm;
	/*
	 * RSA: 2 × modulus bytes; EC: of the uncompressed point; Ed25519: 32; ML-DSA: FIPS 204,
	 * table 2.
	 */
	uint32_t length_bytes;
};
MUST_CHECK int crypto_public_info(
    const void *spki, size_t len, struct crypto_public_info *info, struct error *err);
void crypto_public_info_done(struct crypto_public_info *info);

/* key-length-bytes of a private key: of its PKCS#8; ML-DSA: FIPS 204, table 2. */
MUST_CHECK int crypto_private_length(
    const struct secret *material, uint32_t *length_bytes, struct error *err);
/* Key check value: AES, 3DES: ECB of a zero block; others: SHA-1 of the SPKI; first 3 bytes. */
MUST_CHECK int crypto_check_value_symmetric(
    enum key_type type, const struct secret *material, unsigned char value[3], struct error *err);
MUST_CHECK int crypto_check_value_public(
    const void *spki, size_t len, unsigned char value[3], struct error *err);

/* crypto-pem.c */

/*
 * The one public key of a PEM file, an SPKI or PKCS#1 "RSA PUBLIC KEY", to SPKI; points become
 * uncompressed. Text around the block and EC PARAMETERS before it are passed over. ERR_PEM_INVALID,
 * naming path and what the file is instead.
 */
MUST_CHECK int crypto_public_from_pem(
    const char *path, const void *pem, size_t pem_len, struct bytes *spki, struct error *err);
MUST_CHECK int crypto_public_to_pem(
    const void *spki, size_t len, struct bytes *pem, struct error *err);

/*
 * Key wrapping. Unwrapping fails in one way, ERR_UNWRAP_FAILED, whatever is wrong with the data:
 * whoever sends altered data learns nothing of what was wrong. wrapped and payload are filled on
 * success only. AES keys are raw.
 */

/* crypto-wrap-aes.c */

/*
 * AES-GCM (SP 800-38D) with a fresh random IV, which is an output of wrapping, and a tag of
 * WRAP_TAG_BITS_MIN to WRAP_TAG_BITS_MAX bits in steps of 8: ciphertext ‖ tag. aad may be NULL when
 * aad_len is 0.
 */
MUST_CHECK int crypto_wrap_aes_gcm(const struct secret *key, unsigned tag_bits, const void *aad,
    size_t aad_len, const struct secret *payload, unsigned char iv[WRAP_IV_LEN],
    struct bytes *wrapped, struct error *err);
MUST_CHECK int crypto_unwrap_aes_gcm(const struct secret *key, unsigned tag_bits, const void *aad,
    size_t aad_len, const unsigned char iv[WRAP_IV_LEN], const void *wrapped, size_t wrapped_len,
    struct secret *payload, struct error *err);
/* RFC 3394, SP 800-38F KW, initial value A6A6A6A6A6A6A6A6. ERR_WRAP_LENGTH. */
MUST_CHECK int crypto_wrap_aes_kw(const struct secret *key, const struct secret *payload,
    struct bytes *wrapped, struct error *err);
MUST_CHECK int crypto_unwrap_aes_kw(const struct secret *key, const void *wrapped,
    size_t wrapped_len, struct secret *payload, struct error *err);
/* The same of the payload, of 8 bytes or more, and 1 to 8 bytes of PKCS#5 padding. ERR_WRAP_SHORT.
 */
MUST_CHECK int crypto_wrap_aes_pkcs5(const struct secret *key, const struct secret *payload,
    struct bytes *wrapped, struct error *err);
MUST_CHECK int crypto_unwrap_aes_pkcs5(const struct secret *key, const void *wrapped,
    size_t wrapped_len, struct secret *payload, struct error *err);

/* AES key wrap with padding: RFC 5649, SP 800-38F KWP. */
MUST_CHECK int crypto_wrap_aes_kwp(const struct secret *key, const struct secret *payload,
    struct bytes *wrapped, struct error *err);
MUST_CHECK int crypto_unwrap_aes_kwp(const struct secret *key, const void *wrapped,
    size_t wrapped_len, struct secret *payload, struct error *err);

/* crypto-wrap-rsa.c */

/* Largest payload of one OAEP block: k − 2·hLen − 2 (RFC 8017, 7.1.1). */
size_t crypto_oaep_limit(uint32_t modulus_bits, enum hash_function hash);

/* RSAES-OAEP, MGF1, empty label. ERR_WRAP_TOO_LARGE; ERR_UNWRAP_FAILED for anything that is wrong.
 */
MUST_CHECK int crypto_wrap_rsa_oaep(const void *spki, size_t spki_len, enum hash_function hash,
    enum hash_function mgf, const struct secret *payload, struct bytes *wrapped, struct error *err);
MUST_CHECK int crypto_unwrap_rsa_oaep(const struct secret *private_material,
    enum hash_function hash, enum hash_function mgf, const void *wrapped, size_t wrapped_len,
    struct secret *payload, struct error *err);

/* RSAES-PKCS1-v1_5 (RFC 8017, 7.2): a failure to decrypt is told, not hidden. ERR_WRAP_TOO_LARGE.
 */
MUST_CHECK int crypto_wrap_rsa_pkcs(const void *spki, size_t spki_len, const struct secret *payload,
    struct bytes *wrapped, struct error *err);
MUST_CHECK int crypto_unwrap_rsa_pkcs(const struct secret *private_material, const void *wrapped,
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

/* crypto-sign.c, crypto-sign-data.c: signatures */

/*
 * ERR_LIBRARY when the OpenSSL that is linked cannot do it: ML-DSA needs 3.5, ed25519ph 3.2 (of a
 * digest: 3.4). Then whether data is what the parameters say it is: ERR_DATA_LENGTH,
 * ERR_DIGEST_INFO. Both calls below look at this, too.
 */
MUST_CHECK int crypto_check_sign_data(
    const struct sign_parameters *parameters, const void *data, size_t len, struct error *err);
/* Appends the signature. The key must be of the mechanism's type. ERR_SALT_LENGTH. */
MUST_CHECK int crypto_sign(const struct sign_parameters *parameters,
    const struct secret *private_material, const void *data, size_t len, struct bytes *signature,
    struct error *err);
/* ERR_SIGNATURE for whatever is wrong with the signature, its length among that. */
MUST_CHECK int crypto_verify(const struct sign_parameters *parameters, const void *spki,
    size_t spki_len, const void *data, size_t len, const void *signature, size_t signature_len,
    struct error *err);
/*
 * The same of the SHA-256 digest of a message by RSASSA-PKCS1-v1_5 (RFC 8017, 8.2), for a key that
 * need be none of an HSM's. ERR_SIGNATURE.
 */
MUST_CHECK int crypto_verify_sha256(const void *spki, size_t spki_len,
    const unsigned char digest[CRYPTO_SHA256_LEN], const void *signature, size_t signature_len,
    struct error *err);
/* Security strength in bits (SP 800-57 part 1, tables 2 and 3); 0 for what is none of EC's. */
unsigned crypto_hash_strength(enum hash_function hash);
unsigned crypto_curve_strength(enum key_curve curve);

/* crypto-reference.c: files that stand for a private key */

/*
 * "Fake PEM": what software takes for a private key (PKCS#1 or SEC 1), with the true public half
 * and the reference of the key where the secret numbers would be. RSA and EC, but not Ed25519.
 */
MUST_CHECK int crypto_reference_pem(
    const void *spki, size_t len, uint64_t reference, struct bytes *pem, struct error *err);
/* A PEM block of CloudHSM's own with the reference and the SubjectPublicKeyInfo. */
MUST_CHECK int crypto_cloudhsm_reference_pem(
    const void *spki, size_t len, uint64_t reference, struct bytes *pem, struct error *err);

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

/* crypto-mtls.c: certificates of clients, and what HSMs trust them by */

/*
 * The rules of a trust anchor: PEM of a self-signed root, or of a chain in order up to one, each
 * certificate a CA's, valid at now, with a key of EC P-256, P-384 or P-521 or of RSA 2048, 3072 or
 * 4096. Appends the same certificates, and nothing else, to normal. ERR_CERTIFICATE_INVALID with
 * the rule.
 */
MUST_CHECK int crypto_check_trust_anchor(
    const char *pem, int64_t now, struct bytes *normal, struct error *err);
/*
 * Whether the private key, in PEM and not encrypted, is that of the first certificate of chain.
 * ERR_CERTIFICATE_INVALID, with a sentence about the one that subject names.
 */
MUST_CHECK int crypto_check_client_key(
    const char *chain, const struct secret *key, bool *key_is_at_fault, struct error *err);
/*
 * What an HSM does in a handshake: does the first certificate of chain verify as a TLS client's
 * (RFC 5280, 6), by the others, up to a root among anchors, at now? ERR_CERTIFICATE_INVALID.
 */
MUST_CHECK int crypto_verify_client(
    const char *chain, const char *anchors, int64_t now, struct error *err);

#endif
