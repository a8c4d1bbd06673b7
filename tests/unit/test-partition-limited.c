/* Limited-write mode: what an HSM of a cluster that is being migrated refuses, and what it goes on
 * doing. */
#include "mtls-certificates.h"
#include "quorum-fixture.h"

enum { TOKEN_KEY = 100, SESSION_KEY, PRIVATE_KEY = 201, PUBLIC_KEY = 200 };

static struct key_object masked;
static struct user_copy copy;

/* Keys of alice's, one of them shared with bob, and what other HSMs send. */
static void setup_limited(void)
{
	static const char *const signs[] = {"sign=true", NULL};
	static const char *const verifies[] = {"verify=true", NULL};

	setup_quorum();
	make_aes(&alice, TOKEN_KEY, false);
	make_aes(&alice, SESSION_KEY, true);
	make_ec(&alice, CURVE_SECP256R1, PUBLIC_KEY, verifies, signs);
	succeed(
	    partition_key_share(&hsm, &alice, PRIVATE_KEY, "bob", ROLE_CRYPTO_USER, NULL, &err));
	succeed(partition_extract_masked(&hsm, &alice, TOKEN_KEY, &masked, &err));
	succeed(partition_user_extract(&hsm, &admin, "bob", ROLE_CRYPTO_USER, &copy, &err));
	hsm.row.limited_write = true;
	succeed(store_partition_update(store, &hsm.row, &err));
}

static void teardown_limited(void)
{
	key_object_done(&masked);
	teardown_quorum();
}

/* Changes, each by who could make it in any other mode, and by who never could. */

static int create_user(struct partition_session *who)
{
	struct password_verifier v = verifier(9);

	return partition_user_create(&hsm, who, "dave", ROLE_CRYPTO_USER, &v, NULL, &err);
}

static int delete_user(struct partition_session *who)
{
	return partition_user_delete(&hsm, who, "carol", ROLE_ADMIN, NULL, &err);
}

static int change_password(struct partition_session *who)
{
	struct password_verifier v = verifier(8);
	const struct password_change change = {.verifier = &v};

	return partition_user_change_password(
	    &hsm, who, "alice", ROLE_CRYPTO_USER, &change, NULL, &err);
}

static int change_mfa(struct partition_session *who)
{
	struct password_verifier v = verifier(8);
	const struct mfa_request request = {.verifier = &v};

	return partition_user_change_mfa(
	    &hsm, who, "alice", ROLE_CRYPTO_USER, &request, NULL, &err);
}

static int register_again(struct partition_session *who)
{
	return register_by(who, ALICE_KEY, ALICE_KEY);
}

static int take_user(struct partition_session *who)
{
	bool is_locked = false;

	return partition_user_insert(&hsm, who, &copy, &is_locked, &err);
}

static int may_register(struct partition_session *who)
{
	return partition_may_register(&hsm, who, &err);
}

static int set_quorum(struct partition_session *who)
{
	return set_value(who, QUORUM_USER, 2);
}

static int token_of_admin(struct partition_session *who)
{
	unsigned char record[TOKEN_RECORD_LEN];

	return partition_token_generate(&hsm, who, QUORUM_USER, 0, record, &err);
}

static int token_of_key(struct partition_session *who)
{
	unsigned char record[TOKEN_RECORD_LEN];

	return partition_token_generate(&hsm, who, QUORUM_KEY_USAGE, TOKEN_KEY, record, &err);
}

static int delete_tokens(struct partition_session *who)
{
	return partition_token_delete(&hsm, who, false, &err);
}

static int add_anchor(struct partition_session *who)
{
	return partition_anchor_register(&hsm, who, 1, client_ca, NULL, &err);
}

static int remove_anchor(struct partition_session *who)
{
	return partition_anchor_deregister(&hsm, who, 1, NULL, &err);
}

static int enforce(struct partition_session *who)
{
	return partition_mtls_set_level(&hsm, who, MTLS_NONE, NULL, &err);
}

static int prepare_any(struct partition_session *who, enum key_origin origin, bool session)
{
	struct key_kind kind = kind_of(KEY_AES, KEY_CLASS_SECRET);
	struct key_object key;
	int rc = prepare(who, origin, kind, NULL, session, &key);

	if (!rc)
		key_object_done(&key);
	return rc;
}

static int generate_key(struct partition_session *who)
{
	return prepare_any(who, KEY_GENERATED, false);
}

static int unwrap_key(struct partition_session *who)
{
	return prepare_any(who, KEY_UNWRAPPED, false);
}

static int import_key(struct partition_session *who)
{
	return prepare_any(who, KEY_IMPORTED, false);
}

/* What was prepared a moment before. */
static int insert_key(struct partition_session *who)
{
	int rc;

	masked.view.reference = 300;
	rc = partition_key_insert(&hsm, who, &masked, KEY_MADE_HERE, &err);
	masked.view.reference = TOKEN_KEY;
	return rc;
}

static int take_key(struct partition_session *who)
{
	return partition_insert_masked(&hsm, who, &masked, &err);
}

static int delete_key(struct partition_session *who)
{
	return partition_key_delete(&hsm, who, TOKEN_KEY, &err);
}

static int set_label(struct partition_session *who)
{
	return set_one(who, TOKEN_KEY, "encrypt=false");
}

static int set_trusted(struct partition_session *who)
{
	return set_one(who, TOKEN_KEY, "trusted=true");
}

static int promote(struct partition_session *who)
{
	const struct attribute_value value = {.attribute = ATTR_TOKEN, .flag = true};
	struct key_object promoted;

	return partition_key_promote(&hsm, who, SESSION_KEY, &value, &promoted, &err);
}

static int share(struct partition_session *who)
{
	return partition_key_share(&hsm, who, TOKEN_KEY, "bob", ROLE_CRYPTO_USER, NULL, &err);
}

static int unshare(struct partition_session *who)
{
	return partition_key_unshare(&hsm, who, PRIVATE_KEY, "bob", ROLE_CRYPTO_USER, NULL, &err);
}

static const struct {
	int (*change)(struct partition_session *who);
	struct partition_session *by, *not_by;
	enum error_code refusal; /* of who may not */
} changes[] = {
    {create_user, &admin, &alice, ERR_ADMIN_REQUIRED},
    {delete_user, &admin, &alice, ERR_ADMIN_REQUIRED},
    {change_password, &admin, &bob, ERR_ADMIN_REQUIRED},
    {change_password, &alice, &bob, ERR_ADMIN_REQUIRED},
    {change_mfa, &admin, &bob, ERR_ADMIN_REQUIRED},
    {change_mfa, &alice, &bob, ERR_ADMIN_REQUIRED},
    {register_again, &alice, NULL, ERR_OK},
    {may_register, &alice, NULL, ERR_OK},
    {take_user, &admin, &alice, ERR_ADMIN_REQUIRED},
    {set_quorum, &admin, &alice, ERR_ADMIN_REQUIRED},
    {token_of_admin, &admin, &alice, ERR_ADMIN_REQUIRED},
    {token_of_key, &alice, &bob, ERR_KEY_NOT_SINGLE},
    {delete_tokens, &carol, &alice, ERR_ADMIN_REQUIRED},
    {add_anchor, &admin, &alice, ERR_ADMIN_REQUIRED},
    {remove_anchor, &admin, &alice, ERR_ADMIN_REQUIRED},
    {enforce, &admin, &carol, ERR_MTLS_ADMIN},
    {generate_key, &alice, &admin, ERR_CRYPTO_USER_REQUIRED},
    {unwrap_key, &alice, &admin, ERR_CRYPTO_USER_REQUIRED},
    {import_key, &alice, &admin, ERR_CRYPTO_USER_REQUIRED},
    {insert_key, &alice, &admin, ERR_CRYPTO_USER_REQUIRED},
    {take_key, &admin, &bob, ERR_KEY_NOT_OWNER},
    {take_key, &alice, &bob, ERR_KEY_NOT_OWNER},
    {delete_key, &alice, &bob, ERR_KEY_NOT_SINGLE},
    {set_label, &alice, &bob, ERR_KEY_NOT_SINGLE},
    {set_trusted, &admin, NULL, ERR_OK},
    {promote, &alice, NULL, ERR_OK},
    {share, &alice, &bob, ERR_KEY_NOT_SINGLE},
    {unshare, &alice, &bob, ERR_KEY_NOT_OWNER},
};

START_TEST(change_is_refused)
{
	refuse(changes[_i].change(changes[_i].by), ERR_LIMITED_WRITE);
	ck_assert_str_eq(err.text, "Operation not permitted in limited write mode");
}
END_TEST

START_TEST(who_may_not_is_told_that_instead)
{
	if (!changes[_i].not_by)
		return;
	refuse(changes[_i].change(changes[_i].not_by), changes[_i].refusal);
}
END_TEST

/* An HSM that was never activated has nobody to protect, but it is refused all the same. */
START_TEST(activation_is_refused)
{
	struct password_verifier v = verifier(9);

	refuse(partition_activate(&hsm, &v, &err), ERR_ALREADY_ACTIVATED);
	succeed(
	    partition_create(store, HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_FIPS, lineage, &hsm, &err));
	hsm.row.limited_write = true;
	refuse(partition_activate(&hsm, &v, &err), ERR_LIMITED_WRITE);
}
END_TEST

START_TEST(users_come_and_go)
{
	struct partition_session session = {.role = ROLE_NONE};

	succeed(partition_logout(&hsm, &bob, &err));
	login("bob", ROLE_CRYPTO_USER, &session);
	succeed(partition_logout(&hsm, &session, &err));
}
END_TEST

START_TEST(session_keys_come_go_and_change)
{
	succeed(prepare_any(&alice, KEY_GENERATED, true));
	succeed(prepare_any(&alice, KEY_UNWRAPPED, true));
	succeed(prepare_any(&alice, KEY_IMPORTED, true));
	make_aes(&alice, 300, true);
	succeed(set_one(&alice, 300, "encrypt=false"));
	succeed(partition_key_delete(&hsm, &alice, 300, &err));
	succeed(partition_key_delete(&hsm, &alice, SESSION_KEY, &err));
}
END_TEST

START_TEST(keys_are_used)
{
	const struct sign_parameters parameters = {.mechanism = SIGN_ECDSA, .hash = HASH_SHA256};
	struct bytes signature = BYTES_INIT;
	unsigned strength = 0;

	succeed(partition_sign(&hsm, &bob, &parameters, false, PRIVATE_KEY, "x", 1, NULL,
	    &signature, &strength, &err));
	succeed(partition_verify(
	    &hsm, &bob, &parameters, PUBLIC_KEY, "x", 1, signature.data, signature.len, &err));
	bytes_done(&signature);
}
END_TEST

START_TEST(keys_and_users_are_sent_and_listed)
{
	struct token_row *tokens = NULL;
	struct key_object sent;
	struct user_copy user;
	enum mtls_level level;
	size_t count = 0;

	succeed(partition_extract_masked(&hsm, &alice, TOKEN_KEY, &sent, &err));
	key_object_done(&sent);
	succeed(partition_user_extract(&hsm, &admin, "bob", ROLE_CRYPTO_USER, &user, &err));
	succeed(partition_token_list(&hsm, &alice, &tokens, &count, &err));
	free(tokens);
	succeed(partition_mtls_get_level(&hsm, &alice, &level, &err));
}
END_TEST

START_TEST(mode_outlasts_the_process)
{
	struct partition again;

	succeed(partition_open(store, hsm.row.id, &again, &err));
	ck_assert(again.row.limited_write);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("partition-limited");
	TCase *tests = tcase_create("limited");

	tcase_add_checked_fixture(tests, setup_limited, teardown_limited);
	tcase_add_loop_test(tests, change_is_refused, 0, ARRAY_LENGTH(changes));
	tcase_add_loop_test(tests, who_may_not_is_told_that_instead, 0, ARRAY_LENGTH(changes));
	tcase_add_test(tests, activation_is_refused);
	tcase_add_test(tests, users_come_and_go);
	tcase_add_test(tests, session_keys_come_go_and_change);
	tcase_add_test(tests, keys_are_used);
	tcase_add_test(tests, keys_and_users_are_sent_and_listed);
	tcase_add_test(tests, mode_outlasts_the_process);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
