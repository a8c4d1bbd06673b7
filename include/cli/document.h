/*
 * JSON that a user gave (an option's value, as AWS CLI takes it for lists and structures, or a file), or
 * that the engine answers. Commands know no reader of JSON: the shell reads it for them.
 */
#ifndef LOCALHSM_DOCUMENT_H
#define LOCALHSM_DOCUMENT_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes;

/* A value: of the whole text, or within another. Those within are borrowed from the whole. */
struct document;

enum document_type {
	DOCUMENT_NULL,
	DOCUMENT_BOOL,
	DOCUMENT_NUMBER,
	DOCUMENT_STRING,
	DOCUMENT_ARRAY,
	DOCUMENT_OBJECT
};

/* NULL when text is no JSON, with the place and the reason in reason, or when memory runs out. */
struct document *document_read(const char *text, char *reason, size_t reason_size);
void document_free(struct document *document); /* the whole; takes NULL, wipes strings */

enum document_type document_type(const struct document *value);
const char *document_string(const struct document *value); /* NULL unless a string */
bool document_bool(const struct document *value);          /* false unless true */
/* Whether value is a whole number from 0 to 2^53 - 1; only then *number is set. */
MUST_CHECK bool document_number(const struct document *value, uint64_t *number);
size_t document_count(const struct document *container);   /* of an array or object */
/* The first child of an array or object, and the one behind a child; NULL at the end. */
const struct document *document_first(const struct document *container);
const struct document *document_next(const struct document *sibling);
const char *document_name(const struct document *member); /* of a member of an object */
const struct document *document_member(const struct document *object, const char *name); /* NULL: none */
/* Appends the value as JSON, on one line. */
void document_append(const struct document *value, struct bytes *out);
/* Appends text as a JSON string, for who writes JSON that somebody else reads. */
void document_append_string(const char *text, struct bytes *out);

#endif
