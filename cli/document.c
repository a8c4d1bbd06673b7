/* The shell's side of document.h: a struct document is a struct json that commands cannot look
 * into. */
#include "document.h"

#include "json-writer.h"
#include "json.h"

#include <string.h>

#define NUMBER_MAX 9007199254740991.0 /* up to which every whole number is one of its own */

static struct document *wrap(struct json *json)
{
	return (struct document *)json;
}

static const struct document *const_wrap(const struct json *json)
{
	return (const struct document *)json;
}

static const struct json *json_of(const struct document *document)
{
	return (const struct json *)document;
}

struct document *document_read(const char *text, char *reason, size_t reason_size)
{
	return wrap(json_parse(text, strlen(text), reason, reason_size));
}

void document_free(struct document *document)
{
	json_free((struct json *)document);
}

enum document_type document_type(const struct document *value)
{
	switch (json_type_of(json_of(value))) {
	case JSON_BOOL:
		return DOCUMENT_BOOL;
	case JSON_NUMBER:
		return DOCUMENT_NUMBER;
	case JSON_STRING:
		return DOCUMENT_STRING;
	case JSON_ARRAY:
		return DOCUMENT_ARRAY;
	case JSON_OBJECT:
		return DOCUMENT_OBJECT;
	case JSON_NULL:
		break;
	}
	return DOCUMENT_NULL;
}

const char *document_string(const struct document *value)
{
	return json_string(json_of(value));
}

bool document_bool(const struct document *value)
{
	return json_bool(json_of(value));
}

bool document_number(const struct document *value, uint64_t *number)
{
	double exact = document_type(value) == DOCUMENT_NUMBER ? json_number(json_of(value)) : -1;

	if (!(exact >= 0 && exact <= NUMBER_MAX) || exact != (double)(uint64_t)exact)
		return false;
	*number = (uint64_t)exact;
	return true;
}

size_t document_count(const struct document *container)
{
	return json_count(json_of(container));
}

const struct document *document_first(const struct document *container)
{
	return const_wrap(json_first(json_of(container)));
}

const struct document *document_next(const struct document *sibling)
{
	return const_wrap(json_next(json_of(sibling)));
}

const char *document_name(const struct document *member)
{
	return json_name(json_of(member));
}

const struct document *document_member(const struct document *object, const char *name)
{
	return const_wrap(json_member(json_of(object), name));
}

void document_append(const struct document *value, struct bytes *out)
{
	json_print(json_of(value), 0, out);
}

void document_append_string(const char *text, struct bytes *out)
{
	struct json_writer writer;

	json_writer_init(&writer, out, 0);
	json_write_string(&writer, NULL, text, strlen(text));
}
