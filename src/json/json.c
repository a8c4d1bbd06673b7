/* JSON trees over cJSON. */
#include "json.h"

#include "bytes.h"
#include "json-scan.h"
#include "json-writer.h"
#include "secret.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A struct json is a cJSON that nobody else can look into. A number that was read is a cJSON_Raw:
 * it keeps the text that it was written in, of which a double may hold only a part, and has its
 * value in valuedouble as any number has.
 */

static struct json *wrap(cJSON *node)
{
	return (struct json *)node;
}

static cJSON *node_of(struct json *json)
{
	return (cJSON *)json;
}

static const cJSON *const_node_of(const struct json *json)
{
	return (const cJSON *)json;
}

static int compare_names(const void *a, const void *b)
{
	const cJSON *const *left = a, *const *right = b;

	return strcmp((*left)->string, (*right)->string);
}

/* The member of one object, not of those in it, that has another's name. False without memory. */
static bool find_duplicate_in(const cJSON *object, const cJSON **duplicate)
{
	size_t count = (size_t)cJSON_GetArraySize(object), n = 0;
	const cJSON **members = calloc(count + 1, sizeof(const cJSON *));

	if (!members)
		return false;
	for (const cJSON *member = object->child; member; member = member->next)
		members[n++] = member;
	/* Sorted, not each with each: a hostile file may hold a hundred thousand. */
	qsort(members, n, sizeof(const cJSON *), compare_names);
	for (size_t i = 1; i < n && !*duplicate; i++) {
		if (strcmp(members[i - 1]->string, members[i]->string) == 0)
			*duplicate = members[i];
	}
	free(members);
	return true;
}

static bool find_duplicate(const cJSON *tree, const cJSON **duplicate)
{
	if (cJSON_IsObject(tree) && !find_duplicate_in(tree, duplicate))
		return false;
	for (const cJSON *child = tree->child; child && !*duplicate; child = child->next) {
		if (!find_duplicate(child, duplicate))
			return false;
	}
	return true;
}

/* Counts the member names before wanted in the order of the text; true when wanted was met. */
static bool count_names(const cJSON *tree, const cJSON *wanted, size_t *count)
{
	for (const cJSON *child = tree->child; child; child = child->next) {
		if (child == wanted)
			return true;
		if (cJSON_IsObject(tree))
			++*count;
		if (count_names(child, wanted, count))
			return true;
	}
	return false;
}

/* A text that json_scan takes, and how far it has been gone through. */
struct cursor {
	const char *text;
	size_t len, at;
};

static void skip_string(struct cursor *cursor)
{
	for (cursor->at++; cursor->text[cursor->at] != '"'; cursor->at++)
		cursor->at += cursor->text[cursor->at] == '\\';
	cursor->at++;
}

static bool in_number(char c)
{
	return isdigit((unsigned char)c) || c == '-' || c == '+' || c == '.' || c == 'e' ||
	       c == 'E';
}

/* The next number's own text, for the caller to free. There is one. NULL without memory. */
static char *next_number(struct cursor *cursor)
{
	size_t start;
	char *number;

	while (
	    cursor->text[cursor->at] != '-' && !isdigit((unsigned char)cursor->text[cursor->at])) {
		if (cursor->text[cursor->at] == '"')
			skip_string(cursor);
		else
			cursor->at++;
	}
	start = cursor->at;
	while (cursor->at < cursor->len && in_number(cursor->text[cursor->at]))
		cursor->at++;
	number = cJSON_malloc(cursor->at - start + 1);
	if (number) {
		memcpy(number, cursor->text + start, cursor->at - start);
		number[cursor->at - start] = '\0';
	}
	return number;
}

/* Gives the numbers of a tree their texts: they stand in the text in the order of the tree. */
static bool keep_numbers(cJSON *tree, struct cursor *cursor)
{
	if (cJSON_IsNumber(tree)) {
		tree->valuestring = next_number(cursor);
		tree->type = cJSON_Raw;
		return tree->valuestring != NULL;
	}
	for (cJSON *child = tree->child; child; child = child->next) {
		if (!keep_numbers(child, cursor))
			return false;
	}
	return true;
}

struct json *json_parse(const char *text, size_t len, char *reason, size_t reason_size)
{
	struct cursor cursor = {.text = text, .len = len};
	const cJSON *duplicate = NULL;
	cJSON *tree;
	size_t index = 0;

	if (!json_scan(text, len, reason, reason_size))
		return NULL;
	tree = cJSON_ParseWithLength(text, len);
	if (!tree || !keep_numbers(tree, &cursor) || !find_duplicate(tree, &duplicate)) {
		snprintf(reason, reason_size, "out of memory");
		json_free(wrap(tree));
		return NULL;
	}
	if (duplicate) {
		count_names(tree, duplicate, &index);
		json_scan_blame_name(
		    text, len, index, "a member of this name is there twice", reason, reason_size);
		json_free(wrap(tree));
		return NULL;
	}
	return wrap(tree);
}

static void wipe_strings(cJSON *node)
{
	if (node->valuestring)
		secret_wipe(node->valuestring, strlen(node->valuestring));
	for (cJSON *child = node->child; child; child = child->next)
		wipe_strings(child);
}

void json_free(struct json *json)
{
	if (json)
		wipe_strings(node_of(json));
	cJSON_Delete(node_of(json));
}

static bool is_number(const cJSON *node)
{
	return cJSON_IsNumber(node) || cJSON_IsRaw(node);
}

enum json_type json_type_of(const struct json *json)
{
	const cJSON *node = const_node_of(json);

	if (cJSON_IsBool(node))
		return JSON_BOOL;
	if (is_number(node))
		return JSON_NUMBER;
	if (cJSON_IsString(node))
		return JSON_STRING;
	if (cJSON_IsArray(node))
		return JSON_ARRAY;
	return cJSON_IsObject(node) ? JSON_OBJECT : JSON_NULL;
}

const char *json_type_name(enum json_type type)
{
	switch (type) {
	case JSON_NULL:
		break;
	case JSON_BOOL:
		return "a boolean";
	case JSON_NUMBER:
		return "a number";
	case JSON_STRING:
		return "a string";
	case JSON_ARRAY:
		return "an array";
	case JSON_OBJECT:
		return "an object";
	}
	return "null";
}

static cJSON *find_member(const struct json *object, const char *name)
{
	const cJSON *node = const_node_of(object);

	return cJSON_IsObject(node) ? cJSON_GetObjectItemCaseSensitive(node, name) : NULL;
}

static bool is_container(const struct json *json)
{
	const cJSON *node = const_node_of(json);

	return cJSON_IsArray(node) || cJSON_IsObject(node);
}

static cJSON *find_at(const struct json *container, size_t index)
{
	cJSON *child = is_container(container) ? const_node_of(container)->child : NULL;

	for (; child && index > 0; index--)
		child = child->next;
	return child;
}

const struct json *json_member(const struct json *object, const char *name)
{
	return wrap(find_member(object, name));
}

struct json *json_member_mutable(struct json *object, const char *name)
{
	return wrap(find_member(object, name));
}

size_t json_count(const struct json *container)
{
	return is_container(container) ? (size_t)cJSON_GetArraySize(const_node_of(container)) : 0;
}

const struct json *json_at(const struct json *container, size_t index)
{
	return wrap(find_at(container, index));
}

const struct json *json_first(const struct json *container)
{
	return wrap(find_at(container, 0));
}

const struct json *json_next(const struct json *sibling)
{
	return wrap(const_node_of(sibling)->next);
}

struct json *json_at_mutable(struct json *container, size_t index)
{
	return wrap(find_at(container, index));
}

const char *json_name(const struct json *member)
{
	return member ? const_node_of(member)->string : NULL;
}

const char *json_string(const struct json *json)
{
	return cJSON_GetStringValue(const_node_of(json));
}

bool json_bool(const struct json *json)
{
	return cJSON_IsTrue(const_node_of(json));
}

double json_number(const struct json *json)
{
	return is_number(const_node_of(json)) ? const_node_of(json)->valuedouble : 0;
}

struct json *json_new_object(void)
{
	return wrap(cJSON_CreateObject());
}

struct json *json_new_array(void)
{
	return wrap(cJSON_CreateArray());
}

struct json *json_new_string(const char *value)
{
	return wrap(cJSON_CreateString(value));
}

struct json *json_new_number(double value)
{
	return wrap(cJSON_CreateNumber(value));
}

struct json *json_new_bool(bool value)
{
	return wrap(cJSON_CreateBool(value));
}

struct json *json_new_null(void)
{
	return wrap(cJSON_CreateNull());
}

struct json *json_copy(const struct json *json)
{
	cJSON *copy = cJSON_Duplicate(const_node_of(json), true);

	/* The name belongs to the place in the tree, and the copy has none yet. */
	if (copy) {
		cJSON_free(copy->string);
		copy->string = NULL;
	}
	return wrap(copy);
}

/* Hands old's name to value and value's place to old: nothing is allocated, so nothing can fail. */
static bool replace(cJSON *object, cJSON *old, cJSON *value)
{
	value->string = old->string;
	old->string = NULL;
	return cJSON_ReplaceItemViaPointer(object, old, value);
}

bool json_set(struct json *object, const char *name, struct json *value)
{
	cJSON *node = node_of(value), *old = find_member(object, name);
	bool ok = false;

	if (value && cJSON_IsObject(node_of(object)))
		ok = old ? replace(node_of(object), old, node)
			 : cJSON_AddItemToObject(node_of(object), name, node);
	if (!ok)
		cJSON_Delete(node);
	return ok;
}

bool json_append(struct json *array, struct json *value)
{
	if (value && cJSON_IsArray(node_of(array)) &&
	    cJSON_AddItemToArray(node_of(array), node_of(value)))
		return true;
	json_free(value);
	return false;
}

void json_remove(struct json *object, const char *name)
{
	cJSON *member = find_member(object, name);

	if (member)
		cJSON_Delete(cJSON_DetachItemViaPointer(node_of(object), member));
}

void json_remove_at(struct json *array, size_t index)
{
	cJSON *element = find_at(array, index);

	if (element)
		cJSON_Delete(cJSON_DetachItemViaPointer(node_of(array), element));
}

/* The shortest text that reads as the same number. */
static void write_double(struct json_writer *writer, const char *name, double value)
{
	char text[40];

	if (!isfinite(value)) {
		json_write_raw(writer, name, "null");
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (memcmp(&(double){strtod(text, NULL)}, &value, sizeof(value)) == 0)
			break;
	}
	/* Whole numbers without an exponent, as far as a double counts them one by one. */
	if (fabs(value) < 9007199254740992.0 && !islessgreater((double)(int64_t)value, value))
		snprintf(text, sizeof(text), "%.0f", value);
	json_write_raw(writer, name, text);
}

static void write_number(struct json_writer *writer, const char *name, const cJSON *node)
{
	if (cJSON_IsRaw(node))
		json_write_raw(writer, name, node->valuestring);
	else
		write_double(writer, name, node->valuedouble);
}

static void write_node(struct json_writer *writer, const char *name, const struct json *json)
{
	switch (json_type_of(json)) {
	case JSON_NULL:
		json_write_raw(writer, name, "null");
		return;
	case JSON_BOOL:
		json_write_raw(writer, name, json_bool(json) ? "true" : "false");
		return;
	case JSON_NUMBER:
		write_number(writer, name, const_node_of(json));
		return;
	case JSON_STRING:
		json_write_string(writer, name, json_string(json), strlen(json_string(json)));
		return;
	case JSON_ARRAY:
		json_write_array(writer, name);
		break;
	case JSON_OBJECT:
		json_write_object(writer, name);
		break;
	}
	for (const cJSON *child = const_node_of(json)->child; child; child = child->next)
		write_node(writer, child->string, (const struct json *)child);
	json_write_end(writer);
}

void json_print(const struct json *json, unsigned indent, struct bytes *out)
{
	struct json_writer writer;

	json_writer_init(&writer, out, indent);
	write_node(&writer, NULL, json);
}
