/*
 * Signing and verifying.
 *
 * Where a hash function is chosen apart from the scheme, the message is hashed here, so that raw
 * data and a digest take one way. A signature that does not verify is ERR_SIGNATURE, whatever is
 * wrong with it.
 */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>

#define ORDER_MAX 66 /* bytes of the order of P-521 */

enum direction { SIGN, VERIFY };

static bool is_key_of(enum sign_mechanism mechanism, const EVP_PKEY *key)
{
	switch (mechanism) {
	case SIGN_ECDSA:
		return crypto_curve_of(key) != CURVE_NONE;
	case SIGN_ED25519:
	case SIGN_ED25519PH:
		return crypto_is_ed25519(key);
	case SIGN_ML_DSA:
		return crypto_ml_dsa_of(key) != MLDSA_NONE;
	case SIGN_RSA_PKCS:
	case SIGN_RSA_PKCS_PSS:
		return crypto_is_rsa(key);
	case SIGN_MECHANISMS:
		break;
	}
	return false;
}

/* RFC 8017, 9.1.1: emLen − hLen − 2, where emLen counts the bytes of a modulus less one bit. */
static int check_salt(
    const struct sign_parameters *parameters, const EVP_PKEY *key, struct error *err)
{
	size_t encoded = ((size_t)EVP_PKEY_get_bits(key) - 1 + 7) / 8;
	size_t limit = encoded - (size_t)EVP_MD_get_size(crypto_digest_of(parameters->hash)) - 2;
	char text[128];

	if (parameters->salt_length <= limit)
		return 0;
	snprintf(text, sizeof(text), "%llu bytes, and this key and hash function allow %zu",
	    (unsigned long long)parameters->salt_length, limit);
	return error_raise(err, ERR_SALT_LENGTH, text);
}

/* What holds for signing and verifying alike. */
static int check(const struct sign_parameters *parameters, const EVP_PKEY *key, struct error *err)
{
	if (!key || !is_key_of(parameters->mechanism, key))
		return crypto_fail(err, "the key is not one of this mechanism");
	return parameters->mechanism == SIGN_RSA_PKCS_PSS ? check_salt(parameters, key, err) : 0;
}

static bool set_rsa_padding(EVP_PKEY_CTX *context, const struct sign_parameters *parameters)
{
	if (parameters->mechanism == SIGN_RSA_PKCS)
		return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
	return parameters->mechanism != SIGN_RSA_PKCS_PSS ||
	       (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
		   EVP_PKEY_CTX_set_rsa_mgf1_md(context, crypto_digest_of(parameters->mgf)) == 1 &&
		   EVP_PKEY_CTX_set_rsa_pss_saltlen(context, (int)parameters->salt_length) == 1);
}

/* Readies a context for an Ed25519ph digest; only where crypto_check_sign_data found that it can.
 */
static bool start_ed25519ph(EVP_PKEY_CTX *context, enum direction direction)
{
	EVP_SIGNATURE *signature = EVP_SIGNATURE_fetch(NULL, "ED25519ph", NULL);
	bool ok = signature &&
		  (direction == SIGN ? EVP_PKEY_sign_init_ex2(context, signature, NULL) == 1
				     : EVP_PKEY_verify_init_ex2(context, signature, NULL) == 1);

	EVP_SIGNATURE_free(signature);
	return ok;
}

/* For EVP_PKEY_sign or EVP_PKEY_verify of a digest; NULL on failure. */
static EVP_PKEY_CTX *start_digest(
    const struct sign_parameters *parameters, EVP_PKEY *key, enum direction direction)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	bool ok;

	if (context && parameters->mechanism == SIGN_ED25519PH)
		ok = start_ed25519ph(context, direction);
	else
		ok =
		    context &&
		    (direction == SIGN ? EVP_PKEY_sign_init(context)
				       : EVP_PKEY_verify_init(context)) == 1 &&
		    set_rsa_padding(context, parameters) &&
		    EVP_PKEY_CTX_set_signature_md(context, crypto_digest_of(parameters->hash)) == 1;
	if (ok)
		return context;
	EVP_PKEY_CTX_free(context);
	return NULL;
}

/* For EVP_DigestSign or EVP_DigestVerify of a message or of mu; NULL on failure. */
static EVP_MD_CTX *start_message(
    const struct sign_parameters *parameters, EVP_PKEY *key, enum direction direction)
{
	char instance[] = "Ed25519ph";
	int mu = 1;
	OSSL_PARAM params[] = {OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end()};
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	/* By their spelling: the headers of OpenSSL 3.0 have no names for them. */
	if (parameters->mechanism == SIGN_ED25519PH)
		params[0] = OSSL_PARAM_construct_utf8_string("instance", instance, 0);
	else if (parameters->data_type == SIGN_DATA_EXTERNAL_MU)
		params[0] = OSSL_PARAM_construct_int("mu", &mu);
	if (context &&
	    (direction == SIGN
		    ? EVP_DigestSignInit_ex(context, NULL, NULL, NULL, NULL, key, params)
		    : EVP_DigestVerifyInit_ex(context, NULL, NULL, NULL, NULL, key, params)) == 1)
		return context;
	EVP_MD_CTX_free(context);
	return NULL;
}

/* Of r and of s: bytes of the order of the curve. */
static size_t half_width(const EVP_PKEY *key)
{
	return ((size_t)EVP_PKEY_get_bits(key) + 7) / 8;
}

/* Appends the r ‖ s, each of width bytes, of an ECDSA signature in DER. */
static bool append_halves(
    const unsigned char *der, size_t len, size_t width, struct bytes *signature)
{
	unsigned char halves[2 * ORDER_MAX];
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)len);
	bool ok = pair && width <= ORDER_MAX &&
		  BN_bn2binpad(ECDSA_SIG_get0_r(pair), halves, (int)width) == (int)width &&
		  BN_bn2binpad(ECDSA_SIG_get0_s(pair), halves + width, (int)width) == (int)width;

	if (ok)
		bytes_append(signature, halves, 2 * width);
	ECDSA_SIG_free(pair);
	return ok;
}

/* The DER, for OPENSSL_free, of r ‖ s, each of width bytes; NULL when memory ran out. */
static unsigned char *join_halves(const unsigned char *halves, size_t width, size_t *len)
{
	BIGNUM *r = BN_bin2bn(halves, (int)width, NULL);
	BIGNUM *s = BN_bin2bn(halves + width, (int)width, NULL);
	ECDSA_SIG *pair = ECDSA_SIG_new();
	unsigned char *der = NULL;
	int der_len = -1;

	if (r && s && pair && ECDSA_SIG_set0(pair, r, s) == 1) {
		r = s = NULL; /* the pair's now */
		der_len = i2d_ECDSA_SIG(pair, &der);
	}
	ECDSA_SIG_free(pair);
	BN_free(r);
	BN_free(s);
	*len = der_len > 0 ? (size_t)der_len : 0;
	return der_len > 0 ? der : NULL;
}

/* OpenSSL has one kind of context for digests and one for messages: the other is NULL. */
struct operation {
	EVP_PKEY_CTX *digest;
	EVP_MD_CTX *message;
	const unsigned char *data; /* what goes into the one that there is */
	size_t len;
	unsigned char hash[EVP_MAX_MD_SIZE];
};

/* To be ended only when it returns 0; data is borrowed until then. */
static int begin(struct operation *operation, const struct sign_parameters *parameters,
    EVP_PKEY *key, enum direction direction, const void *data, size_t len, struct error *err)
{
	int rc;

	*operation = (struct operation){.data = data, .len = len};
	ERR_clear_error();
	if (crypto_signs_digest(parameters)) {
		rc = crypto_sign_digest(
		    parameters, data, len, operation->hash, &operation->len, err);
		if (rc != 0)
			return rc;
		operation->data = operation->hash;
		operation->digest = start_digest(parameters, key, direction);
	} else {
		operation->message = start_message(parameters, key, direction);
	}
	if (operation->digest || operation->message)
		return 0;
	return crypto_fail(err, direction == SIGN ? "signing" : "verifying a signature");
}

static void end(struct operation *operation)
{
	EVP_PKEY_CTX_free(operation->digest);
	EVP_MD_CTX_free(operation->message);
}

/* Fills signature, which has room for *len bytes, and sets *len. */
static int sign(const struct sign_parameters *parameters, EVP_PKEY *key, const void *data,
    size_t data_len, unsigned char *signature, size_t *len, struct error *err)
{
	struct operation operation;
	int rc = begin(&operation, parameters, key, SIGN, data, data_len, err);
	bool ok;

	if (rc != 0)
		return rc;
	ok = operation.digest ? EVP_PKEY_sign(operation.digest, signature, len, operation.data,
				    operation.len) == 1
			      : EVP_DigestSign(operation.message, signature, len, operation.data,
				    operation.len) == 1;
	if (!ok)
		rc = crypto_fail(err, "signing");
	end(&operation);
	return rc;
}

/* Room for a signature under key; *len is how much. For free. */
static unsigned char *signature_room(const EVP_PKEY *key, size_t *len)
{
	int size = EVP_PKEY_get_size(key);

	*len = size > 0 ? (size_t)size : 0;
	return size > 0 ? malloc(*len) : NULL;
}

int crypto_sign(const struct sign_parameters *parameters, const struct secret *private_material,
    const void *data, size_t len, struct bytes *signature, struct error *err)
{
	const void *text = len > 0 ? data : "";
	unsigned char *made = NULL;
	EVP_PKEY *key = NULL;
	size_t made_len = 0;
	int rc = crypto_check_sign_data(parameters, text, len, err);

	if (rc != 0)
		return rc;
	key = crypto_load_private(private_material);
	rc = check(parameters, key, err);
	if (rc != 0)
		goto out;
	made = signature_room(key, &made_len);
	rc = made ? sign(parameters, key, text, len, made, &made_len, err)
		  : error_raise(err, ERR_MEMORY);
	if (rc != 0)
		goto out;
	if (parameters->mechanism != SIGN_ECDSA)
		bytes_append(signature, made, made_len);
	else if (!append_halves(made, made_len, half_width(key), signature))
		rc = crypto_fail(err, "encoding a signature");
	if (rc == 0 && bytes_failed(signature))
		rc = error_raise(err, ERR_MEMORY);
out:
	free(made);
	EVP_PKEY_free(key);
	return rc;
}

static int verify(const struct sign_parameters *parameters, EVP_PKEY *key, const void *data,
    size_t data_len, const unsigned char *signature, size_t len, struct error *err)
{
	struct operation operation;
	int rc = begin(&operation, parameters, key, VERIFY, data, data_len, err);
	bool holds, exhausted;

	if (rc != 0)
		return rc;
	holds = operation.digest ? EVP_PKEY_verify(operation.digest, signature, len, operation.data,
				       operation.len) == 1
				 : EVP_DigestVerify(operation.message, signature, len,
				       operation.data, operation.len) == 1;
	exhausted = crypto_ran_out_of_memory();
	if (!holds)
		rc = error_raise(err, exhausted ? ERR_MEMORY : ERR_SIGNATURE);
	end(&operation);
	return rc;
}

static int verify_halves(const struct sign_parameters *parameters, EVP_PKEY *key, const void *data,
    size_t data_len, const unsigned char *halves, size_t len, struct error *err)
{
	size_t width = half_width(key), der_len = 0;
	unsigned char *der;
	int rc;

	if (len != 2 * width)
		return error_raise(err, ERR_SIGNATURE);
	der = join_halves(halves, width, &der_len);
	rc = der ? verify(parameters, key, data, data_len, der, der_len, err)
		 : crypto_fail(err, "reading a signature");
	OPENSSL_free(der);
	return rc;
}

/* RFC 8017, 8.1.2 and 8.2.2, step 1, which OpenSSL leaves out for PSS. */
static int check_rsa_length(const EVP_PKEY *key, size_t len, struct error *err)
{
	if (crypto_is_rsa(key) && len != (size_t)EVP_PKEY_get_size(key))
		return error_raise(err, ERR_SIGNATURE);
	return 0;
}

int crypto_verify(const struct sign_parameters *parameters, const void *spki, size_t spki_len,
    const void *data, size_t len, const void *signature, size_t signature_len, struct error *err)
{
	const void *text = len > 0 ? data : "", *claim = signature_len > 0 ? signature : "";
	EVP_PKEY *key;
	int rc = crypto_check_sign_data(parameters, text, len, err);

	if (rc != 0)
		return rc;
	key = crypto_load_public(spki, spki_len);
	rc = check(parameters, key, err);
	if (rc == 0)
		rc = check_rsa_length(key, signature_len, err);
	if (rc == 0)
		rc = parameters->mechanism == SIGN_ECDSA
			 ? verify_halves(parameters, key, text, len, claim, signature_len, err)
			 : verify(parameters, key, text, len, claim, signature_len, err);
	EVP_PKEY_free(key);
	return rc;
}
