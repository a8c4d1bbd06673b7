/* Approvals at one HSM: whose signatures count, which token they are for, and when it is used up.
 */
#include "quorum-fixture.h"

static void setup_value(void)
{
	setup_quorum();
	succeed(set_value(&admin, QUORUM_USER, 2));
}

/* The request that a quorum guards here. */
static int create(struct partition_session *who, const struct quorum_approval *approval)
{
	struct password_verifier v = verifier(9);

	return partition_user_create(&hsm, who, "erin", ROLE_CRYPTO_USER, &v, approval, &err);
}

/* An approval that was refused is as good as before, once what was wrong with it is mended. */
static void create_after_all(struct partition_session *who, struct quorum_approval *approval)
{
	drop_signatures(approval);
	approve_by_admins(approval);
	succeed(create(who, approval));
	ck_assert_int_eq(row_of("erin").role, ROLE_CRYPTO_USER);
}

START_TEST(two_of_two_approve_the_requester_among_them)
{
	struct quorum_approval approval = token_for(&admin, QUORUM_USER, 0);

	approve_by_admins(&approval);
	succeed(create(&admin, &approval));
	ck_assert_uint_eq(count_tokens(&admin), 0);
	ck_assert_int_eq(row_of("erin").role, ROLE_CRYPTO_USER);
	approval_done(&approval);
}
END_TEST

START_TEST(the_requester_need_not_sign)
{
	struct partition_session dave = {.role = ROLE_NONE};
	struct quorum_approval approval;

	succeed(set_value(&admin, QUORUM_USER, QUORUM_OFF));
	make_user("dave", ROLE_ADMIN);
	succeed(set_value(&admin, QUORUM_USER, 2));
	login("dave", ROLE_ADMIN, &dave);
	approval = token_for(&dave, QUORUM_USER, 0);
	approve_by_admins(&approval);
	succeed(create(&dave, &approval));
	approval_done(&approval);
	partition_session_done(&dave);
}
END_TEST

START_TEST(a_file_need_not_say_what_role_a_signer_has)
{
	struct quorum_approval approval = token_for(&admin, QUORUM_USER, 0);

	approve(&approval, "admin", ROLE_NONE, ADMIN_KEY);
	approve(&approval, "carol", ROLE_NONE, CAROL_KEY);
	succeed(create(&admin, &approval));
	approval_done(&approval);
}
END_TEST

/* Each HSM finds its own record among those of the others. */
START_TEST(an_approval_holds_records_of_several_hsms)
{
	struct quorum_approval mine = token_for(&admin, QUORUM_USER, 0);
	struct quorum_approval approval = {.data = BYTES_INIT};
	unsigned char other[TOKEN_RECORD_LEN];

	memset(other, 7, sizeof(other));
	bytes_append(&approval.data, other, sizeof(other));
	bytes_append(&approval.data, mine.data.data, mine.data.len);
	bytes_append(&approval.data, other, sizeof(other));
	/* What is signed is all of them. */
	sign_as(&approval, &mine.data, "admin", ROLE_ADMIN, ADMIN_KEY);
	sign_as(&approval, &mine.data, "carol", ROLE_ADMIN, CAROL_KEY);
	refuse(create(&admin, &approval), ERR_QUORUM_SIGNATURE);
	create_after_all(&admin, &approval);
	approval_done(&mine);
	approval_done(&approval);
}
END_TEST

/* Signatures over two tokens of one HSM would be good for two requests. */
START_TEST(an_approval_holds_one_token_of_an_hsm)
{
	struct quorum_approval mine = token_for(&admin, QUORUM_USER, 0);
	struct quorum_approval other = token_for(&carol, QUORUM_USER, 0);
	struct quorum_approval both = {.data = BYTES_INIT};

	bytes_append(&both.data, mine.data.data, mine.data.len);
	bytes_append(&both.data, other.data.data, other.data.len);
	approve_by_admins(&both);
	refuse(create(&admin, &both), ERR_QUORUM_SIGNATURE);
	refuse(create(&carol, &both), ERR_QUORUM_SIGNATURE);
	ck_assert_uint_eq(count_tokens(&admin), 2);
	create_after_all(&admin, &mine);
	approval_done(&mine);
	approval_done(&other);
	approval_done(&both);
}
END_TEST

START_TEST(half_of_another_record_is_no_record)
{
	struct quorum_approval mine = token_for(&admin, QUORUM_USER, 0);
	struct quorum_approval approval = {.data = BYTES_INIT};

	bytes_append(&approval.data, "shifted", 7);
	bytes_append(&approval.data, mine.data.data, mine.data.len);
	approve_by_admins(&approval);
	refuse(create(&admin, &approval), ERR_QUORUM_SIGNATURE);
	bytes_clear(&approval.data);
	bytes_append(&approval.data, mine.data.data, TOKEN_RECORD_LEN - 1);
	drop_signatures(&approval);
	approve_by_admins(&approval);
	refuse(create(&admin, &approval), ERR_QUORUM_SIGNATURE);
	create_after_all(&admin, &mine);
	approval_done(&mine);
	approval_done(&approval);
}
END_TEST

/* Who signs */

START_TEST(without_an_approval_or_signatures_there_is_no_quorum)
{
	struct quorum_approval approval = token_for(&admin, QUORUM_USER, 0);

	refuse(create(&admin, NULL), ERR_QUORUM_REQUIRED);
	refuse(create(&admin, &approval), ERR_QUORUM_NO_SIGNATURES);
	create_after_all(&admin, &approval);
	approval_done(&approval);
}
END_TEST

START_TEST(one_of_two_is_too_few)
{
	struct quorum_approval approval = token_for(&admin, QUORUM_USER, 0);

	approve(&approval, "carol", ROLE_ADMIN, CAROL_KEY);
	refuse(create(&admin, &approval), ERR_QUORUM_TOO_FEW);
	ck_assert_str_eq(
	    err.text, "Too few quorum approvals: currently 1 approvals, but 2 approvals required");
	create_after_all(&admin, &approval);
	approval_done(&approval);
}
END_TEST

/* The second signature, behind the good one of admin. */
static const struct {
	const char *what, *username;
	enum user_role role;
	size_t key;
} signers[] = {
    {"the same user again", "admin", ROLE_ADMIN, ADMIN_KEY},
    {"the same user without a role", "admin", ROLE_NONE, ADMIN_KEY},
    {"nobody of that name", "zoe", ROLE_ADMIN, CAROL_KEY},
    {"no name", "", ROLE_ADMIN, CAROL_KEY},
    {"an admin who has not registered", "dave", ROLE_ADMIN, CAROL_KEY},
    {"the role of another", "carol", ROLE_CRYPTO_USER, CAROL_KEY},
    {"no role", "carol", ROLE_INCONSISTENT, CAROL_KEY},
    {"the key of another", "carol", ROLE_ADMIN, ADMIN_KEY},
    {"a crypto user", "alice", ROLE_CRYPTO_USER, ALICE_KEY},
    {"a crypto user as an admin", "alice", ROLE_ADMIN, ALICE_KEY},
    {"a crypto user without a role", "alice", ROLE_NONE, ALICE_KEY},
    {"the appliance user", "app_user", ROLE_APPLIANCE_USER, CAROL_KEY},
};

START_TEST(who_may_not_approve_spoils_the_approval)
{
	struct quorum_approval approval;

	succeed(set_value(&admin, QUORUM_USER, QUORUM_OFF));
	make_user("dave", ROLE_ADMIN);
	succeed(set_value(&admin, QUORUM_USER, 2));
	approval = token_for(&admin, QUORUM_USER, 0);
	approve(&approval, "admin", ROLE_ADMIN, ADMIN_KEY);
	approve(&approval, signers[_i].username, signers[_i].role, signers[_i].key);
	ck_assert_msg(create(&admin, &approval) == ERR_QUORUM_SIGNATURE, "%s: %s", signers[_i].what,
	    err.text);
	/* Neither does it help that there would be enough without it. */
	approve(&approval, "carol", ROLE_ADMIN, CAROL_KEY);
	ck_assert_msg(create(&admin, &approval) == ERR_QUORUM_SIGNATURE, "%s: %s", signers[_i].what,
	    err.text);
	create_after_all(&admin, &approval);
	approval_done(&approval);
}
END_TEST

START_TEST(a_signature_is_over_the_records_of_its_token)
{
	struct quorum_approval approval = token_for(&admin, QUORUM_USER, 0);
	struct quorum_approval other = token_for(&admin, QUORUM_QUORUM, 0);

	approve(&approval, "admin", ROLE_ADMIN, ADMIN_KEY);
	sign_as(&approval, &other.data, "carol", ROLE_ADMIN, CAROL_KEY);
	refuse(create(&admin, &approval), ERR_QUORUM_SIGNATURE);
	create_after_all(&admin, &approval);
	approval_done(&approval);
	approval_done(&other);
}
END_TEST

START_TEST(what_is_no_signature_is_refused)
{
	struct quorum_approval approval = token_for(&admin, QUORUM_USER, 0);
	struct bytes garbage = BYTES_INIT;

	approve(&approval, "admin", ROLE_ADMIN, ADMIN_KEY);
	add_signature(&approval, "carol", ROLE_ADMIN, (struct bytes)BYTES_INIT);
	refuse(create(&admin, &approval), ERR_QUORUM_SIGNATURE);
	drop_signatures(&approval);
	bytes_append_text(&garbage, "garbage");
	approve(&approval, "admin", ROLE_ADMIN, ADMIN_KEY);
	add_signature(&approval, "carol", ROLE_ADMIN, garbage);
	refuse(create(&admin, &approval), ERR_QUORUM_SIGNATURE);
	create_after_all(&admin, &approval);
	approval_done(&approval);
}
END_TEST

START_TEST(who_has_lost_their_registration_approves_no_more)
{
	struct password_verifier v = verifier(9);
	const struct password_change change = {.verifier = &v, .deregister_quorum = true};
	struct quorum_approval approval = token_for(&admin, QUORUM_USER, 0);

	approve_by_admins(&approval);
	succeed(
	    partition_user_change_password(&hsm, &carol, "carol", ROLE_ADMIN, &change, NULL, &err));
	refuse(create(&admin, &approval), ERR_QUORUM_SIGNATURE);
	register_key(&carol, CAROL_KEY);
	succeed(create(&admin, &approval));
	approval_done(&approval);
}
END_TEST

/* carol's key becomes that of a second factor, which a new password leaves, but not the quorum. */
static void keep_second_factor_alone(void)
{
	struct password_verifier v = verifier(9);
	struct bytes spki = public_key(CAROL_KEY), proof;
	const struct password_change change = {.verifier = &v};
	struct mfa_request request = {
	    .verifier = &v, .public_key = spki.data, .public_key_len = spki.len};
	unsigned char challenge[MFA_CHALLENGE_LEN];

	succeed(partition_ask(&hsm, &carol, challenge, &err));
	proof = sign_digest(CAROL_KEY, challenge);
	request.signature = &proof;
	succeed(partition_user_change_mfa(&hsm, &carol, "carol", ROLE_ADMIN, &request, NULL, &err));
	succeed(
	    partition_user_change_password(&hsm, &carol, "carol", ROLE_ADMIN, &change, NULL, &err));
	bytes_done(&spki);
	bytes_done(&proof);
}

START_TEST(a_key_for_a_second_factor_alone_approves_nothing)
{
	struct quorum_approval approval = token_for(&admin, QUORUM_USER, 0);

	approve_by_admins(&approval);
	keep_second_factor_alone();
	ck_assert_uint_gt(row_of("carol").public_key_len, 0);
	refuse(create(&admin, &approval), ERR_QUORUM_SIGNATURE);
	register_key(&carol, CAROL_KEY);
	succeed(create(&admin, &approval));
	approval_done(&approval);
}
END_TEST

/* Which token */

START_TEST(a_token_is_for_the_login_that_made_it)
{
	struct partition_session again = {.role = ROLE_NONE};
	struct quorum_approval approval = token_for(&admin, QUORUM_USER, 0);

	approve_by_admins(&approval);
	login("admin", ROLE_ADMIN, &again);
	refuse(create(&again, &approval), ERR_QUORUM_SIGNATURE);
	refuse(create(&carol, &approval), ERR_QUORUM_SIGNATURE);
	ck_assert_uint_eq(count_tokens(&admin), 1);
	succeed(create(&admin, &approval));
	approval_done(&approval);
	partition_session_done(&again);
}
END_TEST

START_TEST(a_token_is_for_its_service)
{
	static const enum quorum_service others[] = {QUORUM_QUORUM, QUORUM_CLUSTER};

	for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
		struct quorum_approval approval = token_for(&admin, others[i], 0);

		approve_by_admins(&approval);
		refuse(create(&admin, &approval), ERR_QUORUM_REQUIRED);
		approval_done(&approval);
	}
	ck_assert_uint_eq(count_tokens(&admin), 2);
}
END_TEST

START_TEST(a_token_is_used_up)
{
	struct quorum_approval approval = token_for(&admin, QUORUM_USER, 0);

	approve_by_admins(&approval);
	succeed(create(&admin, &approval));
	refuse(create(&admin, &approval), ERR_QUORUM_SIGNATURE);
	refuse(partition_user_delete(&hsm, &admin, "erin", ROLE_CRYPTO_USER, &approval, &err),
	    ERR_QUORUM_SIGNATURE);
	approval_done(&approval);
}
END_TEST

START_TEST(a_token_expires)
{
	const int64_t start = fixed.now / 1000000;
	struct quorum_approval approval = token_for(&admin, QUORUM_USER, 0);

	approve_by_admins(&approval);
	set_date(start + QUORUM_TOKEN_SECONDS);
	refuse(create(&admin, &approval), ERR_QUORUM_EXPIRED);
	ck_assert_str_eq(err.text, error_text(ERR_QUORUM_REQUIRED));
	set_date(start + QUORUM_TOKEN_SECONDS - 1);
	succeed(create(&admin, &approval));
	approval_done(&approval);
}
END_TEST

START_TEST(a_token_goes_with_its_login)
{
	struct quorum_approval approval = token_for(&admin, QUORUM_USER, 0);

	approve_by_admins(&approval);
	succeed(partition_logout(&hsm, &admin, &err));
	ck_assert_uint_eq(count_tokens(&carol), 0);
	login("admin", ROLE_ADMIN, &admin);
	refuse(create(&admin, &approval), ERR_QUORUM_SIGNATURE);
	approval_done(&approval);
}
END_TEST

START_TEST(a_token_that_was_taken_back_approves_nothing)
{
	struct quorum_approval approval = token_for(&admin, QUORUM_USER, 0);

	approve_by_admins(&approval);
	succeed(partition_token_delete(&hsm, &carol, true, &err));
	refuse(create(&admin, &approval), ERR_QUORUM_SIGNATURE);
	approval_done(&approval);
}
END_TEST

/* Requests */

START_TEST(a_request_that_is_refused_for_another_reason_leaves_the_token)
{
	struct password_verifier v = verifier(9);
	struct quorum_approval approval = token_for(&admin, QUORUM_USER, 0);

	approve_by_admins(&approval);
	refuse(partition_user_create(&hsm, &admin, "alice", ROLE_CRYPTO_USER, &v, &approval, &err),
	    ERR_USER_EXISTS);
	refuse(partition_user_delete(&hsm, &admin, "alice", ROLE_CRYPTO_USER, &approval, &err),
	    ERR_USER_LOGGED_IN);
	refuse(partition_user_delete(&hsm, &admin, "zoe", ROLE_CRYPTO_USER, &approval, &err),
	    ERR_USER_UNKNOWN);
	ck_assert_uint_eq(count_tokens(&admin), 1);
	succeed(create(&admin, &approval));
	ck_assert_uint_eq(count_tokens(&admin), 0);
	approval_done(&approval);
}
END_TEST

static int change_bob(const struct quorum_approval *approval)
{
	struct password_verifier v = verifier(5);
	const struct password_change change = {.verifier = &v};

	return partition_user_change_password(
	    &hsm, &admin, "bob", ROLE_CRYPTO_USER, &change, approval, &err);
}

static int delete_bob(const struct quorum_approval *approval)
{
	return partition_user_delete(&hsm, &admin, "bob", ROLE_CRYPTO_USER, approval, &err);
}

static int create_erin(const struct quorum_approval *approval)
{
	return create(&admin, approval);
}

static int change_mfa_of_bob(const struct quorum_approval *approval)
{
	struct password_verifier v = verifier(5);
	const struct mfa_request request = {.verifier = &v};

	return partition_user_change_mfa(
	    &hsm, &admin, "bob", ROLE_CRYPTO_USER, &request, approval, &err);
}

static int (*const guarded[])(const struct quorum_approval *approval) = {
    create_erin, delete_bob, change_bob, change_mfa_of_bob};

START_TEST(each_change_of_another_user_takes_an_approval)
{
	struct quorum_approval approval;

	succeed(partition_logout(&hsm, &bob, &err));
	refuse(guarded[_i](NULL), ERR_QUORUM_REQUIRED);
	approval = token_for(&admin, QUORUM_USER, 0);
	approve_by_admins(&approval);
	succeed(guarded[_i](&approval));
	ck_assert_uint_eq(count_tokens(&admin), 0);
	approval_done(&approval);
}
END_TEST

START_TEST(a_quorum_of_quorum_guards_every_value)
{
	struct quorum_approval approval;

	succeed(set_value(&admin, QUORUM_QUORUM, 2));
	for (enum quorum_service s = QUORUM_VALUES; s-- > QUORUM_USER;) {
		refuse(set_value(&admin, s, QUORUM_OFF), ERR_QUORUM_REQUIRED);
		approval = token_for(&admin, QUORUM_QUORUM, 0);
		approve_by_admins(&approval);
		/* A value that cannot be leaves the token. */
		refuse(partition_quorum_set_value(&hsm, &admin, s, 9, &approval, &err),
		    ERR_QUORUM_VALUE);
		succeed(partition_quorum_set_value(&hsm, &admin, s, 2, &approval, &err));
		refuse(partition_quorum_set_value(&hsm, &admin, s, 2, &approval, &err),
		    ERR_QUORUM_SIGNATURE);
		approval_done(&approval);
	}
	/* Which may be switched off by it. */
	approval = token_for(&admin, QUORUM_QUORUM, 0);
	approve_by_admins(&approval);
	succeed(
	    partition_quorum_set_value(&hsm, &admin, QUORUM_QUORUM, QUORUM_OFF, &approval, &err));
	succeed(set_value(&admin, QUORUM_USER, QUORUM_OFF));
	succeed(create(&admin, NULL));
	approval_done(&approval);
}
END_TEST

START_TEST(a_crypto_user_gains_nothing_by_an_approval)
{
	struct quorum_approval approval = token_for(&admin, QUORUM_USER, 0);

	approve_by_admins(&approval);
	refuse(create(&alice, &approval), ERR_ADMIN_REQUIRED);
	ck_assert_uint_eq(count_tokens(&admin), 1);
	approval_done(&approval);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, two_of_two_approve_the_requester_among_them);
	tcase_add_test(tests, the_requester_need_not_sign);
	tcase_add_test(tests, a_file_need_not_say_what_role_a_signer_has);
	tcase_add_test(tests, an_approval_holds_records_of_several_hsms);
	tcase_add_test(tests, an_approval_holds_one_token_of_an_hsm);
	tcase_add_test(tests, half_of_another_record_is_no_record);
	tcase_add_test(tests, without_an_approval_or_signatures_there_is_no_quorum);
	tcase_add_test(tests, one_of_two_is_too_few);
	tcase_add_loop_test(
	    tests, who_may_not_approve_spoils_the_approval, 0, ARRAY_LENGTH(signers));
	tcase_add_test(tests, a_signature_is_over_the_records_of_its_token);
	tcase_add_test(tests, what_is_no_signature_is_refused);
	tcase_add_test(tests, who_has_lost_their_registration_approves_no_more);
	tcase_add_test(tests, a_key_for_a_second_factor_alone_approves_nothing);
	tcase_add_test(tests, a_token_is_for_the_login_that_made_it);
	tcase_add_test(tests, a_token_is_for_its_service);
	tcase_add_test(tests, a_token_is_used_up);
	tcase_add_test(tests, a_token_expires);
	tcase_add_test(tests, a_token_goes_with_its_login);
	tcase_add_test(tests, a_token_that_was_taken_back_approves_nothing);
	tcase_add_test(tests, a_request_that_is_refused_for_another_reason_leaves_the_token);
	tcase_add_loop_test(
	    tests, each_change_of_another_user_takes_an_approval, 0, ARRAY_LENGTH(guarded));
	tcase_add_test(tests, a_quorum_of_quorum_guards_every_value);
	tcase_add_test(tests, a_crypto_user_gains_nothing_by_an_approval);
}

int main(void)
{
	Suite *suite = suite_create("partition-approval");
	TCase *tests = tcase_create("tests");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup_value, teardown_quorum);
	add_tests(tests);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
