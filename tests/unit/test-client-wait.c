/* The client waits: for slow HSMs, and for enough of them where the estate lags as the service
 * does. */
#include "client-fixture.h"
#include "fault.h"
#include "store.h"

#define SECONDS 1000 /* in milliseconds */

static void be_slow(const struct hsm_view *hsm)
{
	succeed(estate_fault_set(estate, hsm->hsm_id, FAULT_SLOW, &err));
}

static void list_users(void)
{
	struct user_view *users = NULL;
	size_t count = 0;

	succeed(user_list(connection, &users, &count, &err));
	free(users);
}

/* Others can write meanwhile: they are not to wait, too. */
static void write_from_outside(unsigned sleeps)
{
	(void)sleeps;
	run_sql("BEGIN IMMEDIATE; COMMIT");
}

START_TEST(slow_hsm_is_waited_for_once_a_request)
{
	struct key_view key;

	make_alice();
	ck_assert_uint_eq(machine.slept, 0);
	be_slow(&second);
	machine.while_asleep = write_from_outside;
	look();
	ck_assert_uint_eq(machine.slept, 0);
	list_users();
	ck_assert_uint_eq(machine.slept, 1 * SECONDS);
	be_slow(&first);
	look();
	succeed(make_aes("one", &key));
	key_view_done(&key);
	ck_assert_uint_eq(machine.slept, 2 * SECONDS);
	succeed(client_logout(connection, &err));
	ck_assert_uint_eq(machine.slept, 3 * SECONDS);
	log_in("alice", ROLE_CRYPTO_USER);
	ck_assert_uint_eq(machine.slept, 4 * SECONDS);
	ck_assert_uint_eq(count_keys("attr.label=one"), 1);
	ck_assert_uint_eq(machine.slept, 5 * SECONDS);
}
END_TEST

START_TEST(slow_hsm_that_is_away_lets_nobody_wait)
{
	be_slow(&second);
	fault(second.hsm_id, true);
	look();
	list_users();
	ck_assert_uint_eq(machine.slept, 0);
}
END_TEST

static void lag(const char *value)
{
	struct store *store = estate_store(estate);

	succeed(store_begin(store, STORE_NO_FLUSH, &err));
	succeed(store_setting_set(store, "lag", value, &err));
	succeed(store_commit(store, &err));
}

/* What a command with a key does, each in another way: all of them want two HSMs. */
static int list(void)
{
	struct key_filter filter = filter_of("attr.label=s");
	struct key_page page;
	int rc = key_list(connection, &filter, 0, 10, &page, &err);

	key_filter_done(&filter);
	if (!rc)
		key_page_done(&page);
	return rc;
}

static int generate(void)
{
	struct key_view key;
	int rc = make_aes("new", &key);

	if (!rc)
		key_view_done(&key);
	return rc;
}

static int sign_data(void)
{
	struct key_filter filter = filter_of("attr.class=private-key");
	const struct sign_parameters parameters = {
	    .mechanism = SIGN_ECDSA, .hash = HASH_SHA256, .data_type = SIGN_DATA_RAW};
	struct bytes signature = BYTES_INIT;
	uint64_t reference = 0;
	int rc = key_sign(
	    connection, &parameters, &filter, "data", 4, NULL, &reference, &signature, &err);

	key_filter_done(&filter);
	bytes_done(&signature);
	return rc;
}

static int export(void)
{
	struct key_filter filter = filter_of("attr.label=s");
	struct bytes pem = BYTES_INIT;
	int rc = key_export_public_pem(connection, &filter, &pem, &err);

	key_filter_done(&filter);
	bytes_done(&pem);
	return rc;
}

static int set_attribute(void)
{
	static const char *const word = "encrypt=false";
	struct key_filter filter = filter_of("attr.label=k");
	struct attribute_list list = ATTRIBUTE_LIST_INIT;
	int rc;

	succeed(attribute_list_parse(&word, 1, &list, &err));
	rc = key_set_attribute(connection, &filter, &list.values[0], NULL, &err);
	attribute_list_done(&list);
	key_filter_done(&filter);
	return rc;
}

static int (*const uses[])(void) = {list, generate, sign_data, export, set_attribute};

static void make_keys(void)
{
	struct key_view key;

	make_alice();
	succeed(make_pair("s", CURVE_SECP256R1, false));
	succeed(make_aes("k", &key));
	key_view_done(&key);
}

START_TEST(without_lag_too_few_hsms_are_an_error_at_once)
{
	make_keys();
	fault(second.hsm_id, true);
	look();
	refuse(uses[_i](), ERR_KEY_AVAILABILITY, "available on at least 2 HSMs");
	lag("none");
	refuse(uses[_i](), ERR_KEY_AVAILABILITY, "available on at least 2 HSMs");
	ck_assert_uint_eq(machine.slept, 0);
}
END_TEST

START_TEST(with_lag_too_few_hsms_are_an_error_in_the_end)
{
	make_keys();
	fault(second.hsm_id, true);
	lag("realistic");
	machine.while_asleep = write_from_outside;
	look();
	refuse(uses[_i](), ERR_KEY_AVAILABILITY, "available on at least 2 HSMs");
	ck_assert_uint_eq(machine.slept, 87200);
	ck_assert_uint_eq(machine.sleeps, 88);
}
END_TEST

static void come_back(unsigned sleeps)
{
	if (sleeps == 3)
		fault(second.hsm_id, false);
}

START_TEST(with_lag_a_command_goes_on_when_there_are_enough)
{
	make_keys();
	fault(second.hsm_id, true);
	lag("realistic");
	machine.while_asleep = come_back;
	look();
	succeed(uses[_i]());
	ck_assert_uint_eq(machine.slept, 3 * SECONDS);
}
END_TEST

START_TEST(who_came_back_meanwhile_takes_part)
{
	struct key_page page;

	make_alice();
	fault(second.hsm_id, true);
	lag("realistic");
	machine.while_asleep = come_back;
	look();
	succeed(generate());
	page = list_keys("attr.label=new");
	ck_assert_uint_eq(page.count, 1);
	ck_assert_int_eq(page.keys[0].cluster_coverage, COVERAGE_FULL);
	key_page_done(&page);
}
END_TEST

START_TEST(user_who_interrupts_has_the_error)
{
	make_keys();
	fault(second.hsm_id, true);
	lag("realistic");
	machine.is_interrupted = true;
	look();
	refuse(uses[_i](), ERR_KEY_AVAILABILITY, "available on at least 2 HSMs");
	ck_assert_uint_eq(machine.slept, 0);
}
END_TEST

START_TEST(other_errors_are_no_reason_to_wait)
{
	make_keys();
	lag("realistic");
	look();
	succeed(client_logout(connection, &err));
	ck_assert_int_ne(uses[_i](), 0);
	ck_assert_uint_eq(machine.slept, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client-wait");
	TCase *tests = tcase_create("waiting");
	const int n = ARRAY_LENGTH(uses);

	add_fixtures(tests, prepare, setup);
	tcase_add_test(tests, slow_hsm_is_waited_for_once_a_request);
	tcase_add_test(tests, slow_hsm_that_is_away_lets_nobody_wait);
	tcase_add_loop_test(tests, without_lag_too_few_hsms_are_an_error_at_once, 0, n);
	tcase_add_loop_test(tests, with_lag_too_few_hsms_are_an_error_in_the_end, 0, n);
	tcase_add_loop_test(tests, with_lag_a_command_goes_on_when_there_are_enough, 0, n);
	tcase_add_test(tests, who_came_back_meanwhile_takes_part);
	tcase_add_loop_test(tests, user_who_interrupts_has_the_error, 0, n);
	tcase_add_loop_test(tests, other_errors_are_no_reason_to_wait, 0, n);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
