/*
 * The evaluation of a query expression; inside this floor only.
 *
 * Every value is a tree of its own, to be freed, and NULL is the language's null: projections drop
 * it, and a part that is not there is null. NULL is the value of what failed, too.
 */
#ifndef LOCALHSM_JSON_EVALUATION_H
#define LOCALHSM_JSON_EVALUATION_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>

struct json;
struct json_expression;

struct json_evaluation {
	bool failed;
	size_t spent; /* nodes visited and copied: a short query can ask for more than there is
			 memory */
	char *reason;
	size_t reason_size;
};

struct json *json_evaluate(struct json_evaluation *evaluation,
    const struct json_expression *expression, const struct json *current);

/* Keeps the first reason, "character 12: what". Both return NULL. */
struct json *json_evaluation_fail(
    struct json_evaluation *evaluation, size_t place, const char *format, ...) PRINTF_LIKE(3, 4);
struct json *json_evaluation_no_memory(struct json_evaluation *evaluation);

struct json *json_evaluation_copy(struct json_evaluation *evaluation, const struct json *json);
/* A value that was just made, which is NULL if there was no memory for it. */
struct json *json_evaluation_made(struct json_evaluation *evaluation, struct json *json);
/* Appends value, which is taken over; NULL is appended as null, or dropped. */
void json_evaluation_append(
    struct json_evaluation *evaluation, struct json *array, struct json *value);
void json_evaluation_append_some(
    struct json_evaluation *evaluation, struct json *array, struct json *value);

#endif
