/*
 * A typed line becomes words. Blanks divide; '…' keeps everything as it is; "…" keeps blanks, with
 * \" and \\ for the two characters themselves; elsewhere \ takes the next character as it is. A
 * \ at the end of a line (LF or CR LF) counts as one blank. # is a character like any other.
 */
#ifndef LOCALHSM_TOKENISE_H
#define LOCALHSM_TOKENISE_H

#include "attributes.h"
#include "secret.h"

#include <stdbool.h>
#include <stddef.h>

struct bytes;
struct error;

/* Words, of a line or of argv. They may be wiped in place, which is why they are not const. */
struct words {
	char **at;
	size_t count;
	char **owned;          /* the array, if it is ours to free */
	struct secret storage; /* the characters, if they are ours: a line may hold a password */
};

#define WORDS_INIT                                                                                 \
	{                                                                                          \
		NULL, 0, NULL, SECRET_INIT                                                         \
	}

/* Fills words, which must be empty. ERR_USAGE for an open quote or a NUL byte; ERR_MEMORY. */
MUST_CHECK int tokenise(const char *line, size_t len, struct words *words, struct error *err);
/* Borrows count words of an array that outlives words. */
void words_borrow(struct words *words, char **at, size_t count);
/* Leaves the first count words out. */
void words_skip(struct words *words, size_t count);
/* Wipes and frees what is owned; takes NULL. */
void words_done(struct words *words);

/*
 * Whether the command goes on in the next line: a \ outside '…' ends this one, which has no line
 * break. *quote is the quote that is open, 0 where a command begins; it is kept for the next line.
 */
bool line_continues(const char *line, size_t len, char *quote);

/*
 * For completion: the words of an unfinished line, where a quote may be open. The last word is the
 * one under the cursor, "" behind a blank; *start is where it begins in the line.
 */
MUST_CHECK int tokenise_unfinished(
    const char *line, size_t len, struct words *words, size_t *start, struct error *err);

/* Appends word so that tokenise reads it as one word. */
void word_quote(const char *word, struct bytes *out);

#endif
