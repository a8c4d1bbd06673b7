/* Public keys: what is printed of them, check values, PEM. */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <limits.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#define CHECK_VALUE_LEN 3

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

/* Appends the point as a DER OCTET STRING and tells its own length. */
static bool append_point(EVP_PKEY *key, struct bytes *out, uint32_t *point_len)
{
	unsigned char point[256];
	size_t len = 0;

	if (!crypto_make_canonical(key) ||
	    EVP_PKEY_get_octet_string_param(
		key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point), &len) != 1)
		return false;
	bytes_append_u8(out, 0x04);
	/* A length of one byte up to 127; above that the number of its bytes goes before it. */
	if (len > 127)
		bytes_append_u8(out, 0x81);
	bytes_append_u8(out, (uint8_t)len);
	bytes_append(out, point, len);
	*point_len = (uint32_t)len;
	return true;
}

static bool fill_info(EVP_PKEY *key, struct crypto_public_info *info)
{
	info->curve = crypto_curve_of(key);
	if (info->curve != CURVE_NONE) {
		info->type = KEY_EC;
		return append_point(key, &info->ec_point, &info->length_bytes);
	}
	if (!crypto_is_rsa(key))
		return false;
	info->type = KEY_RSA;
	info->modulus_bits = (uint32_t)EVP_PKEY_get_bits(key);
	info->length_bytes = 2 * (uint32_t)EVP_PKEY_get_size(key);
	return append_number(key, OSSL_PKEY_PARAM_RSA_E, &info->public_exponent) &&
	       append_number(key, OSSL_PKEY_PARAM_RSA_N, &info->modulus);
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

/* The key in a block of a PEM text; NULL with *reason set when there is none that we take. */
static EVP_PKEY *key_of_block(
    const char *name, const unsigned char *der, long len, const char **reason)
{
	EVP_PKEY *key = NULL;

	if (strcmp(name, PEM_STRING_PUBLIC) == 0) {
		key = crypto_load_public(der, (size_t)len);
	} else if (strcmp(name, PEM_STRING_RSA_PUBLIC) == 0) {
		const unsigned char *at = der;

		key = d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, len);
	} else {
		*reason = strstr(name, "PRIVATE KEY") ? "it holds a private key, not a public key"
						      : "it does not hold a public key";
		return NULL;
	}
	if (!key) {
		*reason = "the public key in it is damaged";
	} else if (!crypto_is_rsa(key) && !crypto_is_ec(key)) {
		*reason = "the public key in it is neither RSA of 2048 to 4096 bits "
			  "nor EC on a supported curve";
	} else if (!crypto_is_consistent(key, KEY_CLASS_PUBLIC)) {
		*reason = "the key is not valid";
	} else {
		return key;
	}
	EVP_PKEY_free(key);
	return NULL;
}

static EVP_PKEY *read_pem(BIO *bio, const char **reason)
{
	char *name = NULL, *header = NULL;
	unsigned char *der = NULL;
	long len = 0;
	EVP_PKEY *key;

	*reason = "it is not a PEM file";
	if (PEM_read_bio(bio, &name, &header, &der, &len) != 1)
		return NULL;
	key = key_of_block(name, der, len, reason);
	OPENSSL_free(name);
	OPENSSL_free(header);
	OPENSSL_clear_free(der, (size_t)len);
	return key;
}

int crypto_public_from_pem(
    const char *path, const void *pem, size_t pem_len, struct bytes *spki, struct error *err)
{
	const char *reason = "it is too large";
	EVP_PKEY *key = NULL;
	BIO *bio = NULL;
	int rc;

	crypto_start();
	if (pem_len <= INT_MAX) {
		/* An empty buffer may have no address, which OpenSSL takes for a mistake. */
		bio = BIO_new_mem_buf(pem_len > 0 ? pem : "", (int)pem_len);
		if (!bio)
			return crypto_fail(err, "reading a PEM file");
		key = read_pem(bio, &reason);
	}
	if (key && crypto_make_canonical(key)) {
		rc = crypto_store_public(key, spki, err);
	} else {
		ERR_clear_error();
		rc = error_raise(err, ERR_PEM_INVALID, path, reason);
	}
	EVP_PKEY_free(key);
	BIO_free(bio);
	return rc;
}

int crypto_public_to_pem(const void *spki, size_t len, struct bytes *pem, struct error *err)
{
	BIO *bio;
	int rc;

	crypto_start();
	bio = BIO_new(BIO_s_mem());
	if (bio && len <= INT_MAX && PEM_write_bio(bio, PEM_STRING_PUBLIC, "", spki, (long)len) > 0)
		rc = crypto_take_bio(bio, pem, err);
	else
		rc = crypto_fail(err, "writing a PEM text");
	BIO_free(bio);
	return rc;
}
