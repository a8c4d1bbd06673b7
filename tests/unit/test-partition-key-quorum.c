/* Quorums of keys at one HSM: which values a key takes, what they guard, and who approves it. */
#include "quorum-fixture.h"

enum { KEY = 100, WRAPPING = 110, PUBLIC_KEY = 200, PRIVATE_KEY = 201, SESSION_KEY = 300 };

static const char *const all_uses[] = {"wrap=true", "unwrap=true", NULL};
static const char *const signs[] = {"sign=true", NULL};
static const char *const verifies[] = {"verify=true", NULL};

static void setup_carl(void)
{
	setup_quorum();
	make_user("carl", ROLE_CRYPTO_USER);
}

/* A template of alice's keys, shared with the first n of bob and carl. */
static struct key_template template_of(size_t n_share_with, unsigned manage, unsigned use)
{
	static const char *const people[] = {"bob", "carl"};

	return (struct key_template){.label = "k",
	    .share_with = people,
	    .n_share_with = n_share_with,
	    .has_quorum = true,
	    .manage_quorum = manage,
	    .use_quorum = use};
}

static int prepare_as(const struct key_template *template, struct key_kind kind,
    const char *const *words, struct key_object *key)
{
	struct attribute_list list = ATTRIBUTE_LIST_INIT;
	struct key_template full = *template;
	size_t count = 0;
	int rc;

	while (words && words[count])
		count++;
	succeed(attribute_list_parse(words, count, &list, &err));
	full.attributes = &list;
	rc = partition_key_prepare(&hsm, &alice, KEY_GENERATED, &kind, &full, key, &err);
	attribute_list_done(&list);
	return rc;
}

/* An AES key of alice's by the template. */
static int make_by(const struct key_template *template, uint64_t handle)
{
	struct secret material = SECRET_INIT;
	struct key_object key;
	int rc = prepare_as(template, kind_of(KEY_AES, KEY_CLASS_SECRET), all_uses, &key);

	if (rc)
		return rc;
	ck_assert_int_eq(secret_resize(&material, 32), 0);
	memset(material.data, (int)handle, 32);
	succeed(key_object_set_material(&key, &material, NULL, &err));
	insert(&alice, &key, handle);
	return 0;
}

static int make_guarded(size_t n_share_with, unsigned manage, unsigned use)
{
	const struct key_template template = template_of(n_share_with, manage, use);

	return make_by(&template, KEY);
}

/* An EC pair of alice's, whose private half is shared with bob and takes two to use. */
static void make_signing_pair(void)
{
	const struct key_template template = template_of(1, 2, 2), plain = {.label = "k"};
	struct secret private_material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT, copy = BYTES_INIT;
	struct key_kind kind = kind_of(KEY_EC, KEY_CLASS_PRIVATE);
	struct key_object key;

	kind.curve = CURVE_SECP256R1;
	succeed(crypto_generate_ec(CURVE_SECP256R1, &private_material, &public_material, &err));
	bytes_append(&copy, public_material.data, public_material.len);
	succeed(prepare_as(&template, kind, signs, &key));
	succeed(key_object_set_material(&key, &private_material, &public_material, &err));
	insert(&alice, &key, PRIVATE_KEY);
	kind.class = KEY_CLASS_PUBLIC;
	succeed(prepare_as(&plain, kind, verifies, &key));
	succeed(key_object_set_material(&key, NULL, &copy, &err));
	insert(&alice, &key, PUBLIC_KEY);
}

/* Values */

static const struct {
	size_t n_share_with;
	unsigned manage, use;
	enum error_code answer;
} values[] = {
    {1, 2, 2, ERR_OK},
    {2, 3, 2, ERR_OK},
    {2, 2, 3, ERR_OK},
    {2, 3, 3, ERR_OK},
    /* More than the owner and the sharees. */
    {0, 2, 2, ERR_QUORUM_VALUE},
    {1, 3, 2, ERR_QUORUM_VALUE},
    {1, 2, 3, ERR_QUORUM_VALUE},
    {2, 4, 2, ERR_QUORUM_VALUE},
    /* More than any key has. */
    {2, 9, 2, ERR_QUORUM_VALUE},
    {2, 2, UINT32_MAX, ERR_QUORUM_VALUE},
    /* Both or neither. */
    {2, 2, 0, ERR_QUORUM_VALUES_BOTH},
    {2, 0, 2, ERR_QUORUM_VALUES_BOTH},
    {2, 2, 1, ERR_QUORUM_VALUES_BOTH},
    {2, 1, 2, ERR_QUORUM_VALUES_BOTH},
    {2, 1, 1, ERR_QUORUM_VALUES_BOTH},
    {2, 0, 0, ERR_QUORUM_VALUES_BOTH},
};

START_TEST(both_values_are_2_or_more_and_not_more_than_users)
{
	struct key_object key;

	refuse(make_guarded(values[_i].n_share_with, values[_i].manage, values[_i].use),
	    values[_i].answer);
	if (values[_i].answer != ERR_OK) {
		refuse(partition_key_load(&hsm, &alice, KEY, &key, &err), ERR_KEY_NOT_SINGLE);
		return;
	}
	key = load(&alice, KEY);
	ck_assert_uint_eq(key.view.manage_quorum, values[_i].manage);
	ck_assert_uint_eq(key.view.use_quorum, values[_i].use);
	key_object_done(&key);
}
END_TEST

START_TEST(eight_may_have_to_approve_and_nine_may_not)
{
	static const char *const people[] = {"u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8"};
	struct key_template template = {.label = "k",
	    .share_with = people,
	    .n_share_with = ARRAY_LENGTH(people),
	    .has_quorum = true,
	    .manage_quorum = 9,
	    .use_quorum = 8};

	for (size_t i = 0; i < ARRAY_LENGTH(people); i++)
		make_user(people[i], ROLE_CRYPTO_USER);
	refuse(make_by(&template, KEY), ERR_QUORUM_VALUE);
	template.manage_quorum = 8;
	succeed(make_by(&template, KEY));
}
END_TEST

START_TEST(a_key_has_no_quorum_unless_told)
{
	struct key_object key;

	make_aes(&alice, KEY, false);
	key = load(&alice, KEY);
	ck_assert_uint_eq(key.view.manage_quorum, 0);
	ck_assert_uint_eq(key.view.use_quorum, 0);
	key_object_done(&key);
	succeed(set_one(&alice, KEY, "label=renamed"));
}
END_TEST

/* A session key has nobody that it could be shared with. */
START_TEST(a_session_key_has_no_quorum)
{
	struct key_template template = template_of(0, 2, 2);

	template.session = true;
	refuse(make_by(&template, SESSION_KEY), ERR_QUORUM_VALUE);
}
END_TEST

START_TEST(a_key_that_comes_from_another_hsm_keeps_the_rule)
{
	struct key_object key;

	make_aes(&alice, KEY, false);
	key = load(&alice, KEY);
	key.view.reference = KEY + 1;
	key.view.manage_quorum = key.view.use_quorum = 2;
	refuse(partition_key_insert(&hsm, &alice, &key, KEY_COPIED_HERE, &err), ERR_QUORUM_VALUE);
	key.view.manage_quorum = 0;
	refuse(partition_key_insert(&hsm, &alice, &key, KEY_COPIED_HERE, &err),
	    ERR_QUORUM_VALUES_BOTH);
	key.view.use_quorum = 0;
	succeed(partition_key_insert(&hsm, &alice, &key, KEY_COPIED_HERE, &err));
	key_object_done(&key);
}
END_TEST

/* What is guarded */

static int rename_key(const struct quorum_approval *approval)
{
	static const char *const word = "label=renamed";
	struct attribute_list list = ATTRIBUTE_LIST_INIT;
	int rc;

	succeed(attribute_list_parse(&word, 1, &list, &err));
	rc = partition_key_set_attribute(&hsm, &alice, KEY, &list.values[0], approval, &err);
	attribute_list_done(&list);
	return rc;
}

static int share_key(const struct quorum_approval *approval)
{
	return partition_key_share(&hsm, &alice, KEY, "carl", ROLE_CRYPTO_USER, approval, &err);
}

static int wrap(uint64_t payload, uint64_t wrapping, const struct wrap_approvals *approvals,
    struct wrapped_key *wrapped)
{
	const struct wrap_parameters parameters = {.mechanism = WRAP_AES_ZERO_PAD};

	return partition_wrap(
	    &hsm, &alice, &parameters, payload, wrapping, approvals, wrapped, &err);
}

static int wrap_key(const struct quorum_approval *approval)
{
	const struct wrap_approvals approvals = {.payload = approval};
	struct wrapped_key wrapped = WRAPPED_KEY_INIT;
	int rc = wrap(KEY, WRAPPING, &approvals, &wrapped);

	wrapped_key_done(&wrapped);
	return rc;
}

static int wrap_under_key(const struct quorum_approval *approval)
{
	const struct wrap_approvals approvals = {.wrapping = approval};
	struct wrapped_key wrapped = WRAPPED_KEY_INIT;
	int rc = wrap(WRAPPING, KEY, &approvals, &wrapped);

	ck_assert(rc == 0 || wrapped.data.len == 0);
	wrapped_key_done(&wrapped);
	return rc;
}

static int (*const changes[])(const struct quorum_approval *approval) = {
    rename_key, share_key, wrap_key, wrap_under_key};

START_TEST(each_change_of_a_key_takes_an_approval)
{
	struct quorum_approval approval;

	succeed(make_guarded(1, 2, 2));
	make_secret(&alice, KEY_AES, 32, WRAPPING, all_uses);
	refuse(changes[_i](NULL), ERR_QUORUM_FAILED);
	approval = token_for(&alice, QUORUM_KEY_MANAGEMENT, KEY);
	refuse(changes[_i](&approval), ERR_QUORUM_NO_SIGNATURES);
	approve(&approval, "bob", ROLE_CRYPTO_USER, BOB_KEY);
	refuse(changes[_i](&approval), ERR_QUORUM_TOO_FEW);
	approve(&approval, "alice", ROLE_CRYPTO_USER, ALICE_KEY);
	succeed(changes[_i](&approval));
	ck_assert_uint_eq(count_tokens(&alice), 0);
	refuse(changes[_i](&approval), ERR_QUORUM_SIGNATURE);
	approval_done(&approval);
}
END_TEST

START_TEST(both_keys_of_a_wrapping_take_their_own_approval)
{
	const struct key_template template = template_of(1, 2, 2);
	struct quorum_approval payload, wrapping;
	struct wrapped_key wrapped = WRAPPED_KEY_INIT;

	succeed(make_by(&template, KEY));
	succeed(make_by(&template, WRAPPING));
	payload = token_for(&alice, QUORUM_KEY_MANAGEMENT, KEY);
	wrapping = token_for(&alice, QUORUM_KEY_MANAGEMENT, WRAPPING);
	approve_by_crypto_users(&payload);
	approve_by_crypto_users(&wrapping);
	refuse(wrap(KEY, WRAPPING, &(const struct wrap_approvals){&payload, NULL}, &wrapped),
	    ERR_QUORUM_FAILED);
	refuse(wrap(KEY, WRAPPING, &(const struct wrap_approvals){NULL, &wrapping}, &wrapped),
	    ERR_QUORUM_FAILED);
	refuse(wrap(KEY, WRAPPING, &(const struct wrap_approvals){&wrapping, &payload}, &wrapped),
	    ERR_QUORUM_FAILED);
	ck_assert_uint_eq(count_tokens(&alice), 2);
	succeed(wrap(KEY, WRAPPING, &(const struct wrap_approvals){&payload, &wrapping}, &wrapped));
	ck_assert_uint_eq(count_tokens(&alice), 0);
	wrapped_key_done(&wrapped);
	approval_done(&payload);
	approval_done(&wrapping);
}
END_TEST

static int unwrap(const struct wrapped_key *wrapped, const struct quorum_approval *approval)
{
	const struct wrap_parameters parameters = {.mechanism = WRAP_AES_ZERO_PAD};
	struct secret material = SECRET_INIT;
	int rc = partition_unwrap(&hsm, &alice, &parameters, KEY, KEY_AES, KEY_CLASS_SECRET,
	    wrapped->data.data, wrapped->data.len, approval, &material, &err);

	ck_assert(rc == 0 || material.len == 0);
	secret_done(&material);
	return rc;
}

START_TEST(unwrapping_with_a_key_takes_an_approval)
{
	struct wrapped_key wrapped = WRAPPED_KEY_INIT;
	struct quorum_approval approval;

	succeed(make_guarded(1, 2, 2));
	make_secret(&alice, KEY_AES, 32, WRAPPING, all_uses);
	approval = token_for(&alice, QUORUM_KEY_MANAGEMENT, KEY);
	approve_by_crypto_users(&approval);
	succeed(wrap(WRAPPING, KEY, &(const struct wrap_approvals){NULL, &approval}, &wrapped));
	refuse(unwrap(&wrapped, NULL), ERR_QUORUM_FAILED);
	refuse(unwrap(&wrapped, &approval), ERR_QUORUM_SIGNATURE);
	approval_done(&approval);
	approval = token_for(&alice, QUORUM_KEY_MANAGEMENT, KEY);
	approve_by_crypto_users(&approval);
	/* It is used up where the key has come in. */
	succeed(unwrap(&wrapped, &approval));
	ck_assert_uint_eq(count_tokens(&alice), 1);
	succeed(partition_unwrapped(&hsm, &alice, KEY, &approval, &err));
	ck_assert_uint_eq(count_tokens(&alice), 0);
	refuse(unwrap(&wrapped, &approval), ERR_QUORUM_SIGNATURE);
	approval_done(&approval);
	wrapped_key_done(&wrapped);
}
END_TEST

static int sign(
    struct partition_session *who, const struct quorum_approval *approval, struct bytes *signature)
{
	const struct sign_parameters parameters = {.mechanism = SIGN_ECDSA, .hash = HASH_SHA256};
	unsigned strength;

	return partition_sign(&hsm, who, &parameters, false, PRIVATE_KEY, "data", 4, approval,
	    signature, &strength, &err);
}

START_TEST(signing_takes_an_approval_and_verifying_none)
{
	const struct sign_parameters parameters = {.mechanism = SIGN_ECDSA, .hash = HASH_SHA256};
	struct quorum_approval approval;
	struct bytes signature = BYTES_INIT;

	make_signing_pair();
	refuse(sign(&alice, NULL, &signature), ERR_QUORUM_FAILED);
	approval = token_for(&alice, QUORUM_KEY_USAGE, PRIVATE_KEY);
	approve_by_crypto_users(&approval);
	ck_assert_uint_eq(signature.len, 0);
	succeed(sign(&alice, &approval, &signature));
	succeed(partition_spend(&hsm, &alice, &approval, &err));
	succeed(partition_verify(
	    &hsm, &bob, &parameters, PUBLIC_KEY, "data", 4, signature.data, signature.len, &err));
	refuse(sign(&alice, &approval, &signature), ERR_QUORUM_SIGNATURE);
	approval_done(&approval);
	bytes_done(&signature);
}
END_TEST

START_TEST(a_sharee_asks_for_approvals_as_the_owner_does)
{
	struct quorum_approval approval;
	struct bytes signature = BYTES_INIT;

	make_signing_pair();
	refuse(sign(&bob, NULL, &signature), ERR_QUORUM_FAILED);
	approval = token_for(&bob, QUORUM_KEY_USAGE, PRIVATE_KEY);
	approve_by_crypto_users(&approval);
	refuse(sign(&alice, &approval, &signature), ERR_QUORUM_SIGNATURE);
	succeed(sign(&bob, &approval, &signature));
	approval_done(&approval);
	bytes_done(&signature);
}
END_TEST

START_TEST(deleting_takes_none)
{
	succeed(make_guarded(1, 2, 2));
	succeed(partition_key_delete(&hsm, &alice, KEY, &err));
}
END_TEST

START_TEST(an_admin_who_trusts_a_key_needs_none)
{
	succeed(make_guarded(1, 2, 2));
	succeed(set_one(&admin, KEY, "trusted=true"));
	refuse(set_one(&alice, KEY, "label=renamed"), ERR_QUORUM_FAILED);
}
END_TEST

/* Sharees that a quorum cannot do without */

static int unshare_bob(const struct quorum_approval *approval)
{
	return partition_key_unshare(&hsm, &alice, KEY, "bob", ROLE_CRYPTO_USER, approval, &err);
}

START_TEST(unsharing_leaves_as_many_as_the_quorum_wants)
{
	struct quorum_approval approval;

	succeed(make_guarded(1, 2, 2));
	approval = token_for(&alice, QUORUM_KEY_MANAGEMENT, KEY);
	approve_by_crypto_users(&approval);
	refuse(unshare_bob(&approval), ERR_QUORUM_VALUE);
	ck_assert_uint_eq(count_tokens(&alice), 1);
	/* With another one there are enough left. */
	succeed(share_key(&approval));
	approval_done(&approval);
	refuse(unshare_bob(NULL), ERR_QUORUM_FAILED);
	approval = token_for(&alice, QUORUM_KEY_MANAGEMENT, KEY);
	approve_by_crypto_users(&approval);
	succeed(unshare_bob(&approval));
	ck_assert_uint_eq(count_tokens(&alice), 0);
	approval_done(&approval);
}
END_TEST

/* Approvers */

/* What is wrong with the second signature, behind alice's. */
static const struct {
	const char *what, *username;
	enum user_role role;
	size_t key;
} signers[] = {
    {"the owner again", "alice", ROLE_CRYPTO_USER, ALICE_KEY},
    {"a sharee who has not registered", "carl", ROLE_CRYPTO_USER, BOB_KEY},
    {"a stranger", "dora", ROLE_CRYPTO_USER, CAROL_KEY},
    {"an admin", "admin", ROLE_ADMIN, ADMIN_KEY},
    {"an admin as a crypto user", "carol", ROLE_CRYPTO_USER, CAROL_KEY},
    {"the key of another", "bob", ROLE_CRYPTO_USER, ALICE_KEY},
    {"the role of another", "bob", ROLE_ADMIN, BOB_KEY},
};

START_TEST(who_has_no_part_in_a_key_does_not_approve_it)
{
	struct partition_session dora = {.role = ROLE_NONE};
	struct quorum_approval approval;

	make_user("dora", ROLE_CRYPTO_USER);
	login("dora", ROLE_CRYPTO_USER, &dora);
	register_key(&dora, CAROL_KEY);
	succeed(make_guarded(2, 2, 2));
	approval = token_for(&alice, QUORUM_KEY_MANAGEMENT, KEY);
	approve(&approval, "alice", ROLE_CRYPTO_USER, ALICE_KEY);
	approve(&approval, signers[_i].username, signers[_i].role, signers[_i].key);
	ck_assert_msg(
	    rename_key(&approval) == ERR_QUORUM_SIGNATURE, "%s: %s", signers[_i].what, err.text);
	drop_signatures(&approval);
	approve_by_crypto_users(&approval);
	succeed(rename_key(&approval));
	approval_done(&approval);
	partition_session_done(&dora);
}
END_TEST

START_TEST(a_token_is_for_its_key_and_its_service)
{
	const struct key_template template = template_of(1, 2, 2);
	struct quorum_approval other_key, other_service, of_admins;

	succeed(make_by(&template, KEY));
	succeed(make_by(&template, KEY + 1));
	other_key = token_for(&alice, QUORUM_KEY_MANAGEMENT, KEY + 1);
	other_service = token_for(&alice, QUORUM_KEY_USAGE, KEY);
	of_admins = token_for(&admin, QUORUM_USER, 0);
	approve_by_crypto_users(&other_key);
	approve_by_crypto_users(&other_service);
	approve_by_admins(&of_admins);
	refuse(rename_key(&other_key), ERR_QUORUM_FAILED);
	refuse(rename_key(&other_service), ERR_QUORUM_FAILED);
	refuse(rename_key(&of_admins), ERR_QUORUM_SIGNATURE);
	ck_assert_uint_eq(count_tokens(&alice), 3);
	approval_done(&other_key);
	approval_done(&other_service);
	approval_done(&of_admins);
}
END_TEST

START_TEST(a_token_of_a_key_tells_what_the_key_takes)
{
	struct token_row *rows = NULL;
	size_t count = 0;
	unsigned required[2] = {0, 0};
	struct quorum_approval approvals[2];

	succeed(make_guarded(2, 3, 2));
	approvals[0] = token_for(&alice, QUORUM_KEY_MANAGEMENT, KEY);
	approvals[1] = token_for(&alice, QUORUM_KEY_USAGE, KEY);
	succeed(partition_token_list(&hsm, &admin, &rows, &count, &err));
	ck_assert_uint_eq(count, 2);
	for (size_t i = 0; i < 2; i++) {
		succeed(partition_token_required(&hsm, &rows[i], &required[i], &err));
		approval_done(&approvals[i]);
	}
	ck_assert_uint_eq(required[0], 3);
	ck_assert_uint_eq(required[1], 2);
	free(rows);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(
	    tests, both_values_are_2_or_more_and_not_more_than_users, 0, ARRAY_LENGTH(values));
	tcase_add_test(tests, eight_may_have_to_approve_and_nine_may_not);
	tcase_add_test(tests, a_key_has_no_quorum_unless_told);
	tcase_add_test(tests, a_session_key_has_no_quorum);
	tcase_add_test(tests, a_key_that_comes_from_another_hsm_keeps_the_rule);
	tcase_add_loop_test(
	    tests, each_change_of_a_key_takes_an_approval, 0, ARRAY_LENGTH(changes));
	tcase_add_test(tests, both_keys_of_a_wrapping_take_their_own_approval);
	tcase_add_test(tests, unwrapping_with_a_key_takes_an_approval);
	tcase_add_test(tests, signing_takes_an_approval_and_verifying_none);
	tcase_add_test(tests, a_sharee_asks_for_approvals_as_the_owner_does);
	tcase_add_test(tests, deleting_takes_none);
	tcase_add_test(tests, an_admin_who_trusts_a_key_needs_none);
	tcase_add_test(tests, unsharing_leaves_as_many_as_the_quorum_wants);
	tcase_add_loop_test(
	    tests, who_has_no_part_in_a_key_does_not_approve_it, 0, ARRAY_LENGTH(signers));
	tcase_add_test(tests, a_token_is_for_its_key_and_its_service);
	tcase_add_test(tests, a_token_of_a_key_tells_what_the_key_takes);
}

int main(void)
{
	Suite *suite = suite_create("partition-key-quorum");
	TCase *tests = tcase_create("tests");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup_carl, teardown_quorum);
	add_tests(tests);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
