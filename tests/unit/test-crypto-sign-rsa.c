/* RSASSA-PKCS1-v1_5 and RSASSA-PSS: known answers, round trips, lengths of the salt. */
#include "crypto.h"

#include "rsa-vectors.h"
#include "sign-fixture.h"
#include "user-keys.h"

#include <openssl/x509.h>

START_TEST(rsa_round_trips)
{
	struct sign_parameters raw = {
	    .mechanism = SIGN_RSA_PKCS, .hash = all_hashes[_i], .mgf = all_hashes[_i]};
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT;

	set_pair(&key, &spki, rsa_key);
	round_trip(&raw, &key, &spki, 256);
	raw.mechanism = SIGN_RSA_PKCS_PSS;
	raw.salt_length = 10;
	round_trip(&raw, &key, &spki, 256);
	secret_done(&key);
	bytes_done(&spki);
}
END_TEST

/* RSASSA-PKCS1-v1_5 has no chance in it: the signature is the vector's. */
START_TEST(rsa_pkcs_known_answers)
{
	const struct sign_parameters raw = {.mechanism = SIGN_RSA_PKCS, .hash = HASH_SHA256};
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, data = BYTES_INIT, signature = BYTES_INIT;
	struct bytes expected = BYTES_INIT, no_null = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_pair(&key, &spki, rsa_key);
	bytes_append_text(&data, "Test");
	ck_assert(bytes_from_base64(&expected, pkcs_signature_test, strlen(pkcs_signature_test)));
	ck_assert_int_eq(sign_text(&raw, &key, "Test", &signature, &err), 0);
	ck_assert_uint_eq(signature.len, expected.len);
	ck_assert_mem_eq(signature.data, expected.data, expected.len);
	assert_verifies(&raw, &spki, &data, &expected);
	assert_alterations_fail(&raw, &spki, &data, &signature, 5);

	bytes_clear(&data);
	bytes_append_text(&data, "123400");
	ck_assert(
	    bytes_from_base64(&no_null, pkcs_signature_no_null, strlen(pkcs_signature_no_null)));
	assert_signature_fails(&raw, &spki, &data, no_null.data, no_null.len);
	secret_done(&key);
	bytes_done(&spki);
	bytes_done(&data);
	bytes_done(&signature);
	bytes_done(&expected);
	bytes_done(&no_null);
}
END_TEST

START_TEST(rsa_pss_known_answer)
{
	struct sign_parameters raw = {.mechanism = SIGN_RSA_PKCS_PSS,
	    .hash = HASH_SHA256,
	    .mgf = HASH_SHA256,
	    .salt_length = 32};
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, data = BYTES_INIT, signature = BYTES_INIT;

	set_pair(&key, &spki, rsa_key);
	bytes_append_text(&data, "Test");
	ck_assert(bytes_from_base64(&signature, pss_test, strlen(pss_test)));
	assert_verifies(&raw, &spki, &data, &signature);
	assert_alterations_fail(&raw, &spki, &data, &signature, 5);
	for (raw.salt_length = 0; raw.salt_length <= 222; raw.salt_length++) {
		if (raw.salt_length != 32)
			assert_signature_fails(&raw, &spki, &data, signature.data, signature.len);
	}
	raw.salt_length = 32;
	raw.mgf = HASH_SHA1;
	assert_signature_fails(&raw, &spki, &data, signature.data, signature.len);
	raw.mechanism = SIGN_RSA_PKCS;
	assert_signature_fails(&raw, &spki, &data, signature.data, signature.len);
	secret_done(&key);
	bytes_done(&spki);
	bytes_done(&data);
	bytes_done(&signature);
}
END_TEST

/* emLen − hLen − 2 under RSA-2048. */
static const struct {
	enum hash_function hash;
	uint64_t limit;
	const char *allowed;
} salts[] = {
    {HASH_SHA1, 234, "allow 234"},
    {HASH_SHA224, 226, "allow 226"},
    {HASH_SHA256, 222, "allow 222"},
    {HASH_SHA384, 206, "allow 206"},
    {HASH_SHA512, 190, "allow 190"},
};

START_TEST(salt_lengths)
{
	struct sign_parameters raw = {
	    .mechanism = SIGN_RSA_PKCS_PSS, .hash = salts[_i].hash, .mgf = salts[_i].hash};
	uint64_t too_long[] = {salts[_i].limit + 1, UINT32_MAX, UINT64_MAX};
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, signature = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_pair(&key, &spki, rsa_key);
	round_trip(&raw, &key, &spki, 256);
	raw.salt_length = salts[_i].limit;
	round_trip(&raw, &key, &spki, 256);
	for (size_t i = 0; i < ARRAY_LENGTH(too_long); i++) {
		raw.salt_length = too_long[i];
		ck_assert_int_eq(sign_text(&raw, &key, message, &signature, &err), ERR_SALT_LENGTH);
		ck_assert_ptr_nonnull(strstr(err.text, salts[_i].allowed));
		ck_assert_int_eq(
		    crypto_verify(&raw, spki.data, spki.len, "", 0, "", 0, &err), ERR_SALT_LENGTH);
	}
	ck_assert_ptr_null(signature.data);
	secret_done(&key);
	bytes_done(&spki);
}
END_TEST

/* Digests that users sign elsewhere */

/* Of a digest, by OpenSSL alone. */
static void sign_elsewhere(const struct secret *key, const char *hash, const unsigned char *digest,
    struct bytes *signature)
{
	const unsigned char *der = key->data;
	EVP_PKEY *pkey = d2i_AutoPrivateKey(NULL, &der, (long)key->len);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(pkey, NULL);
	unsigned char out[512];
	size_t len = sizeof(out);

	ck_assert_int_eq(EVP_PKEY_sign_init(context), 1);
	ck_assert_int_eq(EVP_PKEY_CTX_set_signature_md(context, EVP_get_digestbyname(hash)), 1);
	ck_assert_int_eq(EVP_PKEY_sign(context, out, &len, digest, CRYPTO_SHA256_LEN), 1);
	bytes_append(signature, out, len);
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(pkey);
}

static int verify_sha256(const struct bytes *spki, const unsigned char *digest,
    const struct bytes *signature, size_t signature_len)
{
	struct error err = ERROR_INIT;
	int rc = crypto_verify_sha256(
	    spki->data, spki->len, digest, signature->data, signature_len, &err);

	ck_assert_int_eq(rc, (int)err.code);
	ck_assert_uint_eq(ERR_peek_error(), 0);
	return rc;
}

START_TEST(a_signed_digest_verifies)
{
	unsigned char digest[CRYPTO_SHA256_LEN];
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, signature = BYTES_INIT;

	memset(digest, 0xd1, sizeof(digest));
	set_pair(&key, &spki, rsa_key);
	sign_elsewhere(&key, "SHA256", digest, &signature);
	ck_assert_uint_eq(signature.len, 256);
	ck_assert_int_eq(verify_sha256(&spki, digest, &signature, 256), 0);
	for (size_t i = 0; i < sizeof(digest); i++) {
		digest[i] ^= 0x01;
		ck_assert_int_eq(verify_sha256(&spki, digest, &signature, 256), ERR_SIGNATURE);
		digest[i] ^= 0x01;
	}
	for (size_t i = 0; i < signature.len; i += 5) {
		signature.data[i] ^= 0x04;
		ck_assert_int_eq(verify_sha256(&spki, digest, &signature, 256), ERR_SIGNATURE);
		signature.data[i] ^= 0x04;
	}
	bytes_append_u8(&signature, 0);
	for (size_t len = 0; len <= 257; len++) {
		if (len != 256)
			ck_assert_int_eq(
			    verify_sha256(&spki, digest, &signature, len), ERR_SIGNATURE);
	}
	secret_done(&key);
	bytes_done(&spki);
	bytes_done(&signature);
}
END_TEST

START_TEST(a_signed_digest_is_that_of_sha256_by_that_key)
{
	unsigned char digest[CRYPTO_SHA256_LEN] = "";
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, other = BYTES_INIT, signature = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_pair(&key, &spki, rsa_key);
	/* As long, and of another hash by what stands in front of it. */
	sign_elsewhere(&key, "SHA512-256", digest, &signature);
	ck_assert_int_eq(verify_sha256(&spki, digest, &signature, 256), ERR_SIGNATURE);
	bytes_clear(&signature);
	sign_elsewhere(&key, "SHA256", digest, &signature);
	ck_assert_int_eq(verify_sha256(&spki, digest, &signature, 256), 0);
	secret_done(&key);
	set_pair(&key, &other, user_keys[0]);
	ck_assert_int_eq(verify_sha256(&other, digest, &signature, 256), ERR_SIGNATURE);
	ck_assert_int_ne(crypto_verify_sha256("no key", 6, digest, signature.data, 256, &err), 0);
	secret_done(&key);
	bytes_done(&spki);
	bytes_done(&other);
	bytes_done(&signature);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto-sign-rsa");
	TCase *tests = tcase_create("crypto-sign-rsa");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, rsa_round_trips, 0, HASH_FUNCTIONS);
	tcase_add_test(tests, rsa_pkcs_known_answers);
	tcase_add_test(tests, rsa_pss_known_answer);
	tcase_add_loop_test(tests, salt_lengths, 0, ARRAY_LENGTH(salts));
	tcase_add_test(tests, a_signed_digest_verifies);
	tcase_add_test(tests, a_signed_digest_is_that_of_sha256_by_that_key);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
