/*
 * Filters and paging of the lists. A token names the last item of the page before it, so that it
 * stays good while items come and go. Callers treat it as opaque.
 */
#include "estate-private.h"

#include "error.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN_VERSION "1"

static int parse_mark(const char *text, struct page_mark *mark)
{
	char *end;
	const char *id;

	if (strncmp(text, TOKEN_VERSION ":", 2) != 0)
		return -1;
	errno = 0;
	mark->created = strtoll(text + 2, &end, 10);
	if (end == text + 2 || *end != ':' || errno != 0)
		return -1;
	id = end + 1;
	if (*id == '\0' || strlen(id) > RESOURCE_ID_MAX)
		return -1;
	memcpy(mark->id, id, strlen(id) + 1);
	return 0;
}

int page_mark_read(const char *token, struct page_mark *mark, struct error *err)
{
	struct bytes text = BYTES_INIT;
	int rc;

	*mark = (struct page_mark){.created = 0};
	if (!token)
		return 0;
	rc = shape_check(SHAPE_NEXT_TOKEN, "nextToken", token, err);
	if (rc != 0)
		return rc;
	if (!bytes_from_base64(&text, token, strlen(token)) ||
	    parse_mark(bytes_text(&text), mark) != 0)
		rc = error_raisef(err, ERR_API_INVALID_REQUEST, "Invalid NextToken.");
	bytes_done(&text);
	return rc;
}

int page_mark_write(int64_t created, const char *id, char **token, struct error *err)
{
	struct bytes text = BYTES_INIT, encoded = BYTES_INIT;

	bytes_append_format(&text, TOKEN_VERSION ":%" PRId64 ":%s", created, id);
	bytes_append_base64(&encoded, text.data, text.len);
	*token = bytes_failed(&text) ? NULL : bytes_detach(&encoded, NULL);
	bytes_done(&encoded);
	bytes_done(&text);
	return *token ? 0 : error_raise(err, ERR_MEMORY);
}

bool page_mark_passed(struct page_mark *mark, int64_t created, const char *id, bool ascending)
{
	bool is_mark, is_behind;

	if (mark->id[0] == '\0')
		return true;
	is_mark = strcmp(mark->id, id) == 0;
	is_behind = ascending ? created > mark->created : created < mark->created;
	if (is_mark || is_behind)
		mark->id[0] = '\0';
	/* The page begins behind the mark's own item. */
	return is_behind && !is_mark;
}

bool estate_is_among(const char *value, const char *const *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(values[i], value) == 0)
			return true;
	}
	return false;
}
