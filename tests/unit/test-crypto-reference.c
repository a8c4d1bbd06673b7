/* Files that stand for a private key: software takes them, and nothing secret is in them. */
#include "crypto.h"

#include "crypto-fixture.h"
#include "rsa-vectors.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

static const uint64_t references[] = {1, 0x80, 0x2e06bf, UINT64_C(0x8000000000000001), UINT64_MAX};

static EVP_PKEY *read_private(const struct bytes *pem)
{
	BIO *bio = BIO_new_mem_buf(pem->data, (int)pem->len);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

	BIO_free(bio);
	ck_assert_ptr_nonnull(key);
	return key;
}

static void assert_public(EVP_PKEY *key, const struct bytes *spki)
{
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(key, &der);

	ck_assert_int_eq(len, (int)spki->len);
	ck_assert_mem_eq(der, spki->data, spki->len);
	OPENSSL_free(der);
}

static void assert_number(EVP_PKEY *key, const char *name, uint64_t expected)
{
	BIGNUM *number = NULL;

	ck_assert_int_eq(EVP_PKEY_get_bn_param(key, name, &number), 1);
	ck_assert_int_eq(BN_num_bits(number) <= 64, 1);
	ck_assert_uint_eq(BN_get_word(number), expected);
	BN_free(number);
}

/* Whoever signs with the file gets an error, or what the true key does not verify. */
static void assert_signs_nothing(EVP_PKEY *key)
{
	unsigned char signature[512], digest[32] = {1};
	size_t len = sizeof(signature);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);

	ck_assert_int_eq(EVP_PKEY_sign_init(context), 1);
	if (EVP_PKEY_sign(context, signature, &len, digest, sizeof(digest)) == 1) {
		ck_assert_int_eq(EVP_PKEY_verify_init(context), 1);
		ck_assert_int_ne(
		    EVP_PKEY_verify(context, signature, len, digest, sizeof(digest)), 1);
	}
	EVP_PKEY_CTX_free(context);
}

START_TEST(rsa_references)
{
	struct secret private_material = SECRET_INIT;
	struct bytes spki = BYTES_INIT, pem = BYTES_INIT;
	struct error err = ERROR_INIT;
	EVP_PKEY *key;

	set_pair(&private_material, &spki, rsa_key);
	ck_assert_int_eq(crypto_reference_pem(spki.data, spki.len, references[_i], &pem, &err), 0);
	ck_assert_int_eq(strncmp(bytes_text(&pem), "-----BEGIN RSA PRIVATE KEY-----\n", 32), 0);
	key = read_private(&pem);
	assert_public(key, &spki);
	assert_number(key, OSSL_PKEY_PARAM_RSA_D, references[_i]);
	assert_signs_nothing(key);
	EVP_PKEY_free(key);
	secret_done(&private_material);
	bytes_done(&spki);
	bytes_done(&pem);
}
END_TEST

static const enum key_curve curves[] = {
    CURVE_SECP224R1, CURVE_SECP256R1, CURVE_SECP384R1, CURVE_SECP256K1, CURVE_SECP521R1};

START_TEST(ec_references)
{
	struct secret private_material = SECRET_INIT;
	struct bytes spki = BYTES_INIT, pem = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_generate_ec(curves[_i], &private_material, &spki, &err), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(references); i++) {
		EVP_PKEY *key;

		bytes_clear(&pem);
		ck_assert_int_eq(
		    crypto_reference_pem(spki.data, spki.len, references[i], &pem, &err), 0);
		ck_assert_int_eq(
		    strncmp(bytes_text(&pem), "-----BEGIN EC PRIVATE KEY-----\n", 31), 0);
		key = read_private(&pem);
		assert_public(key, &spki);
		assert_number(key, OSSL_PKEY_PARAM_PRIV_KEY, references[i]);
		assert_signs_nothing(key);
		EVP_PKEY_free(key);
	}
	secret_done(&private_material);
	bytes_done(&spki);
	bytes_done(&pem);
}
END_TEST

/* P-256, RFC 6979, A.2.5. */
#define POINT                                                                                      \
	"0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"                       \
	"7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
#define SPKI_P256 "3059301306072a8648ce3d020106082a8648ce3d030107034200" POINT
#define SPKI_ED25519                                                                               \
	"302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"

/* The DER of a PEM block with this label. */
static void read_block(const struct bytes *pem, const char *label, struct bytes *der)
{
	BIO *bio = BIO_new_mem_buf(pem->data, (int)pem->len);
	char *name = NULL, *header = NULL;
	unsigned char *data = NULL;
	long len = 0;

	ck_assert_int_eq(PEM_read_bio(bio, &name, &header, &data, &len), 1);
	ck_assert_str_eq(name, label);
	ck_assert_str_eq(header, "");
	bytes_append(der, data, (size_t)len);
	OPENSSL_free(name);
	OPENSSL_free(header);
	OPENSSL_free(data);
	BIO_free(bio);
}

typedef int write_function(const void *, size_t, uint64_t, struct bytes *, struct error *);

/* To the byte. */
static const struct {
	write_function *write;
	const char *spki;
	uint64_t reference;
	const char *label, *der;
} encodings[] = {
    {crypto_reference_pem, SPKI_P256, 0x2e06bf, "EC PRIVATE KEY",
	"3077020101042000000000000000000000000000000000000000000000000000000000002e06bf"
	"a00a06082a8648ce3d030107a144034200" POINT},
    {crypto_cloudhsm_reference_pem, SPKI_P256, 0x2e06bf, "CLOUDHSM KEY REFERENCE",
	"306302010102032e06bf" SPKI_P256},
    {crypto_cloudhsm_reference_pem, SPKI_ED25519, 0x80, "CLOUDHSM KEY REFERENCE",
	"303302010102020080" SPKI_ED25519},
    {crypto_cloudhsm_reference_pem, SPKI_ED25519, UINT64_MAX, "CLOUDHSM KEY REFERENCE",
	"303a020101020900ffffffffffffffff" SPKI_ED25519},
};

START_TEST(encodings_are_exact)
{
	struct bytes spki = BYTES_INIT, pem = BYTES_INIT, der = BYTES_INIT;
	struct error err = ERROR_INIT;

	append_hex(&spki, encodings[_i].spki);
	ck_assert_int_eq(
	    encodings[_i].write(spki.data, spki.len, encodings[_i].reference, &pem, &err), 0);
	read_block(&pem, encodings[_i].label, &der);
	assert_hex(der.data, der.len, encodings[_i].der);
	bytes_done(&spki);
	bytes_done(&pem);
	bytes_done(&der);
}
END_TEST

/* A long SPKI: lengths of more bytes than one. */
START_TEST(cloudhsm_reference_of_rsa)
{
	struct secret private_material = SECRET_INIT;
	struct bytes spki = BYTES_INIT, pem = BYTES_INIT, der = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_pair(&private_material, &spki, rsa_key);
	ck_assert_int_eq(crypto_cloudhsm_reference_pem(spki.data, spki.len, 0x1f, &pem, &err), 0);
	read_block(&pem, "CLOUDHSM KEY REFERENCE", &der);
	ck_assert_uint_eq(der.len, 4 + 3 + 3 + spki.len);
	assert_hex(der.data, 10, "3082012c02010102011f");
	ck_assert_mem_eq(der.data + 10, spki.data, spki.len);
	secret_done(&private_material);
	bytes_done(&spki);
	bytes_done(&pem);
	bytes_done(&der);
}
END_TEST

START_TEST(other_keys_have_no_reference_pem)
{
	struct bytes spki = BYTES_INIT, pem = BYTES_INIT;
	struct error err = ERROR_INIT;

	append_hex(&spki, SPKI_ED25519);
	ck_assert_int_eq(
	    crypto_reference_pem(spki.data, spki.len, 7, &pem, &err), ERR_KEY_TYPE_MISMATCH);
	ck_assert_ptr_nonnull(strstr(err.text, "cloudhsm-reference-pem"));
	ck_assert_int_eq(crypto_reference_pem("0", 1, 7, &pem, &err), ERR_CRYPTO);
	ck_assert_ptr_null(pem.data);
	bytes_done(&spki);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto-reference");
	TCase *tests = tcase_create("crypto-reference");

	tcase_add_loop_test(tests, rsa_references, 0, ARRAY_LENGTH(references));
	tcase_add_loop_test(tests, ec_references, 0, ARRAY_LENGTH(curves));
	tcase_add_loop_test(tests, encodings_are_exact, 0, ARRAY_LENGTH(encodings));
	tcase_add_test(tests, cloudhsm_reference_of_rsa);
	tcase_add_test(tests, other_keys_have_no_reference_pem);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
