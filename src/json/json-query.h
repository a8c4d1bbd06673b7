/*
 * JMESPath (jmespath.org), as AWS CLI takes it with --query: all of its grammar and functions.
 * Strings are in order too (CreateTimestamp > '2026'), and `text` in backticks that is not JSON is
 * a string, both as AWS CLI has it. What is no function, and what a function cannot take, is
 * refused; so is a query that would make far more of the answer than there is.
 */
#ifndef LOCALHSM_JSON_QUERY_H
#define LOCALHSM_JSON_QUERY_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>

struct bytes;
struct json;

/* A new tree with the answer; NULL, with a reason that names the place, where there is none. */
struct json *json_query(
    const struct json *json, const char *expression, char *reason, size_t reason_size);

/* Whether the expression can be read, with the reason why not. It may have no answer all the same.
 */
bool json_query_readable(const char *expression, char *reason, size_t reason_size);

/*
 * AWS CLI's --output text: scalars by tabs, lists line by line, objects' members in name order,
 * null as None.
 */
void json_print_text(const struct json *json, struct bytes *out);

#endif
