/* Functions of queries that compare the elements of an array: sort, sort_by, max, max_by, min,
 * min_by. */
#include "json-functions.h"

#include "json-evaluation.h"
#include "json-expression.h"
#include "json-function.h"
#include "json-value.h"
#include "json.h"

#include <stdlib.h>

/* An element and what it is compared by: itself, or what the expression makes of it. */
struct entry {
	const struct json *element;
	struct json *made;
	const struct json *key;
	size_t index;
};

struct entries {
	struct entry *at;
	size_t count;
};

static void entries_done(struct entries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		json_free(entries->at[i].made);
	free(entries->at);
}

static bool check_key(
    struct json_call *call, const struct entries *entries, const struct entry *entry)
{
	enum json_type type = json_type_of_value(entry->key);
	enum json_type first = json_type_of_value(entries->at[0].key);
	const char *name = call->expression->function->name;

	if (call->evaluation->failed)
		return false;
	if (type != JSON_NUMBER && type != JSON_STRING)
		json_evaluation_fail(call->evaluation, call->expression->place,
		    "%s() compares by a number or a string, not by %s", name, json_type_name(type));
	else if (type != first)
		json_evaluation_fail(call->evaluation, call->expression->place,
		    "%s() does not compare %s with %s", name, json_type_name(first),
		    json_type_name(type));
	return !call->evaluation->failed;
}

/* False when the evaluation failed. entries is to be done with entries_done in any case. */
static bool collect(struct json_call *call, struct entries *entries)
{
	const struct json *array = call->arguments[0].value;
	const struct json_expression *by = call->count > 1 ? call->arguments[1].reference : NULL;

	*entries = (struct entries){calloc(json_count(array) + 1, sizeof(*entries->at)), 0};
	if (!entries->at) {
		json_evaluation_no_memory(call->evaluation);
		return false;
	}
	for (const struct json *at = json_first(array); at; at = json_next(at)) {
		struct entry *entry = &entries->at[entries->count];

		*entry = (struct entry){.element = at, .index = entries->count};
		if (by)
			entry->made = json_evaluate(call->evaluation, by, at);
		entry->key = by ? entry->made : at;
		entries->count++;
		if (!check_key(call, entries, entry))
			return false;
	}
	return true;
}

/* Equal elements keep their order. */
static int compare(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	int order;

	(void)json_compare(left->key, right->key, &order);
	if (order == 0)
		order = (left->index > right->index) - (left->index < right->index);
	return order;
}

struct json *json_run_sort(struct json_call *call)
{
	struct json *sorted = NULL;
	struct entries entries;

	if (collect(call, &entries)) {
		qsort(entries.at, entries.count, sizeof(*entries.at), compare);
		sorted = json_evaluation_made(call->evaluation, json_new_array());
		for (size_t i = 0; sorted && i < entries.count; i++)
			json_evaluation_append(call->evaluation, sorted,
			    json_evaluation_copy(call->evaluation, entries.at[i].element));
	}
	entries_done(&entries);
	return sorted;
}

/* The first of those than which none is greater; with sign -1 smaller. */
static struct json *find_extreme(struct json_call *call, int sign)
{
	struct json *found = NULL;
	struct entries entries;
	size_t best = 0;
	int order;

	if (collect(call, &entries) && entries.count > 0) {
		for (size_t i = 1; i < entries.count; i++) {
			if (json_compare(entries.at[i].key, entries.at[best].key, &order) &&
			    (sign > 0 ? order > 0 : order < 0))
				best = i;
		}
		found = json_evaluation_copy(call->evaluation, entries.at[best].element);
	}
	entries_done(&entries);
	return found;
}

struct json *json_run_max(struct json_call *call)
{
	return find_extreme(call, 1);
}

struct json *json_run_min(struct json_call *call)
{
	return find_extreme(call, -1);
}
