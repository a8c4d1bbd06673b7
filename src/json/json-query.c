/* Evaluation of query expressions over a tree. */
#include "json-query.h"

#include "json-expression.h"
#include "json-scan.h"
#include "json.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/*
 * Every value is a tree of its own, to be freed, and NULL is the language's null: projections drop
 * it, and a part that is not there is null.
 */
struct evaluation {
	bool failed;
	char *reason;
	size_t reason_size;
};

static struct json *evaluate(struct evaluation *evaluation,
    const struct json_expression *expression, const struct json *current);

static struct json *out_of_memory(struct evaluation *evaluation)
{
	if (!evaluation->failed)
		snprintf(evaluation->reason, evaluation->reason_size, "out of memory");
	evaluation->failed = true;
	return NULL;
}

static struct json *copy(struct evaluation *evaluation, const struct json *json)
{
	struct json *copied;

	if (!json || json_type_of(json) == JSON_NULL)
		return NULL;
	copied = json_copy(json);
	return copied ? copied : out_of_memory(evaluation);
}

static struct json *new_bool(struct evaluation *evaluation, bool value)
{
	struct json *json = json_new_bool(value);

	return json ? json : out_of_memory(evaluation);
}

static bool is_array(const struct json *json)
{
	return json && json_type_of(json) == JSON_ARRAY;
}

/* The language's idea of truth: null, false and all that is empty are false. */
static bool is_true(const struct json *json)
{
	if (!json)
		return false;
	switch (json_type_of(json)) {
	case JSON_NULL:
		return false;
	case JSON_BOOL:
		return json_bool(json);
	case JSON_NUMBER:
		return true;
	case JSON_STRING:
		return json_string(json)[0] != '\0';
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return json_count(json) > 0;
}

static bool is_equal(const struct json *a, const struct json *b)
{
	enum json_type type = a ? json_type_of(a) : JSON_NULL;
	const struct json *other;

	if (type != (b ? json_type_of(b) : JSON_NULL))
		return false;
	switch (type) {
	case JSON_NULL:
		return true;
	case JSON_BOOL:
		return json_bool(a) == json_bool(b);
	case JSON_NUMBER:
		return !islessgreater(json_number(a), json_number(b));
	case JSON_STRING:
		return strcmp(json_string(a), json_string(b)) == 0;
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	if (json_count(a) != json_count(b))
		return false;
	other = json_first(b);
	for (const struct json *child = json_first(a); child; child = json_next(child)) {
		const struct json *match =
		    type == JSON_ARRAY ? other : json_member(b, json_name(child));

		if (!match || !is_equal(child, match))
			return false;
		other = json_next(other);
	}
	return true;
}

static struct json *evaluate_index(
    struct evaluation *evaluation, long index, const struct json *current)
{
	long count = (long)json_count(current);

	if (index < 0)
		index += count;
	if (!is_array(current) || index < 0 || index >= count)
		return NULL;
	return copy(evaluation, json_at(current, (size_t)index));
}

/* Appends value, which is taken over, unless it is null. */
static void append(struct evaluation *evaluation, struct json *array, struct json *value)
{
	if (value && !json_append(array, value))
		out_of_memory(evaluation);
}

static struct json *flatten(struct evaluation *evaluation, const struct json *array)
{
	struct json *flat;

	if (!is_array(array))
		return NULL;
	flat = json_new_array();
	if (!flat)
		return out_of_memory(evaluation);
	for (const struct json *outer = json_first(array); outer; outer = json_next(outer)) {
		if (!is_array(outer))
			append(evaluation, flat, copy(evaluation, outer));
		else
			for (const struct json *inner = json_first(outer); inner;
			     inner = json_next(inner))
				append(evaluation, flat, copy(evaluation, inner));
	}
	return flat;
}

static bool holds(struct evaluation *evaluation, const struct json_expression *condition,
    const struct json *element)
{
	struct json *value = evaluate(evaluation, condition, element);
	bool truth = is_true(value);

	json_free(value);
	return truth;
}

/* right of each element of array, for which condition holds if there is one. */
static struct json *project(struct evaluation *evaluation, const struct json_expression *expression,
    const struct json *array)
{
	struct json *projected;

	if (!is_array(array))
		return NULL;
	projected = json_new_array();
	if (!projected)
		return out_of_memory(evaluation);
	for (const struct json *element = json_first(array); element && !evaluation->failed;
	     element = json_next(element)) {
		if (expression->condition && !holds(evaluation, expression->condition, element))
			continue;
		append(evaluation, projected, evaluate(evaluation, expression->right, element));
	}
	return projected;
}

/* `[a, b]` and `{x: a}`: of null they are null; a part that is null stays. */
static struct json *evaluate_parts(
    struct evaluation *evaluation, const struct json_expression *part, const struct json *current)
{
	bool is_object = part->kind == EXPRESSION_OBJECT;
	struct json *parts;

	if (!current || json_type_of(current) == JSON_NULL)
		return NULL;
	parts = is_object ? json_new_object() : json_new_array();
	if (!parts)
		return out_of_memory(evaluation);
	for (; part && !evaluation->failed; part = part->next) {
		struct json *value = evaluate(evaluation, part->right, current);

		if (!value)
			value = json_new_null();
		if (!(is_object ? json_set(parts, part->name, value) : json_append(parts, value)))
			out_of_memory(evaluation);
	}
	return parts;
}

static size_t count_characters(const char *text)
{
	size_t count = 0, len = strlen(text);

	for (size_t i = 0; i < len; count++) {
		size_t n = json_utf8_length(text + i, len - i);

		i += n > 0 ? n : 1;
	}
	return count;
}

static struct json *evaluate_length(struct evaluation *evaluation,
    const struct json_expression *expression, const struct json *value)
{
	enum json_type type = value ? json_type_of(value) : JSON_NULL;
	struct json *length;
	size_t count;

	if (evaluation->failed)
		return NULL;
	if (type != JSON_STRING && type != JSON_ARRAY && type != JSON_OBJECT) {
		snprintf(evaluation->reason, evaluation->reason_size,
		    "character %zu: length() takes a string, an array or an object, not %s",
		    expression->place, json_type_name(type));
		evaluation->failed = true;
		return NULL;
	}
	count = type == JSON_STRING ? count_characters(json_string(value)) : json_count(value);
	length = json_new_number((double)count);
	return length ? length : out_of_memory(evaluation);
}

/* Those kinds whose left side is evaluated first. Takes left, which may be NULL, over. */
static struct json *evaluate_with_left(struct evaluation *evaluation,
    const struct json_expression *expression, const struct json *current, struct json *left)
{
	struct json *right = NULL, *value = NULL;

	if (evaluation->failed) {
		json_free(left);
		return NULL;
	}
	switch (expression->kind) {
	case EXPRESSION_CHAIN:
		value = evaluate(evaluation, expression->right, left);
		break;
	case EXPRESSION_FLATTEN:
		value = flatten(evaluation, left);
		break;
	case EXPRESSION_PROJECTION:
	case EXPRESSION_FILTER:
		value = project(evaluation, expression, left);
		break;
	case EXPRESSION_EQUAL:
	case EXPRESSION_UNEQUAL:
		right = evaluate(evaluation, expression->right, current);
		value = new_bool(
		    evaluation, is_equal(left, right) == (expression->kind == EXPRESSION_EQUAL));
		break;
	case EXPRESSION_OR:
	case EXPRESSION_AND:
		if (is_true(left) == (expression->kind == EXPRESSION_OR))
			return left;
		value = evaluate(evaluation, expression->right, current);
		break;
	case EXPRESSION_LENGTH:
		value = evaluate_length(evaluation, expression, left);
		break;
	case EXPRESSION_CURRENT:
	case EXPRESSION_FIELD:
	case EXPRESSION_INDEX:
	case EXPRESSION_LITERAL:
	case EXPRESSION_LIST:
	case EXPRESSION_OBJECT:
		break;
	}
	json_free(left);
	json_free(right);
	return value;
}

static struct json *evaluate(struct evaluation *evaluation,
    const struct json_expression *expression, const struct json *current)
{
	switch (expression->kind) {
	case EXPRESSION_CURRENT:
		return copy(evaluation, current);
	case EXPRESSION_FIELD:
		return copy(evaluation, json_member(current, expression->name));
	case EXPRESSION_INDEX:
		return evaluate_index(evaluation, expression->index, current);
	case EXPRESSION_LITERAL:
		return copy(evaluation, expression->literal);
	case EXPRESSION_LIST:
	case EXPRESSION_OBJECT:
		return evaluate_parts(evaluation, expression, current);
	case EXPRESSION_CHAIN:
	case EXPRESSION_FLATTEN:
	case EXPRESSION_PROJECTION:
	case EXPRESSION_FILTER:
	case EXPRESSION_EQUAL:
	case EXPRESSION_UNEQUAL:
	case EXPRESSION_OR:
	case EXPRESSION_AND:
	case EXPRESSION_LENGTH:
		break;
	}
	return evaluate_with_left(
	    evaluation, expression, current, evaluate(evaluation, expression->left, current));
}

struct json *json_query(
    const struct json *json, const char *expression, char *reason, size_t reason_size)
{
	struct evaluation evaluation = {.reason = reason, .reason_size = reason_size};
	struct json_expression *parsed = json_expression_parse(expression, reason, reason_size);
	struct json *answer;

	if (!parsed)
		return NULL;
	answer = evaluate(&evaluation, parsed, json);
	json_expression_free(parsed);
	if (!answer && !evaluation.failed) {
		answer = json_new_null();
		if (!answer)
			out_of_memory(&evaluation);
	}
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
