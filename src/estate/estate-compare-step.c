/* Which command about a user is next, on the way to making two clusters the same. */
#include "error.h"
#include "estate-compare.h"

#include <stdlib.h>
#include <string.h>

#define BIT(kind) (1U << (kind))
#define ALL_KINDS (~0U)
#define LOCK_KINDS (BIT(DIFFERENCE_LOCKED) | BIT(DIFFERENCE_USER_COVERAGE))
#define REGISTRATION_KINDS (BIT(DIFFERENCE_MFA) | BIT(DIFFERENCE_QUORUM))

/*
 * Whether user replicate takes the user to the other side: it makes none where that takes an
 * approval. What is to be lowered has been by then, and what is to be raised has not yet.
 */
static bool can_be_copied(const struct user_pair *pair, enum side from)
{
	const struct compare *compare = pair->compare;
	unsigned source = compare->quorum[SIDE_SOURCE][QUORUM_USER];
	unsigned needed = compare->quorum[SIDE_DESTINATION][QUORUM_USER];

	if (from == SIDE_DESTINATION || source < needed)
		needed = source;
	return compare->clones && pair->held[from] && user_pair_is_full(pair, from) &&
	       compare->sides[1 - from].cluster.type >= compare->sides[from].cluster.type &&
	       needed < QUORUM_MIN;
}

/* As user replicate finds them: but for the lock. */
static bool is_same(const struct user_pair *pair)
{
	struct user_copy a = {.row = pair->held[SIDE_SOURCE]->row};
	struct user_copy b = {.row = pair->held[SIDE_DESTINATION]->row};

	a.row.failures = b.row.failures = 0;
	return partition_user_equal(&a, &b);
}

static bool is_locked(const struct held_user *held)
{
	return held->lock_differs || partition_user_is_locked(&held->row);
}

static bool is_registered(const struct held_user *held)
{
	return held->registration_differs || held->row.mfa || held->row.quorum;
}

/* What the destination's user owns, and what is shared with it, on any HSM. */
static int find_keys(const struct user_pair *pair, bool *has_keys, struct error *err)
{
	const struct compared_cluster *side = &pair->compare->sides[SIDE_DESTINATION];
	const struct key_query query = {.shared_with = pair->name};
	int rc = 0;

	*has_keys = false;
	for (size_t i = 0; rc == 0 && !*has_keys && i < side->cluster.n_hsms; i++) {
		int64_t hsm = side->hsms[i].row.id;
		struct key_ref *refs = NULL;
		size_t shared = 0;
		uint64_t owned = 0;

		rc = store_key_owned_by(pair->compare->store, hsm, pair->name, &owned, err);
		if (rc == 0)
			rc = store_key_find(pair->compare->store, hsm, &query, &refs, &shared, err);
		free(refs);
		*has_keys = owned > 0 || shared > 0;
	}
	return rc;
}

static void take(struct user_step *step, enum mend mend, unsigned mends)
{
	step->mend = mend;
	step->mends = mends;
}

/* The source */

/*
 * First of all it must know itself what it has: from the destination, where that has the same, and
 * by a new password otherwise. Which of two roles or keys is right is not for a machine to say.
 */
static void step_in_source(const struct user_pair *pair, struct user_step *step)
{
	const struct held_user *a = pair->held[SIDE_SOURCE];

	step->mended = SIDE_SOURCE;
	step->role = a->row.role;
	if (a->other_role != ROLE_NONE || a->registration_differs)
		return;
	step->has_more = true;
	if (a->differs)
		take(step, MEND_CHANGE_PASSWORD, LOCK_KINDS);
	else if (can_be_copied(pair, SIDE_DESTINATION) && is_same(pair))
		take(step, MEND_USER_REPLICATE, BIT(DIFFERENCE_USER_COVERAGE));
	else
		take(step, MEND_USER_CREATE, BIT(DIFFERENCE_USER_COVERAGE));
}

/* The copy of a user who is locked would have another password once this one is unlocked. */
static void step_to_absent(const struct user_pair *pair, struct user_step *step)
{
	const struct held_user *a = pair->held[SIDE_SOURCE];
	bool is_copied = can_be_copied(pair, SIDE_SOURCE);

	step->role = a->row.role;
	if (is_copied && is_locked(a)) {
		step->mended = SIDE_SOURCE;
		step->has_more = true;
		take(step, MEND_CHANGE_PASSWORD, ALL_KINDS);
		return;
	}
	step->has_more = !is_copied;
	take(step, is_copied ? MEND_USER_REPLICATE : MEND_USER_CREATE, BIT(DIFFERENCE_USER));
}

/* The destination */

static bool has_other_role(const struct user_pair *pair)
{
	const struct held_user *b = pair->held[SIDE_DESTINATION];

	return b->other_role != ROLE_NONE || b->row.role != pair->held[SIDE_SOURCE]->row.role;
}

/* Its keys go before it, and what is shared with it is unshared. */
static void step_to_role(const struct user_pair *pair, bool has_keys, struct user_step *step)
{
	const struct held_user *b = pair->held[SIDE_DESTINATION];
	bool is_first_wrong = b->row.role != pair->held[SIDE_SOURCE]->row.role;

	step->has_more = true;
	step->role = is_first_wrong ? b->row.role : b->other_role;
	if (!has_keys)
		take(step, MEND_USER_DELETE, ALL_KINDS);
}

/* What user change-password makes of the registration; a second factor takes it away. */
static bool becomes_same(const struct user_pair *pair, enum mend mend)
{
	const struct user_row *a = &pair->held[SIDE_SOURCE]->row;
	const struct user_row *b = &pair->held[SIDE_DESTINATION]->row;
	bool mfa = b->mfa && mend != MEND_DEREGISTER_MFA;
	bool quorum = b->quorum && !b->mfa && mend != MEND_DEREGISTER_QUORUM;

	return a->mfa == mfa && a->quorum == quorum &&
	       ((!mfa && !quorum) || user_pair_has_same_key(pair));
}

static enum mend find_deregistration(const struct user_pair *pair)
{
	const struct user_row *b = &pair->held[SIDE_DESTINATION]->row;

	if (b->mfa && becomes_same(pair, MEND_DEREGISTER_MFA))
		return MEND_DEREGISTER_MFA;
	return b->quorum && becomes_same(pair, MEND_DEREGISTER_QUORUM) ? MEND_DEREGISTER_QUORUM
								       : MEND_NONE;
}

static bool has_same_registration(const struct user_pair *pair)
{
	const struct user_row *a = &pair->held[SIDE_SOURCE]->row;
	const struct user_row *b = &pair->held[SIDE_DESTINATION]->row;

	return a->mfa == b->mfa && a->quorum == b->quorum &&
	       ((!a->mfa && !a->quorum) || user_pair_has_same_key(pair));
}

/* HSMs of the destination that disagree, of whom nothing is deleted. */
static void step_to_coverage(const struct user_pair *pair, struct user_step *step)
{
	const struct held_user *b = pair->held[SIDE_DESTINATION];

	if (!b->registration_differs)
		take(step, b->differs ? MEND_CHANGE_PASSWORD : MEND_USER_CREATE, LOCK_KINDS);
	else if (!is_registered(pair->held[SIDE_SOURCE]))
		take(step, MEND_DEREGISTER_BOTH, LOCK_KINDS | REGISTRATION_KINDS);
	step->has_more = step->mend != MEND_NONE;
}

/* A user who stays: no new password where the old is the same, but to take off a lock. */
static void step_to_keeper(const struct user_pair *pair, bool is_loose, struct user_step *step)
{
	const struct held_user *a = pair->held[SIDE_SOURCE], *b = pair->held[SIDE_DESTINATION];
	bool unlocks = is_locked(b) && !is_locked(a);
	bool is_free =
	    unlocks || is_loose || !pair->compare->clones || !user_pair_has_same_password(pair);
	enum mend mend =
	    is_free && !has_same_registration(pair) ? find_deregistration(pair) : MEND_NONE;

	step->has_more = true;
	if (mend != MEND_NONE)
		take(step, mend, BIT(DIFFERENCE_LOCKED) | REGISTRATION_KINDS);
	else if (unlocks)
		take(step, MEND_CHANGE_PASSWORD, BIT(DIFFERENCE_LOCKED));
	else
		step->has_more = false;
}

static bool is_alike(const struct user_pair *pair)
{
	return (!pair->compare->clones || user_pair_has_same_password(pair)) &&
	       has_same_registration(pair) &&
	       is_locked(pair->held[SIDE_SOURCE]) == is_locked(pair->held[SIDE_DESTINATION]);
}

/* Only who has nothing to lose is deleted, to be copied again. */
static void step_to_other(const struct user_pair *pair, bool has_keys, struct user_step *step)
{
	const struct held_user *a = pair->held[SIDE_SOURCE], *b = pair->held[SIDE_DESTINATION];
	bool is_full = user_pair_is_full(pair, SIDE_DESTINATION);
	bool is_loose =
	    can_be_copied(pair, SIDE_SOURCE) && b->row.role == ROLE_CRYPTO_USER && !has_keys;

	if (is_full && is_alike(pair))
		return;
	if (is_full && is_locked(a) && !is_locked(b)) {
		step->mended = SIDE_SOURCE;
		step->has_more = true;
		take(step, MEND_CHANGE_PASSWORD, BIT(DIFFERENCE_LOCKED));
	} else if (!b->differs && !is_full && can_be_copied(pair, SIDE_SOURCE) && is_same(pair)) {
		step->has_more = is_locked(b);
		take(step, MEND_USER_REPLICATE, BIT(DIFFERENCE_USER_COVERAGE));
	} else if (is_loose && !is_registered(b)) {
		step->has_more = true;
		take(step, MEND_USER_DELETE, ALL_KINDS);
	} else if (!is_full) {
		step_to_coverage(pair, step);
	} else {
		step_to_keeper(pair, is_loose, step);
	}
}

int compare_find_step(const struct user_pair *pair, struct user_step *step, struct error *err)
{
	const struct held_user *a = pair->held[SIDE_SOURCE], *b = pair->held[SIDE_DESTINATION];
	bool has_keys = false;
	int rc = 0;

	*step = (struct user_step){
	    .mend = MEND_NONE, .mended = SIDE_DESTINATION, .role = b ? b->row.role : ROLE_NONE};
	if (!a) {
		take(step, MEND_USER_DELETE, ALL_KINDS);
		return 0;
	}
	if (b)
		rc = find_keys(pair, &has_keys, err);
	if (rc != 0)
		return rc;
	if (!user_pair_is_full(pair, SIDE_SOURCE))
		step_in_source(pair, step);
	else if (!b)
		step_to_absent(pair, step);
	else if (has_other_role(pair))
		step_to_role(pair, has_keys, step);
	else
		step_to_other(pair, has_keys, step);
	return 0;
}
