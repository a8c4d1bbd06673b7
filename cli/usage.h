/*
 * A refusal of the words in words, for standard error: what is wrong, a tip, how it is meant. No
 * text ever holds the value of an OPTION_SECRET.
 */
#ifndef LOCALHSM_USAGE_H
#define LOCALHSM_USAGE_H

#include "parse.h"

#include <stdbool.h>

struct bytes;
struct words;

#define USAGE_EXIT 2
#define USAGE_EXIT_AWS 252

/* Appends the refusal that parsed holds; returns the exit status that belongs to it. */
int usage_print(const struct program *program, const struct words *words,
    const struct parsed *parsed, bool interactive, struct bytes *out);
/* The same with a text of a command's own, for words that were parsed well: ERR_USAGE. */
int usage_print_text(const struct program *program, const struct words *words,
    const struct parsed *parsed, const char *text, bool interactive, struct bytes *out);

/* The frame of AWS CLI. */
void usage_print_aws(const struct program *program, const struct words *words,
    const struct parsed *parsed, struct bytes *out);

/* How one of the modelled tools words each fault. None ends with a line break. */
struct usage_wording {
	void (*no_command)(
	    const struct program *program, const struct parsed *parsed, struct bytes *out);
	void (*unknown_command)(const struct parsed *parsed, struct bytes *out);
	/* An option or a word that has no place there. */
	void (*unexpected)(const struct parsed *parsed, struct bytes *out);
	/* A known option: without its value, with one too many, repeated, or beside another. */
	void (*wrong_option)(const struct parsed *parsed, struct bytes *out);
	void (*invalid)(const struct parsed *parsed, struct bytes *out);
	void (*missing)(const struct parsed *parsed, struct bytes *out);
};

/* Appends what is wrong: what both tools say alike, or as wording has it. */
void usage_append_fault(const struct usage_wording *wording, const struct program *program,
    const struct parsed *parsed, struct bytes *out);

/*
 * The nearest right thing: what a mistake of the program's table stands for (*is_mistake), or the
 * name nearest to the refused word; NULL if there is none. Written to buffer.
 */
const char *usage_nearest(const struct program *program, const struct words *words,
    const struct parsed *parsed, bool *is_mistake, char *buffer, size_t size);

#endif
