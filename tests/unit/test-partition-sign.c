/* Signing and verifying on one HSM: which keys, who, by which attributes, and since when. */
#include "partition-fixture.h"

#define DAY_2026_09_01 INT64_C(1788220800)

enum { EC = 10, RSA = 20, ED25519 = 30, ML_DSA = 40 }; /* the public half; the private one + 1 */

static const char *const verifies[] = {"verify=true", NULL};
static const char *const signs[] = {"sign=true", NULL};
static const char message[] = "a message";

static struct sign_parameters by(enum sign_mechanism mechanism)
{
	return (struct sign_parameters){
	    .mechanism = mechanism,
	    .hash = HASH_SHA256,
	    .mgf = HASH_SHA256,
	    .salt_length = 32,
	};
}

static int sign_with(struct partition_session *who, const struct sign_parameters *parameters,
    bool weak_hash, uint64_t key, struct bytes *signature)
{
	unsigned key_strength = 0;

	bytes_init(signature);
	return partition_sign(&hsm, who, parameters, weak_hash, key, message, sizeof(message) - 1,
	    NULL, signature, &key_strength, &err);
}

static int verify_with(struct partition_session *who, const struct sign_parameters *parameters,
    uint64_t key, const struct bytes *signature)
{
	return partition_verify(&hsm, who, parameters, key, message, sizeof(message) - 1,
	    signature->data, signature->len, &err);
}

static int try_sign(struct partition_session *who, enum sign_mechanism mechanism, uint64_t key)
{
	const struct sign_parameters parameters = by(mechanism);
	struct bytes signature;
	int rc = sign_with(who, &parameters, false, key, &signature);

	ck_assert_int_eq(signature.len == 0, rc != 0);
	bytes_done(&signature);
	return rc;
}

static int try_verify(struct partition_session *who, enum sign_mechanism mechanism, uint64_t key)
{
	const struct sign_parameters parameters = by(mechanism);
	const struct bytes nothing = BYTES_INIT;

	return verify_with(who, &parameters, key, &nothing);
}

static void make_ml_dsa(uint64_t handle)
{
	struct key_object key;

	for (enum key_class class = KEY_CLASS_PUBLIC; class <= KEY_CLASS_PRIVATE; class ++) {
		succeed(prepare(&alice, KEY_GENERATED, kind_of(KEY_ML_DSA, class),
		    class == KEY_CLASS_PUBLIC ? verifies : signs, false, &key));
		insert(&alice, &key, handle + (class == KEY_CLASS_PRIVATE));
	}
}

START_TEST(what_alice_signs_bob_verifies)
{
	static const struct {
		enum sign_mechanism mechanism;
		uint64_t key;
	} pairs[] = {{SIGN_ECDSA, EC}, {SIGN_RSA_PKCS, RSA}, {SIGN_RSA_PKCS_PSS, RSA},
	    {SIGN_ED25519, ED25519}};

	other_hsm(HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_NON_FIPS);
	make_ec(&alice, CURVE_SECP256R1, EC, verifies, signs);
	make_rsa(&alice, RSA, verifies, signs);
	make_ec(&alice, CURVE_ED25519, ED25519, verifies, signs);
	for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
		const struct sign_parameters parameters = by(pairs[i].mechanism);
		struct bytes signature;

		succeed(sign_with(&alice, &parameters, false, pairs[i].key + 1, &signature));
		succeed(verify_with(&bob, &parameters, pairs[i].key, &signature));
		signature.data[signature.len / 2] ^= 1;
		refuse(verify_with(&bob, &parameters, pairs[i].key, &signature), ERR_SIGNATURE);
		bytes_done(&signature);
	}
}
END_TEST

/* Where the library has it: crypto's own tests look whether crypto knows its library. */
START_TEST(ed25519ph_needs_a_library_that_can)
{
	const struct sign_parameters parameters = by(SIGN_ED25519PH);
	struct error said = ERROR_INIT;
	struct bytes signature;
	int rc, able = crypto_check_sign_data(&parameters, message, sizeof(message) - 1, &said);

	other_hsm(HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_NON_FIPS);
	make_ec(&alice, CURVE_ED25519, ED25519, verifies, signs);
	rc = sign_with(&alice, &parameters, false, ED25519 + 1, &signature);
	ck_assert_int_eq(rc, able);
	if (rc) {
		refuse(rc, ERR_LIBRARY);
		refuse(verify_with(&bob, &parameters, ED25519, &signature), ERR_LIBRARY);
		return;
	}
	succeed(verify_with(&bob, &parameters, ED25519, &signature));
	/* It is another mechanism than ed25519 of the same key. */
	refuse(partition_verify(&hsm, &bob, &(struct sign_parameters){.mechanism = SIGN_ED25519},
		   ED25519, message, sizeof(message) - 1, signature.data, signature.len, &err),
	    ERR_SIGNATURE);
	bytes_done(&signature);
}
END_TEST

START_TEST(the_owner_signs_and_whom_the_key_is_shared_with)
{
	make_ec(&alice, CURVE_SECP256R1, EC, verifies, signs);
	refuse(try_sign(&bob, SIGN_ECDSA, EC + 1), ERR_KEY_NOT_SINGLE);
	refuse(try_sign(&admin, SIGN_ECDSA, EC + 1), ERR_CRYPTO_USER_REQUIRED);
	refuse(try_verify(&admin, SIGN_ECDSA, EC), ERR_CRYPTO_USER_REQUIRED);
	succeed(partition_key_share(&hsm, &alice, EC + 1, "bob", ROLE_CRYPTO_USER, NULL, &err));
	succeed(try_sign(&bob, SIGN_ECDSA, EC + 1));
	succeed(partition_key_unshare(&hsm, &alice, EC + 1, "bob", ROLE_CRYPTO_USER, NULL, &err));
	refuse(try_sign(&bob, SIGN_ECDSA, EC + 1), ERR_KEY_NOT_SINGLE);
}
END_TEST

START_TEST(a_key_must_be_for_signing)
{
	make_ec(&alice, CURVE_SECP256R1, EC, NULL, NULL);
	refuse(try_sign(&alice, SIGN_ECDSA, EC + 1), ERR_KEY_NOT_PERMITTED);
	ck_assert_ptr_nonnull(strstr(err.text, "attribute sign is not true"));
	refuse(try_verify(&alice, SIGN_ECDSA, EC), ERR_KEY_NOT_PERMITTED);
	ck_assert_ptr_nonnull(strstr(err.text, "attribute verify is not true"));
	succeed(set_one(&alice, EC + 1, "sign=true"));
	succeed(try_sign(&alice, SIGN_ECDSA, EC + 1));
	succeed(set_one(&alice, EC, "verify=true"));
	refuse(try_verify(&alice, SIGN_ECDSA, EC), ERR_SIGNATURE);
}
END_TEST

static const struct {
	enum sign_mechanism mechanism;
	uint64_t key; /* the only one that it takes */
	const char *name;
} wanted[] = {
    {SIGN_ECDSA, EC, "an EC"},
    {SIGN_ED25519, ED25519, "an Ed25519"},
    {SIGN_ED25519PH, ED25519, "an Ed25519"},
    {SIGN_ML_DSA, ML_DSA, "an ML-DSA"},
    {SIGN_RSA_PKCS, RSA, "an RSA"},
    {SIGN_RSA_PKCS_PSS, RSA, "an RSA"},
};

static void expect_mismatch(int rc, const char *name, const char *class)
{
	char text[64];

	refuse(rc, ERR_KEY_TYPE_MISMATCH);
	snprintf(text, sizeof(text), "the key must be %s %s key", name, class);
	ck_assert_msg(strstr(err.text, text) != NULL, "%s", err.text);
}

START_TEST(a_key_is_of_its_mechanisms_kind)
{
	static const uint64_t keys[] = {EC, RSA, ED25519, ML_DSA};

	other_hsm(HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_NON_FIPS);
	make_secret(&alice, KEY_AES, 16, 50, NULL);
	make_ec(&alice, CURVE_SECP256R1, EC, verifies, signs);
	make_ec(&alice, CURVE_ED25519, ED25519, verifies, signs);
	make_rsa(&alice, RSA, verifies, signs);
	make_ml_dsa(ML_DSA);
	for (size_t m = 0; m < ARRAY_LENGTH(wanted); m++) {
		const char *name = wanted[m].name;

		expect_mismatch(try_sign(&alice, wanted[m].mechanism, 50), name, "private");
		expect_mismatch(try_verify(&alice, wanted[m].mechanism, 50), name, "public");
		for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
			/* Neither half does the other's work. */
			expect_mismatch(
			    try_sign(&alice, wanted[m].mechanism, keys[i]), name, "private");
			expect_mismatch(
			    try_verify(&alice, wanted[m].mechanism, keys[i] + 1), name, "public");
			if (keys[i] == wanted[m].key)
				continue;
			expect_mismatch(
			    try_sign(&alice, wanted[m].mechanism, keys[i] + 1), name, "private");
			expect_mismatch(
			    try_verify(&alice, wanted[m].mechanism, keys[i]), name, "public");
		}
	}
}
END_TEST

static const struct {
	enum hsm_type type;
	enum cluster_mode mode;
	bool ed25519, ml_dsa;
} kinds[] = {
    {HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS, false, false},
    {HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_FIPS, false, true},
    {HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_NON_FIPS, true, true},
};

/* Where the mechanism is there, the key is what is missed next. */
static int allowed(bool is_allowed)
{
	return is_allowed ? ERR_KEY_NOT_SINGLE : ERR_POLICY;
}

START_TEST(mechanisms_are_there_where_the_policy_says)
{
	other_hsm(kinds[_i].type, kinds[_i].mode);
	for (enum sign_mechanism m = SIGN_ECDSA; m < SIGN_MECHANISMS; m++) {
		bool is_allowed = m == SIGN_ED25519 || m == SIGN_ED25519PH ? kinds[_i].ed25519
				  : m == SIGN_ML_DSA                       ? kinds[_i].ml_dsa
									   : true;

		refuse(try_sign(&alice, m, 99), allowed(is_allowed));
		refuse(try_verify(&alice, m, 99), allowed(is_allowed));
	}
}
END_TEST

START_TEST(ml_dsa_came_to_fips_mode_with_september_2026)
{
	set_date(DAY_2026_09_01 - 1);
	refuse(try_sign(&alice, SIGN_ML_DSA, 99), ERR_POLICY);
	refuse(try_verify(&alice, SIGN_ML_DSA, 99), ERR_POLICY);
	set_date(DAY_2026_09_01);
	refuse(try_sign(&alice, SIGN_ML_DSA, 99), ERR_KEY_NOT_SINGLE);
}
END_TEST

static const struct {
	enum key_curve curve;
	enum hash_function weakest;
} strengths[] = {
    {CURVE_SECP224R1, HASH_SHA224},
    {CURVE_SECP256R1, HASH_SHA256},
    {CURVE_SECP256K1, HASH_SHA256},
    {CURVE_SECP384R1, HASH_SHA384},
    {CURVE_SECP521R1, HASH_SHA512},
};

START_TEST(fips_mode_wants_a_hash_as_strong_as_the_key)
{
	struct sign_parameters parameters = by(SIGN_ECDSA);
	struct bytes signature;

	make_ec(&alice, strengths[_i].curve, EC, verifies, signs);
	for (enum hash_function hash = HASH_SHA1; hash <= HASH_SHA512; hash++) {
		bool is_weak = hash < strengths[_i].weakest;

		parameters.hash = hash;
		ck_assert_int_eq(sign_with(&alice, &parameters, false, EC + 1, &signature),
		    is_weak ? (int)ERR_MECHANISM : 0);
		bytes_done(&signature);
		/* The client may be told to allow it; and verifying is never hindered. */
		succeed(sign_with(&alice, &parameters, true, EC + 1, &signature));
		succeed(verify_with(&alice, &parameters, EC, &signature));
		bytes_done(&signature);
	}
}
END_TEST

START_TEST(non_fips_mode_takes_any_hash)
{
	struct sign_parameters parameters = by(SIGN_ECDSA);
	struct bytes signature;

	other_hsm(HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_NON_FIPS);
	make_ec(&alice, CURVE_SECP521R1, EC, verifies, signs);
	parameters.hash = HASH_SHA1;
	succeed(sign_with(&alice, &parameters, false, EC + 1, &signature));
	bytes_done(&signature);
}
END_TEST

START_TEST(rsa_signs_with_any_hash)
{
	struct sign_parameters parameters = by(SIGN_RSA_PKCS);
	struct bytes signature;

	make_rsa(&alice, RSA, verifies, signs);
	parameters.hash = HASH_SHA1;
	succeed(sign_with(&alice, &parameters, false, RSA + 1, &signature));
	bytes_done(&signature);
}
END_TEST

START_TEST(the_order_of_checks)
{
	struct sign_parameters parameters = by(SIGN_ECDSA);
	struct bytes signature;

	make_ec(&alice, CURVE_SECP256R1, EC, verifies, NULL);
	parameters.data_type = SIGN_DATA_DIGEST;
	parameters.hash = HASH_SHA1;
	/* Who, the mechanism, the key, its attributes, its strength, the data. */
	refuse(try_sign(&admin, SIGN_ED25519, 99), ERR_CRYPTO_USER_REQUIRED);
	refuse(try_sign(&alice, SIGN_ED25519, 99), ERR_POLICY);
	refuse(sign_with(&alice, &parameters, false, 99, &signature), ERR_KEY_NOT_SINGLE);
	refuse(sign_with(&alice, &parameters, false, EC, &signature), ERR_KEY_TYPE_MISMATCH);
	refuse(sign_with(&alice, &parameters, false, EC + 1, &signature), ERR_KEY_NOT_PERMITTED);
	succeed(set_one(&alice, EC + 1, "sign=true"));
	refuse(sign_with(&alice, &parameters, false, EC + 1, &signature), ERR_MECHANISM);
	refuse(sign_with(&alice, &parameters, true, EC + 1, &signature), ERR_DATA_LENGTH);
	refuse(verify_with(&alice, &parameters, EC, &signature), ERR_DATA_LENGTH);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("partition-sign");
	TCase *tcase = tcase_create("partition-sign");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, what_alice_signs_bob_verifies);
	tcase_add_test(tcase, ed25519ph_needs_a_library_that_can);
	tcase_add_test(tcase, the_owner_signs_and_whom_the_key_is_shared_with);
	tcase_add_test(tcase, a_key_must_be_for_signing);
	tcase_add_test(tcase, a_key_is_of_its_mechanisms_kind);
	tcase_add_loop_test(
	    tcase, mechanisms_are_there_where_the_policy_says, 0, (int)ARRAY_LENGTH(kinds));
	tcase_add_test(tcase, ml_dsa_came_to_fips_mode_with_september_2026);
	tcase_add_loop_test(
	    tcase, fips_mode_wants_a_hash_as_strong_as_the_key, 0, (int)ARRAY_LENGTH(strengths));
	tcase_add_test(tcase, non_fips_mode_takes_any_hash);
	tcase_add_test(tcase, rsa_signs_with_any_hash);
	tcase_add_test(tcase, the_order_of_checks);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
