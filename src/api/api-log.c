/* Reads the record of calls again. */
#include "api.h"

#include "estate.h"
#include "json.h"
#include "store-estate.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_A_PAGE 100

/* A walk over the records that pass the filter. */
struct walk {
	struct store *store;
	const struct api_log_filter *filter;
	uint64_t passed, skipped; /* how many passed; those that are passed over, of them */
	int (*each)(void *to, const char *record, struct error *err);
	void *to;
};

static bool has_name(const char *record, const char *event_name)
{
	char reason[160];
	struct json *json = json_parse(record, strlen(record), reason, sizeof(reason));
	const struct json *name = json ? json_member(json, "eventName") : NULL;
	const char *text = name ? json_string(name) : NULL;
	bool same = text && strcmp(text, event_name) == 0;

	json_free(json);
	return same;
}

static int visit(struct walk *walk, const struct api_call_row *row, struct error *err)
{
	const struct api_log_filter *filter = walk->filter;

	if (row->at < filter->since ||
	    (filter->event_name && !has_name(row->record, filter->event_name)))
		return 0;
	walk->passed++;
	if (!walk->each || walk->passed <= walk->skipped)
		return 0;
	return walk->each(walk->to, row->record, err);
}

static int visit_page(struct walk *walk, int64_t *behind, bool *more, struct error *err)
{
	struct api_call_row *rows = NULL;
	size_t count = 0;
	int rc = store_begin_read(walk->store, err);

	if (rc != 0)
		return rc;
	rc = store_api_call_list(walk->store, *behind, ROWS_A_PAGE, &rows, &count, err);
	store_end_read(walk->store);
	for (size_t i = 0; i < count && rc == 0; i++) {
		*behind = rows[i].number;
		rc = visit(walk, &rows[i], err);
	}
	*more = count == ROWS_A_PAGE;
	api_call_rows_free(rows, count);
	return rc;
}

static int walk_all(struct walk *walk, struct error *err)
{
	int64_t behind = 0;
	bool more = true;
	int rc = 0;

	walk->passed = 0;
	while (rc == 0 && more)
		rc = visit_page(walk, &behind, &more, err);
	return rc;
}

int api_log_read(struct estate *estate, const struct api_log_filter *filter,
    int (*each)(void *to, const char *record, struct error *err), void *to, struct error *err)
{
	struct walk walk = {.store = estate_store(estate), .filter = filter};
	int rc = 0;

	/* The newest are told by how many there are. */
	if (filter->newest != 0)
		rc = walk_all(&walk, err);
	if (rc != 0)
		return rc;
	if (filter->newest != 0 && walk.passed > filter->newest)
		walk.skipped = walk.passed - filter->newest;
	walk.each = each;
	walk.to = to;
	return walk_all(&walk, err);
}
