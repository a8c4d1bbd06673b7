/*
 * The part of JMESPath (jmespath.org) that AWS CLI runbooks use with --query: identifiers and
 * quoted identifiers, `.`, `[n]`, `[]`, `[*]`, `[?path=='literal']` (==, !=, also `literal` in
 * backticks, and && / ||), multi-select `[a, b]` and `{name: a}`, pipes, length(), and @.
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
