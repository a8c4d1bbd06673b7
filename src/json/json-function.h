/* The functions of the query language (jmespath.org, "built-in functions"); inside this floor only.
 */
#ifndef LOCALHSM_JSON_FUNCTION_H
#define LOCALHSM_JSON_FUNCTION_H

#include "attributes.h"
#include "json.h"

#include <stdbool.h>
#include <stddef.h>

struct json_evaluation;
struct json_expression;

/* What an argument may be: one bit a type, arrays of one type, or an expression. */
enum json_takes {
	TAKES_NULL = 1U << JSON_NULL,
	TAKES_BOOL = 1U << JSON_BOOL,
	TAKES_NUMBER = 1U << JSON_NUMBER,
	TAKES_STRING = 1U << JSON_STRING,
	TAKES_ARRAY = 1U << JSON_ARRAY,
	TAKES_OBJECT = 1U << JSON_OBJECT,
	TAKES_ANY =
	    TAKES_NULL | TAKES_BOOL | TAKES_NUMBER | TAKES_STRING | TAKES_ARRAY | TAKES_OBJECT,
	TAKES_NUMBERS = 1U << 8,
	TAKES_STRINGS = 1U << 9,
	TAKES_REFERENCE = 1U << 10
};

/* A value, which the function may take and leave NULL behind, or an expression. */
struct json_argument {
	struct json *value;
	const struct json_expression *reference;
};

/* A call whose arguments are right. */
struct json_call {
	struct json_evaluation *evaluation;
	const struct json_expression *expression;
	struct json_argument *arguments;
	size_t count;
};

struct json_function {
	const char *name;
	struct json *(*run)(struct json_call *call);
	unsigned n_takes;
	unsigned takes[2];
	bool is_variadic; /* the last argument may be there more than once */
};

const struct json_function *json_function_find(const char *name); /* NULL: none */
const char *json_function_nearest(const char *name);              /* NULL: none is near */
bool json_function_takes_reference(const struct json_function *function, unsigned index);

/* The value of an EXPRESSION_CALL. */
struct json *json_function_call(struct json_evaluation *evaluation,
    const struct json_expression *expression, const struct json *current);

#endif
