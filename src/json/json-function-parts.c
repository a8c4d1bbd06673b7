/* Functions of queries that take values apart or put them together. */
#include "json-functions.h"

#include "bytes.h"
#include "json-evaluation.h"
#include "json-expression.h"
#include "json-function.h"
#include "json-value.h"
#include "json.h"
#include "utf8.h"

#include <string.h>

/* The first argument is the answer. */
static struct json *take(struct json_argument *argument)
{
	struct json *value = argument->value;

	argument->value = NULL;
	return value;
}

static struct json *new_array(struct json_call *call)
{
	return json_evaluation_made(call->evaluation, json_new_array());
}

/* Appends a copy, null too. */
static void append_copy(struct json_call *call, struct json *array, const struct json *json)
{
	json_evaluation_append(
	    call->evaluation, array, json_evaluation_copy(call->evaluation, json));
}

struct json *json_run_keys(struct json_call *call)
{
	struct json *keys = new_array(call);

	for (const struct json *at = json_first(call->arguments[0].value); keys && at;
	     at = json_next(at))
		json_evaluation_append(call->evaluation, keys,
		    json_evaluation_made(call->evaluation, json_new_string(json_name(at))));
	return keys;
}

struct json *json_run_values(struct json_call *call)
{
	struct json *values = new_array(call);

	for (const struct json *at = json_first(call->arguments[0].value); values && at;
	     at = json_next(at))
		append_copy(call, values, at);
	return values;
}

/* Of members with one name the last counts, in the place of the first. */
struct json *json_run_merge(struct json_call *call)
{
	struct json *merged = take(&call->arguments[0]);

	for (size_t i = 1; i < call->count; i++) {
		for (const struct json *at = json_first(call->arguments[i].value); at;
		     at = json_next(at)) {
			struct json *value = json_evaluation_copy(call->evaluation, at);

			if (!json_set(merged, json_name(at), value ? value : json_new_null()))
				json_evaluation_no_memory(call->evaluation);
		}
	}
	return merged;
}

struct json *json_run_map(struct json_call *call)
{
	struct json *mapped = new_array(call);

	for (const struct json *at = json_first(call->arguments[1].value);
	     mapped && at && !call->evaluation->failed; at = json_next(at))
		json_evaluation_append(call->evaluation, mapped,
		    json_evaluate(call->evaluation, call->arguments[0].reference, at));
	return mapped;
}

static struct json *reverse_text(struct json_call *call, const char *text)
{
	struct bytes reversed = BYTES_INIT;
	struct json *value;
	size_t len = strlen(text);

	for (size_t end = len; end > 0;) {
		size_t at = end - 1;

		while (at > 0 && ((unsigned char)text[at] & 0xc0U) == 0x80U)
			at--;
		bytes_append(&reversed, text + at, end - at);
		end = at;
	}
	value = bytes_failed(&reversed) ? NULL : json_new_string(bytes_text(&reversed));
	bytes_done(&reversed);
	return json_evaluation_made(call->evaluation, value);
}

struct json *json_run_reverse(struct json_call *call)
{
	const struct json *value = call->arguments[0].value;
	struct json *reversed;

	if (json_string(value))
		return reverse_text(call, json_string(value));
	reversed = new_array(call);
	for (size_t i = json_count(value); reversed && i > 0; i--)
		append_copy(call, reversed, json_at(value, i - 1));
	return reversed;
}

struct json *json_run_join(struct json_call *call)
{
	const struct json *texts = call->arguments[1].value;
	struct bytes joined = BYTES_INIT;
	struct json *value;

	for (const struct json *at = json_first(texts); at; at = json_next(at)) {
		if (at != json_first(texts))
			bytes_append_text(&joined, json_string(call->arguments[0].value));
		bytes_append_text(&joined, json_string(at));
	}
	value = bytes_failed(&joined) ? NULL : json_new_string(bytes_text(&joined));
	bytes_done(&joined);
	return json_evaluation_made(call->evaluation, value);
}

struct json *json_run_not_null(struct json_call *call)
{
	for (size_t i = 0; i < call->count; i++) {
		if (call->arguments[i].value)
			return take(&call->arguments[i]);
	}
	return NULL;
}

struct json *json_run_to_array(struct json_call *call)
{
	struct json *array;

	if (json_type_of_value(call->arguments[0].value) == JSON_ARRAY)
		return take(&call->arguments[0]);
	array = new_array(call);
	if (array)
		json_evaluation_append(call->evaluation, array, take(&call->arguments[0]));
	return array;
}

struct json *json_run_to_string(struct json_call *call)
{
	const struct json *value = call->arguments[0].value;
	struct bytes text = BYTES_INIT;
	struct json *made;

	if (json_type_of_value(value) == JSON_STRING)
		return take(&call->arguments[0]);
	if (value)
		json_print(value, 0, &text);
	else
		bytes_append_text(&text, "null");
	made = bytes_failed(&text) ? NULL : json_new_string(bytes_text(&text));
	bytes_done(&text);
	return json_evaluation_made(call->evaluation, made);
}

/* A string is a number as JSON writes one. */
struct json *json_run_to_number(struct json_call *call)
{
	const char *text = json_string(call->arguments[0].value);
	struct json *read, *number = NULL;
	char why[128];

	if (json_type_of_value(call->arguments[0].value) == JSON_NUMBER)
		return take(&call->arguments[0]);
	read = text ? json_parse(text, strlen(text), why, sizeof(why)) : NULL;
	if (json_type_of_value(read) == JSON_NUMBER)
		number = json_evaluation_made(call->evaluation, json_new_number(json_number(read)));
	json_free(read);
	return number;
}
