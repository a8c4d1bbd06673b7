/*
 * Keys over the HSMs of a cluster: where session keys lie and when they go, room on each HSM,
 * pages, commands that want one key, files of keys, and what the client lets in.
 */
#include "client-fixture.h"
#include "crypto.h"

/* An HSM gets more keys, of nobody whom a test knows; they are counted and never opened. */
static void fill(const struct hsm_view *hsm, enum key_class class, unsigned keys)
{
	char sql[600];

	snprintf(sql, sizeof(sql),
	    "INSERT OR IGNORE INTO key_version (id, digest, sealed) VALUES (1000000, x'00', x'00');"
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u)"
	    " INSERT INTO key (partition, handle, version, type, class, label, key_id, owner,"
	    " sharees) SELECT (SELECT partition FROM hsm WHERE hsm_id = '%s'),"
	    " 0x100000000 + (SELECT count(*) FROM key) + i, 1000000, 0, %d, 'filling', x'',"
	    " 'nobody', '' FROM n",
	    keys, hsm->hsm_id, (int)class);
	run_sql(sql);
}

static void empty(const struct hsm_view *hsm, unsigned keys)
{
	char sql[256];

	snprintf(sql, sizeof(sql),
	    "DELETE FROM key WHERE number IN (SELECT number FROM key WHERE label = 'filling' AND"
	    " partition = (SELECT partition FROM hsm WHERE hsm_id = '%s') LIMIT %u)",
	    hsm->hsm_id, keys);
	run_sql(sql);
}

static int make_session_aes(const char *label)
{
	struct key_template template = {.label = label, .session = true};
	struct key_view key;
	int rc = key_generate_aes(connection, &template, 16, &key, &err);

	if (!rc) {
		ck_assert_int_eq(key.cluster_coverage, COVERAGE_FULL);
		key_view_done(&key);
	}
	return rc;
}

/* For tests that look at what one HSM alone holds. */
static void let_one_hsm_do(void)
{
	succeed(config_set_option_flag(config, 0, "disable_key_availability_check", true, &err));
}

/* Session keys */

START_TEST(session_keys_end_with_the_login)
{
	make_alice();
	for (int i = 0; i < 2; i++)
		succeed(make_session_aes("s"));
	ck_assert_uint_eq(count_keys("attr.token=false"), 2);
	succeed(client_logout(connection, &err));
	log_in("alice", ROLE_CRYPTO_USER);
	ck_assert_uint_eq(count_keys("attr.token=false"), 0);
}
END_TEST

START_TEST(session_keys_fill_one_hsm_and_then_the_next)
{
	make_alice();
	let_one_hsm_do();
	fill(&first, KEY_CLASS_PRIVATE, 16665);
	look();
	succeed(make_session_aes("on-first"));
	succeed(make_session_aes("on-second"));
	succeed(make_session_aes("on-second"));
	ck_assert_uint_eq(count_keys("attr.token=false"), 3);
	fill(&second, KEY_CLASS_PRIVATE, 16664);
	look();
	refuse(make_session_aes("nowhere"), ERR_KEY_LIMIT, "HSM limit reached");
	ck_assert_uint_eq(count_keys("attr.token=false"), 3);
	/* A key that goes makes room for another. */
	empty(&first, 1);
	look();
	succeed(make_session_aes("on-first"));
	refuse(make_session_aes("nowhere"), ERR_KEY_LIMIT, "HSM limit reached");
	/* With an HSM go those that it holds, and no others. */
	fault(first.hsm_id, true);
	look();
	ck_assert_uint_eq(count_keys("attr.label=on-first"), 0);
	ck_assert_uint_eq(count_keys("attr.label=on-second"), 2);
	fault(first.hsm_id, false);
	look();
	ck_assert_uint_eq(count_keys("attr.label=on-first"), 0);
	ck_assert_uint_eq(count_keys("attr.label=on-second"), 2);
	ck_assert_int_eq(connection_role(connection), ROLE_CRYPTO_USER);
}
END_TEST

START_TEST(session_keys_go_with_an_hsm_that_is_deleted)
{
	char deleted[RESOURCE_ID_MAX + 1];

	make_alice();
	create_hsm(first.cluster_id, "us-east-1a");
	look();
	succeed(make_session_aes("s"));
	succeed(
	    estate_delete_hsm(estate, first.cluster_id, first.hsm_id, NULL, NULL, deleted, &err));
	look();
	ck_assert_uint_eq(count_keys("attr.token=false"), 0);
	succeed(make_session_aes("s"));
	ck_assert_uint_eq(count_keys("attr.token=false"), 1);
}
END_TEST

START_TEST(the_halves_of_a_session_pair_lie_together)
{
	make_alice();
	let_one_hsm_do();
	fill(&first, KEY_CLASS_PRIVATE, 3332);
	look();
	succeed(make_pair("pair", CURVE_SECP256R1, true));
	/* There was room for one half only on the first; an AES key still fits there. */
	succeed(make_session_aes("aes"));
	fault(first.hsm_id, true);
	look();
	ck_assert_uint_eq(count_keys("attr.label=pair"), 2);
	ck_assert_uint_eq(count_keys("attr.label=aes"), 0);
	fault(first.hsm_id, false);
	look();
	fill(&second, KEY_CLASS_PRIVATE, 3330);
	look();
	refuse(make_pair("pair", CURVE_SECP256R1, true), ERR_KEY_LIMIT, "HSM limit reached");
	ck_assert_uint_eq(count_keys("attr.label=pair"), 2);
}
END_TEST

START_TEST(a_session_key_becomes_a_token_key_on_every_hsm)
{
	struct attribute_list list = ATTRIBUTE_LIST_INIT;
	struct key_filter filter = filter_of("attr.label=s");
	const char *word = "token=true";
	struct key_page page;

	make_alice();
	succeed(make_session_aes("s"));
	succeed(attribute_list_parse(&word, 1, &list, &err));
	/* No room for it on the second: it stays what it was. */
	fill(&second, KEY_CLASS_PRIVATE, 16666);
	look();
	refuse(key_set_attribute(connection, &filter, &list.values[0], NULL, &err), ERR_KEY_LIMIT,
	    "HSM limit reached");
	ck_assert_uint_eq(count_keys("attr.token=false"), 1);
	empty(&second, 1);
	look();
	succeed(key_set_attribute(connection, &filter, &list.values[0], NULL, &err));
	page = list_keys("attr.label=s");
	ck_assert_uint_eq(page.total, 1);
	ck_assert(key_view_flag(&page.keys[0], ATTR_TOKEN));
	ck_assert_int_eq(page.keys[0].cluster_coverage, COVERAGE_FULL);
	key_page_done(&page);
	refuse(key_set_attribute(connection, &filter, &list.values[0], NULL, &err),
	    ERR_ATTRIBUTE_VALUE, "Attribute token cannot be set to the value true");
	attribute_list_done(&list);
	key_filter_done(&filter);
}
END_TEST

/* Room for token keys */

START_TEST(a_token_key_needs_room_on_every_hsm)
{
	struct key_view key;

	make_alice();
	fill(&second, KEY_CLASS_PRIVATE, 16665);
	look();
	succeed(make_aes("k", &key));
	key_view_done(&key);
	refuse(make_aes("l", &key), ERR_KEY_LIMIT, "HSM limit reached");
	refuse(make_pair("l", CURVE_SECP256R1, false), ERR_KEY_LIMIT, "HSM limit reached");
	/* Nothing is left of them on the first. */
	ck_assert_uint_eq(count_keys("attr.label=l"), 0);
}
END_TEST

START_TEST(a_pair_needs_room_for_two)
{
	make_alice();
	fill(&first, KEY_CLASS_PUBLIC, 3332);
	fill(&second, KEY_CLASS_PUBLIC, 3332);
	look();
	refuse(make_pair("p", CURVE_SECP256R1, false), ERR_KEY_LIMIT, "HSM limit reached");
	ck_assert_uint_eq(count_keys("attr.label=p"), 0);
	empty(&first, 1);
	empty(&second, 1);
	look();
	succeed(make_pair("p", CURVE_SECP256R1, false));
	ck_assert_uint_eq(count_keys("attr.label=p"), 2);
}
END_TEST

/* Pages */

static struct key_page page_of(const struct key_filter *filter, uint64_t offset, uint64_t size)
{
	struct key_page page;

	succeed(key_list(connection, filter, offset, size, &page, &err));
	return page;
}

START_TEST(pages_join_without_a_gap)
{
	struct key_filter filter = filter_of("attr.label=p");
	uint64_t before = 0, seen = 0, offset = 0;
	struct key_page page;
	bool more = true;

	make_alice();
	for (int i = 0; i < 7; i++) {
		struct key_view key;

		/* Session keys stand among the others, by their references. */
		if (i % 3 == 0) {
			succeed(make_session_aes("p"));
			continue;
		}
		succeed(make_aes("p", &key));
		key_view_done(&key);
	}
	while (more) {
		page = page_of(&filter, offset, 3);
		ck_assert_uint_eq(page.total, 7);
		ck_assert_uint_eq(page.count, offset < 6 ? 3 : 1);
		for (size_t i = 0; i < page.count; i++) {
			ck_assert_uint_gt(page.keys[i].reference, before);
			before = page.keys[i].reference;
		}
		seen += page.count;
		more = page.has_next;
		ck_assert(!more || page.next == offset + 3);
		offset = page.next;
		key_page_done(&page);
	}
	ck_assert_uint_eq(seen, 7);
	page = page_of(&filter, 7, 3);
	ck_assert(page.count == 0 && page.total == 7 && !page.has_next);
	key_page_done(&page);
	page = page_of(&filter, UINT64_MAX, UINT64_MAX);
	ck_assert(page.count == 0 && !page.has_next);
	key_page_done(&page);
	page = page_of(&filter, 0, UINT64_MAX);
	ck_assert(page.count == 7 && !page.has_next);
	key_page_done(&page);
	key_filter_done(&filter);
}
END_TEST

/* One key, neither none nor many */

static void refuse_selection(const char *word, const char *number)
{
	const struct attribute_value value = {
	    .attribute = ATTR_ENCRYPT, .flag = true, .text = "true"};
	struct key_filter filter = filter_of(word);
	struct bytes pem = BYTES_INIT;
	char text[64];

	snprintf(text, sizeof(text), "Key selection criteria matched %s keys.", number);
	refuse(key_delete(connection, &filter, &err), ERR_KEY_NOT_SINGLE, text);
	refuse(
	    key_set_attribute(connection, &filter, &value, NULL, &err), ERR_KEY_NOT_SINGLE, text);
	refuse(key_share(connection, &filter, "bob", ROLE_CRYPTO_USER, NULL, &err),
	    ERR_KEY_NOT_SINGLE, text);
	refuse(key_unshare(connection, &filter, "bob", ROLE_CRYPTO_USER, NULL, &err),
	    ERR_KEY_NOT_SINGLE, text);
	refuse(key_export_public_pem(connection, &filter, &pem, &err), ERR_KEY_NOT_SINGLE, text);
	refuse(key_export_reference_pem(connection, &filter, KEY_REFERENCE_PEM, &pem, &err),
	    ERR_KEY_NOT_SINGLE, text);
	ck_assert_uint_eq(pem.len, 0);
	bytes_done(&pem);
	key_filter_done(&filter);
}

START_TEST(commands_of_one_key_refuse_none_and_many)
{
	make_alice();
	succeed(make_session_aes("s"));
	succeed(make_session_aes("s"));
	refuse_selection("attr.label=none", "0");
	refuse_selection("attr.label=s", "2");
	ck_assert_uint_eq(count_keys("attr.label=s"), 2);
}
END_TEST

START_TEST(a_public_key_is_shared_with_nobody)
{
	const char *words[] = {"attr.label=p", "attr.class=public-key"};
	struct key_filter filter = KEY_FILTER_INIT;

	make_alice();
	succeed(make_pair("p", CURVE_SECP256R1, false));
	succeed(key_filter_parse(words, 2, &filter, &err));
	refuse(key_share(connection, &filter, "bob", ROLE_CRYPTO_USER, NULL, &err),
	    ERR_SHARE_PUBLIC, "Public keys cannot be shared");
	key_filter_done(&filter);
}
END_TEST

/* Files of keys */

static int export_reference(const char *word, enum key_reference_form form, const char *first_line)
{
	struct key_filter filter = filter_of(word);
	struct bytes pem = BYTES_INIT;
	int rc = key_export_reference_pem(connection, &filter, form, &pem, &err);

	ck_assert_int_eq(pem.len == 0, rc != 0);
	if (!rc)
		ck_assert_msg(strncmp(bytes_text(&pem), first_line, strlen(first_line)) == 0, "%s",
		    bytes_text(&pem));
	bytes_done(&pem);
	key_filter_done(&filter);
	return rc;
}

static int export_public(const char *word)
{
	struct key_filter filter = filter_of(word);
	struct bytes pem = BYTES_INIT;
	int rc = key_export_public_pem(connection, &filter, &pem, &err);

	ck_assert_int_eq(strncmp(bytes_text(&pem), "-----BEGIN PUBLIC KEY-----", 26) == 0, rc == 0);
	bytes_done(&pem);
	key_filter_done(&filter);
	return rc;
}

#define EC_BEGIN "-----BEGIN EC PRIVATE KEY-----"
#define OWN_BEGIN "-----BEGIN CLOUDHSM KEY REFERENCE-----"

START_TEST(files_are_made_of_a_key_or_of_both_halves_of_a_pair)
{
	make_alice();
	succeed(make_pair("p", CURVE_SECP256R1, false));
	succeed(make_session_aes("s"));
	succeed(export_public("attr.label=p"));
	succeed(export_public("attr.class=private-key"));
	succeed(export_public("attr.class=public-key"));
	refuse(export_public("attr.label=s"), ERR_KEY_NO_PUBLIC, "Key has no public key");
	succeed(export_reference("attr.class=private-key", KEY_REFERENCE_PEM, EC_BEGIN));
	succeed(export_reference("attr.class=private-key", KEY_CLOUDHSM_REFERENCE_PEM, OWN_BEGIN));
	/* A reference stands for one key. */
	refuse(export_reference("attr.label=p", KEY_REFERENCE_PEM, EC_BEGIN), ERR_KEY_NOT_SINGLE,
	    "matched 2 keys");
	refuse(export_reference("attr.class=public-key", KEY_REFERENCE_PEM, EC_BEGIN),
	    ERR_KEY_TYPE_MISMATCH, "the key must be a private key");
	refuse(export_reference("attr.label=s", KEY_CLOUDHSM_REFERENCE_PEM, OWN_BEGIN),
	    ERR_KEY_TYPE_MISMATCH, "the key must be a private key");
	/* Two keys, and not of one pair. */
	succeed(make_pair("q", CURVE_SECP256R1, false));
	refuse(export_public("attr.class=private-key"), ERR_KEY_NOT_SINGLE, "matched 2 keys");
	refuse(export_reference("attr.class=private-key", KEY_REFERENCE_PEM, EC_BEGIN),
	    ERR_KEY_NOT_SINGLE, "matched 2 keys");
}
END_TEST

/* A pair that was made while the second HSM was away is not there where two HSMs must have it. */
START_TEST(files_are_made_of_keys_that_enough_hsms_hold)
{
	make_alice();
	succeed(config_set_option_flag(config, 0, "disable_key_availability_check", true, &err));
	fault(second.hsm_id, true);
	look();
	succeed(make_pair("p", CURVE_SECP256R1, false));
	fault(second.hsm_id, false);
	look();
	succeed(export_public("attr.label=p"));
	succeed(config_set_option_flag(config, 0, "disable_key_availability_check", false, &err));
	refuse(export_public("attr.label=p"), ERR_KEY_AVAILABILITY, "at least 2 HSMs");
	refuse(export_public("attr.class=public-key"), ERR_KEY_AVAILABILITY, "at least 2 HSMs");
	refuse(export_reference("attr.class=private-key", KEY_REFERENCE_PEM, EC_BEGIN),
	    ERR_KEY_AVAILABILITY, "at least 2 HSMs");
}
END_TEST

START_TEST(an_ed25519_key_has_one_kind_of_reference)
{
	make_alice();
	succeed(make_pair("p", CURVE_ED25519, false));
	succeed(export_public("attr.label=p"));
	refuse(export_reference("attr.class=private-key", KEY_REFERENCE_PEM, EC_BEGIN),
	    ERR_KEY_TYPE_MISMATCH, "reference-pem is for RSA and EC keys");
	succeed(export_reference("attr.class=private-key", KEY_CLOUDHSM_REFERENCE_PEM, OWN_BEGIN));
}
END_TEST

/* What comes in */

static int generate_rsa(uint64_t bits, uint64_t exponent)
{
	struct key_template template = {.label = "r", .session = true};
	struct key_view a, b;
	int rc = key_generate_rsa(connection, &template, &template, bits, exponent, &a, &b, &err);

	if (!rc) {
		key_view_done(&a);
		key_view_done(&b);
	}
	return rc;
}

START_TEST(sizes_that_no_key_has)
{
	struct key_template template = {.label = "s", .session = true};
	struct key_view key;

	make_alice();
	succeed(generate_rsa(2048, 65537));
	refuse(generate_rsa(1792, 65537), ERR_KEY_SIZE, "in steps of 256");
	refuse(generate_rsa(2176, 65537), ERR_KEY_SIZE, "in steps of 256");
	refuse(generate_rsa(4352, 65537), ERR_KEY_SIZE, "in steps of 256");
	refuse(generate_rsa(0, 65537), ERR_KEY_SIZE, "in steps of 256");
	refuse(generate_rsa(2048, 0), ERR_PUBLIC_EXPONENT, "odd");
	refuse(generate_rsa(2048, 65535), ERR_PUBLIC_EXPONENT, "at least 65537");
	refuse(generate_rsa(2048, 65538), ERR_PUBLIC_EXPONENT, "odd");
	refuse(key_generate_aes(connection, &template, 17, &key, &err), ERR_KEY_SIZE,
	    "16, 24 or 32 bytes");
	refuse(key_generate_generic_secret(connection, &template, 0, &key, &err), ERR_KEY_SIZE,
	    "1 to 800 bytes");
	refuse(key_generate_generic_secret(connection, &template, 801, &key, &err), ERR_KEY_SIZE,
	    "1 to 800 bytes");
}
END_TEST

static int import(enum key_curve curve)
{
	struct key_template template = {.label = "imported"};
	struct secret private_material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT, pem = BYTES_INIT;
	struct key_view key;
	int rc;

	succeed(crypto_generate_ec(curve, &private_material, &public_material, &err));
	succeed(crypto_public_to_pem(public_material.data, public_material.len, &pem, &err));
	rc =
	    key_import_pem(connection, &template, KEY_EC, "key.pem", pem.data, pem.len, &key, &err);
	if (!rc) {
		ck_assert_int_eq(key.curve, curve);
		key_view_done(&key);
	}
	secret_done(&private_material);
	bytes_done(&public_material);
	bytes_done(&pem);
	return rc;
}

START_TEST(fips_mode_knows_no_ed25519)
{
	make_alice();
	succeed(import(CURVE_SECP256K1));
	refuse(import(CURVE_ED25519), ERR_POLICY,
	    "An Ed25519 key is not permitted on hsm2m.medium in FIPS mode");
	refuse(make_pair("p", CURVE_ED25519, false), ERR_POLICY, "An Ed25519 key");
	ck_assert_uint_eq(count_keys("attr.curve=ed25519"), 0);
}
END_TEST

START_TEST(non_fips_mode_knows_ed25519)
{
	make_alice();
	succeed(import(CURVE_ED25519));
	succeed(make_pair("p", CURVE_ED25519, false));
	ck_assert_uint_eq(count_keys("attr.curve=ed25519"), 3);
}
END_TEST

/* Where the library has it; where not, the answer says so and nothing is left. */
START_TEST(ml_dsa_pairs_are_made_by_a_library_that_can)
{
	const struct sign_parameters ml_dsa = {.mechanism = SIGN_ML_DSA};
	struct key_template template = {.label = "m"};
	struct key_view a, b;
	int rc;

	make_alice();
	rc = key_generate_ml_dsa(connection, &template, &template, MLDSA_65, &a, &b, &err);
	ck_assert_int_eq(rc, crypto_check_sign_data(&ml_dsa, "", 0, &err));
	if (rc) {
		refuse(rc, ERR_LIBRARY, "needs OpenSSL 3.5");
		ck_assert_uint_eq(count_keys("attr.label=m"), 0);
		return;
	}
	ck_assert(a.mldsa_algorithm == MLDSA_65 && b.mldsa_algorithm == MLDSA_65);
	ck_assert_uint_eq(a.key_length_bytes, 1952);
	ck_assert_uint_eq(b.key_length_bytes, 4032);
	ck_assert_uint_eq(count_keys("attr.mldsa-algorithm=ML-DSA-65"), 2);
	key_view_done(&a);
	key_view_done(&b);
	refuse(export_reference("attr.class=private-key", KEY_REFERENCE_PEM, EC_BEGIN),
	    ERR_KEY_TYPE_MISMATCH, "cloudhsm-reference-pem");
	succeed(export_reference("attr.class=private-key", KEY_CLOUDHSM_REFERENCE_PEM, OWN_BEGIN));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client-key");
	TCase *fips = tcase_create("fips"), *non_fips = tcase_create("non-fips");

	tcase_set_timeout(fips, 60);
	add_fixtures(fips, prepare, setup);
	tcase_add_test(fips, session_keys_end_with_the_login);
	tcase_add_test(fips, session_keys_fill_one_hsm_and_then_the_next);
	tcase_add_test(fips, session_keys_go_with_an_hsm_that_is_deleted);
	tcase_add_test(fips, the_halves_of_a_session_pair_lie_together);
	tcase_add_test(fips, a_session_key_becomes_a_token_key_on_every_hsm);
	tcase_add_test(fips, a_token_key_needs_room_on_every_hsm);
	tcase_add_test(fips, a_pair_needs_room_for_two);
	tcase_add_test(fips, pages_join_without_a_gap);
	tcase_add_test(fips, commands_of_one_key_refuse_none_and_many);
	tcase_add_test(fips, a_public_key_is_shared_with_nobody);
	tcase_add_test(fips, files_are_made_of_a_key_or_of_both_halves_of_a_pair);
	tcase_add_test(fips, files_are_made_of_keys_that_enough_hsms_hold);
	tcase_add_test(fips, sizes_that_no_key_has);
	tcase_add_test(fips, fips_mode_knows_no_ed25519);
	tcase_add_test(fips, ml_dsa_pairs_are_made_by_a_library_that_can);
	suite_add_tcase(suite, fips);
	tcase_set_timeout(non_fips, 60);
	add_fixtures(non_fips, prepare_non_fips, setup);
	tcase_add_test(non_fips, an_ed25519_key_has_one_kind_of_reference);
	tcase_add_test(non_fips, non_fips_mode_knows_ed25519);
	suite_add_tcase(suite, non_fips);
	return unit_run(suite);
}
