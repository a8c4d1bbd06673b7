/* Keys of one HSM: who finds, shares and deletes them, their stored form, policy, room, clones. */
#include "key-words.h"
#include "partition-fixture.h"

#define DAY_2026_09_01 INT64_C(1788220800)

/* Sharing and deleting */

static int share(struct partition_session *who, uint64_t key, const char *name)
{
	return partition_key_share(&hsm, who, key, name, ROLE_CRYPTO_USER, NULL, &err);
}

static int unshare(struct partition_session *who, uint64_t key, const char *name)
{
	return partition_key_unshare(&hsm, who, key, name, ROLE_CRYPTO_USER, NULL, &err);
}

START_TEST(a_sharee_uses_and_changes_nothing)
{
	uint64_t key = make_aes(&alice, 100, false);
	struct key_object object;

	refuse(partition_key_load(&hsm, &bob, key, &object, &err), ERR_KEY_NOT_SINGLE);
	refuse(share(&alice, key, "alice"), ERR_SHARE_SELF);
	refuse(share(&alice, key, "nobody"), ERR_USER_UNKNOWN);
	refuse(partition_key_share(&hsm, &alice, key, "admin", ROLE_ADMIN, NULL, &err),
	    ERR_SHARE_ROLE);
	succeed(share(&alice, key, "bob"));
	refuse(share(&alice, key, "bob"), ERR_SHARE_TWICE);
	object = load(&bob, key);
	key_object_done(&object);
	refuse(set_one(&bob, key, "encrypt=true"), ERR_KEY_NOT_OWNER);
	refuse(partition_key_delete(&hsm, &bob, key, &err), ERR_KEY_NOT_OWNER);
	refuse(share(&bob, key, "bob"), ERR_KEY_NOT_OWNER);
	refuse(unshare(&bob, key, "bob"), ERR_KEY_NOT_OWNER);
	succeed(unshare(&alice, key, "bob"));
	refuse(unshare(&alice, key, "bob"), ERR_SHARE_NOT_SHARED);
	refuse(partition_key_load(&hsm, &bob, key, &object, &err), ERR_KEY_NOT_SINGLE);
}
END_TEST

START_TEST(public_keys_are_seen_by_all_and_shared_with_none)
{
	const char *const names[] = {"bob"};
	struct key_template template = {.label = "k", .share_with = names, .n_share_with = 1};
	struct key_kind kind = {.type = KEY_EC, .class = KEY_CLASS_PUBLIC};
	struct key_object key;

	make_ec(&alice, CURVE_SECP256R1, 100, NULL, NULL);
	key = load(&bob, 100);
	key_object_done(&key);
	refuse(partition_key_load(&hsm, &bob, 101, &key, &err), ERR_KEY_NOT_SINGLE);
	refuse(share(&alice, 100, "bob"), ERR_SHARE_PUBLIC);
	refuse(share(&bob, 100, "bob"), ERR_KEY_NOT_OWNER);
	refuse(unshare(&alice, 100, "bob"), ERR_SHARE_NOT_SHARED);
	succeed(share(&alice, 101, "bob"));
	refuse(partition_key_prepare(&hsm, &alice, KEY_GENERATED, &kind, &template, &key, &err),
	    ERR_SHARE_PUBLIC);
}
END_TEST

START_TEST(a_key_that_is_not_destroyable_stays)
{
	uint64_t key = make_aes(&alice, 100, false);

	succeed(set_one(&alice, key, "destroyable=false"));
	refuse(partition_key_delete(&hsm, &alice, key, &err), ERR_KEY_NOT_DESTROYABLE);
	succeed(set_one(&alice, key, "destroyable=true"));
	succeed(partition_key_delete(&hsm, &alice, key, &err));
	refuse(partition_key_delete(&hsm, &alice, key, &err), ERR_KEY_NOT_SINGLE);
}
END_TEST

/* Finding */

static size_t count_matches(struct partition_session *who, const char *const *words, size_t n_words)
{
	struct key_filter filter = KEY_FILTER_INIT;
	struct key_ref *refs = NULL;
	size_t count = 0;

	succeed(key_filter_parse(words, n_words, &filter, &err));
	succeed(partition_key_find(&hsm, who, &filter, &refs, &count, &err));
	for (size_t i = 1; i < count; i++)
		ck_assert_uint_lt(refs[i - 1].handle, refs[i].handle);
	free(refs);
	key_filter_done(&filter);
	return count;
}

static size_t count_of(struct partition_session *who, const char *word)
{
	return count_matches(who, &word, 1);
}

START_TEST(session_keys_are_the_sessions_own)
{
	uint64_t key = make_aes(&alice, 100, true);

	ck_assert_uint_eq(count_of(&alice, "attr.token=false"), 1);
	ck_assert_uint_eq(count_of(&alice, "key-reference=0x64"), 1);
	ck_assert_uint_eq(count_of(&alice, "key-reference=100"), 1);
	ck_assert_uint_eq(count_of(&bob, "key-reference=0x64"), 0);
	ck_assert_uint_eq(count_of(&admin, "key-reference=0x64"), 0);
	refuse(share(&alice, key, "bob"), ERR_KEY_SESSION);
	succeed(set_one(&alice, key, "encrypt=true"));
	ck_assert_uint_eq(count_of(&alice, "attr.encrypt=true"), 1);
	succeed(partition_key_delete(&hsm, &alice, key, &err));
	ck_assert_uint_eq(count_of(&alice, "attr.label=k"), 0);
}
END_TEST

/* How many of an AES key, a P-256 pair and an ML-DSA public key each filter finds. */
static const struct {
	const char *words[3];
	size_t count;
} filters[] = {
    {{"attr.label=k"}, 4},
    {{"attr.label=K"}, 0},
    {{"key-reference=0x64"}, 1},
    {{"key-reference=0X0000000000000064"}, 1},
    {{"key-reference=100"}, 1},
    {{"key-reference=0100"}, 1},
    {{"key-reference=0x64", "attr.key-type=aes"}, 1},
    {{"key-reference=0x64", "attr.key-type=ec"}, 0},
    {{"key-reference=0x64", "key-reference=0x65"}, 0},
    {{"attr.key-type=aes"}, 1},
    {{"attr.key-type=AES"}, 1},
    {{"attr.key-type=3des"}, 0},
    {{"attr.key-type=ec"}, 2},
    {{"attr.key-type=ML-DSA"}, 1},
    {{"attr.key-type=ec", "attr.class=private-key"}, 1},
    {{"attr.key-type=ec", "attr.class=private-key", "attr.label=k"}, 1},
    {{"attr.class=secret-key"}, 1},
    {{"attr.class=Public-Key"}, 2},
    {{"attr.key-length-bytes=16"}, 1},
    {{"attr.key-length-bytes=65"}, 1},
    {{"attr.id=0x"}, 4},
    {{"attr.id="}, 4},
    {{"attr.id=0x01"}, 0},
    {{"attr.sign=true"}, 1},
    {{"attr.sign=false"}, 3},
    {{"attr.sign=true", "attr.sign=false"}, 0},
    {{"attr.token=true"}, 4},
    {{"attr.check-value=0x000000"}, 0},
    {{"attr.check-value=0x96FDCD"}, 1},
    {{"attr.check-value=96fdcd"}, 1},
    {{"attr.curve=prime256v1"}, 2},
    {{"attr.curve=SECP256R1"}, 2},
    {{"attr.curve=secp384r1"}, 0},
    {{"attr.curve=ed25519"}, 0},
    {{"attr.mldsa-algorithm=ML-DSA-65"}, 1},
    {{"attr.mldsa-algorithm=ml-dsa-65"}, 1},
    {{"attr.mldsa-algorithm=ML-DSA-44"}, 0},
    {{"attr.modulus-size-bits=2048"}, 0},
    {{"attr.public-exponent=65537"}, 0},
};

/* Key 100 has the bytes 0x64, 0x65, …; its check value is a known answer of AES-128. */
static void make_one_of_each(void)
{
	struct key_object key;

	make_secret(&alice, KEY_AES, 16, 100, NULL);
	make_ec(&alice, CURVE_SECP256R1, 101, NULL, NULL);
	succeed(prepare(
	    &alice, KEY_GENERATED, kind_of(KEY_ML_DSA, KEY_CLASS_PUBLIC), NULL, false, &key));
	key.view.mldsa_algorithm = MLDSA_65;
	insert(&alice, &key, 103);
}

START_TEST(filters_match_in_each_kind)
{
	make_one_of_each();
	for (size_t i = 0; i < ARRAY_LENGTH(filters); i++) {
		size_t n = 0, count;

		while (n < ARRAY_LENGTH(filters[i].words) && filters[i].words[n])
			n++;
		count = count_matches(&alice, filters[i].words, n);
		ck_assert_msg(count == filters[i].count, "%s: %zu", filters[i].words[0], count);
	}
}
END_TEST

START_TEST(rsa_keys_are_found_by_their_numbers)
{
	struct key_object key;
	struct bytes word = BYTES_INIT;

	make_rsa(&alice, 100, NULL, NULL);
	ck_assert_uint_eq(count_of(&alice, "attr.public-exponent=0x010001"), 2);
	ck_assert_uint_eq(count_of(&alice, "attr.public-exponent=0x10001"), 2);
	ck_assert_uint_eq(count_of(&alice, "attr.public-exponent=65537"), 2);
	ck_assert_uint_eq(count_of(&alice, "attr.public-exponent=65539"), 0);
	ck_assert_uint_eq(count_of(&alice, "attr.modulus-size-bits=2048"), 2);
	key = load(&alice, 100);
	bytes_append_text(&word, "attr.modulus=0x00");
	bytes_append_hex(&word, key.view.modulus.data, key.view.modulus.len);
	ck_assert_uint_eq(count_of(&alice, bytes_text(&word)), 2);
	bytes_done(&word);
	key_object_done(&key);
}
END_TEST

static const char *const bad_filters[] = {"label=x", "attr.lable=x", "attr.sign=yes",
    "key-reference=null", "key-reference=-1", "key-reference=", "key-reference=0x",
    "key-reference=0x1ffffffffffffffff", "x", "attr.class=foo", "attr.key-length-bytes=0x10",
    "attr.id=zz", "attr.curve=secp256", "attr.mldsa-algorithm=ML-DSA-66",
    "attr.public-exponent=99999999999999999999", "attr.wrap-template=x", "", "key-reference=\t5",
    "key-reference=\n5", "key-reference= 5", "key-reference=+5", "key-reference=0x 5",
    "key-reference=5 "};

START_TEST(bad_filters_are_usage_errors)
{
	struct key_filter filter = KEY_FILTER_INIT;
	const char *word = bad_filters[_i];

	refuse(key_filter_parse(&word, 1, &filter, &err), ERR_USAGE);
	ck_assert_ptr_nonnull(strstr(err.text, word));
}
END_TEST

START_TEST(a_misspelt_word_is_told_what_there_is)
{
	struct key_filter filter = KEY_FILTER_INIT;
	const char *word = "attr.mldsa-algorithm=ML-DSA-4";

	refuse(key_filter_parse(&word, 1, &filter, &err), ERR_USAGE);
	ck_assert_str_eq(err.text,
	    "invalid filter 'attr.mldsa-algorithm=ML-DSA-4': attr.mldsa-algorithm takes ML-DSA-44,"
	    " ML-DSA-65 or ML-DSA-87, a similar one is 'ML-DSA-44'");
}
END_TEST

#define LONG_NAME "modulus-modulus-modulus-modulus-modulus-modulus-modulus-modulus-modulus"

START_TEST(a_long_name_is_told_whole)
{
	struct key_filter filter = KEY_FILTER_INIT;
	const char *word = "attr." LONG_NAME "=x";

	refuse(key_filter_parse(&word, 1, &filter, &err), ERR_USAGE);
	ck_assert_ptr_nonnull(strstr(err.text, "there is no key attribute '" LONG_NAME "'"));
	word = LONG_NAME "=x";
	refuse(key_filter_parse(&word, 1, &filter, &err), ERR_USAGE);
	ck_assert_ptr_nonnull(strstr(err.text, "it must have the form key-reference="));
}
END_TEST

/* Every word that a filter takes is advised, and read back as what is printed. */
START_TEST(words_are_the_same_for_reading_and_printing)
{
	for (enum key_attribute i = 0; i < ATTR_COUNT; i++) {
		struct key_words known = key_attribute_words(i);

		ck_assert_int_eq(known.count > 0, key_attribute_kind(i) == ATTRIBUTE_WORD);
		for (size_t j = 0; j < known.count; j++)
			ck_assert_uint_eq(
			    key_word_find(i, known.words[j].text)->value, known.words[j].value);
	}
	ck_assert_str_eq(key_type_name(KEY_DES3), "des3");
	ck_assert_str_eq(key_curve_name(CURVE_SECP256R1), "secp256r1");
	ck_assert_str_eq(key_curve_name(CURVE_NONE), "");
	ck_assert_str_eq(mldsa_algorithm_name(MLDSA_NONE), "");
	ck_assert_ptr_null(key_word_find(ATTR_CURVE, ""));
	ck_assert_str_eq(hash_function_name(HASH_SHA1), "sha1");
	ck_assert_str_eq(hash_function_name(HASH_SHA512), "sha512");
}
END_TEST

/* The stored form */

START_TEST(a_stored_key_is_read_as_it_was_written)
{
	struct key_object key;

	make_one_of_each();
	key = load(&alice, 103);
	ck_assert_int_eq(key.view.type, KEY_ML_DSA);
	ck_assert_int_eq(key.view.mldsa_algorithm, MLDSA_65);
	ck_assert_int_eq(key.view.curve, CURVE_NONE);
	key_object_done(&key);
	key = load(&alice, 102);
	ck_assert_int_eq(key.view.curve, CURVE_SECP256R1);
	ck_assert_int_eq(key.view.mldsa_algorithm, MLDSA_NONE);
	ck_assert_uint_eq(key.view.key_length_bytes, 138);
	ck_assert_uint_eq(key.view.ec_point.len, 67);
	key_object_done(&key);
}
END_TEST

START_TEST(a_stored_key_of_no_known_type_is_refused)
{
	struct secret plain = SECRET_INIT;
	struct key_object key;

	make_one_of_each();
	key = load(&alice, 100);
	key.view.type = (enum key_type)(KEY_ML_DSA + 1);
	succeed(key_object_write(&key, &plain, &err));
	key_object_done(&key);
	refuse(key_object_read(&plain, &key, &err), ERR_ESTATE_ALTERED);
	secret_done(&plain);
}
END_TEST

START_TEST(ed25519_keys_are_ec_keys)
{
	struct key_object key;

	other_hsm(HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_NON_FIPS);
	make_ec(&alice, CURVE_ED25519, 100, NULL, NULL);
	key = load(&alice, 100);
	ck_assert_int_eq(key.view.type, KEY_EC);
	ck_assert_int_eq(key.view.curve, CURVE_ED25519);
	ck_assert_uint_eq(key.view.key_length_bytes, 32);
	key_object_done(&key);
	key = load(&alice, 101);
	ck_assert_uint_eq(key.view.key_length_bytes, key.material.len);
	key_object_done(&key);
	ck_assert_uint_eq(count_of(&alice, "attr.curve=Ed25519"), 2);
}
END_TEST

START_TEST(an_edited_key_row_is_refused)
{
	struct key_row row;
	struct key_object key;
	bool found;

	make_aes(&alice, 100, false);
	make_aes(&bob, 200, false);
	succeed(store_key_get(store, hsm.row.id, 200, &row, &found, &err));
	strcpy(row.owner, "alice");
	row.handle = 300;
	succeed(store_key_put(store, hsm.row.id, &row, &err));
	refuse(partition_key_load(&hsm, &alice, 300, &key, &err), ERR_ESTATE_ALTERED);
}
END_TEST

/* Policy */

static int prepare_kind(enum key_origin origin, struct key_kind kind)
{
	struct key_object key;
	int rc = prepare(&alice, origin, kind, NULL, false, &key);

	if (!rc)
		key_object_done(&key);
	return rc;
}

static const struct {
	enum hsm_type type;
	enum cluster_mode mode;
	int des3, ed25519, ml_dsa;
} kinds[] = {
    {HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS, 0, ERR_POLICY, ERR_POLICY},
    {HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_FIPS, ERR_POLICY, ERR_POLICY, 0},
    {HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_NON_FIPS, 0, 0, 0},
};

START_TEST(keys_live_where_the_policy_says)
{
	const struct key_kind ed25519 = {
	    .type = KEY_EC, .class = KEY_CLASS_PUBLIC, .curve = CURVE_ED25519};

	other_hsm(kinds[_i].type, kinds[_i].mode);
	ck_assert_int_eq(
	    prepare_kind(KEY_UNWRAPPED, kind_of(KEY_DES3, KEY_CLASS_SECRET)), kinds[_i].des3);
	ck_assert_int_eq(prepare_kind(KEY_GENERATED, ed25519), kinds[_i].ed25519);
	ck_assert_int_eq(prepare_kind(KEY_IMPORTED, ed25519), kinds[_i].ed25519);
	ck_assert_int_eq(
	    prepare_kind(KEY_GENERATED, kind_of(KEY_ML_DSA, KEY_CLASS_PUBLIC)), kinds[_i].ml_dsa);
}
END_TEST

START_TEST(the_policy_is_that_of_the_estates_date)
{
	const struct key_kind ml_dsa = kind_of(KEY_ML_DSA, KEY_CLASS_PUBLIC);

	set_date(DAY_2026_09_01 - 1);
	refuse(prepare_kind(KEY_GENERATED, ml_dsa), ERR_POLICY);
	ck_assert_str_eq(err.text, "An ML-DSA key is not permitted on hsm2m.medium in FIPS mode");
	set_date(DAY_2026_09_01);
	succeed(prepare_kind(KEY_GENERATED, ml_dsa));
}
END_TEST

START_TEST(rsa_keys_have_the_sizes_of_the_type)
{
	struct key_kind rsa = {.type = KEY_RSA, .class = KEY_CLASS_PUBLIC, .modulus_bits = 2048};

	succeed(prepare_kind(KEY_GENERATED, rsa));
	rsa.modulus_bits = 2304;
	succeed(prepare_kind(KEY_IMPORTED, rsa));
	rsa.modulus_bits = 2049;
	refuse(prepare_kind(KEY_GENERATED, rsa), ERR_KEY_SIZE);
	refuse(prepare_kind(KEY_IMPORTED, rsa), ERR_KEY_SIZE);
}
END_TEST

/* What an unwrapped key really is shows only when it is taken in. */
START_TEST(a_key_is_looked_at_again_when_it_comes_in)
{
	struct secret private_material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT;
	struct key_object key;

	succeed(
	    prepare(&alice, KEY_UNWRAPPED, kind_of(KEY_EC, KEY_CLASS_PRIVATE), NULL, false, &key));
	succeed(crypto_generate_ec(CURVE_ED25519, &private_material, &public_material, &err));
	succeed(key_object_set_material(&key, &private_material, &public_material, &err));
	key.view.reference = 100;
	refuse(partition_key_insert(&hsm, &alice, &key, KEY_MADE_HERE, &err), ERR_POLICY);
	ck_assert_str_eq(err.text, "An Ed25519 key is not permitted on hsm2m.medium in FIPS mode");
	key_object_done(&key);
	ck_assert_uint_eq(count_of(&alice, "attr.label=k"), 0);
}
END_TEST

/* Room */

/* Rows of keys that nobody opens: what they hold does not matter to who counts them. */
static void fill(enum key_class class, uint64_t count)
{
	struct key_row row = {
	    .owner = "alice", .label = "filling", .class = class, .handle = 0x100000};

	succeed(store_version_add(store, "x", 1, &row.version, &err));
	for (uint64_t i = 0; i < count; i++, row.handle++)
		succeed(store_key_put(store, hsm.row.id, &row, &err));
}

static int room(uint64_t total, uint64_t asymmetric)
{
	const struct key_counts more = {.total = total, .asymmetric = asymmetric};

	return partition_check_room(&hsm, &alice, &more, &err);
}

static int add_for(struct partition_session *who, enum key_type type, enum key_class class,
    bool session, uint64_t handle)
{
	struct secret material = SECRET_INIT;
	struct key_object key;
	int rc;

	succeed(prepare(who, KEY_GENERATED, kind_of(type, class), NULL, session, &key));
	if (class == KEY_CLASS_SECRET) {
		ck_assert_int_eq(secret_resize(&material, 16), 0);
		succeed(key_object_set_material(&key, &material, NULL, &err));
	}
	key.view.reference = handle;
	rc = partition_key_insert(&hsm, who, &key, KEY_MADE_HERE, &err);
	key_object_done(&key);
	return rc;
}

static int add(enum key_type type, enum key_class class, bool session, uint64_t handle)
{
	return add_for(&alice, type, class, session, handle);
}

START_TEST(hsm1_holds_3300_keys)
{
	other_hsm(HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS);
	fill(KEY_CLASS_PUBLIC, 3298);
	succeed(room(2, 2));
	refuse(room(3, 0), ERR_KEY_LIMIT);
	succeed(add(KEY_AES, KEY_CLASS_SECRET, false, 100));
	refuse(room(2, 2), ERR_KEY_LIMIT);
	succeed(add(KEY_EC, KEY_CLASS_PUBLIC, false, 101));
	refuse(add(KEY_AES, KEY_CLASS_SECRET, false, 102), ERR_KEY_LIMIT);
	refuse(add(KEY_AES, KEY_CLASS_SECRET, true, 102), ERR_KEY_LIMIT);
	succeed(partition_key_delete(&hsm, &alice, 101, &err));
	succeed(add(KEY_AES, KEY_CLASS_SECRET, true, 102));
}
END_TEST

START_TEST(hsm2m_holds_3333_asymmetric_keys)
{
	fill(KEY_CLASS_PRIVATE, 3331);
	succeed(room(2, 2));
	succeed(add(KEY_EC, KEY_CLASS_PUBLIC, false, 100));
	refuse(room(2, 2), ERR_KEY_LIMIT);
	succeed(add(KEY_EC, KEY_CLASS_PRIVATE, true, 101));
	refuse(add(KEY_EC, KEY_CLASS_PUBLIC, false, 102), ERR_KEY_LIMIT);
	refuse(add(KEY_EC, KEY_CLASS_PUBLIC, true, 102), ERR_KEY_LIMIT);
	/* Secret keys do not count among them. */
	succeed(add(KEY_AES, KEY_CLASS_SECRET, false, 103));
	succeed(room(13332, 0));
	refuse(room(13333, 0), ERR_KEY_LIMIT);
}
END_TEST

START_TEST(hsm2m_holds_16666_keys)
{
	fill(KEY_CLASS_SECRET, 16665);
	refuse(room(2, 2), ERR_KEY_LIMIT);
	succeed(add(KEY_EC, KEY_CLASS_PUBLIC, false, 100));
	refuse(add(KEY_EC, KEY_CLASS_PRIVATE, false, 101), ERR_KEY_LIMIT);
	refuse(add(KEY_AES, KEY_CLASS_SECRET, false, 101), ERR_KEY_LIMIT);
}
END_TEST

START_TEST(session_keys_of_others_take_room)
{
	other_hsm(HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS);
	fill(KEY_CLASS_PUBLIC, 3297);
	succeed(add_for(&bob, KEY_AES, KEY_CLASS_SECRET, true, 100));
	succeed(add_for(&bob, KEY_EC, KEY_CLASS_PRIVATE, true, 101));
	refuse(room(2, 0), ERR_KEY_LIMIT);
	succeed(room(1, 1));
	succeed(add(KEY_AES, KEY_CLASS_SECRET, true, 200));
	refuse(add(KEY_AES, KEY_CLASS_SECRET, false, 201), ERR_KEY_LIMIT);
	refuse(add_for(&bob, KEY_AES, KEY_CLASS_SECRET, true, 102), ERR_KEY_LIMIT);
	/* What goes leaves its room to whoever comes first. */
	succeed(partition_key_delete(&hsm, &bob, 100, &err));
	succeed(add(KEY_AES, KEY_CLASS_SECRET, true, 201));
	refuse(add_for(&bob, KEY_AES, KEY_CLASS_SECRET, true, 100), ERR_KEY_LIMIT);
	succeed(partition_logout(&hsm, &bob, &err));
	succeed(room(1, 1));
	refuse(room(2, 0), ERR_KEY_LIMIT);
}
END_TEST

START_TEST(asymmetric_session_keys_of_others_take_room)
{
	fill(KEY_CLASS_PRIVATE, 3331);
	succeed(add_for(&bob, KEY_AES, KEY_CLASS_SECRET, true, 100));
	succeed(room(2, 2));
	succeed(add_for(&bob, KEY_EC, KEY_CLASS_PUBLIC, true, 101));
	refuse(room(2, 2), ERR_KEY_LIMIT);
	succeed(room(2, 1));
}
END_TEST

START_TEST(a_promoted_key_takes_its_room_once)
{
	const struct attribute_value value = {
	    .attribute = ATTR_TOKEN, .text = "true", .flag = true};
	struct key_object promoted;

	other_hsm(HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS);
	fill(KEY_CLASS_PUBLIC, 3298);
	succeed(add_for(&bob, KEY_AES, KEY_CLASS_SECRET, true, 100));
	succeed(partition_key_promote(&hsm, &bob, 100, &value, &promoted, &err));
	insert(&bob, &promoted, 100);
	succeed(room(1, 0));
	refuse(room(2, 0), ERR_KEY_LIMIT);
}
END_TEST

/* Undone with the transaction: the next request of the session says again how it stands. */
START_TEST(an_undone_session_key_takes_no_room)
{
	other_hsm(HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS);
	fill(KEY_CLASS_PUBLIC, 3299);
	succeed(store_part_begin(store, &err));
	succeed(add_for(&bob, KEY_AES, KEY_CLASS_SECRET, true, 100));
	refuse(room(1, 0), ERR_KEY_LIMIT);
	succeed(store_part_undo(store, &err));
	succeed(partition_session_key_remove(&bob, 100, &err));
	succeed(room(1, 0));
}
END_TEST

/* Exponents and lengths, for a key however it comes */

static int insert_rsa(enum key_origin origin, enum key_class class, uint64_t exponent)
{
	struct secret private_material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT;
	struct key_object key;
	int rc;

	succeed(prepare(&alice, origin, kind_of(KEY_RSA, class), NULL, false, &key));
	succeed(crypto_generate_rsa(2048, exponent, &private_material, &public_material, &err));
	succeed(key_object_set_material(
	    &key, class == KEY_CLASS_PRIVATE ? &private_material : NULL, &public_material, &err));
	secret_done(&private_material);
	key.view.reference = 100;
	rc = partition_key_insert(&hsm, &alice, &key, KEY_MADE_HERE, &err);
	key_object_done(&key);
	return rc;
}

START_TEST(a_small_public_exponent_enters_by_no_way)
{
	struct key_kind kind = {.type = KEY_RSA, .class = KEY_CLASS_PUBLIC, .public_exponent = 3};

	refuse(prepare_kind(KEY_GENERATED, kind), ERR_PUBLIC_EXPONENT);
	refuse(prepare_kind(KEY_IMPORTED, kind), ERR_PUBLIC_EXPONENT);
	refuse(insert_rsa(KEY_IMPORTED, KEY_CLASS_PUBLIC, 3), ERR_PUBLIC_EXPONENT);
	refuse(insert_rsa(KEY_UNWRAPPED, KEY_CLASS_PRIVATE, 17), ERR_PUBLIC_EXPONENT);
	succeed(insert_rsa(KEY_UNWRAPPED, KEY_CLASS_PRIVATE, 65537));
}
END_TEST

/* An exponent as an imported key may have it, without the key around it. */
static int insert_exponent(const void *exponent, size_t len)
{
	struct key_object key;
	int rc;

	succeed(
	    prepare(&alice, KEY_IMPORTED, kind_of(KEY_RSA, KEY_CLASS_PUBLIC), NULL, true, &key));
	key.view.modulus_size_bits = 2048;
	bytes_append(&key.view.public_exponent, exponent, len);
	key.view.reference = 100;
	rc = partition_key_insert(&hsm, &alice, &key, KEY_MADE_HERE, &err);
	key_object_done(&key);
	if (!rc)
		succeed(partition_key_delete(&hsm, &alice, 100, &err));
	return rc;
}

START_TEST(a_public_exponent_may_be_longer_than_a_number)
{
	succeed(insert_exponent("\x01\x00\x01", 3));
	refuse(insert_exponent("\x01\x00\x00", 3), ERR_PUBLIC_EXPONENT);
	succeed(insert_exponent("\x01\x00\x00\x00\x00\x00\x00\x01", 8));
	succeed(insert_exponent("\x01\x00\x00\x00\x00\x00\x00\x00\x01", 9));
	refuse(insert_exponent("\x01\x00\x00\x00\x00\x00\x00\x00\x00", 9), ERR_PUBLIC_EXPONENT);
	refuse(insert_exponent("", 0), ERR_PUBLIC_EXPONENT);
}
END_TEST

START_TEST(a_secret_key_has_a_length_of_its_type)
{
	struct key_kind kind = {.type = KEY_AES, .class = KEY_CLASS_SECRET, .length_bytes = 17};
	struct secret material = SECRET_INIT;
	struct key_object key;

	refuse(prepare_kind(KEY_GENERATED, kind), ERR_KEY_SIZE);
	kind.length_bytes = 24;
	succeed(prepare_kind(KEY_GENERATED, kind));
	kind = (struct key_kind){
	    .type = KEY_GENERIC_SECRET, .class = KEY_CLASS_SECRET, .is_whole = true};
	refuse(prepare_kind(KEY_GENERATED, kind), ERR_KEY_SIZE);
	succeed(prepare(&alice, KEY_UNWRAPPED, kind_of(KEY_GENERIC_SECRET, KEY_CLASS_SECRET), NULL,
	    false, &key));
	ck_assert_int_eq(secret_resize(&material, 801), 0);
	succeed(key_object_set_material(&key, &material, NULL, &err));
	key.view.reference = 100;
	refuse(partition_key_insert(&hsm, &alice, &key, KEY_MADE_HERE, &err), ERR_KEY_SIZE);
	key_object_done(&key);
}
END_TEST

/* Copies and clones */

static uint64_t make_des3(void)
{
	struct secret material = SECRET_INIT;
	struct key_object key;

	succeed(
	    prepare(&alice, KEY_UNWRAPPED, kind_of(KEY_DES3, KEY_CLASS_SECRET), NULL, false, &key));
	ck_assert_int_eq(secret_resize(&material, 24), 0);
	succeed(key_object_set_material(&key, &material, NULL, &err));
	return insert(&alice, &key, 77);
}

START_TEST(triple_des_keeps_a_backup_from_fips_hsm2m)
{
	struct partition copy;

	other_hsm(HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS);
	make_des3();
	refuse(partition_copy(store, hsm.row.id, HSM_TYPE_HSM2M_MEDIUM, &copy, &err), ERR_POLICY);
	succeed(partition_copy(store, hsm.row.id, HSM_TYPE_HSM1_MEDIUM, &copy, &err));
}
END_TEST

START_TEST(a_masked_key_moves_only_between_clones)
{
	struct partition source = hsm, other;
	static const unsigned char foreign[16] = {9};
	struct key_object key;
	uint64_t handle = make_aes(&alice, 100, false);

	succeed(partition_extract_masked(&source, &alice, handle, &key, &err));
	succeed(partition_create(
	    store, HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_FIPS, foreign, &other, &err));
	refuse(partition_insert_masked(&other, &alice, &key, &err), ERR_CLUSTERS_UNRELATED);
	succeed(partition_create(
	    store, HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_FIPS, lineage, &other, &err));
	refuse(partition_insert_masked(&other, &alice, &key, &err), ERR_OWNER_MISSING);
	ck_assert_ptr_nonnull(strstr(err.text, "alice"));
	refuse(partition_insert_masked(&other, &bob, &key, &err), ERR_KEY_NOT_OWNER);
	succeed(partition_insert_masked(&source, &alice, &key, &err));
	key.view.flags ^= UINT64_C(1) << ATTR_ENCRYPT;
	refuse(partition_insert_masked(&source, &alice, &key, &err), ERR_KEY_EXISTS);
	key_object_done(&key);
}
END_TEST

/* A backup of hsm1 may become a cluster of hsm2m, which is then its clone. */
START_TEST(a_masked_key_moves_where_the_policy_lets_it_live)
{
	struct partition older;
	struct key_object key;

	succeed(add(KEY_ML_DSA, KEY_CLASS_PUBLIC, false, 100));
	succeed(partition_extract_masked(&hsm, &alice, 100, &key, &err));
	succeed(partition_create(
	    store, HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS, lineage, &older, &err));
	refuse(partition_insert_masked(&older, &alice, &key, &err), ERR_POLICY);
	key_object_done(&key);
}
END_TEST

START_TEST(only_the_owner_or_an_admin_extracts_a_masked_token_key)
{
	uint64_t token = make_aes(&alice, 100, false), session = make_aes(&alice, 101, true);
	struct key_object key;

	succeed(share(&alice, token, "bob"));
	refuse(partition_extract_masked(&hsm, &bob, token, &key, &err), ERR_KEY_NOT_OWNER);
	refuse(partition_extract_masked(&hsm, &alice, session, &key, &err), ERR_KEY_SESSION);
	succeed(partition_extract_masked(&hsm, &admin, token, &key, &err));
	key_object_done(&key);
}
END_TEST

START_TEST(there_is_no_room_for_a_masked_key_either)
{
	struct key_object key;

	make_aes(&alice, 100, false);
	succeed(partition_extract_masked(&hsm, &alice, 100, &key, &err));
	fill(KEY_CLASS_SECRET, 16665);
	/* The same key stands there already: nothing is added. */
	succeed(partition_insert_masked(&hsm, &alice, &key, &err));
	key.view.reference = 101;
	refuse(partition_insert_masked(&hsm, &alice, &key, &err), ERR_KEY_LIMIT);
	key_object_done(&key);
}
END_TEST

START_TEST(an_older_clone_has_less_room)
{
	struct key_object key;

	make_aes(&alice, 100, false);
	succeed(partition_extract_masked(&hsm, &alice, 100, &key, &err));
	other_hsm(HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS);
	fill(KEY_CLASS_SECRET, 3299);
	succeed(partition_insert_masked(&hsm, &alice, &key, &err));
	key.view.reference = 101;
	refuse(partition_insert_masked(&hsm, &alice, &key, &err), ERR_KEY_LIMIT);
	key_object_done(&key);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("partition-key");
	TCase *tcase = tcase_create("partition-key");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_sharee_uses_and_changes_nothing);
	tcase_add_test(tcase, public_keys_are_seen_by_all_and_shared_with_none);
	tcase_add_test(tcase, a_key_that_is_not_destroyable_stays);
	tcase_add_test(tcase, session_keys_are_the_sessions_own);
	tcase_add_test(tcase, filters_match_in_each_kind);
	tcase_add_test(tcase, rsa_keys_are_found_by_their_numbers);
	tcase_add_loop_test(tcase, bad_filters_are_usage_errors, 0, (int)ARRAY_LENGTH(bad_filters));
	tcase_add_test(tcase, a_misspelt_word_is_told_what_there_is);
	tcase_add_test(tcase, a_long_name_is_told_whole);
	tcase_add_test(tcase, words_are_the_same_for_reading_and_printing);
	tcase_add_test(tcase, a_stored_key_is_read_as_it_was_written);
	tcase_add_test(tcase, a_stored_key_of_no_known_type_is_refused);
	tcase_add_test(tcase, ed25519_keys_are_ec_keys);
	tcase_add_test(tcase, an_edited_key_row_is_refused);
	tcase_add_loop_test(tcase, keys_live_where_the_policy_says, 0, (int)ARRAY_LENGTH(kinds));
	tcase_add_test(tcase, the_policy_is_that_of_the_estates_date);
	tcase_add_test(tcase, rsa_keys_have_the_sizes_of_the_type);
	tcase_add_test(tcase, a_key_is_looked_at_again_when_it_comes_in);
	tcase_add_test(tcase, hsm1_holds_3300_keys);
	tcase_add_test(tcase, hsm2m_holds_3333_asymmetric_keys);
	tcase_add_test(tcase, hsm2m_holds_16666_keys);
	tcase_add_test(tcase, session_keys_of_others_take_room);
	tcase_add_test(tcase, asymmetric_session_keys_of_others_take_room);
	tcase_add_test(tcase, a_promoted_key_takes_its_room_once);
	tcase_add_test(tcase, an_undone_session_key_takes_no_room);
	tcase_add_test(tcase, a_small_public_exponent_enters_by_no_way);
	tcase_add_test(tcase, a_public_exponent_may_be_longer_than_a_number);
	tcase_add_test(tcase, a_secret_key_has_a_length_of_its_type);
	tcase_add_test(tcase, triple_des_keeps_a_backup_from_fips_hsm2m);
	tcase_add_test(tcase, a_masked_key_moves_only_between_clones);
	tcase_add_test(tcase, a_masked_key_moves_where_the_policy_lets_it_live);
	tcase_add_test(tcase, only_the_owner_or_an_admin_extracts_a_masked_token_key);
	tcase_add_test(tcase, there_is_no_room_for_a_masked_key_either);
	tcase_add_test(tcase, an_older_clone_has_less_room);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
