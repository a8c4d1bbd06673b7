/* Users of one HSM: who may make, change and delete them, passwords, lock-out, how many. */
#include "partition-fixture.h"

START_TEST(only_an_admin_makes_users)
{
	struct password_verifier v = verifier(1);

	ck_assert_int_eq(
	    partition_user_create(&hsm, &alice, "carol", ROLE_CRYPTO_USER, &v, NULL, &err),
	    ERR_ADMIN_REQUIRED);
	ck_assert_int_eq(partition_user_delete(&hsm, &alice, "bob", ROLE_CRYPTO_USER, NULL, &err),
	    ERR_ADMIN_REQUIRED);
}
END_TEST

START_TEST(a_name_is_taken_once_whatever_the_role)
{
	struct password_verifier v = verifier(1);

	ck_assert_int_eq(partition_user_create(&hsm, &admin, "alice", ROLE_ADMIN, &v, NULL, &err),
	    ERR_USER_EXISTS);
}
END_TEST

START_TEST(a_user_goes_only_logged_out_and_without_keys)
{
	ck_assert_int_eq(
	    partition_user_delete(&hsm, &admin, "bob", ROLE_ADMIN, NULL, &err), ERR_USER_UNKNOWN);
	ck_assert_int_eq(partition_user_delete(&hsm, &admin, "bob", ROLE_CRYPTO_USER, NULL, &err),
	    ERR_USER_LOGGED_IN);
	ck_assert_int_eq(partition_logout(&hsm, &bob, &err), 0);
	ck_assert_int_eq(
	    partition_user_delete(&hsm, &admin, "bob", ROLE_CRYPTO_USER, NULL, &err), 0);
}
END_TEST

START_TEST(a_password_is_changed_by_oneself_or_an_admin)
{
	struct password_verifier v = verifier(5);

	ck_assert_int_eq(partition_user_change_password(&hsm, &alice, "bob", ROLE_CRYPTO_USER,
			     &(const struct password_change){.verifier = &v}, NULL, &err),
	    ERR_ADMIN_REQUIRED);
	ck_assert_int_eq(partition_user_change_password(&hsm, &alice, "alice", ROLE_CRYPTO_USER,
			     &(const struct password_change){.verifier = &v}, NULL, &err),
	    0);
	ck_assert_int_eq(partition_user_change_password(&hsm, &admin, "bob", ROLE_CRYPTO_USER,
			     &(const struct password_change){.verifier = &v}, NULL, &err),
	    ERR_USER_LOGGED_IN);
}
END_TEST

START_TEST(the_sixth_wrong_password_locks)
{
	struct password_verifier wrong = verifier(1), right = verifier(9);
	struct partition_session session = {.role = ROLE_NONE};

	ck_assert_int_eq(partition_logout(&hsm, &bob, &err), 0);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(
		    partition_login(&hsm, "bob", ROLE_CRYPTO_USER, &wrong, NULL, &session, &err),
		    ERR_CREDENTIALS);
	login("bob", ROLE_CRYPTO_USER, &bob);
	ck_assert_int_eq(partition_logout(&hsm, &bob, &err), 0);
	for (int i = 0; i < 6; i++)
		ck_assert_int_eq(
		    partition_login(&hsm, "bob", ROLE_CRYPTO_USER, &wrong, NULL, &session, &err),
		    ERR_CREDENTIALS);
	ck_assert_int_eq(
	    partition_login(&hsm, "bob", ROLE_CRYPTO_USER, &right, NULL, &session, &err),
	    ERR_USER_LOCKED);
	ck_assert_str_eq(err.text, error_text(ERR_CREDENTIALS));
	ck_assert_int_eq(partition_user_change_password(&hsm, &admin, "bob", ROLE_CRYPTO_USER,
			     &(const struct password_change){.verifier = &right}, NULL, &err),
	    0);
	login("bob", ROLE_CRYPTO_USER, &bob);
}
END_TEST

START_TEST(a_password_that_changed_meanwhile_is_not_counted)
{
	struct password_verifier stale = verifier(1);
	struct partition_session session = {.role = ROLE_NONE};

	ck_assert_int_eq(partition_logout(&hsm, &bob, &err), 0);
	stale.salt[0] = 7;
	for (int i = 0; i < 10; i++)
		ck_assert_int_eq(
		    partition_login(&hsm, "bob", ROLE_CRYPTO_USER, &stale, NULL, &session, &err),
		    ERR_LOGIN_STALE);
	login("bob", ROLE_CRYPTO_USER, &bob);
}
END_TEST

START_TEST(what_is_stored_of_a_password_is_not_its_hash)
{
	struct password_verifier v = verifier(9);
	struct user_row row;
	bool found;

	ck_assert_int_eq(store_user_get(store, hsm.row.id, "bob", &row, &found, &err), 0);
	ck_assert_mem_ne(row.verifier.hash, v.hash, sizeof(v.hash));
}
END_TEST

START_TEST(a_missing_user_looks_like_a_wrong_password)
{
	struct password_verifier v = verifier(9), a, b;
	struct partition_session session = {.role = ROLE_NONE};

	ck_assert_int_eq(
	    partition_login(&hsm, "nobody", ROLE_CRYPTO_USER, &v, NULL, &session, &err),
	    ERR_CREDENTIALS);
	ck_assert_int_eq(partition_login_parameters(&hsm, "nobody", ROLE_CRYPTO_USER, &a, &err), 0);
	ck_assert_int_eq(partition_login_parameters(&hsm, "nobody", ROLE_CRYPTO_USER, &b, &err), 0);
	ck_assert_mem_eq(a.salt, b.salt, sizeof(a.salt));
	ck_assert_uint_eq(a.cost, PASSWORD_COST_STANDARD);
}
END_TEST

START_TEST(the_appliance_user_cannot_log_in)
{
	struct password_verifier v = {.cost = 0};
	struct partition_session session = {.role = ROLE_NONE};

	ck_assert_int_eq(
	    partition_login(&hsm, "app_user", ROLE_APPLIANCE_USER, &v, NULL, &session, &err),
	    ERR_CREDENTIALS);
}
END_TEST

START_TEST(activation_happens_once)
{
	struct password_verifier v = verifier(1);

	ck_assert_int_eq(partition_activate(&hsm, &v, &err), ERR_ALREADY_ACTIVATED);
}
END_TEST

START_TEST(user_capacity_is_that_of_the_type)
{
	struct password_verifier v = verifier(1);
	char name[16];
	int rc = 0, made = 4; /* admin, app_user, alice, bob */

	other_hsm(HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS);
	while (!rc) {
		snprintf(name, sizeof(name), "u%d", made);
		rc = partition_user_create(&hsm, &admin, name, ROLE_CRYPTO_USER, &v, NULL, &err);
		made += !rc;
	}
	ck_assert_int_eq(rc, ERR_USER_LIMIT);
	ck_assert_int_eq(made, 250);
}
END_TEST

START_TEST(a_deleted_users_shares_go_with_it)
{
	uint64_t key = make_aes(&alice, 100, false);
	struct password_verifier v = verifier(9);
	struct key_object object;

	ck_assert_int_eq(
	    partition_key_share(&hsm, &alice, key, "bob", ROLE_CRYPTO_USER, NULL, &err), 0);
	ck_assert_int_eq(partition_logout(&hsm, &bob, &err), 0);
	ck_assert_int_eq(
	    partition_user_delete(&hsm, &admin, "bob", ROLE_CRYPTO_USER, NULL, &err), 0);
	ck_assert_int_eq(
	    partition_user_create(&hsm, &admin, "bob", ROLE_CRYPTO_USER, &v, NULL, &err), 0);
	login("bob", ROLE_CRYPTO_USER, &bob);
	ck_assert_int_eq(partition_key_load(&hsm, &bob, key, &object, &err), ERR_KEY_NOT_SINGLE);
	ck_assert_int_eq(partition_user_delete(&hsm, &admin, "alice", ROLE_CRYPTO_USER, NULL, &err),
	    ERR_USER_LOGGED_IN);
	ck_assert_int_eq(partition_logout(&hsm, &alice, &err), 0);
	ck_assert_int_eq(partition_user_delete(&hsm, &admin, "alice", ROLE_CRYPTO_USER, NULL, &err),
	    ERR_USER_OWNS_KEYS);
}
END_TEST

START_TEST(a_copy_holds_the_same)
{
	struct partition copy;
	struct user_row *users = NULL;
	size_t count = 0;
	struct key_object key;
	uint64_t handle = make_aes(&alice, 100, false);

	ck_assert_int_eq(partition_copy(store, hsm.row.id, HSM_TYPE_HSM2M_MEDIUM, &copy, &err), 0);
	ck_assert_int_eq(partition_user_list(&copy, &users, &count, &err), 0);
	ck_assert_uint_eq(count, 4);
	free(users);
	ck_assert_int_eq(partition_key_load(&copy, &alice, handle, &key, &err), 0);
	key_object_done(&key);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("partition");
	TCase *tcase = tcase_create("partition");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, only_an_admin_makes_users);
	tcase_add_test(tcase, a_name_is_taken_once_whatever_the_role);
	tcase_add_test(tcase, a_user_goes_only_logged_out_and_without_keys);
	tcase_add_test(tcase, a_password_is_changed_by_oneself_or_an_admin);
	tcase_add_test(tcase, the_sixth_wrong_password_locks);
	tcase_add_test(tcase, a_password_that_changed_meanwhile_is_not_counted);
	tcase_add_test(tcase, what_is_stored_of_a_password_is_not_its_hash);
	tcase_add_test(tcase, a_missing_user_looks_like_a_wrong_password);
	tcase_add_test(tcase, the_appliance_user_cannot_log_in);
	tcase_add_test(tcase, activation_happens_once);
	tcase_add_test(tcase, user_capacity_is_that_of_the_type);
	tcase_add_test(tcase, a_deleted_users_shares_go_with_it);
	tcase_add_test(tcase, a_copy_holds_the_same);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
