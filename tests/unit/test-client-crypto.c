/* Keys are used over the HSMs of a cluster: wrapped, unwrapped, signed and verified with. */
#include "client-fixture.h"
#include "crypto.h"

/* Wrapping */

static int wrap(const char *payload, const char *wrapping, struct wrapped_key *wrapped)
{
	const struct wrap_parameters parameters = {
	    .mechanism = WRAP_RSA_AES, .hash = HASH_SHA256, .mgf = HASH_SHA256};
	struct key_filter a = filter_of(payload), b = filter_of(wrapping);
	int rc = key_wrap(connection, &parameters, &a, &b, NULL, wrapped, &err);

	key_filter_done(&a);
	key_filter_done(&b);
	return rc;
}

static int try_wrap(const char *payload, const char *wrapping)
{
	struct wrapped_key wrapped = WRAPPED_KEY_INIT;
	int rc = wrap(payload, wrapping, &wrapped);

	ck_assert_int_eq(wrapped.data.len == 0, rc != 0);
	wrapped_key_done(&wrapped);
	return rc;
}

static void make_wrapping_pair(bool session)
{
	static const char *const words[] = {"wrap=true", "unwrap=true"};
	struct attribute_list lists[2] = {ATTRIBUTE_LIST_INIT, ATTRIBUTE_LIST_INIT};
	struct key_template to_wrap = {.label = "w", .attributes = &lists[0], .session = session};
	struct key_template to_unwrap = {.label = "u", .attributes = &lists[1], .session = session};
	struct key_view a, b;

	for (size_t i = 0; i < 2; i++)
		succeed(attribute_list_parse(&words[i], 1, &lists[i], &err));
	succeed(key_generate_rsa(connection, &to_wrap, &to_unwrap, 2048, 65537, &a, &b, &err));
	key_view_done(&a);
	key_view_done(&b);
	for (size_t i = 0; i < 2; i++)
		attribute_list_done(&lists[i]);
}

/* Each key on two of three HSMs, and only the second has both. */
START_TEST(a_wrap_goes_to_an_hsm_that_holds_both_keys)
{
	struct key_view key;
	struct hsm_view third;

	make_alice();
	third = create_hsm(first.cluster_id, "us-east-1a");
	fault(third.hsm_id, true);
	look();
	make_wrapping_pair(false);
	fault(third.hsm_id, false);
	look();
	fault(first.hsm_id, true);
	look();
	succeed(make_aes("k", &key));
	key_view_done(&key);
	fault(first.hsm_id, false);
	look();
	succeed(try_wrap("attr.label=k", "attr.label=w"));
}
END_TEST

/* While the first HSM is away, a session key goes to the second. */
START_TEST(session_keys_on_two_hsms_do_not_meet)
{
	struct key_template template = {.label = "s", .session = true};
	struct key_view key;

	make_alice();
	succeed(config_set_option_flag(config, 0, "disable_key_availability_check", true, &err));
	fault(first.hsm_id, true);
	look();
	succeed(key_generate_aes(connection, &template, 16, &key, &err));
	key_view_done(&key);
	fault(first.hsm_id, false);
	look();
	make_wrapping_pair(true);
	refuse(try_wrap("attr.label=s", "attr.label=w"), ERR_KEY_NOT_SYNCHRONIZED,
	    "not synchronized throughout the cluster");
	template.label = "t";
	succeed(key_generate_aes(connection, &template, 16, &key, &err));
	key_view_done(&key);
	succeed(try_wrap("attr.label=t", "attr.label=w"));
}
END_TEST

START_TEST(what_is_wrapped_is_told)
{
	struct wrapped_key wrapped = WRAPPED_KEY_INIT;
	struct key_page page;
	struct key_view key;

	make_alice();
	make_wrapping_pair(false);
	succeed(make_aes("k", &key));
	succeed(wrap("attr.label=k", "attr.label=w", &wrapped));
	ck_assert_uint_eq(wrapped.data.len, 256 + 40);
	ck_assert_uint_eq(wrapped.payload_reference, key.reference);
	page = list_keys("attr.label=w");
	ck_assert_uint_eq(wrapped.wrapping_reference, page.keys[0].reference);
	key_page_done(&page);
	refuse(wrap("attr.label=none", "attr.label=w", &wrapped), ERR_KEY_NOT_SINGLE, "matched 0");
	refuse(wrap("attr.label=k", "attr.label=none", &wrapped), ERR_KEY_NOT_SINGLE, "matched 0");
	/* A refusal leaves what was there. */
	ck_assert_uint_eq(wrapped.data.len, 256 + 40);
	key_view_done(&key);
	wrapped_key_done(&wrapped);
}
END_TEST

static int unwrap(const struct wrapped_key *wrapped, enum key_type type, enum key_class class,
    struct key_view *key)
{
	const struct wrap_parameters parameters = {
	    .mechanism = WRAP_RSA_AES, .hash = HASH_SHA256, .mgf = HASH_SHA256};
	const struct key_template template = {.label = "unwrapped"};
	struct key_filter filter = filter_of("attr.label=u");
	int rc = key_unwrap(connection, &parameters, &filter, type, class, &template,
	    wrapped->data.data, wrapped->data.len, NULL, key, &err);

	key_filter_done(&filter);
	return rc;
}

START_TEST(an_unwrapped_key_is_the_same_and_not_of_the_hsms_making)
{
	struct wrapped_key wrapped = WRAPPED_KEY_INIT;
	struct key_view made, key;

	make_alice();
	make_wrapping_pair(false);
	succeed(make_aes("k", &made));
	succeed(wrap("attr.label=k", "attr.label=w", &wrapped));
	succeed(unwrap(&wrapped, KEY_AES, KEY_CLASS_SECRET, &key));
	ck_assert_mem_eq(key.check_value, made.check_value, sizeof(key.check_value));
	ck_assert(!key_view_flag(&key, ATTR_LOCAL));
	ck_assert(!key_view_flag(&key, ATTR_ALWAYS_SENSITIVE));
	ck_assert_int_eq(key.cluster_coverage, COVERAGE_FULL);
	key_view_done(&key);
	key_view_done(&made);
	wrapped.data.data[300 - 10] ^= 1;
	refuse(unwrap(&wrapped, KEY_AES, KEY_CLASS_SECRET, &key), ERR_UNWRAP_FAILED,
	    "Unwrap operation failed");
	ck_assert_uint_eq(count_keys("attr.label=unwrapped"), 1);
	wrapped_key_done(&wrapped);
}
END_TEST

/* An Ed25519 key that was wrapped elsewhere. */
static struct wrapped_key foreign_key(void)
{
	struct key_filter filter = filter_of("attr.label=w");
	struct bytes pem = BYTES_INIT, spki = BYTES_INIT, public_material = BYTES_INIT;
	struct secret private_material = SECRET_INIT;
	struct wrapped_key wrapped = WRAPPED_KEY_INIT;

	succeed(key_export_public_pem(connection, &filter, &pem, &err));
	succeed(crypto_public_from_pem("w.pem", pem.data, pem.len, &spki, &err));
	succeed(crypto_generate_ec(CURVE_ED25519, &private_material, &public_material, &err));
	succeed(crypto_wrap_rsa_aes(
	    spki.data, spki.len, HASH_SHA256, HASH_SHA256, &private_material, &wrapped.data, &err));
	bytes_done(&pem);
	bytes_done(&spki);
	bytes_done(&public_material);
	secret_done(&private_material);
	key_filter_done(&filter);
	return wrapped;
}

START_TEST(fips_mode_unwraps_no_ed25519_key)
{
	struct wrapped_key wrapped;
	struct key_view key;

	make_alice();
	make_wrapping_pair(false);
	wrapped = foreign_key();
	refuse(unwrap(&wrapped, KEY_EC, KEY_CLASS_PRIVATE, &key), ERR_POLICY, "An Ed25519 key");
	ck_assert_uint_eq(count_keys("attr.label=unwrapped"), 0);
	wrapped_key_done(&wrapped);
}
END_TEST

START_TEST(non_fips_mode_unwraps_an_ed25519_key)
{
	struct wrapped_key wrapped;
	struct key_view key;

	make_alice();
	make_wrapping_pair(false);
	wrapped = foreign_key();
	succeed(unwrap(&wrapped, KEY_EC, KEY_CLASS_PRIVATE, &key));
	ck_assert_int_eq(key.curve, CURVE_ED25519);
	key_view_done(&key);
	wrapped_key_done(&wrapped);
}
END_TEST

/* Signing */

static const char message[] = "a message";

static struct sign_parameters ecdsa(enum hash_function hash)
{
	return (struct sign_parameters){.mechanism = SIGN_ECDSA, .hash = hash};
}

static int sign_with(
    const char *word, const struct sign_parameters *parameters, struct bytes *signature)
{
	struct key_filter filter = filter_of(word);
	uint64_t reference = 0;
	int rc;

	bytes_init(signature);
	rc = key_sign(connection, parameters, &filter, message, strlen(message), NULL, &reference,
	    signature, &err);
	ck_assert_int_eq(reference == 0, rc != 0);
	ck_assert_int_eq(signature->len == 0, rc != 0);
	key_filter_done(&filter);
	return rc;
}

static int verify_with(
    const char *word, const struct sign_parameters *parameters, const struct bytes *signature)
{
	struct key_filter filter = filter_of(word);
	int rc = key_verify(connection, parameters, &filter, message, strlen(message),
	    signature->data, signature->len, &err);

	key_filter_done(&filter);
	return rc;
}

START_TEST(any_hsm_that_answers_signs_and_verifies)
{
	const struct sign_parameters parameters = ecdsa(HASH_SHA256);
	struct bytes signature;

	make_alice();
	succeed(make_pair("p", CURVE_SECP256R1, false));
	succeed(config_set_option_flag(config, 0, "disable_key_availability_check", true, &err));
	fault(second.hsm_id, true);
	look();
	succeed(sign_with("attr.class=private-key", &parameters, &signature));
	fault(second.hsm_id, false);
	look();
	fault(first.hsm_id, true);
	look();
	succeed(verify_with("attr.class=public-key", &parameters, &signature));
	signature.data[0] ^= 1;
	refuse(verify_with("attr.class=public-key", &parameters, &signature), ERR_SIGNATURE,
	    "Signature verification failed");
	bytes_done(&signature);
	succeed(config_set_option_flag(config, 0, "disable_key_availability_check", false, &err));
	refuse(sign_with("attr.class=private-key", &parameters, &signature), ERR_KEY_AVAILABILITY,
	    "at least 2 HSMs");
	refuse(verify_with("attr.class=public-key", &parameters, &signature), ERR_KEY_AVAILABILITY,
	    "at least 2 HSMs");
}
END_TEST

START_TEST(session_keys_sign_on_one_hsm)
{
	const struct sign_parameters parameters = ecdsa(HASH_SHA256);
	struct bytes signature;

	make_alice();
	succeed(make_pair("p", CURVE_SECP256R1, true));
	fault(second.hsm_id, true);
	look();
	succeed(sign_with("attr.class=private-key", &parameters, &signature));
	succeed(verify_with("attr.class=public-key", &parameters, &signature));
	bytes_done(&signature);
}
END_TEST

START_TEST(signing_wants_one_key)
{
	const struct sign_parameters parameters = ecdsa(HASH_SHA256);
	struct bytes signature;

	make_alice();
	succeed(make_pair("p", CURVE_SECP256R1, false));
	refuse(sign_with("attr.label=p", &parameters, &signature), ERR_KEY_NOT_SINGLE, "matched 2");
	refuse(sign_with("attr.label=q", &parameters, &signature), ERR_KEY_NOT_SINGLE, "matched 0");
	refuse(
	    verify_with("attr.label=p", &parameters, &signature), ERR_KEY_NOT_SINGLE, "matched 2");
	refuse(sign_with("attr.class=public-key", &parameters, &signature), ERR_KEY_TYPE_MISMATCH,
	    "must be an EC private key");
}
END_TEST

static char last_line[256];

static void remember(void *context, enum log_level level, const char *module, const char *line)
{
	(void)context;
	(void)level;
	(void)module;
	snprintf(last_line, sizeof(last_line), "%s", line);
}

START_TEST(a_weak_hash_is_logged_and_may_be_allowed)
{
	const struct sign_parameters parameters = ecdsa(HASH_SHA1);
	struct bytes signature;

	make_alice();
	ports.log = remember;
	succeed(make_pair("p", CURVE_SECP256R1, false));
	refuse(sign_with("attr.class=private-key", &parameters, &signature), ERR_MECHANISM,
	    "Invalid mechanism");
	ck_assert_str_eq(last_line,
	    "Digest security strength (80) is weaker than the key security strength (128)");
	succeed(
	    config_set_option_flag(config, 0, "enable_ecdsa_with_weak_hash_function", true, &err));
	succeed(sign_with("attr.class=private-key", &parameters, &signature));
	succeed(
	    config_set_option_flag(config, 0, "enable_ecdsa_with_weak_hash_function", false, &err));
	succeed(verify_with("attr.class=public-key", &parameters, &signature));
	bytes_done(&signature);
	refuse(sign_with("attr.class=private-key", &parameters, &signature), ERR_MECHANISM,
	    "Invalid mechanism");
}
END_TEST

START_TEST(non_fips_mode_signs_with_any_hash)
{
	const struct sign_parameters parameters = ecdsa(HASH_SHA1);
	struct bytes signature;

	make_alice();
	succeed(make_pair("p", CURVE_SECP521R1, false));
	succeed(sign_with("attr.class=private-key", &parameters, &signature));
	bytes_done(&signature);
}
END_TEST

/* Where the library has it. */
START_TEST(ml_dsa_keys_sign_and_are_not_wrapped)
{
	static const char *const words[] = {"verify=true", "sign=true"};
	const struct sign_parameters parameters = {.mechanism = SIGN_ML_DSA};
	struct attribute_list lists[2] = {ATTRIBUTE_LIST_INIT, ATTRIBUTE_LIST_INIT};
	struct key_template public_template = {.label = "m", .attributes = &lists[0]};
	struct key_template private_template = {.label = "m", .attributes = &lists[1]};
	struct bytes signature = BYTES_INIT;
	struct key_view a, b;
	int rc;

	make_alice();
	for (size_t i = 0; i < 2; i++)
		succeed(attribute_list_parse(&words[i], 1, &lists[i], &err));
	rc = key_generate_ml_dsa(
	    connection, &public_template, &private_template, MLDSA_44, &a, &b, &err);
	for (size_t i = 0; i < 2; i++)
		attribute_list_done(&lists[i]);
	ck_assert_int_eq(rc, crypto_check_sign_data(&parameters, "", 0, &err));
	if (rc) {
		refuse(rc, ERR_LIBRARY, "needs OpenSSL 3.5");
		return;
	}
	key_view_done(&a);
	key_view_done(&b);
	succeed(sign_with("attr.class=private-key", &parameters, &signature));
	ck_assert_uint_eq(signature.len, 2420);
	succeed(verify_with("attr.class=public-key", &parameters, &signature));
	signature.data[7] ^= 1;
	refuse(verify_with("attr.class=public-key", &parameters, &signature), ERR_SIGNATURE,
	    "Signature verification failed");
	bytes_done(&signature);
	make_wrapping_pair(false);
	refuse(try_wrap("attr.key-length-bytes=2560", "attr.label=w"), ERR_KEY_TYPE_MISMATCH,
	    "ML-DSA keys cannot be wrapped");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client-crypto");
	TCase *fips = tcase_create("fips"), *non_fips = tcase_create("non-fips");

	tcase_set_timeout(fips, 60);
	add_fixtures(fips, prepare, setup);
	tcase_add_test(fips, a_wrap_goes_to_an_hsm_that_holds_both_keys);
	tcase_add_test(fips, session_keys_on_two_hsms_do_not_meet);
	tcase_add_test(fips, what_is_wrapped_is_told);
	tcase_add_test(fips, an_unwrapped_key_is_the_same_and_not_of_the_hsms_making);
	tcase_add_test(fips, fips_mode_unwraps_no_ed25519_key);
	tcase_add_test(fips, any_hsm_that_answers_signs_and_verifies);
	tcase_add_test(fips, session_keys_sign_on_one_hsm);
	tcase_add_test(fips, signing_wants_one_key);
	tcase_add_test(fips, a_weak_hash_is_logged_and_may_be_allowed);
	tcase_add_test(fips, ml_dsa_keys_sign_and_are_not_wrapped);
	suite_add_tcase(suite, fips);
	tcase_set_timeout(non_fips, 60);
	add_fixtures(non_fips, prepare_non_fips, setup);
	tcase_add_test(non_fips, non_fips_mode_unwraps_an_ed25519_key);
	tcase_add_test(non_fips, non_fips_mode_signs_with_any_hash);
	suite_add_tcase(suite, non_fips);
	return unit_run(suite);
}
