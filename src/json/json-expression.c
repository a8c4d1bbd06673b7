/*
 * Parsing of query expressions: recursive descent by binding power.
 *
 * What stands behind a projection applies to each of its elements, up to the first operator that
 * binds less than BIND_PROJECTION (jmespath.org, "projections").
 */
#include "json-expression.h"

#include "json-parser.h"
#include "json.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 64
/* A chain of operators leans to the left: who walks the tree goes as deep as it has nodes. */
#define NODES_MAX 1000

enum binding {
	BIND_NOTHING,
	BIND_PIPE,
	BIND_OR,
	BIND_AND,
	BIND_COMPARISON,
	BIND_FLATTEN,
	BIND_PROJECTION,
	BIND_FILTER,
	BIND_DOT,
	BIND_BRACKET,
};

static struct json_expression *parse_expression(struct json_parser *parser, enum binding binding);

static bool at_sign(const struct json_parser *parser, char sign)
{
	return parser->token == TOKEN_SIGN && parser->sign == sign;
}

static void refuse_token(struct json_parser *parser)
{
	if (parser->token == TOKEN_END)
		json_parser_refuse(parser, parser->place, "the query ends too early");
	else
		json_parser_refuse(parser, parser->place, "this is not understood: %.20s",
		    parser->text + parser->place - 1);
}

static void expect(struct json_parser *parser, char sign)
{
	if (at_sign(parser, sign))
		json_parser_advance(parser);
	else
		refuse_token(parser);
}

/* A node that takes left and right over; both are freed and NULL returned when there can be none.
 */
static struct json_expression *node(struct json_parser *parser, enum expression_kind kind,
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

/* A node that carries the name that is the token at hand. */
static struct json_expression *named(struct json_parser *parser, enum expression_kind kind)
{
	struct json_expression *made = node(parser, kind, NULL, NULL);

	if (made) {
		made->name = strdup(bytes_text(&parser->value));
		if (!made->name)
			json_parser_refuse(parser, parser->place, "out of memory");
	}
	json_parser_advance(parser);
	return made;
}

static bool at_name(const struct json_parser *parser)
{
	return parser->token == TOKEN_NAME || parser->token == TOKEN_QUOTED;
}

/* Parts of `[a, b]` or `{x: a, y: b}` up to closer; the opening sign is behind. */
static struct json_expression *parse_parts(
    struct json_parser *parser, enum expression_kind kind, char closer)
{
	struct json_expression *first = NULL, **last = &first;

	do {
		struct json_expression *part;

		if (kind == EXPRESSION_OBJECT) {
			if (!at_name(parser)) {
				refuse_token(parser);
				break;
			}
			part = named(parser, kind);
			expect(parser, ':');
		} else {
			part = node(parser, kind, NULL, NULL);
		}
		if (!part)
			break;
		*last = part;
		last = &part->next;
		part->right = parse_expression(parser, BIND_NOTHING);
		if (!at_sign(parser, ','))
			break;
		json_parser_advance(parser);
	} while (!parser->failed);
	expect(parser, closer);
	return first;
}

/* What may follow a dot. */
static struct json_expression *parse_after_dot(struct json_parser *parser, enum binding binding)
{
	if (at_name(parser))
		return parse_expression(parser, binding);
	if (at_sign(parser, '[')) {
		json_parser_advance(parser);
		return parse_parts(parser, EXPRESSION_LIST, ']');
	}
	if (at_sign(parser, '{')) {
		json_parser_advance(parser);
		return parse_parts(parser, EXPRESSION_OBJECT, '}');
	}
	if (at_sign(parser, '*'))
		json_parser_refuse(parser, parser->place, ".* is not supported");
	else
		refuse_token(parser);
	return NULL;
}

static enum binding binding_of(const struct json_parser *parser)
{
	switch (parser->token) {
	case TOKEN_PIPE:
		return BIND_PIPE;
	case TOKEN_OR:
		return BIND_OR;
	case TOKEN_AND:
		return BIND_AND;
	case TOKEN_EQUAL:
	case TOKEN_UNEQUAL:
		return BIND_COMPARISON;
	case TOKEN_FLATTEN:
		return BIND_FLATTEN;
	case TOKEN_FILTER:
		return BIND_FILTER;
	case TOKEN_SIGN:
		return parser->sign == '.'   ? BIND_DOT
		       : parser->sign == '[' ? BIND_BRACKET
					     : BIND_NOTHING;
	case TOKEN_END:
	case TOKEN_NAME:
	case TOKEN_QUOTED:
	case TOKEN_NUMBER:
	case TOKEN_LITERAL:
		break;
	}
	return BIND_NOTHING;
}

/* What applies to each element of a projection that binds so. */
static struct json_expression *parse_projected(struct json_parser *parser, enum binding binding)
{
	if (binding_of(parser) < BIND_PROJECTION)
		return node(parser, EXPRESSION_CURRENT, NULL, NULL);
	if (!at_sign(parser, '.'))
		return parse_expression(parser, binding);
	json_parser_advance(parser);
	return parse_after_dot(parser, binding);
}

static struct json_expression *parse_flatten(
    struct json_parser *parser, struct json_expression *left)
{
	struct json_expression *flat = node(parser, EXPRESSION_FLATTEN, left, NULL);

	json_parser_advance(parser);
	return node(parser, EXPRESSION_PROJECTION, flat, parse_projected(parser, BIND_FLATTEN));
}

static struct json_expression *parse_filter(
    struct json_parser *parser, struct json_expression *left)
{
	struct json_expression *filter = node(parser, EXPRESSION_FILTER, left, NULL);

	json_parser_advance(parser);
	if (!filter)
		return NULL;
	filter->condition = parse_expression(parser, BIND_NOTHING);
	expect(parser, ']');
	filter->right = parse_projected(parser, BIND_FILTER);
	return filter;
}

static struct json_expression *parse_index(struct json_parser *parser)
{
	struct json_expression *index = node(parser, EXPRESSION_INDEX, NULL, NULL);

	if (parser->value.len > 9)
		json_parser_refuse(parser, parser->place, "the index is too large");
	else if (index)
		index->index = strtol(bytes_text(&parser->value), NULL, 10);
	json_parser_advance(parser);
	if (at_sign(parser, ':'))
		json_parser_refuse(parser, parser->place, "slices are not supported");
	expect(parser, ']');
	return index;
}

/* `[n]` or `[*]` behind left; the bracket is behind. NULL for left is the current node. */
static struct json_expression *parse_bracket(
    struct json_parser *parser, struct json_expression *left)
{
	if (parser->token == TOKEN_NUMBER)
		return left ? node(parser, EXPRESSION_CHAIN, left, parse_index(parser))
			    : parse_index(parser);
	if (at_sign(parser, '*')) {
		json_parser_advance(parser);
		expect(parser, ']');
		if (!left)
			left = node(parser, EXPRESSION_CURRENT, NULL, NULL);
		return node(
		    parser, EXPRESSION_PROJECTION, left, parse_projected(parser, BIND_PROJECTION));
	}
	if (!left)
		return parse_parts(parser, EXPRESSION_LIST, ']');
	if (at_sign(parser, ':'))
		json_parser_refuse(parser, parser->place, "slices are not supported");
	refuse_token(parser);
	return left;
}

static struct json_expression *parse_function(
    struct json_parser *parser, struct json_expression *name)
{
	struct json_expression *call;

	if (!name || !name->name || strcmp(name->name, "length") != 0) {
		json_parser_refuse(parser, name ? name->place : parser->place,
		    "of the functions only length() is supported");
		return name;
	}
	call = node(parser, EXPRESSION_LENGTH, NULL, NULL);
	if (call)
		call->place = name->place;
	json_expression_free(name);
	json_parser_advance(parser);
	if (call)
		call->left = parse_expression(parser, BIND_NOTHING);
	expect(parser, ')');
	return call;
}

static struct json_expression *parse_name(struct json_parser *parser)
{
	bool may_call = parser->token == TOKEN_NAME;
	struct json_expression *field = named(parser, EXPRESSION_FIELD);

	return may_call && at_sign(parser, '(') ? parse_function(parser, field) : field;
}

static struct json_expression *parse_literal(struct json_parser *parser)
{
	struct json_expression *literal = node(parser, EXPRESSION_LITERAL, NULL, NULL);

	if (literal) {
		literal->literal = parser->literal;
		parser->literal = NULL;
	}
	json_parser_advance(parser);
	return literal;
}

static struct json_expression *parse_sign(struct json_parser *parser)
{
	char sign = parser->sign;
	struct json_expression *inner;

	switch (sign) {
	case '@':
		inner = node(parser, EXPRESSION_CURRENT, NULL, NULL);
		json_parser_advance(parser);
		return inner;
	case '[':
		json_parser_advance(parser);
		return parse_bracket(parser, NULL);
	case '{':
		json_parser_advance(parser);
		return parse_parts(parser, EXPRESSION_OBJECT, '}');
	case '(':
		json_parser_advance(parser);
		inner = parse_expression(parser, BIND_NOTHING);
		expect(parser, ')');
		return inner;
	default:
		refuse_token(parser);
		return NULL;
	}
}

/* What an expression begins with. */
static struct json_expression *parse_first(struct json_parser *parser)
{
	switch (parser->token) {
	case TOKEN_NAME:
	case TOKEN_QUOTED:
		return parse_name(parser);
	case TOKEN_LITERAL:
		return parse_literal(parser);
	case TOKEN_FLATTEN:
		return parse_flatten(parser, node(parser, EXPRESSION_CURRENT, NULL, NULL));
	case TOKEN_FILTER:
		return parse_filter(parser, node(parser, EXPRESSION_CURRENT, NULL, NULL));
	case TOKEN_SIGN:
		return parse_sign(parser);
	case TOKEN_END:
	case TOKEN_NUMBER:
	case TOKEN_EQUAL:
	case TOKEN_UNEQUAL:
	case TOKEN_OR:
	case TOKEN_AND:
	case TOKEN_PIPE:
		break;
	}
	refuse_token(parser);
	return NULL;
}

static struct json_expression *parse_pair(struct json_parser *parser, enum expression_kind kind,
    enum binding binding, struct json_expression *left)
{
	json_parser_advance(parser);
	return node(parser, kind, left, parse_expression(parser, binding));
}

/* What an expression goes on with. Takes left over. */
static struct json_expression *parse_next(struct json_parser *parser, struct json_expression *left)
{
	switch (binding_of(parser)) {
	case BIND_PIPE:
		return parse_pair(parser, EXPRESSION_CHAIN, BIND_PIPE, left);
	case BIND_OR:
		return parse_pair(parser, EXPRESSION_OR, BIND_OR, left);
	case BIND_AND:
		return parse_pair(parser, EXPRESSION_AND, BIND_AND, left);
	case BIND_COMPARISON:
		return parse_pair(parser,
		    parser->token == TOKEN_EQUAL ? EXPRESSION_EQUAL : EXPRESSION_UNEQUAL,
		    BIND_COMPARISON, left);
	case BIND_FLATTEN:
		return parse_flatten(parser, left);
	case BIND_FILTER:
		return parse_filter(parser, left);
	case BIND_DOT:
		json_parser_advance(parser);
		return node(parser, EXPRESSION_CHAIN, left, parse_after_dot(parser, BIND_DOT));
	case BIND_BRACKET:
		json_parser_advance(parser);
		return parse_bracket(parser, left);
	case BIND_NOTHING:
	case BIND_PROJECTION:
		break;
	}
	return left;
}

static struct json_expression *parse_expression(struct json_parser *parser, enum binding binding)
{
	struct json_expression *left = NULL;

	if (++parser->depth > DEPTH_MAX)
		json_parser_refuse(parser, parser->place, "the query is nested too deeply");
	else if (!parser->failed)
		left = parse_first(parser);
	while (!parser->failed && binding_of(parser) > binding)
		left = parse_next(parser, left);
	parser->depth--;
	return left;
}

struct json_expression *json_expression_parse(const char *text, char *reason, size_t reason_size)
{
	struct json_parser parser = {
	    .text = text, .at = text, .reason = reason, .reason_size = reason_size};
	struct json_expression *expression;

	json_parser_advance(&parser);
	expression = parse_expression(&parser, BIND_NOTHING);
	if (!parser.failed && parser.token != TOKEN_END)
		refuse_token(&parser);
	bytes_done(&parser.value);
	json_free(parser.literal);
	if (!parser.failed)
		return expression;
	json_expression_free(expression);
	return NULL;
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
