/* Faults of HSMs are set, listed and cleared. */
#include "estate-private.h"

#include "error.h"
#include "fault.h"
#include "store-estate.h"

#include <stdlib.h>
#include <string.h>

static int find_hsm(
    struct estate *estate, const char *hsm_id, struct hsm_row *row, struct error *err)
{
	bool found = false;
	int rc = store_hsm_get(estate->store, hsm_id, row, &found, err);

	if (rc != 0 || found)
		return rc;
	return error_raisef(err, ERR_LAB,
	    "There is no HSM %s in this estate: localhsm status --region shows those of a region",
	    hsm_id);
}

/* In a transaction. Nobody can tamper twice with what is wiped. */
static int set(struct estate *estate, const char *hsm_id, enum fault_kind kind, struct error *err)
{
	struct hsm_row row;
	bool exists = false;
	int rc = find_hsm(estate, hsm_id, &row, err);

	if (rc == 0)
		rc = store_fault_exists(estate->store, hsm_id, fault_kind_name(kind), &exists, err);
	if (rc == 0 && !exists)
		rc = store_fault_add(estate->store, hsm_id, fault_kind_name(kind), err);
	if (rc == 0 && !exists && kind == FAULT_TAMPER)
		rc = estate_hsm_tampered(estate, hsm_id, err);
	return rc;
}

int estate_fault_set(
    struct estate *estate, const char *hsm_id, enum fault_kind kind, struct error *err)
{
	int rc = store_begin(estate->store, STORE_FLUSH, err);

	return rc != 0 ? rc : estate_finish(estate, set(estate, hsm_id, kind, err), err);
}

static int add_faults(struct estate *estate, const struct hsm_row *row, struct fault_view *faults,
    size_t *count, struct error *err)
{
	int rc = 0;

	for (enum fault_kind kind = FAULT_UNREACHABLE; rc == 0 && kind < FAULT_KINDS; kind++) {
		struct fault_view *fault = &faults[*count];
		bool exists = false;

		rc = store_fault_exists(
		    estate->store, row->hsm_id, fault_kind_name(kind), &exists, err);
		if (rc != 0 || !exists)
			continue;
		memcpy(fault->hsm_id, row->hsm_id, sizeof(fault->hsm_id));
		memcpy(fault->cluster_id, row->cluster_id, sizeof(fault->cluster_id));
		fault->kind = kind;
		(*count)++;
	}
	return rc;
}

/* In a transaction. */
static int list_faults(
    struct estate *estate, struct fault_view **faults, size_t *count, struct error *err)
{
	struct hsm_row *rows = NULL;
	size_t n = 0;
	int rc = store_hsm_list(estate->store, NULL, &rows, &n, err);

	*count = 0;
	*faults = rc != 0 ? NULL : calloc(n * FAULT_KINDS + 1, sizeof(**faults));
	if (rc == 0 && !*faults)
		rc = error_raise(err, ERR_MEMORY);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = add_faults(estate, &rows[i], *faults, count, err);
	free(rows);
	if (rc != 0) {
		free(*faults);
		*faults = NULL;
	}
	return rc;
}

int estate_fault_list(
    struct estate *estate, struct fault_view **faults, size_t *count, struct error *err)
{
	int rc = store_begin_read(estate->store, err);

	if (rc != 0)
		return rc;
	rc = list_faults(estate, faults, count, err);
	store_end_read(estate->store);
	return rc;
}

static int clear(struct estate *estate, const char *hsm_id, enum fault_kind kind, size_t *cleared,
    struct error *err)
{
	struct fault_view *faults = NULL;
	size_t count = 0;
	int rc = list_faults(estate, &faults, &count, err);

	for (size_t i = 0; rc == 0 && i < count; i++) {
		if ((hsm_id && strcmp(faults[i].hsm_id, hsm_id) != 0) ||
		    (kind != FAULT_KINDS && faults[i].kind != kind) ||
		    faults[i].kind == FAULT_TAMPER)
			continue;
		rc = store_fault_remove(
		    estate->store, faults[i].hsm_id, fault_kind_name(faults[i].kind), err);
		*cleared += rc == 0;
	}
	free(faults);
	return rc;
}

int estate_fault_clear(struct estate *estate, const char *hsm_id, enum fault_kind kind,
    size_t *cleared, struct error *err)
{
	struct hsm_row row;
	int rc;

	*cleared = 0;
	if (kind == FAULT_TAMPER)
		return error_raisef(err, ERR_LAB,
		    "What an HSM has wiped does not come back: one that was tampered with is "
		    "replaced");
	rc = store_begin(estate->store, STORE_FLUSH, err);
	if (rc != 0)
		return rc;
	rc = hsm_id ? find_hsm(estate, hsm_id, &row, err) : 0;
	if (rc == 0)
		rc = clear(estate, hsm_id, kind, cleared, err);
	return estate_finish(estate, rc, err);
}
