/* Finding the word that was meant: names that are near to a misspelt one. */
#ifndef LOCALHSM_NAMES_H
#define LOCALHSM_NAMES_H

#include <stddef.h>

/*
 * The candidate nearest to word by Damerau-Levenshtein distance, ignoring case, or NULL when none
 * is near enough to have been meant (more than a third of the longer one's letters differ, unless
 * word is a part of the candidate). Borrowed from candidates.
 */
const char *names_nearest(const char *word, const char *const *candidates, size_t count);

#endif
