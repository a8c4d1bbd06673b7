/* The words that attributes with words for values take: one table, for printing, reading, advising.
 */
#ifndef LOCALHSM_KEY_WORDS_H
#define LOCALHSM_KEY_WORDS_H

#include "key.h"

#include <stddef.h>

/* Several words may stand for one value: it is printed by the first of them. */
struct key_word {
	const char *text;
	unsigned value;
};
struct key_words {
	const struct key_word *words;
	size_t count;
};

/* In the order of the help; none for an attribute of another kind than ATTRIBUTE_WORD. */
struct key_words key_attribute_words(enum key_attribute attribute);
/* In any case of letters; NULL for an unknown word. */
const struct key_word *key_word_find(enum key_attribute attribute, const char *text);

#endif
