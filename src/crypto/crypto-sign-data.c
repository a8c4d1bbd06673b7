/* What may be signed: whether the library can do it, and that data is what it is said to be. */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <openssl/err.h>
#include <openssl/params.h>
#include <stdio.h>
#include <string.h>

#define MU_LEN 64 /* FIPS 204, algorithm 7, line 6 */
#define ED25519PH_DIGEST_LEN 64

/* DER of a DigestInfo up to the hash itself, with NULL parameters (RFC 8017, 9.2, note 1). */
static const struct {
	const char *start;
	size_t len;
} digest_infos[HASH_FUNCTIONS] = {
    [HASH_SHA1] = {"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14", 15},
    [HASH_SHA224] = {"\x30\x2d\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x04\x05\x00\x04\x1c",
	19},
    [HASH_SHA256] = {"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20",
	19},
    [HASH_SHA384] = {"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30",
	19},
    [HASH_SHA512] = {"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40",
	19},
};

/* Signatures of messages by Ed25519ph came with OpenSSL 3.2, as a parameter of Ed25519. */
static bool has_ed25519ph(void)
{
	EVP_SIGNATURE *signature = EVP_SIGNATURE_fetch(NULL, "ED25519", NULL);
	const OSSL_PARAM *params = signature ? EVP_SIGNATURE_settable_ctx_params(signature) : NULL;
	bool found = params && OSSL_PARAM_locate_const(params, "instance");

	EVP_SIGNATURE_free(signature);
	ERR_clear_error();
	return found;
}

/* Those of digests came with 3.4, as an algorithm with a name of its own. */
static bool has_ed25519ph_of_digest(void)
{
	EVP_SIGNATURE *signature = EVP_SIGNATURE_fetch(NULL, "ED25519ph", NULL);
	bool found = signature && EVP_PKEY_sign_init_ex2 && EVP_PKEY_verify_init_ex2;

	EVP_SIGNATURE_free(signature);
	ERR_clear_error();
	return found;
}

static int check_library(const struct sign_parameters *parameters, struct error *err)
{
	bool of_digest = parameters->data_type == SIGN_DATA_DIGEST;

	crypto_start();
	if (parameters->mechanism == SIGN_ML_DSA && !crypto_has_ml_dsa())
		return crypto_library_fail(err, ML_DSA_NAME, ML_DSA_SINCE);
	if (parameters->mechanism != SIGN_ED25519PH)
		return 0;
	if (!has_ed25519ph())
		return crypto_library_fail(err, "Ed25519ph", of_digest ? "3.4" : "3.2");
	if (of_digest && !has_ed25519ph_of_digest())
		return crypto_library_fail(err, "Ed25519ph of a digest", "3.4");
	return 0;
}

static int check_length(const char *what, size_t len, size_t expected, struct error *err)
{
	char text[128];

	if (len == expected)
		return 0;
	snprintf(text, sizeof(text), "%s has %zu bytes, and %zu are expected", what, len, expected);
	return error_raise(err, ERR_DATA_LENGTH, text);
}

static size_t digest_len_of(const struct sign_parameters *parameters)
{
	if (parameters->mechanism == SIGN_ED25519PH)
		return ED25519PH_DIGEST_LEN;
	return (size_t)EVP_MD_get_size(crypto_digest_of(parameters->hash));
}

static int check_digest(
    const struct sign_parameters *parameters, const void *data, size_t len, struct error *err)
{
	size_t digest_len = digest_len_of(parameters), start_len;

	if (parameters->mechanism != SIGN_RSA_PKCS)
		return check_length("the digest", len, digest_len, err);
	start_len = digest_infos[parameters->hash].len;
	if (len != start_len + digest_len ||
	    memcmp(data, digest_infos[parameters->hash].start, start_len) != 0)
		return error_raise(err, ERR_DIGEST_INFO);
	return 0;
}

static int check_message(const struct sign_parameters *parameters, size_t len, struct error *err)
{
	char text[128];

	if (parameters->mechanism != SIGN_ED25519 || len <= ED25519_MESSAGE_MAX)
		return 0;
	snprintf(text, sizeof(text), "the message has %zu bytes, and ed25519 takes at most %d", len,
	    ED25519_MESSAGE_MAX);
	return error_raise(err, ERR_DATA_LENGTH, text);
}

/* Whether the mechanism signs such data at all, with hash functions that there are. */
static bool is_mechanism(const struct sign_parameters *parameters)
{
	bool is_raw = parameters->data_type == SIGN_DATA_RAW;
	bool is_digest = parameters->data_type == SIGN_DATA_DIGEST;

	switch (parameters->mechanism) {
	case SIGN_RSA_PKCS_PSS:
		return (is_raw || is_digest) && crypto_digest_of(parameters->hash) &&
		       crypto_digest_of(parameters->mgf);
	case SIGN_ECDSA:
	case SIGN_RSA_PKCS:
		return (is_raw || is_digest) && crypto_digest_of(parameters->hash);
	case SIGN_ED25519PH:
		return is_raw || is_digest;
	case SIGN_ED25519:
		return is_raw;
	case SIGN_ML_DSA:
		return is_raw || parameters->data_type == SIGN_DATA_EXTERNAL_MU;
	case SIGN_MECHANISMS:
		break;
	}
	return false;
}

int crypto_check_sign_data(
    const struct sign_parameters *parameters, const void *data, size_t len, struct error *err)
{
	int rc;

	if (!is_mechanism(parameters))
		return error_raise(err, ERR_CRYPTO, "no such mechanism for data of this kind");
	rc = check_library(parameters, err);
	if (rc != 0)
		return rc;
	switch (parameters->data_type) {
	case SIGN_DATA_DIGEST:
		return check_digest(parameters, data, len, err);
	case SIGN_DATA_EXTERNAL_MU:
		return check_length("mu", len, MU_LEN, err);
	case SIGN_DATA_RAW:
		break;
	}
	return check_message(parameters, len, err);
}

bool crypto_signs_digest(const struct sign_parameters *parameters)
{
	return parameters->mechanism == SIGN_ECDSA || parameters->mechanism == SIGN_RSA_PKCS ||
	       parameters->mechanism == SIGN_RSA_PKCS_PSS ||
	       (parameters->mechanism == SIGN_ED25519PH &&
		   parameters->data_type == SIGN_DATA_DIGEST);
}

int crypto_sign_digest(const struct sign_parameters *parameters, const void *data, size_t len,
    unsigned char *digest, size_t *digest_len, struct error *err)
{
	*digest_len = digest_len_of(parameters);
	if (parameters->data_type == SIGN_DATA_DIGEST)
		memcpy(digest, (const unsigned char *)data + len - *digest_len, *digest_len);
	else if (EVP_Digest(data, len, digest, NULL, crypto_digest_of(parameters->hash), NULL) != 1)
		return crypto_fail(err, "the hash of the message");
	return 0;
}

int crypto_verify_sha256(const void *spki, size_t spki_len,
    const unsigned char digest[CRYPTO_SHA256_LEN], const void *signature, size_t signature_len,
    struct error *err)
{
	static const struct sign_parameters parameters = {
	    .mechanism = SIGN_RSA_PKCS, .data_type = SIGN_DATA_DIGEST, .hash = HASH_SHA256};
	unsigned char info[19 + CRYPTO_SHA256_LEN];

	memcpy(info, digest_infos[HASH_SHA256].start, digest_infos[HASH_SHA256].len);
	memcpy(info + digest_infos[HASH_SHA256].len, digest, CRYPTO_SHA256_LEN);
	return crypto_verify(
	    &parameters, spki, spki_len, info, sizeof(info), signature, signature_len, err);
}

unsigned crypto_hash_strength(enum hash_function hash)
{
	switch (hash) {
	case HASH_SHA1:
		return 80;
	case HASH_SHA224:
		return 112;
	case HASH_SHA256:
		return 128;
	case HASH_SHA384:
		return 192;
	case HASH_SHA512:
		return 256;
	}
	return 0;
}

unsigned crypto_curve_strength(enum key_curve curve)
{
	switch (curve) {
	case CURVE_SECP224R1:
		return 112;
	case CURVE_SECP256R1:
	case CURVE_SECP256K1:
	case CURVE_ED25519:
		return 128;
	case CURVE_SECP384R1:
		return 192;
	case CURVE_SECP521R1:
		return 256;
	case CURVE_NONE:
		break;
	}
	return 0;
}
