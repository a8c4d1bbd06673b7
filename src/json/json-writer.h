/*
 * Writes JSON as it comes into a byte buffer: the caller says what, the writer places commas, line
 * breaks and indent (0: all on one line). Strings must be UTF-8; bytes that are not are written as
 * U+FFFD. `<`, `>`, `/` and non-ASCII characters stand as they are; controls are escaped, U+007F to
 * U+009F too: a terminal would obey them.
 */
#ifndef LOCALHSM_JSON_WRITER_H
#define LOCALHSM_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes;

#define JSON_WRITER_DEPTH 32

struct json_writer {
	struct bytes *out;
	unsigned indent, depth;
	bool has_elements[JSON_WRITER_DEPTH];
	char closers[JSON_WRITER_DEPTH];
};

void json_writer_init(struct json_writer *writer, struct bytes *out, unsigned indent);
/* name NULL in arrays and at the root. */
void json_write_object(struct json_writer *writer, const char *name);
void json_write_array(struct json_writer *writer, const char *name);
void json_write_end(struct json_writer *writer);
void json_write_string(struct json_writer *writer, const char *name, const char *value, size_t len);
void json_write_raw(
    struct json_writer *writer, const char *name, const char *literal); /* 12, true */

#endif
