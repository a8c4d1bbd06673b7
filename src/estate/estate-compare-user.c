/* Comparing the users of two clusters. */
#include "error.h"
#include "estate-compare.h"
#include "quorum.h"

#include <stdlib.h>
#include <string.h>

/* A user as one cluster has it. */
struct held_user {
	struct user_row row; /* as the first HSM that has it holds it */
	size_t first;        /* that HSM */
	size_t holders;
	bool differs; /* among the HSMs that have it */
	bool lock_differs;
};

struct held_users {
	struct held_user *users; /* by name */
	size_t count;
};

/* Names, then HSMs. */
static int by_name(const void *a, const void *b)
{
	const struct held_user *x = a, *y = b;
	int order = strcmp(x->row.name, y->row.name);

	return order != 0 ? order : (x->first > y->first) - (x->first < y->first);
}

static bool same_user(const struct user_row *a, const struct user_row *b)
{
	const struct user_copy x = {.row = *a}, y = {.row = *b};

	return partition_user_equal(&x, &y);
}

/* Those of one HSM, but for the one that is nobody's. */
static int add_users(
    const struct partition *hsm, size_t index, struct held_users *held, struct error *err)
{
	struct user_row *rows = NULL;
	struct held_user *grown;
	size_t count = 0;
	int rc = partition_user_list(hsm, &rows, &count, err);

	if (rc != 0)
		return rc;
	grown = reallocarray(held->users, held->count + count + 1, sizeof(*grown));
	if (grown)
		held->users = grown;
	else
		rc = error_raise(err, ERR_MEMORY);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		if (rows[i].role != ROLE_APPLIANCE_USER)
			held->users[held->count++] =
			    (struct held_user){.row = rows[i], .first = index, .holders = 1};
	}
	free(rows);
	return rc;
}

/* Makes one of those that several HSMs hold. */
static void join(struct held_users *held)
{
	size_t n = 0;

	for (size_t i = 0; i < held->count; i++) {
		const struct held_user *next = &held->users[i];
		struct held_user *last = n > 0 ? &held->users[n - 1] : NULL;

		if (!last || strcmp(last->row.name, next->row.name) != 0) {
			held->users[n++] = *next;
			continue;
		}
		last->holders++;
		last->differs = last->differs || !same_user(&last->row, &next->row);
		last->lock_differs = last->lock_differs || partition_user_is_locked(&last->row) !=
							       partition_user_is_locked(&next->row);
	}
	held->count = n;
}

static int list_users(
    const struct compared_cluster *side, struct held_users *held, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < side->cluster.n_hsms; i++)
		rc = add_users(&side->hsms[i], i, held, err);
	if (rc != 0)
		return rc;
	qsort(held->users, held->count, sizeof(*held->users), by_name);
	join(held);
	return 0;
}

/* One user, of whom one side may have nothing. */
struct pair {
	struct compare *compare;
	const struct held_user *held[SIDES];
	const char *name;
};

static bool is_full(const struct pair *pair, enum side side)
{
	const struct held_user *held = pair->held[side];

	return held->holders == pair->compare->sides[side].cluster.n_hsms && !held->differs;
}

static const char *coverage_text(const struct pair *pair, enum side side)
{
	if (!pair->held[side])
		return "absent";
	return coverage_name(is_full(pair, side) ? COVERAGE_FULL : COVERAGE_INCONSISTENT);
}

/* Made again where it is missing; given one password where it has several. */
static int tell_coverage(const struct pair *pair, struct error *err)
{
	struct finding finding = {
	    .kind = DIFFERENCE_USER_COVERAGE,
	    .name = pair->name,
	    .source = coverage_text(pair, SIDE_SOURCE),
	    .destination = coverage_text(pair, SIDE_DESTINATION),
	};

	for (enum side i = SIDE_SOURCE; i < SIDES; i++) {
		const struct held_user *held = pair->held[i];

		if (!held || is_full(pair, i))
			continue;
		finding.mended = i;
		finding.role = held->row.role;
		finding.mend = held->differs ? MEND_CHANGE_PASSWORD : MEND_USER_CREATE;
		return compare_add(pair->compare, &finding, err);
	}
	return 0;
}

static bool can_be_copied(const struct pair *pair)
{
	const struct compared_cluster *sides = pair->compare->sides;

	return pair->compare->clones && is_full(pair, SIDE_SOURCE) &&
	       sides[SIDE_DESTINATION].cluster.type >= sides[SIDE_SOURCE].cluster.type;
}

static int tell_absence(const struct pair *pair, struct error *err)
{
	const struct held_user *source = pair->held[SIDE_SOURCE];
	const struct held_user *held = source ? source : pair->held[SIDE_DESTINATION];
	const char *role = user_role_name(held->row.role);
	const struct finding finding = {
	    .kind = DIFFERENCE_USER,
	    .name = pair->name,
	    .source = source ? role : "absent",
	    .destination = source ? "absent" : role,
	    .mend = !source               ? MEND_USER_DELETE
		    : can_be_copied(pair) ? MEND_USER_REPLICATE
					  : MEND_USER_CREATE,
	    .mended = SIDE_DESTINATION,
	    .role = held->row.role,
	};

	return compare_add(pair->compare, &finding, err);
}

/* Whether the destination's can be deleted, to be copied again: nobody's keys are in the way. */
static int find_removable(const struct pair *pair, bool *is_removable, struct error *err)
{
	const struct held_user *held = pair->held[SIDE_DESTINATION];
	const struct partition *hsm = &pair->compare->sides[SIDE_DESTINATION].hsms[held->first];
	uint64_t keys = 0;
	int rc = 0;

	*is_removable = can_be_copied(pair) && held->row.role == ROLE_CRYPTO_USER;
	if (*is_removable)
		rc = store_key_owned_by(pair->compare->store, hsm->row.id, pair->name, &keys, err);
	*is_removable = *is_removable && keys == 0;
	return rc;
}

/* Something of the user that is as a or as b. */
static int tell(const struct pair *pair, enum difference_kind kind, const char *a, const char *b,
    enum mend mend, struct error *err)
{
	const struct finding finding = {
	    .kind = kind,
	    .name = pair->name,
	    .source = a,
	    .destination = b,
	    .mend = mend,
	    .mended = SIDE_DESTINATION,
	    .role = pair->held[SIDE_DESTINATION]->row.role,
	};

	return compare_add(pair->compare, &finding, err);
}

static const char *lock_text(const struct held_user *held)
{
	if (held->lock_differs)
		return "inconsistent";
	return partition_user_is_locked(&held->row) ? "true" : "false";
}

static int compare_lock(const struct pair *pair, enum mend removal, struct error *err)
{
	const char *a = lock_text(pair->held[SIDE_SOURCE]);
	const char *b = lock_text(pair->held[SIDE_DESTINATION]);
	const struct finding unlock = {
	    .kind = DIFFERENCE_LOCKED,
	    .name = pair->name,
	    .source = a,
	    .destination = b,
	    .mend = MEND_CHANGE_PASSWORD,
	    .mended = SIDE_SOURCE,
	    .role = pair->held[SIDE_SOURCE]->row.role,
	};

	if (strcmp(a, b) == 0)
		return 0;
	if (strcmp(b, "false") == 0)
		return compare_add(pair->compare, &unlock, err);
	return tell(pair, DIFFERENCE_LOCKED, a, b,
	    removal != MEND_NONE ? removal : MEND_CHANGE_PASSWORD, err);
}

/* What stands for a password is never the same twice, unless it was copied. */
static int compare_passwords(const struct pair *pair, enum mend removal, struct error *err)
{
	const struct password_verifier *a = &pair->held[SIDE_SOURCE]->row.verifier;
	const struct password_verifier *b = &pair->held[SIDE_DESTINATION]->row.verifier;
	bool same = a->cost == b->cost && memcmp(a->salt, b->salt, sizeof(a->salt)) == 0 &&
		    secret_bytes_equal(a->hash, b->hash, sizeof(a->hash));

	if (same || !pair->compare->clones)
		return 0;
	return tell(pair, DIFFERENCE_PASSWORD, "not shown", "not shown",
	    removal != MEND_NONE ? removal : MEND_CHANGE_PASSWORD, err);
}

static int compare_registration(
    const struct pair *pair, enum difference_kind kind, enum mend removal, struct error *err)
{
	const struct user_row *a = &pair->held[SIDE_SOURCE]->row;
	const struct user_row *b = &pair->held[SIDE_DESTINATION]->row;
	bool in_a = kind == DIFFERENCE_MFA ? a->mfa : a->quorum;
	bool in_b = kind == DIFFERENCE_MFA ? b->mfa : b->quorum;
	bool same_key = a->public_key_len == b->public_key_len &&
			memcmp(a->public_key, b->public_key, a->public_key_len) == 0;

	if (in_a == in_b && (!in_a || same_key))
		return 0;
	return tell(pair, kind, in_a ? "enabled" : "none",
	    in_a && in_b ? "enabled with another key"
	    : in_b       ? "enabled"
			 : "none",
	    removal, err);
}

static int compare_pair(const struct pair *pair, struct error *err)
{
	const struct held_user *a = pair->held[SIDE_SOURCE], *b = pair->held[SIDE_DESTINATION];
	enum mend removal;
	bool is_removable = false;
	int rc = tell_coverage(pair, err);

	if (rc != 0)
		return rc;
	if (!a || !b)
		return tell_absence(pair, err);
	rc = find_removable(pair, &is_removable, err);
	removal = is_removable ? MEND_USER_DELETE : MEND_NONE;
	if (rc == 0 && a->row.role != b->row.role)
		rc = tell(pair, DIFFERENCE_ROLE, user_role_name(a->row.role),
		    user_role_name(b->row.role), MEND_USER_DELETE, err);
	if (rc == 0)
		rc = compare_lock(pair, removal, err);
	if (rc == 0)
		rc = compare_passwords(pair, removal, err);
	if (rc == 0)
		rc = compare_registration(pair, DIFFERENCE_MFA, removal, err);
	return rc == 0 ? compare_registration(pair, DIFFERENCE_QUORUM, removal, err) : rc;
}

static int walk(
    struct compare *compare, const struct held_users held[SIDES], bool extra, struct error *err)
{
	const struct held_users *source = &held[SIDE_SOURCE], *other = &held[SIDE_DESTINATION];
	size_t i = 0, j = 0;
	int rc = 0;

	while (rc == 0 && (i < source->count || j < other->count)) {
		struct pair pair = {.compare = compare};
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
	struct held_users held[SIDES] = {{NULL, 0}, {NULL, 0}};
	int rc = 0;

	for (enum side i = SIDE_SOURCE; rc == 0 && i < SIDES; i++)
		rc = list_users(&compare->sides[i], &held[i], err);
	if (rc == 0)
		rc = walk(compare, held, extra, err);
	for (enum side i = SIDE_SOURCE; i < SIDES; i++) {
		if (held[i].users)
			secret_wipe(held[i].users, held[i].count * sizeof(*held[i].users));
		free(held[i].users);
	}
	return rc;
}
