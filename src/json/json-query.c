/* Evaluation of query expressions over a tree. */
#include "json-query.h"

#include "json-evaluation.h"
#include "json-expression.h"
#include "json-function.h"
#include "json-value.h"
#include "json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The nodes of an answer of a thousand clusters, a few dozen times over; long texts count as more.
 */
#define WORK_MAX 4000000
#define CHARACTERS_A_NODE 16

struct json *json_evaluation_fail(
    struct json_evaluation *evaluation, size_t place, const char *format, ...)
{
	char what[160];
	va_list args;

	if (evaluation->failed)
		return NULL;
	evaluation->failed = true;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	snprintf(evaluation->reason, evaluation->reason_size, "character %zu: %s", place, what);
	return NULL;
}

struct json *json_evaluation_no_memory(struct json_evaluation *evaluation)
{
	if (!evaluation->failed)
		snprintf(evaluation->reason, evaluation->reason_size, "out of memory");
	evaluation->failed = true;
	return NULL;
}

struct json *json_evaluation_made(struct json_evaluation *evaluation, struct json *json)
{
	return json ? json : json_evaluation_no_memory(evaluation);
}

/* Whether there may be work for count nodes more. */
static bool spend(struct json_evaluation *evaluation, size_t count)
{
	evaluation->spent += count;
	if (evaluation->spent <= WORK_MAX)
		return true;
	json_evaluation_fail(evaluation, 1, "the query makes too much of the answer");
	return false;
}

static size_t count_nodes(const struct json *json)
{
	const char *text = json_string(json);
	size_t count = 1 + (text ? strlen(text) / CHARACTERS_A_NODE : 0);

	for (const struct json *child = json_first(json); child; child = json_next(child))
		count += count_nodes(child);
	return count;
}

struct json *json_evaluation_copy(struct json_evaluation *evaluation, const struct json *json)
{
	if (json_type_of_value(json) == JSON_NULL || !spend(evaluation, count_nodes(json)))
		return NULL;
	return json_evaluation_made(evaluation, json_copy(json));
}

void json_evaluation_append_some(
    struct json_evaluation *evaluation, struct json *array, struct json *value)
{
	if (value && !json_append(array, value))
		json_evaluation_no_memory(evaluation);
}

void json_evaluation_append(
    struct json_evaluation *evaluation, struct json *array, struct json *value)
{
	if (!value)
		value = json_evaluation_made(evaluation, json_new_null());
	json_evaluation_append_some(evaluation, array, value);
}

static bool is_array(const struct json *json)
{
	return json_type_of_value(json) == JSON_ARRAY;
}

static struct json *evaluate_index(
    struct json_evaluation *evaluation, long index, const struct json *current)
{
	long count = (long)json_count(current);

	if (index < 0)
		index += count;
	if (!is_array(current) || index < 0 || index >= count)
		return NULL;
	return json_evaluation_copy(evaluation, json_at(current, (size_t)index));
}

/* A start or stop as the place from 0 to count; walking down, from -1 to count - 1. */
static long clip(long place, long count, bool down)
{
	if (place < 0)
		place += count;
	if (place < 0)
		return down ? -1 : 0;
	if (place >= count)
		return down ? count - 1 : count;
	return place;
}

static struct json *evaluate_slice(
    struct json_evaluation *evaluation, const struct json_slice *slice, const struct json *current)
{
	long count = (long)json_count(current);
	bool down = slice->step < 0;
	long at = down ? count - 1 : 0, end = down ? -1 : count;
	struct json *part;

	if (!is_array(current))
		return NULL;
	if (slice->has_start)
		at = clip(slice->start, count, down);
	if (slice->has_stop)
		end = clip(slice->stop, count, down);
	part = json_evaluation_made(evaluation, json_new_array());
	for (; part && !evaluation->failed && (down ? at > end : at < end); at += slice->step)
		json_evaluation_append(evaluation, part,
		    json_evaluation_copy(evaluation, json_at(current, (size_t)at)));
	return part;
}

static struct json *flatten(struct json_evaluation *evaluation, const struct json *array)
{
	struct json *flat;

	if (!is_array(array))
		return NULL;
	flat = json_evaluation_made(evaluation, json_new_array());
	for (const struct json *outer = json_first(array); flat && outer;
	     outer = json_next(outer)) {
		if (!is_array(outer)) {
			json_evaluation_append(
			    evaluation, flat, json_evaluation_copy(evaluation, outer));
			continue;
		}
		for (const struct json *inner = json_first(outer); inner; inner = json_next(inner))
			json_evaluation_append(
			    evaluation, flat, json_evaluation_copy(evaluation, inner));
	}
	return flat;
}

static struct json *values_of(struct json_evaluation *evaluation, const struct json *object)
{
	struct json *values;

	if (json_type_of_value(object) != JSON_OBJECT)
		return NULL;
	values = json_evaluation_made(evaluation, json_new_array());
	for (const struct json *at = json_first(object); values && at; at = json_next(at))
		json_evaluation_append(evaluation, values, json_evaluation_copy(evaluation, at));
	return values;
}

static bool holds(struct json_evaluation *evaluation, const struct json_expression *condition,
    const struct json *element)
{
	struct json *value = json_evaluate(evaluation, condition, element);
	bool truth = json_is_true(value);

	json_free(value);
	return truth;
}

/* right of each element of array, for which condition holds if there is one. */
static struct json *project(struct json_evaluation *evaluation,
    const struct json_expression *expression, const struct json *array)
{
	struct json *projected;

	if (!is_array(array))
		return NULL;
	projected = json_evaluation_made(evaluation, json_new_array());
	for (const struct json *element = json_first(array);
	     projected && element && !evaluation->failed; element = json_next(element)) {
		if (expression->condition && !holds(evaluation, expression->condition, element))
			continue;
		json_evaluation_append_some(
		    evaluation, projected, json_evaluate(evaluation, expression->right, element));
	}
	return projected;
}

/* `[a, b]` and `{x: a}`: of null they are null; a part that is null stays. */
static struct json *evaluate_parts(struct json_evaluation *evaluation,
    const struct json_expression *part, const struct json *current)
{
	bool is_object = part->kind == EXPRESSION_OBJECT;
	struct json *parts;

	if (json_type_of_value(current) == JSON_NULL)
		return NULL;
	parts = is_object ? json_new_object() : json_new_array();
	if (!parts)
		return json_evaluation_no_memory(evaluation);
	for (; part && !evaluation->failed; part = part->next) {
		struct json *value = json_evaluate(evaluation, part->right, current);

		if (!value)
			value = json_new_null();
		if (!(is_object ? json_set(parts, part->name, value) : json_append(parts, value)))
			json_evaluation_no_memory(evaluation);
	}
	return parts;
}

/* What is no number or string has no order: the answer is null. */
static struct json *compare(struct json_evaluation *evaluation, enum expression_kind kind,
    const struct json *left, const struct json *right)
{
	int order;
	bool comparable = json_compare(left, right, &order), holds_so;

	if (kind == EXPRESSION_EQUAL || kind == EXPRESSION_UNEQUAL)
		holds_so = json_is_equal(left, right) == (kind == EXPRESSION_EQUAL);
	else if (!comparable)
		return NULL;
	else if (kind == EXPRESSION_LESS)
		holds_so = order < 0;
	else if (kind == EXPRESSION_LESS_EQUAL)
		holds_so = order <= 0;
	else if (kind == EXPRESSION_GREATER)
		holds_so = order > 0;
	else
		holds_so = order >= 0;
	return json_evaluation_made(evaluation, json_new_bool(holds_so));
}

/* Those kinds whose left side is evaluated first. Takes left, which may be NULL, over. */
static struct json *evaluate_with_left(struct json_evaluation *evaluation,
    const struct json_expression *expression, const struct json *current, struct json *left)
{
	struct json *right = NULL, *value = NULL;

	if (evaluation->failed) {
		json_free(left);
		return NULL;
	}
	switch (expression->kind) {
	case EXPRESSION_CHAIN:
		value = json_evaluate(evaluation, expression->right, left);
		break;
	case EXPRESSION_FLATTEN:
		value = flatten(evaluation, left);
		break;
	case EXPRESSION_VALUES:
		value = values_of(evaluation, left);
		break;
	case EXPRESSION_PROJECTION:
	case EXPRESSION_FILTER:
		value = project(evaluation, expression, left);
		break;
	case EXPRESSION_EQUAL:
	case EXPRESSION_UNEQUAL:
	case EXPRESSION_LESS:
	case EXPRESSION_LESS_EQUAL:
	case EXPRESSION_GREATER:
	case EXPRESSION_GREATER_EQUAL:
		right = json_evaluate(evaluation, expression->right, current);
		value = compare(evaluation, expression->kind, left, right);
		break;
	case EXPRESSION_OR:
	case EXPRESSION_AND:
		if (json_is_true(left) == (expression->kind == EXPRESSION_OR))
			return left;
		value = json_evaluate(evaluation, expression->right, current);
		break;
	case EXPRESSION_NOT:
		value = json_evaluation_made(evaluation, json_new_bool(!json_is_true(left)));
		break;
	case EXPRESSION_CURRENT:
	case EXPRESSION_FIELD:
	case EXPRESSION_INDEX:
	case EXPRESSION_SLICE:
	case EXPRESSION_LITERAL:
	case EXPRESSION_LIST:
	case EXPRESSION_OBJECT:
	case EXPRESSION_CALL:
	case EXPRESSION_ARGUMENT:
	case EXPRESSION_REFERENCE:
		break;
	}
	json_free(left);
	json_free(right);
	return value;
}

struct json *json_evaluate(struct json_evaluation *evaluation,
    const struct json_expression *expression, const struct json *current)
{
	if (evaluation->failed || !spend(evaluation, 1))
		return NULL;
	switch (expression->kind) {
	case EXPRESSION_CURRENT:
		return json_evaluation_copy(evaluation, current);
	case EXPRESSION_FIELD:
		return json_evaluation_copy(evaluation, json_member(current, expression->name));
	case EXPRESSION_INDEX:
		return evaluate_index(evaluation, expression->slice.start, current);
	case EXPRESSION_SLICE:
		return evaluate_slice(evaluation, &expression->slice, current);
	case EXPRESSION_LITERAL:
		return json_evaluation_copy(evaluation, expression->literal);
	case EXPRESSION_LIST:
	case EXPRESSION_OBJECT:
		return evaluate_parts(evaluation, expression, current);
	case EXPRESSION_CALL:
		return json_function_call(evaluation, expression, current);
	case EXPRESSION_CHAIN:
	case EXPRESSION_FLATTEN:
	case EXPRESSION_VALUES:
	case EXPRESSION_PROJECTION:
	case EXPRESSION_FILTER:
	case EXPRESSION_EQUAL:
	case EXPRESSION_UNEQUAL:
	case EXPRESSION_LESS:
	case EXPRESSION_LESS_EQUAL:
	case EXPRESSION_GREATER:
	case EXPRESSION_GREATER_EQUAL:
	case EXPRESSION_OR:
	case EXPRESSION_AND:
	case EXPRESSION_NOT:
	case EXPRESSION_ARGUMENT:
	case EXPRESSION_REFERENCE:
		break;
	}
	return evaluate_with_left(
	    evaluation, expression, current, json_evaluate(evaluation, expression->left, current));
}

struct json *json_query(
    const struct json *json, const char *expression, char *reason, size_t reason_size)
{
	struct json_evaluation evaluation = {.reason = reason, .reason_size = reason_size};
	struct json_expression *parsed = json_expression_parse(expression, reason, reason_size);
	struct json *answer;

	if (!parsed)
		return NULL;
	answer = json_evaluate(&evaluation, parsed, json);
	json_expression_free(parsed);
	if (!answer && !evaluation.failed)
		answer = json_evaluation_made(&evaluation, json_new_null());
	if (!evaluation.failed)
		return answer;
	json_free(answer);
	return NULL;
}

bool json_query_readable(const char *expression, char *reason, size_t reason_size)
{
	struct json_expression *parsed = json_expression_parse(expression, reason, reason_size);

	json_expression_free(parsed);
	return parsed;
}
