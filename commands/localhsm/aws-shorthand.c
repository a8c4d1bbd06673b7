/*
 * Reads structures and maps. In the shorthand commas divide, and an element with a "=" begins a new
 * key.
 */
#include "aws-shorthand.h"

#include "aws-json.h"
#include "bytes.h"
#include "document.h"
#include "error.h"

#include <stdlib.h>
#include <string.h>

struct scan {
	const char *option, *text; /* for errors */
	char *start, *at;          /* in the storage */
};

static int expected(
    const struct scan *scan, const char *what, const char *received, struct error *err)
{
	return error_raisef(err, ERR_USAGE,
	    "Error parsing parameter '%s': Expected: '%s', received: '%s' for input:\n%s\n%*s^",
	    scan->option, what, received, scan->text, (int)(scan->at - scan->start), "");
}

/* Behind a value there is a comma or the end. */
static int end_value(struct scan *scan, bool *more, struct error *err)
{
	char received[2] = {*scan->at, '\0'};

	if (*scan->at != '\0' && *scan->at != ',')
		return expected(scan, ",", received, err);
	*more = *scan->at == ',';
	return 0;
}

/* 'text' or "text", in which \ keeps the next character. */
static int read_quoted(struct scan *scan, const char **value, struct error *err)
{
	char quote = *scan->at++, *to = scan->at;

	*value = to;
	while (*scan->at != quote) {
		if (*scan->at == '\\' && (scan->at[1] == quote || scan->at[1] == '\\'))
			scan->at++;
		if (*scan->at == '\0')
			return expected(scan, quote == '"' ? "\"" : "'", "EOF", err);
		*to++ = *scan->at++;
	}
	scan->at++;
	*to = '\0';
	return 0;
}

static int read_value(struct scan *scan, const char **value, bool *more, struct error *err)
{
	int rc = 0;

	if (*scan->at == '\'' || *scan->at == '"') {
		rc = read_quoted(scan, value, err);
	} else {
		*value = scan->at;
		scan->at += strcspn(scan->at, ",");
	}
	if (rc == 0)
		rc = end_value(scan, more, err);
	if (rc != 0)
		return rc;
	*scan->at = '\0';
	scan->at += *more;
	return 0;
}

/* Whether the element at scan->at begins with a key; it is cut off there. */
static bool read_key(struct scan *scan, const char **key)
{
	size_t len = strcspn(scan->at, "=,'\"");

	if (scan->at[len] != '=')
		return false;
	*key = scan->at;
	scan->at[len] = '\0';
	scan->at += len + 1;
	return true;
}

static int parse(struct scan *scan, struct shorthand *shorthand, struct error *err)
{
	size_t n_values = 0;
	bool more = true;

	while (more) {
		struct shorthand_pair *pair;
		const char *key;
		int rc;

		if (read_key(scan, &key)) {
			shorthand->pairs[shorthand->count++] =
			    (struct shorthand_pair){key, shorthand->values + n_values, 0};
		} else if (shorthand->count == 0) {
			scan->at += strcspn(scan->at, ",");
			return expected(scan, "=", *scan->at ? "," : "EOF", err);
		}
		pair = &shorthand->pairs[shorthand->count - 1];
		rc = read_value(scan, &shorthand->values[n_values++], &more, err);
		if (rc != 0)
			return rc;
		pair->n_values++;
	}
	return 0;
}

/* Room for so many pairs and values. */
static int reserve(struct shorthand *shorthand, size_t n_pairs, size_t n_values, struct error *err)
{
	shorthand->pairs = calloc(n_pairs + 1, sizeof(*shorthand->pairs));
	shorthand->values = calloc(n_values + 1, sizeof(*shorthand->values));
	if (!shorthand->pairs || !shorthand->values)
		return error_raise(err, ERR_MEMORY);
	return 0;
}

static int parse_text(const struct shorthand_shape *shape, const char *text,
    struct shorthand *shorthand, struct error *err)
{
	struct scan scan = {shape->option, text, NULL, NULL};
	size_t elements = 1;
	int rc;

	for (const char *c = text; *c; c++)
		elements += *c == ',';
	rc = reserve(shorthand, elements, elements, err);
	if (rc != 0)
		return rc;
	shorthand->storage = strdup(text);
	if (!shorthand->storage)
		return error_raise(err, ERR_MEMORY);
	scan.start = scan.at = shorthand->storage;
	return parse(&scan, shorthand, err);
}

static int take_member(const struct shorthand_shape *shape, const struct document *member,
    struct shorthand_pair *pair, const char **values, struct error *err)
{
	const char *name = document_name(member);
	int rc = aws_json_check(member, shape->of_lists ? DOCUMENT_ARRAY : DOCUMENT_STRING,
	    shape->where, name, -1, err);

	*pair = (struct shorthand_pair){name, values, 0};
	if (rc != 0)
		return rc;
	if (!shape->of_lists) {
		values[pair->n_values++] = document_string(member);
		return 0;
	}
	for (const struct document *at = document_first(member); at; at = document_next(at)) {
		rc = aws_json_check(
		    at, DOCUMENT_STRING, shape->where, name, (long)pair->n_values, err);
		if (rc != 0)
			return rc;
		values[pair->n_values++] = document_string(at);
	}
	return 0;
}

static int take_members(const struct shorthand_shape *shape, const struct document *value,
    struct shorthand *shorthand, struct error *err)
{
	size_t n_values = 0;
	int rc = aws_json_check(value, DOCUMENT_OBJECT, shape->where, NULL, -1, err);

	if (rc != 0)
		return rc;
	for (const struct document *at = document_first(value); at; at = document_next(at))
		n_values += document_type(at) == DOCUMENT_ARRAY ? document_count(at) : 1;
	rc = reserve(shorthand, document_count(value), n_values, err);
	n_values = 0;
	for (const struct document *at = document_first(value); at && rc == 0;
	     at = document_next(at)) {
		struct shorthand_pair *pair = &shorthand->pairs[shorthand->count++];

		rc = take_member(shape, at, pair, shorthand->values + n_values, err);
		n_values += pair->n_values;
	}
	return rc;
}

int shorthand_take(const struct shorthand_shape *shape, const struct document *value,
    struct shorthand *shorthand, struct error *err)
{
	int rc;

	*shorthand = (struct shorthand)SHORTHAND_INIT;
	rc = take_members(shape, value, shorthand, err);
	if (rc != 0)
		shorthand_done(shorthand);
	return rc;
}

static int parse_json(const struct shorthand_shape *shape, const char *text,
    struct shorthand *shorthand, struct error *err)
{
	int rc;

	if (aws_json_begins_array(text))
		return error_raisef(err, ERR_USAGE,
		    "Error parsing parameter '%s': Invalid JSON:\n%s", shape->option, text);
	rc = aws_json_read(shape->option, text, &shorthand->document, err);
	return rc == 0 ? take_members(shape, shorthand->document, shorthand, err) : rc;
}

int shorthand_parse(const struct shorthand_shape *shape, const char *text,
    struct shorthand *shorthand, struct error *err)
{
	int rc;

	*shorthand = (struct shorthand)SHORTHAND_INIT;
	if (aws_json_begins_array(text) || aws_json_begins_object(text))
		rc = parse_json(shape, text, shorthand, err);
	else
		rc = parse_text(shape, text, shorthand, err);
	if (rc != 0)
		shorthand_done(shorthand);
	return rc;
}

void shorthand_done(struct shorthand *shorthand)
{
	free(shorthand->pairs);
	free(shorthand->values);
	free(shorthand->storage);
	document_free(shorthand->document);
	*shorthand = (struct shorthand)SHORTHAND_INIT;
}

const char *shorthand_member(const struct shorthand *shorthand, const char *name)
{
	for (size_t i = 0; i < shorthand->count; i++) {
		if (strcmp(shorthand->pairs[i].key, name) == 0)
			return shorthand->pairs[i].values[0];
	}
	return NULL;
}

bool shorthand_is_repeated(const struct shorthand *shorthand, size_t index)
{
	for (size_t i = index + 1; i < shorthand->count; i++) {
		if (strcmp(shorthand->pairs[i].key, shorthand->pairs[index].key) == 0)
			return true;
	}
	return false;
}

static bool is_among(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

static int unknown_member(
    const char *where, const char *key, const char *const *names, size_t count, struct error *err)
{
	struct bytes list = BYTES_INIT;
	int rc;

	for (size_t i = 0; i < count; i++)
		bytes_append_format(&list, "%s%s", i ? ", " : "", names[i]);
	rc = error_raisef(err, ERR_USAGE,
	    "Parameter validation failed:\nUnknown parameter in %s: \"%s\", must be one of: %s",
	    where, key, bytes_text(&list));
	bytes_done(&list);
	return rc;
}

int shorthand_check(const struct shorthand_shape *shape, const struct shorthand *shorthand,
    const char *const *names, size_t count, struct error *err)
{
	for (size_t i = 0; i < shorthand->count; i++) {
		const struct shorthand_pair *pair = &shorthand->pairs[i];

		if (!is_among(pair->key, names, count))
			return unknown_member(shape->where, pair->key, names, count, err);
		if (pair->n_values != 1)
			return error_raisef(err, ERR_USAGE,
			    "Parameter validation failed:\nInvalid type for parameter %s.%s, type: "
			    "<class 'list'>, valid types: <class 'str'>",
			    shape->where, pair->key);
	}
	return 0;
}
