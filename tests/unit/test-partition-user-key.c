/* Public keys of users at one HSM: registering one for a second factor or a quorum, and logging in
 * by it. */
#include "quorum-fixture.h"

/* Registering a second factor */

/* Asks, and has number's key registered with what signer's key says; NULL: no signature. */
static int change_mfa(struct partition_session *who, const char *name, enum user_role role,
    size_t number, const size_t *signer, bool change_quorum)
{
	struct password_verifier v = verifier(9);
	struct bytes spki = public_key(number), proof = BYTES_INIT;
	unsigned char challenge[MFA_CHALLENGE_LEN];
	int rc;

	succeed(partition_ask(&hsm, who, challenge, &err));
	if (signer)
		proof = sign_digest(*signer, challenge);
	rc = partition_user_change_mfa(&hsm, who, name, role,
	    &(const struct mfa_request){.verifier = &v,
		.public_key = spki.data,
		.public_key_len = spki.len,
		.signature = signer ? &proof : NULL,
		.change_quorum = change_quorum},
	    NULL, &err);
	bytes_done(&spki);
	bytes_done(&proof);
	return rc;
}

static int own_mfa(struct partition_session *who, size_t number, bool change_quorum)
{
	return change_mfa(who, who->username, who->role, number, &number, change_quorum);
}

static int drop_mfa(
    struct partition_session *who, const char *name, enum user_role role, bool change_quorum)
{
	struct password_verifier v = verifier(9);
	const struct mfa_request request = {.verifier = &v, .change_quorum = change_quorum};

	return partition_user_change_mfa(&hsm, who, name, role, &request, NULL, &err);
}

static void check_user(const char *name, bool mfa, bool quorum, int number)
{
	const struct user_row row = row_of(name);

	ck_assert_int_eq(row.mfa, mfa);
	ck_assert_int_eq(row.quorum, quorum);
	if (number < 0) {
		ck_assert_uint_eq(row.public_key_len, 0);
	} else {
		struct bytes spki = public_key((size_t)number);

		ck_assert_uint_eq(row.public_key_len, spki.len);
		ck_assert_mem_eq(row.public_key, spki.data, spki.len);
		bytes_done(&spki);
	}
}

/* setup without registrations */
static void setup_plain(void)
{
	setup();
	make_user("carol", ROLE_ADMIN);
	login("carol", ROLE_ADMIN, &carol);
}

START_TEST(a_second_factor_registers_for_the_quorum_too)
{
	check_user("alice", false, false, -1);
	succeed(own_mfa(&alice, ALICE_KEY, false));
	check_user("alice", true, true, ALICE_KEY);
}
END_TEST

START_TEST(the_private_half_has_to_be_proven)
{
	const size_t other = BOB_KEY;

	refuse(change_mfa(&alice, "alice", ROLE_CRYPTO_USER, ALICE_KEY, NULL, false),
	    ERR_QUORUM_PROOF);
	refuse(change_mfa(&alice, "alice", ROLE_CRYPTO_USER, ALICE_KEY, &other, false),
	    ERR_QUORUM_PROOF);
	check_user("alice", false, false, -1);
}
END_TEST

START_TEST(a_key_is_replaced_with_both_its_uses)
{
	succeed(own_mfa(&alice, ALICE_KEY, false));
	refuse(own_mfa(&alice, BOB_KEY, false), ERR_MFA_KEY);
	check_user("alice", true, true, ALICE_KEY);
	succeed(own_mfa(&alice, BOB_KEY, true));
	check_user("alice", true, true, BOB_KEY);
	/* The same key again is no other. */
	succeed(own_mfa(&alice, BOB_KEY, false));
}
END_TEST

START_TEST(a_key_that_is_registered_for_the_quorum_serves_both)
{
	register_key(&alice, ALICE_KEY);
	check_user("alice", false, true, ALICE_KEY);
	refuse(own_mfa(&alice, BOB_KEY, false), ERR_MFA_KEY);
	succeed(own_mfa(&alice, ALICE_KEY, false));
	check_user("alice", true, true, ALICE_KEY);
}
END_TEST

START_TEST(a_second_factor_is_taken_away_with_the_registration_that_came_with_it)
{
	succeed(own_mfa(&alice, ALICE_KEY, false));
	succeed(drop_mfa(&alice, "alice", ROLE_CRYPTO_USER, false));
	check_user("alice", false, false, -1);
}
END_TEST

START_TEST(a_registration_without_a_second_factor_stays_unless_told)
{
	register_key(&alice, ALICE_KEY);
	succeed(drop_mfa(&alice, "alice", ROLE_CRYPTO_USER, false));
	check_user("alice", false, true, ALICE_KEY);
	succeed(drop_mfa(&alice, "alice", ROLE_CRYPTO_USER, true));
	check_user("alice", false, false, -1);
}
END_TEST

START_TEST(an_admin_registers_for_others_a_crypto_user_for_nobody_else)
{
	const size_t number = BOB_KEY;

	refuse(change_mfa(&alice, "bob", ROLE_CRYPTO_USER, BOB_KEY, &number, false),
	    ERR_ADMIN_REQUIRED);
	refuse(drop_mfa(&alice, "bob", ROLE_CRYPTO_USER, false), ERR_ADMIN_REQUIRED);
	/* Not while they are logged in, */
	refuse(change_mfa(&admin, "bob", ROLE_CRYPTO_USER, BOB_KEY, &number, false),
	    ERR_USER_LOGGED_IN);
	succeed(partition_logout(&hsm, &bob, &err));
	refuse(change_mfa(&admin, "bob", ROLE_ADMIN, BOB_KEY, &number, false), ERR_USER_UNKNOWN);
	refuse(
	    change_mfa(&admin, "zoe", ROLE_CRYPTO_USER, BOB_KEY, &number, false), ERR_USER_UNKNOWN);
	succeed(change_mfa(&admin, "bob", ROLE_CRYPTO_USER, BOB_KEY, &number, false));
	check_user("bob", true, true, BOB_KEY);
	succeed(drop_mfa(&admin, "bob", ROLE_CRYPTO_USER, false));
	check_user("bob", false, false, -1);
}
END_TEST

START_TEST(nobody_who_is_not_logged_in_registers)
{
	struct partition_session nobody = {.role = ROLE_NONE};
	const size_t number = BOB_KEY;

	refuse(change_mfa(&nobody, "bob", ROLE_CRYPTO_USER, BOB_KEY, &number, false),
	    ERR_USER_REQUIRED);
	refuse(register_by(&nobody, BOB_KEY, BOB_KEY), ERR_USER_REQUIRED);
}
END_TEST

START_TEST(a_quorum_guards_second_factors_of_others_alone)
{
	const size_t number = BOB_KEY;

	register_key(&admin, ADMIN_KEY);
	register_key(&carol, CAROL_KEY);
	succeed(set_value(&admin, QUORUM_USER, 2));
	succeed(partition_logout(&hsm, &bob, &err));
	refuse(change_mfa(&admin, "bob", ROLE_CRYPTO_USER, BOB_KEY, &number, false),
	    ERR_QUORUM_REQUIRED);
	refuse(drop_mfa(&admin, "bob", ROLE_CRYPTO_USER, false), ERR_QUORUM_REQUIRED);
	succeed(own_mfa(&admin, ADMIN_KEY, false));
	succeed(own_mfa(&alice, ALICE_KEY, false));
	succeed(drop_mfa(&admin, "admin", ROLE_ADMIN, false));
}
END_TEST

/* Challenges */

START_TEST(what_is_asked_differs_each_time)
{
	unsigned char first[MFA_CHALLENGE_LEN], next[MFA_CHALLENGE_LEN];

	succeed(partition_ask(&hsm, &alice, first, &err));
	succeed(partition_ask(&hsm, &alice, next, &err));
	ck_assert_mem_ne(first, next, sizeof(first));
	ck_assert_mem_eq(next, alice.challenge, sizeof(next));
}
END_TEST

/* Registers alice's key by an answer that was made before. */
static int answer(struct partition_session *session, const struct bytes *proof)
{
	struct password_verifier v = verifier(9);
	struct bytes spki = public_key(ALICE_KEY);
	const struct mfa_request request = {.verifier = &v,
	    .public_key = spki.data,
	    .public_key_len = spki.len,
	    .signature = proof};
	int rc = partition_user_change_mfa(
	    &hsm, session, "alice", ROLE_CRYPTO_USER, &request, NULL, &err);

	bytes_done(&spki);
	return rc;
}

START_TEST(a_challenge_is_good_for_one_answer)
{
	unsigned char challenge[MFA_CHALLENGE_LEN];
	struct bytes proof, wrong;

	succeed(partition_ask(&hsm, &alice, challenge, &err));
	proof = sign_digest(ALICE_KEY, challenge);
	wrong = sign_digest(BOB_KEY, challenge);
	succeed(answer(&alice, &proof));
	refuse(answer(&alice, &proof), ERR_QUORUM_PROOF);
	bytes_done(&proof);
	bytes_done(&wrong);
	succeed(partition_ask(&hsm, &alice, challenge, &err));
	proof = sign_digest(ALICE_KEY, challenge);
	wrong = sign_digest(BOB_KEY, challenge);
	/* Whichever answer it was. */
	refuse(answer(&alice, &wrong), ERR_QUORUM_PROOF);
	refuse(answer(&alice, &proof), ERR_QUORUM_PROOF);
	bytes_done(&proof);
	bytes_done(&wrong);
}
END_TEST

START_TEST(a_challenge_is_for_the_connection_that_asked)
{
	struct partition_session again = {.role = ROLE_NONE};
	unsigned char challenge[MFA_CHALLENGE_LEN];
	struct bytes proof;

	succeed(partition_ask(&hsm, &alice, challenge, &err));
	proof = sign_digest(ALICE_KEY, challenge);
	login("alice", ROLE_CRYPTO_USER, &again);
	refuse(answer(&again, &proof), ERR_QUORUM_PROOF);
	succeed(partition_ask(&hsm, &again, challenge, &err));
	refuse(answer(&again, &proof), ERR_QUORUM_PROOF);
	bytes_done(&proof);
	partition_session_done(&again);
}
END_TEST

/* Logging in */

/* A login of bob's, who has a second factor; number: whose key answers, -1: nobody's. */
static int login_bob(unsigned char password, int number, struct partition_session *session)
{
	struct password_verifier v = verifier(password);
	unsigned char challenge[MFA_CHALLENGE_LEN];
	struct bytes proof = BYTES_INIT;
	int rc;

	succeed(partition_ask(&hsm, session, challenge, &err));
	if (number >= 0)
		proof = sign_digest((size_t)number, challenge);
	rc = partition_login(
	    &hsm, "bob", ROLE_CRYPTO_USER, &v, number >= 0 ? &proof : NULL, session, &err);
	bytes_done(&proof);
	return rc;
}

static void setup_mfa(void)
{
	setup_plain();
	succeed(own_mfa(&bob, BOB_KEY, false));
	succeed(partition_logout(&hsm, &bob, &err));
}

START_TEST(a_login_takes_password_and_signature)
{
	succeed(login_bob(9, BOB_KEY, &bob));
	ck_assert_int_eq(bob.role, ROLE_CRYPTO_USER);
	ck_assert_uint_eq(row_of("bob").failures, 0);
}
END_TEST

START_TEST(nobody_is_told_which_of_the_two_was_wrong)
{
	refuse(login_bob(1, BOB_KEY, &bob), ERR_CREDENTIALS);
	ck_assert_uint_eq(row_of("bob").failures, 1);
	refuse(login_bob(9, ALICE_KEY, &bob), ERR_CREDENTIALS);
	refuse(login_bob(1, ALICE_KEY, &bob), ERR_CREDENTIALS);
	ck_assert_uint_eq(row_of("bob").failures, 3);
	ck_assert_int_eq(bob.role, ROLE_NONE);
	succeed(login_bob(9, BOB_KEY, &bob));
	ck_assert_uint_eq(row_of("bob").failures, 0);
}
END_TEST

START_TEST(without_a_signature_nothing_is_counted)
{
	for (int i = 0; i < 10; i++) {
		refuse(login_bob(9, -1, &bob), ERR_MFA_REQUIRED);
		refuse(login_bob(1, -1, &bob), ERR_MFA_REQUIRED);
	}
	ck_assert_uint_eq(row_of("bob").failures, 0);
	succeed(login_bob(9, BOB_KEY, &bob));
}
END_TEST

START_TEST(the_sixth_wrong_signature_locks)
{
	for (int i = 0; i < 6; i++)
		refuse(login_bob(9, ALICE_KEY, &bob), ERR_CREDENTIALS);
	refuse(login_bob(9, BOB_KEY, &bob), ERR_USER_LOCKED);
	ck_assert_str_eq(err.text, error_text(ERR_CREDENTIALS));
	/* What user list tells anybody is told to anybody. */
	refuse(login_bob(9, -1, &bob), ERR_MFA_REQUIRED);
}
END_TEST

START_TEST(an_answer_is_good_for_one_login)
{
	struct password_verifier v = verifier(9);
	unsigned char challenge[MFA_CHALLENGE_LEN];
	struct bytes proof;

	succeed(partition_ask(&hsm, &bob, challenge, &err));
	proof = sign_digest(BOB_KEY, challenge);
	succeed(partition_login(&hsm, "bob", ROLE_CRYPTO_USER, &v, &proof, &bob, &err));
	succeed(partition_logout(&hsm, &bob, &err));
	refuse(partition_login(&hsm, "bob", ROLE_CRYPTO_USER, &v, &proof, &bob, &err),
	    ERR_CREDENTIALS);
	bytes_done(&proof);
}
END_TEST

START_TEST(a_stale_password_leaves_the_challenge)
{
	struct password_verifier v = verifier(9), stale = verifier(9);
	unsigned char challenge[MFA_CHALLENGE_LEN];
	struct bytes proof;

	stale.salt[0] = 7;
	succeed(partition_ask(&hsm, &bob, challenge, &err));
	proof = sign_digest(BOB_KEY, challenge);
	refuse(partition_login(&hsm, "bob", ROLE_CRYPTO_USER, &stale, &proof, &bob, &err),
	    ERR_LOGIN_STALE);
	succeed(partition_login(&hsm, "bob", ROLE_CRYPTO_USER, &v, &proof, &bob, &err));
	bytes_done(&proof);
}
END_TEST

START_TEST(who_has_no_second_factor_needs_no_signature)
{
	struct bytes garbage = BYTES_INIT;
	struct password_verifier v = verifier(9);
	struct partition_session again = {.role = ROLE_NONE};

	bytes_append_text(&garbage, "garbage");
	succeed(partition_login(&hsm, "alice", ROLE_CRYPTO_USER, &v, &garbage, &again, &err));
	partition_session_done(&again);
	bytes_done(&garbage);
}
END_TEST

/* Passwords */

static int change_password(
    struct partition_session *who, const char *name, enum user_role role, bool mfa, bool quorum)
{
	struct password_verifier v = verifier(9);
	const struct password_change change = {
	    .verifier = &v, .deregister_mfa = mfa, .deregister_quorum = quorum};

	return partition_user_change_password(&hsm, who, name, role, &change, NULL, &err);
}

START_TEST(a_new_password_keeps_the_second_factor_and_drops_its_registration)
{
	check_user("bob", true, true, BOB_KEY);
	succeed(change_password(&admin, "bob", ROLE_CRYPTO_USER, false, false));
	check_user("bob", true, false, BOB_KEY);
	succeed(login_bob(9, BOB_KEY, &bob));
	/* Which is made again with the same key alone. */
	refuse(register_by(&bob, ALICE_KEY, ALICE_KEY), ERR_MFA_KEY);
	register_key(&bob, BOB_KEY);
	check_user("bob", true, true, BOB_KEY);
}
END_TEST

START_TEST(a_new_password_unlocks)
{
	for (int i = 0; i < 6; i++)
		refuse(login_bob(9, ALICE_KEY, &bob), ERR_CREDENTIALS);
	succeed(change_password(&admin, "bob", ROLE_CRYPTO_USER, false, false));
	succeed(login_bob(9, BOB_KEY, &bob));
}
END_TEST

START_TEST(a_password_alone_leaves_a_registration)
{
	register_key(&alice, ALICE_KEY);
	succeed(change_password(&alice, "alice", ROLE_CRYPTO_USER, false, false));
	check_user("alice", false, true, ALICE_KEY);
	succeed(change_password(&alice, "alice", ROLE_CRYPTO_USER, true, false));
	check_user("alice", false, true, ALICE_KEY);
	succeed(change_password(&alice, "alice", ROLE_CRYPTO_USER, false, true));
	check_user("alice", false, false, -1);
}
END_TEST

START_TEST(a_password_change_deregisters_what_it_is_told)
{
	succeed(change_password(&admin, "bob", ROLE_CRYPTO_USER, true, false));
	check_user("bob", false, false, -1);
	login("bob", ROLE_CRYPTO_USER, &bob);
	succeed(own_mfa(&bob, BOB_KEY, false));
	succeed(change_password(&bob, "bob", ROLE_CRYPTO_USER, true, true));
	check_user("bob", false, false, -1);
}
END_TEST

/* Registering for a quorum */

START_TEST(a_registration_is_proven_by_the_private_half)
{
	refuse(register_by(&alice, ALICE_KEY, BOB_KEY), ERR_QUORUM_PROOF);
	check_user("alice", false, false, -1);
	register_key(&alice, ALICE_KEY);
	check_user("alice", false, true, ALICE_KEY);
	/* Another takes its place. */
	register_key(&alice, BOB_KEY);
	check_user("alice", false, true, BOB_KEY);
}
END_TEST

/* Whoever wrote the client may send any key. */
START_TEST(a_key_is_one_of_rsa_2048)
{
	struct secret private_material = SECRET_INIT;
	struct bytes rsa = public_key(ALICE_KEY), ec = BYTES_INIT;

	succeed(crypto_generate_ec(CURVE_SECP256R1, &private_material, &ec, &err));
	succeed(partition_check_user_key(rsa.data, rsa.len, &err));
	refuse(partition_check_user_key(ec.data, ec.len, &err), ERR_PUBLIC_KEY_KIND);
	ck_assert_int_ne(partition_check_user_key("no key", 6, &err), 0);
	secret_done(&private_material);
	bytes_done(&rsa);
	bytes_done(&ec);
}
END_TEST

START_TEST(a_registration_without_a_signature_is_refused)
{
	static const unsigned char digest[CRYPTO_SHA256_LEN] = "what is proven";
	struct bytes spki = public_key(ALICE_KEY), empty = BYTES_INIT;

	refuse(partition_user_register(&hsm, &alice, spki.data, spki.len, digest, NULL, &err),
	    ERR_QUORUM_PROOF);
	refuse(partition_user_register(&hsm, &alice, spki.data, spki.len, digest, &empty, &err),
	    ERR_QUORUM_PROOF);
	check_user("alice", false, false, -1);
	bytes_done(&spki);
}
END_TEST

static void add_tests_of_registering(Suite *suite)
{
	TCase *tests = tcase_create("registering");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup_plain, teardown_quorum);
	tcase_add_test(tests, a_second_factor_registers_for_the_quorum_too);
	tcase_add_test(tests, the_private_half_has_to_be_proven);
	tcase_add_test(tests, a_key_is_replaced_with_both_its_uses);
	tcase_add_test(tests, a_key_that_is_registered_for_the_quorum_serves_both);
	tcase_add_test(
	    tests, a_second_factor_is_taken_away_with_the_registration_that_came_with_it);
	tcase_add_test(tests, a_registration_without_a_second_factor_stays_unless_told);
	tcase_add_test(tests, an_admin_registers_for_others_a_crypto_user_for_nobody_else);
	tcase_add_test(tests, nobody_who_is_not_logged_in_registers);
	tcase_add_test(tests, a_quorum_guards_second_factors_of_others_alone);
	tcase_add_test(tests, what_is_asked_differs_each_time);
	tcase_add_test(tests, a_challenge_is_good_for_one_answer);
	tcase_add_test(tests, a_challenge_is_for_the_connection_that_asked);
	tcase_add_test(tests, a_registration_is_proven_by_the_private_half);
	tcase_add_test(tests, a_key_is_one_of_rsa_2048);
	tcase_add_test(tests, a_registration_without_a_signature_is_refused);
	suite_add_tcase(suite, tests);
}

static void add_tests_of_logging_in(Suite *suite)
{
	TCase *tests = tcase_create("logging-in");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup_mfa, teardown_quorum);
	tcase_add_test(tests, a_login_takes_password_and_signature);
	tcase_add_test(tests, nobody_is_told_which_of_the_two_was_wrong);
	tcase_add_test(tests, without_a_signature_nothing_is_counted);
	tcase_add_test(tests, the_sixth_wrong_signature_locks);
	tcase_add_test(tests, an_answer_is_good_for_one_login);
	tcase_add_test(tests, a_stale_password_leaves_the_challenge);
	tcase_add_test(tests, who_has_no_second_factor_needs_no_signature);
	tcase_add_test(tests, a_new_password_keeps_the_second_factor_and_drops_its_registration);
	tcase_add_test(tests, a_new_password_unlocks);
	tcase_add_test(tests, a_password_alone_leaves_a_registration);
	tcase_add_test(tests, a_password_change_deregisters_what_it_is_told);
	suite_add_tcase(suite, tests);
}

int main(void)
{
	Suite *suite = suite_create("partition-user-key");

	add_tests_of_registering(suite);
	add_tests_of_logging_in(suite);
	return unit_run(suite);
}
