/* Comparing the token keys of two clusters: only those are opened that are not one version. */
#include "error.h"
#include "estate-compare.h"

#include <stdlib.h>
#include <string.h>

/* A key as one cluster has it. */
struct held_key {
	uint64_t handle;
	int64_t version; /* as the first HSM that has it holds it */
	size_t first;    /* that HSM */
	size_t holders;
	bool differs; /* among the HSMs that have it */
};

struct held_keys {
	struct held_key *keys; /* by handle */
	size_t count;
};

/* Handles, then HSMs. */
static int by_handle(const void *a, const void *b)
{
	const struct held_key *x = a, *y = b;

	if (x->handle != y->handle)
		return x->handle < y->handle ? -1 : 1;
	return (x->first > y->first) - (x->first < y->first);
}

static int add_keys(
    const struct partition *hsm, size_t index, struct held_keys *held, struct error *err)
{
	struct key_ref *refs = NULL;
	struct held_key *grown;
	size_t count = 0;
	int rc = partition_look_keys(hsm, &refs, &count, err);

	if (rc != 0)
		return rc;
	grown = reallocarray(held->keys, held->count + count + 1, sizeof(*grown));
	if (grown)
		held->keys = grown;
	else
		rc = error_raise(err, ERR_MEMORY);
	for (size_t i = 0; rc == 0 && i < count; i++)
		held->keys[held->count++] = (struct held_key){.handle = refs[i].handle,
		    .version = refs[i].version,
		    .first = index,
		    .holders = 1};
	free(refs);
	return rc;
}

/* Makes one of those that several HSMs hold. */
static void join(struct held_keys *held)
{
	size_t n = 0;

	for (size_t i = 0; i < held->count; i++) {
		const struct held_key *next = &held->keys[i];
		struct held_key *last = n > 0 ? &held->keys[n - 1] : NULL;

		if (!last || last->handle != next->handle) {
			held->keys[n++] = *next;
			continue;
		}
		last->holders++;
		last->differs = last->differs || last->version != next->version;
	}
	held->count = n;
}

static int list_keys(const struct compared_cluster *side, struct held_keys *held, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < side->cluster.n_hsms; i++)
		rc = add_keys(&side->hsms[i], i, held, err);
	if (rc != 0)
		return rc;
	qsort(held->keys, held->count, sizeof(*held->keys), by_handle);
	join(held);
	return 0;
}

/* One key, which one side may not have. */
struct pair {
	struct compare *compare;
	const struct held_key *held[SIDES];
};

static bool is_full(const struct pair *pair, enum side side)
{
	const struct held_key *held = pair->held[side];

	return held && held->holders == pair->compare->sides[side].cluster.n_hsms && !held->differs;
}

static int open_key(
    const struct pair *pair, enum side side, struct key_object *key, struct error *err)
{
	const struct held_key *held = pair->held[side];

	return partition_look_key(
	    &pair->compare->sides[side].hsms[held->first], held->handle, key, err);
}

/* Whether key replicate finds the owner and all sharees there. */
static bool can_be_copied(const struct pair *pair, enum side to, const struct key_view *key)
{
	const struct compare *compare = pair->compare;
	bool has_all = compare_is_ready(compare, to, key->owner);

	for (size_t i = 0; i < key->n_sharees; i++)
		has_all = has_all && compare_is_ready(compare, to, key->sharees[i].username);
	return has_all && compare->clones && is_full(pair, 1 - to);
}

static int tell_absence(
    const struct pair *pair, const char *name, const struct key_view *key, struct error *err)
{
	bool in_source = pair->held[SIDE_SOURCE] != NULL;
	const struct finding finding = {
	    .kind = DIFFERENCE_KEY,
	    .name = name,
	    .label = key->label,
	    .source = in_source ? "present" : "absent",
	    .destination = in_source ? "absent" : "present",
	    .mend = !in_source                                   ? MEND_KEY_DELETE
		    : can_be_copied(pair, SIDE_DESTINATION, key) ? MEND_KEY_REPLICATE
								 : MEND_NONE,
	    .mended = SIDE_DESTINATION,
	};

	return compare_add(pair->compare, &finding, err);
}

static const char *coverage_text(const struct pair *pair, enum side side)
{
	if (!pair->held[side])
		return "absent";
	return coverage_name(is_full(pair, side) ? COVERAGE_FULL : COVERAGE_INCONSISTENT);
}

/*
 * Whoever does not have it gets it from the other side, if that has it whole. What several HSMs
 * have and each has otherwise must go first: then the destination's goes.
 */
static enum mend mend_of_coverage(
    const struct pair *pair, enum side side, const struct key_view *key)
{
	if (!pair->compare->clones || !is_full(pair, 1 - side))
		return MEND_NONE;
	if (!pair->held[side]->differs)
		return can_be_copied(pair, side, key) ? MEND_KEY_REPLICATE : MEND_NONE;
	return side == SIDE_DESTINATION ? MEND_KEY_DELETE : MEND_NONE;
}

static int tell_coverage(
    const struct pair *pair, const char *name, const struct key_view *key, struct error *err)
{
	struct finding finding = {
	    .kind = DIFFERENCE_KEY_COVERAGE,
	    .name = name,
	    .label = key->label,
	    .source = coverage_text(pair, SIDE_SOURCE),
	    .destination = coverage_text(pair, SIDE_DESTINATION),
	};

	for (enum side i = SIDE_SOURCE; i < SIDES; i++) {
		if (!pair->held[i] || is_full(pair, i))
			continue;
		finding.mended = i;
		finding.mend = mend_of_coverage(pair, i, key);
		return compare_add(pair->compare, &finding, err);
	}
	return 0;
}

static int compare_contents(
    const struct pair *pair, const struct key_object *source, struct error *err)
{
	const struct held_key *other = pair->held[SIDE_DESTINATION];
	const struct partition *hsm = &pair->compare->sides[SIDE_DESTINATION].hsms[other->first];
	struct key_object destination;
	int rc = open_key(pair, SIDE_DESTINATION, &destination, err);

	if (rc != 0)
		return rc;
	rc = compare_key_objects(pair->compare, hsm, source, &destination,
	    can_be_copied(pair, SIDE_DESTINATION, &source->view), err);
	key_object_done(&destination);
	return rc;
}

static int compare_pair(const struct pair *pair, struct error *err)
{
	const struct held_key *a = pair->held[SIDE_SOURCE], *b = pair->held[SIDE_DESTINATION];
	char name[KEY_NAME_SIZE];
	struct key_object key;
	int rc;

	if (a && b && a->version == b->version && is_full(pair, SIDE_SOURCE) &&
	    is_full(pair, SIDE_DESTINATION))
		return 0;
	rc = open_key(pair, a ? SIDE_SOURCE : SIDE_DESTINATION, &key, err);
	if (rc != 0)
		return rc;
	compare_key_name(key.view.reference, name);
	if (!a || !b)
		rc = tell_absence(pair, name, &key.view, err);
	else if (a->version != b->version)
		rc = compare_contents(pair, &key, err);
	if (rc == 0)
		rc = tell_coverage(pair, name, &key.view, err);
	key_object_done(&key);
	return rc;
}

static int walk(struct compare *compare, const struct held_keys held[SIDES], struct error *err)
{
	const struct held_keys *source = &held[SIDE_SOURCE], *other = &held[SIDE_DESTINATION];
	size_t i = 0, j = 0;
	int rc = 0;

	while (rc == 0 && (i < source->count || j < other->count)) {
		struct pair pair = {.compare = compare};
		const struct held_key *a = i < source->count ? &source->keys[i] : NULL;
		const struct held_key *b = j < other->count ? &other->keys[j] : NULL;

		if (a && (!b || a->handle <= b->handle)) {
			pair.held[SIDE_SOURCE] = a;
			i++;
		}
		if (b && (!a || b->handle <= a->handle)) {
			pair.held[SIDE_DESTINATION] = b;
			j++;
		}
		rc = compare_pair(&pair, err);
	}
	return rc;
}

int compare_keys(struct compare *compare, struct error *err)
{
	struct held_keys held[SIDES] = {{NULL, 0}, {NULL, 0}};
	int rc = 0;

	for (enum side i = SIDE_SOURCE; rc == 0 && i < SIDES; i++)
		rc = list_keys(&compare->sides[i], &held[i], err);
	if (rc == 0)
		rc = walk(compare, held, err);
	for (enum side i = SIDE_SOURCE; i < SIDES; i++)
		free(held[i].keys);
	return rc;
}
