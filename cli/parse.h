/*
 * Words become a command and its arguments, or a refusal that says which word is wrong. Nothing is
 * written here: usage.h puts a refusal into words.
 */
#ifndef LOCALHSM_PARSE_H
#define LOCALHSM_PARSE_H

#include "args.h"
#include "error.h"
#include "secret.h"
#include "table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct words;

/* What one option was given. Texts are borrowed from the words. */
struct value {
	bool given;
	const char *text; /* for an OPTION_ENUM the canonical spelling */
	uint64_t number;
	int choice;
	const char **list;
	size_t n_list;
	struct secret secret;
	size_t at;         /* the word of the option */
	char *secret_word; /* where the secret stands in the words, to be wiped */
};

struct args {
	const struct command *command;
	struct value *values; /* one an option, in the order of table_option */
	size_t n_values;
};

enum usage_fault {
	USAGE_NONE,
	USAGE_NO_COMMAND,        /* a group by itself */
	USAGE_UNKNOWN_COMMAND,   /* word */
	USAGE_UNKNOWN_OPTION,    /* word, word_len */
	USAGE_UNEXPECTED_WORD,   /* word */
	USAGE_WORD_AFTER_SECRET, /* option; the word may be a part of the secret: never shown */
	USAGE_UNEXPECTED_VALUE,  /* option is a flag, word its value */
	USAGE_VALUE_MISSING,     /* option */
	USAGE_VALUE_INVALID,     /* option, word, reason (may be empty) */
	USAGE_REPEATED,          /* option */
	USAGE_CONFLICT,          /* option, other */
	USAGE_REQUIRED_MISSING,  /* see args_option_missing */
	USAGE_NOT_UTF8,          /* a word that cannot be shown */
	USAGE_TEXT,              /* word is the whole text */
};

struct usage {
	enum usage_fault fault;
	const struct option_spec *option, *other;
	const char *word; /* borrowed from the words */
	size_t word_len;
	size_t at; /* its index, or the number of words */
	char reason[128];
};

enum parse_outcome {
	PARSE_RUN,
	PARSE_HELP,       /* of path, in full */
	PARSE_HELP_SHORT, /* of path, one line an option */
	PARSE_VERSION,
	PARSE_USAGE,
};

struct parsed {
	enum parse_outcome outcome;
	char path[TABLE_PATH_MAX];
	struct args args;   /* of the command at path; without one, args.command is NULL */
	struct usage usage; /* for PARSE_USAGE */
};

/*
 * Fills parsed, which parsed_done frees whatever came of it. 0; ERR_NOT_SIMULATED for a command or
 * option that is known and not simulated; ERR_MEMORY. A refusal is an outcome, not an error.
 */
MUST_CHECK int parse(const struct program *program, const struct words *words,
    struct parsed *parsed, struct error *err);
void parsed_done(struct parsed *parsed); /* wipes the secrets */

/* Wipes the characters of secrets where they stand in the words. */
void parsed_wipe_words(struct parsed *parsed);

/*
 * Holds the options that were given against each other. 0; ERR_USAGE with usage filled; for an
 * option that is known and not simulated ERR_NOT_SIMULATED.
 */
MUST_CHECK int args_check(const struct args *args, struct usage *usage, struct error *err);

/* ERR_NOT_SIMULATED for the option, or for one of its values; choice is NULL or that value. */
int option_refuse_later(const struct option_spec *option, const char *choice, struct error *err);

/* Whether the option at index is what USAGE_REQUIRED_MISSING means. */
bool args_option_missing(const struct args *args, size_t index);
/* The value at an index of table_option; of the shell's own options too. */
const struct value *args_value(const struct args *args, size_t index);

#endif
