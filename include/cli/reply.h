/*
 * The answer of a command, filled in the order of its declared tree (struct reply_node) and rendered
 * as it is filled. A name that the tree does not have at that place, a type that differs, or a field
 * left out that is not optional turns the answer into ERR_INTERNAL.
 *
 * name is NULL for the root and for elements of an array. reply_object opens objects and maps; names
 * within a map are the caller's own.
 */
#ifndef LOCALHSM_REPLY_H
#define LOCALHSM_REPLY_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct document;
struct reply;

void reply_object(struct reply *reply, const char *name);
void reply_array(struct reply *reply, const char *name);
void reply_end(struct reply *reply); /* of the innermost object or array */

void reply_string(struct reply *reply, const char *name, const char *value);
void reply_format(struct reply *reply, const char *name, const char *format, ...)
    PRINTF_LIKE(3, 4);
void reply_bytes_hex(struct reply *reply, const char *name, const void *data, size_t len); /* "0x…" */
void reply_bytes_base64(struct reply *reply, const char *name, const void *data, size_t len);
void reply_number(struct reply *reply, const char *name, uint64_t value);
void reply_decimal(struct reply *reply, const char *name, int64_t millionths); /* 1502423370.069 */
void reply_bool(struct reply *reply, const char *name, bool value);
void reply_json(struct reply *reply, const char *name, const struct document *value);

#endif
