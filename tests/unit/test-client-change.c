/*
 * What changes under a command: HSMs and logins that went since it connected, and changes of keys
 * that are undone because an HSM or the store fails.
 */
#include "client-fixture.h"
#include "crypto.h"

/* Without client_connect, from which on a command may wait for its input as long as it likes. */

static const struct sign_parameters ecdsa = {.mechanism = SIGN_ECDSA, .hash = HASH_SHA256};

static int sign_now(const struct key_filter *filter)
{
	struct bytes signature = BYTES_INIT;
	uint64_t reference = 0;
	int rc =
	    key_sign(connection, &ecdsa, filter, "data", 4, NULL, &reference, &signature, &err);

	ck_assert(rc == 0 || (reference == 0 && signature.len == 0));
	bytes_done(&signature);
	return rc;
}

static int verify_now(const struct key_filter *filter)
{
	return key_verify(connection, &ecdsa, filter, "data", 4, "none", 4, &err);
}

static int wrap_now(const struct key_filter *filter)
{
	const struct wrap_parameters parameters = {.mechanism = WRAP_AES_ZERO_PAD};
	struct wrapped_key wrapped = WRAPPED_KEY_INIT;
	int rc = key_wrap(connection, &parameters, filter, filter, NULL, &wrapped, &err);

	wrapped_key_done(&wrapped);
	return rc;
}

static int unwrap_now(const struct key_filter *filter)
{
	const struct wrap_parameters parameters = {.mechanism = WRAP_AES_ZERO_PAD};
	const struct key_template template = {.label = "u"};
	struct key_view key;

	return key_unwrap(connection, &parameters, filter, KEY_AES, KEY_CLASS_SECRET, &template,
	    "none", 4, NULL, &key, &err);
}

static int list_now(const struct key_filter *filter)
{
	struct key_page page;

	return key_list(connection, filter, 0, 10, &page, &err);
}

static int export_now(const struct key_filter *filter)
{
	struct bytes pem = BYTES_INIT;

	return key_export_public_pem(connection, filter, &pem, &err);
}

static int export_reference_now(const struct key_filter *filter)
{
	struct bytes pem = BYTES_INIT;

	return key_export_reference_pem(connection, filter, KEY_REFERENCE_PEM, &pem, &err);
}

static int generate_now(const struct key_filter *filter)
{
	struct key_view key;

	(void)filter;
	return make_aes("new", &key);
}

static int generate_pair_now(const struct key_filter *filter)
{
	(void)filter;
	return make_pair("new", CURVE_SECP256R1, true);
}

static int delete_now(const struct key_filter *filter)
{
	return key_delete(connection, filter, &err);
}

static int (*const uses[])(const struct key_filter *filter) = {sign_now, verify_now, wrap_now,
    unwrap_now, list_now, export_now, export_reference_now, generate_now, generate_pair_now,
    delete_now};
#define USES (sizeof(uses) / sizeof(uses[0]))

/* Each is refused, by a session that had a key for it. */
static void refuse_uses(
    void (*change)(void), void (*undo)(void), enum error_code code, const char *part)
{
	struct key_filter filter = filter_of("attr.class=private-key");

	make_alice();
	for (size_t i = 0; i < USES; i++) {
		succeed(make_pair("p", CURVE_SECP256R1, true));
		change();
		refuse(uses[i](&filter), code, part);
		ck_assert_int_eq(connection_role(connection), ROLE_NONE);
		undo();
		log_in("alice", ROLE_CRYPTO_USER);
	}
	key_filter_done(&filter);
}

static void lose_both_hsms(void)
{
	fault(first.hsm_id, true);
	fault(second.hsm_id, true);
}

static void find_both_hsms(void)
{
	fault(first.hsm_id, false);
	fault(second.hsm_id, false);
}

START_TEST(a_use_finds_every_hsm_gone)
{
	refuse_uses(lose_both_hsms, find_both_hsms, ERR_HSM_DISCONNECTED, "HSM is disconnected");
}
END_TEST

static void end_logins(void)
{
	run_sql("DELETE FROM login");
}

START_TEST(a_use_finds_the_login_ended)
{
	refuse_uses(end_logins, look, ERR_USER_REQUIRED, "User must be logged in");
}
END_TEST

START_TEST(a_use_finds_the_session_keys_gone_with_their_hsm)
{
	struct key_filter filter = filter_of("attr.class=private-key");

	make_alice();
	succeed(config_set_option_flag(config, 0, "disable_key_availability_check", true, &err));
	succeed(make_pair("p", CURVE_SECP256R1, true));
	fault(first.hsm_id, true);
	refuse(sign_now(&filter), ERR_KEY_NOT_SINGLE, "matched 0 keys");
	ck_assert_uint_eq(count_keys("attr.token=false"), 0);
	key_filter_done(&filter);
}
END_TEST

START_TEST(a_use_finds_too_few_hsms_for_token_keys)
{
	struct key_filter filter = filter_of("attr.class=private-key");

	make_alice();
	succeed(make_pair("p", CURVE_SECP256R1, false));
	fault(second.hsm_id, true);
	refuse(sign_now(&filter), ERR_KEY_AVAILABILITY, "at least 2 HSMs");
	refuse(list_now(&filter), ERR_KEY_AVAILABILITY, "at least 2 HSMs");
	refuse(export_now(&filter), ERR_KEY_AVAILABILITY, "at least 2 HSMs");
	refuse(generate_now(&filter), ERR_KEY_AVAILABILITY, "at least 2 HSMs");
	fault(second.hsm_id, false);
	look();
	succeed(sign_now(&filter));
	key_filter_done(&filter);
}
END_TEST

/* Changes that are undone */

static uint64_t make_session_key(const char *label)
{
	const struct key_template template = {.label = label, .session = true};
	struct key_view key;
	uint64_t reference;

	succeed(key_generate_aes(connection, &template, 32, &key, &err));
	reference = key.reference;
	key_view_done(&key);
	return reference;
}

static int set_attribute(const char *label, const char *word)
{
	struct attribute_list list = ATTRIBUTE_LIST_INIT;
	struct key_filter filter = filter_of(label);
	int rc;

	succeed(attribute_list_parse(&word, 1, &list, &err));
	rc = key_set_attribute(connection, &filter, &list.values[0], NULL, &err);
	attribute_list_done(&list);
	key_filter_done(&filter);
	return rc;
}

static int delete_key(const char *label)
{
	struct key_filter filter = filter_of(label);
	int rc = delete_now(&filter);

	key_filter_done(&filter);
	return rc;
}

/* Every write transaction writes something, */
static int write_something(void *context, struct error *error)
{
	(void)context;
	return store_setting_set(estate_store(estate), "written", "something", error);
}

/* and that breaks a reference, which is looked at when it is committed. */
static void break_commits(void)
{
	const struct store_settling settling = {.settle = write_something};

	store_set_settling(estate_store(estate), &settling);
	run_sql("CREATE TABLE target (id INTEGER PRIMARY KEY);"
		"CREATE TABLE broken (id REFERENCES target (id) DEFERRABLE INITIALLY DEFERRED);"
		"CREATE TRIGGER break_inserting AFTER INSERT ON setting"
		" BEGIN INSERT INTO broken VALUES (1); END;"
		"CREATE TRIGGER break_updating AFTER UPDATE ON setting"
		" BEGIN INSERT INTO broken VALUES (1); END;");
}

static void mend_commits(void)
{
	run_sql("DROP TRIGGER break_inserting; DROP TRIGGER break_updating;");
}

static void refuse_as_broken(int rc)
{
	refuse(rc, ERR_ESTATE_ALTERED, "The estate was altered");
}

START_TEST(session_keys_stay_as_they_are_when_the_commit_fails)
{
	make_alice();
	make_session_key("s");
	make_session_key("t");
	break_commits();
	refuse_as_broken(set_attribute("attr.label=s", "label=renamed"));
	refuse_as_broken(set_attribute("attr.label=s", "token=true"));
	refuse_as_broken(delete_key("attr.label=s"));
	refuse_as_broken(delete_key("attr.label=t"));
	mend_commits();
	ck_assert_uint_eq(count_keys("attr.token=false"), 2);
	ck_assert_uint_eq(count_keys("attr.label=renamed"), 0);
	succeed(set_attribute("attr.label=s", "label=renamed"));
	succeed(set_attribute("attr.label=renamed", "token=true"));
	succeed(delete_key("attr.label=t"));
	ck_assert_uint_eq(count_keys("attr.token=false"), 0);
	ck_assert_uint_eq(count_keys("attr.token=true"), 1);
}
END_TEST

/* A key that has the reference of a session key of the first HSM, and cannot be read. */
static void put_in_the_way(uint64_t reference)
{
	char sql[512];

	snprintf(sql, sizeof(sql),
	    "INSERT INTO key_version (id, digest, sealed) VALUES (1000000, x'00', x'00');"
	    "INSERT INTO key (partition, handle, version, type, class, label, key_id, owner,"
	    " sharees) SELECT partition, %llu, 1000000, 0, 0, 'other', x'', 'bob', '' FROM hsm"
	    " WHERE hsm_id = '%s'",
	    (unsigned long long)reference, second.hsm_id);
	run_sql(sql);
}

/* Keys of one reference may come to be while an HSM is away. */
START_TEST(a_session_key_is_changed_on_its_hsm_alone)
{
	make_alice();
	put_in_the_way(make_session_key("s"));
	succeed(set_attribute("attr.label=s", "label=renamed"));
	ck_assert_uint_eq(count_keys("attr.label=renamed"), 1);
	succeed(delete_key("attr.label=renamed"));
	ck_assert_uint_eq(count_keys("attr.token=false"), 0);
}
END_TEST

START_TEST(a_session_key_stays_one_when_an_hsm_fails_to_take_it)
{
	char sql[256];

	make_alice();
	make_session_key("s");
	snprintf(sql, sizeof(sql),
	    "CREATE TRIGGER refuse BEFORE INSERT ON key WHEN NEW.partition ="
	    " (SELECT partition FROM hsm WHERE hsm_id = '%s')"
	    " BEGIN SELECT RAISE (ABORT, 'broken'); END",
	    second.hsm_id);
	run_sql(sql);
	refuse_as_broken(set_attribute("attr.label=s", "token=true"));
	ck_assert_uint_eq(count_keys("attr.token=true"), 0);
	ck_assert_uint_eq(count_keys("attr.token=false"), 1);
	run_sql("DROP TRIGGER refuse");
	succeed(set_attribute("attr.label=s", "token=true"));
	ck_assert_uint_eq(count_keys("attr.token=true"), 1);
	ck_assert_uint_eq(count_keys("attr.token=false"), 0);
}
END_TEST

START_TEST(token_goes_from_false_to_true_on_modifiable_keys)
{
	make_alice();
	make_session_key("s");
	refuse(set_attribute("attr.label=s", "token=false"), ERR_ATTRIBUTE_VALUE, "false");
	succeed(set_attribute("attr.label=s", "modifiable=false"));
	refuse(set_attribute("attr.label=s", "token=true"), ERR_KEY_NOT_MODIFIABLE, "modifiable");
	ck_assert_uint_eq(count_keys("attr.token=false"), 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client-change");
	TCase *tests = tcase_create("tests");

	tcase_set_timeout(tests, 60);
	add_fixtures(tests, prepare, setup);
	tcase_add_test(tests, a_use_finds_every_hsm_gone);
	tcase_add_test(tests, a_use_finds_the_login_ended);
	tcase_add_test(tests, a_use_finds_the_session_keys_gone_with_their_hsm);
	tcase_add_test(tests, a_use_finds_too_few_hsms_for_token_keys);
	tcase_add_test(tests, session_keys_stay_as_they_are_when_the_commit_fails);
	tcase_add_test(tests, a_session_key_is_changed_on_its_hsm_alone);
	tcase_add_test(tests, a_session_key_stays_one_when_an_hsm_fails_to_take_it);
	tcase_add_test(tests, token_goes_from_false_to_true_on_modifiable_keys);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
