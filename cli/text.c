/* Plain text: wrapped, and made harmless. */
#include "text.h"

#include "bytes.h"
#include "utf8.h"

#include <stdbool.h>
#include <string.h>

static size_t width_of(const char *text, size_t len)
{
	size_t width = 0;

	for (size_t i = 0; i < len; i++) {
		/* All but the first byte of a character look like 10xxxxxx. */
		if (((unsigned char)text[i] & 0xc0U) != 0x80U)
			width++;
	}
	return width;
}

size_t text_width(const char *text)
{
	return width_of(text, strlen(text));
}

static void append_visible(struct bytes *out, const char *at, size_t len)
{
	if (len == 0)
		bytes_append_text(out, "\xef\xbf\xbd");
	else if (*at == '\r')
		bytes_append_text(out, "\\r");
	else if (utf8_is_control(at, len) && *at != '\n' && *at != '\t')
		bytes_append_format(out, "\\u{%x}", (unsigned char)at[len - 1]);
	else
		bytes_append(out, at, len);
}

void text_visible(struct bytes *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t n = utf8_length(text + i, len - i);

		append_visible(out, text + i, n);
		i += n > 0 ? n : 1;
	}
}

void text_indent(struct bytes *out, size_t count)
{
	while (count-- > 0)
		bytes_append_char(out, ' ');
}

void text_wrap(struct bytes *out, const char *text, size_t column, size_t indent)
{
	bool first = true;

	for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
		size_t len = strcspn(text, " ");
		size_t width = width_of(text, len);

		if (!first && column + 1 + width > TEXT_COLUMNS) {
			bytes_append_char(out, '\n');
			text_indent(out, indent);
			column = indent;
		} else if (!first) {
			bytes_append_char(out, ' ');
			column++;
		}
		bytes_append(out, text, len);
		column += width;
		text += len;
		first = false;
	}
}

/* Appends one line without its break; returns what follows it. */
static const char *take_line(const char *line, struct bytes *piece)
{
	size_t len = strcspn(line, "\n");

	bytes_append(piece, line, len);
	return line[len] == '\n' ? line + len + 1 : line + len;
}

enum text_kind text_next(const char *text, size_t *at, struct bytes *piece)
{
	const char *line = text + *at;
	enum text_kind kind = TEXT_PROSE;

	bytes_clear(piece);
	if (*line == '\0')
		return TEXT_END;
	if (*line == '\n') {
		*at += strspn(line, "\n");
		return TEXT_BREAK;
	}
	if (*line == ' ' || *line == '\t') {
		*at = (size_t)(take_line(line, piece) - text);
		return TEXT_LITERAL;
	}
	if (strncmp(line, "- ", 2) == 0) {
		kind = TEXT_ITEM;
		line += 2;
	}
	line = take_line(line, piece);
	while (*line != '\0' && !strchr("\n \t", *line) && strncmp(line, "- ", 2) != 0) {
		bytes_append_char(piece, ' ');
		line = take_line(line, piece);
	}
	*at = (size_t)(line - text);
	return kind;
}

void text_paragraphs(struct bytes *out, const char *text, size_t indent)
{
	struct bytes piece = BYTES_INIT;
	size_t at = 0;
	enum text_kind kind;

	while ((kind = text_next(text, &at, &piece)) != TEXT_END) {
		if (kind == TEXT_BREAK) {
			bytes_append_char(out, '\n');
			continue;
		}
		text_indent(out, indent);
		if (kind == TEXT_LITERAL) {
			bytes_append_text(out, bytes_text(&piece));
		} else if (kind == TEXT_ITEM) {
			bytes_append_text(out, "- ");
			text_wrap(out, bytes_text(&piece), indent + 2, indent + 2);
		} else {
			text_wrap(out, bytes_text(&piece), indent, indent);
		}
		bytes_append_char(out, '\n');
	}
	bytes_done(&piece);
}
