/*
 * Files that stand for a private key of an HSM: they hold its reference and its public half.
 *
 * The "fake PEM" is a private key to software that reads PEM files, with nothing secret in it:
 *
 * RSA: "RSA PRIVATE KEY", RSAPrivateKey of RFC 8017, A.1.2. modulus and publicExponent are the
 * key's, privateExponent is the reference, and prime1, prime2, exponent1, exponent2 and coefficient
 * are 0.
 *
 * EC: "EC PRIVATE KEY", ECPrivateKey of RFC 5915, section 3. parameters names the curve, publicKey
 * is the key's point, and privateKey is the reference, big-endian, with zero bytes before it up to
 * the length of the curve's order.
 *
 * Any private key may have the other form, "CLOUDHSM KEY REFERENCE":
 *
 *   KeyReference ::= SEQUENCE {
 *       version    INTEGER (1),
 *       reference  INTEGER,
 *       publicKey  SubjectPublicKeyInfo }   -- RFC 5280, 4.1
 */
#include "crypto.h"

#include "crypto-internal.h"
#include "error.h"

#include <openssl/objects.h>
#include <openssl/pem.h>
#include <string.h>

#define KEY_REFERENCE_LABEL "CLOUDHSM KEY REFERENCE"
#define KEY_REFERENCE_VERSION 1
#define EC_PRIVATE_KEY_VERSION 1
#define NUMBER_MAX (RSA_BITS_MAX / 8)
#define POINT_MAX 133 /* P-521, uncompressed */
#define CRT_NUMBERS 5 /* prime1 to coefficient */

/*
 * Appends a number that is not negative: its bytes without leading zeros, and one 00 where the
 * first bit would make it negative (X.690, 8.3).
 */
static void append_integer(struct bytes *out, const unsigned char *number, size_t len)
{
	unsigned char content[NUMBER_MAX + 1] = {0};
	size_t sign;

	while (len > 0 && number[0] == 0) {
		number++;
		len--;
	}
	sign = len == 0 || number[0] >= 0x80 ? 1 : 0;
	if (len > 0)
		memcpy(content + sign, number, len);
	crypto_append_der(out, DER_INTEGER, content, sign + len);
}

/* Big-endian, in the last bytes of out. */
static void put_number(uint64_t number, unsigned char *out, size_t len)
{
	memset(out, 0, len);
	for (; len > 0 && number > 0; number >>= 8)
		out[--len] = (unsigned char)number;
}

static void append_number(struct bytes *out, uint64_t number)
{
	unsigned char bytes[sizeof(number)];

	put_number(number, bytes, sizeof(bytes));
	append_integer(out, bytes, sizeof(bytes));
}

/* The PEM block of a SEQUENCE with this content. */
static int append_block(
    const char *label, const struct bytes *content, struct bytes *pem, struct error *err)
{
	struct bytes der = BYTES_INIT;
	int rc;

	crypto_append_der(&der, DER_SEQUENCE, content->data, content->len);
	if (bytes_failed(content) || bytes_failed(&der))
		rc = error_raise(err, ERR_MEMORY);
	else
		rc = crypto_append_pem(label, der.data, der.len, pem, err);
	bytes_done(&der);
	return rc;
}

static int rsa_reference(
    const struct crypto_public_info *info, uint64_t reference, struct bytes *pem, struct error *err)
{
	struct bytes content = BYTES_INIT;
	int rc;

	append_number(&content, 0); /* version: two primes */
	append_integer(&content, info->modulus.data, info->modulus.len);
	append_integer(&content, info->public_exponent.data, info->public_exponent.len);
	append_number(&content, reference);
	for (int i = 0; i < CRT_NUMBERS; i++)
		append_number(&content, 0);
	rc = append_block(PEM_STRING_RSA, &content, pem, err);
	bytes_done(&content);
	return rc;
}

/* The name of a curve: an OBJECT IDENTIFIER. */
static bool append_curve(struct bytes *out, enum key_curve curve)
{
	const char *group = crypto_curve_group(curve);
	ASN1_OBJECT *object = group ? OBJ_txt2obj(group, 0) : NULL;
	unsigned char *der = NULL;
	int len = object ? i2d_ASN1_OBJECT(object, &der) : 0;

	if (len > 0)
		bytes_append(out, der, (size_t)len);
	OPENSSL_free(der);
	ASN1_OBJECT_free(object);
	return len > 0;
}

static int ec_reference(
    const struct crypto_public_info *info, uint64_t reference, struct bytes *pem, struct error *err)
{
	size_t point_len = info->length_bytes, order_len = (point_len - 1) / 2;
	unsigned char number[POINT_MAX], bits[1 + POINT_MAX] = {0};
	struct bytes content = BYTES_INIT, inner = BYTES_INIT;
	int rc;

	append_number(&content, EC_PRIVATE_KEY_VERSION);
	put_number(reference, number, order_len);
	crypto_append_der(&content, DER_OCTET_STRING, number, order_len);
	if (!append_curve(&inner, info->curve)) {
		rc = crypto_fail(err, "naming a curve");
		goto out;
	}
	crypto_append_der(&content, DER_CONTEXT_CONSTRUCTED(0), inner.data, inner.len);
	/* The BIT STRING begins with how many bits of it are none; the point is last in ec_point.
	 */
	memcpy(bits + 1, info->ec_point.data + info->ec_point.len - point_len, point_len);
	bytes_clear(&inner);
	crypto_append_der(&inner, DER_BIT_STRING, bits, 1 + point_len);
	crypto_append_der(&content, DER_CONTEXT_CONSTRUCTED(1), inner.data, inner.len);
	rc = bytes_failed(&inner) ? error_raise(err, ERR_MEMORY)
				  : append_block(PEM_STRING_ECPRIVATEKEY, &content, pem, err);
out:
	bytes_done(&inner);
	bytes_done(&content);
	return rc;
}

int crypto_reference_pem(
    const void *spki, size_t len, uint64_t reference, struct bytes *pem, struct error *err)
{
	struct crypto_public_info info;
	int rc = crypto_public_info(spki, len, &info, err);

	if (rc != 0)
		return rc;
	if (info.type == KEY_RSA)
		rc = rsa_reference(&info, reference, pem, err);
	else if (info.type == KEY_EC && info.curve != CURVE_ED25519)
		rc = ec_reference(&info, reference, pem, err);
	else
		rc = error_raise(err, ERR_KEY_TYPE_MISMATCH,
		    "reference-pem holds RSA and EC keys, use cloudhsm-reference-pem");
	crypto_public_info_done(&info);
	return rc;
}

int crypto_cloudhsm_reference_pem(
    const void *spki, size_t len, uint64_t reference, struct bytes *pem, struct error *err)
{
	struct bytes content = BYTES_INIT;
	int rc;

	append_number(&content, KEY_REFERENCE_VERSION);
	append_number(&content, reference);
	bytes_append(&content, spki, len);
	rc = append_block(KEY_REFERENCE_LABEL, &content, pem, err);
	bytes_done(&content);
	return rc;
}
