/* What the query language says of values; inside this floor only. NULL is null. */
#ifndef LOCALHSM_JSON_VALUE_H
#define LOCALHSM_JSON_VALUE_H

#include "attributes.h"
#include "json.h"

#include <stdbool.h>
#include <stddef.h>

enum json_type json_type_of_value(const struct json *json);
/* null, false and all that is empty are false. */
bool json_is_true(const struct json *json);
bool json_is_equal(const struct json *a, const struct json *b);
/* Whether both are numbers, or both strings; *order is then below, equal to or above 0. */
bool json_compare(const struct json *a, const struct json *b, int *order);
/* Of an array or object, or the characters of a string. */
size_t json_length(const struct json *json);

#endif
