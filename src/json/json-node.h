/* The nodes of a parsed query expression, as its parser makes them; inside this floor only. */
#ifndef LOCALHSM_JSON_NODE_H
#define LOCALHSM_JSON_NODE_H

#include "json-expression.h"

#include <stdbool.h>

struct json_parser;

/* A node that takes left and right over; both are freed and NULL returned when there can be none.
 */
struct json_expression *json_node(struct json_parser *parser, enum expression_kind kind,
    struct json_expression *left, struct json_expression *right);

/* A node that carries the name, or the literal, that is the token at hand; the token is taken. */
struct json_expression *json_node_named(struct json_parser *parser, enum expression_kind kind);
struct json_expression *json_node_literal(struct json_parser *parser);

/* A node that carries the numbers of `[start:stop:step]`, up to its bracket and with it. */
struct json_expression *json_node_index_or_slice(struct json_parser *parser);

#endif
