/*
 * Wrapping and unwrapping on one HSM: which keys each mechanism takes, who may, by which attributes
 * and since when; and that no sequence of requests gets at what must not leave.
 */
#include "partition-fixture.h"

#define DAY_2024_01_01 INT64_C(1704067200)

enum { PAYLOAD = 10, AES_KEY = 20, RSA_PUBLIC = 30, RSA_PRIVATE = 31, UNWRAPPED = 40 };

static const struct wrap_approvals no_approvals = {NULL, NULL};

static const char *const wraps[] = {"wrap=true", NULL};
static const char *const unwraps[] = {"unwrap=true", NULL};
static const char *const does_both[] = {"wrap=true", "unwrap=true", NULL};

static struct wrap_parameters by(enum wrap_mechanism mechanism)
{
	return (struct wrap_parameters){
	    .mechanism = mechanism, .hash = HASH_SHA256, .mgf = HASH_SHA256, .tag_bits = 128};
}

static bool is_rsa(enum wrap_mechanism mechanism)
{
	return mechanism >= WRAP_RSA_AES;
}

static void make_wrapping_keys(struct partition_session *owner)
{
	make_secret(owner, KEY_AES, 32, AES_KEY, does_both);
	make_rsa(owner, RSA_PUBLIC, wraps, unwraps);
}

static int wrap(struct partition_session *who, enum wrap_mechanism mechanism, uint64_t payload,
    uint64_t wrapping, struct wrapped_key *wrapped)
{
	const struct wrap_parameters parameters = by(mechanism);

	*wrapped = (struct wrapped_key)WRAPPED_KEY_INIT;
	return partition_wrap(
	    &hsm, who, &parameters, payload, wrapping, &no_approvals, wrapped, &err);
}

/* The same where what comes out does not matter. */
static int try_wrap(struct partition_session *who, enum wrap_mechanism mechanism, uint64_t payload,
    uint64_t wrapping)
{
	struct wrapped_key wrapped;
	int rc = wrap(who, mechanism, payload, wrapping, &wrapped);

	if (rc)
		ck_assert_uint_eq(wrapped.data.len, 0);
	wrapped_key_done(&wrapped);
	return rc;
}

static int unwrap(struct partition_session *who, enum wrap_mechanism mechanism, uint64_t unwrapping,
    enum key_type type, enum key_class class, const struct wrapped_key *wrapped,
    struct secret *material)
{
	struct wrap_parameters parameters = by(mechanism);

	secret_init(material);
	parameters.iv = wrapped->iv;
	return partition_unwrap(&hsm, who, &parameters, unwrapping, type, class, wrapped->data.data,
	    wrapped->data.len, NULL, material, &err);
}

static uint64_t wrapping_key_of(enum wrap_mechanism mechanism)
{
	return is_rsa(mechanism) ? RSA_PUBLIC : AES_KEY;
}

static uint64_t unwrapping_key_of(enum wrap_mechanism mechanism)
{
	return is_rsa(mechanism) ? RSA_PRIVATE : AES_KEY;
}

/* Lengths of a wrapped 16-byte payload. */
static const size_t lengths[WRAP_MECHANISMS] = {
    [WRAP_AES_GCM] = 32,
    [WRAP_AES_NO_PAD] = 24,
    [WRAP_AES_PKCS5_PAD] = 32,
    [WRAP_AES_ZERO_PAD] = 24,
    [WRAP_CLOUDHSM_AES_GCM] = 44,
    [WRAP_RSA_AES] = 280,
    [WRAP_RSA_OAEP] = 256,
    [WRAP_RSA_PKCS] = 256,
};

START_TEST(each_mechanism_gives_back_what_it_took)
{
	enum wrap_mechanism mechanism = (enum wrap_mechanism)_i;
	struct wrapped_key wrapped;
	struct secret material;
	struct key_object key;

	other_hsm(HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_NON_FIPS);
	make_wrapping_keys(&alice);
	make_secret(&alice, KEY_AES, 16, PAYLOAD, NULL);
	succeed(wrap(&alice, mechanism, PAYLOAD, wrapping_key_of(mechanism), &wrapped));
	ck_assert_uint_eq(wrapped.data.len, lengths[mechanism]);
	succeed(unwrap(&alice, mechanism, unwrapping_key_of(mechanism), KEY_AES, KEY_CLASS_SECRET,
	    &wrapped, &material));
	key = load(&alice, PAYLOAD);
	ck_assert(secret_equal(&material, &key.material));
	secret_done(&material);
	wrapped.data.data[0] ^= 1;
	refuse(unwrap(&alice, mechanism, unwrapping_key_of(mechanism), KEY_AES, KEY_CLASS_SECRET,
		   &wrapped, &material),
	    ERR_UNWRAP_FAILED);
	ck_assert_uint_eq(material.len, 0);
	key_object_done(&key);
	wrapped_key_done(&wrapped);
}
END_TEST

START_TEST(cloudhsm_aes_gcm_puts_the_iv_in_front)
{
	struct wrapped_key wrapped;
	struct secret material;

	make_wrapping_keys(&alice);
	make_secret(&alice, KEY_GENERIC_SECRET, 5, PAYLOAD, NULL);
	succeed(wrap(&alice, WRAP_CLOUDHSM_AES_GCM, PAYLOAD, AES_KEY, &wrapped));
	ck_assert_uint_eq(wrapped.data.len, 12 + 5 + 16);
	/* Taken apart, it is what aes-gcm makes. */
	memcpy(wrapped.iv, wrapped.data.data, WRAP_IV_LEN);
	memmove(wrapped.data.data, wrapped.data.data + WRAP_IV_LEN, 5 + 16);
	wrapped.data.len = 5 + 16;
	succeed(unwrap(&alice, WRAP_AES_GCM, AES_KEY, KEY_GENERIC_SECRET, KEY_CLASS_SECRET,
	    &wrapped, &material));
	secret_done(&material);
	for (wrapped.data.len = 0; wrapped.data.len <= WRAP_IV_LEN; wrapped.data.len++)
		refuse(unwrap(&alice, WRAP_CLOUDHSM_AES_GCM, AES_KEY, KEY_GENERIC_SECRET,
			   KEY_CLASS_SECRET, &wrapped, &material),
		    ERR_UNWRAP_FAILED);
	wrapped_key_done(&wrapped);
}
END_TEST

START_TEST(each_kind_of_payload_is_wrapped)
{
	struct wrapped_key wrapped;
	struct secret material;

	make_wrapping_keys(&alice);
	make_ec(&alice, CURVE_SECP256R1, 50, NULL, NULL);
	make_rsa(&alice, 60, NULL, NULL);
	make_secret(&alice, KEY_GENERIC_SECRET, 800, PAYLOAD, NULL);
	succeed(try_wrap(&alice, WRAP_AES_ZERO_PAD, PAYLOAD, AES_KEY));
	succeed(wrap(&alice, WRAP_AES_ZERO_PAD, 51, AES_KEY, &wrapped));
	succeed(unwrap(
	    &alice, WRAP_AES_ZERO_PAD, AES_KEY, KEY_EC, KEY_CLASS_PRIVATE, &wrapped, &material));
	ck_assert_uint_eq(material.len, 138);
	secret_done(&material);
	/* What was wrapped is what must be unwrapped. */
	refuse(unwrap(&alice, WRAP_AES_ZERO_PAD, AES_KEY, KEY_RSA, KEY_CLASS_PRIVATE, &wrapped,
		   &material),
	    ERR_UNWRAP_FAILED);
	refuse(unwrap(&alice, WRAP_AES_ZERO_PAD, AES_KEY, KEY_AES, KEY_CLASS_SECRET, &wrapped,
		   &material),
	    ERR_UNWRAP_FAILED);
	wrapped_key_done(&wrapped);
	succeed(try_wrap(&alice, WRAP_RSA_AES, 61, RSA_PUBLIC));
	refuse(try_wrap(&alice, WRAP_RSA_OAEP, 61, RSA_PUBLIC), ERR_WRAP_TOO_LARGE);
	/* 138 bytes of PKCS#8 are no multiple of 8. */
	refuse(try_wrap(&alice, WRAP_AES_NO_PAD, 51, AES_KEY), ERR_WRAP_LENGTH);
	succeed(try_wrap(&alice, WRAP_AES_PKCS5_PAD, 51, AES_KEY));
}
END_TEST

START_TEST(some_payloads_do_not_leave)
{
	struct key_object key;

	make_wrapping_keys(&alice);
	make_secret(&alice, KEY_AES, 16, PAYLOAD, (const char *const[]){"extractable=false", NULL});
	refuse(try_wrap(&alice, WRAP_AES_GCM, RSA_PUBLIC, AES_KEY), ERR_KEY_TYPE_MISMATCH);
	ck_assert_ptr_nonnull(strstr(err.text, "the payload must be a secret or private key"));
	for (enum wrap_mechanism m = WRAP_AES_GCM; m < WRAP_RSA_PKCS; m++)
		refuse(try_wrap(&alice, m, PAYLOAD, wrapping_key_of(m)), ERR_KEY_NOT_EXTRACTABLE);
	succeed(prepare(
	    &alice, KEY_GENERATED, kind_of(KEY_ML_DSA, KEY_CLASS_PRIVATE), NULL, false, &key));
	insert(&alice, &key, 50);
	refuse(try_wrap(&alice, WRAP_AES_GCM, 50, AES_KEY), ERR_KEY_TYPE_MISMATCH);
	ck_assert_ptr_nonnull(strstr(err.text, "ML-DSA keys cannot be wrapped"));
	refuse(try_wrap(&alice, WRAP_AES_GCM, 99, AES_KEY), ERR_KEY_NOT_SINGLE);
	refuse(try_wrap(&alice, WRAP_AES_GCM, RSA_PRIVATE, 99), ERR_KEY_NOT_SINGLE);
}
END_TEST

START_TEST(only_the_owner_wraps)
{
	make_wrapping_keys(&alice);
	make_secret(&bob, KEY_AES, 16, PAYLOAD, NULL);
	succeed(partition_key_share(&hsm, &bob, PAYLOAD, "alice", ROLE_CRYPTO_USER, NULL, &err));
	refuse(try_wrap(&alice, WRAP_AES_GCM, PAYLOAD, AES_KEY), ERR_KEY_NOT_OWNER);
	/* The wrapping key may be another's: a public key that all see, or one that is shared. */
	succeed(try_wrap(&bob, WRAP_RSA_OAEP, PAYLOAD, RSA_PUBLIC));
	refuse(try_wrap(&bob, WRAP_AES_GCM, PAYLOAD, AES_KEY), ERR_KEY_NOT_SINGLE);
	succeed(partition_key_share(&hsm, &alice, AES_KEY, "bob", ROLE_CRYPTO_USER, NULL, &err));
	succeed(try_wrap(&bob, WRAP_AES_GCM, PAYLOAD, AES_KEY));
	refuse(try_wrap(&admin, WRAP_AES_GCM, PAYLOAD, AES_KEY), ERR_CRYPTO_USER_REQUIRED);
}
END_TEST

static void expect_mismatch(int rc, const char *key, const char *wanted)
{
	char text[64];

	refuse(rc, ERR_KEY_TYPE_MISMATCH);
	snprintf(text, sizeof(text), "the %s key must be %s", key, wanted);
	ck_assert_msg(strstr(err.text, text) != NULL, "%s", err.text);
}

START_TEST(a_wrapping_key_is_of_its_mechanisms_kind)
{
	other_hsm(HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_NON_FIPS);
	make_wrapping_keys(&alice);
	make_ec(&alice, CURVE_SECP256R1, 50, NULL, NULL);
	make_secret(&alice, KEY_AES, 16, PAYLOAD, NULL);
	make_secret(&alice, KEY_GENERIC_SECRET, 16, PAYLOAD + 1, wraps);
	for (enum wrap_mechanism m = WRAP_AES_GCM; m < WRAP_MECHANISMS; m++) {
		const uint64_t wrong[] = {
		    is_rsa(m) ? AES_KEY : RSA_PUBLIC, RSA_PRIVATE, 51, PAYLOAD + 1};

		for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
			expect_mismatch(try_wrap(&alice, m, PAYLOAD, wrong[i]), "wrapping",
			    is_rsa(m) ? "an RSA public key" : "an AES key");
	}
}
END_TEST

START_TEST(an_unwrapping_key_is_of_its_mechanisms_kind)
{
	struct wrapped_key nothing = WRAPPED_KEY_INIT;
	struct secret material;

	other_hsm(HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_NON_FIPS);
	make_wrapping_keys(&alice);
	for (enum wrap_mechanism m = WRAP_AES_GCM; m < WRAP_MECHANISMS; m++) {
		const uint64_t wrong[] = {is_rsa(m) ? AES_KEY : RSA_PRIVATE, RSA_PUBLIC};

		for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
			expect_mismatch(unwrap(&alice, m, wrong[i], KEY_AES, KEY_CLASS_SECRET,
					    &nothing, &material),
			    "unwrapping", is_rsa(m) ? "an RSA private key" : "an AES key");
	}
}
END_TEST

START_TEST(a_wrapping_key_must_be_one)
{
	struct wrapped_key wrapped = WRAPPED_KEY_INIT;
	struct secret material;

	make_secret(&alice, KEY_AES, 16, PAYLOAD, NULL);
	make_secret(&alice, KEY_AES, 16, AES_KEY, NULL);
	refuse(try_wrap(&alice, WRAP_AES_GCM, PAYLOAD, AES_KEY), ERR_KEY_NOT_PERMITTED);
	ck_assert_ptr_nonnull(strstr(err.text, "attribute wrap is not true"));
	refuse(
	    unwrap(&alice, WRAP_AES_GCM, AES_KEY, KEY_AES, KEY_CLASS_SECRET, &wrapped, &material),
	    ERR_KEY_NOT_PERMITTED);
	ck_assert_ptr_nonnull(strstr(err.text, "attribute unwrap is not true"));
	succeed(set_one(&alice, AES_KEY, "wrap=true"));
	succeed(try_wrap(&alice, WRAP_AES_GCM, PAYLOAD, AES_KEY));
	/* PKCS#11 lets a key wrap itself, and nothing is lost by it. */
	succeed(try_wrap(&alice, WRAP_AES_GCM, AES_KEY, AES_KEY));
}
END_TEST

START_TEST(wrap_with_trusted_asks_for_a_trusted_key)
{
	make_secret(&alice, KEY_AES, 16, AES_KEY, wraps);
	make_secret(
	    &alice, KEY_AES, 16, PAYLOAD, (const char *const[]){"wrap-with-trusted=true", NULL});
	refuse(try_wrap(&alice, WRAP_AES_GCM, PAYLOAD, AES_KEY), ERR_WRAP_TRUSTED);
	refuse(set_one(&alice, AES_KEY, "trusted=true"), ERR_ATTRIBUTE_VALUE);
	refuse(set_one(&alice, PAYLOAD, "wrap-with-trusted=false"), ERR_ATTRIBUTE_VALUE);
	refuse(try_wrap(&alice, WRAP_AES_GCM, PAYLOAD, AES_KEY), ERR_WRAP_TRUSTED);
	succeed(set_one(&admin, AES_KEY, "trusted=true"));
	succeed(try_wrap(&alice, WRAP_AES_GCM, PAYLOAD, AES_KEY));
	succeed(set_one(&admin, AES_KEY, "trusted=false"));
	refuse(try_wrap(&alice, WRAP_AES_GCM, PAYLOAD, AES_KEY), ERR_WRAP_TRUSTED);
}
END_TEST

static int wrap_and_unwrap_by_rsa_pkcs(void)
{
	struct wrapped_key wrapped;
	struct secret material;
	int rc = wrap(&alice, WRAP_RSA_PKCS, PAYLOAD, RSA_PUBLIC, &wrapped);

	if (rc) {
		refuse(unwrap(&alice, WRAP_RSA_PKCS, RSA_PRIVATE, KEY_AES, KEY_CLASS_SECRET,
			   &wrapped, &material),
		    rc);
	} else {
		succeed(unwrap(&alice, WRAP_RSA_PKCS, RSA_PRIVATE, KEY_AES, KEY_CLASS_SECRET,
		    &wrapped, &material));
		secret_done(&material);
	}
	wrapped_key_done(&wrapped);
	return rc;
}

START_TEST(rsa_pkcs_left_fips_mode_with_2023)
{
	make_wrapping_keys(&alice);
	make_secret(&alice, KEY_AES, 16, PAYLOAD, NULL);
	refuse(wrap_and_unwrap_by_rsa_pkcs(), ERR_POLICY);
	ck_assert_str_eq(err.text, "rsa-pkcs is not permitted on hsm2m.medium in FIPS mode");
	set_date(DAY_2024_01_01 - 1);
	succeed(wrap_and_unwrap_by_rsa_pkcs());
	set_date(DAY_2024_01_01);
	refuse(wrap_and_unwrap_by_rsa_pkcs(), ERR_POLICY);
}
END_TEST

START_TEST(the_order_of_checks)
{
	make_secret(&alice, KEY_AES, 16, PAYLOAD, NULL);
	/* Who, the mechanism, the payload, the wrapping key. */
	refuse(try_wrap(&admin, WRAP_RSA_PKCS, 99, 99), ERR_CRYPTO_USER_REQUIRED);
	refuse(try_wrap(&alice, WRAP_RSA_PKCS, 99, 99), ERR_POLICY);
	refuse(try_wrap(&alice, WRAP_RSA_OAEP, 99, 99), ERR_KEY_NOT_SINGLE);
	succeed(set_one(&alice, PAYLOAD, "extractable=false"));
	refuse(try_wrap(&alice, WRAP_RSA_OAEP, PAYLOAD, 99), ERR_KEY_NOT_EXTRACTABLE);
}
END_TEST

/*
 * A walk of random requests by two crypto users. The model knows of each key whether it may leave,
 * and whether under trusted keys only; what the HSM lets out must agree. It knows nothing of
 * material: what an unwrapped copy may do, the walk of tests/robust/templates.py looks at. This one
 * asks the partition itself, which no client stands before, and takes thousands of steps to look
 * for a sequence that opens a way back from extractable=false, wrap-with-trusted or to trusted.
 */

#define WALK_KEYS 12
#define WALK_STEPS 4000

struct walker {
	bool there, extractable, guarded, is_trusted;
	struct partition_session *owner;
};

static struct walker walkers[WALK_KEYS];
static struct wrapped_key loot;
static size_t n_wrapped, n_guarded, n_unwrapped;

static uint32_t dice(uint32_t sides)
{
	uint32_t number;

	ck_assert_int_eq(fixed_random(&fixed, &number, sizeof(number)), 0);
	return number % sides;
}

static struct partition_session *anybody(void)
{
	return dice(2) ? &alice : &bob;
}

static void walk_make(uint32_t i, enum key_origin origin, struct secret *material)
{
	const char *words[] = {dice(2) ? "extractable=false" : "extractable=true",
	    dice(3) ? "wrap-with-trusted=false" : "wrap-with-trusted=true",
	    dice(2) ? "wrap=true" : "wrap=false", "unwrap=true", NULL};
	struct partition_session *owner = anybody();
	struct key_object key;

	succeed(prepare(owner, origin, kind_of(KEY_AES, KEY_CLASS_SECRET), words, false, &key));
	succeed(key_object_set_material(&key, material, NULL, &err));
	insert(owner, &key, 100 + i);
	walkers[i].there = true;
	walkers[i].owner = owner;
	walkers[i].extractable = strstr(words[0], "true") != NULL;
	walkers[i].guarded = strstr(words[1], "true") != NULL;
	walkers[i].is_trusted = false;
}

static void walk_generate(uint32_t i)
{
	struct secret material = SECRET_INIT;

	ck_assert_int_eq(secret_resize(&material, 16), 0);
	succeed(crypto_random(material.data, material.len, &err));
	walk_make(i, KEY_GENERATED, &material);
	secret_done(&material);
}

static void walk_unwrap(uint32_t i)
{
	struct secret material;

	if (loot.data.len && unwrap(anybody(), WRAP_AES_ZERO_PAD, loot.wrapping_reference, KEY_AES,
				 KEY_CLASS_SECRET, &loot, &material) == 0) {
		walk_make(i, KEY_UNWRAPPED, &material);
		n_unwrapped++;
		secret_done(&material);
	}
}

static void walk_set(uint32_t i)
{
	static const char *const words[] = {"extractable=true", "extractable=false",
	    "wrap-with-trusted=true", "wrap-with-trusted=false", "trusted=true", "trusted=false",
	    "wrap=true", "modifiable=true", "never-extractable=false"};
	struct partition_session *const people[] = {&alice, &bob, &admin};
	struct partition_session *who = people[dice(3)];
	uint32_t word = dice(ARRAY_LENGTH(words));

	if (set_one(who, 100 + i, words[word]) != 0)
		return;
	/* There is no way back from either. */
	ck_assert_uint_ne(word, 0);
	ck_assert(word != 3 || !walkers[i].guarded);
	walkers[i].extractable = walkers[i].extractable && word != 1;
	walkers[i].guarded = walkers[i].guarded || word == 2;
	if (word == 4 || word == 5) {
		ck_assert_ptr_eq(who, &admin);
		walkers[i].is_trusted = word == 4;
	}
}

static void walk_wrap(uint32_t payload, uint32_t wrapping)
{
	struct partition_session *who = anybody();
	struct wrapped_key wrapped;

	if (wrap(who, WRAP_AES_ZERO_PAD, 100 + payload, 100 + wrapping, &wrapped) == 0) {
		ck_assert_ptr_eq(who, walkers[payload].owner);
		ck_assert(walkers[payload].extractable);
		ck_assert(!walkers[payload].guarded || walkers[wrapping].is_trusted);
		wrapped_key_done(&loot);
		loot = wrapped;
		loot.wrapping_reference = 100 + wrapping;
		n_wrapped++;
		n_guarded += walkers[payload].guarded;
	} else {
		wrapped_key_done(&wrapped);
	}
}

static void walk_step(void)
{
	uint32_t i = dice(WALK_KEYS);

	if (!walkers[i].there) {
		if (dice(2))
			walk_generate(i);
		else
			walk_unwrap(i);
		return;
	}
	switch (dice(8)) {
	case 0:
		if (partition_key_delete(&hsm, anybody(), 100 + i, &err) == 0)
			walkers[i].there = false;
		break;
	case 1:
		(void)!partition_key_share(&hsm, walkers[i].owner, 100 + i,
		    dice(2) ? "alice" : "bob", ROLE_CRYPTO_USER, NULL, &err);
		break;
	case 2:
	case 3:
		walk_set(i);
		break;
	default:
		walk_wrap(i, dice(WALK_KEYS));
		break;
	}
}

START_TEST(no_walk_gets_at_what_must_not_leave)
{
	loot = (struct wrapped_key)WRAPPED_KEY_INIT;
	for (int i = 0; i < WALK_STEPS; i++)
		walk_step();
	/* The walk has got somewhere. */
	ck_assert_uint_gt(n_wrapped, 100);
	ck_assert_uint_gt(n_guarded, 10);
	ck_assert_uint_gt(n_unwrapped, 10);
	wrapped_key_done(&loot);
}
END_TEST

/* Memory that ran out before leaves the caller's bytes as they were. */
START_TEST(a_wrap_that_finds_no_memory_leaves_nothing)
{
	struct wrapped_key wrapped = WRAPPED_KEY_INIT;

	other_hsm(HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_NON_FIPS);
	make_wrapping_keys(&alice);
	make_secret(&alice, KEY_AES, 16, PAYLOAD, NULL);
	for (enum wrap_mechanism i = 0; i < WRAP_MECHANISMS; i++) {
		const struct wrap_parameters parameters = by(i);

		wrapped.data.failed = true;
		refuse(partition_wrap(&hsm, &alice, &parameters, PAYLOAD, wrapping_key_of(i),
			   &no_approvals, &wrapped, &err),
		    ERR_MEMORY);
		ck_assert_uint_eq(wrapped.data.len, 0);
	}
	wrapped_key_done(&wrapped);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("partition-wrap");
	TCase *tcase = tcase_create("partition-wrap");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, each_mechanism_gives_back_what_it_took, 0, WRAP_MECHANISMS);
	tcase_add_test(tcase, cloudhsm_aes_gcm_puts_the_iv_in_front);
	tcase_add_test(tcase, a_wrap_that_finds_no_memory_leaves_nothing);
	tcase_add_test(tcase, each_kind_of_payload_is_wrapped);
	tcase_add_test(tcase, some_payloads_do_not_leave);
	tcase_add_test(tcase, only_the_owner_wraps);
	tcase_add_test(tcase, a_wrapping_key_is_of_its_mechanisms_kind);
	tcase_add_test(tcase, an_unwrapping_key_is_of_its_mechanisms_kind);
	tcase_add_test(tcase, a_wrapping_key_must_be_one);
	tcase_add_test(tcase, wrap_with_trusted_asks_for_a_trusted_key);
	tcase_add_test(tcase, rsa_pkcs_left_fips_mode_with_2023);
	tcase_add_test(tcase, the_order_of_checks);
	tcase_add_test(tcase, no_walk_gets_at_what_must_not_leave);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
