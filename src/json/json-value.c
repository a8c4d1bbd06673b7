/* Truth, equality, order and length in the query language. */
#include "json-value.h"

#include "utf8.h"

#include <math.h>
#include <string.h>

enum json_type json_type_of_value(const struct json *json)
{
	return json ? json_type_of(json) : JSON_NULL;
}

bool json_is_true(const struct json *json)
{
	switch (json_type_of_value(json)) {
	case JSON_NULL:
		return false;
	case JSON_BOOL:
		return json_bool(json);
	case JSON_NUMBER:
		return true;
	case JSON_STRING:
		return json_string(json)[0] != '\0';
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return json_count(json) > 0;
}

static bool containers_are_equal(const struct json *a, const struct json *b)
{
	bool by_place = json_type_of(a) == JSON_ARRAY;
	const struct json *other = json_first(b);

	if (json_count(a) != json_count(b))
		return false;
	for (const struct json *child = json_first(a); child; child = json_next(child)) {
		const struct json *match = by_place ? other : json_member(b, json_name(child));

		if (!match || !json_is_equal(child, match))
			return false;
		other = json_next(other);
	}
	return true;
}

bool json_is_equal(const struct json *a, const struct json *b)
{
	enum json_type type = json_type_of_value(a);

	if (type != json_type_of_value(b))
		return false;
	switch (type) {
	case JSON_NULL:
		return true;
	case JSON_BOOL:
		return json_bool(a) == json_bool(b);
	case JSON_NUMBER:
		return !islessgreater(json_number(a), json_number(b));
	case JSON_STRING:
		return strcmp(json_string(a), json_string(b)) == 0;
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return containers_are_equal(a, b);
}

bool json_compare(const struct json *a, const struct json *b, int *order)
{
	enum json_type type = json_type_of_value(a);

	*order = 0;
	if (type != json_type_of_value(b) || (type != JSON_NUMBER && type != JSON_STRING))
		return false;
	/* The bytes of UTF-8 are in the order of its characters. */
	if (type == JSON_STRING)
		*order = strcmp(json_string(a), json_string(b));
	else
		*order = (json_number(a) > json_number(b)) - (json_number(a) < json_number(b));
	return true;
}

static size_t count_characters(const char *text)
{
	size_t count = 0, len = strlen(text);

	for (size_t i = 0; i < len; count++) {
		size_t n = utf8_length(text + i, len - i);

		i += n > 0 ? n : 1;
	}
	return count;
}

size_t json_length(const struct json *json)
{
	const char *text = json_string(json);

	return text ? count_characters(text) : json_count(json);
}
