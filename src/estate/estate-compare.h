/* What the files that compare two clusters share. */
#ifndef LOCALHSM_ESTATE_COMPARE_H
#define LOCALHSM_ESTATE_COMPARE_H

#include "attributes.h"
#include "compare.h"
#include "partition.h"
#include "quorum.h"
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

/* A user as one cluster has it. */
struct held_user {
	struct user_row row; /* as the first HSM that has it holds it */
	size_t first;        /* that HSM */
	size_t holders;
	enum user_role other_role; /* as another holds it; ROLE_NONE: each has the same */
	bool differs;              /* among the HSMs that have it: in anything */
	bool lock_differs, registration_differs;
};

struct held_users {
	struct held_user *users; /* by name */
	size_t count;
};

/* Where somebody can own keys and have them shared when the commands about users have been run. */
struct key_holder {
	const char *name;
	bool is_ready[SIDES];
};

struct compare {
	struct store *store;
	struct compared_cluster sides[SIDES];
	struct held_users users[SIDES];
	unsigned quorum[SIDES][QUORUM_VALUES];
	bool clones;

	/* What the users of the source have come to, once they are compared. */
	struct key_holder *holders; /* by name */
	size_t n_holders;
	unsigned approvers; /* admins whom the destination then has registered */
	bool has_more;      /* some take another round */

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

/* estate-compare-users.c: fills in users, which compare_close_users wipes and frees. */
MUST_CHECK int compare_open_users(struct compare *compare, struct error *err);
void compare_close_users(struct compare *compare);

/* One user, of whom one side may have nothing. */
struct user_pair {
	struct compare *compare;
	const struct held_user *held[SIDES];
	const char *name;
};
/* Every HSM has it, and has the same. */
bool user_pair_is_full(const struct user_pair *pair, enum side side);
bool user_pair_is_missing(const struct user_pair *pair, enum side side); /* on some HSM */
/* Same password record; of those who are registered, same key. */
bool user_pair_has_same_password(const struct user_pair *pair);
bool user_pair_has_same_key(const struct user_pair *pair);

/* estate-compare-step.c: the one command about a user that is next. */
struct user_step {
	enum mend mend;
	enum side mended;
	enum user_role role;
	unsigned mends; /* the kinds of difference that it is for: 1 << kind */
	bool has_more;  /* when it has been run, or others have, the next comparison has another */
};
MUST_CHECK int compare_find_step(
    const struct user_pair *pair, struct user_step *step, struct error *err);

/*
 * The users of the source; or (extra) those that the destination alone has, who come last: what
 * they own must go before they can.
 */
MUST_CHECK int compare_users(struct compare *compare, bool extra, struct error *err);
/* Behind compare_users: whether keys can be given to name. */
bool compare_is_ready(const struct compare *compare, enum side side, const char *name);

MUST_CHECK int compare_keys(struct compare *compare, struct error *err);
/*
 * estate-compare-key.c: two keys of one reference, of which the HSMs named first hold these;
 * whether the source's could be copied again, if the destination's were deleted.
 */
MUST_CHECK int compare_key_objects(struct compare *compare, const struct partition *destination,
    const struct key_object *a, const struct key_object *b, bool can_be_copied, struct error *err);

/* "0x…", as keys are named. */
#define KEY_NAME_SIZE 19
void compare_key_name(uint64_t reference, char name[KEY_NAME_SIZE]);

#endif
