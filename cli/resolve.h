/*
 * Which command the words name. The words of a path may have options of the path so far between
 * them: "login --username u --role admin mfa-token-sign --token f" names "login mfa-token-sign". So
 * may options of the command that the path leads to, if they are OPTION_ANYWHERE.
 */
#ifndef LOCALHSM_RESOLVE_H
#define LOCALHSM_RESOLVE_H

#include "table.h"

#include <stdbool.h>
#include <stddef.h>

struct words;

#define RESOLVE_DEPTH 8

struct resolution {
	char path[TABLE_PATH_MAX];     /* as far as the words name one; "" is the program */
	const struct command *command; /* the command of that path, or NULL */
	size_t at[RESOLVE_DEPTH];      /* the words that make the path */
	size_t depth;
	size_t end; /* the first word that has no place there, or the number of words */
	/* For completion: the option whose value would come next, if words ended here; else NULL.
	 */
	const struct option_spec *awaits;
	bool list_open; /* awaits is a list that has a value: another option may come as well */
	size_t n_positional; /* words by themselves that the command takes as values */
};

void resolve(
    const struct program *program, const struct words *words, struct resolution *resolution);

/* The option that would take another word by itself, or NULL. */
const struct option_spec *resolution_positional(const struct resolution *resolution);
/* Whether words[index] belongs to the path. */
bool resolution_has_word(const struct resolution *resolution, size_t index);

/* "--x" or "-x": not a value unless joined to its option by "=". "-5" and "-" are values. */
bool word_is_option(const char *word);

#endif
