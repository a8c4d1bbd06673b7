/* Quorum at one HSM: which values it takes, and the life of its tokens. */
#include "quorum-fixture.h"

#define LIFE INT64_C(600)

static const char *const services[QUORUM_VALUES] = {"user", "quorum", "cluster"};

/* Values */

START_TEST(services_have_names)
{
	for (enum quorum_service s = QUORUM_USER; s < QUORUM_VALUES; s++)
		ck_assert_str_eq(quorum_service_name(s), services[s]);
	ck_assert_str_eq(quorum_service_name(QUORUM_REGISTRATION), "registration");
	ck_assert_str_eq(quorum_service_name(QUORUM_KEY_USAGE), "key-usage");
	ck_assert_str_eq(quorum_service_name(QUORUM_KEY_MANAGEMENT), "key-management");
}
END_TEST

START_TEST(a_fresh_hsm_asks_for_no_quorum)
{
	for (enum quorum_service s = QUORUM_USER; s < QUORUM_VALUES; s++)
		ck_assert_uint_eq(hsm.row.quorum[s], QUORUM_OFF);
}
END_TEST

START_TEST(each_service_has_a_value_of_its_own)
{
	const enum quorum_service service = (enum quorum_service)_i;
	struct partition again;

	succeed(set_value(&admin, service, 2));
	succeed(partition_open(store, hsm.row.id, &again, &err));
	for (enum quorum_service s = QUORUM_USER; s < QUORUM_VALUES; s++)
		ck_assert_uint_eq(again.row.quorum[s], s == service ? 2 : QUORUM_OFF);
}
END_TEST

/* A session that registers a key for a user who is made for it, and ends. */
static void add_approver(const char *name, enum user_role role)
{
	struct partition_session session = {.role = ROLE_NONE};

	make_user(name, role);
	login(name, role, &session);
	register_key(&session, ADMIN_KEY);
	succeed(partition_logout(&hsm, &session, &err));
}

START_TEST(a_value_is_2_to_8_or_off)
{
	static const char *const names[] = {"a3", "a4", "a5", "a6", "a7", "a8", "a9"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		add_approver(names[i], ROLE_ADMIN);
	refuse(set_value(&admin, QUORUM_USER, 0), ERR_QUORUM_VALUE);
	refuse(set_value(&admin, QUORUM_USER, 9), ERR_QUORUM_VALUE);
	refuse(set_value(&admin, QUORUM_USER, UINT32_MAX), ERR_QUORUM_VALUE);
	for (unsigned value = 2; value <= 8; value++) {
		succeed(set_value(&admin, QUORUM_USER, value));
		ck_assert_uint_eq(hsm.row.quorum[QUORUM_USER], value);
	}
	succeed(set_value(&admin, QUORUM_USER, 1));
	ck_assert_uint_eq(hsm.row.quorum[QUORUM_USER], QUORUM_OFF);
}
END_TEST

START_TEST(a_value_is_not_more_than_admins_who_have_registered)
{
	refuse(set_value(&admin, QUORUM_QUORUM, 3), ERR_QUORUM_VALUE);
	/* Neither a crypto user who has nor an admin who has not. */
	add_approver("cu", ROLE_CRYPTO_USER);
	make_user("dave", ROLE_ADMIN);
	refuse(set_value(&admin, QUORUM_QUORUM, 3), ERR_QUORUM_VALUE);
	ck_assert_uint_eq(hsm.row.quorum[QUORUM_QUORUM], QUORUM_OFF);
	succeed(set_value(&admin, QUORUM_QUORUM, 2));
}
END_TEST

START_TEST(a_third_admin_who_registers_counts)
{
	add_approver("dave", ROLE_ADMIN);
	succeed(set_value(&admin, QUORUM_USER, 3));
	refuse(set_value(&admin, QUORUM_USER, 4), ERR_QUORUM_VALUE);
}
END_TEST

START_TEST(nobody_who_has_registered_leaves_no_value_but_off)
{
	other_hsm(HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_FIPS);
	refuse(set_value(&admin, QUORUM_USER, 2), ERR_QUORUM_VALUE);
	succeed(set_value(&admin, QUORUM_USER, QUORUM_OFF));
}
END_TEST

START_TEST(hsm1_has_no_cluster_service)
{
	unsigned char record[TOKEN_RECORD_LEN];

	other_hsm(HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS);
	refuse(set_value(&admin, QUORUM_CLUSTER, QUORUM_OFF), ERR_POLICY);
	ck_assert_ptr_nonnull(strstr(err.text, "hsm1.medium"));
	refuse(generate(&admin, QUORUM_CLUSTER, 0, record), ERR_POLICY);
	succeed(set_value(&admin, QUORUM_USER, QUORUM_OFF));
	succeed(generate(&admin, QUORUM_USER, 0, record));
}
END_TEST

START_TEST(only_an_admin_sets_a_value)
{
	struct partition_session nobody = {.role = ROLE_NONE};

	refuse(set_value(&alice, QUORUM_USER, 2), ERR_ADMIN_REQUIRED);
	refuse(set_value(&nobody, QUORUM_USER, 2), ERR_ADMIN_REQUIRED);
	/* A value of a key is no value of the HSM. */
	refuse(set_value(&admin, QUORUM_KEY_USAGE, 2), ERR_INTERNAL);
}
END_TEST

/* Tokens */

START_TEST(a_user_has_one_token_a_service)
{
	struct partition_session again = {.role = ROLE_NONE};
	unsigned char record[TOKEN_RECORD_LEN];

	for (enum quorum_service s = QUORUM_USER; s < QUORUM_VALUES; s++)
		succeed(generate(&admin, s, 0, record));
	refuse(generate(&admin, QUORUM_USER, 0, record), ERR_QUORUM_TOKEN_EXISTS);
	succeed(generate(&carol, QUORUM_USER, 0, record));
	/* It is the user's, whichever login it was made in. */
	login("admin", ROLE_ADMIN, &again);
	refuse(generate(&again, QUORUM_CLUSTER, 0, record), ERR_QUORUM_TOKEN_EXISTS);
	ck_assert_uint_eq(count_tokens(&admin), 4);
	partition_session_done(&again);
}
END_TEST

START_TEST(a_user_has_many_tokens_of_a_key)
{
	unsigned char record[TOKEN_RECORD_LEN], other[TOKEN_RECORD_LEN];
	uint64_t key = make_aes(&alice, 100, false);

	succeed(generate(&alice, QUORUM_KEY_USAGE, key, record));
	succeed(generate(&alice, QUORUM_KEY_USAGE, key, other));
	succeed(generate(&alice, QUORUM_KEY_MANAGEMENT, key, other));
	ck_assert_mem_ne(record, other, sizeof(record));
	ck_assert_uint_eq(count_tokens(&alice), 3);
}
END_TEST

START_TEST(tokens_are_for_those_whose_requests_they_approve)
{
	struct partition_session nobody = {.role = ROLE_NONE};
	unsigned char record[TOKEN_RECORD_LEN];
	uint64_t key = make_aes(&alice, 100, false);

	make_ec(&alice, CURVE_SECP256R1, 200, NULL, NULL);
	refuse(generate(&alice, QUORUM_USER, 0, record), ERR_ADMIN_REQUIRED);
	refuse(generate(&nobody, QUORUM_USER, 0, record), ERR_ADMIN_REQUIRED);
	refuse(generate(&admin, QUORUM_KEY_USAGE, key, record), ERR_CRYPTO_USER_REQUIRED);
	refuse(generate(&bob, QUORUM_KEY_USAGE, key, record), ERR_KEY_NOT_SINGLE);
	refuse(generate(&alice, QUORUM_KEY_USAGE, 99, record), ERR_KEY_NOT_SINGLE);
	succeed(partition_key_share(&hsm, &alice, key, "bob", ROLE_CRYPTO_USER, NULL, &err));
	succeed(generate(&bob, QUORUM_KEY_USAGE, key, record));
	/* A public key that everybody sees is nobody else's to use. */
	refuse(generate(&bob, QUORUM_KEY_MANAGEMENT, 200, record), ERR_KEY_NOT_SINGLE);
	/* That of a registration is not the HSM's. */
	refuse(generate(&admin, QUORUM_REGISTRATION, 0, record), ERR_INTERNAL);
	ck_assert_uint_eq(count_tokens(&admin), 1);
}
END_TEST

static int64_t left_of_first(void)
{
	struct token_row *rows = NULL;
	size_t count = 0;
	int64_t left;

	succeed(store_token_list(store, hsm.row.id, &rows, &count, &err));
	ck_assert_uint_ge(count, 1);
	left = partition_token_left(&hsm, &rows[0]);
	free(rows);
	return left;
}

START_TEST(a_token_lives_for_ten_minutes)
{
	const int64_t start = fixed.now / 1000000;
	unsigned char record[TOKEN_RECORD_LEN];

	succeed(generate(&admin, QUORUM_USER, 0, record));
	ck_assert_int_eq(left_of_first(), LIFE * 1000000);
	set_date(start + LIFE - 1);
	ck_assert_int_eq(left_of_first(), 1000000);
	ck_assert_uint_eq(count_tokens(&admin), 1);
	refuse(generate(&admin, QUORUM_USER, 0, record), ERR_QUORUM_TOKEN_EXISTS);
	set_date(start + LIFE);
	ck_assert_int_eq(left_of_first(), 0);
	ck_assert_uint_eq(count_tokens(&admin), 0);
	/* One that is new takes the place of it. */
	succeed(generate(&admin, QUORUM_USER, 0, record));
	ck_assert_int_eq(left_of_first(), LIFE * 1000000);
}
END_TEST

START_TEST(a_clock_that_goes_back_lengthens_no_life)
{
	const int64_t start = fixed.now / 1000000;
	unsigned char record[TOKEN_RECORD_LEN];

	succeed(generate(&admin, QUORUM_USER, 0, record));
	set_date(start - 100000);
	ck_assert_int_eq(left_of_first(), LIFE * 1000000);
	ck_assert_uint_eq(count_tokens(&admin), 1);
	set_date(start + LIFE + 1);
	ck_assert_int_eq(left_of_first(), 0);
	ck_assert_uint_eq(count_tokens(&admin), 0);
}
END_TEST

/* As many tokens of alice as there can be; the first ones expire first. */
static void fill_with_tokens(size_t count, size_t older)
{
	struct token_row row = {.login = alice.login,
	    .service = QUORUM_KEY_USAGE,
	    .handle = 100,
	    .username = "alice",
	    .created = fixed.now - INT64_C(1000000)};

	for (size_t i = 0; i < count; i++) {
		if (i == older)
			row.created = fixed.now;
		succeed(store_token_add(store, hsm.row.id, &row, &err));
	}
}

START_TEST(an_hsm_holds_1024_tokens_that_have_not_expired)
{
	unsigned char record[TOKEN_RECORD_LEN];

	make_aes(&alice, 100, false);
	fill_with_tokens(1023, 10);
	succeed(generate(&alice, QUORUM_KEY_USAGE, 100, record));
	refuse(generate(&alice, QUORUM_KEY_USAGE, 100, record), ERR_QUORUM_TOKEN_LIMIT);
	refuse(generate(&admin, QUORUM_USER, 0, record), ERR_QUORUM_TOKEN_LIMIT);
	ck_assert_uint_eq(count_tokens(&alice), 1024);
	set_date(fixed.now / 1000000 + LIFE - 1);
	ck_assert_uint_eq(count_tokens(&alice), 1014);
	for (int i = 0; i < 10; i++)
		succeed(generate(&alice, QUORUM_KEY_USAGE, 100, record));
	refuse(generate(&admin, QUORUM_USER, 0, record), ERR_QUORUM_TOKEN_LIMIT);
	ck_assert_uint_eq(count_tokens(&alice), 1024);
}
END_TEST

static void make_token_and_end(void)
{
	struct partition_session session = {.role = ROLE_NONE};
	unsigned char record[TOKEN_RECORD_LEN];

	login("admin", ROLE_ADMIN, &session);
	succeed(generate(&session, QUORUM_USER, 0, record));
}

START_TEST(a_token_of_a_process_that_ended_stands_in_nobodys_way)
{
	unsigned char record[TOKEN_RECORD_LEN];

	in_another_process(make_token_and_end);
	ck_assert_uint_eq(count_tokens(&admin), 0);
	succeed(generate(&admin, QUORUM_USER, 0, record));
	ck_assert_uint_eq(count_tokens(&admin), 1);
}
END_TEST

START_TEST(tokens_go_with_their_login)
{
	unsigned char record[TOKEN_RECORD_LEN];

	succeed(generate(&admin, QUORUM_USER, 0, record));
	succeed(generate(&carol, QUORUM_USER, 0, record));
	succeed(partition_logout(&hsm, &admin, &err));
	ck_assert_uint_eq(count_tokens(&carol), 1);
	login("admin", ROLE_ADMIN, &admin);
	succeed(generate(&admin, QUORUM_USER, 0, record));
}
END_TEST

/* Records */

static uint64_t number_at(const unsigned char *record, size_t offset, size_t len)
{
	uint64_t number = 0;

	for (size_t i = 0; i < len; i++)
		number = number << 8 | record[offset + i];
	return number;
}

static void check_record(const unsigned char record[TOKEN_RECORD_LEN], const char *username,
    uint64_t version, uint64_t service, uint64_t number, uint64_t handle)
{
	static const unsigned char zeros[16];
	char name[32] = "";

	strcpy(name, username);
	ck_assert_uint_eq(number_at(record, 0, 2), version);
	ck_assert_uint_eq(number_at(record, 2, 2), service);
	ck_assert_uint_eq(number_at(record, 4, 4), number);
	ck_assert_mem_eq(record + 8, zeros, 4);
	ck_assert_uint_eq(number_at(record, 12, 4), handle);
	ck_assert_mem_ne(record + 16, zeros, 16);
	ck_assert_mem_eq(record + 32, name, 32);
	ck_assert_uint_eq(number_at(record, 64, 8), (uint64_t)(fixed.now / 1000000));
	ck_assert_mem_eq(record + 72, zeros, 8);
}

START_TEST(a_record_has_80_bytes_that_say_what_it_is_for)
{
	unsigned char user[TOKEN_RECORD_LEN], quorum[TOKEN_RECORD_LEN], cluster[TOKEN_RECORD_LEN];
	unsigned char usage[TOKEN_RECORD_LEN], management[TOKEN_RECORD_LEN];

	ck_assert_uint_eq(TOKEN_RECORD_LEN, 80);
	make_aes(&alice, 0xabcdef, false);
	succeed(generate(&admin, QUORUM_USER, 0, user));
	succeed(generate(&carol, QUORUM_QUORUM, 0, quorum));
	succeed(generate(&admin, QUORUM_CLUSTER, 0, cluster));
	succeed(generate(&alice, QUORUM_KEY_USAGE, 0xabcdef, usage));
	succeed(generate(&alice, QUORUM_KEY_MANAGEMENT, 0xabcdef, management));
	check_record(user, "admin", 1, 3, 1, 0);
	check_record(quorum, "carol", 1, 4, 2, 0);
	check_record(cluster, "admin", 1, 7, 3, 0);
	check_record(usage, "alice", 2, 5, 4, 0xabcdef);
	check_record(management, "alice", 2, 6, 5, 0xabcdef);
	ck_assert_mem_ne(user + 16, quorum + 16, 16);
}
END_TEST

/* No number is given twice, whatever became of the token that had it. */
START_TEST(tokens_are_numbered_through)
{
	unsigned char first[TOKEN_RECORD_LEN], next[TOKEN_RECORD_LEN];

	succeed(generate(&admin, QUORUM_USER, 0, first));
	succeed(partition_token_delete(&hsm, &admin, true, &err));
	succeed(partition_open(store, hsm.row.id, &hsm, &err));
	succeed(generate(&admin, QUORUM_USER, 0, next));
	ck_assert_uint_eq(number_at(first, 4, 4), 1);
	ck_assert_uint_eq(number_at(next, 4, 4), 2);
}
END_TEST

START_TEST(a_record_is_read_back)
{
	static const enum quorum_service read[10] = {[3] = QUORUM_USER,
	    [4] = QUORUM_QUORUM,
	    [5] = QUORUM_KEY_USAGE,
	    [6] = QUORUM_KEY_MANAGEMENT,
	    [7] = QUORUM_CLUSTER};
	unsigned char record[TOKEN_RECORD_LEN] = {[12] = 1, 2, 3, 4};

	for (unsigned char number = 0; number < 10; number++) {
		enum quorum_service service = QUORUM_SERVICES;
		uint64_t handle = 0;
		bool known = number >= 3 && number <= 7;

		record[3] = number;
		ck_assert_int_eq(partition_record_read(record, &service, &handle), known);
		if (known) {
			ck_assert_int_eq(service, read[number]);
			ck_assert_uint_eq(handle, 0x01020304);
		}
	}
	record[2] = 1;
	record[3] = 3;
	ck_assert(
	    !partition_record_read(record, &(enum quorum_service){QUORUM_USER}, &(uint64_t){0}));
}
END_TEST

/* Listing and removing */

START_TEST(tokens_are_listed_to_all_users_in_the_order_they_were_made)
{
	struct partition_session nobody = {.role = ROLE_NONE};
	unsigned char record[TOKEN_RECORD_LEN];
	struct token_row *rows = NULL;
	size_t count = 0;

	make_aes(&alice, 100, false);
	succeed(generate(&carol, QUORUM_QUORUM, 0, record));
	succeed(generate(&alice, QUORUM_KEY_USAGE, 100, record));
	succeed(generate(&admin, QUORUM_USER, 0, record));
	refuse(partition_token_list(&hsm, &nobody, &rows, &count, &err), ERR_USER_REQUIRED);
	succeed(partition_token_list(&hsm, &bob, &rows, &count, &err));
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(rows[0].username, "carol");
	ck_assert_str_eq(rows[1].username, "alice");
	ck_assert_uint_eq(rows[1].handle, 100);
	ck_assert_str_eq(rows[2].username, "admin");
	ck_assert_mem_eq(rows[2].record, record, sizeof(record));
	free(rows);
}
END_TEST

static unsigned required_of_first(void)
{
	struct token_row *rows = NULL;
	size_t count = 0;
	unsigned required = 99;

	succeed(partition_token_list(&hsm, &admin, &rows, &count, &err));
	ck_assert_uint_ge(count, 1);
	succeed(partition_token_required(&hsm, &rows[0], &required, &err));
	free(rows);
	return required;
}

START_TEST(a_token_takes_as_many_approvals_as_its_service_wants)
{
	unsigned char record[TOKEN_RECORD_LEN];

	succeed(generate(&admin, QUORUM_CLUSTER, 0, record));
	ck_assert_uint_eq(required_of_first(), QUORUM_OFF);
	succeed(set_value(&admin, QUORUM_CLUSTER, 2));
	ck_assert_uint_eq(required_of_first(), 2);
	ck_assert_int_eq(err.code, 0);
}
END_TEST

START_TEST(a_token_of_a_key_that_is_gone_takes_none)
{
	unsigned char record[TOKEN_RECORD_LEN];

	make_aes(&alice, 100, false);
	succeed(generate(&alice, QUORUM_KEY_USAGE, 100, record));
	succeed(partition_key_delete(&hsm, &alice, 100, &err));
	ck_assert_uint_eq(required_of_first(), 0);
	ck_assert_int_eq(err.code, 0);
}
END_TEST

START_TEST(a_token_is_withdrawn_by_who_made_it)
{
	unsigned char mine[TOKEN_RECORD_LEN], other[TOKEN_RECORD_LEN];

	succeed(generate(&admin, QUORUM_USER, 0, mine));
	succeed(generate(&carol, QUORUM_USER, 0, other));
	succeed(partition_token_withdraw(&hsm, &carol, mine, &err));
	ck_assert_uint_eq(count_tokens(&admin), 2);
	succeed(partition_token_withdraw(&hsm, &admin, mine, &err));
	ck_assert_uint_eq(count_tokens(&admin), 1);
	succeed(generate(&admin, QUORUM_USER, 0, mine));
}
END_TEST

START_TEST(an_admin_removes_their_own_tokens_or_all)
{
	unsigned char record[TOKEN_RECORD_LEN];

	make_aes(&alice, 100, false);
	succeed(generate(&admin, QUORUM_USER, 0, record));
	succeed(generate(&admin, QUORUM_QUORUM, 0, record));
	succeed(generate(&carol, QUORUM_USER, 0, record));
	succeed(generate(&alice, QUORUM_KEY_USAGE, 100, record));
	refuse(partition_token_delete(&hsm, &alice, false, &err), ERR_ADMIN_REQUIRED);
	refuse(partition_token_delete(&hsm, &alice, true, &err), ERR_ADMIN_REQUIRED);
	ck_assert_uint_eq(count_tokens(&admin), 4);
	succeed(partition_token_delete(&hsm, &admin, false, &err));
	ck_assert_uint_eq(count_tokens(&admin), 2);
	succeed(partition_token_delete(&hsm, &admin, true, &err));
	ck_assert_uint_eq(count_tokens(&admin), 0);
	succeed(partition_token_delete(&hsm, &admin, true, &err));
}
END_TEST

static void add_tests_of_values(Suite *suite)
{
	TCase *tests = tcase_create("values");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup_quorum, teardown_quorum);
	tcase_add_test(tests, services_have_names);
	tcase_add_test(tests, a_fresh_hsm_asks_for_no_quorum);
	tcase_add_loop_test(tests, each_service_has_a_value_of_its_own, 0, QUORUM_VALUES);
	tcase_add_test(tests, a_value_is_2_to_8_or_off);
	tcase_add_test(tests, a_value_is_not_more_than_admins_who_have_registered);
	tcase_add_test(tests, a_third_admin_who_registers_counts);
	tcase_add_test(tests, nobody_who_has_registered_leaves_no_value_but_off);
	tcase_add_test(tests, hsm1_has_no_cluster_service);
	tcase_add_test(tests, only_an_admin_sets_a_value);
	suite_add_tcase(suite, tests);
}

static void add_tests_of_tokens(Suite *suite)
{
	TCase *tests = tcase_create("tokens");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup_quorum, teardown_quorum);
	tcase_add_test(tests, a_user_has_one_token_a_service);
	tcase_add_test(tests, a_user_has_many_tokens_of_a_key);
	tcase_add_test(tests, tokens_are_for_those_whose_requests_they_approve);
	tcase_add_test(tests, a_token_lives_for_ten_minutes);
	tcase_add_test(tests, a_clock_that_goes_back_lengthens_no_life);
	tcase_add_test(tests, an_hsm_holds_1024_tokens_that_have_not_expired);
	tcase_add_test(tests, a_token_of_a_process_that_ended_stands_in_nobodys_way);
	tcase_add_test(tests, tokens_go_with_their_login);
	tcase_add_test(tests, a_record_has_80_bytes_that_say_what_it_is_for);
	tcase_add_test(tests, tokens_are_numbered_through);
	tcase_add_test(tests, a_record_is_read_back);
	tcase_add_test(tests, tokens_are_listed_to_all_users_in_the_order_they_were_made);
	tcase_add_test(tests, a_token_takes_as_many_approvals_as_its_service_wants);
	tcase_add_test(tests, a_token_of_a_key_that_is_gone_takes_none);
	tcase_add_test(tests, a_token_is_withdrawn_by_who_made_it);
	tcase_add_test(tests, an_admin_removes_their_own_tokens_or_all);
	suite_add_tcase(suite, tests);
}

int main(void)
{
	Suite *suite = suite_create("partition-quorum");

	add_tests_of_values(suite);
	add_tests_of_tokens(suite);
	return unit_run(suite);
}
