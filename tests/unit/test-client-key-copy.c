/* Keys are copied from a cluster to its clone: whole on each HSM, and told by how many HSMs took
 * them. */
#include "clone-fixture.h"

/* alice is a crypto user of both clusters, bob of the source alone. */
static void setup_keys(void)
{
	setup_clone();
	succeed(log_in_to(connection, "admin", ROLE_ADMIN));
	succeed(log_in_to(destination, "admin", ROLE_ADMIN));
	succeed(user_create(connection, "alice", ROLE_CRYPTO_USER, &password, NULL, &err));
	succeed(user_create(destination, "alice", ROLE_CRYPTO_USER, &password, NULL, &err));
	succeed(user_create(connection, "bob", ROLE_CRYPTO_USER, &password, NULL, &err));
}

static void become(const char *name, enum user_role role)
{
	succeed(client_logout(connection, &err));
	succeed(client_logout(destination, &err));
	succeed(log_in_to(connection, name, role));
	succeed(log_in_to(destination, name, role));
}

static void setup_alice(void)
{
	setup_keys();
	become("alice", ROLE_CRYPTO_USER);
}

static void make_key(const char *label, const char *const *sharees, size_t n_sharees)
{
	const struct key_template template = {
	    .label = label, .share_with = sharees, .n_share_with = n_sharees};
	struct key_view key;

	succeed(key_generate_aes(connection, &template, 32, &key, &err));
	key_view_done(&key);
}

static int copy_key(const char *word, enum coverage *coverage)
{
	struct key_filter filter = filter_of(word);
	struct key_view view;
	int rc = key_replicate(connection, destination, &filter, &view, &err);

	if (!rc && coverage)
		*coverage = view.cluster_coverage;
	if (!rc)
		key_view_done(&view);
	key_filter_done(&filter);
	return rc;
}

static int copy(void)
{
	return copy_key("attr.label=k", NULL);
}

static void set_attribute(struct connection *where, const char *word)
{
	struct key_filter filter = filter_of("attr.label=k");
	struct attribute_list list = ATTRIBUTE_LIST_INIT;

	succeed(attribute_list_parse(&word, 1, &list, &err));
	succeed(key_set_attribute(where, &filter, &list.values[0], NULL, &err));
	attribute_list_done(&list);
	key_filter_done(&filter);
}

/* How many keys the clone has, as who is logged in there sees it, and whether all of its HSMs have
 * them. */
static uint64_t there(enum coverage *coverage)
{
	struct key_filter filter = filter_of("attr.token=true");
	struct key_page page;
	uint64_t total;

	succeed(key_list(destination, &filter, 0, 10, &page, &err));
	total = page.total;
	if (coverage && page.count)
		*coverage = page.keys[0].cluster_coverage;
	key_page_done(&page);
	key_filter_done(&filter);
	return total;
}

static void let_one_hsm_do(void)
{
	for (size_t i = 0; i < 2; i++)
		succeed(config_set_option_flag(
		    config, i, "disable_key_availability_check", true, &err));
}

START_TEST(a_copied_key_is_on_every_hsm)
{
	enum coverage coverage = COVERAGE_INCONSISTENT;

	make_key("k", NULL, 0);
	ck_assert_uint_eq(there(NULL), 0);
	succeed(copy_key("attr.label=k", &coverage));
	ck_assert_int_eq(coverage, COVERAGE_FULL);
	ck_assert_uint_eq(there(&coverage), 1);
	ck_assert_int_eq(coverage, COVERAGE_FULL);
	succeed(copy());
	ck_assert_uint_eq(there(NULL), 1);
}
END_TEST

START_TEST(a_key_without_its_owner_stays)
{
	become("admin", ROLE_ADMIN);
	succeed(client_logout(connection, &err));
	succeed(log_in_to(connection, "bob", ROLE_CRYPTO_USER));
	make_key("k", NULL, 0);
	succeed(client_logout(connection, &err));
	succeed(log_in_to(connection, "admin", ROLE_ADMIN));
	refuse(copy(), ERR_OWNER_MISSING, "Key owner bob does not exist");
	ck_assert_uint_eq(there(NULL), 0);
	succeed(user_create(destination, "bob", ROLE_CRYPTO_USER, &password, NULL, &err));
	succeed(copy());
	ck_assert_uint_eq(there(NULL), 1);
}
END_TEST

static const char *const bob[] = {"bob"};

START_TEST(a_key_without_a_sharee_stays)
{
	make_key("k", bob, 1);
	refuse(copy(), ERR_SHAREE_MISSING, "bob");
	ck_assert_uint_eq(there(NULL), 0);
}
END_TEST

/* Those that know all of its people have it, and the others nothing of it, until they know them. */
START_TEST(a_key_is_where_its_people_are)
{
	enum coverage coverage = COVERAGE_FULL;

	make_key("k", bob, 1);
	become("admin", ROLE_ADMIN);
	let_one_hsm_do();
	set_fault(fourth.hsm_id, true);
	succeed(user_create(destination, "bob", ROLE_CRYPTO_USER, &password, NULL, &err));
	set_fault(fourth.hsm_id, false);
	refuse(copy(), ERR_KEY_REPLICATE_FAILED, "Key replicate failed on 1 of 2 connections");
	ck_assert_uint_eq(there(&coverage), 1);
	ck_assert_int_eq(coverage, COVERAGE_INCONSISTENT);
	refuse(copy(), ERR_KEY_REPLICATE_FAILED, "Key replicate failed on 1 of 2 connections");
	succeed(user_create(destination, "bob", ROLE_CRYPTO_USER, &password, NULL, &err));
	succeed(copy());
	ck_assert_uint_eq(there(&coverage), 1);
	ck_assert_int_eq(coverage, COVERAGE_FULL);
}
END_TEST

START_TEST(another_key_under_its_reference_stays_and_is_counted)
{
	const struct hsm_view fifth = create_hsm(third.cluster_id, "us-east-1a");
	enum coverage coverage = COVERAGE_FULL;

	connect_both();
	make_key("k", NULL, 0);
	succeed(copy());
	let_one_hsm_do();
	set_fault(third.hsm_id, true);
	set_fault(fourth.hsm_id, true);
	set_attribute(destination, "encrypt=true");
	set_fault(third.hsm_id, false);
	set_fault(fourth.hsm_id, false);
	refuse(copy(), ERR_KEY_REPLICATE_FAILED, "Key replicate failed on 1 of 3 connections");
	ck_assert_uint_eq(there(&coverage), 1);
	ck_assert_int_eq(coverage, COVERAGE_INCONSISTENT);
	/* What was changed alike everywhere is the same key again. */
	set_attribute(destination, "encrypt=false");
	succeed(copy_key("attr.label=k", &coverage));
	ck_assert_int_eq(coverage, COVERAGE_FULL);
	(void)fifth;
}
END_TEST

START_TEST(a_key_that_differs_everywhere_is_told_by_number)
{
	make_key("k", NULL, 0);
	succeed(copy());
	set_attribute(connection, "encrypt=true");
	refuse(copy(), ERR_KEY_REPLICATE_FAILED, "Key replicate failed on 2 of 2 connections");
}
END_TEST

START_TEST(a_key_that_an_hsm_of_the_source_lacks_stays)
{
	if (_i)
		let_one_hsm_do();
	set_fault(second.hsm_id, true);
	succeed(config_set_option_flag(config, 0, "disable_key_availability_check", true, &err));
	make_key("k", NULL, 0);
	succeed(config_set_option_flag(config, 0, "disable_key_availability_check", _i, &err));
	set_fault(second.hsm_id, false);
	refuse(copy(), ERR_KEY_NOT_SYNCHRONIZED, "is not synchronized throughout the cluster");
	ck_assert_uint_eq(there(NULL), 0);
}
END_TEST

START_TEST(a_key_that_differs_in_the_source_stays)
{
	make_key("k", NULL, 0);
	let_one_hsm_do();
	set_fault(second.hsm_id, true);
	set_attribute(connection, "encrypt=true");
	refuse(copy(), ERR_KEY_NOT_SYNCHRONIZED, "is not synchronized throughout the cluster");
	set_fault(second.hsm_id, false);
	refuse(copy(), ERR_KEY_NOT_SYNCHRONIZED, "is not synchronized throughout the cluster");
	set_attribute(connection, "encrypt=false");
	succeed(copy());
}
END_TEST

START_TEST(an_hsm_of_the_clone_that_is_away_lacks_the_key)
{
	enum coverage coverage = COVERAGE_FULL;

	make_key("k", NULL, 0);
	set_fault(fourth.hsm_id, true);
	refuse(copy(), ERR_KEY_AVAILABILITY, "available on at least 2 HSMs");
	let_one_hsm_do();
	succeed(copy_key("attr.label=k", &coverage));
	ck_assert_int_eq(coverage, COVERAGE_INCONSISTENT);
	set_fault(fourth.hsm_id, false);
	succeed(copy_key("attr.label=k", &coverage));
	ck_assert_int_eq(coverage, COVERAGE_FULL);
}
END_TEST

START_TEST(a_session_key_stays)
{
	const struct key_template template = {.label = "k", .session = true};
	struct key_view key;

	succeed(key_generate_aes(connection, &template, 32, &key, &err));
	key_view_done(&key);
	refuse(copy(), ERR_KEY_SESSION, "Session key");
}
END_TEST

START_TEST(a_login_to_each_is_wanted)
{
	make_key("k", NULL, 0);
	succeed(client_logout(destination, &err));
	refuse(copy(), ERR_USER_REQUIRED, "must be logged in");
	succeed(log_in_to(destination, "alice", ROLE_CRYPTO_USER));
	succeed(client_logout(connection, &err));
	refuse(copy(), ERR_USER_REQUIRED, "must be logged in");
	ck_assert_uint_eq(there(NULL), 0);
}
END_TEST

/* As somebody else there, alice neither owns it nor is an admin. */
START_TEST(a_stranger_to_the_key_takes_it_nowhere)
{
	make_key("k", NULL, 0);
	succeed(client_logout(destination, &err));
	succeed(log_in_to(destination, "admin", ROLE_ADMIN));
	succeed(user_create(destination, "bob", ROLE_CRYPTO_USER, &password, NULL, &err));
	succeed(client_logout(destination, &err));
	succeed(log_in_to(destination, "bob", ROLE_CRYPTO_USER));
	refuse(copy(), ERR_KEY_NOT_OWNER, "");
	ck_assert_uint_eq(there(NULL), 0);
}
END_TEST

START_TEST(a_cluster_is_no_clone_of_itself)
{
	struct key_filter filter = filter_of("attr.label=k");
	struct key_view view;

	refuse(key_replicate(connection, connection, &filter, &view, &err), ERR_CLUSTERS_SAME,
	    "must not be the same");
	key_filter_done(&filter);
}
END_TEST

START_TEST(a_clone_that_is_being_migrated_sends_and_takes_nothing)
{
	struct connection *source = connection;

	make_key("k", NULL, 0);
	change_clone(limit_writes);
	connect_both();
	refuse(copy(), ERR_LIMITED_WRITE, "not permitted in limited write mode");
	ck_assert_uint_eq(there(NULL), 0);
	/* That it is not there is for its source to say. */
	connection = destination;
	destination = source;
	refuse(copy(), ERR_KEY_NOT_SINGLE, "0");
}
END_TEST

/* What hsm1.medium cannot have. */
static const struct {
	const char *private_words[2];
	const char *change; /* of the private key; NULL: none */
	enum error_code refusal;
} pairs[] = {
    {{"sign=true"}, NULL, ERR_OK},
    {{"sign=true", "derive=true"}, NULL, ERR_POLICY},
    {{"sign=true", "id=0x01"}, NULL, ERR_OK},
    {{"sign=true", "extractable=false"}, NULL, ERR_OK},
    {{"sign=true"}, "extractable=false", ERR_POLICY},
    {{"sign=true"}, "id=0x01", ERR_OK},
};

START_TEST(an_older_clone_takes_what_it_can_have)
{
	static const char *const verifies = "verify=true";
	size_t n_words = pairs[_i].private_words[1] ? 2 : 1;
	struct attribute_list lists[2] = {ATTRIBUTE_LIST_INIT, ATTRIBUTE_LIST_INIT};
	struct key_template templates[2] = {
	    {.label = "p", .attributes = &lists[0]}, {.label = "k", .attributes = &lists[1]}};
	struct key_view public_key, private_key;

	succeed(attribute_list_parse(&verifies, 1, &lists[0], &err));
	succeed(attribute_list_parse(pairs[_i].private_words, n_words, &lists[1], &err));
	succeed(key_generate_rsa(connection, &templates[0], &templates[1], 2048, 65537, &public_key,
	    &private_key, &err));
	key_view_done(&public_key);
	key_view_done(&private_key);
	for (size_t i = 0; i < 2; i++)
		attribute_list_done(&lists[i]);
	if (pairs[_i].change)
		set_attribute(connection, pairs[_i].change);
	make_clone_hsm1();
	succeed(log_in_to(destination, "alice", ROLE_CRYPTO_USER));
	if (pairs[_i].refusal)
		refuse(copy(), pairs[_i].refusal, "is not permitted on hsm1.medium");
	else
		succeed(copy());
	ck_assert_uint_eq(there(NULL), pairs[_i].refusal == ERR_OK);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client-key-copy");
	TCase *tests = tcase_create("keys");

	add_fixtures(tests, prepare_clones, setup_alice);
	tcase_add_test(tests, a_copied_key_is_on_every_hsm);
	tcase_add_test(tests, a_key_without_its_owner_stays);
	tcase_add_test(tests, a_key_without_a_sharee_stays);
	tcase_add_test(tests, a_key_is_where_its_people_are);
	tcase_add_test(tests, another_key_under_its_reference_stays_and_is_counted);
	tcase_add_test(tests, a_key_that_differs_everywhere_is_told_by_number);
	tcase_add_loop_test(tests, a_key_that_an_hsm_of_the_source_lacks_stays, 0, 2);
	tcase_add_test(tests, a_key_that_differs_in_the_source_stays);
	tcase_add_test(tests, an_hsm_of_the_clone_that_is_away_lacks_the_key);
	tcase_add_test(tests, a_session_key_stays);
	tcase_add_test(tests, a_login_to_each_is_wanted);
	tcase_add_test(tests, a_stranger_to_the_key_takes_it_nowhere);
	tcase_add_test(tests, a_cluster_is_no_clone_of_itself);
	tcase_add_test(tests, a_clone_that_is_being_migrated_sends_and_takes_nothing);
	tcase_add_loop_test(tests, an_older_clone_takes_what_it_can_have, 0, ARRAY_LENGTH(pairs));
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
