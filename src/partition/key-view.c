/* Life cycle of what callers are handed of keys. */
#include "error.h"
#include "key-object.h"
#include "key.h"

#include <stdlib.h>
#include <string.h>

void key_view_done(struct key_view *key)
{
	free(key->sharees);
	bytes_done(&key->ec_point);
	bytes_done(&key->public_exponent);
	bytes_done(&key->modulus);
	memset(key, 0, sizeof(*key));
}

void key_views_free(struct key_view *keys, size_t count)
{
	for (size_t i = 0; keys && i < count; i++)
		key_view_done(&keys[i]);
	free(keys);
}

void key_page_done(struct key_page *page)
{
	key_views_free(page->keys, page->count);
	memset(page, 0, sizeof(*page));
}

void wrapped_key_done(struct wrapped_key *wrapped)
{
	bytes_done(&wrapped->data);
	memset(wrapped, 0, sizeof(*wrapped));
}

int key_view_copy(struct key_view *to, const struct key_view *from, struct error *err)
{
	*to = *from;
	to->sharees = NULL;
	bytes_init(&to->ec_point);
	bytes_init(&to->public_exponent);
	bytes_init(&to->modulus);
	bytes_append(&to->ec_point, from->ec_point.data, from->ec_point.len);
	bytes_append(&to->public_exponent, from->public_exponent.data, from->public_exponent.len);
	bytes_append(&to->modulus, from->modulus.data, from->modulus.len);
	if (from->n_sharees) {
		to->sharees = calloc(from->n_sharees, sizeof(*to->sharees));
		if (to->sharees)
			memcpy(to->sharees, from->sharees, from->n_sharees * sizeof(*to->sharees));
	}
	if (bytes_failed(&to->ec_point) || bytes_failed(&to->public_exponent) ||
	    bytes_failed(&to->modulus) || (from->n_sharees && !to->sharees)) {
		key_view_done(to);
		return error_raise(err, ERR_MEMORY);
	}
	return 0;
}
