/* Names, kinds and values of key attributes, and the `name=value` words of the --attributes family.
 */
#include "error.h"
#include "key-words.h"
#include "names.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	enum attribute_kind kind;
} attributes[ATTR_COUNT] = {
    [ATTR_KEY_TYPE] = {"key-type", ATTRIBUTE_WORD},
    [ATTR_LABEL] = {"label", ATTRIBUTE_TEXT},
    [ATTR_ID] = {"id", ATTRIBUTE_HEX},
    [ATTR_CHECK_VALUE] = {"check-value", ATTRIBUTE_HEX},
    [ATTR_CLASS] = {"class", ATTRIBUTE_WORD},
    [ATTR_ENCRYPT] = {"encrypt", ATTRIBUTE_BOOL},
    [ATTR_DECRYPT] = {"decrypt", ATTRIBUTE_BOOL},
    [ATTR_TOKEN] = {"token", ATTRIBUTE_BOOL},
    [ATTR_ALWAYS_SENSITIVE] = {"always-sensitive", ATTRIBUTE_BOOL},
    [ATTR_DERIVE] = {"derive", ATTRIBUTE_BOOL},
    [ATTR_DESTROYABLE] = {"destroyable", ATTRIBUTE_BOOL},
    [ATTR_EXTRACTABLE] = {"extractable", ATTRIBUTE_BOOL},
    [ATTR_LOCAL] = {"local", ATTRIBUTE_BOOL},
    [ATTR_MODIFIABLE] = {"modifiable", ATTRIBUTE_BOOL},
    [ATTR_NEVER_EXTRACTABLE] = {"never-extractable", ATTRIBUTE_BOOL},
    [ATTR_PRIVATE] = {"private", ATTRIBUTE_BOOL},
    [ATTR_SENSITIVE] = {"sensitive", ATTRIBUTE_BOOL},
    [ATTR_SIGN] = {"sign", ATTRIBUTE_BOOL},
    [ATTR_TRUSTED] = {"trusted", ATTRIBUTE_BOOL},
    [ATTR_UNWRAP] = {"unwrap", ATTRIBUTE_BOOL},
    [ATTR_VERIFY] = {"verify", ATTRIBUTE_BOOL},
    [ATTR_WRAP] = {"wrap", ATTRIBUTE_BOOL},
    [ATTR_WRAP_WITH_TRUSTED] = {"wrap-with-trusted", ATTRIBUTE_BOOL},
    [ATTR_KEY_LENGTH_BYTES] = {"key-length-bytes", ATTRIBUTE_NUMBER},
    [ATTR_EC_POINT] = {"ec-point", ATTRIBUTE_HEX},
    [ATTR_CURVE] = {"curve", ATTRIBUTE_WORD},
    [ATTR_PUBLIC_EXPONENT] = {"public-exponent", ATTRIBUTE_HEX},
    [ATTR_MODULUS] = {"modulus", ATTRIBUTE_HEX},
    [ATTR_MODULUS_SIZE_BITS] = {"modulus-size-bits", ATTRIBUTE_NUMBER},
    [ATTR_WRAP_TEMPLATE] = {"wrap-template", ATTRIBUTE_TEXT},
    [ATTR_UNWRAP_TEMPLATE] = {"unwrap-template", ATTRIBUTE_TEXT},
    [ATTR_MLDSA_ALGORITHM] = {"mldsa-algorithm", ATTRIBUTE_WORD},
};

const char *key_attribute_name(enum key_attribute attribute)
{
	return attribute < ATTR_COUNT ? attributes[attribute].name : "";
}

enum key_attribute key_attribute_from_name(const char *name)
{
	enum key_attribute attribute = 0;

	while (attribute < ATTR_COUNT && strcmp(attributes[attribute].name, name) != 0)
		attribute++;
	return attribute;
}

enum attribute_kind key_attribute_kind(enum key_attribute attribute)
{
	return attributes[attribute].kind;
}

static const struct key_word class_words[] = {
    {"secret-key", KEY_CLASS_SECRET},
    {"public-key", KEY_CLASS_PUBLIC},
    {"private-key", KEY_CLASS_PRIVATE},
};
static const struct key_word type_words[] = {
    {"aes", KEY_AES},
    {"des3", KEY_DES3},
    {"3des", KEY_DES3},
    {"generic-secret", KEY_GENERIC_SECRET},
    {"rsa", KEY_RSA},
    {"ec", KEY_EC},
    {"ml-dsa", KEY_ML_DSA},
};
static const struct key_word curve_words[] = {
    {"secp224r1", CURVE_SECP224R1},
    {"secp256r1", CURVE_SECP256R1},
    {"prime256v1", CURVE_SECP256R1},
    {"secp384r1", CURVE_SECP384R1},
    {"secp256k1", CURVE_SECP256K1},
    {"secp521r1", CURVE_SECP521R1},
    {"ed25519", CURVE_ED25519},
};
static const struct key_word mldsa_words[] = {
    {"ML-DSA-44", MLDSA_44},
    {"ML-DSA-65", MLDSA_65},
    {"ML-DSA-87", MLDSA_87},
};

struct key_words key_attribute_words(enum key_attribute attribute)
{
	switch ((int)attribute) {
	case ATTR_CLASS:
		return (struct key_words){class_words, ARRAY_LENGTH(class_words)};
	case ATTR_KEY_TYPE:
		return (struct key_words){type_words, ARRAY_LENGTH(type_words)};
	case ATTR_CURVE:
		return (struct key_words){curve_words, ARRAY_LENGTH(curve_words)};
	case ATTR_MLDSA_ALGORITHM:
		return (struct key_words){mldsa_words, ARRAY_LENGTH(mldsa_words)};
	default:
		return (struct key_words){NULL, 0};
	}
}

const struct key_word *key_word_find(enum key_attribute attribute, const char *text)
{
	struct key_words words = key_attribute_words(attribute);
	const struct key_word *word = words.words;

	for (size_t left = words.count; left > 0; left--, word++) {
		if (strcasecmp(word->text, text) == 0)
			return word;
	}
	return NULL;
}

/* The first spelling of a value; "" for the value of a key that has none. */
static const char *spelling(enum key_attribute attribute, unsigned value)
{
	struct key_words words = key_attribute_words(attribute);

	for (size_t i = 0; i < words.count; i++) {
		if (words.words[i].value == value)
			return words.words[i].text;
	}
	return "";
}

const char *key_class_name(enum key_class class)
{
	return spelling(ATTR_CLASS, class);
}

const char *key_type_name(enum key_type type)
{
	return spelling(ATTR_KEY_TYPE, type);
}

const char *key_curve_name(enum key_curve curve)
{
	return spelling(ATTR_CURVE, curve);
}

const char *mldsa_algorithm_name(enum mldsa_algorithm algorithm)
{
	return spelling(ATTR_MLDSA_ALGORITHM, algorithm);
}

bool key_class_from_name(const char *name, enum key_class *class)
{
	const struct key_word *word = key_word_find(ATTR_CLASS, name);

	if (word)
		*class = (enum key_class)word->value;
	return word != NULL;
}

bool key_type_from_name(const char *name, enum key_type *type)
{
	const struct key_word *word = key_word_find(ATTR_KEY_TYPE, name);

	if (word)
		*type = (enum key_type)word->value;
	return word != NULL;
}

bool key_curve_from_name(const char *name, enum key_curve *curve)
{
	const struct key_word *word = key_word_find(ATTR_CURVE, name);

	if (word)
		*curve = (enum key_curve)word->value;
	return word != NULL;
}

bool mldsa_algorithm_from_name(const char *name, enum mldsa_algorithm *algorithm)
{
	const struct key_word *word = key_word_find(ATTR_MLDSA_ALGORITHM, name);

	if (word)
		*algorithm = (enum mldsa_algorithm)word->value;
	return word != NULL;
}

const char *hash_function_name(enum hash_function hash)
{
#define NAME(constant, number) [constant] = "sha" number,
	static const char *const names[HASH_FUNCTIONS] = {EACH_HASH_FUNCTION(NAME)};

	return names[hash];
}

static int unknown_attribute(const char *word, const char *name, struct error *err)
{
	const char *names[ATTR_COUNT];
	const char *near;

	for (size_t i = 0; i < ATTR_COUNT; i++)
		names[i] = attributes[i].name;
	near = names_nearest(name, names, ATTR_COUNT);
	if (near)
		return error_raisef(err, ERR_USAGE,
		    "invalid attribute '%s': there is no key attribute '%s', a similar one is '%s'",
		    word, name, near);
	return error_raisef(err, ERR_USAGE,
	    "invalid attribute '%s': there is no key attribute '%s', see KEY ATTRIBUTES in"
	    " cloudhsm-cli(1)",
	    word, name);
}

static int parse_value(
    const char *word, const char *text, struct attribute_value *value, struct error *err)
{
	const char *name = key_attribute_name(value->attribute);

	switch (key_attribute_kind(value->attribute)) {
	case ATTRIBUTE_BOOL:
		value->flag = strcmp(text, "true") == 0;
		if (!value->flag && strcmp(text, "false") != 0)
			return error_raisef(err, ERR_USAGE,
			    "invalid attribute '%s': %s takes true or false, not '%s'", word, name,
			    text);
		break;
	case ATTRIBUTE_HEX:
		if (strncmp(text, "0x", 2) != 0 ||
		    !bytes_from_hex(&value->binary, text, strlen(text)))
			return error_raisef(err, ERR_USAGE,
			    "invalid attribute '%s': %s takes bytes in hex, such as 0x01", word,
			    name);
		break;
	case ATTRIBUTE_TEXT:
	case ATTRIBUTE_NUMBER:
	case ATTRIBUTE_WORD:
		break;
	}
	value->text = strdup(text);
	return value->text ? 0 : error_raise(err, ERR_MEMORY);
}

static int parse_attribute(const char *word, struct attribute_value *value, struct error *err)
{
	const char *equals = strchr(word, '=');
	char *name;
	int rc = 0;

	if (!equals)
		return error_raisef(err, ERR_USAGE,
		    "invalid attribute '%s': it must have the form <name>=<value>", word);
	name = strndup(word, (size_t)(equals - word));
	if (!name)
		return error_raise(err, ERR_MEMORY);
	value->attribute = key_attribute_from_name(name);
	if (value->attribute == ATTR_COUNT)
		rc = unknown_attribute(word, name, err);
	free(name);
	return rc ? rc : parse_value(word, equals + 1, value, err);
}

static bool is_repeated(const struct attribute_list *list, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (list->values[i].attribute == list->values[index].attribute)
			return true;
	}
	return false;
}

int attribute_list_parse(
    const char *const *words, size_t count, struct attribute_list *list, struct error *err)
{
	struct attribute_list parsed = ATTRIBUTE_LIST_INIT;
	int rc = 0;

	parsed.values = calloc(count ? count : 1, sizeof(*parsed.values));
	if (!parsed.values)
		return error_raise(err, ERR_MEMORY);
	parsed.count = count;
	for (size_t i = 0; !rc && i < count; i++) {
		rc = parse_attribute(words[i], &parsed.values[i], err);
		if (!rc && is_repeated(&parsed, i))
			rc = error_raisef(err, ERR_USAGE, "attribute '%s' is given more than once",
			    key_attribute_name(parsed.values[i].attribute));
	}
	if (rc)
		attribute_list_done(&parsed);
	else
		*list = parsed;
	return rc;
}

void attribute_list_done(struct attribute_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free((void *)(uintptr_t)list->values[i].text);
		bytes_done(&list->values[i].binary);
	}
	free(list->values);
	*list = (struct attribute_list)ATTRIBUTE_LIST_INIT;
}
