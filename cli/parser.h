/* What the files of the parser share: where it stands, and how a word is refused. */
#ifndef LOCALHSM_PARSER_H
#define LOCALHSM_PARSER_H

#include "attributes.h"
#include "command.h"
#include "parse.h"
#include "resolve.h"
#include "tokenise.h"
#include "usage.h"

#include <stdbool.h>
#include <stddef.h>

struct parser {
	const struct program *program;
	const struct words *words;
	struct resolution resolution;
	struct parsed *parsed;
	struct error *err;
	size_t i;                               /* the next word */
	size_t n_positional;                    /* words by themselves that were taken as values */
	bool only_words;                        /* behind "--" */
	const struct option_spec *after_secret; /* the option, when a secret stands just before i */
};

/* What a step answers when the outcome is settled: no word behind this one matters. */
#define SETTLED ERR_USAGE

/* Both answer SETTLED. */
MUST_CHECK int parser_settle(struct parser *parser, enum parse_outcome outcome);
/* option and word may be NULL; word, which stands in words[at], is not quoted when it is no text.
 */
MUST_CHECK int parser_refuse(struct parser *parser, enum usage_fault fault,
    const struct option_spec *option, const char *word, size_t at);

/* Whether the empty word is a value of the option. */
bool parser_may_be_empty(const struct option_spec *option);
/* One value of an option; word stands in words[at]. SETTLED, or ERR_MEMORY, ERR_INTERNAL. */
MUST_CHECK int parser_set_value(struct parser *parser, const struct option_spec *option,
    struct value *value, char *word, size_t at);

#endif
