/* What may be signed: data of each kind, whole and not, and how strong hashes and curves are. */
#include "crypto.h"

#include "crypto-fixture.h"

#define SHA1_INFO "3021300906052b0e03021a05000414"
#define SHA256_INFO "3031300d060960864801650304020105000420"
#define DIGEST_20 "000102030405060708090a0b0c0d0e0f10111213"
#define DIGEST_32 DIGEST_20 "1415161718191a1b1c1d1e1f"

static const struct {
	struct sign_parameters parameters;
	const char *data;
	int rc;
} datas[] = {
    {{SIGN_ECDSA, SIGN_DATA_RAW, .hash = HASH_SHA256}, "", 0},
    {{SIGN_ECDSA, SIGN_DATA_DIGEST, .hash = HASH_SHA256}, DIGEST_32, 0},
    {{SIGN_ECDSA, SIGN_DATA_DIGEST, .hash = HASH_SHA256}, DIGEST_20, ERR_DATA_LENGTH},
    {{SIGN_ECDSA, SIGN_DATA_DIGEST, .hash = HASH_SHA256}, "", ERR_DATA_LENGTH},
    {{SIGN_ECDSA, SIGN_DATA_DIGEST, .hash = HASH_SHA1}, DIGEST_32, ERR_DATA_LENGTH},
    {{SIGN_ECDSA, SIGN_DATA_DIGEST, .hash = HASH_SHA1}, DIGEST_20, 0},
    {{SIGN_ECDSA, SIGN_DATA_DIGEST, .hash = HASH_SHA256}, SHA256_INFO DIGEST_32, ERR_DATA_LENGTH},
    {{SIGN_RSA_PKCS_PSS, SIGN_DATA_DIGEST, .hash = HASH_SHA256}, DIGEST_32, 0},
    {{SIGN_RSA_PKCS_PSS, SIGN_DATA_DIGEST, .hash = HASH_SHA256}, DIGEST_32 "00", ERR_DATA_LENGTH},
    {{SIGN_RSA_PKCS, SIGN_DATA_DIGEST, .hash = HASH_SHA256}, SHA256_INFO DIGEST_32, 0},
    {{SIGN_RSA_PKCS, SIGN_DATA_DIGEST, .hash = HASH_SHA1}, SHA1_INFO DIGEST_20, 0},
    {{SIGN_RSA_PKCS, SIGN_DATA_DIGEST, .hash = HASH_SHA256}, DIGEST_32, ERR_DIGEST_INFO},
    {{SIGN_RSA_PKCS, SIGN_DATA_DIGEST, .hash = HASH_SHA256}, "", ERR_DIGEST_INFO},
    {{SIGN_RSA_PKCS, SIGN_DATA_DIGEST, .hash = HASH_SHA256}, SHA1_INFO DIGEST_20, ERR_DIGEST_INFO},
    {{SIGN_RSA_PKCS, SIGN_DATA_DIGEST, .hash = HASH_SHA1}, SHA256_INFO DIGEST_32, ERR_DIGEST_INFO},
    {{SIGN_RSA_PKCS, SIGN_DATA_DIGEST, .hash = HASH_SHA256}, SHA256_INFO DIGEST_32 "00",
	ERR_DIGEST_INFO},
    {{SIGN_RSA_PKCS, SIGN_DATA_DIGEST, .hash = HASH_SHA256}, SHA256_INFO DIGEST_20,
	ERR_DIGEST_INFO},
    /* without the NULL */
    {{SIGN_RSA_PKCS, SIGN_DATA_DIGEST, .hash = HASH_SHA256},
	"302f300b06096086480165030402010420" DIGEST_32, ERR_DIGEST_INFO},
    {{SIGN_ECDSA, SIGN_DATA_EXTERNAL_MU, .hash = HASH_SHA256}, DIGEST_32 DIGEST_32, ERR_CRYPTO},
    {{SIGN_ED25519, SIGN_DATA_DIGEST}, DIGEST_32 DIGEST_32, ERR_CRYPTO},
    {{SIGN_ED25519PH, SIGN_DATA_EXTERNAL_MU}, DIGEST_32 DIGEST_32, ERR_CRYPTO},
    {{SIGN_ML_DSA, SIGN_DATA_DIGEST}, DIGEST_32 DIGEST_32, ERR_CRYPTO},
    {{SIGN_MECHANISMS, SIGN_DATA_RAW}, "", ERR_CRYPTO},
    {{SIGN_ECDSA, SIGN_DATA_RAW, .hash = (enum hash_function)HASH_FUNCTIONS}, "", ERR_CRYPTO},
    {{SIGN_RSA_PKCS_PSS, SIGN_DATA_RAW, .mgf = (enum hash_function)HASH_FUNCTIONS}, "", ERR_CRYPTO},
};

START_TEST(data_is_checked)
{
	const struct sign_parameters *parameters = &datas[_i].parameters;
	struct bytes data = BYTES_INIT, signature = BYTES_INIT;
	struct secret none = SECRET_INIT;
	struct error err = ERROR_INIT;

	append_hex(&data, datas[_i].data);
	ck_assert_int_eq(
	    crypto_check_sign_data(parameters, data.data, data.len, &err), datas[_i].rc);
	if (datas[_i].rc == 0)
		goto out;
	/* It is looked at before the key, which there is none of here. */
	ck_assert_int_eq(
	    crypto_sign(parameters, &none, data.data, data.len, &signature, &err), datas[_i].rc);
	ck_assert_int_eq(
	    crypto_verify(parameters, "", 0, data.data, data.len, "", 0, &err), datas[_i].rc);
	ck_assert_ptr_null(signature.data);
out:
	bytes_done(&data);
}
END_TEST

START_TEST(data_length_says_what_is_expected)
{
	const struct sign_parameters parameters = {
	    SIGN_ECDSA, SIGN_DATA_DIGEST, .hash = HASH_SHA384};
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_check_sign_data(&parameters, "short", 5, &err), ERR_DATA_LENGTH);
	ck_assert_str_eq(
	    err.text, "Invalid data length: the digest has 5 bytes, and 48 are expected");
}
END_TEST

START_TEST(strengths)
{
	static const unsigned hashes[HASH_FUNCTIONS] = {80, 112, 128, 192, 256};

	for (size_t i = 0; i < HASH_FUNCTIONS; i++)
		ck_assert_uint_eq(crypto_hash_strength(all_hashes[i]), hashes[i]);
	ck_assert_uint_eq(crypto_hash_strength((enum hash_function)HASH_FUNCTIONS), 0);
	ck_assert_uint_eq(crypto_curve_strength(CURVE_NONE), 0);
	ck_assert_uint_eq(crypto_curve_strength(CURVE_SECP224R1), 112);
	ck_assert_uint_eq(crypto_curve_strength(CURVE_SECP256R1), 128);
	ck_assert_uint_eq(crypto_curve_strength(CURVE_SECP256K1), 128);
	ck_assert_uint_eq(crypto_curve_strength(CURVE_ED25519), 128);
	ck_assert_uint_eq(crypto_curve_strength(CURVE_SECP384R1), 192);
	ck_assert_uint_eq(crypto_curve_strength(CURVE_SECP521R1), 256);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto-sign-data");
	TCase *tests = tcase_create("crypto-sign-data");

	tcase_add_loop_test(tests, data_is_checked, 0, ARRAY_LENGTH(datas));
	tcase_add_test(tests, data_length_says_what_is_expected);
	tcase_add_test(tests, strengths);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
