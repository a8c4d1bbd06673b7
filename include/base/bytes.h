/*
 * Byte buffers, and the texts made of bytes: hex (0x…) and base64 (RFC 4648, padded).
 *
 * A struct bytes grows as it is appended to. When memory runs out it keeps what it holds, remembers
 * the failure and ignores further appends: check once, at the end, with bytes_failed. For secrets
 * use struct secret.
 */
#ifndef LOCALHSM_BYTES_H
#define LOCALHSM_BYTES_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct secret;

struct bytes {
	unsigned char *data; /* NUL-terminated behind len; NULL when nothing was appended */
	size_t len;
	size_t capacity;
	bool failed;
};

#define BYTES_INIT                                                                                 \
	{                                                                                          \
		NULL, 0, 0, false                                                                  \
	}

void bytes_init(struct bytes *bytes);
void bytes_done(struct bytes *bytes);  /* frees, leaves it empty and usable; takes NULL */
void bytes_clear(struct bytes *bytes); /* empties, keeps the memory */
bool bytes_failed(const struct bytes *bytes);
const char *bytes_text(const struct bytes *bytes); /* "" when empty; borrowed */

void bytes_append(struct bytes *bytes, const void *data, size_t len);
void bytes_append_text(struct bytes *bytes, const char *text);
void bytes_append_char(struct bytes *bytes, char c);
void bytes_append_format(struct bytes *bytes, const char *format, ...) PRINTF_LIKE(2, 3);
void bytes_append_hex(struct bytes *bytes, const void *data, size_t len);    /* no 0x, lower case */
void bytes_append_base64(struct bytes *bytes, const void *data, size_t len); /* one line */
/* Big-endian integers and length-prefixed (u32) blobs, for what is sealed or MACed. */
void bytes_append_u8(struct bytes *bytes, uint8_t value);
void bytes_append_u32(struct bytes *bytes, uint32_t value);
void bytes_append_u64(struct bytes *bytes, uint64_t value);
void bytes_append_blob(struct bytes *bytes, const void *data, size_t len);

/* Hands the memory over to the caller, who frees it; NULL if the buffer failed. *len may be NULL.
 */
char *bytes_detach(struct bytes *bytes, size_t *len);

/*
 * Decoding appends to out. hex takes an optional 0x and either case; an odd number of digits gets a
 * leading 0. Returns false, with out unchanged, when a character does not belong there.
 */
MUST_CHECK bool bytes_from_hex(struct bytes *out, const char *text, size_t len);
/* Standard alphabet, padding required, white space between the characters skipped. */
MUST_CHECK bool bytes_from_base64(struct bytes *out, const char *text, size_t len);

/* Reads what bytes_append_u8 … _blob wrote. After a read past the end failed is true and all is 0.
 */
struct bytes_reader {
	const unsigned char *data;
	size_t len, at;
	bool failed;
};
void bytes_reader_init(struct bytes_reader *reader, const void *data, size_t len);
uint8_t bytes_read_u8(struct bytes_reader *reader);
uint32_t bytes_read_u32(struct bytes_reader *reader);
uint64_t bytes_read_u64(struct bytes_reader *reader);
/* Borrowed from the reader's data; NULL with *len 0 on failure. */
const unsigned char *bytes_read_blob(struct bytes_reader *reader, size_t *len);
bool bytes_reader_at_end(const struct bytes_reader *reader); /* all read and nothing failed */

#endif
