/* Expressions of the query language, parsed; inside this floor only. */
#ifndef LOCALHSM_JSON_EXPRESSION_H
#define LOCALHSM_JSON_EXPRESSION_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>

struct json;
struct json_function;

enum expression_kind {
	EXPRESSION_CURRENT,    /* @ */
	EXPRESSION_FIELD,      /* name */
	EXPRESSION_INDEX,      /* [slice.start] */
	EXPRESSION_SLICE,      /* [slice] */
	EXPRESSION_LITERAL,    /* literal */
	EXPRESSION_CHAIN,      /* right of left: `.` and `|` */
	EXPRESSION_FLATTEN,    /* left [] */
	EXPRESSION_VALUES,     /* the values of the object left: `.*` */
	EXPRESSION_PROJECTION, /* right of each element of left */
	EXPRESSION_FILTER,     /* right of each element of left for which condition holds */
	EXPRESSION_EQUAL,      /* left == right */
	EXPRESSION_UNEQUAL,    /* left != right */
	EXPRESSION_LESS,
	EXPRESSION_LESS_EQUAL,
	EXPRESSION_GREATER,
	EXPRESSION_GREATER_EQUAL,
	EXPRESSION_OR,
	EXPRESSION_AND,
	EXPRESSION_NOT,       /* !left */
	EXPRESSION_LIST,      /* [right, next's right, …] */
	EXPRESSION_OBJECT,    /* {name: right, next's name: next's right, …} */
	EXPRESSION_CALL,      /* function(left's right, left's next's right, …) */
	EXPRESSION_ARGUMENT,  /* right, in a call */
	EXPRESSION_REFERENCE, /* &right, in a call */
};

/* `[start:stop:step]`; a start or stop that is left out is the end from which step goes. */
struct json_slice {
	bool has_start, has_stop;
	long start, stop, step;
};

struct json_expression {
	enum expression_kind kind;
	struct json_expression *left, *right, *condition;
	struct json_expression *next; /* of a list, object or call: one node for each part */
	char *name;
	struct json_slice slice;
	struct json *literal;
	const struct json_function *function;
	size_t place; /* in the text, for errors: 1 is the first character */
};

/* NULL, with a reason that names the place. Freed with json_expression_free, which takes NULL. */
struct json_expression *json_expression_parse(const char *text, char *reason, size_t reason_size);
void json_expression_free(struct json_expression *expression);

#endif
