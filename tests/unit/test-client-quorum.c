/* Quorum over the HSMs of a cluster: each has a token of its own, and one approval serves them all.
 */
#include "client-quorum-fixture.h"

static void setup_value(void)
{
	setup_people();
	succeed(set_value(QUORUM_USER, 2));
}

static void lose_second(void)
{
	fault(second.hsm_id, true);
	look();
}

static void find_second(void)
{
	fault(second.hsm_id, false);
	look();
}

/* Tokens */

START_TEST(a_token_is_made_on_every_hsm)
{
	struct quorum_token_view token;
	struct bytes records;

	succeed(generate(QUORUM_USER, "token"));
	records = value_in("token", "", "approval_data");
	ck_assert_uint_eq(records.len, 160);
	/* The HSMs number alike, and draw different numbers. */
	ck_assert_mem_eq(records.data, records.data + 80, 16);
	ck_assert_mem_ne(records.data + 16, records.data + 96, 16);
	token = only_token();
	ck_assert_str_eq(token.username, "admin");
	ck_assert_int_eq(token.service, QUORUM_USER);
	ck_assert_uint_eq(token.required, 2);
	ck_assert_uint_eq(token.seconds, QUORUM_TOKEN_SECONDS);
	ck_assert_int_eq(token.cluster_coverage, COVERAGE_FULL);
	bytes_done(&records);
}
END_TEST

START_TEST(a_token_that_cannot_be_written_is_not_made)
{
	refuse(quorum_generate(connection, QUORUM_USER, NULL, path_of("no/token"), &err),
	    ERR_FILE_WRITE, "no/token");
	expect_no_token();
	succeed(generate(QUORUM_USER, "token"));
	refuse(generate(QUORUM_USER, "other"), ERR_QUORUM_TOKEN_EXISTS, "active quorum token");
	refuse(quorum_approval_read(path_of("other"), &(struct quorum_approval *){NULL}, &err),
	    ERR_FILE_READ, "other");
}
END_TEST

START_TEST(tokens_are_removed_on_every_hsm)
{
	succeed(generate(QUORUM_USER, "token"));
	switch_to("carol", ROLE_ADMIN);
	/* That of admin went with the login. */
	expect_no_token();
	succeed(generate(QUORUM_QUORUM, "token"));
	succeed(quorum_delete_tokens(connection, false, &err));
	expect_no_token();
	succeed(generate(QUORUM_QUORUM, "token"));
	succeed(quorum_delete_tokens(connection, true, &err));
	expect_no_token();
}
END_TEST

START_TEST(nobody_who_is_not_logged_in_has_tokens)
{
	struct quorum_token_view *tokens = NULL;
	size_t count = 0;

	succeed(client_logout(connection, &err));
	refuse(generate(QUORUM_USER, "token"), ERR_ADMIN_REQUIRED, "");
	refuse(generate(QUORUM_REGISTRATION, "token"), ERR_USER_REQUIRED, "");
	refuse(quorum_tokens(connection, &tokens, &count, &err), ERR_USER_REQUIRED, "");
	refuse(quorum_delete_tokens(connection, true, &err), ERR_ADMIN_REQUIRED, "");
}
END_TEST

/* Requests */

START_TEST(an_approved_request_is_used_up_on_every_hsm)
{
	refuse(create("erin", ROLE_CRYPTO_USER, NULL), ERR_QUORUM_REQUIRED, "");
	generate_approved("token");
	succeed(create("erin", ROLE_CRYPTO_USER, "token"));
	ck_assert_int_eq(view_of("erin").cluster_coverage, COVERAGE_FULL);
	expect_no_token();
	refuse(create("frank", ROLE_CRYPTO_USER, "token"), ERR_QUORUM_SIGNATURE, "");
}
END_TEST

START_TEST(a_request_that_is_not_approved_is_done_nowhere)
{
	succeed(generate(QUORUM_USER, "token"));
	approve("token", "carol", CAROL_KEY);
	refuse(create("erin", ROLE_CRYPTO_USER, "token"), ERR_QUORUM_TOO_FEW,
	    "currently 1 approvals, but 2");
	ck_assert_int_eq(view_of("erin").role, ROLE_NONE);
	ck_assert_int_eq(only_token().cluster_coverage, COVERAGE_FULL);
	approve("token", "admin", ADMIN_KEY);
	succeed(create("erin", ROLE_CRYPTO_USER, "token"));
}
END_TEST

START_TEST(a_repair_leaves_no_token_where_there_was_nothing_to_do)
{
	succeed(set_value(QUORUM_USER, QUORUM_OFF));
	lose_second();
	succeed(create("erin", ROLE_CRYPTO_USER, NULL));
	find_second();
	ck_assert_int_eq(view_of("erin").cluster_coverage, COVERAGE_INCONSISTENT);
	succeed(set_value(QUORUM_USER, 2));
	generate_approved("token");
	succeed(create("erin", ROLE_CRYPTO_USER, "token"));
	ck_assert_int_eq(view_of("erin").cluster_coverage, COVERAGE_FULL);
	expect_no_token();
}
END_TEST

START_TEST(an_hsm_that_was_away_has_no_token)
{
	struct bytes records;

	lose_second();
	generate_approved("token");
	records = value_in("token", "", "approval_data");
	ck_assert_uint_eq(records.len, 80);
	find_second();
	ck_assert_int_eq(only_token().cluster_coverage, COVERAGE_INCONSISTENT);
	refuse(create("erin", ROLE_CRYPTO_USER, "token"), ERR_QUORUM_SIGNATURE, "");
	ck_assert_int_eq(view_of("erin").role, ROLE_NONE);
	succeed(quorum_delete_tokens(connection, false, &err));
	generate_approved("token");
	succeed(create("erin", ROLE_CRYPTO_USER, "token"));
	bytes_done(&records);
}
END_TEST

START_TEST(an_hsm_that_is_away_later_is_not_needed)
{
	generate_approved("token");
	lose_second();
	succeed(create("erin", ROLE_CRYPTO_USER, "token"));
	expect_no_token();
}
END_TEST

/* Values */

START_TEST(values_are_those_that_all_hsms_have)
{
	struct quorum_values values;

	succeed(quorum_get_values(connection, &values, &err));
	ck_assert(values.agree && values.has_cluster);
	ck_assert_uint_eq(values.values[QUORUM_USER], 2);
	ck_assert_uint_eq(values.values[QUORUM_QUORUM], QUORUM_OFF);
	ck_assert_uint_eq(values.values[QUORUM_CLUSTER], QUORUM_OFF);
	/* Nobody need be logged in to see them. */
	succeed(client_logout(connection, &err));
	succeed(quorum_get_values(connection, &values, &err));
	ck_assert_uint_eq(values.values[QUORUM_USER], 2);
}
END_TEST

START_TEST(values_that_differ_are_told_by_the_highest)
{
	struct quorum_values values;

	lose_second();
	succeed(set_value(QUORUM_USER, QUORUM_OFF));
	succeed(set_value(QUORUM_CLUSTER, 2));
	find_second();
	succeed(quorum_get_values(connection, &values, &err));
	ck_assert(!values.agree);
	ck_assert_uint_eq(values.values[QUORUM_USER], 2);
	ck_assert_uint_eq(values.values[QUORUM_CLUSTER], 2);
	succeed(set_value(QUORUM_USER, QUORUM_OFF));
	succeed(set_value(QUORUM_CLUSTER, QUORUM_OFF));
	succeed(quorum_get_values(connection, &values, &err));
	ck_assert(values.agree);
}
END_TEST

START_TEST(a_value_that_one_hsm_refuses_is_set_nowhere)
{
	struct quorum_values values;

	refuse(set_value(QUORUM_QUORUM, 3), ERR_QUORUM_VALUE, "Invalid quorum value");
	succeed(quorum_get_values(connection, &values, &err));
	ck_assert_uint_eq(values.values[QUORUM_QUORUM], QUORUM_OFF);
}
END_TEST

/* Registrations */

START_TEST(a_registration_is_on_every_hsm)
{
	ck_assert_int_eq(view_of("carol").quorum, STRATEGY_ENABLED);
	ck_assert_int_eq(view_of("carol").mfa, STRATEGY_NONE);
	lose_second();
	succeed(register_key(CAROL_KEY));
	find_second();
	/* Another key on each is none to rely on. */
	ck_assert_int_eq(view_of("admin").quorum, STRATEGY_INCONSISTENT);
	succeed(register_key(ADMIN_KEY));
	ck_assert_int_eq(view_of("admin").quorum, STRATEGY_ENABLED);
}
END_TEST

START_TEST(a_registration_is_proven)
{
	char key[96], token[96];

	strcpy(key, path_of("user.pub"));
	strcpy(token, path_of("registration"));
	succeed(generate(QUORUM_REGISTRATION, "registration"));
	expect_no_token();
	write_public_key("user.pub", ADMIN_KEY);
	refuse(quorum_register(connection, key, token, &err), ERR_QUORUM_NO_SIGNATURES, "");
	sign_token("registration", CAROL_KEY);
	refuse(quorum_register(connection, key, token, &err), ERR_QUORUM_PROOF, "InvalidQuorum");
	generate_approved("token");
	refuse(quorum_register(connection, key, path_of("token"), &err), ERR_TOKEN_FILE,
	    "no list of tokens");
	refuse(quorum_register(connection, token, token, &err), ERR_PEM_INVALID, "registration");
}
END_TEST

/* Keys */

/* An AES key of alice's that is shared with bob, and takes two to manage. */
static void make_guarded(const char *label)
{
	static const char *const bob[] = {"bob"};
	const struct key_template template = {.label = label,
	    .share_with = bob,
	    .n_share_with = 1,
	    .has_quorum = true,
	    .manage_quorum = 2,
	    .use_quorum = 2};
	struct key_view key;

	succeed(key_generate_aes(connection, &template, 32, &key, &err));
	ck_assert_uint_eq(key.manage_quorum, 2);
	ck_assert_uint_eq(key.use_quorum, 2);
	key_view_done(&key);
}

static int generate_for(const char *label, enum quorum_service service, const char *name)
{
	struct key_filter filter = filter_of(label);
	int rc = quorum_generate(connection, service, &filter, path_of(name), &err);

	key_filter_done(&filter);
	return rc;
}

static int rename_key(const char *label, const char *approval_file)
{
	static const char *const word = "label=renamed";
	struct attribute_list list = ATTRIBUTE_LIST_INIT;
	struct key_filter filter = filter_of(label);
	struct quorum_approval *approval = NULL;
	int rc;

	succeed(attribute_list_parse(&word, 1, &list, &err));
	if (approval_file)
		succeed(quorum_approval_read(path_of(approval_file), &approval, &err));
	rc = key_set_attribute(connection, &filter, &list.values[0], approval, &err);
	quorum_approval_free(approval);
	attribute_list_done(&list);
	key_filter_done(&filter);
	return rc;
}

START_TEST(a_token_of_a_key_is_made_and_used_up_on_every_hsm)
{
	struct quorum_token_view token;

	switch_to("alice", ROLE_CRYPTO_USER);
	make_guarded("k");
	refuse(rename_key("attr.label=k", NULL), ERR_QUORUM_FAILED, "Quorum Failed");
	succeed(generate_for("attr.label=k", QUORUM_KEY_MANAGEMENT, "token"));
	token = only_token();
	ck_assert_uint_ne(token.key_reference, 0);
	ck_assert_uint_eq(token.required, 2);
	ck_assert_int_eq(token.cluster_coverage, COVERAGE_FULL);
	approve("token", "alice", ALICE_KEY);
	refuse(rename_key("attr.label=k", "token"), ERR_QUORUM_TOO_FEW, "");
	approve("token", "bob", BOB_KEY);
	succeed(rename_key("attr.label=k", "token"));
	expect_no_token();
	ck_assert_uint_eq(count_keys("attr.label=renamed"), 1);
	refuse(rename_key("attr.label=renamed", "token"), ERR_QUORUM_SIGNATURE, "");
}
END_TEST

START_TEST(a_token_is_of_one_key)
{
	switch_to("alice", ROLE_CRYPTO_USER);
	refuse(generate_for("attr.label=k", QUORUM_KEY_USAGE, "token"), ERR_KEY_NOT_SINGLE,
	    "matched 0 keys");
	make_guarded("k");
	make_guarded("k");
	refuse(generate_for("attr.label=k", QUORUM_KEY_USAGE, "token"), ERR_KEY_NOT_SINGLE,
	    "matched 2 keys");
	expect_no_token();
}
END_TEST

static int sign_with_key(const char *approval_file, struct bytes *signature)
{
	const struct sign_parameters ecdsa = {.mechanism = SIGN_ECDSA, .hash = HASH_SHA256};
	struct key_filter filter = filter_of("attr.class=private-key");
	struct quorum_approval *approval = NULL;
	uint64_t reference;
	int rc;

	if (approval_file)
		succeed(quorum_approval_read(path_of(approval_file), &approval, &err));
	rc =
	    key_sign(connection, &ecdsa, &filter, "data", 4, approval, &reference, signature, &err);
	quorum_approval_free(approval);
	key_filter_done(&filter);
	return rc;
}

/* An EC pair of alice's, whose private half is shared with bob and takes two to use. */
static void make_guarded_pair(void)
{
	static const char *const bob[] = {"bob"}, *const word = "sign=true";
	struct attribute_list list = ATTRIBUTE_LIST_INIT;
	const struct key_template public_template = {.label = "p"};
	const struct key_template private_template = {.label = "p",
	    .attributes = &list,
	    .share_with = bob,
	    .n_share_with = 1,
	    .has_quorum = true,
	    .manage_quorum = 2,
	    .use_quorum = 2};
	struct key_view public_view, private_view;

	succeed(attribute_list_parse(&word, 1, &list, &err));
	succeed(key_generate_ec(connection, &public_template, &private_template, CURVE_SECP256R1,
	    &public_view, &private_view, &err));
	key_view_done(&public_view);
	key_view_done(&private_view);
	attribute_list_done(&list);
}

/* One HSM signs; the others must not let it sign again. */
START_TEST(an_approval_of_a_signature_is_used_up_on_every_hsm)
{
	struct bytes signature = BYTES_INIT;

	switch_to("alice", ROLE_CRYPTO_USER);
	make_guarded_pair();
	refuse(sign_with_key(NULL, &signature), ERR_QUORUM_FAILED, "");
	succeed(generate_for("attr.class=private-key", QUORUM_KEY_USAGE, "token"));
	approve("token", "alice", ALICE_KEY);
	approve("token", "bob", BOB_KEY);
	ck_assert_uint_eq(signature.len, 0);
	succeed(sign_with_key("token", &signature));
	ck_assert_uint_gt(signature.len, 0);
	expect_no_token();
	bytes_clear(&signature);
	refuse(sign_with_key("token", &signature), ERR_QUORUM_SIGNATURE, "");
	ck_assert_uint_eq(signature.len, 0);
	bytes_done(&signature);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, a_token_is_made_on_every_hsm);
	tcase_add_test(tests, a_token_that_cannot_be_written_is_not_made);
	tcase_add_test(tests, tokens_are_removed_on_every_hsm);
	tcase_add_test(tests, nobody_who_is_not_logged_in_has_tokens);
	tcase_add_test(tests, an_approved_request_is_used_up_on_every_hsm);
	tcase_add_test(tests, a_request_that_is_not_approved_is_done_nowhere);
	tcase_add_test(tests, a_repair_leaves_no_token_where_there_was_nothing_to_do);
	tcase_add_test(tests, an_hsm_that_was_away_has_no_token);
	tcase_add_test(tests, an_hsm_that_is_away_later_is_not_needed);
	tcase_add_test(tests, values_are_those_that_all_hsms_have);
	tcase_add_test(tests, values_that_differ_are_told_by_the_highest);
	tcase_add_test(tests, a_value_that_one_hsm_refuses_is_set_nowhere);
	tcase_add_test(tests, a_registration_is_on_every_hsm);
	tcase_add_test(tests, a_registration_is_proven);
	tcase_add_test(tests, a_token_of_a_key_is_made_and_used_up_on_every_hsm);
	tcase_add_test(tests, a_token_is_of_one_key);
	tcase_add_test(tests, an_approval_of_a_signature_is_used_up_on_every_hsm);
}

int main(void)
{
	Suite *suite = suite_create("client-quorum");
	TCase *tests = tcase_create("tests");

	tcase_set_timeout(tests, 60);
	add_fixtures(tests, prepare, setup_value);
	add_tests(tests);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
