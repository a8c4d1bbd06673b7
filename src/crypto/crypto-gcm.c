/* AES-GCM over buffers, for what the store seals and for wrapped keys. */
#include "crypto-internal.h"

#include <string.h>

#define GCM_TAG_MAX 16

static const EVP_CIPHER *cipher_of(size_t key_len)
{
	switch (key_len) {
	case 16:
		return EVP_aes_128_gcm();
	case 24:
		return EVP_aes_192_gcm();
	case 32:
		return EVP_aes_256_gcm();
	default:
		return NULL;
	}
}

/* A context that has taken key, IV and additional data; NULL on failure. */
static EVP_CIPHER_CTX *start(const struct gcm *gcm, int encrypt)
{
	const EVP_CIPHER *cipher = cipher_of(gcm->key_len);
	EVP_CIPHER_CTX *context;
	int n = 0;

	crypto_start();
	context = cipher ? EVP_CIPHER_CTX_new() : NULL;
	if (context && EVP_CipherInit_ex(context, cipher, NULL, gcm->key, gcm->iv, encrypt) == 1 &&
	    (gcm->aad_len == 0 ||
		EVP_CipherUpdate(context, NULL, &n, gcm->aad, (int)gcm->aad_len) == 1))
		return context;
	EVP_CIPHER_CTX_free(context);
	return NULL;
}

bool crypto_gcm_encrypt(const struct gcm *gcm, const void *plain, size_t len, unsigned char *out)
{
	EVP_CIPHER_CTX *context = start(gcm, 1);
	int n = 0;
	bool ok =
	    context && (len == 0 || EVP_EncryptUpdate(context, out, &n, plain, (int)len) == 1) &&
	    EVP_EncryptFinal_ex(context, out + len, &n) == 1 &&
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, (int)gcm->tag_len, out + len) == 1;

	EVP_CIPHER_CTX_free(context);
	return ok;
}

bool crypto_gcm_decrypt(const struct gcm *gcm, const void *data, size_t len, unsigned char *plain)
{
	const unsigned char *ciphertext = data;
	unsigned char tag[GCM_TAG_MAX], nothing[GCM_TAG_MAX];
	EVP_CIPHER_CTX *context;
	int n = 0;
	bool ok;

	if (gcm->tag_len > sizeof(tag))
		return false;
	memcpy(tag, ciphertext + len, gcm->tag_len);
	context = start(gcm, 0);
	ok = context && (len == 0 || EVP_DecryptUpdate(context, plain, &n, data, (int)len) == 1) &&
	     EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, (int)gcm->tag_len, tag) == 1 &&
	     EVP_DecryptFinal_ex(context, nothing, &n) == 1;
	EVP_CIPHER_CTX_free(context);
	return ok;
}
