/* Calls of functions in queries: which there are, and what they take. */
#include "json-function.h"

#include "bytes.h"
#include "json-evaluation.h"
#include "json-expression.h"
#include "json-functions.h"
#include "json-value.h"
#include "names.h"

#include <stdlib.h>
#include <string.h>

#define TAKES_COMPARABLE (TAKES_NUMBERS | TAKES_STRINGS)

static const struct json_function functions[] = {
    {"abs", json_run_abs, 1, {TAKES_NUMBER}, false},
    {"avg", json_run_avg, 1, {TAKES_NUMBERS}, false},
    {"ceil", json_run_ceil, 1, {TAKES_NUMBER}, false},
    {"contains", json_run_contains, 2, {TAKES_ARRAY | TAKES_STRING, TAKES_ANY}, false},
    {"ends_with", json_run_ends_with, 2, {TAKES_STRING, TAKES_STRING}, false},
    {"floor", json_run_floor, 1, {TAKES_NUMBER}, false},
    {"join", json_run_join, 2, {TAKES_STRING, TAKES_STRINGS}, false},
    {"keys", json_run_keys, 1, {TAKES_OBJECT}, false},
    {"length", json_run_length, 1, {TAKES_STRING | TAKES_ARRAY | TAKES_OBJECT}, false},
    {"map", json_run_map, 2, {TAKES_REFERENCE, TAKES_ARRAY}, false},
    {"max", json_run_max, 1, {TAKES_COMPARABLE}, false},
    {"max_by", json_run_max, 2, {TAKES_ARRAY, TAKES_REFERENCE}, false},
    {"merge", json_run_merge, 1, {TAKES_OBJECT}, true},
    {"min", json_run_min, 1, {TAKES_COMPARABLE}, false},
    {"min_by", json_run_min, 2, {TAKES_ARRAY, TAKES_REFERENCE}, false},
    {"not_null", json_run_not_null, 1, {TAKES_ANY}, true},
    {"reverse", json_run_reverse, 1, {TAKES_STRING | TAKES_ARRAY}, false},
    {"sort", json_run_sort, 1, {TAKES_COMPARABLE}, false},
    {"sort_by", json_run_sort, 2, {TAKES_ARRAY, TAKES_REFERENCE}, false},
    {"starts_with", json_run_starts_with, 2, {TAKES_STRING, TAKES_STRING}, false},
    {"sum", json_run_sum, 1, {TAKES_NUMBERS}, false},
    {"to_array", json_run_to_array, 1, {TAKES_ANY}, false},
    {"to_number", json_run_to_number, 1, {TAKES_ANY}, false},
    {"to_string", json_run_to_string, 1, {TAKES_ANY}, false},
    {"type", json_run_type, 1, {TAKES_ANY}, false},
    {"values", json_run_values, 1, {TAKES_OBJECT}, false},
};

const struct json_function *json_function_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(functions); i++) {
		if (strcmp(functions[i].name, name) == 0)
			return &functions[i];
	}
	return NULL;
}

const char *json_function_nearest(const char *name)
{
	const char *names[ARRAY_LENGTH(functions)];

	for (size_t i = 0; i < ARRAY_LENGTH(functions); i++)
		names[i] = functions[i].name;
	return names_nearest(name, names, ARRAY_LENGTH(names));
}

/* What the argument at index may be; the last stands for all behind it. */
static unsigned takes_at(const struct json_function *function, size_t index)
{
	return function->takes[index < function->n_takes ? index : function->n_takes - 1];
}

bool json_function_takes_reference(const struct json_function *function, unsigned index)
{
	return (takes_at(function, index) & TAKES_REFERENCE) != 0;
}

static bool is_array_of(const struct json *value, enum json_type type)
{
	if (json_type_of_value(value) != JSON_ARRAY)
		return false;
	for (const struct json *at = json_first(value); at; at = json_next(at)) {
		if (json_type_of(at) != type)
			return false;
	}
	return true;
}

static bool is_taken(unsigned takes, const struct json *value)
{
	return (takes & (1U << json_type_of_value(value))) != 0 ||
	       ((takes & TAKES_NUMBERS) != 0 && is_array_of(value, JSON_NUMBER)) ||
	       ((takes & TAKES_STRINGS) != 0 && is_array_of(value, JSON_STRING));
}

/* "a string, an array or an object" */
static void describe(unsigned takes, struct bytes *out)
{
	const char *names[JSON_OBJECT + 3];
	size_t count = 0;

	for (enum json_type type = JSON_NULL; type <= JSON_OBJECT; type++) {
		if ((takes & (1U << type)) != 0)
			names[count++] = json_type_name(type);
	}
	if ((takes & TAKES_NUMBERS) != 0)
		names[count++] = "an array of numbers";
	if ((takes & TAKES_STRINGS) != 0)
		names[count++] = "an array of strings";
	for (size_t i = 0; i < count; i++)
		bytes_append_format(out, "%s%s",
		    i == 0          ? ""
		    : i + 1 < count ? ", "
				    : " or ",
		    names[i]);
}

/* The text leaves out which argument is meant where there is but one. */
static void refuse(struct json_call *call, size_t index)
{
	const struct json_function *function = call->expression->function;
	enum json_type type = json_type_of_value(call->arguments[index].value);
	unsigned takes = takes_at(function, index);
	bool is_mixed = type == JSON_ARRAY && (takes & (TAKES_NUMBERS | TAKES_STRINGS)) != 0;
	struct bytes text = BYTES_INIT;

	bytes_append_format(&text, "%s() takes ", function->name);
	describe(takes, &text);
	if (call->count > 1)
		bytes_append_format(&text, " as argument %zu", index + 1);
	bytes_append_format(
	    &text, ", not %s", is_mixed ? "an array of other things" : json_type_name(type));
	json_evaluation_fail(call->evaluation, call->expression->place, "%s", bytes_text(&text));
	bytes_done(&text);
}

static void evaluate_arguments(struct json_call *call, const struct json *current)
{
	const struct json_expression *argument = call->expression->left;

	for (size_t i = 0; argument && !call->evaluation->failed; i++, argument = argument->next) {
		if (argument->kind == EXPRESSION_REFERENCE) {
			call->arguments[i].reference = argument->right;
			continue;
		}
		call->arguments[i].value =
		    json_evaluate(call->evaluation, argument->right, current);
		if (!call->evaluation->failed &&
		    !is_taken(takes_at(call->expression->function, i), call->arguments[i].value))
			refuse(call, i);
	}
}

static struct json *run(struct json_call *call, const struct json *current)
{
	evaluate_arguments(call, current);
	return call->evaluation->failed ? NULL : call->expression->function->run(call);
}

struct json *json_function_call(struct json_evaluation *evaluation,
    const struct json_expression *expression, const struct json *current)
{
	struct json_call call = {.evaluation = evaluation, .expression = expression};
	struct json *value;

	for (const struct json_expression *at = expression->left; at; at = at->next)
		call.count++;
	call.arguments = calloc(call.count + 1, sizeof(*call.arguments));
	if (!call.arguments)
		return json_evaluation_no_memory(evaluation);
	value = run(&call, current);
	for (size_t i = 0; i < call.count; i++)
		json_free(call.arguments[i].value);
	free(call.arguments);
	return value;
}
