/*
 * What libcrypto can do and the openssl command line cannot, as a stranger to the code under test:
 * input on stdin, output on stdout, parameters as words, bytes among them in hex.
 *
 *   evp gcm-encrypt KEY IV AAD TAG-BITS     ciphertext and tag of a plaintext (SP 800-38D)
 *   evp gcm-decrypt KEY IV AAD TAG-BITS     and back
 *   evp wrap CIPHER KEY IV                  AES key wrap under AES-nnn-WRAP or AES-nnn-WRAP-PAD,
 * which evp unwrap CIPHER KEY IV                newer command lines do not have evp sign
 * PRIVATE-KEY.pem [NAME=VALUE]... signs a message in one go evp verify PUBLIC-KEY.pem
 * SIGNATURE-FILE [NAME=VALUE]...
 *
 * NAME=VALUE are parameters of the signature as OpenSSL names them: instance=Ed25519ph, mu=1 (the
 * message is the mu of FIPS 204), deterministic=1. An AAD of no bytes is "".
 *
 * Exit status: 0 done, 1 refused, 2 usage, 77 this OpenSSL has no such parameter or algorithm.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>

enum { DONE = 0, REFUSED = 1, USAGE = 2, MISSING = 77 };

#define INPUT_MAX (1 << 20)
#define PARAMETERS_MAX 4

static int refuse(const char *what)
{
	fprintf(stderr, "evp: %s\n", what);
	ERR_print_errors_fp(stderr);
	return REFUSED;
}

/* All of a stream, for free(); NULL when it is too long or cannot be read. */
static unsigned char *read_all(FILE *stream, size_t *len)
{
	unsigned char *data = malloc(INPUT_MAX);

	if (!data)
		return NULL;
	*len = fread(data, 1, INPUT_MAX, stream);
	if (ferror(stream) || *len == INPUT_MAX) {
		free(data);
		return NULL;
	}
	return data;
}

static unsigned char *read_file(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	unsigned char *data = file ? read_all(file, len) : NULL;

	if (file)
		fclose(file);
	return data;
}

static int write_all(const unsigned char *data, size_t len)
{
	return fwrite(data, 1, len, stdout) == len && fflush(stdout) == 0 ? DONE : REFUSED;
}

/* AES-GCM */

struct gcm {
	unsigned char *key, *iv, *aad;
	long key_len, iv_len, aad_len, tag_len;
};

static bool gcm_read(struct gcm *gcm, char **words)
{
	gcm->key = OPENSSL_hexstr2buf(words[0], &gcm->key_len);
	gcm->iv = OPENSSL_hexstr2buf(words[1], &gcm->iv_len);
	gcm->aad = *words[2] ? OPENSSL_hexstr2buf(words[2], &gcm->aad_len) : NULL;
	gcm->tag_len = strtol(words[3], NULL, 10) / 8;
	return gcm->key && gcm->iv && (gcm->aad || !*words[2]) && gcm->tag_len > 0 &&
	       gcm->tag_len <= 16;
}

static void gcm_free(struct gcm *gcm)
{
	OPENSSL_free(gcm->key);
	OPENSSL_free(gcm->iv);
	OPENSSL_free(gcm->aad);
}

/* Key, IV and AAD go in. */
static bool gcm_begin(EVP_CIPHER_CTX *context, const struct gcm *gcm, int encrypt)
{
	const EVP_CIPHER *cipher = gcm->key_len == 16   ? EVP_aes_128_gcm()
				   : gcm->key_len == 24 ? EVP_aes_192_gcm()
				   : gcm->key_len == 32 ? EVP_aes_256_gcm()
							: NULL;
	int len = 0;

	return cipher && EVP_CipherInit_ex(context, cipher, NULL, NULL, NULL, encrypt) &&
	       EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_IVLEN, (int)gcm->iv_len, NULL) > 0 &&
	       EVP_CipherInit_ex(context, NULL, NULL, gcm->key, gcm->iv, encrypt) &&
	       (!gcm->aad || EVP_CipherUpdate(context, NULL, &len, gcm->aad, (int)gcm->aad_len));
}

/* out has room for the input and a tag. */
static int gcm_encrypt(EVP_CIPHER_CTX *context, const struct gcm *gcm, const unsigned char *in,
    size_t in_len, unsigned char *out)
{
	int len = 0, more = 0;

	if (!gcm_begin(context, gcm, 1) || !EVP_CipherUpdate(context, out, &len, in, (int)in_len) ||
	    !EVP_CipherFinal_ex(context, out + len, &more) ||
	    EVP_CIPHER_CTX_ctrl(
		context, EVP_CTRL_GCM_GET_TAG, (int)gcm->tag_len, out + len + more) <= 0)
		return refuse("encryption failed");
	return write_all(out, (size_t)(len + more + gcm->tag_len));
}

static int gcm_decrypt(EVP_CIPHER_CTX *context, const struct gcm *gcm, unsigned char *in,
    size_t in_len, unsigned char *out)
{
	size_t text = in_len - (size_t)gcm->tag_len;
	int len = 0, more = 0;

	if (in_len < (size_t)gcm->tag_len || !gcm_begin(context, gcm, 0) ||
	    !EVP_CipherUpdate(context, out, &len, in, (int)text) ||
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, (int)gcm->tag_len, in + text) <= 0 ||
	    EVP_CipherFinal_ex(context, out + len, &more) <= 0)
		return refuse("decryption failed");
	return write_all(out, (size_t)(len + more));
}

static int run_gcm(bool encrypt, char **words)
{
	struct gcm gcm = {0};
	size_t in_len = 0;
	unsigned char *in = read_all(stdin, &in_len), *out = malloc(INPUT_MAX + 16);
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int rc = USAGE;

	if (in && out && context && gcm_read(&gcm, words))
		rc = encrypt ? gcm_encrypt(context, &gcm, in, in_len, out)
			     : gcm_decrypt(context, &gcm, in, in_len, out);
	EVP_CIPHER_CTX_free(context);
	gcm_free(&gcm);
	free(in);
	free(out);
	return rc;
}

/* AES key wrap: RFC 3394 and, with -PAD, RFC 5649 */

/* words: cipher, key, IV. out has room for the input and two blocks. */
static int key_wrap(
    bool wrap, char **words, const unsigned char *in, size_t in_len, unsigned char *out)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, words[0], NULL);
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	long key_len = 0, iv_len = 0;
	unsigned char *key = OPENSSL_hexstr2buf(words[1], &key_len);
	unsigned char *iv = OPENSSL_hexstr2buf(words[2], &iv_len);
	int len = 0, rc = USAGE;

	if (!cipher || !context || !key || !iv || key_len != EVP_CIPHER_get_key_length(cipher) ||
	    iv_len != EVP_CIPHER_get_iv_length(cipher))
		goto out;
	EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
	if (EVP_CipherInit_ex2(context, cipher, key, iv, wrap, NULL) &&
	    EVP_CipherUpdate(context, out, &len, in, (int)in_len) > 0)
		rc = write_all(out, (size_t)len);
	else
		rc = refuse("key wrap failed");
out:
	OPENSSL_free(iv);
	OPENSSL_free(key);
	EVP_CIPHER_CTX_free(context);
	EVP_CIPHER_free(cipher);
	return rc;
}

static int run_wrap(bool wrap, char **words)
{
	size_t in_len = 0;
	unsigned char *in = read_all(stdin, &in_len), *out = malloc(INPUT_MAX + 16);
	int rc = in && out ? key_wrap(wrap, words, in, in_len, out) : USAGE;

	free(in);
	free(out);
	return rc;
}

/* Signatures */

struct signing {
	EVP_PKEY *key;
	EVP_MD_CTX *context;
	EVP_PKEY_CTX *parameters; /* the context's own */
	bool verify;
};

static EVP_PKEY *read_key(const char *path, bool private)
{
	FILE *file = fopen(path, "r");
	EVP_PKEY *key = NULL;

	if (file) {
		key = private ? PEM_read_PrivateKey(file, NULL, NULL, NULL)
			      : PEM_read_PUBKEY(file, NULL, NULL, NULL);
		fclose(file);
	}
	return key;
}

/* A provider passes over parameters it does not know: whoever asks for one must look first. */
static int set_parameter(struct signing *signing, char *word)
{
	const OSSL_PARAM *known = EVP_PKEY_CTX_settable_params(signing->parameters);
	char *value = strchr(word, '=');
	int number = 0;
	OSSL_PARAM set[2] = {OSSL_PARAM_END, OSSL_PARAM_END};

	if (!value)
		return USAGE;
	*value++ = '\0';
	known = known ? OSSL_PARAM_locate_const(known, word) : NULL;
	if (!known)
		return MISSING;
	number = atoi(value);
	set[0] = known->data_type == OSSL_PARAM_UTF8_STRING
		     ? OSSL_PARAM_construct_utf8_string(word, value, 0)
		     : OSSL_PARAM_construct_int(word, &number);
	return EVP_PKEY_CTX_set_params(signing->parameters, set) > 0 ? DONE
								     : refuse("bad parameter");
}

static int begin_signing(struct signing *signing, const char *path, char **words, int n_words)
{
	int rc = DONE;

	signing->key = read_key(path, !signing->verify);
	signing->context = EVP_MD_CTX_new();
	if (!signing->key || !signing->context)
		return ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_UNSUPPORTED
			   ? MISSING
			   : refuse("no key");
	if (signing->verify ? EVP_DigestVerifyInit_ex(signing->context, &signing->parameters, NULL,
				  NULL, NULL, signing->key, NULL) <= 0
			    : EVP_DigestSignInit_ex(signing->context, &signing->parameters, NULL,
				  NULL, NULL, signing->key, NULL) <= 0)
		return refuse("the key does not sign");
	for (int i = 0; i < n_words && rc == DONE; i++)
		rc = set_parameter(signing, words[i]);
	return rc;
}

static int sign(const struct signing *signing, const unsigned char *message, size_t message_len)
{
	unsigned char *signature = NULL;
	size_t len = 0;
	int rc = REFUSED;

	if (EVP_DigestSign(signing->context, NULL, &len, message, message_len) > 0 &&
	    (signature = malloc(len)) &&
	    EVP_DigestSign(signing->context, signature, &len, message, message_len) > 0)
		rc = write_all(signature, len);
	else
		rc = refuse("signing failed");
	free(signature);
	return rc;
}

static int verify(const struct signing *signing, const char *path, const unsigned char *message,
    size_t message_len)
{
	size_t len = 0;
	unsigned char *signature = read_file(path, &len);
	int rc = REFUSED;

	if (signature &&
	    EVP_DigestVerify(signing->context, signature, len, message, message_len) == 1)
		rc = DONE;
	free(signature);
	return rc == DONE ? DONE : refuse("verification failed");
}

/* words: the key, for verify the signature, parameters. */
static int run_signing(bool is_verify, char **words, int n_words)
{
	struct signing signing = {.verify = is_verify};
	int skip = is_verify ? 2 : 1, rc = USAGE;
	size_t len = 0;
	unsigned char *message = read_all(stdin, &len);

	if (message && n_words >= skip && n_words <= skip + PARAMETERS_MAX)
		rc = begin_signing(&signing, words[0], words + skip, n_words - skip);
	if (rc == DONE)
		rc = is_verify ? verify(&signing, words[1], message, len)
			       : sign(&signing, message, len);
	EVP_MD_CTX_free(signing.context);
	EVP_PKEY_free(signing.key);
	free(message);
	return rc;
}

int main(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";
	int rc = USAGE;

	if ((strcmp(verb, "gcm-encrypt") == 0 || strcmp(verb, "gcm-decrypt") == 0) && argc == 6)
		rc = run_gcm(strcmp(verb, "gcm-encrypt") == 0, argv + 2);
	else if ((strcmp(verb, "wrap") == 0 || strcmp(verb, "unwrap") == 0) && argc == 5)
		rc = run_wrap(strcmp(verb, "wrap") == 0, argv + 2);
	else if (strcmp(verb, "sign") == 0 || strcmp(verb, "verify") == 0)
		rc = run_signing(strcmp(verb, "verify") == 0, argv + 2, argc - 2);
	if (rc == USAGE)
		fputs("usage: see the head of evp.c\n", stderr);
	return rc;
}
