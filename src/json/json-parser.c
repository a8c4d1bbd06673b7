/* The words of query expressions. */
#include "json-parser.h"

#include "json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define BLANKS " \t\r\n"

bool json_parser_refuse(struct json_parser *parser, size_t place, const char *format, ...)
{
	char what[128];
	va_list args;

	if (parser->failed)
		return false;
	parser->failed = true;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	snprintf(parser->reason, parser->reason_size, "character %zu: %s", place, what);
	return false;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Takes the characters up to the closing quote, which follows no backslash. */
static bool read_quoted(struct json_parser *parser, char quote)
{
	const char *end = parser->at + 1;

	while (*end && *end != quote)
		end += *end == '\\' && end[1] ? 2 : 1;
	if (!*end)
		return json_parser_refuse(parser, parser->place, "there is no closing %c", quote);
	bytes_append(&parser->value, parser->at + 1, (size_t)(end - parser->at - 1));
	parser->at = end + 1;
	return true;
}

/* Takes the backslashes away that stand before a quote. */
static void unescape_quote(struct bytes *text, char quote)
{
	size_t len = 0;

	for (size_t i = 0; i < text->len; i++) {
		if (text->data[i] == '\\' && i + 1 < text->len &&
		    text->data[i + 1] == (unsigned char)quote)
			i++;
		text->data[len++] = text->data[i];
	}
	if (text->data)
		text->data[len] = '\0';
	text->len = len;
}

/* The JSON string "text"; NULL, refused, when it is none. */
static struct json *read_json_string(struct json_parser *parser, const char *text)
{
	struct bytes quoted = BYTES_INIT;
	struct json *json;
	char why[128];

	bytes_append_format(&quoted, "\"%s\"", text);
	json = json_parse(bytes_text(&quoted), quoted.len, why, sizeof(why));
	bytes_done(&quoted);
	if (!json)
		json_parser_refuse(parser, parser->place, "the text in quotes is not valid");
	return json;
}

static bool read_name(struct json_parser *parser)
{
	struct json *name;

	if (!read_quoted(parser, '"'))
		return false;
	name = read_json_string(parser, bytes_text(&parser->value));
	if (!name)
		return false;
	bytes_clear(&parser->value);
	bytes_append_text(&parser->value, json_string(name));
	json_free(name);
	parser->token = TOKEN_QUOTED;
	return true;
}

/* 'text', or `JSON`; as AWS CLI does, `text` that is not JSON is a string too. */
static bool read_literal(struct json_parser *parser, char quote)
{
	const char *text;
	char why[128];

	if (!read_quoted(parser, quote))
		return false;
	unescape_quote(&parser->value, quote);
	text = bytes_text(&parser->value);
	parser->token = TOKEN_LITERAL;
	if (quote == '\'') {
		parser->literal = json_new_string(text);
		return parser->literal ||
		       json_parser_refuse(parser, parser->place, "out of memory");
	}
	parser->literal = json_parse(text, strlen(text), why, sizeof(why));
	if (!parser->literal)
		parser->literal = read_json_string(parser, text + strspn(text, " \t\n"));
	return parser->literal != NULL;
}

static void read_word(struct json_parser *parser)
{
	const char *end = parser->at;

	while (is_letter(*end) || is_digit(*end))
		end++;
	bytes_append(&parser->value, parser->at, (size_t)(end - parser->at));
	parser->at = end;
	parser->token = TOKEN_NAME;
}

static void read_number(struct json_parser *parser)
{
	const char *end = parser->at + 1;

	while (is_digit(*end))
		end++;
	bytes_append(&parser->value, parser->at, (size_t)(end - parser->at));
	parser->at = end;
	parser->token = TOKEN_NUMBER;
}

static void read_sign(struct json_parser *parser)
{
	static const struct {
		const char text[3];
		enum json_token token;
	} pairs[] = {{"[?", TOKEN_FILTER}, {"[]", TOKEN_FLATTEN}, {"==", TOKEN_EQUAL},
	    {"!=", TOKEN_UNEQUAL}, {"<=", TOKEN_LESS_EQUAL}, {">=", TOKEN_GREATER_EQUAL},
	    {"||", TOKEN_OR}, {"&&", TOKEN_AND}};

	for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
		if (strncmp(parser->at, pairs[i].text, 2) == 0) {
			parser->token = pairs[i].token;
			parser->at += 2;
			return;
		}
	}
	parser->sign = *parser->at++;
	parser->token = parser->sign == '|'   ? TOKEN_PIPE
			: parser->sign == '<' ? TOKEN_LESS
			: parser->sign == '>' ? TOKEN_GREATER
					      : TOKEN_SIGN;
}

void json_parser_advance(struct json_parser *parser)
{
	char c;

	bytes_clear(&parser->value);
	json_free(parser->literal);
	parser->literal = NULL;
	parser->sign = '\0';
	parser->at += strspn(parser->at, BLANKS);
	parser->place = (size_t)(parser->at - parser->text) + 1;
	c = *parser->at;
	if (c == '\0')
		parser->token = TOKEN_END;
	else if (is_letter(c))
		read_word(parser);
	else if (is_digit(c) || (c == '-' && is_digit(parser->at[1])))
		read_number(parser);
	else if (c == '"')
		read_name(parser);
	else if (c == '\'' || c == '`')
		read_literal(parser, c);
	else
		read_sign(parser);
	if (bytes_failed(&parser->value))
		json_parser_refuse(parser, parser->place, "out of memory");
}

bool json_parser_at_sign(const struct json_parser *parser, char sign)
{
	return parser->token == TOKEN_SIGN && parser->sign == sign;
}

void json_parser_refuse_token(struct json_parser *parser)
{
	if (parser->token == TOKEN_END)
		json_parser_refuse(parser, parser->place, "the query ends too early");
	else
		json_parser_refuse(parser, parser->place, "this is not understood: %.20s",
		    parser->text + parser->place - 1);
}

void json_parser_expect(struct json_parser *parser, char sign)
{
	if (json_parser_at_sign(parser, sign))
		json_parser_advance(parser);
	else
		json_parser_refuse_token(parser);
}

char json_parser_peek(const struct json_parser *parser)
{
	return parser->at[strspn(parser->at, BLANKS)];
}
