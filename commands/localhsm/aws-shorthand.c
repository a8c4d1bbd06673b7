/* Reads AWS CLI's shorthand. Commas divide; an element with a "=" begins a new key. */
#include "aws-shorthand.h"

#include "bytes.h"
#include "error.h"

#include <stdbool.h>
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

int shorthand_parse(
    const char *option, const char *text, struct shorthand *shorthand, struct error *err)
{
	struct scan scan = {option, text, NULL, NULL};
	size_t elements = 1;
	int rc;

	*shorthand = (struct shorthand)SHORTHAND_INIT;
	if (*text == '{' || *text == '[') {
		struct bytes what = BYTES_INIT;

		bytes_append_format(&what, "A JSON value for %s", option);
		rc = error_raise(err, ERR_NOT_SIMULATED, bytes_text(&what));
		bytes_done(&what);
		return rc;
	}
	for (const char *c = text; *c; c++)
		elements += *c == ',';
	shorthand->storage = strdup(text);
	shorthand->pairs = calloc(elements, sizeof(*shorthand->pairs));
	shorthand->values = calloc(elements, sizeof(*shorthand->values));
	if (!shorthand->storage || !shorthand->pairs || !shorthand->values) {
		rc = error_raise(err, ERR_MEMORY);
	} else {
		scan.start = scan.at = shorthand->storage;
		rc = parse(&scan, shorthand, err);
	}
	if (rc != 0)
		shorthand_done(shorthand);
	return rc;
}

void shorthand_done(struct shorthand *shorthand)
{
	free(shorthand->pairs);
	free(shorthand->values);
	free(shorthand->storage);
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

int shorthand_check(const struct shorthand *shorthand, const char *where, const char *const *names,
    size_t count, struct error *err)
{
	for (size_t i = 0; i < shorthand->count; i++) {
		const struct shorthand_pair *pair = &shorthand->pairs[i];

		if (!is_among(pair->key, names, count))
			return unknown_member(where, pair->key, names, count, err);
		if (pair->n_values != 1)
			return error_raisef(err, ERR_USAGE,
			    "Parameter validation failed:\nInvalid type for parameter %s.%s, type: "
			    "<class 'list'>, valid types: <class 'str'>",
			    where, pair->key);
	}
	return 0;
}
