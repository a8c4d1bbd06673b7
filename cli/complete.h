/* What may stand where the cursor is: command words, options, values. */
#ifndef LOCALHSM_COMPLETE_H
#define LOCALHSM_COMPLETE_H

#include "command.h"

#include <stdbool.h>
#include <stddef.h>

struct words;

struct candidates {
	char **at; /* sorted, none twice */
	size_t count, capacity;
	const char *prefix; /* what stands before a value in its word: "--role=" */
	bool failed;
};

#define CANDIDATES_INIT                                                                            \
	{                                                                                          \
		NULL, 0, 0, "", false                                                              \
	}

/*
 * Fills candidates, which must be empty, with whole words that may stand for the last of words, as
 * far as that one is typed. session: the words of a session count too.
 */
void complete(const struct program *program, void *app, const struct words *words, bool session,
    struct candidates *candidates);
void candidates_done(struct candidates *candidates);

/* The length of what all candidates begin with. */
size_t candidates_common(const struct candidates *candidates);

#endif
