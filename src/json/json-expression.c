/*
 * Parsing of query expressions: recursive descent by binding power.
 *
 * What stands behind a projection applies to each of its elements, up to the first operator that
 * binds less than BIND_PROJECTION (jmespath.org, "projections").
 */
#include "json-expression.h"

#include "json-function.h"
#include "json-node.h"
#include "json-parser.h"
#include "json.h"

#define DEPTH_MAX 64

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
	BIND_NOT,
	BIND_BRACKET,
};

static struct json_expression *parse_expression(struct json_parser *parser, enum binding binding);

static struct json_expression *current_node(struct json_parser *parser)
{
	return json_node(parser, EXPRESSION_CURRENT, NULL, NULL);
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
				json_parser_refuse_token(parser);
				break;
			}
			part = json_node_named(parser, kind);
			json_parser_expect(parser, ':');
		} else {
			part = json_node(parser, kind, NULL, NULL);
		}
		if (!part)
			break;
		*last = part;
		last = &part->next;
		part->right = parse_expression(parser, BIND_NOTHING);
		if (!json_parser_at_sign(parser, ','))
			break;
		json_parser_advance(parser);
	} while (!parser->failed);
	json_parser_expect(parser, closer);
	return first;
}

/* What may follow a dot. */
static struct json_expression *parse_after_dot(struct json_parser *parser, enum binding binding)
{
	if (at_name(parser))
		return parse_expression(parser, binding);
	if (json_parser_at_sign(parser, '[')) {
		json_parser_advance(parser);
		return parse_parts(parser, EXPRESSION_LIST, ']');
	}
	if (json_parser_at_sign(parser, '{')) {
		json_parser_advance(parser);
		return parse_parts(parser, EXPRESSION_OBJECT, '}');
	}
	if (json_parser_at_sign(parser, '*'))
		return parse_expression(parser, binding);
	json_parser_refuse_token(parser);
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
	case TOKEN_LESS:
	case TOKEN_LESS_EQUAL:
	case TOKEN_GREATER:
	case TOKEN_GREATER_EQUAL:
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
		return current_node(parser);
	if (!json_parser_at_sign(parser, '.'))
		return parse_expression(parser, binding);
	json_parser_advance(parser);
	return parse_after_dot(parser, binding);
}

static struct json_expression *parse_flatten(
    struct json_parser *parser, struct json_expression *left)
{
	struct json_expression *flat = json_node(parser, EXPRESSION_FLATTEN, left, NULL);

	json_parser_advance(parser);
	return json_node(
	    parser, EXPRESSION_PROJECTION, flat, parse_projected(parser, BIND_FLATTEN));
}

static struct json_expression *parse_filter(
    struct json_parser *parser, struct json_expression *left)
{
	struct json_expression *filter = json_node(parser, EXPRESSION_FILTER, left, NULL);

	json_parser_advance(parser);
	if (!filter)
		return NULL;
	filter->condition = parse_expression(parser, BIND_NOTHING);
	json_parser_expect(parser, ']');
	filter->right = parse_projected(parser, BIND_FILTER);
	return filter;
}

/* `*` of an object: what follows applies to each of its values. The star is behind. */
static struct json_expression *parse_values(
    struct json_parser *parser, enum binding binding, struct json_expression *left)
{
	struct json_expression *values = json_node(parser, EXPRESSION_VALUES, left, NULL);

	return json_node(parser, EXPRESSION_PROJECTION, values, parse_projected(parser, binding));
}

/* `n]` or `a:b:c]` behind left; what follows a slice applies to each of its elements. */
static struct json_expression *parse_index(struct json_parser *parser, struct json_expression *left)
{
	struct json_expression *index = json_node_index_or_slice(parser);
	bool is_slice = index && index->kind == EXPRESSION_SLICE;

	if (left)
		index = json_node(parser, EXPRESSION_CHAIN, left, index);
	if (!is_slice)
		return index;
	return json_node(
	    parser, EXPRESSION_PROJECTION, index, parse_projected(parser, BIND_PROJECTION));
}

/* What a bracket holds behind left; the bracket is behind. NULL for left is the current node. */
static struct json_expression *parse_bracket(
    struct json_parser *parser, struct json_expression *left)
{
	if (parser->token == TOKEN_NUMBER || json_parser_at_sign(parser, ':'))
		return parse_index(parser, left);
	/* `[*]` is a projection, `[*.a]` a list of one part. */
	if (json_parser_at_sign(parser, '*') && (left || json_parser_peek(parser) == ']')) {
		json_parser_advance(parser);
		json_parser_expect(parser, ']');
		if (!left)
			left = current_node(parser);
		return json_node(
		    parser, EXPRESSION_PROJECTION, left, parse_projected(parser, BIND_PROJECTION));
	}
	if (!left)
		return parse_parts(parser, EXPRESSION_LIST, ']');
	json_parser_refuse_token(parser);
	return left;
}

/* One argument of a function that stands at index of its arguments. */
static struct json_expression *parse_argument(
    struct json_parser *parser, const struct json_function *function, unsigned index)
{
	bool is_reference = json_parser_at_sign(parser, '&');
	struct json_expression *argument = json_node(
	    parser, is_reference ? EXPRESSION_REFERENCE : EXPRESSION_ARGUMENT, NULL, NULL);

	if (is_reference != json_function_takes_reference(function, index))
		json_parser_refuse(parser, parser->place,
		    is_reference ? "%s() takes no expression here"
				 : "%s() takes an expression here, as in &name",
		    function->name);
	if (is_reference)
		json_parser_advance(parser);
	if (argument)
		argument->right = parse_expression(parser, BIND_NOTHING);
	return argument;
}

static void parse_arguments(struct json_parser *parser, struct json_expression *call)
{
	struct json_expression **last = &call->left;
	unsigned count = 0;

	while (!parser->failed && !json_parser_at_sign(parser, ')')) {
		if (count > 0)
			json_parser_expect(parser, ',');
		*last = parse_argument(parser, call->function, count);
		if (!*last)
			return;
		last = &(*last)->next;
		count++;
	}
	if (count < call->function->n_takes ||
	    (count > call->function->n_takes && !call->function->is_variadic))
		json_parser_refuse(parser, call->place, "%s() takes %s%u argument%s, not %u",
		    call->function->name, call->function->is_variadic ? "at least " : "",
		    call->function->n_takes, call->function->n_takes == 1 ? "" : "s", count);
}

static void refuse_function(struct json_parser *parser, const struct json_expression *name)
{
	const char *nearest = json_function_nearest(name->name);

	json_parser_refuse(parser, name->place, "there is no function %.40s()%s%s%s", name->name,
	    nearest ? ", but there is " : "", nearest ? nearest : "", nearest ? "()" : "");
}

/* name becomes the call. */
static struct json_expression *parse_call(struct json_parser *parser, struct json_expression *name)
{
	if (!name || !name->name)
		return name;
	name->function = json_function_find(name->name);
	if (!name->function) {
		refuse_function(parser, name);
		return name;
	}
	name->kind = EXPRESSION_CALL;
	json_parser_advance(parser);
	parse_arguments(parser, name);
	json_parser_expect(parser, ')');
	return name;
}

static struct json_expression *parse_name(struct json_parser *parser)
{
	bool may_call = parser->token == TOKEN_NAME;
	struct json_expression *field = json_node_named(parser, EXPRESSION_FIELD);

	return may_call && json_parser_at_sign(parser, '(') ? parse_call(parser, field) : field;
}

static struct json_expression *parse_sign(struct json_parser *parser)
{
	char sign = parser->sign;
	struct json_expression *inner;

	switch (sign) {
	case '@':
		inner = current_node(parser);
		json_parser_advance(parser);
		return inner;
	case '*':
		json_parser_advance(parser);
		return parse_values(parser, BIND_PROJECTION, current_node(parser));
	case '!':
		json_parser_advance(parser);
		return json_node(parser, EXPRESSION_NOT, parse_expression(parser, BIND_NOT), NULL);
	case '[':
		json_parser_advance(parser);
		return parse_bracket(parser, NULL);
	case '{':
		json_parser_advance(parser);
		return parse_parts(parser, EXPRESSION_OBJECT, '}');
	case '(':
		json_parser_advance(parser);
		inner = parse_expression(parser, BIND_NOTHING);
		json_parser_expect(parser, ')');
		return inner;
	default:
		json_parser_refuse_token(parser);
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
		return json_node_literal(parser);
	case TOKEN_FLATTEN:
		return parse_flatten(parser, current_node(parser));
	case TOKEN_FILTER:
		return parse_filter(parser, current_node(parser));
	case TOKEN_SIGN:
		return parse_sign(parser);
	case TOKEN_END:
	case TOKEN_NUMBER:
	case TOKEN_EQUAL:
	case TOKEN_UNEQUAL:
	case TOKEN_LESS:
	case TOKEN_LESS_EQUAL:
	case TOKEN_GREATER:
	case TOKEN_GREATER_EQUAL:
	case TOKEN_OR:
	case TOKEN_AND:
	case TOKEN_PIPE:
		break;
	}
	json_parser_refuse_token(parser);
	return NULL;
}

static struct json_expression *parse_pair(struct json_parser *parser, enum expression_kind kind,
    enum binding binding, struct json_expression *left)
{
	json_parser_advance(parser);
	return json_node(parser, kind, left, parse_expression(parser, binding));
}

/* Behind the dot. */
static struct json_expression *parse_dotted(
    struct json_parser *parser, struct json_expression *left)
{
	if (!json_parser_at_sign(parser, '*'))
		return json_node(parser, EXPRESSION_CHAIN, left, parse_after_dot(parser, BIND_DOT));
	json_parser_advance(parser);
	/* `a.*.b.c` is `(a.*.b).c`: AWS CLI's reader binds so, though `*.b.c` is `*.(b.c)` to it.
	 */
	return parse_values(parser, BIND_DOT, left);
}

/* What an expression goes on with. Takes left over. */
static struct json_expression *parse_next(struct json_parser *parser, struct json_expression *left)
{
	static const enum expression_kind comparisons[] = {
	    [TOKEN_EQUAL] = EXPRESSION_EQUAL,
	    [TOKEN_UNEQUAL] = EXPRESSION_UNEQUAL,
	    [TOKEN_LESS] = EXPRESSION_LESS,
	    [TOKEN_LESS_EQUAL] = EXPRESSION_LESS_EQUAL,
	    [TOKEN_GREATER] = EXPRESSION_GREATER,
	    [TOKEN_GREATER_EQUAL] = EXPRESSION_GREATER_EQUAL,
	};

	switch (binding_of(parser)) {
	case BIND_PIPE:
		return parse_pair(parser, EXPRESSION_CHAIN, BIND_PIPE, left);
	case BIND_OR:
		return parse_pair(parser, EXPRESSION_OR, BIND_OR, left);
	case BIND_AND:
		return parse_pair(parser, EXPRESSION_AND, BIND_AND, left);
	case BIND_COMPARISON:
		return parse_pair(parser, comparisons[parser->token], BIND_COMPARISON, left);
	case BIND_FLATTEN:
		return parse_flatten(parser, left);
	case BIND_FILTER:
		return parse_filter(parser, left);
	case BIND_DOT:
		json_parser_advance(parser);
		return parse_dotted(parser, left);
	case BIND_BRACKET:
		json_parser_advance(parser);
		return parse_bracket(parser, left);
	case BIND_NOTHING:
	case BIND_PROJECTION:
	case BIND_NOT:
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
		json_parser_refuse_token(&parser);
	bytes_done(&parser.value);
	json_free(parser.literal);
	if (!parser.failed)
		return expression;
	json_expression_free(expression);
	return NULL;
}
