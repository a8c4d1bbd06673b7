/* What is printed of keys: public numbers, lengths, check values. */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <limits.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/x509.h>
#include <string.h>

#define CHECK_VALUE_LEN 3
#define POINT_MAX 256

/* Appends a number of the key, big endian without leading zeros. */
static bool append_number(const EVP_PKEY *key, const char *name, struct bytes *out)
{
	unsigned char data[RSA_BITS_MAX / 8];
	BIGNUM *number = NULL;
	bool ok = EVP_PKEY_get_bn_param(key, name, &number) == 1 &&
		  (size_t)BN_num_bytes(number) <= sizeof(data);

	if (ok)
		bytes_append(out, data, (size_t)BN_bn2bin(number, data));
	BN_free(number);
	return ok;
}

/* Fills the point as a DER OCTET STRING, and its own length. */
static bool fill_point(EVP_PKEY *key, struct crypto_public_info *info)
{
	unsigned char point[POINT_MAX];
	size_t len = 0;

	if (!crypto_make_canonical(key) ||
	    EVP_PKEY_get_octet_string_param(
		key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point), &len) != 1)
		return false;
	crypto_append_der(&info->ec_point, V_ASN1_OCTET_STRING, point, len);
	info->type = KEY_EC;
	info->curve = crypto_is_ed25519(key) ? CURVE_ED25519 : crypto_curve_of(key);
	info->length_bytes = (uint32_t)len;
	return true;
}

static bool fill_rsa(const EVP_PKEY *key, struct crypto_public_info *info)
{
	info->type = KEY_RSA;
	info->modulus_bits = (uint32_t)EVP_PKEY_get_bits(key);
	info->length_bytes = 2 * (uint32_t)EVP_PKEY_get_size(key);
	return append_number(key, OSSL_PKEY_PARAM_RSA_E, &info->public_exponent) &&
	       append_number(key, OSSL_PKEY_PARAM_RSA_N, &info->modulus);
}

static bool fill_info(EVP_PKEY *key, struct crypto_public_info *info)
{
	if (crypto_is_rsa(key))
		return fill_rsa(key, info);
	if (crypto_is_ec(key))
		return fill_point(key, info);
	info->type = KEY_ML_DSA;
	info->mldsa_algorithm = crypto_ml_dsa_of(key);
	info->length_bytes = crypto_ml_dsa_length(info->mldsa_algorithm, KEY_CLASS_PUBLIC);
	return info->mldsa_algorithm != MLDSA_NONE;
}

int crypto_public_info(
    const void *spki, size_t len, struct crypto_public_info *info, struct error *err)
{
	EVP_PKEY *key = crypto_load_public(spki, len);
	struct crypto_public_info found = {.type = KEY_RSA};
	int rc = 0;

	if (!key || !fill_info(key, &found))
		rc = crypto_fail(err, "reading a public key");
	else if (bytes_failed(&found.ec_point) || bytes_failed(&found.public_exponent) ||
		 bytes_failed(&found.modulus))
		rc = error_raise(err, ERR_MEMORY);
	if (rc == 0)
		*info = found;
	else
		crypto_public_info_done(&found);
	EVP_PKEY_free(key);
	return rc;
}

void crypto_public_info_done(struct crypto_public_info *info)
{
	bytes_done(&info->ec_point);
	bytes_done(&info->public_exponent);
	bytes_done(&info->modulus);
}

int crypto_private_length(const struct secret *material, uint32_t *length_bytes, struct error *err)
{
	const unsigned char *at = material->data;
	PKCS8_PRIV_KEY_INFO *info = NULL;
	const ASN1_OBJECT *algorithm = NULL;
	uint32_t ml_dsa_length;
	int rc = 0;

	crypto_start();
	if (material->len > 0 && material->len <= INT_MAX)
		info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)material->len);
	if (info && PKCS8_pkey_get0(&algorithm, NULL, NULL, NULL, info) == 1) {
		ml_dsa_length =
		    crypto_ml_dsa_length(crypto_ml_dsa_of_object(algorithm), KEY_CLASS_PRIVATE);
		*length_bytes = ml_dsa_length > 0 ? ml_dsa_length : (uint32_t)material->len;
	} else {
		rc = crypto_fail(err, "reading a private key");
	}
	PKCS8_PRIV_KEY_INFO_free(info);
	return rc;
}

static const EVP_CIPHER *check_value_cipher(enum key_type type, size_t len)
{
	if (type == KEY_DES3)
		return len == 24 ? EVP_des_ede3_ecb() : NULL;
	if (type != KEY_AES)
		return NULL;
	switch (len) {
	case 16:
		return EVP_aes_128_ecb();
	case 24:
		return EVP_aes_192_ecb();
	case 32:
		return EVP_aes_256_ecb();
	default:
		return NULL;
	}
}

int crypto_check_value_symmetric(
    enum key_type type, const struct secret *material, unsigned char value[3], struct error *err)
{
	static const unsigned char zeros[16];
	const EVP_CIPHER *cipher = check_value_cipher(type, material->len);
	EVP_CIPHER_CTX *context;
	unsigned char out[32];
	int n = 0, rc = 0;

	crypto_start();
	context = cipher ? EVP_CIPHER_CTX_new() : NULL;
	if (context && EVP_EncryptInit_ex(context, cipher, NULL, material->data, NULL) == 1 &&
	    EVP_EncryptUpdate(context, out, &n, zeros, EVP_CIPHER_get_block_size(cipher)) == 1 &&
	    n >= CHECK_VALUE_LEN)
		memcpy(value, out, CHECK_VALUE_LEN);
	else
		rc = crypto_fail(err, "key check value");
	/* Of AES, the key of GHASH: who has it forges the tags of GCM. */
	secret_wipe(out, sizeof(out));
	EVP_CIPHER_CTX_free(context);
	return rc;
}

int crypto_check_value_public(
    const void *spki, size_t len, unsigned char value[3], struct error *err)
{
	unsigned char digest[20];

	crypto_start();
	if (EVP_Digest(spki, len, digest, NULL, EVP_sha1(), NULL) != 1)
		return crypto_fail(err, "key check value");
	memcpy(value, digest, CHECK_VALUE_LEN);
	return 0;
}
