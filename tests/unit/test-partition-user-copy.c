/* Users leave one HSM for a clone of it: who may send them, and which HSM takes them. */
#include "quorum-fixture.h"

static const unsigned char other_lineage[16] = {9, 9, 9};

/* Another HSM in the place of the first one, whose admin stays logged in to that. */
static void go_to(enum hsm_type type, const unsigned char of[16])
{
	succeed(partition_create(store, type, CLUSTER_MODE_FIPS, of, &hsm, &err));
}

static struct user_copy extract(const char *name, enum user_role role)
{
	struct user_copy copy;

	succeed(partition_user_extract(&hsm, &admin, name, role, &copy, &err));
	return copy;
}

static int take(struct partition_session *who, const struct user_copy *copy)
{
	bool is_locked = false;

	return partition_user_insert(&hsm, who, copy, &is_locked, &err);
}

START_TEST(a_user_comes_whole)
{
	const struct user_row before = row_of("carol");
	const struct user_copy copy = extract("carol", ROLE_ADMIN);
	struct partition_session session = {.role = ROLE_NONE};
	struct user_row after;

	go_to(HSM_TYPE_HSM2M_MEDIUM, lineage);
	succeed(take(&admin, &copy));
	after = row_of("carol");
	ck_assert_int_eq(after.role, ROLE_ADMIN);
	ck_assert(after.quorum && !after.mfa);
	ck_assert_mem_eq(after.public_key, before.public_key, before.public_key_len);
	login("carol", ROLE_ADMIN, &session);
	partition_session_done(&session);
}
END_TEST

START_TEST(only_admins_send_and_take_users)
{
	struct user_copy copy;

	refuse(partition_user_extract(&hsm, &alice, "bob", ROLE_CRYPTO_USER, &copy, &err),
	    ERR_ADMIN_REQUIRED);
	refuse(
	    partition_user_extract(&hsm, &admin, "bob", ROLE_ADMIN, &copy, &err), ERR_USER_UNKNOWN);
	copy = extract("bob", ROLE_CRYPTO_USER);
	go_to(HSM_TYPE_HSM2M_MEDIUM, lineage);
	refuse(take(&alice, &copy), ERR_ADMIN_REQUIRED);
	succeed(take(&admin, &copy));
}
END_TEST

START_TEST(an_hsm_that_is_no_clone_takes_nobody)
{
	const struct user_copy copy = extract("bob", ROLE_CRYPTO_USER);

	go_to(HSM_TYPE_HSM2M_MEDIUM, other_lineage);
	refuse(take(&admin, &copy), ERR_CLUSTERS_UNRELATED);
}
END_TEST

START_TEST(users_go_to_no_older_type)
{
	struct user_copy copy = extract("bob", ROLE_CRYPTO_USER);

	go_to(HSM_TYPE_HSM1_MEDIUM, lineage);
	refuse(take(&admin, &copy), ERR_POLICY);
	ck_assert_ptr_nonnull(strstr(err.text, "hsm1.medium"));
	copy.type = HSM_TYPE_HSM1_MEDIUM;
	succeed(take(&admin, &copy));
	go_to(HSM_TYPE_HSM2M_MEDIUM, lineage);
	succeed(take(&admin, &copy));
}
END_TEST

/* What makes another user of one. */
static void change_password(struct user_copy *copy)
{
	copy->row.verifier.hash[0] ^= 1;
}

static void change_salt(struct user_copy *copy)
{
	copy->row.verifier.salt[0] ^= 1;
}

static void change_role(struct user_copy *copy)
{
	copy->row.role = ROLE_CRYPTO_USER;
}

static void change_key(struct user_copy *copy)
{
	copy->row.public_key[copy->row.public_key_len - 1] ^= 1;
}

static void change_registration(struct user_copy *copy)
{
	copy->row.quorum = !copy->row.quorum;
}

static void change_factor(struct user_copy *copy)
{
	copy->row.mfa = !copy->row.mfa;
}

static void (*const differences[])(struct user_copy *copy) = {
    change_password, change_salt, change_role, change_key, change_registration, change_factor};

START_TEST(another_user_of_the_name_stays)
{
	const struct user_copy carol_here = extract("carol", ROLE_ADMIN);
	struct user_copy other = carol_here;

	succeed(take(&admin, &carol_here));
	ck_assert(partition_user_equal(&carol_here, &other));
	differences[_i](&other);
	ck_assert(!partition_user_equal(&carol_here, &other));
	refuse(take(&admin, &other), ERR_USER_EXISTS);
	other = extract("carol", ROLE_ADMIN);
	ck_assert(partition_user_equal(&carol_here, &other));
}
END_TEST

START_TEST(failures_are_told_by_whether_they_lock)
{
	const struct user_copy copy = extract("bob", ROLE_CRYPTO_USER);
	struct user_copy other = copy;

	other.row.failures = 5;
	ck_assert(partition_user_equal(&copy, &other));
	other.row.failures = 6;
	ck_assert(!partition_user_equal(&copy, &other));
	/* They are counted by each HSM on its own. */
	succeed(take(&admin, &other));
	ck_assert_uint_eq(row_of("bob").failures, 0);
}
END_TEST

START_TEST(who_is_there_is_told_to_be_locked)
{
	const struct user_copy copy = extract("bob", ROLE_CRYPTO_USER);
	struct user_row row = row_of("bob");
	bool is_locked = true;

	succeed(partition_user_insert(&hsm, &admin, &copy, &is_locked, &err));
	ck_assert(!is_locked);
	row.failures = 6;
	succeed(store_user_update(store, hsm.row.id, &row, &err));
	succeed(partition_user_insert(&hsm, &admin, &copy, &is_locked, &err));
	ck_assert(is_locked);
	/* Who comes anew is not. */
	go_to(HSM_TYPE_HSM2M_MEDIUM, lineage);
	succeed(partition_user_insert(&hsm, &admin, &copy, &is_locked, &err));
	ck_assert(!is_locked);
}
END_TEST

/* Nothing approves a copy. */
START_TEST(where_a_quorum_makes_users_a_copy_makes_none)
{
	const struct user_copy copy = extract("bob", ROLE_CRYPTO_USER);

	succeed(set_value(&admin, QUORUM_USER, 2));
	succeed(take(&admin, &copy));
	go_to(HSM_TYPE_HSM2M_MEDIUM, lineage);
	hsm.row.quorum[QUORUM_USER] = 2;
	refuse(take(&admin, &copy), ERR_QUORUM_REQUIRED);
	hsm.row.quorum[QUORUM_USER] = QUORUM_OFF;
	hsm.row.quorum[QUORUM_QUORUM] = 2;
	succeed(take(&admin, &copy));
}
END_TEST

START_TEST(an_hsm_that_is_full_takes_nobody)
{
	struct user_copy copy = extract("bob", ROLE_CRYPTO_USER);
	int made = 2; /* admin, app_user */

	copy.type = HSM_TYPE_HSM1_MEDIUM;
	go_to(HSM_TYPE_HSM1_MEDIUM, lineage);
	for (; made < 250; made++) {
		snprintf(copy.row.name, sizeof(copy.row.name), "u%d", made);
		succeed(take(&admin, &copy));
	}
	/* Who is there is no one more. */
	succeed(take(&admin, &copy));
	strcpy(copy.row.name, "bob");
	refuse(take(&admin, &copy), ERR_USER_LIMIT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("partition-user-copy");
	TCase *tests = tcase_create("tests");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup_quorum, teardown_quorum);
	tcase_add_test(tests, a_user_comes_whole);
	tcase_add_test(tests, only_admins_send_and_take_users);
	tcase_add_test(tests, an_hsm_that_is_no_clone_takes_nobody);
	tcase_add_test(tests, users_go_to_no_older_type);
	tcase_add_loop_test(tests, another_user_of_the_name_stays, 0, ARRAY_LENGTH(differences));
	tcase_add_test(tests, failures_are_told_by_whether_they_lock);
	tcase_add_test(tests, who_is_there_is_told_to_be_locked);
	tcase_add_test(tests, where_a_quorum_makes_users_a_copy_makes_none);
	tcase_add_test(tests, an_hsm_that_is_full_takes_nobody);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
