/*
 * AWS CLI's --output text: a line for the scalars of an object, tabs between them, then a line or
 * more for each of its other members, with the member's name in capitals before it.
 */
#include "json-query.h"

#include "bytes.h"
#include "json.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Names that the objects of one list have scalars under: each fills its column. Borrowed. */
struct columns {
	const char **names;
	size_t count;
};

static void print_value(
    const struct json *json, const char *title, const struct columns *columns, struct bytes *out);

static bool is_container(const struct json *json)
{
	enum json_type type = json_type_of(json);

	return type == JSON_ARRAY || type == JSON_OBJECT;
}

static void print_scalar(const struct json *json, struct bytes *out)
{
	switch (json_type_of(json)) {
	case JSON_NULL:
		bytes_append_text(out, "None");
		return;
	case JSON_BOOL:
		bytes_append_text(out, json_bool(json) ? "True" : "False");
		return;
	case JSON_STRING:
		bytes_append_text(out, json_string(json));
		return;
	case JSON_NUMBER:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	json_print(json, 0, out);
}

static void print_title(const char *title, struct bytes *out)
{
	for (; *title; title++)
		bytes_append_char(
		    out, *title >= 'a' && *title <= 'z' ? (char)(*title - 'a' + 'A') : *title);
}

static int compare_names(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

/* Sorts the names and drops the repeated ones. */
static void sort_names(struct columns *columns)
{
	size_t kept = 0;

	if (columns->count == 0)
		return;
	qsort(columns->names, columns->count, sizeof(*columns->names), compare_names);
	for (size_t i = 1; i < columns->count; i++) {
		if (strcmp(columns->names[kept], columns->names[i]) != 0)
			columns->names[++kept] = columns->names[i];
	}
	columns->count = kept + 1;
}

/* Adds the names of the members of object that are containers, or of those that are not. */
static bool add_names(struct columns *columns, const struct json *object, bool containers)
{
	size_t count = json_count(object);
	const char **names;

	if (count == 0)
		return true;
	names = realloc(columns->names, (columns->count + count) * sizeof(*names));
	if (!names)
		return false;
	columns->names = names;
	for (const struct json *member = json_first(object); member; member = json_next(member)) {
		if (is_container(member) == containers)
			names[columns->count++] = json_name(member);
	}
	return true;
}

static void columns_done(struct columns *columns)
{
	free(columns->names);
}

static void print_row(
    const struct json *object, const char *title, const struct columns *columns, struct bytes *out)
{
	if (columns->count == 0)
		return;
	if (title)
		print_title(title, out);
	for (size_t i = 0; i < columns->count; i++) {
		const struct json *member = json_member(object, columns->names[i]);

		if (i > 0 || title)
			bytes_append_char(out, '\t');
		/* A cell is empty where the object lacks what its neighbours have. */
		if (member && !is_container(member))
			print_scalar(member, out);
	}
	bytes_append_char(out, '\n');
}

static void print_object(
    const struct json *object, const char *title, const struct columns *given, struct bytes *out)
{
	struct columns scalars = {NULL, 0}, containers = {NULL, 0};

	if (!add_names(&scalars, object, false) || !add_names(&containers, object, true)) {
		out->failed = true;
		goto out;
	}
	sort_names(&scalars);
	sort_names(&containers);
	print_row(object, title, given ? given : &scalars, out);
	for (size_t i = 0; i < containers.count; i++)
		print_value(
		    json_member(object, containers.names[i]), containers.names[i], NULL, out);
out:
	columns_done(&scalars);
	columns_done(&containers);
}

static void print_objects(const struct json *array, const char *title, struct bytes *out)
{
	struct columns columns = {NULL, 0};

	for (const struct json *at = json_first(array); at; at = json_next(at)) {
		if (json_type_of(at) == JSON_OBJECT && !add_names(&columns, at, false)) {
			out->failed = true;
			goto out;
		}
	}
	sort_names(&columns);
	for (const struct json *at = json_first(array); at; at = json_next(at))
		print_value(at, title, &columns, out);
out:
	columns_done(&columns);
}

/* The scalars of a list: on one line, or each on its own behind the title. */
static void print_scalars(const struct json *array, const char *title, struct bytes *out)
{
	bool first = true;

	for (const struct json *element = json_first(array); element;
	     element = json_next(element)) {
		if (is_container(element))
			continue;
		if (title)
			print_title(title, out);
		if (title || !first)
			bytes_append_char(out, '\t');
		print_scalar(element, out);
		if (title)
			bytes_append_char(out, '\n');
		first = false;
	}
	if (!title && !first)
		bytes_append_char(out, '\n');
}

static void print_array(const struct json *array, const char *title, struct bytes *out)
{
	bool has_objects = false;

	for (const struct json *at = json_first(array); at; at = json_next(at)) {
		if (json_type_of(at) == JSON_OBJECT)
			has_objects = true;
	}
	if (has_objects) {
		print_objects(array, title, out);
		return;
	}
	print_scalars(array, title, out);
	for (const struct json *at = json_first(array); at; at = json_next(at)) {
		if (is_container(at))
			print_value(at, title, NULL, out);
	}
}

static void print_value(
    const struct json *json, const char *title, const struct columns *columns, struct bytes *out)
{
	switch (json_type_of(json)) {
	case JSON_OBJECT:
		print_object(json, title, columns, out);
		return;
	case JSON_ARRAY:
		print_array(json, title, out);
		return;
	case JSON_NULL:
	case JSON_BOOL:
	case JSON_NUMBER:
	case JSON_STRING:
		break;
	}
	print_scalar(json, out);
	bytes_append_char(out, '\n');
}

void json_print_text(const struct json *json, struct bytes *out)
{
	print_value(json, NULL, NULL, out);
}
