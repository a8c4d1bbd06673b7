/* Users are copied from a cluster to its clone: whole, and told by how many HSMs took them. */
#include "client-quorum-fixture.h"
#include "clone-fixture.h"

static void setup_users(void)
{
	setup_clone();
	succeed(log_in_to(connection, "admin", ROLE_ADMIN));
	succeed(log_in_to(destination, "admin", ROLE_ADMIN));
	succeed(user_create(connection, "erin", ROLE_CRYPTO_USER, &password, NULL, &err));
}

static int copy_user(const char *name, enum user_role role, struct user_view *view)
{
	*view = (struct user_view){.role = ROLE_NONE};
	return user_replicate(connection, destination, name, role, view, &err);
}

static int copy_erin(void)
{
	struct user_view view;
	int rc = copy_user("erin", ROLE_CRYPTO_USER, &view);

	ck_assert_int_eq(view.role, rc ? ROLE_NONE : ROLE_CRYPTO_USER);
	return rc;
}

/* What the clone has of a user. */
static struct user_view there(const char *name)
{
	struct connection *source = connection;
	struct user_view view;

	connection = destination;
	view = view_of(name);
	connection = source;
	return view;
}

START_TEST(a_copied_user_is_on_every_hsm_and_logs_in)
{
	struct user_view view;

	ck_assert_int_eq(there("erin").role, ROLE_NONE);
	succeed(copy_user("Erin", ROLE_CRYPTO_USER, &view));
	ck_assert_str_eq(view.username, "erin");
	ck_assert_int_eq(view.role, ROLE_CRYPTO_USER);
	ck_assert_int_eq(view.locked, USER_UNLOCKED);
	ck_assert_int_eq(view.cluster_coverage, COVERAGE_FULL);
	ck_assert_int_eq(there("erin").cluster_coverage, COVERAGE_FULL);
	succeed(client_logout(destination, &err));
	succeed(log_in_to(destination, "erin", ROLE_CRYPTO_USER));
}
END_TEST

START_TEST(a_user_is_copied_with_the_registration)
{
	struct user_view view;

	succeed(user_create(connection, "carol", ROLE_ADMIN, &password, NULL, &err));
	succeed(client_logout(connection, &err));
	succeed(log_in_to(connection, "carol", ROLE_ADMIN));
	succeed(register_key(CAROL_KEY));
	succeed(copy_user("carol", ROLE_ADMIN, &view));
	ck_assert_int_eq(view.quorum, STRATEGY_ENABLED);
	ck_assert_int_eq(view.mfa, STRATEGY_NONE);
	ck_assert_int_eq(there("carol").quorum, STRATEGY_ENABLED);
	ck_assert_int_eq(there("carol").role, ROLE_ADMIN);
}
END_TEST

START_TEST(a_user_who_is_there_already_is_no_failure)
{
	succeed(copy_erin());
	succeed(copy_erin());
	ck_assert_int_eq(there("erin").cluster_coverage, COVERAGE_FULL);
}
END_TEST

START_TEST(another_user_of_that_name_stays_and_is_counted)
{
	/* Another password on the one HSM, nobody on the other. */
	set_fault(fourth.hsm_id, true);
	succeed(user_create(destination, "erin", ROLE_CRYPTO_USER, &password, NULL, &err));
	set_fault(fourth.hsm_id, false);
	refuse(
	    copy_erin(), ERR_USER_REPLICATE_FAILED, "User replicate failed on 1 of 2 connections");
	/* What the other one took stays. */
	ck_assert_int_eq(there("erin").cluster_coverage, COVERAGE_FULL);
	refuse(
	    copy_erin(), ERR_USER_REPLICATE_FAILED, "User replicate failed on 1 of 2 connections");
}
END_TEST

START_TEST(another_role_is_another_user)
{
	succeed(user_create(destination, "erin", ROLE_ADMIN, &password, NULL, &err));
	refuse(
	    copy_erin(), ERR_USER_REPLICATE_FAILED, "User replicate failed on 2 of 2 connections");
	ck_assert_int_eq(there("erin").role, ROLE_ADMIN);
}
END_TEST

START_TEST(a_user_who_is_missing_on_one_hsm_of_the_source_is_not_copied)
{
	set_fault(second.hsm_id, true);
	succeed(user_create(connection, "frank", ROLE_CRYPTO_USER, &password, NULL, &err));
	set_fault(second.hsm_id, false);
	refuse(copy_user("frank", ROLE_CRYPTO_USER, &(struct user_view){.role = ROLE_NONE}),
	    ERR_USER_INCONSISTENT, "inconsistent across the cluster");
	ck_assert_int_eq(there("frank").role, ROLE_NONE);
}
END_TEST

START_TEST(a_user_who_differs_in_the_source_is_not_copied)
{
	set_fault(second.hsm_id, true);
	succeed(user_change_password(connection, "erin", ROLE_CRYPTO_USER, &password, NULL, &err));
	set_fault(second.hsm_id, false);
	refuse(copy_erin(), ERR_USER_INCONSISTENT, "inconsistent across the cluster");
	succeed(user_change_password(connection, "erin", ROLE_CRYPTO_USER, &password, NULL, &err));
	succeed(copy_erin());
}
END_TEST

START_TEST(a_source_that_is_not_all_there_tells_nothing_for_sure)
{
	set_fault(second.hsm_id, true);
	refuse(copy_erin(), ERR_USER_INCONSISTENT, "inconsistent across the cluster");
	set_fault(second.hsm_id, false);
	succeed(copy_erin());
}
END_TEST

START_TEST(an_hsm_of_the_clone_that_is_away_lacks_the_user)
{
	struct user_view view;

	set_fault(fourth.hsm_id, true);
	succeed(copy_user("erin", ROLE_CRYPTO_USER, &view));
	ck_assert_int_eq(view.cluster_coverage, COVERAGE_INCONSISTENT);
	set_fault(fourth.hsm_id, false);
	ck_assert_int_eq(there("erin").cluster_coverage, COVERAGE_INCONSISTENT);
	/* Copying once more repairs it. */
	succeed(copy_user("erin", ROLE_CRYPTO_USER, &view));
	ck_assert_int_eq(view.cluster_coverage, COVERAGE_FULL);
}
END_TEST

/* Wrong passwords for erin, so many that every HSM has heard enough of them to lock. */
static void lock_erin(struct connection *where)
{
	struct secret wrong = SECRET_INIT;

	ck_assert_int_eq(secret_set_text(&wrong, "wrong-password"), 0);
	succeed(client_logout(where, &err));
	for (int i = 0; i < 14; i++)
		ck_assert_int_ne(client_login(where, "erin", ROLE_CRYPTO_USER, &wrong, &err), 0);
	succeed(log_in_to(where, "admin", ROLE_ADMIN));
	secret_done(&wrong);
}

START_TEST(wrong_passwords_of_the_source_are_not_counted_in_the_clone)
{
	struct user_view view;

	lock_erin(connection);
	ck_assert_int_eq(view_of("erin").locked, USER_LOCKED);
	succeed(copy_user("erin", ROLE_CRYPTO_USER, &view));
	ck_assert_int_eq(view.locked, USER_UNLOCKED);
	ck_assert_int_eq(there("erin").locked, USER_UNLOCKED);
	succeed(client_logout(destination, &err));
	succeed(log_in_to(destination, "erin", ROLE_CRYPTO_USER));
}
END_TEST

START_TEST(who_is_locked_in_the_clone_stays_so)
{
	struct user_view view;

	succeed(copy_erin());
	lock_erin(destination);
	succeed(copy_user("erin", ROLE_CRYPTO_USER, &view));
	ck_assert_int_eq(view.locked, USER_LOCKED);
	ck_assert_int_eq(there("erin").locked, USER_LOCKED);
}
END_TEST

START_TEST(a_user_who_is_unknown_is_not_copied)
{
	struct user_view view;

	refuse(copy_user("zoe", ROLE_CRYPTO_USER, &view), ERR_USER_UNKNOWN, "does not exist");
	refuse(copy_user("erin", ROLE_ADMIN, &view), ERR_USER_UNKNOWN, "does not exist");
	refuse(copy_user("no name", ROLE_ADMIN, &view), ERR_USERNAME_CHARACTER, "");
}
END_TEST

START_TEST(a_cluster_is_no_clone_of_itself)
{
	struct user_view view;

	refuse(user_replicate(connection, connection, "erin", ROLE_CRYPTO_USER, &view, &err),
	    ERR_CLUSTERS_SAME, "must not be the same");
}
END_TEST

START_TEST(a_clone_that_is_being_migrated_takes_nobody)
{
	change_clone(limit_writes);
	connect_both();
	refuse(copy_erin(), ERR_LIMITED_WRITE, "not permitted in limited write mode");
	ck_assert_int_eq(there("erin").role, ROLE_NONE);
}
END_TEST

START_TEST(an_older_clone_takes_nobody)
{
	make_clone_hsm1();
	succeed(log_in_to(destination, "admin", ROLE_ADMIN));
	refuse(
	    copy_erin(), ERR_USER_REPLICATE_FAILED, "User replicate failed on 2 of 2 connections");
	ck_assert_int_eq(there("erin").role, ROLE_NONE);
}
END_TEST

START_TEST(only_admins_copy_users)
{
	struct user_view view;

	succeed(client_logout(connection, &err));
	refuse(copy_user("erin", ROLE_CRYPTO_USER, &view), ERR_ADMIN_REQUIRED, "");
	succeed(log_in_to(connection, "erin", ROLE_CRYPTO_USER));
	refuse(copy_user("erin", ROLE_CRYPTO_USER, &view), ERR_ADMIN_REQUIRED, "");
	ck_assert_int_eq(there("erin").role, ROLE_NONE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client-user-copy");
	TCase *tests = tcase_create("tests");

	tcase_set_timeout(tests, 60);
	add_fixtures(tests, prepare_clones, setup_users);
	tcase_add_test(tests, a_copied_user_is_on_every_hsm_and_logs_in);
	tcase_add_test(tests, a_user_is_copied_with_the_registration);
	tcase_add_test(tests, a_user_who_is_there_already_is_no_failure);
	tcase_add_test(tests, another_user_of_that_name_stays_and_is_counted);
	tcase_add_test(tests, another_role_is_another_user);
	tcase_add_test(tests, a_user_who_is_missing_on_one_hsm_of_the_source_is_not_copied);
	tcase_add_test(tests, a_user_who_differs_in_the_source_is_not_copied);
	tcase_add_test(tests, a_source_that_is_not_all_there_tells_nothing_for_sure);
	tcase_add_test(tests, an_hsm_of_the_clone_that_is_away_lacks_the_user);
	tcase_add_test(tests, wrong_passwords_of_the_source_are_not_counted_in_the_clone);
	tcase_add_test(tests, who_is_locked_in_the_clone_stays_so);
	tcase_add_test(tests, a_user_who_is_unknown_is_not_copied);
	tcase_add_test(tests, a_cluster_is_no_clone_of_itself);
	tcase_add_test(tests, a_clone_that_is_being_migrated_takes_nobody);
	tcase_add_test(tests, an_older_clone_takes_nobody);
	tcase_add_test(tests, only_admins_copy_users);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
