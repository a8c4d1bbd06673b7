/* mdoc(7) text. */
#include "man-text.h"

#include "bytes.h"
#include "text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static void escape(const char *text, size_t len, struct bytes *out)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\\')
			bytes_append_text(out, "\\e");
		else if (text[i] == '-')
			bytes_append_text(out, "\\-");
		else
			bytes_append_char(out, text[i]);
	}
}

void man_escape(const char *text, struct bytes *out)
{
	escape(text, strlen(text), out);
}

void man_argument(const char *text, struct bytes *out)
{
	bytes_append_text(out, "\"\\&");
	for (; *text != '\0'; text++) {
		if (*text == '"')
			bytes_append_text(out, "\\(dq");
		else
			escape(text, 1, out);
	}
	bytes_append_char(out, '"');
}

/* One line that is escaped already; a . or ' at its start would make it a macro line. */
static void append_escaped_line(const char *line, size_t len, struct bytes *out)
{
	while (len > 0 && line[len - 1] == ' ')
		len--;
	if (len > 0 && (line[0] == '.' || line[0] == '\''))
		bytes_append_text(out, "\\&");
	bytes_append(out, line, len);
	bytes_append_char(out, '\n');
}

static void append_line(const char *line, size_t len, struct bytes *out)
{
	struct bytes escaped = BYTES_INIT;

	escape(line, len, &escaped);
	append_escaped_line(bytes_text(&escaped), escaped.len, out);
	bytes_done(&escaped);
}

/* The length of the first sentence: up to a full stop before a blank and a capital. */
static size_t sentence_length(const char *text)
{
	for (size_t i = 0; text[i] != '\0'; i++) {
		bool stop = text[i] == '.' || text[i] == '?' || text[i] == '!';

		if (stop && text[i + 1] == ' ')
			return i + 1;
	}
	return strlen(text);
}

void man_sentences(const char *text, struct bytes *out)
{
	for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
		size_t len = sentence_length(text);
		struct bytes sentence = BYTES_INIT, wrapped = BYTES_INIT;
		const char *line;

		/* mdoc counts the columns of its source, escapes and all. */
		escape(text, len, &sentence);
		text_wrap(&wrapped, bytes_text(&sentence), 0, 0);
		line = bytes_text(&wrapped);
		while (*line != '\0') {
			size_t line_len = strcspn(line, "\n");

			append_escaped_line(line, line_len, out);
			line += line_len + (line[line_len] == '\n' ? 1 : 0);
		}
		bytes_done(&wrapped);
		bytes_done(&sentence);
		text += len;
	}
}

/* Opens and closes what holds a run of pieces of one kind. */
static void change_kind(enum text_kind from, enum text_kind to, struct bytes *out)
{
	if (from == to)
		return;
	if (from == TEXT_ITEM)
		bytes_append_text(out, ".El\n");
	else if (from == TEXT_LITERAL)
		bytes_append_text(out, ".Ed\n");
	if (to == TEXT_ITEM)
		bytes_append_text(out, ".Bl -dash -compact\n");
	else if (to == TEXT_LITERAL)
		bytes_append_text(out, ".Bd -literal -offset indent\n");
}

void man_paragraphs(const char *text, struct bytes *out)
{
	struct bytes piece = BYTES_INIT;
	enum text_kind kind = TEXT_BREAK, before = TEXT_BREAK;
	bool broken = false;
	size_t at = 0;

	while ((kind = text_next(text, &at, &piece)) != TEXT_END) {
		if (kind == TEXT_BREAK) {
			change_kind(before, TEXT_BREAK, out);
			before = TEXT_BREAK;
			broken = true;
			continue;
		}
		/* A display brings its own space; a paragraph macro before it is one too many. */
		if (broken && kind != TEXT_LITERAL)
			bytes_append_text(out, ".Pp\n");
		broken = false;
		change_kind(before, kind, out);
		before = kind;
		if (kind == TEXT_ITEM)
			bytes_append_text(out, ".It\n");
		if (kind == TEXT_LITERAL)
			append_line(bytes_text(&piece) + strspn(bytes_text(&piece), " \t"),
			    strlen(bytes_text(&piece) + strspn(bytes_text(&piece), " \t")), out);
		else
			man_sentences(bytes_text(&piece), out);
	}
	change_kind(before, TEXT_BREAK, out);
	bytes_done(&piece);
}

/* Appends the lines from text up to the next term, or to the break behind the last; returns the
 * rest. */
static const char *take_until_term(const char *text, bool in_list, struct bytes *lines)
{
	bytes_clear(lines);
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		if (memchr(text, '\t', len) || (in_list && len == 0))
			break;
		bytes_append(lines, text, len);
		bytes_append_char(lines, '\n');
		text += len + (text[len] == '\n' ? 1 : 0);
	}
	return text;
}

void man_terms(const char *text, const char *macro, struct bytes *out)
{
	struct bytes lines = BYTES_INIT, term = BYTES_INIT;
	bool in_list = false;

	while (*text != '\0') {
		size_t tab = strcspn(text, "\t\n");

		if (text[tab] != '\t') {
			if (in_list)
				bytes_append_text(out, ".El\n.Pp\n");
			in_list = false;
			text = take_until_term(text + strspn(text, "\n"), false, &lines);
			man_paragraphs(bytes_text(&lines), out);
			continue;
		}
		if (!in_list)
			bytes_append_text(out, ".Bl -tag -width Ds\n");
		in_list = true;
		bytes_clear(&term);
		bytes_append(&term, text, tab);
		bytes_append_format(out, ".It %s ", macro);
		man_argument(bytes_text(&term), out);
		bytes_append_char(out, '\n');
		/* The tab is not in the way of the rest, which is prose. */
		text += tab + 1;
		tab = strcspn(text, "\n");
		bytes_clear(&term);
		bytes_append(&term, text, tab);
		text += tab + (text[tab] == '\n' ? 1 : 0);
		text = take_until_term(text, true, &lines);
		bytes_append_format(&term, " %s", bytes_text(&lines));
		man_paragraphs(bytes_text(&term), out);
		while (*text == '\n')
			text++;
	}
	if (in_list)
		bytes_append_text(out, ".El\n");
	bytes_done(&term);
	bytes_done(&lines);
}

void man_literal(const char *text, struct bytes *out)
{
	bytes_append_text(out, ".Bd -literal -offset indent\n");
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		append_line(text, len, out);
		text += len + (text[len] == '\n' ? 1 : 0);
	}
	bytes_append_text(out, ".Ed\n");
}

void man_reference(const char *page, struct bytes *out)
{
	bytes_append_text(out, ".No ");
	man_escape(page, out);
	bytes_append_text(out, " Ns (1)");
}
