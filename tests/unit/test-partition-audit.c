/* The audit log of one HSM: what each request writes down, and that nothing else stands there. */
#include "audit-names.h"
#include "mtls-certificates.h"
#include "quorum-fixture.h"
#include "store-audit.h"

#define IN_2030 INT64_C(1893456000)

static struct audit_row *rows;
static size_t n_rows, at; /* at: what has been looked at */

static void read_log(void)
{
	bool found = false;

	free(rows);
	rows = NULL;
	succeed(store_audit_list(store, "cluster-1", "hsm-1", &rows, &n_rows, &found, &err));
	ck_assert(found);
}

/* The next row, which says that. */
static const struct audit_row *next(enum audit_opcode opcode, const char *username)
{
	const struct audit_row *row;

	read_log();
	ck_assert_msg(at < n_rows, "no %s", audit_opcode_text((int)opcode));
	row = &rows[at++];
	ck_assert_str_eq(audit_opcode_text(row->opcode), audit_opcode_text((int)opcode));
	ck_assert_str_eq(row->username, username);
	ck_assert_int_eq(row->at, store_now(store));
	return row;
}

static void next_of_key(
    enum audit_opcode opcode, const char *username, uint64_t secret_handle, uint64_t public_handle)
{
	const struct audit_row *row = next(opcode, username);

	ck_assert_uint_eq(row->secret_handle, secret_handle);
	ck_assert_uint_eq(row->public_handle, public_handle);
	ck_assert_int_eq(row->response, AUDIT_SUCCESS);
}

static void nothing_more(void)
{
	read_log();
	ck_assert_msg(at == n_rows, "%s", at < n_rows ? audit_opcode_text(rows[at].opcode) : "");
}

/* What came before the test is none of its business. */
static void skip(void)
{
	read_log();
	at = n_rows;
}

static void setup_log(void)
{
	setup_quorum();
	succeed(store_audit_stream_put(store, hsm.row.id, "cluster-1", "hsm-1", &err));
	set_date(IN_2030);
	skip();
}

static void teardown_log(void)
{
	free(rows);
	rows = NULL;
	teardown_quorum();
}

/* The log itself */

START_TEST(an_hsm_begins_with_its_making)
{
	other_hsm(HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_FIPS);
	succeed(store_audit_stream_put(store, hsm.row.id, "cluster-1", "hsm-2", &err));
	free(rows);
	rows = NULL;
	succeed(
	    store_audit_list(store, "cluster-1", "hsm-2", &rows, &n_rows, &(bool){false}, &err));
	ck_assert_uint_eq(n_rows, 10);
	ck_assert_int_eq(rows[0].opcode, AUDIT_INIT_TOKEN);
	ck_assert_int_eq(rows[1].opcode, AUDIT_GEN_PSWD_ENC_KEY);
	ck_assert_int_eq(rows[2].opcode, AUDIT_CREATE_APPLIANCE_USER);
	ck_assert_str_eq(rows[2].username, "app_user");
	ck_assert_int_eq(rows[2].role, ROLE_APPLIANCE_USER);
	ck_assert_int_eq(rows[3].opcode, AUDIT_INIT_DONE);
	ck_assert_int_eq(rows[4].opcode, AUDIT_CHANGE_PSWD);
	ck_assert_int_eq(rows[4].role, ROLE_UNACTIVATED_ADMIN);
	ck_assert_int_eq(rows[5].opcode, AUDIT_LOGIN);
	ck_assert_int_eq(rows[6].opcode, AUDIT_CREATE_USER);
	for (size_t i = 0; i < n_rows; i++) {
		ck_assert_uint_eq(rows[i].sequence, i);
		ck_assert_str_eq(rows[i].hsm_id, "hsm-2");
	}
}
END_TEST

START_TEST(what_is_undone_leaves_nothing)
{
	struct password_verifier v = verifier(9);
	uint64_t sequence;

	succeed(store_part_begin(store, &err));
	refuse(partition_user_create(&hsm, &admin, "alice", ROLE_CRYPTO_USER, &v, NULL, &err),
	    ERR_USER_EXISTS);
	make_user("erin", ROLE_CRYPTO_USER);
	succeed(store_part_undo(store, &err));
	nothing_more();
	sequence = rows[n_rows - 1].sequence;
	make_user("erin", ROLE_CRYPTO_USER);
	ck_assert_uint_eq(next(AUDIT_CREATE_USER, "erin")->sequence, sequence + 1);
	nothing_more();
}
END_TEST

START_TEST(a_refusal_leaves_nothing_by_itself)
{
	struct password_verifier v = verifier(9);
	unsigned char record[TOKEN_RECORD_LEN];

	make_aes(&alice, 100, false);
	skip();
	refuse(partition_user_create(&hsm, &alice, "erin", ROLE_CRYPTO_USER, &v, NULL, &err),
	    ERR_ADMIN_REQUIRED);
	refuse(partition_user_delete(&hsm, &admin, "zoe", ROLE_CRYPTO_USER, NULL, &err),
	    ERR_USER_UNKNOWN);
	refuse(set_value(&admin, QUORUM_USER, 9), ERR_QUORUM_VALUE);
	refuse(generate(&alice, QUORUM_USER, 0, record), ERR_ADMIN_REQUIRED);
	refuse(partition_key_delete(&hsm, &bob, 100, &err), ERR_KEY_NOT_SINGLE);
	refuse(register_by(&alice, ALICE_KEY, BOB_KEY), ERR_QUORUM_PROOF);
	refuse(
	    partition_anchor_register(&hsm, &admin, 1, "nonsense", NULL, &err), ERR_MTLS_INVALID);
	nothing_more();
}
END_TEST

START_TEST(a_log_outlives_its_hsm)
{
	size_t before;

	read_log();
	before = n_rows;
	succeed(partition_remove(store, hsm.row.id, &err));
	read_log();
	ck_assert_uint_eq(n_rows, before);
}
END_TEST

/* Logins */

static int try_login(const char *name, unsigned char password)
{
	struct partition_session session = {.role = ROLE_NONE};
	struct password_verifier v = verifier(password);

	return partition_login(&hsm, name, ROLE_CRYPTO_USER, &v, NULL, &session, &err);
}

START_TEST(a_login_and_its_end_bear_one_session)
{
	struct partition_session session = {.role = ROLE_NONE};
	int64_t number;

	login("alice", ROLE_CRYPTO_USER, &session);
	number = session.login;
	succeed(partition_logout(&hsm, &session, &err));
	ck_assert_int_eq(next(AUDIT_LOGIN, "alice")->session, number);
	ck_assert_int_eq(next(AUDIT_LOGOUT, "alice")->session, number);
	ck_assert_int_eq(rows[at - 1].role, ROLE_CRYPTO_USER);
	nothing_more();
	/* Nobody is logged out of nothing. */
	succeed(partition_logout(&hsm, &session, &err));
	nothing_more();
}
END_TEST

START_TEST(a_login_that_fails_is_written_down_with_the_reason)
{
	refuse(try_login("zoe", 9), ERR_CREDENTIALS);
	ck_assert_int_eq(next(AUDIT_LOGIN, "zoe")->response, AUDIT_NO_SUCH_USER);
	/* carol is no crypto user. */
	refuse(try_login("carol", 9), ERR_CREDENTIALS);
	ck_assert_int_eq(next(AUDIT_LOGIN, "carol")->response, AUDIT_NO_SUCH_USER);
	for (int i = 0; i < 6; i++) {
		refuse(try_login("alice", 1), ERR_CREDENTIALS);
		ck_assert_int_eq(next(AUDIT_LOGIN, "alice")->response, AUDIT_LOGIN_FAILURE);
	}
	refuse(try_login("alice", 9), ERR_USER_LOCKED);
	ck_assert_int_eq(next(AUDIT_LOGIN, "alice")->response, AUDIT_LOGIN_FAILURE);
	ck_assert_int_eq(rows[at - 1].session, 0);
	ck_assert_int_eq(rows[at - 1].role, ROLE_CRYPTO_USER);
	nothing_more();
}
END_TEST

START_TEST(a_stale_password_is_no_failed_login)
{
	struct partition_session session = {.role = ROLE_NONE};
	struct password_verifier stale = verifier(9);

	stale.salt[0] = 7;
	refuse(partition_login(&hsm, "alice", ROLE_CRYPTO_USER, &stale, NULL, &session, &err),
	    ERR_LOGIN_STALE);
	nothing_more();
}
END_TEST

static void only_log_in(void)
{
	struct partition_session session = {.role = ROLE_NONE};

	login("bob", ROLE_CRYPTO_USER, &session);
}

START_TEST(a_login_whose_process_ended_is_closed_by_who_comes_next)
{
	struct partition_session session = {.role = ROLE_NONE};
	int64_t number;

	in_another_process(only_log_in);
	number = next(AUDIT_LOGIN, "bob")->session;
	nothing_more();
	login("alice", ROLE_CRYPTO_USER, &session);
	ck_assert_int_eq(next(AUDIT_CLOSE_SESSION, "bob")->session, number);
	ck_assert_int_eq(rows[at - 1].role, ROLE_CRYPTO_USER);
	next(AUDIT_LOGIN, "alice");
	nothing_more();
	partition_session_done(&session);
}
END_TEST

/* Those of this process, when it comes back to an HSM that it had lost. */
START_TEST(logins_that_are_abandoned_are_closed)
{
	const char *const users[] = {"admin", "alice", "bob", "carol"};

	succeed(partition_close_abandoned(&hsm, &err));
	for (size_t i = 0; i < ARRAY_LENGTH(users); i++)
		next(AUDIT_CLOSE_SESSION, users[i]);
	nothing_more();
	succeed(partition_session_check(&hsm, &alice, &err));
	ck_assert_int_eq(alice.role, ROLE_NONE);
	succeed(partition_close_abandoned(&hsm, &err));
	nothing_more();
}
END_TEST

/* Users, quorum, mutual TLS */

START_TEST(changes_of_users_name_whom_they_are_about)
{
	struct password_verifier v = verifier(9);
	const struct password_change change = {.verifier = &v};

	make_user("dave", ROLE_ADMIN);
	ck_assert_int_eq(next(AUDIT_CREATE_CO, "dave")->role, ROLE_ADMIN);
	make_user("erin", ROLE_CRYPTO_USER);
	ck_assert_int_eq(next(AUDIT_CREATE_USER, "erin")->role, ROLE_CRYPTO_USER);
	ck_assert_int_eq(rows[at - 1].session, admin.login);
	succeed(partition_user_change_password(
	    &hsm, &admin, "erin", ROLE_CRYPTO_USER, &change, NULL, &err));
	next(AUDIT_CHANGE_PSWD, "erin");
	succeed(partition_user_change_mfa(&hsm, &admin, "erin", ROLE_CRYPTO_USER,
	    &(const struct mfa_request){.verifier = &v}, NULL, &err));
	next(AUDIT_CHANGE_PSWD, "erin");
	succeed(partition_user_delete(&hsm, &admin, "erin", ROLE_CRYPTO_USER, NULL, &err));
	next(AUDIT_DELETE_USER, "erin");
	register_key(&alice, ALICE_KEY);
	next(AUDIT_REGISTER_PUBLIC_KEY, "alice");
	nothing_more();
}
END_TEST

START_TEST(a_user_who_is_copied_is_made)
{
	struct user_copy copy;
	struct partition original = hsm;
	bool is_locked = false;

	succeed(partition_user_extract(&hsm, &admin, "carol", ROLE_ADMIN, &copy, &err));
	nothing_more();
	succeed(
	    partition_create(store, HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_FIPS, lineage, &hsm, &err));
	succeed(partition_user_insert(&hsm, &admin, &copy, &is_locked, &err));
	/* Who is there already is not made again. */
	succeed(partition_user_insert(&hsm, &admin, &copy, &is_locked, &err));
	free(rows);
	rows = NULL;
	succeed(store_audit_stream_put(store, hsm.row.id, "cluster-2", "hsm-2", &err));
	succeed(store_audit_list(store, "cluster-2", NULL, &rows, &n_rows, &(bool){false}, &err));
	ck_assert_uint_eq(n_rows, 5);
	ck_assert_int_eq(rows[4].opcode, AUDIT_CREATE_CO);
	ck_assert_str_eq(rows[4].username, "carol");
	hsm = original;
}
END_TEST

START_TEST(quorums_leave_values_tokens_and_approvals)
{
	struct password_verifier v = verifier(9);
	struct quorum_approval approval;
	unsigned char record[TOKEN_RECORD_LEN];

	succeed(set_value(&admin, QUORUM_USER, 2));
	next(AUDIT_SET_M_VALUE, "admin");
	approval = token_for(&admin, QUORUM_USER, 0);
	next(AUDIT_GET_TOKEN, "admin");
	approve_by_admins(&approval);
	succeed(partition_user_create(&hsm, &admin, "erin", ROLE_CRYPTO_USER, &v, &approval, &err));
	next(AUDIT_APPROVE_TOKEN, "admin");
	next(AUDIT_CREATE_USER, "erin");
	succeed(generate(&carol, QUORUM_USER, 0, record));
	next(AUDIT_GET_TOKEN, "carol");
	succeed(partition_token_withdraw(&hsm, &carol, record, &err));
	nothing_more();
	succeed(partition_token_delete(&hsm, &carol, false, &err));
	next(AUDIT_DELETE_TOKEN, "carol");
	nothing_more();
	approval_done(&approval);
}
END_TEST

START_TEST(mutual_tls_leaves_anchors_and_levels)
{
	admin.mtls = true;
	succeed(partition_anchor_register(&hsm, &carol, 1, client_ca, NULL, &err));
	next(AUDIT_CERT_REGISTER, "carol");
	succeed(partition_mtls_set_level(&hsm, &admin, MTLS_CLUSTER, NULL, &err));
	next(AUDIT_SET_POLICY, "admin");
	succeed(partition_anchor_deregister(&hsm, &admin, 1, NULL, &err));
	next(AUDIT_CERT_DEREGISTER, "admin");
	nothing_more();
}
END_TEST

START_TEST(who_only_looks_leaves_nothing)
{
	struct anchor_row *anchors = NULL;
	enum mtls_level level;
	struct key_object key;
	size_t count = 0;
	bool mtls;

	make_aes(&alice, 100, false);
	skip();
	count_tokens(&alice);
	key = load(&alice, 100);
	key_object_done(&key);
	succeed(partition_anchor_list(&hsm, &anchors, &count, &err));
	anchor_rows_free(anchors, count);
	succeed(partition_mtls_get_level(&hsm, &alice, &level, &err));
	succeed(partition_admit(&hsm, NULL, &mtls, &err));
	nothing_more();
}
END_TEST

/* Keys */

START_TEST(keys_are_made_and_go)
{
	make_aes(&alice, 100, false);
	next_of_key(AUDIT_GENERATE_KEY, "alice", 100, 0);
	/* So that the other HSMs have it, too. */
	next_of_key(AUDIT_EXTRACT_MASKED_OBJECT, "alice", 100, 0);
	make_aes(&alice, 101, true);
	next_of_key(AUDIT_GENERATE_KEY, "alice", 101, 0);
	nothing_more();
	succeed(partition_key_delete(&hsm, &alice, 100, &err));
	next_of_key(AUDIT_TOMBSTONE_OBJECT, "alice", 100, 0);
	succeed(partition_key_delete(&hsm, &alice, 101, &err));
	next_of_key(AUDIT_DESTROY_OBJECT, "alice", 101, 0);
	nothing_more();
}
END_TEST

START_TEST(both_halves_of_a_pair_are_written_down)
{
	make_ec(&alice, CURVE_SECP256R1, 200, NULL, NULL);
	next_of_key(AUDIT_GENERATE_KEY_PAIR, "alice", 0, 200);
	next_of_key(AUDIT_EXTRACT_MASKED_OBJECT, "alice", 0, 200);
	next_of_key(AUDIT_GENERATE_KEY_PAIR, "alice", 201, 0);
	next_of_key(AUDIT_EXTRACT_MASKED_OBJECT, "alice", 201, 0);
	nothing_more();
}
END_TEST

/* A key of that origin comes in. */
static void arrive(enum key_origin origin, enum key_class class, enum key_arrival arrival)
{
	struct secret private_material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT;
	struct key_kind kind = kind_of(KEY_EC, class);
	struct key_object key;

	kind.curve = CURVE_SECP256R1;
	succeed(prepare(&alice, origin, kind, NULL, false, &key));
	succeed(crypto_generate_ec(CURVE_SECP256R1, &private_material, &public_material, &err));
	succeed(key_object_set_material(
	    &key, class == KEY_CLASS_PUBLIC ? NULL : &private_material, &public_material, &err));
	key.view.reference = 300;
	succeed(partition_key_insert(&hsm, &alice, &key, arrival, &err));
	key_object_done(&key);
	secret_done(&private_material);
}

START_TEST(a_key_that_comes_in_is_told_by_where_it_was)
{
	arrive(KEY_IMPORTED, KEY_CLASS_PUBLIC, KEY_MADE_HERE);
	next_of_key(AUDIT_CREATE_OBJECT, "alice", 0, 300);
	skip();
	succeed(partition_key_delete(&hsm, &alice, 300, &err));
	skip();
	arrive(KEY_UNWRAPPED, KEY_CLASS_PRIVATE, KEY_MADE_HERE);
	next_of_key(AUDIT_UNWRAP_KEY, "alice", 300, 0);
	succeed(partition_key_delete(&hsm, &alice, 300, &err));
	skip();
	arrive(KEY_GENERATED, KEY_CLASS_PRIVATE, KEY_COPIED_HERE);
	next_of_key(AUDIT_INSERT_MASKED_OBJECT, "alice", 300, 0);
	nothing_more();
}
END_TEST

START_TEST(changes_of_keys_are_written_down)
{
	make_aes(&alice, 100, false);
	skip();
	succeed(set_one(&alice, 100, "label=renamed"));
	next_of_key(AUDIT_MODIFY_OBJECT, "alice", 100, 0);
	succeed(set_one(&admin, 100, "trusted=true"));
	next_of_key(AUDIT_MODIFY_OBJECT, "admin", 100, 0);
	succeed(partition_key_share(&hsm, &alice, 100, "bob", ROLE_CRYPTO_USER, NULL, &err));
	next_of_key(AUDIT_SHARE_OBJECT, "alice", 100, 0);
	succeed(partition_key_unshare(&hsm, &alice, 100, "bob", ROLE_CRYPTO_USER, NULL, &err));
	next_of_key(AUDIT_SHARE_OBJECT, "alice", 100, 0);
	nothing_more();
}
END_TEST

START_TEST(wrapping_names_both_keys)
{
	static const char *const words[] = {"wrap=true", "unwrap=true", NULL};
	const struct wrap_parameters parameters = {.mechanism = WRAP_AES_ZERO_PAD};
	const struct wrap_approvals none = {NULL, NULL};
	struct wrapped_key wrapped = WRAPPED_KEY_INIT;

	make_secret(&alice, KEY_AES, 32, 400, words);
	make_aes(&alice, 100, false);
	skip();
	succeed(partition_wrap(&hsm, &alice, &parameters, 100, 400, &none, &wrapped, &err));
	next_of_key(AUDIT_WRAP_KEY, "alice", 100, 0);
	next_of_key(AUDIT_NIST_AES_WRAP, "alice", 400, 0);
	succeed(partition_unwrapped(&hsm, &alice, 400, NULL, &err));
	next_of_key(AUDIT_NIST_AES_WRAP, "alice", 400, 0);
	nothing_more();
	wrapped_key_done(&wrapped);
}
END_TEST

START_TEST(masked_objects_leave_and_come)
{
	struct key_object key;

	make_aes(&alice, 100, false);
	skip();
	succeed(partition_extract_masked(&hsm, &admin, 100, &key, &err));
	next_of_key(AUDIT_EXTRACT_MASKED_OBJECT, "admin", 100, 0);
	/* What stands there already does not come in. */
	succeed(partition_insert_masked(&hsm, &admin, &key, &err));
	nothing_more();
	succeed(partition_key_delete(&hsm, &alice, 100, &err));
	skip();
	succeed(partition_insert_masked(&hsm, &alice, &key, &err));
	next_of_key(AUDIT_INSERT_MASKED_OBJECT, "alice", 100, 0);
	nothing_more();
	key_object_done(&key);
}
END_TEST

/* Texts */

START_TEST(each_number_has_a_text_of_its_own)
{
	for (int opcode = 0; opcode < AUDIT_OPCODES; opcode++) {
		ck_assert_str_ne(audit_opcode_text(opcode), "");
		for (int other = 0; other < opcode; other++)
			ck_assert_str_ne(audit_opcode_text(opcode), audit_opcode_text(other));
	}
	ck_assert_str_eq(audit_opcode_text(-1), "");
	ck_assert_str_eq(audit_opcode_text(AUDIT_OPCODES), "");
	ck_assert_int_eq(audit_opcode_log_type(AUDIT_OPCODES), AUDIT_MINIMAL);
	ck_assert_int_eq(strncmp(audit_response_text(AUDIT_SUCCESS), "0:", 2), 0);
	ck_assert_int_eq(strncmp(audit_response_text(AUDIT_NO_SUCH_USER), "157:", 4), 0);
	ck_assert_int_eq(strncmp(audit_response_text(AUDIT_LOGIN_FAILURE), "163:", 4), 0);
	ck_assert_str_eq(audit_response_text(-1), "");
	ck_assert_str_eq(audit_response_text(AUDIT_RESPONSES), "");
	ck_assert_str_eq(audit_user_type(ROLE_NONE), "");
	ck_assert_str_eq(audit_user_type(ROLE_ADMIN), "CN_CRYPTO_OFFICER (2)");
}
END_TEST

static void add_tests_of_keys(TCase *tests)
{
	tcase_add_test(tests, keys_are_made_and_go);
	tcase_add_test(tests, both_halves_of_a_pair_are_written_down);
	tcase_add_test(tests, a_key_that_comes_in_is_told_by_where_it_was);
	tcase_add_test(tests, changes_of_keys_are_written_down);
	tcase_add_test(tests, wrapping_names_both_keys);
	tcase_add_test(tests, masked_objects_leave_and_come);
}

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, an_hsm_begins_with_its_making);
	tcase_add_test(tests, what_is_undone_leaves_nothing);
	tcase_add_test(tests, a_refusal_leaves_nothing_by_itself);
	tcase_add_test(tests, a_log_outlives_its_hsm);
	tcase_add_test(tests, a_login_and_its_end_bear_one_session);
	tcase_add_test(tests, a_login_that_fails_is_written_down_with_the_reason);
	tcase_add_test(tests, a_stale_password_is_no_failed_login);
	tcase_add_test(tests, a_login_whose_process_ended_is_closed_by_who_comes_next);
	tcase_add_test(tests, logins_that_are_abandoned_are_closed);
	tcase_add_test(tests, changes_of_users_name_whom_they_are_about);
	tcase_add_test(tests, a_user_who_is_copied_is_made);
	tcase_add_test(tests, quorums_leave_values_tokens_and_approvals);
	tcase_add_test(tests, mutual_tls_leaves_anchors_and_levels);
	tcase_add_test(tests, who_only_looks_leaves_nothing);
	tcase_add_test(tests, each_number_has_a_text_of_its_own);
}

int main(void)
{
	Suite *suite = suite_create("partition-audit");
	TCase *tests = tcase_create("tests");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup_log, teardown_log);
	add_tests(tests);
	add_tests_of_keys(tests);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
