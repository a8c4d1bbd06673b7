/* The rules of one HSM: who may do what, attribute rules, policy, capacity, lock-out. */
#include "bytes.h"
#include "crypto.h"
#include "error.h"
#include "fixed-ports.h"
#include "key-object.h"
#include "partition.h"
#include "secret.h"
#include "store-estate.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char home[64];
static struct fixed fixed;
static struct ports ports;
static struct store *store;
static struct error err;
static struct partition hsm;
static struct partition_session admin, alice, bob;

static const unsigned char lineage[16] = {1, 2, 3};

static struct password_verifier verifier(unsigned char byte)
{
	struct password_verifier v = {.cost = 1024};

	memset(v.hash, byte, sizeof(v.hash));
	return v;
}

static void login(const char *name, enum user_role role, struct partition_session *session)
{
	struct password_verifier v = verifier(9);

	ck_assert_msg(partition_login(&hsm, name, role, &v, session, &err) == 0, "%s", err.text);
}

static void make_hsm(enum hsm_type type, enum cluster_mode mode)
{
	struct password_verifier v = verifier(9);

	ck_assert_int_eq(partition_create(store, type, mode, lineage, &hsm, &err), 0);
	ck_assert_int_eq(partition_activate(&hsm, &v, &err), 0);
	login("admin", ROLE_ADMIN, &admin);
	ck_assert_int_eq(
	    partition_user_create(&hsm, &admin, "alice", ROLE_CRYPTO_USER, &v, &err), 0);
	ck_assert_int_eq(partition_user_create(&hsm, &admin, "bob", ROLE_CRYPTO_USER, &v, &err), 0);
	login("alice", ROLE_CRYPTO_USER, &alice);
	login("bob", ROLE_CRYPTO_USER, &bob);
}

static void setup(void)
{
	strcpy(home, "/tmp/test-partition-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(home));
	ports = fixed_ports(&fixed);
	err = (struct error)ERROR_INIT;
	ck_assert_int_eq(store_open(home, true, NULL, &ports, &store, &err), 0);
	ck_assert_int_eq(store_begin(store, STORE_NO_FLUSH, &err), 0);
	make_hsm(HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_FIPS);
}

static void teardown(void)
{
	char command[128];

	partition_session_done(&admin);
	partition_session_done(&alice);
	partition_session_done(&bob);
	store_close(store);
	snprintf(command, sizeof(command), "rm -rf %s", home);
	ck_assert_int_eq(system(command), 0);
}

static void other_hsm(enum hsm_type type, enum cluster_mode mode)
{
	partition_session_done(&admin);
	partition_session_done(&alice);
	partition_session_done(&bob);
	make_hsm(type, mode);
}

/* Users */

START_TEST(only_an_admin_makes_users)
{
	struct password_verifier v = verifier(1);

	ck_assert_int_eq(partition_user_create(&hsm, &alice, "carol", ROLE_CRYPTO_USER, &v, &err),
	    ERR_ADMIN_REQUIRED);
	ck_assert_int_eq(
	    partition_user_delete(&hsm, &alice, "bob", ROLE_CRYPTO_USER, &err), ERR_ADMIN_REQUIRED);
}
END_TEST

START_TEST(a_name_is_taken_once_whatever_the_role)
{
	struct password_verifier v = verifier(1);

	ck_assert_int_eq(
	    partition_user_create(&hsm, &admin, "alice", ROLE_ADMIN, &v, &err), ERR_USER_EXISTS);
}
END_TEST

START_TEST(a_user_goes_only_logged_out_and_without_keys)
{
	ck_assert_int_eq(
	    partition_user_delete(&hsm, &admin, "bob", ROLE_ADMIN, &err), ERR_USER_UNKNOWN);
	ck_assert_int_eq(
	    partition_user_delete(&hsm, &admin, "bob", ROLE_CRYPTO_USER, &err), ERR_USER_LOGGED_IN);
	ck_assert_int_eq(partition_logout(&hsm, &bob, &err), 0);
	ck_assert_int_eq(partition_user_delete(&hsm, &admin, "bob", ROLE_CRYPTO_USER, &err), 0);
}
END_TEST

START_TEST(a_password_is_changed_by_oneself_or_an_admin)
{
	struct password_verifier v = verifier(5);

	ck_assert_int_eq(
	    partition_user_change_password(&hsm, &alice, "bob", ROLE_CRYPTO_USER, &v, &err),
	    ERR_ADMIN_REQUIRED);
	ck_assert_int_eq(
	    partition_user_change_password(&hsm, &alice, "alice", ROLE_CRYPTO_USER, &v, &err), 0);
	ck_assert_int_eq(
	    partition_user_change_password(&hsm, &admin, "bob", ROLE_CRYPTO_USER, &v, &err),
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
		    partition_login(&hsm, "bob", ROLE_CRYPTO_USER, &wrong, &session, &err),
		    ERR_CREDENTIALS);
	login("bob", ROLE_CRYPTO_USER, &bob);
	ck_assert_int_eq(partition_logout(&hsm, &bob, &err), 0);
	for (int i = 0; i < 6; i++)
		ck_assert_int_eq(
		    partition_login(&hsm, "bob", ROLE_CRYPTO_USER, &wrong, &session, &err),
		    ERR_CREDENTIALS);
	ck_assert_int_eq(partition_login(&hsm, "bob", ROLE_CRYPTO_USER, &right, &session, &err),
	    ERR_USER_LOCKED);
	ck_assert_str_eq(err.text, error_text(ERR_CREDENTIALS));
	ck_assert_int_eq(
	    partition_user_change_password(&hsm, &admin, "bob", ROLE_CRYPTO_USER, &right, &err), 0);
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
		    partition_login(&hsm, "bob", ROLE_CRYPTO_USER, &stale, &session, &err),
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
	    partition_login(&hsm, "nobody", ROLE_CRYPTO_USER, &v, &session, &err), ERR_CREDENTIALS);
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

	ck_assert_int_eq(partition_login(&hsm, "app_user", ROLE_APPLIANCE_USER, &v, &session, &err),
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
		rc = partition_user_create(&hsm, &admin, name, ROLE_CRYPTO_USER, &v, &err);
		made += !rc;
	}
	ck_assert_int_eq(rc, ERR_USER_LIMIT);
	ck_assert_int_eq(made, 250);
}
END_TEST

/* Keys */

static struct key_template template_of(const struct attribute_list *list)
{
	return (struct key_template){.label = "k", .attributes = list};
}

static int prepare_with(
    enum key_type type, enum key_class class, const char *word, struct key_object *key)
{
	struct attribute_list list = ATTRIBUTE_LIST_INIT;
	struct key_template template;
	int rc = 0;

	if (word)
		rc = attribute_list_parse(&word, 1, &list, &err);
	ck_assert_msg(rc == 0, "%s", err.text);
	template = template_of(&list);
	rc = partition_key_prepare(&hsm, &alice, KEY_GENERATED, type, class, &template, key, &err);
	attribute_list_done(&list);
	return rc;
}

static uint64_t make_aes(struct partition_session *owner, uint64_t handle, bool session)
{
	struct secret material = SECRET_INIT;
	struct key_template template = {.label = "k", .session = session};
	struct key_object key;

	ck_assert_int_eq(partition_key_prepare(&hsm, owner, KEY_GENERATED, KEY_AES,
			     KEY_CLASS_SECRET, &template, &key, &err),
	    0);
	ck_assert_int_eq(secret_resize(&material, 16), 0);
	material.data[0] = (unsigned char)handle;
	ck_assert_int_eq(key_object_set_material(&key, &material, NULL, &err), 0);
	key.view.reference = handle;
	ck_assert_msg(partition_key_insert(&hsm, owner, &key, &err) == 0, "%s", err.text);
	key_object_done(&key);
	return handle;
}

START_TEST(defaults_are_those_of_the_table)
{
	struct key_object key;

	ck_assert_int_eq(prepare_with(KEY_AES, KEY_CLASS_SECRET, NULL, &key), 0);
	ck_assert(key_view_flag(&key.view, ATTR_SIGN) && key_view_flag(&key.view, ATTR_VERIFY));
	ck_assert(key_view_flag(&key.view, ATTR_ALWAYS_SENSITIVE));
	ck_assert(!key_view_flag(&key.view, ATTR_NEVER_EXTRACTABLE));
	key_object_done(&key);
	ck_assert_int_eq(prepare_with(KEY_RSA, KEY_CLASS_PUBLIC, NULL, &key), 0);
	ck_assert(
	    !key_view_flag(&key.view, ATTR_SIGN) && !key_view_flag(&key.view, ATTR_SENSITIVE));
	ck_assert(key_view_flag(&key.view, ATTR_PRIVATE));
	key_object_done(&key);
	ck_assert_int_eq(prepare_with(KEY_RSA, KEY_CLASS_PRIVATE, "extractable=false", &key), 0);
	ck_assert(key_view_flag(&key.view, ATTR_NEVER_EXTRACTABLE));
	ck_assert(key_view_flag(&key.view, ATTR_ALWAYS_SENSITIVE));
	ck_assert(key_view_flag(&key.view, ATTR_LOCAL));
	key_object_done(&key);
}
END_TEST

static const struct refusal {
	enum key_type type;
	enum key_class class;
	const char *word;
	int code;
} refusals[] = {
    {KEY_AES, KEY_CLASS_SECRET, "token=true", ERR_ATTRIBUTE_TOKEN},
    {KEY_AES, KEY_CLASS_SECRET, "token=false", ERR_ATTRIBUTE_TOKEN},
    {KEY_AES, KEY_CLASS_SECRET, "trusted=true", ERR_ATTRIBUTE_VALUE},
    {KEY_AES, KEY_CLASS_SECRET, "sensitive=false", ERR_ATTRIBUTE_VALUE},
    {KEY_AES, KEY_CLASS_SECRET, "local=false", ERR_ATTRIBUTE_VALUE},
    {KEY_AES, KEY_CLASS_SECRET, "never-extractable=true", ERR_ATTRIBUTE_VALUE},
    {KEY_AES, KEY_CLASS_SECRET, "class=public-key", ERR_ATTRIBUTE_VALUE},
    {KEY_AES, KEY_CLASS_SECRET, "key-length-bytes=5", ERR_ATTRIBUTE_VALUE},
    {KEY_RSA, KEY_CLASS_PUBLIC, "unwrap=true", ERR_ATTRIBUTE_VALUE},
    {KEY_RSA, KEY_CLASS_PRIVATE, "wrap=true", ERR_ATTRIBUTE_VALUE},
    {KEY_RSA, KEY_CLASS_PRIVATE, "sensitive=false", 0},
    {KEY_RSA, KEY_CLASS_PUBLIC, "wrap=true", 0},
    {KEY_EC, KEY_CLASS_PUBLIC, "encrypt=true", 0},
    {KEY_AES, KEY_CLASS_SECRET, "id=0x01ff", 0},
};

START_TEST(attributes_at_creation)
{
	const struct refusal *r = &refusals[_i];
	struct key_object key;

	ck_assert_int_eq(prepare_with(r->type, r->class, r->word, &key), r->code);
	if (!r->code)
		key_object_done(&key);
}
END_TEST

static int set_one(struct partition_session *who, uint64_t handle, const char *word)
{
	struct attribute_list list = ATTRIBUTE_LIST_INIT;
	int rc;

	ck_assert_int_eq(attribute_list_parse(&word, 1, &list, &err), 0);
	rc = partition_key_set_attribute(&hsm, who, handle, &list.values[0], &err);
	attribute_list_done(&list);
	return rc;
}

START_TEST(attributes_afterwards)
{
	uint64_t key = make_aes(&alice, 100, false);

	ck_assert_int_eq(set_one(&alice, key, "encrypt=true"), 0);
	ck_assert_int_eq(set_one(&alice, key, "label=other"), 0);
	ck_assert_int_eq(set_one(&alice, key, "id=0x07"), 0);
	ck_assert_int_eq(set_one(&alice, key, "extractable=false"), 0);
	ck_assert_int_eq(set_one(&alice, key, "extractable=true"), ERR_ATTRIBUTE_VALUE);
	ck_assert_str_eq(err.text,
	    "Attribute extractable cannot be set to the value true by the user for this operation");
	ck_assert_int_eq(set_one(&alice, key, "wrap-with-trusted=true"), 0);
	ck_assert_int_eq(set_one(&alice, key, "wrap-with-trusted=false"), ERR_ATTRIBUTE_VALUE);
	ck_assert_int_eq(set_one(&alice, key, "trusted=true"), ERR_ATTRIBUTE_VALUE);
	ck_assert_int_eq(set_one(&admin, key, "trusted=true"), 0);
	ck_assert_int_eq(set_one(&admin, key, "encrypt=false"), ERR_KEY_NOT_OWNER);
	ck_assert_int_eq(set_one(&bob, key, "encrypt=false"), ERR_KEY_NOT_SINGLE);
	ck_assert_int_eq(set_one(&alice, key, "modifiable=false"), 0);
	ck_assert_int_eq(set_one(&alice, key, "encrypt=false"), ERR_KEY_NOT_MODIFIABLE);
}
END_TEST

START_TEST(hsm1_does_not_change_id_and_extractable)
{
	uint64_t key;

	other_hsm(HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS);
	key = make_aes(&alice, 100, false);
	ck_assert_int_eq(set_one(&alice, key, "id=0x07"), ERR_ATTRIBUTE_VALUE);
	ck_assert_int_eq(set_one(&alice, key, "extractable=false"), ERR_ATTRIBUTE_VALUE);
	ck_assert_int_eq(set_one(&alice, key, "derive=true"), 0);
}
END_TEST

START_TEST(a_sharee_uses_and_changes_nothing)
{
	uint64_t key = make_aes(&alice, 100, false);
	struct key_object object;

	ck_assert_int_eq(partition_key_load(&hsm, &bob, key, &object, &err), ERR_KEY_NOT_SINGLE);
	ck_assert_int_eq(partition_key_share(&hsm, &alice, key, "alice", ROLE_CRYPTO_USER, &err),
	    ERR_SHARE_SELF);
	ck_assert_int_eq(partition_key_share(&hsm, &alice, key, "nobody", ROLE_CRYPTO_USER, &err),
	    ERR_USER_UNKNOWN);
	ck_assert_int_eq(
	    partition_key_share(&hsm, &alice, key, "admin", ROLE_ADMIN, &err), ERR_SHARE_ROLE);
	ck_assert_int_eq(partition_key_share(&hsm, &alice, key, "bob", ROLE_CRYPTO_USER, &err), 0);
	ck_assert_int_eq(
	    partition_key_share(&hsm, &alice, key, "bob", ROLE_CRYPTO_USER, &err), ERR_SHARE_TWICE);
	ck_assert_int_eq(partition_key_load(&hsm, &bob, key, &object, &err), 0);
	key_object_done(&object);
	ck_assert_int_eq(set_one(&bob, key, "encrypt=true"), ERR_KEY_NOT_OWNER);
	ck_assert_int_eq(partition_key_delete(&hsm, &bob, key, &err), ERR_KEY_NOT_OWNER);
	ck_assert_int_eq(partition_key_unshare(&hsm, &bob, key, "bob", ROLE_CRYPTO_USER, &err),
	    ERR_KEY_NOT_OWNER);
	ck_assert_int_eq(
	    partition_key_unshare(&hsm, &alice, key, "bob", ROLE_CRYPTO_USER, &err), 0);
	ck_assert_int_eq(partition_key_unshare(&hsm, &alice, key, "bob", ROLE_CRYPTO_USER, &err),
	    ERR_SHARE_NOT_SHARED);
}
END_TEST

START_TEST(a_deleted_users_shares_go_with_it)
{
	uint64_t key = make_aes(&alice, 100, false);
	struct password_verifier v = verifier(9);
	struct key_object object;

	ck_assert_int_eq(partition_key_share(&hsm, &alice, key, "bob", ROLE_CRYPTO_USER, &err), 0);
	ck_assert_int_eq(partition_logout(&hsm, &bob, &err), 0);
	ck_assert_int_eq(partition_user_delete(&hsm, &admin, "bob", ROLE_CRYPTO_USER, &err), 0);
	ck_assert_int_eq(partition_user_create(&hsm, &admin, "bob", ROLE_CRYPTO_USER, &v, &err), 0);
	login("bob", ROLE_CRYPTO_USER, &bob);
	ck_assert_int_eq(partition_key_load(&hsm, &bob, key, &object, &err), ERR_KEY_NOT_SINGLE);
	ck_assert_int_eq(partition_user_delete(&hsm, &admin, "alice", ROLE_CRYPTO_USER, &err),
	    ERR_USER_LOGGED_IN);
	ck_assert_int_eq(partition_logout(&hsm, &alice, &err), 0);
	ck_assert_int_eq(partition_user_delete(&hsm, &admin, "alice", ROLE_CRYPTO_USER, &err),
	    ERR_USER_OWNS_KEYS);
}
END_TEST

START_TEST(a_key_that_is_not_destroyable_stays)
{
	uint64_t key = make_aes(&alice, 100, false);

	ck_assert_int_eq(set_one(&alice, key, "destroyable=false"), 0);
	ck_assert_int_eq(partition_key_delete(&hsm, &alice, key, &err), ERR_KEY_NOT_DESTROYABLE);
	ck_assert_int_eq(set_one(&alice, key, "destroyable=true"), 0);
	ck_assert_int_eq(partition_key_delete(&hsm, &alice, key, &err), 0);
}
END_TEST

static size_t count_matches(struct partition_session *who, const char *word)
{
	struct key_filter filter = KEY_FILTER_INIT;
	struct key_ref *refs = NULL;
	size_t count = 0;

	ck_assert_msg(key_filter_parse(&word, 1, &filter, &err) == 0, "%s", err.text);
	ck_assert_int_eq(partition_key_find(&hsm, who, &filter, &refs, &count, &err), 0);
	free(refs);
	key_filter_done(&filter);
	return count;
}

START_TEST(session_keys_are_the_sessions_own)
{
	uint64_t key = make_aes(&alice, 100, true);

	ck_assert_uint_eq(count_matches(&alice, "attr.token=false"), 1);
	ck_assert_uint_eq(count_matches(&alice, "key-reference=0x64"), 1);
	ck_assert_uint_eq(count_matches(&alice, "key-reference=100"), 1);
	ck_assert_uint_eq(count_matches(&bob, "key-reference=0x64"), 0);
	ck_assert_int_eq(
	    partition_key_share(&hsm, &alice, key, "bob", ROLE_CRYPTO_USER, &err), ERR_KEY_SESSION);
	ck_assert_int_eq(set_one(&alice, key, "encrypt=true"), 0);
	ck_assert_uint_eq(count_matches(&alice, "attr.encrypt=true"), 1);
	ck_assert_int_eq(partition_key_delete(&hsm, &alice, key, &err), 0);
	ck_assert_uint_eq(count_matches(&alice, "attr.label=k"), 0);
}
END_TEST

START_TEST(filters_match_in_each_kind)
{
	static const struct {
		const char *word;
		size_t count;
	} cases[] = {
	    {"attr.label=k", 1},
	    {"attr.label=K", 0},
	    {"attr.key-type=aes", 1},
	    {"attr.key-type=AES", 1},
	    {"attr.key-type=3des", 0},
	    {"attr.class=secret-key", 1},
	    {"attr.class=public-key", 0},
	    {"attr.key-length-bytes=16", 1},
	    {"attr.id=0x", 1},
	    {"attr.id=0x01", 0},
	    {"attr.sign=true", 1},
	    {"attr.check-value=0x000000", 0},
	    {"attr.modulus-size-bits=2048", 0},
	    {"attr.curve=prime256v1", 0},
	};

	make_aes(&alice, 100, false);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		ck_assert_msg(
		    count_matches(&alice, cases[i].word) == cases[i].count, "%s", cases[i].word);
}
END_TEST

static const char *const bad_filters[] = {"label=x", "attr.lable=x", "attr.sign=yes",
    "key-reference=null", "key-reference=-1", "key-reference=", "x", "attr.class=foo",
    "attr.key-length-bytes=0x10", "attr.id=zz", "attr.wrap-template=x", ""};

START_TEST(bad_filters_are_usage_errors)
{
	struct key_filter filter = KEY_FILTER_INIT;
	const char *word = bad_filters[_i];

	ck_assert_int_eq(key_filter_parse(&word, 1, &filter, &err), ERR_USAGE);
	ck_assert_ptr_nonnull(strstr(err.text, word));
}
END_TEST

START_TEST(an_edited_key_row_is_refused)
{
	struct key_row row;
	struct key_object key;
	bool found;

	make_aes(&alice, 100, false);
	make_aes(&bob, 200, false);
	ck_assert_int_eq(store_key_get(store, hsm.row.id, 200, &row, &found, &err), 0);
	strcpy(row.owner, "alice");
	row.handle = 300;
	ck_assert_int_eq(store_key_put(store, hsm.row.id, &row, &err), 0);
	ck_assert_int_eq(partition_key_load(&hsm, &alice, 300, &key, &err), ERR_ESTATE_ALTERED);
}
END_TEST

/* Policy, capacity, copies */

START_TEST(triple_des_lives_where_the_policy_says)
{
	struct key_template template = {.label = "k"};
	struct key_object key;

	ck_assert_int_eq(partition_key_prepare(&hsm, &alice, KEY_UNWRAPPED, KEY_DES3,
			     KEY_CLASS_SECRET, &template, &key, &err),
	    ERR_POLICY);
	other_hsm(HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_NON_FIPS);
	ck_assert_int_eq(partition_key_prepare(&hsm, &alice, KEY_UNWRAPPED, KEY_DES3,
			     KEY_CLASS_SECRET, &template, &key, &err),
	    0);
	key_object_done(&key);
	other_hsm(HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS);
	ck_assert_int_eq(partition_key_prepare(&hsm, &alice, KEY_UNWRAPPED, KEY_DES3,
			     KEY_CLASS_SECRET, &template, &key, &err),
	    0);
	key_object_done(&key);
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

START_TEST(triple_des_keeps_a_backup_from_fips_hsm2m)
{
	struct secret material = SECRET_INIT;
	struct key_template template = {.label = "k"};
	struct partition copy;
	struct key_object key;

	other_hsm(HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS);
	ck_assert_int_eq(partition_key_prepare(&hsm, &alice, KEY_UNWRAPPED, KEY_DES3,
			     KEY_CLASS_SECRET, &template, &key, &err),
	    0);
	ck_assert_int_eq(secret_resize(&material, 24), 0);
	ck_assert_int_eq(key_object_set_material(&key, &material, NULL, &err), 0);
	key.view.reference = 77;
	ck_assert_int_eq(partition_key_insert(&hsm, &alice, &key, &err), 0);
	key_object_done(&key);
	ck_assert_int_eq(
	    partition_copy(store, hsm.row.id, HSM_TYPE_HSM2M_MEDIUM, &copy, &err), ERR_POLICY);
	ck_assert_int_eq(partition_copy(store, hsm.row.id, HSM_TYPE_HSM1_MEDIUM, &copy, &err), 0);
}
END_TEST

START_TEST(a_masked_key_moves_only_between_clones)
{
	struct partition source = hsm, other;
	static const unsigned char foreign[16] = {9};
	struct key_object key;
	uint64_t handle = make_aes(&alice, 100, false);

	ck_assert_int_eq(partition_extract_masked(&source, &alice, handle, &key, &err), 0);
	ck_assert_int_eq(partition_create(store, HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_FIPS, foreign,
			     &other, &err),
	    0);
	ck_assert_int_eq(
	    partition_insert_masked(&other, &alice, &key, &err), ERR_CLUSTERS_UNRELATED);
	ck_assert_int_eq(partition_create(store, HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_FIPS, lineage,
			     &other, &err),
	    0);
	ck_assert_int_eq(partition_insert_masked(&other, &alice, &key, &err), ERR_OWNER_MISSING);
	ck_assert_ptr_nonnull(strstr(err.text, "alice"));
	ck_assert_int_eq(partition_insert_masked(&other, &bob, &key, &err), ERR_KEY_NOT_OWNER);
	ck_assert_int_eq(partition_insert_masked(&source, &alice, &key, &err), 0);
	key.view.flags ^= UINT64_C(1) << ATTR_ENCRYPT;
	ck_assert_int_eq(partition_insert_masked(&source, &alice, &key, &err), ERR_KEY_EXISTS);
	key_object_done(&key);
}
END_TEST

START_TEST(key_capacity_is_that_of_the_type)
{
	struct key_object key;
	struct key_row row = {.owner = "alice", .label = "k"};
	int rc;

	other_hsm(HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS);
	make_aes(&alice, 100, false);
	ck_assert_int_eq(partition_key_load(&hsm, &alice, 100, &key, &err), 0);
	ck_assert_int_eq(store_version_add(store, "x", 1, &row.version, &err), 0);
	for (row.handle = 1000; row.handle < 1000 + 3298; row.handle++)
		ck_assert_int_eq(store_key_put(store, hsm.row.id, &row, &err), 0);
	key.view.reference = 5000;
	ck_assert_int_eq(partition_key_insert(&hsm, &alice, &key, &err), 0);
	key.view.reference = 5001;
	rc = partition_key_insert(&hsm, &alice, &key, &err);
	key_object_done(&key);
	ck_assert_int_eq(rc, ERR_KEY_LIMIT);
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
	tcase_add_test(tcase, defaults_are_those_of_the_table);
	tcase_add_loop_test(tcase, attributes_at_creation, 0, (int)ARRAY_LENGTH(refusals));
	tcase_add_test(tcase, attributes_afterwards);
	tcase_add_test(tcase, hsm1_does_not_change_id_and_extractable);
	tcase_add_test(tcase, a_sharee_uses_and_changes_nothing);
	tcase_add_test(tcase, a_deleted_users_shares_go_with_it);
	tcase_add_test(tcase, a_key_that_is_not_destroyable_stays);
	tcase_add_test(tcase, session_keys_are_the_sessions_own);
	tcase_add_test(tcase, filters_match_in_each_kind);
	tcase_add_loop_test(tcase, bad_filters_are_usage_errors, 0, (int)ARRAY_LENGTH(bad_filters));
	tcase_add_test(tcase, an_edited_key_row_is_refused);
	tcase_add_test(tcase, triple_des_lives_where_the_policy_says);
	tcase_add_test(tcase, a_copy_holds_the_same);
	tcase_add_test(tcase, triple_des_keeps_a_backup_from_fips_hsm2m);
	tcase_add_test(tcase, a_masked_key_moves_only_between_clones);
	tcase_add_test(tcase, key_capacity_is_that_of_the_type);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
