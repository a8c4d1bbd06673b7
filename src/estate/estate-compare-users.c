/* The users of two clusters that are compared: lists of them, and what two records have in common.
 */
#include "error.h"
#include "estate-compare.h"
#include "secret.h"

#include <stdlib.h>
#include <string.h>

/* Names, then HSMs. */
static int by_name(const void *a, const void *b)
{
	const struct held_user *x = a, *y = b;
	int order = strcmp(x->row.name, y->row.name);

	return order != 0 ? order : (x->first > y->first) - (x->first < y->first);
}

static bool same_key(const struct user_row *a, const struct user_row *b)
{
	return a->public_key_len == b->public_key_len &&
	       memcmp(a->public_key, b->public_key, a->public_key_len) == 0;
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
			held->users[held->count++] = (struct held_user){
			    .row = rows[i], .first = index, .holders = 1, .other_role = ROLE_NONE};
	}
	secret_wipe(rows, count * sizeof(*rows));
	free(rows);
	return rc;
}

static bool same_registration(const struct user_row *a, const struct user_row *b)
{
	return a->mfa == b->mfa && a->quorum == b->quorum && same_key(a, b);
}

/* Another HSM has the user as row. */
static void note_difference(struct held_user *user, const struct user_row *row)
{
	const struct user_row *first = &user->row;

	user->differs = user->differs || !same_user(first, row);
	user->lock_differs =
	    user->lock_differs || partition_user_is_locked(first) != partition_user_is_locked(row);
	user->registration_differs = user->registration_differs || !same_registration(first, row);
	if (first->role != row->role)
		user->other_role = row->role;
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
		note_difference(last, &next->row);
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

int compare_open_users(struct compare *compare, struct error *err)
{
	int rc = 0;

	for (enum side i = SIDE_SOURCE; rc == 0 && i < SIDES; i++)
		rc = list_users(&compare->sides[i], &compare->users[i], err);
	return rc;
}

void compare_close_users(struct compare *compare)
{
	for (enum side i = SIDE_SOURCE; i < SIDES; i++) {
		struct held_users *held = &compare->users[i];

		if (held->users)
			secret_wipe(held->users, held->count * sizeof(*held->users));
		free(held->users);
	}
	free(compare->holders);
}

/* Pairs */

bool user_pair_is_missing(const struct user_pair *pair, enum side side)
{
	const struct held_user *held = pair->held[side];

	return held->holders < pair->compare->sides[side].cluster.n_hsms;
}

bool user_pair_is_full(const struct user_pair *pair, enum side side)
{
	return !user_pair_is_missing(pair, side) && !pair->held[side]->differs;
}

bool user_pair_has_same_password(const struct user_pair *pair)
{
	const struct password_verifier *a = &pair->held[SIDE_SOURCE]->row.verifier;
	const struct password_verifier *b = &pair->held[SIDE_DESTINATION]->row.verifier;

	return a->cost == b->cost && memcmp(a->salt, b->salt, sizeof(a->salt)) == 0 &&
	       secret_bytes_equal(a->hash, b->hash, sizeof(a->hash));
}

bool user_pair_has_same_key(const struct user_pair *pair)
{
	return same_key(&pair->held[SIDE_SOURCE]->row, &pair->held[SIDE_DESTINATION]->row);
}
