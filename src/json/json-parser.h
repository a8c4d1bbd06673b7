/* The state of reading a query expression, and its words; inside this floor only. */
#ifndef LOCALHSM_JSON_PARSER_H
#define LOCALHSM_JSON_PARSER_H

#include "attributes.h"
#include "bytes.h"

#include <stdbool.h>
#include <stddef.h>

struct json;

enum json_token {
	TOKEN_END,
	TOKEN_NAME,    /* value: the name */
	TOKEN_QUOTED,  /* value: the name, without its quotes */
	TOKEN_NUMBER,  /* value: its digits */
	TOKEN_LITERAL, /* literal: its value */
	TOKEN_FILTER,  /* [? */
	TOKEN_FLATTEN, /* [] */
	TOKEN_EQUAL,
	TOKEN_UNEQUAL,
	TOKEN_LESS,
	TOKEN_LESS_EQUAL,
	TOKEN_GREATER,
	TOKEN_GREATER_EQUAL,
	TOKEN_OR,
	TOKEN_AND,
	TOKEN_PIPE,
	TOKEN_SIGN, /* any other character, in sign */
};

struct json_parser {
	const char *text, *at;
	unsigned depth, nodes;
	enum json_token token;
	char sign;
	size_t place;
	struct bytes value;
	struct json *literal;
	char *reason;
	size_t reason_size;
	bool failed;
};

/* Reads the next token; none when something was refused. */
void json_parser_advance(struct json_parser *parser);
/* Keeps the first reason, "character 12: what". Returns false. */
bool json_parser_refuse(struct json_parser *parser, size_t place, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Whether the token at hand is this sign; it is taken, or refused if it is another one. */
bool json_parser_at_sign(const struct json_parser *parser, char sign);
void json_parser_expect(struct json_parser *parser, char sign);
/* Refuses the token at hand, which has no place there. */
void json_parser_refuse_token(struct json_parser *parser);
/* The first character of the token behind the one at hand; '\0' at the end. */
char json_parser_peek(const struct json_parser *parser);

#endif
