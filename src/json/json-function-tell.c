/* Functions of queries that tell something of values: numbers, texts, types. */
#include "json-functions.h"

#include "json-evaluation.h"
#include "json-expression.h"
#include "json-function.h"
#include "json-value.h"
#include "json.h"

#include <math.h>
#include <string.h>

static struct json *new_number(struct json_call *call, double number)
{
	return json_evaluation_made(call->evaluation, json_new_number(number));
}

static struct json *new_bool(struct json_call *call, bool value)
{
	return json_evaluation_made(call->evaluation, json_new_bool(value));
}

struct json *json_run_abs(struct json_call *call)
{
	return new_number(call, fabs(json_number(call->arguments[0].value)));
}

struct json *json_run_ceil(struct json_call *call)
{
	return new_number(call, ceil(json_number(call->arguments[0].value)));
}

struct json *json_run_floor(struct json_call *call)
{
	return new_number(call, floor(json_number(call->arguments[0].value)));
}

static double sum_of(const struct json *array)
{
	double sum = 0;

	for (const struct json *at = json_first(array); at; at = json_next(at))
		sum += json_number(at);
	return sum;
}

/* JSON has no number for what is beyond a double. */
static struct json *new_finite(struct json_call *call, double number)
{
	if (isfinite(number))
		return new_number(call, number);
	return json_evaluation_fail(call->evaluation, call->expression->place,
	    "the result of %s() is too large", call->expression->function->name);
}

struct json *json_run_sum(struct json_call *call)
{
	return new_finite(call, sum_of(call->arguments[0].value));
}

struct json *json_run_avg(struct json_call *call)
{
	const struct json *array = call->arguments[0].value;
	size_t count = json_count(array);

	return count > 0 ? new_finite(call, sum_of(array) / (double)count) : NULL;
}

struct json *json_run_length(struct json_call *call)
{
	return new_number(call, (double)json_length(call->arguments[0].value));
}

static bool array_contains(const struct json *array, const struct json *wanted)
{
	for (const struct json *at = json_first(array); at; at = json_next(at)) {
		if (json_is_equal(at, wanted))
			return true;
	}
	return false;
}

struct json *json_run_contains(struct json_call *call)
{
	const struct json *where = call->arguments[0].value, *what = call->arguments[1].value;
	enum json_type type = json_type_of_value(what);

	if (json_type_of_value(where) == JSON_ARRAY)
		return new_bool(call, array_contains(where, what));
	if (type == JSON_STRING)
		return new_bool(call, strstr(json_string(where), json_string(what)) != NULL);
	return json_evaluation_fail(call->evaluation, call->expression->place,
	    "contains() looks for a string in a string, not for %s", json_type_name(type));
}

struct json *json_run_starts_with(struct json_call *call)
{
	const char *text = json_string(call->arguments[0].value);
	const char *start = json_string(call->arguments[1].value);

	return new_bool(call, strncmp(text, start, strlen(start)) == 0);
}

struct json *json_run_ends_with(struct json_call *call)
{
	const char *text = json_string(call->arguments[0].value);
	const char *end = json_string(call->arguments[1].value);
	size_t text_len = strlen(text), end_len = strlen(end);

	return new_bool(call, text_len >= end_len && strcmp(text + text_len - end_len, end) == 0);
}

struct json *json_run_type(struct json_call *call)
{
	static const char *const names[] = {
	    [JSON_NULL] = "null",
	    [JSON_BOOL] = "boolean",
	    [JSON_NUMBER] = "number",
	    [JSON_STRING] = "string",
	    [JSON_ARRAY] = "array",
	    [JSON_OBJECT] = "object",
	};
	const char *name = names[json_type_of_value(call->arguments[0].value)];

	return json_evaluation_made(call->evaluation, json_new_string(name));
}
