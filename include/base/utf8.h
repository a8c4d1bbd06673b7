/* Telling characters of UTF-8 (RFC 3629) from bytes that are none. */
#ifndef LOCALHSM_UTF8_H
#define LOCALHSM_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* The length of the character at at, of which len bytes are there; 0 when it is not one. */
size_t utf8_length(const char *at, size_t len);

/* Whether text is characters from end to end. */
bool utf8_is_text(const char *text);

/* Whether a character of len bytes is a control: U+0000 to U+001F, or U+007F to U+009F. */
bool utf8_is_control(const char *at, size_t len);

#endif
