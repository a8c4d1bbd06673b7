/* Copying a key between clusters that are clones of each other. */
#include "client-private.h"

#include <stdio.h>
#include <string.h>

struct extraction {
	const struct key_filter *filter;
	uint64_t handle;
	struct key_object *key;
};

/* That a key is on too few HSMs is told as what it means here: there is no saying what it is. */
static int select_synchronized(struct connection *source, const struct key_filter *filter,
    struct selected_key *selected, struct error *err)
{
	struct selection selection;
	int rc = select_keys(source, filter, &selection, err);

	if (rc)
		return rc;
	if (selection.count == 1 && selected_coverage(source, &selection.keys[0]) != COVERAGE_FULL)
		rc = error_raise(err, ERR_KEY_NOT_SYNCHRONIZED);
	else
		rc = use_one(source, &selection, selected, err);
	selection_done(&selection);
	return rc;
}

static int extract_before(struct connection *source, struct fan_out *fan_out, struct error *err)
{
	struct extraction *extraction = fan_out->context;
	struct selected_key selected;
	int rc = connection_check_availability(source, err);

	if (!rc)
		rc = select_synchronized(source, extraction->filter, &selected, err);
	if (rc)
		return rc;
	extraction->handle = selected.handle;
	fan_out->only = holder_of(source, &selected);
	return 0;
}

static int extract_each(struct hsm_link *link, void *context, struct error *err)
{
	struct extraction *extraction = context;

	return partition_extract_masked(
	    &link->partition, &link->session, extraction->handle, extraction->key, err);
}

/* A write, though no key changes: that one has left is written down. */
static int extract(struct connection *source, const struct key_filter *filter,
    struct key_object *key, struct error *err)
{
	struct extraction extraction = {.filter = filter, .key = key};
	struct fan_out fan_out = {.before = extract_before,
	    .each = extract_each,
	    .context = &extraction,
	    .durability = STORE_NO_FLUSH};

	return connection_fan_out(source, &fan_out, err);
}

/* What the HSMs of the destination answered. */
struct insertion {
	const struct key_object *key;
	size_t refused;
	struct error first;
	bool all_alike;
};

static int insert_before(struct connection *destination, struct fan_out *fan_out, struct error *err)
{
	(void)fan_out;
	return connection_check_availability(destination, err);
}

static int insert_each(struct hsm_link *link, void *context, struct error *err)
{
	struct insertion *insertion = context;
	int rc = partition_insert_masked(&link->partition, &link->session, insertion->key, err);

	if (rc && insertion->refused++ == 0)
		insertion->first = *err;
	else if (rc && rc != (int)insertion->first.code)
		insertion->all_alike = false;
	return rc;
}

/*
 * A reason that holds for the whole cluster is told as it is. Otherwise the HSMs disagree, or hold
 * another key under this reference: then only their number is told, as the modelled tool does.
 */
static int tell(const struct insertion *insertion, size_t asked, struct error *err)
{
	char refused[24], connections[24];

	if (insertion->refused == asked && insertion->all_alike &&
	    insertion->first.code != ERR_KEY_EXISTS) {
		*err = insertion->first;
		return (int)err->code;
	}
	snprintf(refused, sizeof(refused), "%zu", insertion->refused);
	snprintf(connections, sizeof(connections), "%zu", asked);
	return error_raise(err, ERR_KEY_REPLICATE_FAILED, refused, connections);
}

int key_replicate(struct connection *source, struct connection *destination,
    const struct key_filter *filter, struct key_view *view, struct error *err)
{
	struct key_object key;
	struct insertion insertion = {.key = &key, .all_alike = true};
	struct fan_out fan_out = {.before = insert_before,
	    .each = insert_each,
	    .context = &insertion,
	    .keep_partial = true};
	int rc;

	key_object_init(&key);
	if (strcmp(source->cluster_id, destination->cluster_id) == 0)
		return error_raise(err, ERR_CLUSTERS_SAME);
	rc = extract(source, filter, &key, err);
	if (!rc) {
		rc = connection_fan_out(destination, &fan_out, err);
		if (rc && insertion.refused && (fan_out.committed || !fan_out.accepted))
			rc = tell(&insertion, fan_out.asked, err);
	}
	if (!rc) {
		*view = key.view;
		memset(&key.view, 0, sizeof(key.view)); /* moved */
		set_coverage(view, fan_out.accepted == destination->n_hsms ? COVERAGE_FULL
									   : COVERAGE_INCONSISTENT);
	}
	key_object_done(&key);
	return rc;
}
