/* Strict checking of a JSON text, with the place of what is wrong; inside this floor only. */
#ifndef LOCALHSM_JSON_SCAN_H
#define LOCALHSM_JSON_SCAN_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>

/* Objects and arrays inside one another. */
#define JSON_DEPTH_MAX 32

/*
 * Is text one JSON text of RFC 8259, in UTF-8, without escaped NULs, lone surrogates and numbers
 * beyond a double? If not, reason says where and why.
 */
MUST_CHECK bool json_scan(const char *text, size_t len, char *reason, size_t reason_size);

/* Of a text that json_scan takes: writes "line 3, column 14: what" for its member name number
 * index. */
void json_scan_blame_name(
    const char *text, size_t len, size_t index, const char *what, char *reason, size_t reason_size);

#endif
