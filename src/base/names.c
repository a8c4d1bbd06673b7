/* Finding the word that was meant. */
#include "names.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* Longer words are compared as parts of one another only; none of ours comes near. */
#define WORD_MAX 63

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Insertions, deletions, replacements and swaps of neighbours that lead from a to b, no letter
 * edited twice (optimal string alignment). Three rows of the matrix are enough: a swap looks two
 * rows back.
 */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][WORD_MAX + 1];

	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		const size_t *above = rows[(i - 1) % 3];
		const size_t *two_above = rows[(i + 1) % 3];
		size_t *row = rows[i % 3];

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			char x = lower(a[i - 1]), y = lower(b[j - 1]);
			size_t edits = least(row[j - 1], above[j]) + 1;

			edits = least(edits, above[j - 1] + (x == y ? 0 : 1));
			if (i > 1 && j > 1 && x == lower(b[j - 2]) && lower(a[i - 2]) == y)
				edits = least(edits, two_above[j - 2] + 1);
			row[j] = edits;
		}
	}
	return rows[a_len % 3][b_len];
}

/* How far candidate is from word; false when it cannot have been meant. */
static bool rate(const char *word, const char *candidate, size_t *rating)
{
	size_t word_len = strlen(word), len = strlen(candidate);
	bool is_part = word_len > 0 && strcasestr(candidate, word);

	if (word_len > WORD_MAX || len > WORD_MAX) {
		*rating = len - word_len;
		return is_part;
	}
	*rating = distance(word, word_len, candidate, len);
	return is_part || *rating * 3 <= (len > word_len ? len : word_len);
}

const char *names_nearest(const char *word, const char *const *candidates, size_t count)
{
	const char *nearest = NULL;
	size_t nearest_rating = 0;

	for (size_t i = 0; i < count; i++) {
		size_t rating;

		if (!rate(word, candidates[i], &rating))
			continue;
		if (!nearest || rating < nearest_rating) {
			nearest = candidates[i];
			nearest_rating = rating;
		}
	}
	return nearest;
}
