/* DescribeBackups: the list of backups, as the API shows them. */
#include "estate-private.h"

#include "error.h"
#include "resource.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BACKUPS_A_PAGE 50

static bool passes(const char *value, const char *const *values, size_t count)
{
	return count == 0 || estate_is_among(value, values, count);
}

static bool is_wanted(const struct describe_backups_request *request, const struct backup_row *row)
{
	const char *state = backup_state_name(row->state);

	/* Backups that are gone show up when they are asked for. */
	if (row->state == BACKUP_DELETED && request->n_backup_ids == 0 &&
	    !estate_is_among(state, request->states, request->n_states))
		return false;
	return !request->shared &&
	       passes(row->backup_id, request->backup_ids, request->n_backup_ids) &&
	       passes(
		   row->source_backup, request->source_backup_ids, request->n_source_backup_ids) &&
	       passes(row->cluster_id, request->cluster_ids, request->n_cluster_ids) &&
	       passes(state, request->states, request->n_states) &&
	       passes(row->never_expires ? "true" : "false", request->never_expires,
		   request->n_never_expires);
}

void estate_view_backup(const struct backup_row *row, struct backup_view *view)
{
	*view = (struct backup_view){
	    .state = row->state,
	    .created = row->created,
	    .type = row->type,
	    .mode = row->mode,
	    .never_expires = row->never_expires,
	    .copied = row->copied,
	    .deleted = row->deleted,
	};
	memcpy(view->backup_id, row->backup_id, sizeof(view->backup_id));
	memcpy(view->cluster_id, row->cluster_id, sizeof(view->cluster_id));
	memcpy(view->source_backup, row->source_backup, sizeof(view->source_backup));
	memcpy(view->source_cluster, row->source_cluster, sizeof(view->source_cluster));
	memcpy(view->source_region, row->source_region, sizeof(view->source_region));
	(void)snprintf(view->arn, sizeof(view->arn),
	    "arn:aws:cloudhsm:%s:" ESTATE_ACCOUNT ":backup/%s", row->region, row->backup_id);
}

/* The model has no pattern for the ids of a filter: one that is none matches nothing. */
static int check_request(const struct describe_backups_request *request, struct error *err)
{
	int rc = shape_check_max("maxResults", request->max_results, BACKUPS_A_PAGE, err);

	if (rc == 0)
		rc = shape_check_list(SHAPE_BACKUP_STATE, "filters.states.member", request->states,
		    request->n_states, err);
	if (rc == 0)
		rc = shape_check_list(SHAPE_BOOLEAN, "filters.neverExpires.member",
		    request->never_expires, request->n_never_expires, err);
	return rc;
}

/* What one page is made of while it is made. */
struct backup_page {
	struct backup_view *views;
	size_t count, limit;
	char *next_token;
};

/* Fills page from rows, which are in order of creation. */
static int fill_page(struct estate *estate, const struct describe_backups_request *request,
    const struct backup_row *rows, size_t n_rows, struct backup_page *page, struct error *err)
{
	struct page_mark mark;
	const struct backup_row *last = NULL;
	int rc = page_mark_read(request->next_token, &mark, err);

	for (size_t i = 0; i < n_rows && rc == 0; i++) {
		const struct backup_row *row = &rows[request->sort_ascending ? i : n_rows - 1 - i];

		if (!page_mark_passed(&mark, row->created, row->backup_id, request->sort_ascending))
			continue;
		if (!is_wanted(request, row))
			continue;
		if (page->count == page->limit)
			return page_mark_write(
			    last->created, last->backup_id, &page->next_token, err);
		estate_view_backup(row, &page->views[page->count]);
		rc = store_tag_list(estate->store, row->backup_id, &page->views[page->count].tags,
		    &page->views[page->count].n_tags, err);
		page->count += rc == 0;
		last = row;
	}
	return rc;
}

/* Leaves those of the chosen region; returns how many. */
static size_t choose(const struct estate *estate, struct backup_row *rows, size_t n_rows)
{
	size_t n = 0;

	for (size_t i = 0; i < n_rows; i++) {
		if (strcmp(rows[i].region, estate->region) == 0)
			rows[n++] = rows[i];
	}
	return n;
}

static int describe(struct estate *estate, const struct describe_backups_request *request,
    struct backup_page *page, struct error *err)
{
	struct backup_row *rows = NULL;
	size_t n_rows = 0;
	int rc = store_backup_list(estate->store, &rows, &n_rows, err);

	if (rc != 0)
		return rc;
	n_rows = choose(estate, rows, n_rows);
	page->views = calloc(page->limit, sizeof(*page->views));
	if (!page->views)
		rc = error_raise(err, ERR_MEMORY);
	else
		rc = fill_page(estate, request, rows, n_rows, page, err);
	free(rows);
	return rc;
}

int estate_describe_backups(struct estate *estate, const struct describe_backups_request *request,
    struct backup_view **backups, size_t *count, char **next_token, struct error *err)
{
	struct backup_page page = {
	    .limit = request->max_results ? request->max_results : BACKUPS_A_PAGE,
	};
	int rc = check_request(request, err);

	if (rc == 0)
		rc = store_begin_read(estate->store, err);
	if (rc != 0)
		return rc;
	rc = describe(estate, request, &page, err);
	store_end_read(estate->store);
	if (rc != 0) {
		backup_views_free(page.views, page.count);
		return rc;
	}
	*backups = page.views;
	*count = page.count;
	*next_token = page.next_token;
	return 0;
}
