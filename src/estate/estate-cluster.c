/* DescribeClusters and DeleteCluster, and finding the cluster that an operation names. */
#include "estate-private.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

#define CLUSTERS_A_PAGE 25

int estate_find_cluster(
    struct estate *estate, const char *cluster_id, struct cluster_row *row, struct error *err)
{
	bool found = false;
	int rc = store_cluster_get(estate->store, cluster_id, row, &found, err);

	if (rc != 0)
		return rc;
	if (found && row->state != CLUSTER_DELETED && strcmp(row->region, estate->region) == 0)
		return 0;
	if (found)
		cluster_row_done(row);
	return error_raisef(err, ERR_API_NOT_FOUND, "Cluster '%s' does not exist.", cluster_id);
}

static bool is_wanted(
    const struct describe_clusters_request *request, const struct cluster_row *row)
{
	const char *state = cluster_state_name(row->state);
	bool by_id = estate_is_among(row->cluster_id, request->cluster_ids, request->n_cluster_ids);
	bool by_state = estate_is_among(state, request->states, request->n_states);

	/* Clusters that are gone show up when they are asked for. */
	if (row->state == CLUSTER_DELETED && !by_id && !by_state)
		return false;
	return (request->n_cluster_ids == 0 || by_id) && (request->n_states == 0 || by_state) &&
	       (request->n_vpc_ids == 0 ||
		   estate_is_among(row->vpc_id, request->vpc_ids, request->n_vpc_ids));
}

/* What one page is made of while it is made. */
struct cluster_page {
	struct cluster_view *views;
	size_t count, limit;
	char *next_token;
};

static int fill_page(struct estate *estate, const struct describe_clusters_request *request,
    struct cluster_row *rows, size_t n_rows, struct cluster_page *page, struct error *err)
{
	struct page_mark mark;
	const struct cluster_row *last = NULL;
	int rc = page_mark_read(request->next_token, &mark, err);

	for (size_t i = 0; i < n_rows && rc == 0; i++) {
		struct cluster_row *row = &rows[i];

		if (!page_mark_passed(&mark, row->created, row->cluster_id, true) ||
		    strcmp(row->region, estate->region) != 0 || !is_wanted(request, row))
			continue;
		if (page->count == page->limit)
			return page_mark_write(
			    last->created, last->cluster_id, &page->next_token, err);
		rc = estate_view_cluster(estate, row, &page->views[page->count], err);
		page->count += rc == 0;
		last = row;
	}
	return rc;
}

static int describe(struct estate *estate, const struct describe_clusters_request *request,
    struct cluster_page *page, struct error *err)
{
	struct cluster_row *rows = NULL;
	size_t n_rows = 0;
	int rc = store_cluster_list(estate->store, &rows, &n_rows, err);

	if (rc != 0)
		return rc;
	page->views = calloc(page->limit, sizeof(*page->views));
	if (!page->views)
		rc = error_raise(err, ERR_MEMORY);
	else
		rc = fill_page(estate, request, rows, n_rows, page, err);
	cluster_rows_free(rows, n_rows);
	return rc;
}

/* The model has no pattern for the ids of a filter: one that is none matches nothing. */
static int check_description(const struct describe_clusters_request *request, struct error *err)
{
	int rc = shape_check_max("maxResults", request->max_results, CLUSTERS_A_PAGE, err);

	if (rc == 0)
		rc = shape_check_list(SHAPE_CLUSTER_STATE, "filters.states.member", request->states,
		    request->n_states, err);
	return rc;
}

int estate_describe_clusters(struct estate *estate, const struct describe_clusters_request *request,
    struct cluster_view **clusters, size_t *count, char **next_token, struct error *err)
{
	struct cluster_page page = {
	    .limit = request->max_results ? request->max_results : CLUSTERS_A_PAGE,
	};
	int rc = check_description(request, err);

	if (rc == 0)
		rc = store_begin_read(estate->store, err);
	if (rc != 0)
		return rc;
	rc = describe(estate, request, &page, err);
	store_end_read(estate->store);
	if (rc != 0) {
		cluster_views_free(page.views, page.count);
		return rc;
	}
	*clusters = page.views;
	*count = page.count;
	*next_token = page.next_token;
	return 0;
}

static int check_is_empty(struct estate *estate, const char *cluster_id, struct error *err)
{
	struct hsm_row *hsms = NULL;
	size_t count = 0;
	int rc = store_hsm_list(estate->store, cluster_id, &hsms, &count, err);

	free(hsms);
	if (rc != 0 || count == 0)
		return rc;
	return error_raisef(err, ERR_API_INVALID_REQUEST,
	    "Cluster '%s' still contains an HSM. Delete its HSMs before you delete the cluster.",
	    cluster_id);
}

static int delete (
    struct estate *estate, const char *cluster_id, struct cluster_view *cluster, struct error *err)
{
	static const char message[] = "The cluster is being deleted.";
	struct cluster_row row;
	int rc = estate_find_cluster(estate, cluster_id, &row, err);

	if (rc != 0)
		return rc;
	if (row.state == CLUSTER_DELETE_IN_PROGRESS)
		rc = estate_refuse_state(&row, err);
	if (rc == 0)
		rc = check_is_empty(estate, cluster_id, err);
	if (rc == 0) {
		row.state = CLUSTER_DELETE_IN_PROGRESS;
		memcpy(row.state_message, message, sizeof(message));
		rc = store_cluster_put(estate->store, &row, err);
	}
	if (rc == 0)
		rc =
		    estate_after(estate, LAG_CLUSTER_DELETE, TASK_CLUSTER_DELETED, cluster_id, err);
	if (rc == 0)
		rc = estate_view_cluster(estate, &row, cluster, err);
	cluster_row_done(&row);
	return rc;
}

int estate_delete_cluster(
    struct estate *estate, const char *cluster_id, struct cluster_view *cluster, struct error *err)
{
	struct cluster_view view;
	int rc = shape_check(SHAPE_CLUSTER_ID, "clusterId", cluster_id, err);
	bool made;

	if (rc == 0)
		rc = store_begin(estate->store, STORE_FLUSH, err);
	if (rc != 0)
		return rc;
	rc = delete (estate, cluster_id, &view, err);
	made = rc == 0;
	rc = estate_finish(estate, rc, err);
	if (rc == 0)
		*cluster = view;
	else if (made)
		cluster_view_done(&view);
	return rc;
}
