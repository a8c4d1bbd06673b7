/* Reads values of options in JSON. */
#include "aws-json.h"

#include "bytes.h"
#include "error.h"

#include <string.h>

#define REASON_MAX 160
#define SHOWN_MAX 300 /* bytes of a value in an error */

static char first_character(const char *text)
{
	return text[strspn(text, " \t\r\n")];
}

bool aws_json_begins_array(const char *text)
{
	return first_character(text) == '[';
}

bool aws_json_begins_object(const char *text)
{
	return first_character(text) == '{';
}

/* How many bytes of text are shown; whole characters. */
static int shown_length(const char *text)
{
	size_t len = strlen(text);

	if (len <= SHOWN_MAX)
		return (int)len;
	for (len = SHOWN_MAX; len > 0 && ((unsigned char)text[len] & 0xc0U) == 0x80U; len--)
		;
	return (int)len;
}

int aws_json_read(
    const char *option, const char *text, struct document **document, struct error *err)
{
	char reason[REASON_MAX] = "";

	*document = document_read(text, reason, sizeof(reason));
	if (*document)
		return 0;
	return error_raisef(err, ERR_USAGE,
	    "Error parsing parameter '%s': Invalid JSON: %s\nJSON received: %.*s", option, reason,
	    shown_length(text), text);
}

/* The type's name in Python, in which AWS CLI is written. */
static const char *class_of(const struct document *value, const char *text)
{
	switch (document_type(value)) {
	case DOCUMENT_NULL:
		return "NoneType";
	case DOCUMENT_BOOL:
		return "bool";
	case DOCUMENT_NUMBER:
		return strpbrk(text, ".eE") ? "float" : "int";
	case DOCUMENT_STRING:
		return "str";
	case DOCUMENT_ARRAY:
		return "list";
	case DOCUMENT_OBJECT:
		break;
	}
	return "dict";
}

static const char *valid_classes(enum document_type type)
{
	switch (type) {
	case DOCUMENT_ARRAY:
		return "<class 'list'>, <class 'tuple'>";
	case DOCUMENT_OBJECT:
		return "<class 'dict'>";
	case DOCUMENT_BOOL:
		return "<class 'bool'>";
	case DOCUMENT_NULL:
	case DOCUMENT_NUMBER:
	case DOCUMENT_STRING:
		break;
	}
	return "<class 'str'>";
}

/* What Python calls the constants of JSON. */
static const char *python_word(const char *json)
{
	if (strcmp(json, "null") == 0)
		return "None";
	if (strcmp(json, "true") == 0)
		return "True";
	return strcmp(json, "false") == 0 ? "False" : json;
}

int aws_json_check(const struct document *value, enum document_type type, const char *where,
    const char *member, long index, struct error *err)
{
	const char *string = document_string(value), *shown;
	struct bytes text = BYTES_INIT, place = BYTES_INIT;
	int rc;

	if (document_type(value) == type)
		return 0;
	document_append(value, &text);
	shown = string ? string : python_word(bytes_text(&text));
	bytes_append_format(&place, "%s%s%s", where, member ? "." : "", member ? member : "");
	if (index >= 0)
		bytes_append_format(&place, "[%ld]", index);
	rc = error_raisef(err, ERR_USAGE,
	    "Parameter validation failed:\nInvalid type for parameter %s, value: %.*s, type: "
	    "<class '%s'>, valid types: %s",
	    bytes_text(&place), shown_length(shown), shown, class_of(value, bytes_text(&text)),
	    valid_classes(type));
	bytes_done(&place);
	bytes_done(&text);
	return rc;
}
