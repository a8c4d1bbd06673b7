/* The table of what HSM types and modes allow, by date, and its limits. */
#include "error.h"
#include "policy.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static struct error err;

/* The days on which the service changed, in seconds since 1970. */
#define DAY_2024_01_01 INT64_C(1704067200)
#define DAY_2026_09_01 INT64_C(1788220800)
#define SECOND INT64_C(1000000)

static const struct {
	enum policy_item item;
	/* hsm1 FIPS, hsm2m FIPS, hsm2m NON_FIPS: Y yes, N no, B before the day, S since the day. */
	const char *rule;
	int64_t day;
} rules[] = {
    {POLICY_AES, "YYY", 0},
    {POLICY_DES3, "YNY", 0},
    {POLICY_GENERIC_SECRET, "YYY", 0},
    {POLICY_RSA, "YYY", 0},
    {POLICY_EC, "YYY", 0},
    {POLICY_ED25519, "NNY", 0},
    {POLICY_ML_DSA, "NSY", DAY_2026_09_01},
    {POLICY_WRAP_AES_GCM, "YYY", 0},
    {POLICY_WRAP_AES_NO_PAD, "YYY", 0},
    {POLICY_WRAP_AES_PKCS5_PAD, "YYY", 0},
    {POLICY_WRAP_AES_ZERO_PAD, "YYY", 0},
    {POLICY_WRAP_CLOUDHSM_AES_GCM, "YYY", 0},
    {POLICY_WRAP_RSA_AES, "YYY", 0},
    {POLICY_WRAP_RSA_OAEP, "YYY", 0},
    {POLICY_WRAP_RSA_PKCS, "BBY", DAY_2024_01_01},
    {POLICY_SIGN_ECDSA, "YYY", 0},
    {POLICY_SIGN_ECDSA_WEAK_HASH, "NNY", 0},
    {POLICY_SIGN_ED25519, "NNY", 0},
    {POLICY_SIGN_ED25519PH, "NNY", 0},
    {POLICY_SIGN_ML_DSA, "NSY", DAY_2026_09_01},
    {POLICY_SIGN_RSA_PKCS, "YYY", 0},
    {POLICY_SIGN_RSA_PKCS_PSS, "YYY", 0},
    {POLICY_SET_ID, "NYY", 0},
    {POLICY_SET_EXTRACTABLE, "NYY", 0},
    {POLICY_SET_DERIVE_RSA, "NYY", 0},
    {POLICY_MTLS, "NYY", 0},
    {POLICY_QUORUM_CLUSTER, "NYY", 0},
};

static const struct partition_row kinds[] = {
    {.type = HSM_TYPE_HSM1_MEDIUM, .mode = CLUSTER_MODE_FIPS},
    {.type = HSM_TYPE_HSM2M_MEDIUM, .mode = CLUSTER_MODE_FIPS},
    {.type = HSM_TYPE_HSM2M_MEDIUM, .mode = CLUSTER_MODE_NON_FIPS},
};

static void expect(size_t rule, size_t kind, bool before, bool since)
{
	int64_t day = rules[rule].day * SECOND;

	ck_assert_int_eq(policy_allows(&kinds[kind], rules[rule].item, day - 1), before);
	ck_assert_int_eq(policy_allows(&kinds[kind], rules[rule].item, day), since);
	ck_assert_int_eq(
	    policy_check(&kinds[kind], rules[rule].item, day, &err), since ? 0 : (int)ERR_POLICY);
}

START_TEST(each_rule_holds_to_the_second)
{
	ck_assert_int_eq(rules[_i].item, _i);
	for (size_t kind = 0; kind < ARRAY_LENGTH(kinds); kind++) {
		char letter = rules[_i].rule[kind];

		expect((size_t)_i, kind, letter == 'Y' || letter == 'B',
		    letter == 'Y' || letter == 'S');
	}
}
END_TEST

START_TEST(a_refusal_says_what_and_where)
{
	ck_assert_int_eq(policy_check(&kinds[1], POLICY_DES3, 0, &err), ERR_POLICY);
	ck_assert_str_eq(err.text, "A 3DES key is not permitted on hsm2m.medium in FIPS mode");
	ck_assert_int_eq(
	    policy_check(&kinds[0], POLICY_WRAP_RSA_PKCS, DAY_2024_01_01 * SECOND, &err),
	    ERR_POLICY);
	ck_assert_str_eq(err.text, "rsa-pkcs is not permitted on hsm1.medium in FIPS mode");
}
END_TEST

START_TEST(each_item_has_its_group_and_its_name)
{
	ck_assert_uint_eq(ARRAY_LENGTH(rules), POLICY_COUNT);
	for (enum policy_item item = 0; item < POLICY_COUNT; item++) {
		ck_assert(policy_group(item) < POLICY_GROUPS);
		ck_assert_int_gt((int)strlen(policy_name(item)), 1);
	}
	ck_assert_int_eq(policy_group(POLICY_ML_DSA), POLICY_KEYS);
	ck_assert_int_eq(policy_group(POLICY_WRAP_RSA_PKCS), POLICY_WRAPPING);
	ck_assert_int_eq(policy_group(POLICY_SIGN_ECDSA), POLICY_SIGNING);
	ck_assert_int_eq(policy_group(POLICY_SET_ID), POLICY_CHANGES);
	ck_assert_int_eq(policy_group(POLICY_MTLS), POLICY_CLUSTER);
}
END_TEST

START_TEST(a_kind_of_key_has_its_item)
{
	ck_assert_int_eq(policy_of_key(KEY_EC, CURVE_NONE), POLICY_EC);
	ck_assert_int_eq(policy_of_key(KEY_EC, CURVE_SECP256K1), POLICY_EC);
	ck_assert_int_eq(policy_of_key(KEY_EC, CURVE_ED25519), POLICY_ED25519);
	ck_assert_int_eq(policy_of_key(KEY_ML_DSA, CURVE_NONE), POLICY_ML_DSA);
	ck_assert_int_eq(policy_of_key(KEY_DES3, CURVE_NONE), POLICY_DES3);
}
END_TEST

START_TEST(limits_are_those_of_the_type)
{
	const struct policy_limits *hsm1 = policy_limits(HSM_TYPE_HSM1_MEDIUM);
	const struct policy_limits *hsm2m = policy_limits(HSM_TYPE_HSM2M_MEDIUM);

	ck_assert_uint_eq(hsm1->keys, 3300);
	ck_assert_uint_eq(hsm1->users, 250);
	ck_assert_uint_eq(hsm2m->keys, 16666);
	ck_assert_uint_eq(hsm2m->asymmetric_keys, 3333);
	ck_assert_uint_eq(hsm2m->users, 1024);
}
END_TEST

START_TEST(rsa_has_2048_to_4096_bits_in_steps_of_256)
{
	for (enum hsm_type type = HSM_TYPE_HSM1_MEDIUM; type <= HSM_TYPE_HSM2M_MEDIUM; type++) {
		for (uint64_t bits = 2048; bits <= 4096; bits += 256)
			ck_assert_int_eq(policy_check_rsa(type, bits, &err), 0);
		for (uint64_t bits = 1792; bits <= 4352; bits += 128)
			ck_assert_int_eq(policy_check_rsa(type, bits + 1, &err), ERR_KEY_SIZE);
		ck_assert_int_eq(policy_check_rsa(type, 1792, &err), ERR_KEY_SIZE);
		ck_assert_int_eq(policy_check_rsa(type, 4352, &err), ERR_KEY_SIZE);
		ck_assert_str_eq(err.text,
		    "Invalid key size: an RSA modulus has 2048 to 4096 bits, in steps of 256");
	}
}
END_TEST

static void expect_lengths(enum key_type type, const char *lengths, const char *said)
{
	char length[16];

	for (unsigned bytes = 0; bytes <= 900; bytes++) {
		bool takes;

		snprintf(length, sizeof(length), " %u ", bytes);
		takes = *lengths ? strstr(lengths, length) != NULL : bytes >= 1 && bytes <= 800;
		for (enum hsm_type hsm = HSM_TYPE_HSM1_MEDIUM; hsm <= HSM_TYPE_HSM2M_MEDIUM; hsm++)
			ck_assert_int_eq(policy_check_length(hsm, type, bytes, &err),
			    takes ? 0 : (int)ERR_KEY_SIZE);
	}
	ck_assert_int_eq(
	    policy_check_length(HSM_TYPE_HSM2M_MEDIUM, type, UINT64_MAX, &err), ERR_KEY_SIZE);
	ck_assert_str_eq(err.text, said);
}

START_TEST(secret_keys_have_the_lengths_of_their_type)
{
	expect_lengths(
	    KEY_AES, " 16 24 32 ", "Invalid key size: an AES key has 16, 24 or 32 bytes");
	expect_lengths(KEY_DES3, " 24 ", "Invalid key size: a 3DES key has 24 bytes");
	expect_lengths(
	    KEY_GENERIC_SECRET, "", "Invalid key size: a generic secret has 1 to 800 bytes");
}
END_TEST

START_TEST(public_exponents_are_odd_and_not_small)
{
	static const uint64_t good[] = {65537, 65539, UINT32_MAX, UINT64_MAX};
	static const uint64_t bad[] = {0, 1, 3, 17, 65535, 65536, 65538, UINT64_MAX - 1};

	for (enum hsm_type type = HSM_TYPE_HSM1_MEDIUM; type <= HSM_TYPE_HSM2M_MEDIUM; type++) {
		for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
			ck_assert_int_eq(policy_check_exponent(type, good[i], &err), 0);
		for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
			ck_assert_int_eq(
			    policy_check_exponent(type, bad[i], &err), ERR_PUBLIC_EXPONENT);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy");
	TCase *tcase = tcase_create("policy");

	tcase_add_loop_test(tcase, each_rule_holds_to_the_second, 0, (int)ARRAY_LENGTH(rules));
	tcase_add_test(tcase, a_refusal_says_what_and_where);
	tcase_add_test(tcase, each_item_has_its_group_and_its_name);
	tcase_add_test(tcase, a_kind_of_key_has_its_item);
	tcase_add_test(tcase, limits_are_those_of_the_type);
	tcase_add_test(tcase, rsa_has_2048_to_4096_bits_in_steps_of_256);
	tcase_add_test(tcase, secret_keys_have_the_lengths_of_their_type);
	tcase_add_test(tcase, public_exponents_are_odd_and_not_small);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
