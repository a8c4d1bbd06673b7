/* What the files that compare two clusters share. */
#ifndef LOCALHSM_ESTATE_COMPARE_H
#define LOCALHSM_ESTATE_COMPARE_H

#include "attributes.h"
#include "compare.h"
#include "partition.h"
#include "topology.h"

#include <stdbool.h>
#include <stddef.h>

struct error;
struct store;

/* One of the two clusters, with its HSMs open. */
struct compared_cluster {
	struct topology_cluster cluster;
	struct partition *hsms; /* as many as the cluster has */
};

enum side { SIDE_SOURCE, SIDE_DESTINATION, SIDES };

struct compare {
	struct store *store;
	struct compared_cluster sides[SIDES];
	bool clones;
	struct comparison *found;
};

/* A difference whose texts are still others'. */
struct finding {
	enum difference_kind kind;
	const char *name, *label, *member, *source, *destination;
	enum mend mend;
	enum side mended; /* the side that is to be changed */
	enum user_role role;
};
MUST_CHECK int compare_add(
    struct compare *compare, const struct finding *finding, struct error *err);

/*
 * The users of the source; or (extra) those that the destination alone has, who come last: what
 * they own must go before they can.
 */
MUST_CHECK int compare_users(struct compare *compare, bool extra, struct error *err);
MUST_CHECK int compare_keys(struct compare *compare, struct error *err);
/* estate-compare-key.c: two keys of one reference, of which the HSMs named first hold these. */
MUST_CHECK int compare_key_objects(struct compare *compare, const struct partition *destination,
    const struct key_object *a, const struct key_object *b, struct error *err);

/* "0x…", as keys are named. */
#define KEY_NAME_SIZE 19
void compare_key_name(uint64_t reference, char name[KEY_NAME_SIZE]);

#endif
