/* Tests of comparing two clusters: what is told of it, in what order, and what mends it. */
#include "compare.h"

#include "estate-fixture.h"
#include "key-object.h"
#include "partition-private.h"
#include "quorum.h"

/* The source has two HSMs, its clone one, and so has a cluster that is no clone. */
static struct hsm_view source, second, destination, stranger;
static char original[sizeof(home)];
static struct fixed original_machine;
static struct comparison found;

static int64_t partition_of(const struct hsm_view *hsm)
{
	struct store *store = estate_store(estate);
	struct hsm_row row;
	bool exists;

	succeed(store_begin_read(store, &err));
	succeed(store_hsm_by_ip(store, hsm->eni_ip, &row, &exists, &err));
	store_end_read(store);
	return row.partition;
}

static void run_command(const char *verb, const char *a, const char *b)
{
	char command[256];

	(void)snprintf(command, sizeof(command), "%s %s %s", verb, a, b);
	ck_assert_int_eq(system(command), 0);
}

/* Clusters take longer to make than all tests: they are made once, and each test has a copy. */
static void prepare(void)
{
	struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	const struct create_cluster_request other = request_of("hsm1.medium", "FIPS");
	char backup[RESOURCE_ID_MAX + 1], id[RESOURCE_ID_MAX + 1];

	open_estate();
	source = make_active(&request);
	second = create_hsm(source.cluster_id, "us-east-1b");
	ck_assert_uint_ne(list_backups(source.cluster_id, backup), 0);
	request.source_backup_id = backup;
	create_cluster(&request, id);
	destination = create_hsm(id, "us-east-1a");
	stranger = make_active(&other);
	estate_close(estate);
	memcpy(original, home, sizeof(home));
	original_machine = machine;
}

static void discard(void)
{
	run_command("rm -rf", original, "");
}

static void setup(void)
{
	memcpy(home + strlen(home) - 6, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(home));
	run_command("cp -aT", original, home);
	machine = original_machine;
	error_clear(&err);
	succeed(estate_open(home, false, NULL, &ports, &estate, &err));
}

static void teardown(void)
{
	comparison_done(&found);
	close_estate();
}

static void compare(void)
{
	comparison_done(&found);
	succeed(estate_compare(estate, source.cluster_id, destination.cluster_id, &found, &err));
}

static void expect_count(size_t count)
{
	ck_assert_uint_eq(found.count, count);
}

static void expect(size_t index, enum difference_kind kind, const char *name, const char *in_source,
    const char *in_destination, enum mend mend)
{
	const struct difference *difference = &found.differences[index];

	ck_assert_uint_lt(index, found.count);
	ck_assert_str_eq(difference_kind_name(difference->kind), difference_kind_name(kind));
	ck_assert_str_eq(difference->name, name);
	ck_assert_str_eq(difference->source, in_source);
	ck_assert_str_eq(difference->destination, in_destination);
	ck_assert_int_eq((int)difference->mend, (int)mend);
}

/* Users */

static struct user_row user_of(const char *name, enum user_role role)
{
	struct user_row user = {.role = role, .verifier = {.cost = 1024, .hash = {1}}};

	memcpy(user.name, name, strlen(name) + 1);
	return user;
}

static void put_user(const struct hsm_view *hsm, const struct user_row *user)
{
	struct store *store = estate_store(estate);
	int64_t partition = partition_of(hsm);
	struct user_row before;
	bool exists;

	succeed(store_begin(store, STORE_FLUSH, &err));
	succeed(store_user_get(store, partition, user->name, &before, &exists, &err));
	succeed(exists ? store_user_update(store, partition, user, &err)
		       : store_user_add(store, partition, user, &err));
	succeed(store_commit(store, &err));
}

static void put_user_in_source(const struct user_row *user)
{
	put_user(&source, user);
	put_user(&second, user);
}

START_TEST(a_fresh_clone_is_equal)
{
	compare();
	ck_assert(found.clones);
	expect_count(0);
}
END_TEST

START_TEST(missing_users_are_copied_and_those_too_many_go_last)
{
	struct user_row zoe = user_of("zoe", ROLE_CRYPTO_USER), al = user_of("al", ROLE_ADMIN);

	put_user_in_source(&zoe);
	put_user(&destination, &al);
	compare();
	expect_count(2);
	expect(0, DIFFERENCE_USER, "zoe", "crypto-user", "absent", MEND_USER_REPLICATE);
	expect(1, DIFFERENCE_USER, "al", "absent", "admin", MEND_USER_DELETE);
	ck_assert_int_eq((int)found.differences[1].role, ROLE_ADMIN);
}
END_TEST

START_TEST(a_user_of_one_hsm_is_made_again_before_it_is_copied)
{
	struct user_row zoe = user_of("zoe", ROLE_CRYPTO_USER);

	put_user(&second, &zoe);
	compare();
	expect_count(2);
	expect(0, DIFFERENCE_USER_COVERAGE, "zoe", "inconsistent", "absent", MEND_USER_CREATE);
	ck_assert(found.differences[0].mends_source);
	expect(1, DIFFERENCE_USER, "zoe", "crypto-user", "absent", MEND_NONE);
}
END_TEST

START_TEST(a_source_takes_the_destination_s_where_it_is_the_same)
{
	struct user_row zoe = user_of("zoe", ROLE_CRYPTO_USER);

	put_user(&second, &zoe);
	put_user(&destination, &zoe);
	compare();
	expect_count(1);
	expect(0, DIFFERENCE_USER_COVERAGE, "zoe", "inconsistent", "full", MEND_USER_REPLICATE);
	ck_assert(found.differences[0].mends_source);
}
END_TEST

/* The other way round: the destination has two HSMs. */
static void compare_back(void)
{
	comparison_done(&found);
	succeed(estate_compare(estate, destination.cluster_id, source.cluster_id, &found, &err));
}

START_TEST(a_destination_s_missing_user_is_copied_once_more)
{
	struct user_row zoe = user_of("zoe", ROLE_CRYPTO_USER);

	put_user(&destination, &zoe);
	put_user(&second, &zoe);
	compare_back();
	expect_count(1);
	expect(0, DIFFERENCE_USER_COVERAGE, "zoe", "full", "inconsistent", MEND_USER_REPLICATE);
	ck_assert(!found.differences[0].mends_source);
}
END_TEST

START_TEST(who_is_missing_and_not_the_same_is_deleted_or_made)
{
	struct user_row zoe = user_of("zoe", ROLE_CRYPTO_USER), al = user_of("al", ROLE_ADMIN);

	put_user(&destination, &zoe);
	put_user(&destination, &al);
	zoe.verifier.salt[0] = al.verifier.salt[0] = 1;
	put_user(&second, &zoe);
	put_user(&second, &al);
	compare_back();
	expect_count(4);
	expect(0, DIFFERENCE_USER_COVERAGE, "al", "full", "inconsistent", MEND_USER_CREATE);
	expect(1, DIFFERENCE_PASSWORD, "al", "not shown", "not shown", MEND_NONE);
	expect(2, DIFFERENCE_USER_COVERAGE, "zoe", "full", "inconsistent", MEND_USER_DELETE);
	expect(3, DIFFERENCE_PASSWORD, "zoe", "not shown", "not shown", MEND_USER_DELETE);
}
END_TEST

START_TEST(who_is_too_many_is_only_deleted)
{
	struct user_row zoe = user_of("zoe", ROLE_CRYPTO_USER);

	put_user(&second, &zoe);
	compare_back();
	expect_count(2);
	expect(0, DIFFERENCE_USER_COVERAGE, "zoe", "absent", "inconsistent", MEND_USER_DELETE);
	expect(1, DIFFERENCE_USER, "zoe", "absent", "crypto-user", MEND_USER_DELETE);
}
END_TEST

START_TEST(hsms_that_disagree_about_a_registration_drop_it)
{
	struct user_row zoe = user_of("zoe", ROLE_CRYPTO_USER);

	put_user(&destination, &zoe);
	put_user(&source, &zoe);
	zoe.quorum = true;
	zoe.public_key_len = 3;
	put_user(&second, &zoe);
	compare_back();
	expect_count(1);
	expect(0, DIFFERENCE_USER_COVERAGE, "zoe", "full", "inconsistent", MEND_DEREGISTER_BOTH);
	/* Which of the two a source should have is its owner's to say. */
	compare();
	expect_count(1);
	expect(0, DIFFERENCE_USER_COVERAGE, "zoe", "inconsistent", "full", MEND_NONE);
}
END_TEST

START_TEST(everything_of_a_user_is_compared)
{
	struct user_row zoe = user_of("zoe", ROLE_CRYPTO_USER);

	zoe.mfa = true;
	zoe.public_key_len = 3;
	put_user_in_source(&zoe);
	zoe.verifier.hash[31] = 1;
	zoe.public_key[0] = 1;
	zoe.quorum = true;
	zoe.failures = 100;
	put_user(&destination, &zoe);
	compare();
	expect_count(4);
	expect(0, DIFFERENCE_LOCKED, "zoe", "false", "true", MEND_CHANGE_PASSWORD);
	expect(1, DIFFERENCE_PASSWORD, "zoe", "not shown", "not shown", MEND_NONE);
	expect(2, DIFFERENCE_MFA, "zoe", "enabled", "enabled with another key", MEND_NONE);
	expect(3, DIFFERENCE_QUORUM, "zoe", "none", "enabled", MEND_NONE);
	/* With nothing to lose. */
	zoe.mfa = zoe.quorum = false;
	zoe.public_key_len = 0;
	put_user(&destination, &zoe);
	compare();
	expect_count(3);
	expect(0, DIFFERENCE_LOCKED, "zoe", "false", "true", MEND_USER_DELETE);
	expect(1, DIFFERENCE_PASSWORD, "zoe", "not shown", "not shown", MEND_USER_DELETE);
	expect(2, DIFFERENCE_MFA, "zoe", "enabled", "none", MEND_USER_DELETE);
}
END_TEST

START_TEST(an_admin_is_not_deleted_for_a_password)
{
	struct user_row zoe = user_of("zoe", ROLE_ADMIN);

	put_user_in_source(&zoe);
	zoe.verifier.salt[0] = 1;
	put_user(&destination, &zoe);
	compare();
	expect_count(1);
	expect(0, DIFFERENCE_PASSWORD, "zoe", "not shown", "not shown", MEND_NONE);
}
END_TEST

/* What the destination's zoe must be run for, who is registered otherwise than the source's. */
static void expect_deregistration(struct user_row *in_source, bool mfa, bool quorum, enum mend mend)
{
	struct user_row zoe = *in_source;

	put_user_in_source(in_source);
	zoe.mfa = mfa;
	zoe.quorum = quorum;
	zoe.public_key_len = 3;
	zoe.verifier.salt[0] = 1;
	put_user(&destination, &zoe);
	compare();
	expect(0, DIFFERENCE_PASSWORD, "zoe", "not shown", "not shown", MEND_NONE);
	for (size_t i = 1; i < found.count; i++)
		ck_assert_int_eq((int)found.differences[i].mend, (int)mend);
	ck_assert_uint_gt(found.count, 1);
	/* A password that is the same is kept. */
	zoe.verifier.salt[0] = 0;
	put_user(&destination, &zoe);
	compare();
	for (size_t i = 0; i < found.count; i++)
		ck_assert_int_eq((int)found.differences[i].mend, (int)MEND_NONE);
}

START_TEST(a_registration_is_taken_back_only_where_that_makes_the_same)
{
	struct user_row zoe = user_of("zoe", ROLE_ADMIN);

	expect_deregistration(&zoe, true, true, MEND_DEREGISTER_MFA);
	expect_deregistration(&zoe, true, false, MEND_DEREGISTER_MFA);
	expect_deregistration(&zoe, false, true, MEND_DEREGISTER_QUORUM);
	zoe.public_key_len = 3;
	zoe.mfa = true;
	expect_deregistration(&zoe, true, true, MEND_DEREGISTER_QUORUM);
	expect_deregistration(&zoe, false, true, MEND_NONE);
	zoe.mfa = false;
	zoe.quorum = true;
	expect_deregistration(&zoe, true, true, MEND_NONE);
}
END_TEST

START_TEST(a_role_and_a_lock_of_the_source_are_told)
{
	struct user_row zoe = user_of("zoe", ROLE_ADMIN), al = user_of("al", ROLE_CRYPTO_USER);

	put_user_in_source(&zoe);
	zoe.role = ROLE_CRYPTO_USER;
	zoe.failures = 100;
	zoe.verifier.salt[0] = 1;
	put_user(&destination, &zoe);
	put_user(&destination, &al);
	put_user(&second, &al);
	al.failures = 100;
	put_user(&source, &al);
	compare();
	expect_count(5);
	expect(0, DIFFERENCE_USER_COVERAGE, "al", "inconsistent", "full", MEND_CHANGE_PASSWORD);
	expect(1, DIFFERENCE_LOCKED, "al", "inconsistent", "false", MEND_CHANGE_PASSWORD);
	ck_assert(found.differences[1].mends_source);
	for (size_t i = 2; i < 5; i++)
		ck_assert_int_eq((int)found.differences[i].mend, (int)MEND_USER_DELETE);
	expect(2, DIFFERENCE_ROLE, "zoe", "admin", "crypto-user", MEND_USER_DELETE);
	ck_assert_int_eq((int)found.differences[2].role, ROLE_CRYPTO_USER);
}
END_TEST

START_TEST(hsms_that_disagree_about_a_role_lose_the_wrong_one)
{
	struct user_row zoe = user_of("zoe", ROLE_ADMIN);

	put_user(&destination, &zoe);
	put_user(&source, &zoe);
	zoe.role = ROLE_CRYPTO_USER;
	put_user(&second, &zoe);
	compare_back();
	expect_count(2);
	expect(0, DIFFERENCE_USER_COVERAGE, "zoe", "full", "inconsistent", MEND_USER_DELETE);
	expect(1, DIFFERENCE_ROLE, "zoe", "admin", "inconsistent", MEND_USER_DELETE);
	ck_assert_int_eq((int)found.differences[0].role, ROLE_CRYPTO_USER);
	compare();
	expect(0, DIFFERENCE_USER_COVERAGE, "zoe", "inconsistent", "full", MEND_NONE);
}
END_TEST

START_TEST(a_lock_of_the_source_goes_before_its_user_is_copied)
{
	struct user_row zoe = user_of("zoe", ROLE_CRYPTO_USER), al = user_of("al", ROLE_ADMIN);

	zoe.failures = al.failures = 100;
	put_user_in_source(&zoe);
	put_user_in_source(&al);
	al.failures = 0;
	put_user(&destination, &al);
	compare();
	expect_count(2);
	expect(0, DIFFERENCE_LOCKED, "al", "true", "false", MEND_CHANGE_PASSWORD);
	expect(1, DIFFERENCE_USER, "zoe", "crypto-user", "absent", MEND_CHANGE_PASSWORD);
	ck_assert(found.differences[0].mends_source && found.differences[1].mends_source);
}
END_TEST

/* Quorum values */

static void put_quorum_value(
    const struct hsm_view *hsm, enum quorum_service service, unsigned value)
{
	struct store *store = estate_store(estate);
	int64_t partition = partition_of(hsm);
	struct partition_row row;

	succeed(store_begin(store, STORE_FLUSH, &err));
	succeed(store_partition_get(store, partition, &row, &err));
	row.quorum[service] = value;
	succeed(store_partition_update(store, &row, &err));
	succeed(store_commit(store, &err));
}

START_TEST(quorum_values_are_raised_last_and_quorum_behind_all)
{
	struct user_row zoe = user_of("zoe", ROLE_ADMIN), al = user_of("al", ROLE_ADMIN);

	zoe.quorum = al.quorum = true;
	put_user_in_source(&zoe);
	put_user_in_source(&al);
	put_user(&destination, &al);
	put_quorum_value(&second, QUORUM_USER, 2);
	put_quorum_value(&second, QUORUM_QUORUM, 2);
	put_quorum_value(&second, QUORUM_CLUSTER, 3);
	compare();
	expect_count(4);
	expect(0, DIFFERENCE_USER, "zoe", "admin", "absent", MEND_USER_REPLICATE);
	expect(1, DIFFERENCE_QUORUM_VALUE, "user", "2", "1", MEND_SET_QUORUM_VALUE);
	/* More than there are who could approve. */
	expect(2, DIFFERENCE_QUORUM_VALUE, "cluster", "3", "1", MEND_NONE);
	expect(3, DIFFERENCE_QUORUM_VALUE, "quorum", "2", "1", MEND_SET_QUORUM_VALUE);
}
END_TEST

START_TEST(quorum_values_wait_for_users_who_take_another_round)
{
	struct user_row zoe = user_of("zoe", ROLE_CRYPTO_USER), al = user_of("al", ROLE_ADMIN);
	struct user_row bo = user_of("bo", ROLE_ADMIN);

	al.quorum = bo.quorum = true;
	put_user_in_source(&al);
	put_user_in_source(&bo);
	put_user(&destination, &al);
	put_user(&destination, &bo);
	put_user_in_source(&zoe);
	zoe.verifier.salt[0] = 1;
	put_user(&destination, &zoe);
	put_quorum_value(&second, QUORUM_USER, 2);
	compare();
	expect_count(2);
	expect(0, DIFFERENCE_PASSWORD, "zoe", "not shown", "not shown", MEND_USER_DELETE);
	expect(1, DIFFERENCE_QUORUM_VALUE, "user", "2", "1", MEND_NONE);
}
END_TEST

START_TEST(quorum_values_are_lowered_first)
{
	struct user_row zoe = user_of("zoe", ROLE_CRYPTO_USER);

	put_user_in_source(&zoe);
	put_quorum_value(&destination, QUORUM_USER, 2);
	put_quorum_value(&destination, QUORUM_QUORUM, 2);
	compare();
	expect_count(3);
	expect(0, DIFFERENCE_QUORUM_VALUE, "quorum", "1", "2", MEND_SET_QUORUM_VALUE);
	expect(1, DIFFERENCE_QUORUM_VALUE, "user", "1", "2", MEND_SET_QUORUM_VALUE);
	expect(2, DIFFERENCE_USER, "zoe", "crypto-user", "absent", MEND_USER_REPLICATE);
	/* Where it stays, nobody is copied, and nobody deleted to be copied. */
	put_quorum_value(&second, QUORUM_USER, 2);
	compare();
	expect(1, DIFFERENCE_USER, "zoe", "crypto-user", "absent", MEND_USER_CREATE);
	zoe.verifier.salt[0] = 1;
	put_user(&destination, &zoe);
	compare();
	expect(1, DIFFERENCE_PASSWORD, "zoe", "not shown", "not shown", MEND_NONE);
}
END_TEST

/* Keys */

static void put_key(const struct hsm_view *hsm, const struct key_object *key)
{
	struct store *store = estate_store(estate);
	int64_t id = partition_of(hsm);
	struct partition partition;

	succeed(store_begin(store, STORE_FLUSH, &err));
	succeed(partition_open(store, id, &partition, &err));
	succeed(partition_token_key_save(&partition, key, &err));
	succeed(store_commit(store, &err));
}

static struct key_object key_of(uint64_t reference, const char *label)
{
	struct store *store = estate_store(estate);
	int64_t id = partition_of(&source);
	struct partition partition;
	struct key_object key;

	key_object_init(&key);
	succeed(store_begin_read(store, &err));
	succeed(partition_open(store, id, &partition, &err));
	store_end_read(store);
	memcpy(key.lineage, partition.row.lineage, sizeof(key.lineage));
	key.view.reference = reference;
	key.view.type = KEY_GENERIC_SECRET;
	memcpy(key.view.owner, "alice", 6);
	memcpy(key.view.label, label, strlen(label) + 1);
	key.view.flags = (UINT64_C(1) << ATTR_MODIFIABLE) | (UINT64_C(1) << ATTR_TOKEN);
	ck_assert_int_eq(secret_set_text(&key.material, "top secret"), 0);
	return key;
}

/* Owners and sharees, whom both clusters have. */
static void put_users(void)
{
	static const char *const names[] = {"alice", "bob", "carol"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		struct user_row user = user_of(names[i], ROLE_CRYPTO_USER);

		put_user_in_source(&user);
		put_user(&destination, &user);
	}
}

static void put_key_in_source(const struct key_object *key)
{
	put_key(&source, key);
	put_key(&second, key);
}

#define KEY_1 "0x0000000000000001"
#define KEY_2 "0x0000000000000002"

START_TEST(missing_keys_are_copied_and_those_too_many_go)
{
	struct key_object one = key_of(1, "one"), two = key_of(2, "two");

	put_users();
	put_key(&destination, &one);
	put_key_in_source(&two);
	compare();
	expect_count(2);
	expect(0, DIFFERENCE_KEY, KEY_1, "absent", "present", MEND_KEY_DELETE);
	expect(1, DIFFERENCE_KEY, KEY_2, "present", "absent", MEND_KEY_REPLICATE);
	ck_assert_str_eq(found.differences[1].label, "two");
	put_key(&destination, &two);
	compare();
	expect_count(1);
	key_object_done(&one);
	key_object_done(&two);
}
END_TEST

START_TEST(what_can_be_set_is_set_and_modifiable_last)
{
	struct key_object key = key_of(1, "one");

	put_users();
	put_key(&destination, &key);
	memcpy(key.view.label, "two", 4);
	key.view.flags = (UINT64_C(1) << ATTR_WRAP) | (UINT64_C(1) << ATTR_TOKEN);
	succeed(key_object_add_sharee(&key, "bob", &err));
	put_key_in_source(&key);
	compare();
	expect_count(4);
	expect(0, DIFFERENCE_ATTRIBUTE, KEY_1, "two", "one", MEND_KEY_SET_ATTRIBUTE);
	ck_assert_str_eq(found.differences[0].member, "label");
	expect(1, DIFFERENCE_ATTRIBUTE, KEY_1, "true", "false", MEND_KEY_SET_ATTRIBUTE);
	ck_assert_str_eq(found.differences[1].member, "wrap");
	expect(2, DIFFERENCE_ATTRIBUTE, KEY_1, "false", "true", MEND_KEY_SET_ATTRIBUTE);
	ck_assert_str_eq(found.differences[2].member, "modifiable");
	expect(3, DIFFERENCE_SHAREE, KEY_1, "shared", "not shared", MEND_KEY_SHARE);
	ck_assert_str_eq(found.differences[3].member, "bob");
	key_object_done(&key);
}
END_TEST

START_TEST(what_cannot_be_set_takes_a_new_key_and_material_is_not_shown)
{
	struct key_object key = key_of(1, "one");

	put_users();
	put_key(&destination, &key);
	ck_assert_int_eq(secret_set_text(&key.material, "deep secret"), 0);
	memcpy(key.view.owner, "carol", 6);
	key.view.manage_quorum = 2;
	key.view.use_quorum = 3;
	key.view.id_len = 1;
	put_key_in_source(&key);
	compare();
	expect_count(5);
	expect(0, DIFFERENCE_MATERIAL, KEY_1, "not shown", "not shown", MEND_KEY_DELETE);
	expect(1, DIFFERENCE_OWNER, KEY_1, "carol", "alice", MEND_KEY_DELETE);
	/* That one could be set. */
	expect(2, DIFFERENCE_ATTRIBUTE, KEY_1, "0x00", "0x", MEND_KEY_DELETE);
	expect(3, DIFFERENCE_KEY_QUORUM_VALUE, KEY_1, "2", "0", MEND_KEY_DELETE);
	expect(4, DIFFERENCE_KEY_QUORUM_VALUE, KEY_1, "3", "0", MEND_KEY_DELETE);
	ck_assert_str_eq(found.differences[4].member, "use-key-quorum-value");
	key_object_done(&key);
}
END_TEST

START_TEST(sharees_in_another_order_are_the_same)
{
	struct key_object a = key_of(1, "one"), b = key_of(1, "one");

	succeed(key_object_add_sharee(&a, "bob", &err));
	succeed(key_object_add_sharee(&a, "carol", &err));
	succeed(key_object_add_sharee(&b, "carol", &err));
	succeed(key_object_add_sharee(&b, "bob", &err));
	put_key_in_source(&a);
	put_key(&destination, &b);
	compare();
	expect_count(0);
	key_object_done(&a);
	key_object_done(&b);
}
END_TEST

START_TEST(hsms_of_one_cluster_that_disagree_are_told)
{
	struct key_object one = key_of(1, "one"), two = key_of(2, "two");

	put_users();
	put_key(&destination, &one);
	put_key(&second, &one);
	put_key(&destination, &two);
	put_key(&source, &two);
	memcpy(two.view.label, "too", 4);
	put_key(&second, &two);
	compare();
	expect_count(2);
	/* From the clone that has it whole. */
	expect(0, DIFFERENCE_KEY_COVERAGE, KEY_1, "inconsistent", "full", MEND_KEY_REPLICATE);
	ck_assert(found.differences[0].mends_source);
	expect(1, DIFFERENCE_KEY_COVERAGE, KEY_2, "inconsistent", "full", MEND_NONE);
	key_object_done(&one);
	key_object_done(&two);
}
END_TEST

START_TEST(who_has_keys_keeps_its_place)
{
	struct user_row alice = user_of("alice", ROLE_CRYPTO_USER);
	struct user_row bob = user_of("bob", ROLE_CRYPTO_USER);
	struct key_object key = key_of(1, "one");

	succeed(key_object_add_sharee(&key, "bob", &err));
	put_key_in_source(&key);
	put_key(&destination, &key);
	put_user_in_source(&alice);
	put_user_in_source(&bob);
	alice.verifier.salt[0] = bob.verifier.salt[0] = 1;
	put_user(&destination, &alice);
	put_user(&destination, &bob);
	compare();
	expect_count(2);
	expect(0, DIFFERENCE_PASSWORD, "alice", "not shown", "not shown", MEND_NONE);
	expect(1, DIFFERENCE_PASSWORD, "bob", "not shown", "not shown", MEND_NONE);
	key_object_done(&key);
}
END_TEST

START_TEST(keys_go_before_the_role_of_their_owner)
{
	struct user_row alice = user_of("alice", ROLE_ADMIN);
	struct key_object key = key_of(1, "one");

	put_key(&destination, &key);
	put_user_in_source(&alice);
	alice.role = ROLE_CRYPTO_USER;
	put_user(&destination, &alice);
	compare();
	expect_count(2);
	expect(0, DIFFERENCE_ROLE, "alice", "admin", "crypto-user", MEND_NONE);
	expect(1, DIFFERENCE_KEY, KEY_1, "absent", "present", MEND_KEY_DELETE);
	key_object_done(&key);
}
END_TEST

START_TEST(keys_wait_for_their_owners_and_sharees)
{
	struct user_row alice = user_of("alice", ROLE_CRYPTO_USER);
	struct user_row bob = user_of("bob", ROLE_CRYPTO_USER);
	struct key_object one = key_of(1, "one"), two = key_of(2, "two");

	put_user_in_source(&alice);
	put_user_in_source(&bob);
	bob.verifier.salt[0] = 1;
	put_user(&destination, &bob);
	put_key_in_source(&two);
	put_key(&destination, &one);
	succeed(key_object_add_sharee(&one, "bob", &err));
	put_key_in_source(&one);
	compare();
	expect_count(4);
	expect(0, DIFFERENCE_USER, "alice", "crypto-user", "absent", MEND_USER_REPLICATE);
	expect(1, DIFFERENCE_PASSWORD, "bob", "not shown", "not shown", MEND_USER_DELETE);
	expect(2, DIFFERENCE_SHAREE, KEY_1, "shared", "not shared", MEND_NONE);
	expect(3, DIFFERENCE_KEY, KEY_2, "present", "absent", MEND_KEY_REPLICATE);
	/* And what could not be copied again is not deleted. */
	ck_assert_int_eq(secret_set_text(&one.material, "deep secret"), 0);
	put_key_in_source(&one);
	compare();
	expect(2, DIFFERENCE_MATERIAL, KEY_1, "not shown", "not shown", MEND_NONE);
	key_object_done(&one);
	key_object_done(&two);
}
END_TEST

/* Clusters */

START_TEST(strangers_have_no_key_in_common_and_passwords_of_their_own)
{
	struct user_row zoe = user_of("zoe", ROLE_CRYPTO_USER);
	struct key_object key = key_of(1, "one");

	put_user_in_source(&zoe);
	put_key_in_source(&key);
	key_object_done(&key);
	comparison_done(&found);
	succeed(estate_compare(estate, source.cluster_id, stranger.cluster_id, &found, &err));
	ck_assert(!found.clones);
	expect_count(2);
	expect(0, DIFFERENCE_USER, "zoe", "crypto-user", "absent", MEND_USER_CREATE);
	expect(1, DIFFERENCE_KEY, KEY_1, "present", "absent", MEND_NONE);
	zoe.verifier.hash[0] = 2;
	put_user(&stranger, &zoe);
	comparison_done(&found);
	succeed(estate_compare(estate, source.cluster_id, stranger.cluster_id, &found, &err));
	expect_count(1);
}
END_TEST

static void refuse_with(const char *a, const char *b, const char *part)
{
	refuse(estate_compare(estate, a, b, &found, &err), ERR_LAB, part);
	expect_count(0);
}

START_TEST(clusters_that_cannot_be_compared_are_refused)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	char fresh[RESOURCE_ID_MAX + 1];

	create_cluster(&request, fresh);
	refuse_with(source.cluster_id, source.cluster_id, "compared with itself");
	refuse_with(source.cluster_id, "cluster-aaaaaaaaaaa", "There is no cluster cluster-aaa");
	refuse_with("", source.cluster_id, "There is no cluster");
	refuse_with(source.cluster_id, fresh, "and not ACTIVE");
	succeed(delete_hsm(destination.cluster_id, destination.hsm_id));
	refuse_with(destination.cluster_id, source.cluster_id, "it has no HSM");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("compare");
	TCase *tests = tcase_create("compare");

	tcase_add_unchecked_fixture(tests, prepare, discard);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_fresh_clone_is_equal);
	tcase_add_test(tests, missing_users_are_copied_and_those_too_many_go_last);
	tcase_add_test(tests, a_user_of_one_hsm_is_made_again_before_it_is_copied);
	tcase_add_test(tests, a_source_takes_the_destination_s_where_it_is_the_same);
	tcase_add_test(tests, a_destination_s_missing_user_is_copied_once_more);
	tcase_add_test(tests, who_is_missing_and_not_the_same_is_deleted_or_made);
	tcase_add_test(tests, who_is_too_many_is_only_deleted);
	tcase_add_test(tests, hsms_that_disagree_about_a_registration_drop_it);
	tcase_add_test(tests, everything_of_a_user_is_compared);
	tcase_add_test(tests, an_admin_is_not_deleted_for_a_password);
	tcase_add_test(tests, a_registration_is_taken_back_only_where_that_makes_the_same);
	tcase_add_test(tests, a_role_and_a_lock_of_the_source_are_told);
	tcase_add_test(tests, hsms_that_disagree_about_a_role_lose_the_wrong_one);
	tcase_add_test(tests, a_lock_of_the_source_goes_before_its_user_is_copied);
	tcase_add_test(tests, quorum_values_are_raised_last_and_quorum_behind_all);
	tcase_add_test(tests, quorum_values_wait_for_users_who_take_another_round);
	tcase_add_test(tests, quorum_values_are_lowered_first);
	tcase_add_test(tests, missing_keys_are_copied_and_those_too_many_go);
	tcase_add_test(tests, what_can_be_set_is_set_and_modifiable_last);
	tcase_add_test(tests, what_cannot_be_set_takes_a_new_key_and_material_is_not_shown);
	tcase_add_test(tests, sharees_in_another_order_are_the_same);
	tcase_add_test(tests, hsms_of_one_cluster_that_disagree_are_told);
	tcase_add_test(tests, who_has_keys_keeps_its_place);
	tcase_add_test(tests, keys_go_before_the_role_of_their_owner);
	tcase_add_test(tests, keys_wait_for_their_owners_and_sharees);
	tcase_add_test(tests, strangers_have_no_key_in_common_and_passwords_of_their_own);
	tcase_add_test(tests, clusters_that_cannot_be_compared_are_refused);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
