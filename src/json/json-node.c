/* Makes and frees the nodes of parsed query expressions. */
#include "json-node.h"

#include "json-parser.h"
#include "json.h"

#include <stdlib.h>
#include <string.h>

/* A chain of operators leans to the left: who walks the tree goes as deep as it has nodes. */
#define NODES_MAX 1000
#define DIGITS_MAX 9 /* of an index, with its sign: what fits into a long of 32 bits */

struct json_expression *json_node(struct json_parser *parser, enum expression_kind kind,
    struct json_expression *left, struct json_expression *right)
{
	struct json_expression *made = NULL;

	if (++parser->nodes > NODES_MAX)
		json_parser_refuse(parser, parser->place, "the query is too long");
	else
		made = calloc(1, sizeof(*made));
	if (!made) {
		json_parser_refuse(parser, parser->place, "out of memory");
		json_expression_free(left);
		json_expression_free(right);
		return NULL;
	}
	made->kind = kind;
	made->left = left;
	made->right = right;
	made->place = parser->place;
	return made;
}

struct json_expression *json_node_named(struct json_parser *parser, enum expression_kind kind)
{
	struct json_expression *made = json_node(parser, kind, NULL, NULL);

	if (made) {
		made->name = strdup(bytes_text(&parser->value));
		if (!made->name)
			json_parser_refuse(parser, parser->place, "out of memory");
	}
	json_parser_advance(parser);
	return made;
}

struct json_expression *json_node_literal(struct json_parser *parser)
{
	struct json_expression *literal = json_node(parser, EXPRESSION_LITERAL, NULL, NULL);

	if (literal) {
		literal->literal = parser->literal;
		parser->literal = NULL;
	}
	json_parser_advance(parser);
	return literal;
}

/* The number at hand, if there is one. */
static bool take_number(struct json_parser *parser, long *number)
{
	if (parser->token != TOKEN_NUMBER)
		return false;
	if (parser->value.len > DIGITS_MAX)
		json_parser_refuse(parser, parser->place, "the index is too large");
	else
		*number = strtol(bytes_text(&parser->value), NULL, 10);
	json_parser_advance(parser);
	return true;
}

static void take_slice(struct json_parser *parser, struct json_slice *slice)
{
	json_parser_advance(parser);
	slice->has_stop = take_number(parser, &slice->stop);
	if (!json_parser_at_sign(parser, ':'))
		return;
	json_parser_advance(parser);
	if (take_number(parser, &slice->step) && slice->step == 0)
		json_parser_refuse(parser, parser->place, "the step of a slice must not be 0");
}

struct json_expression *json_node_index_or_slice(struct json_parser *parser)
{
	struct json_expression *made = json_node(parser, EXPRESSION_INDEX, NULL, NULL);
	struct json_slice slice = {.step = 1};

	slice.has_start = take_number(parser, &slice.start);
	if (json_parser_at_sign(parser, ':')) {
		take_slice(parser, &slice);
		if (made)
			made->kind = EXPRESSION_SLICE;
	}
	if (made)
		made->slice = slice;
	json_parser_expect(parser, ']');
	return made;
}

void json_expression_free(struct json_expression *expression)
{
	while (expression) {
		struct json_expression *next = expression->next;

		json_expression_free(expression->left);
		json_expression_free(expression->right);
		json_expression_free(expression->condition);
		free(expression->name);
		json_free(expression->literal);
		free(expression);
		expression = next;
	}
}
