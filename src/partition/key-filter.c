/* The filter grammar: words to conditions, and whether a key meets them. */
#include "error.h"
#include "key.h"
#include "names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int parse_reference(
    const char *word, const char *text, struct key_condition *condition, struct error *err)
{
	char *end = NULL;

	errno = 0;
	/* Base 0 takes 0x… and decimal; octal is nobody's intent here, nor is a sign. */
	condition->reference = strtoull(text, &end, strncmp(text, "0x", 2) == 0 ? 16 : 10);
	if (errno || end == text || *end || *text == '-' || *text == '+' || *text == ' ')
		return error_raisef(err, ERR_USAGE,
		    "invalid filter '%s': a key reference is a number such as 0x00000000001c0686",
		    word);
	condition->is_reference = true;
	return 0;
}

static int bad_value(
    const char *word, enum key_attribute attribute, const char *wanted, struct error *err)
{
	return error_raisef(err, ERR_USAGE, "invalid filter '%s': attr.%s takes %s", word,
	    key_attribute_name(attribute), wanted);
}

/* Values of words, for who misspelt one. */
static const char *const key_types[] = {"aes", "des3", "3des", "generic-secret", "rsa", "ec"};
static const char *const classes[] = {"secret-key", "public-key", "private-key"};
static const char *const curves[] = {
    "secp224r1", "secp256r1", "prime256v1", "secp384r1", "secp256k1", "secp521r1"};

static int bad_word(const char *word, const struct key_condition *condition,
    const char *const *values, size_t count, struct error *err)
{
	const char *near = names_nearest(condition->text, values, count);
	struct bytes wanted = BYTES_INIT;
	int rc;

	for (size_t i = 0; i < count; i++)
		bytes_append_format(&wanted, "%s%s",
		    i == 0          ? ""
		    : i + 1 < count ? ", "
				    : " or ",
		    values[i]);
	if (near)
		bytes_append_format(&wanted, ", a similar one is '%s'", near);
	rc = bad_value(word, condition->attribute, bytes_text(&wanted), err);
	bytes_done(&wanted);
	return rc;
}

static int parse_word_value(const char *word, struct key_condition *condition, struct error *err)
{
	enum key_type type = KEY_AES;
	enum key_class class = KEY_CLASS_SECRET;
	enum key_curve curve = CURVE_NONE;

	if (condition->attribute == ATTR_KEY_TYPE) {
		if (!key_type_from_name(condition->text, &type))
			return bad_word(word, condition, key_types, ARRAY_LENGTH(key_types), err);
		condition->number = type;
	} else if (condition->attribute == ATTR_CLASS) {
		if (!key_class_from_name(condition->text, &class))
			return bad_word(word, condition, classes, ARRAY_LENGTH(classes), err);
		condition->number = class;
	} else {
		if (!key_curve_from_name(condition->text, &curve))
			return bad_word(word, condition, curves, ARRAY_LENGTH(curves), err);
		condition->number = curve;
	}
	return 0;
}

static int parse_attribute_value(
    const char *word, struct key_condition *condition, struct error *err)
{
	const char *text = condition->text;
	char *end = NULL;

	switch (key_attribute_kind(condition->attribute)) {
	case ATTRIBUTE_BOOL:
		condition->number = strcmp(text, "true") == 0;
		if (!condition->number && strcmp(text, "false") != 0)
			return bad_value(word, condition->attribute, "true or false", err);
		return 0;
	case ATTRIBUTE_NUMBER:
		errno = 0;
		condition->number = strtoull(text, &end, 10);
		if (errno || end == text || *end || *text < '0' || *text > '9')
			return bad_value(word, condition->attribute, "a whole number", err);
		return 0;
	case ATTRIBUTE_HEX:
		if (!bytes_from_hex(&condition->binary, text, strlen(text)))
			return bad_value(word, condition->attribute, "bytes in hex", err);
		return 0;
	case ATTRIBUTE_WORD:
		return parse_word_value(word, condition, err);
	case ATTRIBUTE_TEXT:
		if (condition->attribute != ATTR_LABEL)
			return error_raisef(err, ERR_USAGE,
			    "invalid filter '%s': keys cannot be selected by %s", word,
			    key_attribute_name(condition->attribute));
		return 0;
	}
	return 0;
}

static int unknown_name(const char *word, const char *name, struct error *err)
{
	const char *names[ATTR_COUNT];
	const char *near;

	for (size_t i = 0; i < ATTR_COUNT; i++)
		names[i] = key_attribute_name((enum key_attribute)i);
	near = names_nearest(name, names, ATTR_COUNT);
	return error_raisef(err, ERR_USAGE,
	    "invalid filter '%s': there is no key attribute '%s'%s%s%s", word, name,
	    near ? ", a similar one is '" : "", near ? near : "", near ? "'" : "");
}

static int bad_form(const char *word, struct error *err)
{
	const char *equals = strchr(word, '=');
	enum key_attribute attribute = ATTR_COUNT;
	char name[64] = "";

	if (equals && (size_t)(equals - word) < sizeof(name)) {
		memcpy(name, word, (size_t)(equals - word));
		attribute = key_attribute_from_name(name);
	}
	if (attribute != ATTR_COUNT)
		return error_raisef(err, ERR_USAGE,
		    "invalid filter '%s': write attr.%s, such as 'attr.%s'", word, name, word);
	return error_raisef(err, ERR_USAGE,
	    "invalid filter '%s': it must have the form key-reference=<reference> or"
	    " attr.<name>=<value>",
	    word);
}

static int parse_condition(const char *word, struct key_condition *condition, struct error *err)
{
	const char *equals = strchr(word, '=');
	char name[64] = "";

	if (!equals)
		return bad_form(word, err);
	if (strncmp(word, "key-reference=", 14) == 0)
		return parse_reference(word, word + 14, condition, err);
	if (strncmp(word, "attr.", 5) != 0)
		return bad_form(word, err);
	if ((size_t)(equals - word) - 5 < sizeof(name))
		memcpy(name, word + 5, (size_t)(equals - word) - 5);
	condition->attribute = key_attribute_from_name(name);
	if (condition->attribute == ATTR_COUNT)
		return unknown_name(word, name, err);
	condition->text = strdup(equals + 1);
	if (!condition->text)
		return error_raise(err, ERR_MEMORY);
	return parse_attribute_value(word, condition, err);
}

int key_filter_parse(
    const char *const *words, size_t count, struct key_filter *filter, struct error *err)
{
	struct key_filter parsed = KEY_FILTER_INIT;
	int rc = 0;

	parsed.conditions = calloc(count ? count : 1, sizeof(*parsed.conditions));
	if (!parsed.conditions)
		return error_raise(err, ERR_MEMORY);
	parsed.count = count;
	for (size_t i = 0; !rc && i < count; i++)
		rc = parse_condition(words[i], &parsed.conditions[i], err);
	if (rc)
		key_filter_done(&parsed);
	else
		*filter = parsed;
	return rc;
}

void key_filter_done(struct key_filter *filter)
{
	for (size_t i = 0; i < filter->count; i++) {
		free((void *)(uintptr_t)filter->conditions[i].text);
		bytes_done(&filter->conditions[i].binary);
	}
	free(filter->conditions);
	*filter = (struct key_filter)KEY_FILTER_INIT;
}

/* Numbers in hex are equal whatever zeros they begin with; other bytes are not numbers. */
static bool hex_equal(const struct bytes *wanted, const void *data, size_t len, bool is_number)
{
	const unsigned char *a = wanted->data, *b = data;
	size_t a_len = wanted->len;

	while (is_number && a_len && *a == 0) {
		a++;
		a_len--;
	}
	while (is_number && len && *b == 0) {
		b++;
		len--;
	}
	return a_len == len && (len == 0 || memcmp(a, b, len) == 0);
}

static bool hex_matches(const struct key_condition *condition, const struct key_view *key)
{
	const struct bytes *wanted = &condition->binary;

	switch ((int)condition->attribute) {
	case ATTR_ID:
		return hex_equal(wanted, key->id, key->id_len, false);
	case ATTR_CHECK_VALUE:
		return key->has_check_value &&
		       hex_equal(wanted, key->check_value, sizeof(key->check_value), false);
	case ATTR_EC_POINT:
		return key->type == KEY_EC &&
		       hex_equal(wanted, key->ec_point.data, key->ec_point.len, false);
	case ATTR_PUBLIC_EXPONENT:
		return key->type == KEY_RSA &&
		       hex_equal(wanted, key->public_exponent.data, key->public_exponent.len, true);
	case ATTR_MODULUS:
		return key->type == KEY_RSA &&
		       hex_equal(wanted, key->modulus.data, key->modulus.len, true);
	default:
		return false;
	}
}

static bool condition_matches(const struct key_condition *condition, const struct key_view *key)
{
	if (condition->is_reference)
		return condition->reference == key->reference;
	switch (key_attribute_kind(condition->attribute)) {
	case ATTRIBUTE_BOOL:
		return key_view_flag(key, condition->attribute) == (condition->number != 0);
	case ATTRIBUTE_HEX:
		return hex_matches(condition, key);
	case ATTRIBUTE_NUMBER:
		if (condition->attribute == ATTR_MODULUS_SIZE_BITS)
			return key->type == KEY_RSA && key->modulus_size_bits == condition->number;
		return key->key_length_bytes == condition->number;
	case ATTRIBUTE_WORD:
		if (condition->attribute == ATTR_KEY_TYPE)
			return key->type == (enum key_type)condition->number;
		if (condition->attribute == ATTR_CLASS)
			return key->class == (enum key_class)condition->number;
		return key->type == KEY_EC && key->curve == (enum key_curve)condition->number;
	case ATTRIBUTE_TEXT:
		return strcmp(key->label, condition->text) == 0;
	}
	return false;
}

bool key_filter_matches(const struct key_filter *filter, const struct key_view *key)
{
	for (size_t i = 0; i < filter->count; i++) {
		if (!condition_matches(&filter->conditions[i], key))
			return false;
	}
	return true;
}
