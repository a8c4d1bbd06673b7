/* Tags: what they may be. */
#include "estate-private.h"

#include "error.h"

#include <string.h>

#define TAGS_MAX 50

int estate_check_tags(const struct tag *tags, size_t n_tags, struct error *err)
{
	if (n_tags > TAGS_MAX)
		return error_raisef(
		    err, ERR_API_TAG, "A resource can have at most %d tags.", TAGS_MAX);
	for (size_t i = 0; i < n_tags; i++) {
		const struct tag *tag = &tags[i];
		int rc = shape_check(SHAPE_TAG_KEY, "tagList.member.key", tag->key, err);

		if (rc == 0)
			rc = shape_check(SHAPE_TAG_VALUE, "tagList.member.value", tag->value, err);
		if (rc != 0)
			return rc;
		if (strncmp(tag->key, "aws:", 4) == 0)
			return error_raisef(err, ERR_API_TAG,
			    "Tag key '%s' is not allowed: keys that begin with aws: are reserved.",
			    tag->key);
		for (size_t j = 0; j < i; j++) {
			if (strcmp(tag->key, tags[j].key) == 0)
				return error_raisef(
				    err, ERR_API_TAG, "Tag key '%s' is given twice.", tag->key);
		}
	}
	return 0;
}
