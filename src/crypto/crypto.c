/* Chance, MACs, password verifiers, sealing; starting OpenSSL and reporting its errors. */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

#define SEAL_KEY_LEN 32
#define SEAL_TAG_LEN 16
#define SCRYPT_R 8
#define SCRYPT_P 1
#define SCRYPT_COST_MAX (UINT64_C(1) << 20)

void crypto_start(void)
{
	/* OpenSSL itself remembers that this was done. */
	OPENSSL_init_crypto(
	    OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, NULL);
}

bool crypto_ran_out_of_memory(void)
{
	unsigned long number;
	bool found = false;

	while ((number = ERR_get_error()) != 0)
		found = found || ERR_GET_REASON(number) == ERR_R_MALLOC_FAILURE;
	return found;
}

int crypto_fail(struct error *err, const char *what)
{
	unsigned long number = ERR_peek_error();

	if (crypto_ran_out_of_memory())
		return error_raise(err, ERR_MEMORY);
	if (number == 0)
		return error_raise(err, ERR_CRYPTO, what);
	return error_raisef(err, ERR_CRYPTO, "%s (OpenSSL error %08lX)", what, number);
}

int crypto_unwrap_fail(struct error *err)
{
	ERR_clear_error();
	return error_raise(err, ERR_UNWRAP_FAILED);
}

int crypto_library_fail(struct error *err, const char *what, const char *version)
{
	char here[64];

	ERR_clear_error();
	snprintf(here, sizeof(here), "OpenSSL %s", OpenSSL_version(OPENSSL_VERSION_STRING));
	return error_raise(err, ERR_LIBRARY, what, version, here);
}

const EVP_MD *crypto_digest_of(enum hash_function hash)
{
	switch (hash) {
	case HASH_SHA1:
		return EVP_sha1();
	case HASH_SHA224:
		return EVP_sha224();
	case HASH_SHA256:
		return EVP_sha256();
	case HASH_SHA384:
		return EVP_sha384();
	case HASH_SHA512:
		return EVP_sha512();
	}
	return NULL;
}

int crypto_hand_over(struct secret *from, size_t len, struct secret *payload, struct error *err)
{
	if (secret_resize(from, len) != 0)
		return error_raise(err, ERR_MEMORY);
	secret_move(payload, from);
	return 0;
}

int crypto_random(void *data, size_t len, struct error *err)
{
	crypto_start();
	if (len > INT_MAX || RAND_priv_bytes(data, (int)len) != 1)
		return crypto_fail(err, "random numbers");
	return 0;
}

int crypto_sha256(
    const void *data, size_t len, unsigned char digest[CRYPTO_SHA256_LEN], struct error *err)
{
	crypto_start();
	if (EVP_Digest(data, len, digest, NULL, EVP_sha256(), NULL) != 1)
		return crypto_fail(err, "SHA-256");
	return 0;
}

int crypto_mac(const unsigned char key[32], const void *data, size_t len, unsigned char mac[32],
    struct error *err)
{
	size_t mac_len;

	crypto_start();
	if (!EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, 32, data, len, mac, 32, &mac_len))
		return crypto_fail(err, "HMAC-SHA-256");
	return 0;
}

int crypto_password_verifier(const struct secret *password, const unsigned char salt[16],
    uint64_t cost, unsigned char verifier[32], struct error *err)
{
	uint64_t memory;

	if (cost < 2 || cost > SCRYPT_COST_MAX || (cost & (cost - 1)) != 0)
		return error_raise(
		    err, ERR_CRYPTO, "the cost of scrypt is not a power of two in range");
	crypto_start();
	/* V, B and the working block of RFC 7914, section 5 and 6, with room to spare. */
	memory = 128 * SCRYPT_R * (cost + SCRYPT_P + 8);
	if (EVP_PBE_scrypt(secret_text(password), password->len, salt, 16, cost, SCRYPT_R, SCRYPT_P,
		memory, verifier, 32) != 1)
		return crypto_fail(err, "scrypt");
	return 0;
}

/* What a seal is made and opened with; the IV stands before the ciphertext. */
static struct gcm seal_gcm(const unsigned char *key, const unsigned char *iv,
    const void *associated, size_t associated_len)
{
	return (struct gcm){
	    .key = key,
	    .key_len = SEAL_KEY_LEN,
	    .iv = iv,
	    .aad = associated,
	    .aad_len = associated_len,
	    .tag_len = SEAL_TAG_LEN,
	};
}

int crypto_seal(const unsigned char key[32], const void *associated, size_t associated_len,
    const void *plain, size_t plain_len, struct bytes *sealed, struct error *err)
{
	unsigned char *out;
	struct gcm gcm;
	int rc;

	if (associated_len > INT_MAX || plain_len > INT_MAX - CRYPTO_SEAL_OVERHEAD)
		return error_raise(err, ERR_CRYPTO, "too much data to seal");
	out = malloc(plain_len + CRYPTO_SEAL_OVERHEAD);
	if (!out)
		return error_raise(err, ERR_MEMORY);
	rc = crypto_random(out, GCM_IV_LEN, err);
	if (rc != 0)
		goto out;
	gcm = seal_gcm(key, out, associated, associated_len);
	if (!crypto_gcm_encrypt(&gcm, plain, plain_len, out + GCM_IV_LEN)) {
		rc = crypto_fail(err, "AES-GCM encryption");
		goto out;
	}
	bytes_append(sealed, out, plain_len + CRYPTO_SEAL_OVERHEAD);
	if (bytes_failed(sealed))
		rc = error_raise(err, ERR_MEMORY);
out:
	free(out);
	return rc;
}

int crypto_open(const unsigned char key[32], const void *associated, size_t associated_len,
    const void *sealed, size_t sealed_len, struct secret *plain, struct error *err)
{
	const unsigned char *iv = sealed;
	struct secret opened = SECRET_INIT;
	struct gcm gcm;
	int rc;

	if (associated_len > INT_MAX || sealed_len > INT_MAX || sealed_len < CRYPTO_SEAL_OVERHEAD)
		return error_raise(err, ERR_ESTATE_ALTERED, "sealed data has a wrong length");
	rc = secret_resize(&opened, sealed_len - CRYPTO_SEAL_OVERHEAD);
	if (rc != 0)
		return error_raise(err, ERR_MEMORY);
	gcm = seal_gcm(key, iv, associated, associated_len);
	if (crypto_gcm_decrypt(&gcm, iv + GCM_IV_LEN, opened.len, opened.data)) {
		secret_move(plain, &opened);
	} else {
		ERR_clear_error();
		rc = error_raise(err, ERR_ESTATE_ALTERED, "sealed data does not match its seal");
	}
	secret_done(&opened);
	return rc;
}
