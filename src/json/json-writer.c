/* Writing JSON as it comes: commas, line breaks, indent, escapes. */
#include "json-writer.h"

#include "bytes.h"
#include "utf8.h"

#include <string.h>

void json_writer_init(struct json_writer *writer, struct bytes *out, unsigned indent)
{
	*writer = (struct json_writer){.out = out, .indent = indent};
}

static void break_line(struct json_writer *writer)
{
	if (writer->indent == 0)
		return;
	bytes_append_char(writer->out, '\n');
	for (unsigned i = 0; i < writer->depth * writer->indent; i++)
		bytes_append_char(writer->out, ' ');
}

/* Two-character escapes; NULL for a character that has none. */
static const char *short_escape(char c)
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\b':
		return "\\b";
	case '\f':
		return "\\f";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	default:
		return NULL;
	}
}

/* Appends one character of text and tells how many bytes it took. */
static size_t append_character(struct bytes *out, const char *text, size_t len)
{
	size_t n = utf8_length(text, len);
	const char *escape = short_escape(*text);

	if (escape)
		bytes_append_text(out, escape);
	else if (n > 0 && utf8_is_control(text, n))
		bytes_append_format(out, "\\u%04x", (unsigned char)text[n - 1]);
	else if (n == 0)
		bytes_append_text(out, "\xef\xbf\xbd");
	else
		bytes_append(out, text, n);
	return n > 0 ? n : 1;
}

static void append_string(struct bytes *out, const char *text, size_t len)
{
	bytes_append_char(out, '"');
	for (size_t i = 0; i < len;)
		i += append_character(out, text + i, len - i);
	bytes_append_char(out, '"');
}

/* What stands before a value: the comma behind the one before, the line break, the name. */
static void start_element(struct json_writer *writer, const char *name)
{
	if (writer->depth > 0 && writer->depth <= JSON_WRITER_DEPTH) {
		bool *has_elements = &writer->has_elements[writer->depth - 1];

		if (*has_elements)
			bytes_append_char(writer->out, ',');
		*has_elements = true;
		break_line(writer);
	}
	if (name) {
		append_string(writer->out, name, strlen(name));
		bytes_append_text(writer->out, writer->indent > 0 ? ": " : ":");
	}
}

static void open_container(struct json_writer *writer, const char *name, char opener, char closer)
{
	start_element(writer, name);
	bytes_append_char(writer->out, opener);
	writer->depth++;
	/* Nothing of ours nests so deep; whoever does gets a failed buffer, not a wrong text. */
	if (writer->depth > JSON_WRITER_DEPTH) {
		writer->out->failed = true;
		return;
	}
	writer->has_elements[writer->depth - 1] = false;
	writer->closers[writer->depth - 1] = closer;
}

void json_write_object(struct json_writer *writer, const char *name)
{
	open_container(writer, name, '{', '}');
}

void json_write_array(struct json_writer *writer, const char *name)
{
	open_container(writer, name, '[', ']');
}

void json_write_end(struct json_writer *writer)
{
	if (writer->depth == 0)
		return;
	writer->depth--;
	if (writer->depth >= JSON_WRITER_DEPTH)
		return;
	if (writer->has_elements[writer->depth])
		break_line(writer);
	bytes_append_char(writer->out, writer->closers[writer->depth]);
}

void json_write_string(struct json_writer *writer, const char *name, const char *value, size_t len)
{
	start_element(writer, name);
	append_string(writer->out, value, len);
}

void json_write_raw(struct json_writer *writer, const char *name, const char *literal)
{
	start_element(writer, name);
	bytes_append_text(writer->out, literal);
}
