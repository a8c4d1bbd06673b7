/* Expressions of the query language, parsed; inside this floor only. */
#ifndef LOCALHSM_JSON_EXPRESSION_H
#define LOCALHSM_JSON_EXPRESSION_H

#include "attributes.h"

#include <stddef.h>

struct json;

enum expression_kind {
	EXPRESSION_CURRENT,    /* @ */
	EXPRESSION_FIELD,      /* name */
	EXPRESSION_INDEX,      /* [index] */
	EXPRESSION_LITERAL,    /* literal */
	EXPRESSION_CHAIN,      /* right of left: `.` and `|` */
	EXPRESSION_FLATTEN,    /* left [] */
	EXPRESSION_PROJECTION, /* right of each element of left */
	EXPRESSION_FILTER,     /* right of each element of left for which condition holds */
	EXPRESSION_EQUAL,      /* left == right */
	EXPRESSION_UNEQUAL,    /* left != right */
	EXPRESSION_OR,
	EXPRESSION_AND,
	EXPRESSION_LIST,   /* [right, next's right, …] */
	EXPRESSION_OBJECT, /* {name: right, next's name: next's right, …} */
	EXPRESSION_LENGTH, /* length(left) */
};

struct json_expression {
	enum expression_kind kind;
	struct json_expression *left, *right, *condition;
	struct json_expression *next; /* of a list or object: one node for each part */
	char *name;
	long index;
	struct json *literal;
	size_t place; /* in the text, for errors: 1 is the first character */
};

/* NULL, with a reason that names the place. Freed with json_expression_free, which takes NULL. */
struct json_expression *json_expression_parse(const char *text, char *reason, size_t reason_size);
void json_expression_free(struct json_expression *expression);

#endif
