/* Signatures: each mechanism takes the keys of its own type. */
#include "crypto.h"

#include "rsa-vectors.h"
#include "sign-fixture.h"

/* Which of the three kinds of key a mechanism takes; 3 for ML-DSA, which takes none of them. */
static const struct {
	struct sign_parameters parameters;
	size_t key;
} takers[] = {
    {{SIGN_RSA_PKCS, SIGN_DATA_RAW, .hash = HASH_SHA256}, 0},
    {{SIGN_RSA_PKCS_PSS, SIGN_DATA_RAW, .hash = HASH_SHA256, .mgf = HASH_SHA256}, 0},
    {{SIGN_ECDSA, SIGN_DATA_RAW, .hash = HASH_SHA256}, 1},
    {{SIGN_ED25519, SIGN_DATA_RAW}, 2},
};

START_TEST(keys_of_other_types_are_refused)
{
	const struct sign_parameters *parameters = &takers[_i].parameters;
	struct secret keys[4] = {SECRET_INIT, SECRET_INIT, SECRET_INIT, SECRET_INIT};
	struct bytes spkis[4] = {BYTES_INIT, BYTES_INIT, BYTES_INIT, BYTES_INIT};
	struct error err = ERROR_INIT;

	set_pair(&keys[0], &spkis[0], rsa_key);
	ck_assert_int_eq(crypto_generate_ec(CURVE_SECP256R1, &keys[1], &spkis[1], &err), 0);
	ck_assert_int_eq(crypto_generate_ec(CURVE_ED25519, &keys[2], &spkis[2], &err), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
		struct bytes signature = BYTES_INIT;
		int rc = i == takers[_i].key ? 0 : ERR_CRYPTO;

		ck_assert_int_eq(sign_text(parameters, &keys[i], message, &signature, &err), rc);
		ck_assert_int_eq(crypto_verify(parameters, spkis[i].data, spkis[i].len, message,
				     strlen(message), signature.data, signature.len, &err),
		    rc);
		ck_assert_uint_eq(ERR_peek_error(), 0);
		bytes_done(&signature);
		secret_done(&keys[i]);
		bytes_done(&spkis[i]);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto-sign");
	TCase *tests = tcase_create("crypto-sign");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, keys_of_other_types_are_refused, 0, ARRAY_LENGTH(takers));
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
