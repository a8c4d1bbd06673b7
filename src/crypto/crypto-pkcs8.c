/*
 * Reading private keys: PKCS#8, which RFC 5958 calls
 *
 *   OneAsymmetricKey ::= SEQUENCE {
 *       version              INTEGER { v1(0), v2(1) },
 *       privateKeyAlgorithm  AlgorithmIdentifier,
 *       privateKey           OCTET STRING,
 *       attributes           [0] Attributes OPTIONAL,
 *       publicKey            [1] BIT STRING OPTIONAL }   -- v2 only
 *
 * OpenSSL takes any version. Before 3.5 it takes no publicKey, and since then it takes any, without
 * looking whose it is. It decodes keys of every algorithm that it knows, DSA's slowly, and what
 * follows a key within privateKey it passes over. All this is seen to here, and OpenSSL is given
 * the rest.
 */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <limits.h>
#include <openssl/x509.h>
#include <string.h>

#define VERSION_MAX 1

/* What has not been read yet, or the content of an element. Borrowed. */
struct extent {
	const unsigned char *at, *end;
};

struct pkcs8 {
	unsigned char version;
	struct extent members;    /* all but publicKey */
	struct extent algorithm;  /* content of privateKeyAlgorithm */
	struct extent public_key; /* the bits of publicKey; NULL when there is none */
};

static size_t length_of(const struct extent *extent)
{
	return (size_t)(extent->end - extent->at);
}

/* Takes the next element if it is one of that identifier octet, and its length is definite. */
static bool take(struct extent *from, unsigned char identifier, struct extent *content)
{
	const unsigned char *at = from->at;
	int tag = 0, class = 0, flags;
	long len = 0;

	if (at == from->end || *at != identifier)
		return false;
	flags = ASN1_get_object(&at, &len, &tag, &class, from->end - at);
	/* 80: an error; 01: of indefinite length, which DER does not have. */
	if ((flags & 0x81) != 0)
		return false;
	*content = (struct extent){at, at + len};
	from->at = at + len;
	return true;
}

/* A BIT STRING begins with how many bits at its end are none: none, where it is a key. */
static bool take_bits(struct extent *content)
{
	return content->at < content->end && *content->at++ == 0;
}

/* OBJECT IDENTIFIERs of the algorithms of our keys, or what those of ML-DSA begin with. */
static const struct {
	const char *start;
	size_t len;
} algorithms[] = {
    {"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", 11}, /* rsaEncryption: RFC 8017, A.1 */
    {"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01", 9},          /* id-ecPublicKey: RFC 5480, 2.1.1 */
    {"\x06\x03\x2b\x65\x70", 5},                          /* id-Ed25519: RFC 8410, 3 */
    {"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03", 10},     /* id-ml-dsa-*: RFC 9881, 2 */
};

static bool is_ours(const struct extent *algorithm)
{
	for (size_t i = 0; i < ARRAY_LENGTH(algorithms); i++) {
		if (length_of(algorithm) >= algorithms[i].len &&
		    memcmp(algorithm->at, algorithms[i].start, algorithms[i].len) == 0)
			return true;
	}
	return false;
}

/* Whether there is one element of whatever kind, and nothing behind it. */
static bool is_one_element(struct extent extent)
{
	struct extent content;

	return extent.at < extent.end && take(&extent, *extent.at, &content) &&
	       extent.at == extent.end;
}

static bool split(const struct secret *material, struct pkcs8 *parts)
{
	struct extent all = {material->data, material->data + material->len}, rest, version, other;

	*parts = (struct pkcs8){.version = 0};
	if (!take(&all, DER_SEQUENCE, &rest) || all.at != all.end)
		return false;
	parts->members = rest;
	if (!take(&rest, DER_INTEGER, &version) || length_of(&version) != 1 ||
	    *version.at > VERSION_MAX || !take(&rest, DER_SEQUENCE, &parts->algorithm) ||
	    !is_ours(&parts->algorithm) || !take(&rest, DER_OCTET_STRING, &other) ||
	    !is_one_element(other))
		return false;
	parts->version = *version.at;
	(void)take(&rest, DER_CONTEXT_CONSTRUCTED(0), &other);
	parts->members.end = rest.at;
	if (parts->version > 0 && take(&rest, DER_CONTEXT(1), &parts->public_key) &&
	    !take_bits(&parts->public_key))
		return false;
	return rest.at == rest.end;
}

/* What OpenSSL has of the members. */
static EVP_PKEY *load_members(const struct extent *members)
{
	struct bytes header = BYTES_INIT;
	struct secret whole = SECRET_INIT;
	PKCS8_PRIV_KEY_INFO *info = NULL;
	const unsigned char *at;
	EVP_PKEY *key = NULL;

	crypto_append_der_header(&header, DER_SEQUENCE, length_of(members));
	if (bytes_failed(&header) || secret_set(&whole, header.data, header.len) != 0 ||
	    secret_append(&whole, members->at, length_of(members)) != 0)
		goto out;
	at = whole.data;
	info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)whole.len);
	if (info)
		key = EVP_PKCS82PKEY(info);
out:
	PKCS8_PRIV_KEY_INFO_free(info);
	secret_done(&whole);
	bytes_done(&header);
	return key;
}

static bool is_public_of(const struct pkcs8 *parts, const EVP_PKEY *key)
{
	EVP_PKEY *public_key = crypto_load_public_parts(parts->algorithm.at,
	    length_of(&parts->algorithm), parts->public_key.at, length_of(&parts->public_key));
	bool same = public_key && EVP_PKEY_eq(key, public_key) == 1;

	EVP_PKEY_free(public_key);
	return same;
}

EVP_PKEY *crypto_load_private(const struct secret *material)
{
	struct pkcs8 parts;
	EVP_PKEY *key;

	crypto_start();
	if (material->len == 0 || material->len > INT_MAX || !split(material, &parts))
		return NULL;
	key = load_members(&parts.members);
	if (!key || !parts.public_key.at || is_public_of(&parts, key))
		return key;
	EVP_PKEY_free(key);
	return NULL;
}
