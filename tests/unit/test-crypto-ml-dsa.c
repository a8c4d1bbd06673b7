/*
 * ML-DSA: keys and signatures where the library has it; where it has not, that every way to it is
 * refused by name.
 */
#include "crypto.h"

#include "crypto-fixture.h"
#include "ml-dsa-vector.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#define MU_LEN 64

static const struct sign_parameters raw = {.mechanism = SIGN_ML_DSA, .data_type = SIGN_DATA_RAW};
static const struct sign_parameters external_mu = {
    .mechanism = SIGN_ML_DSA, .data_type = SIGN_DATA_EXTERNAL_MU};

/* FIPS 204, table 2; start: of the SubjectPublicKeyInfo before the key itself. */
static const struct {
	enum mldsa_algorithm algorithm;
	uint32_t public_len, private_len;
	size_t signature_len;
} sets[] = {
    {MLDSA_44, 1312, 2560, 2420},
    {MLDSA_65, 1952, 4032, 3309},
    {MLDSA_87, 2592, 4896, 4627},
};

START_TEST(needs_a_library)
{
	struct secret private_material = SECRET_INIT, none = SECRET_INIT;
	struct bytes public_material = BYTES_INIT, signature = BYTES_INIT, expected = BYTES_INIT;
	unsigned char mu[MU_LEN] = {0};
	struct error err = ERROR_INIT;

	bytes_append_format(&expected, "ML-DSA needs OpenSSL 3.5 or newer, and this is OpenSSL %s",
	    OpenSSL_version(OPENSSL_VERSION_STRING));
	ck_assert_int_eq(
	    crypto_generate_ml_dsa(MLDSA_44, &private_material, &public_material, &err),
	    ERR_LIBRARY);
	ck_assert_str_eq(err.text, bytes_text(&expected));
	ck_assert_int_eq(crypto_check_sign_data(&raw, "", 0, &err), ERR_LIBRARY);
	ck_assert_int_eq(crypto_sign(&raw, &none, "", 0, &signature, &err), ERR_LIBRARY);
	ck_assert_str_eq(err.text, bytes_text(&expected));
	ck_assert_int_eq(crypto_verify(&external_mu, "", 0, mu, MU_LEN, "", 0, &err), ERR_LIBRARY);
	ck_assert_str_eq(err.text, bytes_text(&expected));
	ck_assert_uint_eq(ERR_peek_error(), 0);
	ck_assert_ptr_null(private_material.data);
	ck_assert_ptr_null(public_material.data);
	ck_assert_ptr_null(signature.data);
	bytes_done(&expected);
}
END_TEST

START_TEST(pairs)
{
	struct secret private_material = SECRET_INIT;
	struct bytes spki = BYTES_INIT, derived = BYTES_INIT, pem = BYTES_INIT;
	struct crypto_public_info info = {.type = KEY_AES};
	struct error err = ERROR_INIT;
	uint32_t length = 0;

	ck_assert_int_eq(
	    crypto_generate_ml_dsa(sets[_i].algorithm, &private_material, &spki, &err), 0);
	ck_assert_int_eq(crypto_private_length(&private_material, &length, &err), 0);
	ck_assert_uint_eq(length, sets[_i].private_len);
	ck_assert_int_eq(crypto_public_of_private(&private_material, &derived, &err), 0);
	ck_assert_uint_eq(derived.len, spki.len);
	ck_assert_mem_eq(derived.data, spki.data, spki.len);
	ck_assert_uint_eq(spki.len, 22 + sets[_i].public_len);

	ck_assert_int_eq(crypto_public_info(spki.data, spki.len, &info, &err), 0);
	ck_assert_int_eq(info.type, KEY_ML_DSA);
	ck_assert_int_eq(info.mldsa_algorithm, sets[_i].algorithm);
	ck_assert_int_eq(info.curve, CURVE_NONE);
	ck_assert_uint_eq(info.length_bytes, sets[_i].public_len);
	ck_assert_uint_eq(info.modulus_bits, 0);
	ck_assert_ptr_null(info.ec_point.data);

	/* It comes in by no way. */
	ck_assert_int_eq(
	    crypto_check_material(KEY_ML_DSA, KEY_CLASS_PRIVATE, &private_material, &err),
	    ERR_UNWRAP_FAILED);
	ck_assert_int_eq(crypto_check_material(KEY_EC, KEY_CLASS_PRIVATE, &private_material, &err),
	    ERR_UNWRAP_FAILED);
	ck_assert_int_eq(crypto_public_to_pem(spki.data, spki.len, &pem, &err), 0);
	ck_assert_int_eq(
	    crypto_public_from_pem("k", pem.data, pem.len, &derived, &err), ERR_PEM_INVALID);
	ck_assert_ptr_nonnull(strstr(err.text, "ML-DSA key, which cannot be imported"));
	bytes_clear(&pem);
	ck_assert_int_eq(
	    crypto_reference_pem(spki.data, spki.len, 7, &pem, &err), ERR_KEY_TYPE_MISMATCH);
	ck_assert_int_eq(crypto_cloudhsm_reference_pem(spki.data, spki.len, 7, &pem, &err), 0);
	crypto_public_info_done(&info);
	secret_done(&private_material);
	bytes_done(&spki);
	bytes_done(&derived);
	bytes_done(&pem);
}
END_TEST

START_TEST(no_parameter_set)
{
	struct secret private_material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(
	    crypto_generate_ml_dsa(MLDSA_NONE, &private_material, &public_material, &err),
	    ERR_CRYPTO);
	ck_assert_ptr_null(private_material.data);
	ck_assert_ptr_null(public_material.data);
}
END_TEST

static void shake256(const void *data, size_t len, unsigned char out[MU_LEN])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	ck_assert_int_eq(EVP_DigestInit_ex2(context, EVP_shake256(), NULL), 1);
	ck_assert_int_eq(EVP_DigestUpdate(context, data, len), 1);
	ck_assert_int_eq(EVP_DigestFinalXOF(context, out, MU_LEN), 1);
	EVP_MD_CTX_free(context);
}

/* FIPS 204, algorithms 2 and 7: SHAKE256(SHAKE256(pk) ‖ 00 ‖ 00 ‖ message), the context empty. */
static void make_mu(
    const struct bytes *spki, uint32_t public_len, const char *text, unsigned char mu[MU_LEN])
{
	unsigned char tr[MU_LEN];
	struct bytes joined = BYTES_INIT;

	shake256(spki->data + spki->len - public_len, public_len, tr);
	bytes_append(&joined, tr, sizeof(tr));
	bytes_append(&joined, "\0", 2);
	bytes_append_text(&joined, text);
	shake256(joined.data, joined.len, mu);
	bytes_done(&joined);
}

static void assert_verify(const struct sign_parameters *parameters, const struct bytes *spki,
    const void *data, size_t len, const struct bytes *signature, int rc)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_verify(parameters, spki->data, spki->len, data, len,
			     signature->data, signature->len, &err),
	    rc);
	ck_assert_uint_eq(ERR_peek_error(), 0);
}

START_TEST(round_trips)
{
	static const char text[] = "Hello";
	const size_t text_len = sizeof(text) - 1;
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, of_text = BYTES_INIT, of_mu = BYTES_INIT;
	unsigned char mu[MU_LEN];
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_generate_ml_dsa(sets[_i].algorithm, &key, &spki, &err), 0);
	make_mu(&spki, sets[_i].public_len, text, mu);
	ck_assert_int_eq(crypto_sign(&raw, &key, text, text_len, &of_text, &err), 0);
	ck_assert_int_eq(crypto_sign(&external_mu, &key, mu, sizeof(mu), &of_mu, &err), 0);
	ck_assert_uint_eq(of_text.len, sets[_i].signature_len);
	ck_assert_uint_eq(of_mu.len, sets[_i].signature_len);
	assert_verify(&raw, &spki, text, text_len, &of_text, 0);
	assert_verify(&raw, &spki, text, text_len, &of_mu, 0);
	assert_verify(&external_mu, &spki, mu, sizeof(mu), &of_text, 0);
	assert_verify(&external_mu, &spki, mu, sizeof(mu), &of_mu, 0);
	assert_verify(&raw, &spki, mu, sizeof(mu), &of_mu, ERR_SIGNATURE);
	mu[0] ^= 1;
	assert_verify(&external_mu, &spki, mu, sizeof(mu), &of_mu, ERR_SIGNATURE);
	assert_verify(&raw, &spki, text, text_len - 1, &of_text, ERR_SIGNATURE);
	assert_verify(&raw, &spki, "", 0, &of_text, ERR_SIGNATURE);
	secret_done(&key);
	bytes_done(&spki);
	bytes_done(&of_text);
	bytes_done(&of_mu);
}
END_TEST

/* The key grows from its seed; both forms of the published signature verify, and nothing near it.
 */
START_TEST(known_answer)
{
	static const char text[] = "Hello world";
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, signature = BYTES_INIT, mu = BYTES_INIT;
	unsigned char made[MU_LEN];
	struct error err = ERROR_INIT;

	set_hex(&key, ml_dsa_seed_key);
	append_hex(&mu, ml_dsa_mu);
	ck_assert(bytes_from_base64(&signature, ml_dsa_signature, strlen(ml_dsa_signature)));
	ck_assert_int_eq(crypto_public_of_private(&key, &spki, &err), 0);
	make_mu(&spki, 1312, text, made);
	ck_assert_mem_eq(made, mu.data, sizeof(made));
	assert_verify(&raw, &spki, text, strlen(text), &signature, 0);
	assert_verify(&external_mu, &spki, mu.data, mu.len, &signature, 0);
	for (size_t i = 0; i < signature.len; i += 7) {
		signature.data[i] ^= 0x40;
		assert_verify(&raw, &spki, text, strlen(text), &signature, ERR_SIGNATURE);
		signature.data[i] ^= 0x40;
	}
	bytes_append_u8(&signature, 0);
	for (size_t len = 0; len <= signature.len; len += 269) {
		size_t whole = signature.len;

		signature.len = len;
		if (len != whole - 1)
			assert_verify(&raw, &spki, text, strlen(text), &signature, ERR_SIGNATURE);
		signature.len = whole;
	}
	assert_verify(&raw, &spki, text, strlen(text), &signature, ERR_SIGNATURE);
	secret_done(&key);
	bytes_done(&spki);
	bytes_done(&signature);
	bytes_done(&mu);
}
END_TEST

START_TEST(mu_has_64_bytes)
{
	static const size_t lengths[] = {0, 32, 63, 65};
	unsigned char mu[MU_LEN + 1] = {0};
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, signature = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_generate_ml_dsa(MLDSA_44, &key, &spki, &err), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++) {
		ck_assert_int_eq(crypto_sign(&external_mu, &key, mu, lengths[i], &signature, &err),
		    ERR_DATA_LENGTH);
		ck_assert_int_eq(
		    crypto_verify(&external_mu, spki.data, spki.len, mu, lengths[i], "", 0, &err),
		    ERR_DATA_LENGTH);
	}
	ck_assert_str_eq(err.text, "Invalid data length: mu has 65 bytes, and 64 are expected");
	ck_assert_ptr_null(signature.data);
	secret_done(&key);
	bytes_done(&spki);
}
END_TEST

START_TEST(other_keys_are_refused)
{
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, signature = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_generate_ec(CURVE_ED25519, &key, &spki, &err), 0);
	ck_assert_int_eq(crypto_sign(&raw, &key, "", 0, &signature, &err), ERR_CRYPTO);
	ck_assert_int_eq(crypto_verify(&raw, spki.data, spki.len, "", 0, "", 0, &err), ERR_CRYPTO);
	ck_assert_ptr_null(signature.data);
	secret_done(&key);
	bytes_done(&spki);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, pairs, 0, ARRAY_LENGTH(sets));
	tcase_add_test(tests, no_parameter_set);
	tcase_add_loop_test(tests, round_trips, 0, ARRAY_LENGTH(sets));
	tcase_add_test(tests, known_answer);
	tcase_add_test(tests, mu_has_64_bytes);
	tcase_add_test(tests, other_keys_are_refused);
}

int main(void)
{
	Suite *suite = suite_create("crypto-ml-dsa");
	TCase *tests = tcase_create("crypto-ml-dsa");

	tcase_set_timeout(tests, 60);
	if (OpenSSL_version_num() >= 0x30500000ul)
		add_tests(tests);
	else
		tcase_add_test(tests, needs_a_library);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
