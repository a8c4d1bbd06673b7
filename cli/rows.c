/* Aligned rows. */
#include "rows.h"

#include "bytes.h"
#include "json.h"
#include "text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define COLUMN_GAP 2

struct columns {
	const char **names; /* borrowed from the rows */
	size_t *widths;
	size_t count, capacity;
	bool failed;
};

static bool is_plain(const struct json *value)
{
	enum json_type type = json_type_of(value);

	return type != JSON_ARRAY && type != JSON_OBJECT;
}

static bool is_rows(const struct json *value)
{
	if (json_type_of(value) != JSON_ARRAY)
		return false;
	for (size_t i = 0; i < json_count(value); i++) {
		if (json_type_of(json_at(value, i)) != JSON_OBJECT)
			return false;
	}
	return true;
}

static void append_plain(const struct json *value, struct bytes *out)
{
	if (json_type_of(value) == JSON_STRING)
		text_visible(out, json_string(value), strlen(json_string(value)));
	else if (json_type_of(value) != JSON_NULL)
		json_print(value, 0, out);
}

/* The text of one cell; "-" where there is nothing to show. */
static void append_cell(const struct json *value, struct bytes *out)
{
	size_t before = out->len;

	if (value && is_plain(value)) {
		append_plain(value, out);
	} else if (value && json_count(value) > 0 && !is_plain(json_at(value, 0))) {
		bytes_append_format(out, "%zu", json_count(value));
	} else if (value) {
		for (size_t i = 0; i < json_count(value); i++) {
			if (i > 0)
				bytes_append_char(out, ',');
			append_plain(json_at(value, i), out);
		}
	}
	if (out->len == before)
		bytes_append_char(out, '-');
}

static void add_column(struct columns *columns, const char *name)
{
	for (size_t i = 0; i < columns->count; i++) {
		if (strcmp(columns->names[i], name) == 0)
			return;
	}
	if (columns->count == columns->capacity) {
		size_t capacity = columns->capacity == 0 ? 8 : 2 * columns->capacity;
		const char **names =
		    reallocarray(columns->names, capacity, sizeof(*columns->names));
		size_t *widths;

		if (names)
			columns->names = names;
		widths = reallocarray(columns->widths, capacity, sizeof(*columns->widths));
		if (widths)
			columns->widths = widths;
		if (!names || !widths) {
			columns->failed = true;
			return;
		}
		columns->capacity = capacity;
	}
	columns->names[columns->count] = name;
	columns->widths[columns->count++] = text_width(name);
}

static void measure(const struct json *rows, struct columns *columns)
{
	struct bytes cell = BYTES_INIT;

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);

		for (size_t j = 0; j < json_count(row) && !columns->failed; j++)
			add_column(columns, json_name(json_at(row, j)));
	}
	for (size_t i = 0; i < json_count(rows); i++) {
		for (size_t j = 0; j < columns->count; j++) {
			size_t width;

			bytes_clear(&cell);
			append_cell(json_member(json_at(rows, i), columns->names[j]), &cell);
			width = text_width(bytes_text(&cell));
			if (width > columns->widths[j])
				columns->widths[j] = width;
		}
	}
	bytes_done(&cell);
}

/* row NULL: the head. */
static void append_row(const struct json *row, const struct columns *columns, struct bytes *out)
{
	struct bytes cell = BYTES_INIT;

	for (size_t i = 0; i < columns->count; i++) {
		bytes_clear(&cell);
		if (row)
			append_cell(json_member(row, columns->names[i]), &cell);
		for (const char *c = columns->names[i]; !row && *c != '\0'; c++)
			bytes_append_char(&cell, (char)toupper((unsigned char)*c));
		out->failed = out->failed || bytes_failed(&cell);
		bytes_append_text(out, bytes_text(&cell));
		if (i + 1 < columns->count)
			text_indent(
			    out, columns->widths[i] - text_width(bytes_text(&cell)) + COLUMN_GAP);
	}
	bytes_done(&cell);
}

static void append_rows(const char *name, const struct json *rows, struct bytes *out)
{
	struct columns columns = {NULL};

	if (json_count(rows) == 0) {
		bytes_append_format(out, "no %s", name ? name : "rows");
		return;
	}
	measure(rows, &columns);
	out->failed = out->failed || columns.failed;
	append_row(NULL, &columns, out);
	for (size_t i = 0; i < json_count(rows); i++) {
		bytes_append_char(out, '\n');
		append_row(json_at(rows, i), &columns, out);
	}
	free(columns.names);
	free(columns.widths);
}

static void append_members(const struct json *data, struct bytes *out)
{
	bool first = true;

	for (size_t i = 0; i < json_count(data); i++) {
		const struct json *member = json_at(data, i);

		if (is_rows(member))
			continue;
		bytes_append_format(out, "%s%s: ", first ? "" : "\n", json_name(member));
		append_cell(member, out);
		first = false;
	}
	for (size_t i = 0; i < json_count(data); i++) {
		const struct json *member = json_at(data, i);

		if (!is_rows(member))
			continue;
		if (!first)
			bytes_append_text(out, "\n\n");
		append_rows(json_name(member), member, out);
		first = false;
	}
}

void rows_print(const struct json *data, struct bytes *out)
{
	if (is_rows(data))
		append_rows(NULL, data, out);
	else if (json_type_of(data) == JSON_OBJECT)
		append_members(data, out);
	else
		append_cell(data, out);
}
