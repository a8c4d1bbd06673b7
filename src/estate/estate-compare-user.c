/* Comparing the users of two clusters. */
#include "error.h"
#include "estate-compare.h"

#include <stdlib.h>
#include <string.h>

/* Something of the user that is as a or as b; the step is told with what it is for. */
static int tell(const struct user_pair *pair, const struct user_step *step,
    enum difference_kind kind, const char *a, const char *b, struct error *err)
{
	const struct finding finding = {
	    .kind = kind,
	    .name = pair->name,
	    .source = a,
	    .destination = b,
	    .mend = (step->mends >> kind) & 1U ? step->mend : MEND_NONE,
	    .mended = step->mended,
	    .role = step->role,
	};

	return compare_add(pair->compare, &finding, err);
}

static const char *coverage_text(const struct user_pair *pair, enum side side)
{
	if (!pair->held[side])
		return "absent";
	return coverage_name(user_pair_is_full(pair, side) ? COVERAGE_FULL : COVERAGE_INCONSISTENT);
}

static int compare_coverage(
    const struct user_pair *pair, const struct user_step *step, struct error *err)
{
	const char *a = coverage_text(pair, SIDE_SOURCE);
	const char *b = coverage_text(pair, SIDE_DESTINATION);

	if (strcmp(a, "inconsistent") != 0 && strcmp(b, "inconsistent") != 0)
		return 0;
	return tell(pair, step, DIFFERENCE_USER_COVERAGE, a, b, err);
}

static const char *role_text(const struct held_user *held)
{
	if (!held)
		return "absent";
	return held->other_role != ROLE_NONE ? user_role_name(ROLE_INCONSISTENT)
					     : user_role_name(held->row.role);
}

static int compare_roles(
    const struct user_pair *pair, const struct user_step *step, struct error *err)
{
	const struct held_user *a = pair->held[SIDE_SOURCE], *b = pair->held[SIDE_DESTINATION];

	if (!a || !b)
		return tell(pair, step, DIFFERENCE_USER, role_text(a), role_text(b), err);
	return strcmp(role_text(a), role_text(b)) == 0
		   ? 0
		   : tell(pair, step, DIFFERENCE_ROLE, role_text(a), role_text(b), err);
}

static const char *lock_text(const struct held_user *held)
{
	if (held->lock_differs)
		return "inconsistent";
	return partition_user_is_locked(&held->row) ? "true" : "false";
}

static int compare_locks(
    const struct user_pair *pair, const struct user_step *step, struct error *err)
{
	const char *a = lock_text(pair->held[SIDE_SOURCE]);
	const char *b = lock_text(pair->held[SIDE_DESTINATION]);

	return strcmp(a, b) == 0 ? 0 : tell(pair, step, DIFFERENCE_LOCKED, a, b, err);
}

/* What stands for a password is never the same twice, unless it was copied. */
static int compare_passwords(
    const struct user_pair *pair, const struct user_step *step, struct error *err)
{
	return !pair->compare->clones || user_pair_has_same_password(pair)
		   ? 0
		   : tell(pair, step, DIFFERENCE_PASSWORD, "not shown", "not shown", err);
}

static int compare_registration(const struct user_pair *pair, const struct user_step *step,
    enum difference_kind kind, struct error *err)
{
	const struct user_row *a = &pair->held[SIDE_SOURCE]->row;
	const struct user_row *b = &pair->held[SIDE_DESTINATION]->row;
	bool in_a = kind == DIFFERENCE_MFA ? a->mfa : a->quorum;
	bool in_b = kind == DIFFERENCE_MFA ? b->mfa : b->quorum;

	if (in_a == in_b && (!in_a || user_pair_has_same_key(pair)))
		return 0;
	return tell(pair, step, kind, in_a ? "enabled" : "none",
	    in_a && in_b ? "enabled with another key"
	    : in_b       ? "enabled"
			 : "none",
	    err);
}

static int tell_all(const struct user_pair *pair, const struct user_step *step, struct error *err)
{
	int rc = compare_coverage(pair, step, err);

	if (rc == 0)
		rc = compare_roles(pair, step, err);
	if (!pair->held[SIDE_SOURCE] || !pair->held[SIDE_DESTINATION])
		return rc;
	if (rc == 0)
		rc = compare_locks(pair, step, err);
	if (rc == 0)
		rc = compare_passwords(pair, step, err);
	if (rc == 0)
		rc = compare_registration(pair, step, DIFFERENCE_MFA, err);
	return rc == 0 ? compare_registration(pair, step, DIFFERENCE_QUORUM, err) : rc;
}

/* What comes of the step */

static bool is_made(const struct user_step *step, enum side side)
{
	return step->mended == side &&
	       (step->mend == MEND_USER_REPLICATE || step->mend == MEND_USER_CREATE);
}

/* Whether all HSMs of a side have the user, when the step has been taken. */
static bool stands(const struct user_pair *pair, const struct user_step *step, enum side side)
{
	const struct held_user *held = pair->held[side];

	if (is_made(step, side))
		return true;
	return held && !user_pair_is_missing(pair, side) &&
	       !(step->mend == MEND_USER_DELETE && step->mended == side);
}

static bool is_ready(const struct user_pair *pair, const struct user_step *step, enum side side)
{
	const struct held_user *held = pair->held[side];
	enum user_role role = held ? held->row.role : step->role;

	return stands(pair, step, side) && role == ROLE_CRYPTO_USER &&
	       (!held || held->other_role == ROLE_NONE);
}

static bool changes_password(enum mend mend)
{
	return mend == MEND_CHANGE_PASSWORD || mend == MEND_DEREGISTER_MFA ||
	       mend == MEND_DEREGISTER_QUORUM || mend == MEND_DEREGISTER_BOTH;
}

/* An admin of the destination who can approve: a new password may have ended that. */
static bool approves(const struct user_pair *pair, const struct user_step *step)
{
	const struct held_user *b = pair->held[SIDE_DESTINATION];
	const struct held_user *held = b ? b : pair->held[SIDE_SOURCE];
	bool is_registered = held->row.quorum && !held->registration_differs;

	if (!b && step->mend == MEND_USER_CREATE)
		return false;
	if (step->mended == SIDE_DESTINATION && changes_password(step->mend))
		return false;
	return stands(pair, step, SIDE_DESTINATION) && held->row.role == ROLE_ADMIN &&
	       held->other_role == ROLE_NONE && is_registered;
}

static void note(const struct user_pair *pair, const struct user_step *step)
{
	struct compare *compare = pair->compare;
	struct key_holder *holder = &compare->holders[compare->n_holders++];

	holder->name = pair->name;
	for (enum side i = SIDE_SOURCE; i < SIDES; i++)
		holder->is_ready[i] = is_ready(pair, step, i);
	compare->approvers += approves(pair, step);
	compare->has_more = compare->has_more || step->has_more;
}

static int by_holder(const void *name, const void *holder)
{
	return strcmp(name, ((const struct key_holder *)holder)->name);
}

bool compare_is_ready(const struct compare *compare, enum side side, const char *name)
{
	const struct key_holder *holder = compare->n_holders == 0
					      ? NULL
					      : bsearch(name, compare->holders, compare->n_holders,
						    sizeof(*compare->holders), by_holder);

	return holder && holder->is_ready[side];
}

static int compare_pair(const struct user_pair *pair, struct error *err)
{
	struct user_step step;
	int rc = compare_find_step(pair, &step, err);

	if (rc != 0)
		return rc;
	if (pair->held[SIDE_SOURCE])
		note(pair, &step);
	return tell_all(pair, &step, err);
}

/* Both are lists by name. */
static int walk(struct compare *compare, bool extra, struct error *err)
{
	const struct held_users *source = &compare->users[SIDE_SOURCE];
	const struct held_users *other = &compare->users[SIDE_DESTINATION];
	size_t i = 0, j = 0;
	int rc = 0;

	while (rc == 0 && (i < source->count || j < other->count)) {
		struct user_pair pair = {.compare = compare};
		int order = i == source->count ? 1
			    : j == other->count
				? -1
				: strcmp(source->users[i].row.name, other->users[j].row.name);

		if (order <= 0)
			pair.held[SIDE_SOURCE] = &source->users[i++];
		if (order >= 0)
			pair.held[SIDE_DESTINATION] = &other->users[j++];
		pair.name = pair.held[order <= 0 ? SIDE_SOURCE : SIDE_DESTINATION]->row.name;
		if ((order > 0) == extra)
			rc = compare_pair(&pair, err);
	}
	return rc;
}

int compare_users(struct compare *compare, bool extra, struct error *err)
{
	if (!compare->holders)
		compare->holders =
		    calloc(compare->users[SIDE_SOURCE].count + 1, sizeof(*compare->holders));
	return compare->holders ? walk(compare, extra, err) : error_raise(err, ERR_MEMORY);
}
