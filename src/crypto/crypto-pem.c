/* Public keys in PEM: reading every shape that users have, and saying what a file is that has none.
 */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#define REASON_MAX 160
#define PRIVATE_KEY "PRIVATE KEY" /* how the labels of all private keys end */

/* Blocks that users take for a public key. */
static const struct {
	const char *label, *reason;
} others[] = {
    {PEM_STRING_X509, "it holds a certificate: take the key out with openssl x509 -pubkey -noout"},
    {PEM_STRING_X509_OLD,
	"it holds a certificate: take the key out with openssl x509 -pubkey -noout"},
    {PEM_STRING_X509_TRUSTED,
	"it holds a certificate: take the key out with openssl x509 -pubkey -noout"},
    {PEM_STRING_X509_REQ,
	"it holds a certificate request: take the key out with openssl req -pubkey -noout"},
    {PEM_STRING_X509_REQ_OLD,
	"it holds a certificate request: take the key out with openssl req -pubkey -noout"},
    {"OPENSSH " PRIVATE_KEY, "it holds a private key, not a public key: take the public half "
			     "out with ssh-keygen -e -m PKCS8"},
};

/* Files that have no block, by how they begin. */
static const struct {
	const char *start, *reason;
} not_pems[] = {
    {"ssh-", "it is a public key of OpenSSH, not PEM: convert it with ssh-keygen -e -m PKCS8"},
    {"ecdsa-sha2-",
	"it is a public key of OpenSSH, not PEM: convert it with ssh-keygen -e -m PKCS8"},
    {"---- BEGIN SSH2",
	"it is a public key of OpenSSH, not PEM: convert it with ssh-keygen -i -m RFC4716"},
    {"\xff\xfe", "it is text in UTF-16, and PEM is ASCII"},
    {"\xfe\xff", "it is text in UTF-16, and PEM is ASCII"},
};

static bool refuse(char *reason, const char *text)
{
	snprintf(reason, REASON_MAX, "%s", text);
	return false;
}

static void refuse_block(const char *label, char *reason)
{
	size_t len = strlen(label);

	for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
		if (strcmp(others[i].label, label) == 0) {
			refuse(reason, others[i].reason);
			return;
		}
	}
	if (len >= strlen(PRIVATE_KEY) &&
	    strcmp(label + len - strlen(PRIVATE_KEY), PRIVATE_KEY) == 0)
		refuse(reason, "it holds a private key, not a public key: take the public half "
			       "out with openssl pkey -pubout");
	else
		refuse(reason, "it does not hold a public key");
}

/* Without the help of a library that knows the algorithm. */
static bool is_ml_dsa(const unsigned char *der, long len)
{
	X509_PUBKEY *spki = d2i_X509_PUBKEY(NULL, &der, len);
	ASN1_OBJECT *algorithm = NULL;
	bool found = spki && X509_PUBKEY_get0_param(&algorithm, NULL, NULL, NULL, spki) == 1 &&
		     crypto_ml_dsa_of_object(algorithm) != MLDSA_NONE;

	X509_PUBKEY_free(spki);
	return found;
}

/* Whether the key is one of ours. */
static bool check_key(EVP_PKEY *key, char *reason)
{
	int bits = EVP_PKEY_get_bits(key);

	if (EVP_PKEY_is_a(key, "RSA") && !crypto_is_rsa(key)) {
		if (bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX)
			return refuse(
			    reason, "the RSA key in it has a public exponent of more than 64 bits");
		snprintf(reason, REASON_MAX,
		    "the RSA key in it has %d bits, and %d to %d are supported", bits, RSA_BITS_MIN,
		    RSA_BITS_MAX);
		return false;
	}
	if (EVP_PKEY_is_a(key, "EC") && !crypto_is_ec(key))
		return refuse(reason, crypto_curve_of(key) == CURVE_NONE
					  ? "the EC key in it is on a curve that is not supported"
					  : "the EC key in it does not name its curve, but spells "
					    "its parameters out");
	if (!crypto_is_rsa(key) && !crypto_is_ec(key)) {
		snprintf(reason, REASON_MAX, "the public key in it is %.40s, neither RSA nor EC",
		    EVP_PKEY_get0_type_name(key));
		return false;
	}
	return crypto_is_consistent(key, KEY_CLASS_PUBLIC) ||
	       refuse(reason, "the key in it is not valid");
}

/* Whether data is one SEQUENCE and nothing else, as every public key in DER is. */
static bool is_der(const unsigned char *data, size_t data_len)
{
	const unsigned char *at = data;
	long len = 0;
	int tag = 0, class = 0;
	int flags = ASN1_get_object(&at, &len, &tag, &class, (long)data_len);

	return (flags & 0x80) == 0 && tag == V_ASN1_SEQUENCE && class == V_ASN1_UNIVERSAL &&
	       len == (long)data_len - (at - data);
}

/* PKCS#1: the numbers alone, which an SPKI has in its BIT STRING. */
static EVP_PKEY *load_rsa(const unsigned char *der, size_t len)
{
	/* rsaEncryption, and NULL for its parameters (RFC 8017, A.1). */
	static const unsigned char algorithm[] = {
	    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};

	return is_der(der, len) ? crypto_load_public_parts(algorithm, sizeof(algorithm), der, len)
				: NULL;
}

/* Sees to one block. *key is the one that an earlier block held, or NULL. */
static bool take_block(
    const char *label, const unsigned char *der, long len, EVP_PKEY **key, char *reason)
{
	bool is_spki = strcmp(label, PEM_STRING_PUBLIC) == 0;

	/* What openssl ecparam writes before a key: the key says it again. */
	if (strcmp(label, PEM_STRING_ECPARAMETERS) == 0)
		return true;
	if (!is_spki && strcmp(label, PEM_STRING_RSA_PUBLIC) != 0) {
		refuse_block(label, reason);
		return false;
	}
	if (*key)
		return refuse(reason, "it holds more than one key");
	if (is_spki && is_ml_dsa(der, len))
		return refuse(reason, "it holds an ML-DSA key, which cannot be imported");
	*key = is_spki ? crypto_load_public(der, (size_t)len) : load_rsa(der, (size_t)len);
	if (!*key)
		return refuse(reason, "the public key in it is damaged");
	return check_key(*key, reason);
}

static void refuse_file(const unsigned char *data, size_t len, char *reason)
{
	for (size_t i = 0; i < ARRAY_LENGTH(not_pems); i++) {
		size_t start_len = strlen(not_pems[i].start);

		if (len >= start_len && memcmp(data, not_pems[i].start, start_len) == 0) {
			refuse(reason, not_pems[i].reason);
			return;
		}
	}
	refuse(reason, is_der(data, len) ? "it is DER, not PEM: convert it with openssl pkey "
					   "-pubin -inform DER -in DER-FILE -out PEM-FILE"
					 : "it is not a PEM file");
}

/* Reads blocks until there are no more. The key is the caller's, whatever is returned. */
static bool read_blocks(BIO *bio, EVP_PKEY **key, char *reason)
{
	bool ok = true;

	while (ok) {
		char *label = NULL, *header = NULL;
		unsigned char *der = NULL;
		long len = 0;

		if (PEM_read_bio(bio, &label, &header, &der, &len) != 1)
			return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE ||
			       refuse(reason, "a PEM block in it is damaged");
		ok = take_block(label, der, len, key, reason);
		OPENSSL_free(label);
		OPENSSL_free(header);
		/* It may be a private key that was put in the wrong place. */
		OPENSSL_clear_free(der, (size_t)len);
	}
	return false;
}

/* The one key of a text. NULL when there is none that we take, with the reason where that is known.
 */
static EVP_PKEY *read_key(const unsigned char *pem, size_t len, char *reason)
{
	static const unsigned char mark[] = {0xef, 0xbb, 0xbf}; /* of UTF-8, which Windows writes */
	EVP_PKEY *key = NULL;
	BIO *bio;
	bool ok;

	if (len >= sizeof(mark) && memcmp(pem, mark, sizeof(mark)) == 0) {
		pem += sizeof(mark);
		len -= sizeof(mark);
	}
	bio = BIO_new_mem_buf(pem, (int)len);
	ok = bio && read_blocks(bio, &key, reason);
	if (ok && !key)
		refuse_file(pem, len, reason);
	BIO_free(bio);
	if (ok)
		return key;
	EVP_PKEY_free(key);
	return NULL;
}

int crypto_public_from_pem(
    const char *path, const void *pem, size_t pem_len, struct bytes *spki, struct error *err)
{
	char reason[REASON_MAX] = "";
	EVP_PKEY *key = NULL;
	bool exhausted;
	int rc;

	crypto_start();
	ERR_clear_error();
	/* An empty buffer may have no address, which OpenSSL takes for a mistake. */
	if (pem_len <= INT_MAX)
		key = read_key(pem_len > 0 ? pem : (const void *)"", pem_len, reason);
	else
		refuse(reason, "it is too large");
	exhausted = crypto_ran_out_of_memory();
	if (key && crypto_make_canonical(key))
		rc = crypto_store_public(key, spki, err);
	else if (exhausted)
		rc = error_raise(err, ERR_MEMORY);
	else if (reason[0] != '\0')
		rc = error_raise(err, ERR_PEM_INVALID, path, reason);
	else
		rc = crypto_fail(err, "reading a public key");
	EVP_PKEY_free(key);
	return rc;
}

int crypto_public_to_pem(const void *spki, size_t len, struct bytes *pem, struct error *err)
{
	return crypto_append_pem(PEM_STRING_PUBLIC, spki, len, pem, err);
}
