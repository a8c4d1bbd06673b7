/* Members of an operation's input, held to their types. */
#include "api-private.h"

#include "bytes.h"
#include "error.h"
#include "json.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMBER_MAX 64
#define INTEGER_MAX 2147483647.0

/* "ClusterId" as the model's validation has it: "clusterId". */
static void model_name(const char *member, char name[MEMBER_MAX])
{
	(void)snprintf(name, MEMBER_MAX, "%s", member);
	name[0] = (char)tolower((unsigned char)name[0]);
}

static const char *token_of(const struct json *value)
{
	switch (json_type_of(value)) {
	case JSON_BOOL:
		return json_bool(value) ? "TRUE_VALUE" : "FALSE_VALUE";
	case JSON_NUMBER:
		return "NUMBER_VALUE";
	case JSON_STRING:
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return "STRING_VALUE";
}

/* The sentences of AWS's reader of JSON. wanted is a class of Java: "String". */
static int wrong_type(const struct json *value, const char *wanted, struct error *err)
{
	if (json_type_of(value) == JSON_ARRAY)
		return error_raisef(
		    err, ERR_API_SERIALIZATION, "Start of list found where not expected");
	if (json_type_of(value) == JSON_OBJECT)
		return error_raisef(err, ERR_API_SERIALIZATION,
		    "Start of structure or map found where not expected.");
	return error_raisef(
	    err, ERR_API_SERIALIZATION, "%s cannot be converted to %s", token_of(value), wanted);
}

static int missing(const char *member, struct error *err)
{
	char name[MEMBER_MAX];

	model_name(member, name);
	return error_raisef(err, ERR_API_INVALID_REQUEST,
	    "1 validation error detected: Value null at '%s' failed to satisfy constraint: Member "
	    "must not be null",
	    name);
}

/* The member, NULL when it is not there and need not be. */
static int find(const struct json *input, const char *member, enum input_need need,
    enum json_type type, const char *wanted, const struct json **value, struct error *err)
{
	const struct json *found = json_member(input, member);

	*value = NULL;
	if (!found || json_type_of(found) == JSON_NULL)
		return need == INPUT_REQUIRED ? missing(member, err) : 0;
	if (json_type_of(found) != type)
		return wrong_type(found, wanted, err);
	*value = found;
	return 0;
}

int input_string(const struct json *input, const char *member, enum input_need need,
    const char **value, struct error *err)
{
	const struct json *found;
	int rc = find(input, member, need, JSON_STRING, "String", &found, err);

	if (rc == 0)
		*value = found ? json_string(found) : NULL;
	return rc;
}

static int take_strings(
    const struct json *list, const char *const **values, size_t *count, struct error *err)
{
	const char **taken = calloc(json_count(list) + 1, sizeof(*taken));
	size_t n = 0;

	if (!taken)
		return error_raise(err, ERR_MEMORY);
	for (const struct json *at = json_first(list); at; at = json_next(at)) {
		if (json_type_of(at) != JSON_STRING) {
			free(taken);
			return wrong_type(at, "String", err);
		}
		taken[n++] = json_string(at);
	}
	*values = taken;
	*count = n;
	return 0;
}

int input_strings(const struct json *input, const char *member, enum input_need need,
    const char *const **values, size_t *count, struct error *err)
{
	const struct json *found;
	int rc = find(input, member, need, JSON_ARRAY, "List", &found, err);

	return rc == 0 && found ? take_strings(found, values, count, err) : rc;
}

void input_strings_free(const char *const *values)
{
	/* It was made by calloc, and filled then. */
	free((void *)(uintptr_t)values);
}

int input_bool(const struct json *input, const char *member, enum input_need need, bool *value,
    struct error *err)
{
	const struct json *found;
	int rc = find(input, member, need, JSON_BOOL, "Boolean", &found, err);

	if (rc == 0)
		*value = found && json_bool(found);
	return rc;
}

int input_max_results(const struct json *input, uint64_t *value, struct error *err)
{
	const struct json *found;
	double number;
	int rc = find(input, "MaxResults", INPUT_OPTIONAL, JSON_NUMBER, "Integer", &found, err);

	*value = 0;
	if (rc != 0 || !found)
		return rc;
	number = json_number(found);
	if (!(fabs(number) <= INTEGER_MAX) || number != trunc(number))
		return wrong_type(found, "Integer", err);
	if (number < 1)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "1 validation error detected: Value '%.0f' at 'maxResults' failed to satisfy "
		    "constraint: Member must have value greater than or equal to 1",
		    number);
	*value = (uint64_t)number;
	return 0;
}

int input_retention(
    const struct json *input, const char **type, const char **value, struct error *err)
{
	const struct json *policy;
	int rc = find(
	    input, "BackupRetentionPolicy", INPUT_OPTIONAL, JSON_OBJECT, "Structure", &policy, err);

	if (rc == 0 && policy)
		rc = input_string(policy, "Type", INPUT_OPTIONAL, type, err);
	if (rc == 0 && policy)
		rc = input_string(policy, "Value", INPUT_OPTIONAL, value, err);
	return rc;
}

static int copy_member(
    const char *member, const char *value, char *to, size_t size, struct error *err)
{
	size_t len = value ? strlen(value) : 0;

	if (!value)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "1 validation error detected: Value null at 'tagList.member.%s' failed to "
		    "satisfy constraint: Member must not be null",
		    member);
	if (len >= size)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "1 validation error detected: Value at 'tagList.member.%s' failed to satisfy "
		    "constraint: Member must have length less than or equal to %zu",
		    member, size - 1);
	memcpy(to, value, len + 1);
	return 0;
}

static int take_tag(const struct json *value, struct tag *tag, struct error *err)
{
	const char *key = NULL, *text = NULL;
	int rc = json_type_of(value) == JSON_OBJECT ? 0 : wrong_type(value, "Structure", err);

	if (rc == 0)
		rc = input_string(value, "Key", INPUT_OPTIONAL, &key, err);
	if (rc == 0)
		rc = input_string(value, "Value", INPUT_OPTIONAL, &text, err);
	if (rc == 0)
		rc = copy_member("key", key, tag->key, sizeof(tag->key), err);
	if (rc == 0)
		rc = copy_member("value", text, tag->value, sizeof(tag->value), err);
	return rc;
}

int input_tags(const struct json *input, enum input_need need, struct tag **tags, size_t *count,
    struct error *err)
{
	const struct json *list;
	struct tag *taken;
	size_t n = 0;
	int rc = find(input, "TagList", need, JSON_ARRAY, "List", &list, err);

	if (rc != 0 || !list)
		return rc;
	taken = calloc(json_count(list) + 1, sizeof(*taken));
	if (!taken)
		return error_raise(err, ERR_MEMORY);
	for (const struct json *at = json_first(list); at && rc == 0; at = json_next(at))
		rc = take_tag(at, &taken[n++], err);
	if (rc != 0) {
		free(taken);
		return rc;
	}
	*tags = taken;
	*count = n;
	return 0;
}

static int unknown_filter(
    const char *name, const struct input_filter *filters, size_t n, struct error *err)
{
	struct bytes names = BYTES_INIT;
	int rc;

	for (size_t i = 0; i < n; i++)
		bytes_append_format(&names, "%s%s", i ? ", " : "", filters[i].name);
	rc = error_raisef(err, ERR_API_INVALID_REQUEST,
	    "Filter '%s' is not supported. Supported filters are %s.", name, bytes_text(&names));
	bytes_done(&names);
	return rc;
}

int input_filters(
    const struct json *input, const struct input_filter *filters, size_t n, struct error *err)
{
	const struct json *map;
	int rc = find(input, "Filters", INPUT_OPTIONAL, JSON_OBJECT, "Map", &map, err);

	for (const struct json *at = map ? json_first(map) : NULL; at && rc == 0;
	     at = json_next(at)) {
		size_t i = 0;

		while (i < n && strcmp(filters[i].name, json_name(at)) != 0)
			i++;
		if (i == n)
			rc = unknown_filter(json_name(at), filters, n, err);
		else
			rc = input_strings(map, filters[i].name, INPUT_OPTIONAL, filters[i].values,
			    filters[i].count, err);
	}
	return rc;
}
