/*
 * JSON: the only code that knows cJSON. Reading into a tree, changing it, and writing it again with
 * members in their order and numbers as they were spelt. For answers that are written as they come see json-writer.h; for paths
 * into a tree (--query) see json-query.h.
 */
#ifndef LOCALHSM_JSON_H
#define LOCALHSM_JSON_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes;

/* A node of a tree. Nodes found in a tree are borrowed from it. */
struct json;

/*
 * Parses one JSON text (RFC 8259) and nothing behind it but white space; depth is limited, invalid
 * UTF-8 and duplicate member names are refused. NULL on failure, with a reason such as
 * "line 3, column 14: unexpected character" in reason.
 */
struct json *json_parse(const char *text, size_t len, char *reason, size_t reason_size);
/* The root of a tree; takes NULL. Strings are wiped: one may be a password. */
void json_free(struct json *json);

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };
enum json_type json_type_of(const struct json *json);
const char *json_type_name(enum json_type type); /* "an object" */

const struct json *json_member(const struct json *object, const char *name); /* NULL: absent */
struct json *json_member_mutable(struct json *object, const char *name);
size_t json_count(const struct json *container); /* of an array or object */
const struct json *json_at(const struct json *container, size_t index);
/* Walking: the first child of an array or object, and the one behind a child; NULL at the end. */
const struct json *json_first(const struct json *container);
const struct json *json_next(const struct json *sibling);
struct json *json_at_mutable(struct json *container, size_t index);
const char *json_name(const struct json *member); /* of a member of an object */
const char *json_string(const struct json *json); /* NULL unless a string */
bool json_bool(const struct json *json);          /* false unless true */
double json_number(const struct json *json);

/* Making. NULL when memory runs out. */
struct json *json_new_object(void);
struct json *json_new_array(void);
struct json *json_new_string(const char *value);
struct json *json_new_number(double value);
struct json *json_new_bool(bool value);
struct json *json_new_null(void);
struct json *json_copy(const struct json *json);

/*
 * Take value over, also on failure (then it is freed and false returned); value may be NULL, which
 * is a failure. Setting replaces in place or appends.
 */
MUST_CHECK bool json_set(struct json *object, const char *name, struct json *value);
MUST_CHECK bool json_append(struct json *array, struct json *value);
void json_remove(struct json *object, const char *name);
void json_remove_at(struct json *array, size_t index);

/* Appends the text, indent blanks a level (0: all on one line), without newline at the end. Empty
 * containers as [] {}. */
void json_print(const struct json *json, unsigned indent, struct bytes *out);

#endif
