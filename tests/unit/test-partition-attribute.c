/* Attributes of keys: defaults, what creation takes, what may be changed afterwards and by whom. */
#include "partition-fixture.h"

static struct key_object prepared(
    enum key_type type, enum key_class class, enum key_origin origin, const char *word)
{
	const char *words[] = {word, NULL};
	struct key_object key;

	succeed(prepare(&alice, origin, kind_of(type, class), words, false, &key));
	return key;
}

#define FLAG(name) (UINT64_C(1) << ATTR_##name)
#define ALWAYS_ON                                                                                  \
	(FLAG(TOKEN) | FLAG(DESTROYABLE) | FLAG(EXTRACTABLE) | FLAG(MODIFIABLE) | FLAG(PRIVATE))

static const struct {
	enum key_type type;
	enum key_class class;
	enum key_origin origin;
	uint64_t flags;
} defaults[] = {
    {KEY_AES, KEY_CLASS_SECRET, KEY_GENERATED,
	ALWAYS_ON | FLAG(SIGN) | FLAG(VERIFY) | FLAG(SENSITIVE) | FLAG(ALWAYS_SENSITIVE) |
	    FLAG(LOCAL)},
    {KEY_GENERIC_SECRET, KEY_CLASS_SECRET, KEY_GENERATED,
	ALWAYS_ON | FLAG(SIGN) | FLAG(VERIFY) | FLAG(SENSITIVE) | FLAG(ALWAYS_SENSITIVE) |
	    FLAG(LOCAL)},
    {KEY_AES, KEY_CLASS_SECRET, KEY_UNWRAPPED,
	ALWAYS_ON | FLAG(SIGN) | FLAG(VERIFY) | FLAG(SENSITIVE)},
    {KEY_RSA, KEY_CLASS_PUBLIC, KEY_GENERATED, ALWAYS_ON | FLAG(LOCAL)},
    {KEY_EC, KEY_CLASS_PUBLIC, KEY_IMPORTED, ALWAYS_ON},
    {KEY_RSA, KEY_CLASS_PRIVATE, KEY_GENERATED,
	ALWAYS_ON | FLAG(SENSITIVE) | FLAG(ALWAYS_SENSITIVE) | FLAG(LOCAL)},
    {KEY_ML_DSA, KEY_CLASS_PRIVATE, KEY_GENERATED,
	ALWAYS_ON | FLAG(SENSITIVE) | FLAG(ALWAYS_SENSITIVE) | FLAG(LOCAL)},
    {KEY_EC, KEY_CLASS_PRIVATE, KEY_UNWRAPPED, ALWAYS_ON | FLAG(SENSITIVE)},
};

START_TEST(defaults_are_those_of_the_table)
{
	struct key_object key =
	    prepared(defaults[_i].type, defaults[_i].class, defaults[_i].origin, NULL);

	ck_assert_uint_eq(key.view.flags, defaults[_i].flags);
	ck_assert_uint_eq(key.view.id_len, 0);
	key_object_done(&key);
}
END_TEST

static bool after(
    enum key_class class, enum key_origin origin, const char *word, enum key_attribute attribute)
{
	struct key_object key =
	    prepared(class == KEY_CLASS_SECRET ? KEY_AES : KEY_RSA, class, origin, word);
	bool flag = key_view_flag(&key.view, attribute);

	key_object_done(&key);
	return flag;
}

START_TEST(what_was_always_so_is_derived)
{
	const char *hidden = "extractable=false", *open = "sensitive=false";

	ck_assert(after(KEY_CLASS_SECRET, KEY_GENERATED, hidden, ATTR_NEVER_EXTRACTABLE));
	ck_assert(after(KEY_CLASS_PRIVATE, KEY_GENERATED, hidden, ATTR_NEVER_EXTRACTABLE));
	ck_assert(after(KEY_CLASS_PRIVATE, KEY_GENERATED, hidden, ATTR_ALWAYS_SENSITIVE));
	ck_assert(!after(KEY_CLASS_SECRET, KEY_UNWRAPPED, hidden, ATTR_NEVER_EXTRACTABLE));
	ck_assert(!after(KEY_CLASS_PUBLIC, KEY_GENERATED, hidden, ATTR_NEVER_EXTRACTABLE));
	ck_assert(!after(KEY_CLASS_PRIVATE, KEY_GENERATED, open, ATTR_ALWAYS_SENSITIVE));
	ck_assert(!after(KEY_CLASS_PRIVATE, KEY_GENERATED, open, ATTR_SENSITIVE));
}
END_TEST

/* Y: taken. N: ERR_ATTRIBUTE_VALUE. T: ERR_ATTRIBUTE_TOKEN. Of a secret, public, private key. */
static const struct {
	const char *word, *at_creation, *afterwards;
} table[] = {
    {"always-sensitive=true", "NNN", "NNN"},
    {"check-value=0x010203", "NNN", "NNN"},
    {"class=secret-key", "NNN", "NNN"},
    {"curve=secp256r1", "NNN", "NNN"},
    {"decrypt=true", "YYY", "YYY"},
    {"derive=true", "YYY", "YYY"},
    {"destroyable=false", "YYY", "YYY"},
    {"ec-point=0x0401", "NNN", "NNN"},
    {"encrypt=true", "YYY", "YYY"},
    {"extractable=false", "YYY", "YYY"},
    {"extractable=true", "YYY", "NNN"},
    {"id=0x01ff", "YYY", "YYY"},
    {"key-length-bytes=16", "NNN", "NNN"},
    {"key-type=aes", "NNN", "NNN"},
    {"label=other", "NNN", "YYY"},
    {"local=true", "NNN", "NNN"},
    {"mldsa-algorithm=ML-DSA-44", "NNN", "NNN"},
    {"modifiable=false", "YYY", "YYY"},
    {"modifiable=true", "YYY", "NNN"},
    {"modulus=0x01", "NNN", "NNN"},
    {"modulus-size-bits=2048", "NNN", "NNN"},
    {"never-extractable=false", "NNN", "NNN"},
    {"private=true", "YYY", "NNN"},
    {"public-exponent=0x010001", "NNN", "NNN"},
    {"sensitive=false", "NYY", "NNN"},
    {"sensitive=true", "YNY", "NNN"},
    {"sign=true", "YYY", "YYY"},
    {"token=false", "TTT", "NNN"},
    {"token=true", "TTT", "NNN"},
    {"trusted=false", "NNN", "NNN"},
    {"trusted=true", "NNN", "NNN"},
    {"unwrap=false", "YYY", "YYY"},
    {"unwrap=true", "YNY", "YNY"},
    {"unwrap-template=x", "NNN", "NNN"},
    {"verify=true", "YYY", "YYY"},
    {"wrap=false", "YYY", "YYY"},
    {"wrap=true", "YYN", "YYN"},
    {"wrap-template=x", "NNN", "NNN"},
    {"wrap-with-trusted=false", "YYY", "YYY"},
    {"wrap-with-trusted=true", "YYY", "YYY"},
};

static const enum key_class classes[] = {KEY_CLASS_SECRET, KEY_CLASS_PUBLIC, KEY_CLASS_PRIVATE};

static int code_of(char letter)
{
	return letter == 'Y' ? 0 : letter == 'T' ? ERR_ATTRIBUTE_TOKEN : ERR_ATTRIBUTE_VALUE;
}

/* "Attribute sign cannot be set to the value true by the user for this operation" */
static void expect_text(const char *word)
{
	const char *equals = strchr(word, '=');
	char text[128];

	snprintf(text, sizeof(text),
	    "Attribute %.*s cannot be set to the value %s by the user for this operation",
	    (int)(equals - word), word, equals + 1);
	ck_assert_str_eq(err.text, text);
}

START_TEST(each_attribute_at_creation)
{
	const char *words[] = {table[_i].word, NULL};

	for (size_t i = 0; i < ARRAY_LENGTH(classes); i++) {
		int wanted = code_of(table[_i].at_creation[i]);
		struct key_object key;

		ck_assert_int_eq(prepare(&alice, KEY_GENERATED,
				     kind_of(i ? KEY_EC : KEY_AES, classes[i]), words, false, &key),
		    wanted);
		if (!wanted)
			key_object_done(&key);
		if (wanted == ERR_ATTRIBUTE_VALUE)
			expect_text(words[0]);
	}
}
END_TEST

START_TEST(each_attribute_afterwards)
{
	const char *word = table[_i].word;

	for (size_t i = 0; i < ARRAY_LENGTH(classes); i++) {
		int wanted = code_of(table[_i].afterwards[i]);
		uint64_t handle = 100 + i;
		struct key_object key;

		succeed(prepare(&alice, KEY_GENERATED, kind_of(i ? KEY_EC : KEY_AES, classes[i]),
		    NULL, false, &key));
		key.view.key_length_bytes = 16;
		insert(&alice, &key, handle);
		refuse(set_one(&bob, handle, word),
		    classes[i] == KEY_CLASS_PUBLIC ? ERR_KEY_NOT_OWNER : ERR_KEY_NOT_SINGLE);
		ck_assert_int_eq(set_one(&alice, handle, word), wanted);
		if (wanted)
			expect_text(word);
		ck_assert_int_eq(set_one(&admin, handle, word),
		    strncmp(word, "trusted=", 8) == 0 ? 0 : (int)ERR_KEY_NOT_OWNER);
	}
}
END_TEST

START_TEST(some_changes_are_for_ever)
{
	uint64_t key = make_aes(&alice, 100, false);
	struct key_object object;

	succeed(set_one(&alice, key, "extractable=false"));
	refuse(set_one(&alice, key, "extractable=true"), ERR_ATTRIBUTE_VALUE);
	succeed(set_one(&alice, key, "wrap-with-trusted=true"));
	refuse(set_one(&alice, key, "wrap-with-trusted=false"), ERR_ATTRIBUTE_VALUE);
	succeed(set_one(&admin, key, "trusted=true"));
	refuse(set_one(&alice, key, "trusted=false"), ERR_ATTRIBUTE_VALUE);
	/* It was extractable once. */
	object = load(&alice, key);
	ck_assert(!key_view_flag(&object.view, ATTR_NEVER_EXTRACTABLE));
	ck_assert(key_view_flag(&object.view, ATTR_TRUSTED));
	key_object_done(&object);
	succeed(set_one(&admin, key, "trusted=false"));
	succeed(set_one(&alice, key, "modifiable=false"));
	refuse(set_one(&alice, key, "encrypt=false"), ERR_KEY_NOT_MODIFIABLE);
	refuse(set_one(&alice, key, "modifiable=true"), ERR_KEY_NOT_MODIFIABLE);
	refuse(set_one(&admin, key, "trusted=true"), ERR_KEY_NOT_MODIFIABLE);
}
END_TEST

START_TEST(hsm1_changes_less)
{
	const char *const words[] = {"extractable=false", "id=0x01", "derive=true", NULL};
	struct key_object key;
	uint64_t aes;

	other_hsm(HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS);
	aes = make_aes(&alice, 100, false);
	refuse(set_one(&alice, aes, "id=0x07"), ERR_ATTRIBUTE_VALUE);
	refuse(set_one(&alice, aes, "extractable=false"), ERR_ATTRIBUTE_VALUE);
	succeed(set_one(&alice, aes, "derive=true"));
	/* At creation each may be given, of RSA keys too. */
	succeed(prepare(
	    &alice, KEY_GENERATED, kind_of(KEY_RSA, KEY_CLASS_PRIVATE), words, false, &key));
	key.view.modulus_size_bits = 2048;
	bytes_append(&key.view.public_exponent, "\x01\x00\x01", 3);
	insert(&alice, &key, 101);
	refuse(set_one(&alice, 101, "derive=false"), ERR_ATTRIBUTE_VALUE);
	succeed(set_one(&alice, 101, "sign=true"));
}
END_TEST

START_TEST(a_label_has_1_to_127_characters)
{
	char label[6 + KEY_LABEL_MAX + 2] = "label=";
	uint64_t key = make_aes(&alice, 100, false);

	refuse(set_one(&alice, key, "label="), ERR_KEY_LABEL);
	memset(label + 6, 'x', KEY_LABEL_MAX);
	succeed(set_one(&alice, key, label));
	label[6 + KEY_LABEL_MAX] = 'x';
	refuse(set_one(&alice, key, label), ERR_KEY_LABEL);
	/* Characters, not bytes. */
	succeed(set_one(&alice, key, "label=\xe9\x8d\xb5"));
}
END_TEST

START_TEST(an_id_has_64_bytes_at_most)
{
	char id[5 + 2 * KEY_ID_MAX + 3] = "id=0x";
	uint64_t key = make_aes(&alice, 100, false);

	memset(id + 5, 'a', (size_t)2 * KEY_ID_MAX);
	succeed(set_one(&alice, key, id));
	memset(id + 5, 'a', (size_t)2 * KEY_ID_MAX + 2);
	refuse(set_one(&alice, key, id), ERR_ATTRIBUTE_VALUE);
	succeed(set_one(&alice, key, "id=0x"));
}
END_TEST

static const struct {
	const char *words[2];
	const char *part;
} bad_lists[] = {
    {{"sign"}, "it must have the form <name>=<value>"},
    {{"sgin=true"}, "a similar one is 'sign'"},
    {{"=true"}, "there is no key attribute ''"},
    {{"sign=yes"}, "sign takes true or false, not 'yes'"},
    {{"sign=TRUE"}, "sign takes true or false, not 'TRUE'"},
    {{"id=01"}, "id takes bytes in hex, such as 0x01"},
    {{"id=0xzz"}, "id takes bytes in hex, such as 0x01"},
    {{"sign=true", "sign=true"}, "attribute 'sign' is given more than once"},
};

START_TEST(bad_lists_are_usage_errors)
{
	const char *const *words = bad_lists[_i].words;
	struct attribute_list list = ATTRIBUTE_LIST_INIT;

	refuse(attribute_list_parse(words, words[1] ? 2 : 1, &list, &err), ERR_USAGE);
	ck_assert_msg(strstr(err.text, bad_lists[_i].part) != NULL, "%s", err.text);
}
END_TEST

START_TEST(names_are_read_as_they_are_written)
{
	for (enum key_attribute i = 0; i < ATTR_COUNT; i++)
		ck_assert_int_eq(key_attribute_from_name(key_attribute_name(i)), i);
	for (enum key_type i = KEY_AES; i <= KEY_ML_DSA; i++) {
		enum key_type type = KEY_AES;

		ck_assert(key_type_from_name(key_type_name(i), &type) && type == i);
	}
	for (enum key_curve i = CURVE_SECP224R1; i <= CURVE_ED25519; i++) {
		enum key_curve curve = CURVE_NONE;

		ck_assert(key_curve_from_name(key_curve_name(i), &curve) && curve == i);
	}
	for (enum mldsa_algorithm i = MLDSA_44; i <= MLDSA_87; i++) {
		enum mldsa_algorithm algorithm = MLDSA_NONE;

		ck_assert(mldsa_algorithm_from_name(mldsa_algorithm_name(i), &algorithm));
		ck_assert_int_eq(algorithm, i);
	}
}
END_TEST

START_TEST(names_have_other_spellings)
{
	enum key_type type = KEY_AES;
	enum key_curve curve = CURVE_NONE;
	enum mldsa_algorithm algorithm = MLDSA_NONE;

	ck_assert(key_type_from_name("3DES", &type) && type == KEY_DES3);
	ck_assert(key_type_from_name("ML-DSA", &type) && type == KEY_ML_DSA);
	ck_assert(key_curve_from_name("Prime256v1", &curve) && curve == CURVE_SECP256R1);
	ck_assert(mldsa_algorithm_from_name("ml-dsa-65", &algorithm) && algorithm == MLDSA_65);
	ck_assert(!key_type_from_name("", &type));
	ck_assert(!key_curve_from_name("", &curve));
	ck_assert(!mldsa_algorithm_from_name("", &algorithm));
	ck_assert(!mldsa_algorithm_from_name("ML-DSA-66", &algorithm));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("partition-attribute");
	TCase *tcase = tcase_create("partition-attribute");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, defaults_are_those_of_the_table, 0, (int)ARRAY_LENGTH(defaults));
	tcase_add_test(tcase, what_was_always_so_is_derived);
	tcase_add_loop_test(tcase, each_attribute_at_creation, 0, (int)ARRAY_LENGTH(table));
	tcase_add_loop_test(tcase, each_attribute_afterwards, 0, (int)ARRAY_LENGTH(table));
	tcase_add_test(tcase, some_changes_are_for_ever);
	tcase_add_test(tcase, hsm1_changes_less);
	tcase_add_test(tcase, a_label_has_1_to_127_characters);
	tcase_add_test(tcase, an_id_has_64_bytes_at_most);
	tcase_add_loop_test(tcase, bad_lists_are_usage_errors, 0, (int)ARRAY_LENGTH(bad_lists));
	tcase_add_test(tcase, names_are_read_as_they_are_written);
	tcase_add_test(tcase, names_have_other_spellings);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
