/* Plain text for a terminal: 80 columns, words whole, characters of UTF-8 counted as one column. */
#ifndef LOCALHSM_TEXT_H
#define LOCALHSM_TEXT_H

#include <stddef.h>

struct bytes;

#define TEXT_COLUMNS 80

/* The columns that text takes. */
size_t text_width(const char *text);
/*
 * Appends text for a terminal, which obeys nothing in it: controls (ESC, and U+0080 to U+009F) are
 * written as in a Rust string, \u{1b}, and bytes that are not UTF-8 as U+FFFD. Line breaks and tabs
 * stay.
 */
void text_visible(struct bytes *out, const char *text, size_t len);
/* Appends count blanks. */
void text_indent(struct bytes *out, size_t count);
/*
 * Appends text broken between words. column is where the first line stands already; the following
 * lines are indented. Without a line break at the end.
 */
void text_wrap(struct bytes *out, const char *text, size_t column, size_t indent);
/*
 * Appends paragraphs, which an empty line divides in text and in out. Line breaks within one are
 * blanks, but for a line that begins with a blank, which stays as it is, and one that begins with
 * "- ", an item of a list. Ends with a line break.
 */
void text_paragraphs(struct bytes *out, const char *text, size_t indent);

/* The paragraphs' lines, for whoever renders them in another way. */
enum text_kind { TEXT_PROSE, TEXT_ITEM, TEXT_LITERAL, TEXT_BREAK, TEXT_END };
/*
 * The next piece of text at *at: one run of prose or one item (its lines joined by blanks, the "- "
 * left out), one literal line, or a break between paragraphs. piece is cleared first.
 */
enum text_kind text_next(const char *text, size_t *at, struct bytes *piece);

#endif
