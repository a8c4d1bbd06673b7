/* Comparing two clusters: which they are, their quorum values, and the list of what is found. */
#include "estate-compare.h"

#include "error.h"
#include "estate-private.h"
#include "quorum.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *difference_kind_name(enum difference_kind kind)
{
	static const char *const names[] = {
	    [DIFFERENCE_QUORUM_VALUE] = "quorum-value",
	    [DIFFERENCE_USER_COVERAGE] = "user-coverage",
	    [DIFFERENCE_USER] = "user",
	    [DIFFERENCE_ROLE] = "role",
	    [DIFFERENCE_LOCKED] = "locked",
	    [DIFFERENCE_PASSWORD] = "password",
	    [DIFFERENCE_MFA] = "mfa",
	    [DIFFERENCE_QUORUM] = "quorum",
	    [DIFFERENCE_KEY] = "key",
	    [DIFFERENCE_MATERIAL] = "material",
	    [DIFFERENCE_OWNER] = "owner",
	    [DIFFERENCE_ATTRIBUTE] = "attribute",
	    [DIFFERENCE_SHAREE] = "sharee",
	    [DIFFERENCE_KEY_QUORUM_VALUE] = "key-quorum-value",
	    [DIFFERENCE_KEY_COVERAGE] = "key-coverage",
	};

	return names[kind];
}

void compare_key_name(uint64_t reference, char name[KEY_NAME_SIZE])
{
	(void)snprintf(name, KEY_NAME_SIZE, "0x%016" PRIx64, reference);
}

/* The list */

static void difference_done(struct difference *difference)
{
	free(difference->name);
	free(difference->label);
	free(difference->member);
	free(difference->source);
	free(difference->destination);
}

void comparison_done(struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->count; i++)
		difference_done(&comparison->differences[i]);
	free(comparison->differences);
	memset(comparison, 0, sizeof(*comparison));
}

/* Room for one more: by halves, for there may be as many as there are keys. */
static int grow(struct comparison *found, struct error *err)
{
	struct difference *grown;
	size_t count = found->count;

	if ((count & (count - 1)) != 0)
		return 0;
	grown = reallocarray(found->differences, count > 0 ? 2 * count : 1, sizeof(*grown));
	if (!grown)
		return error_raise(err, ERR_MEMORY);
	found->differences = grown;
	return 0;
}

int compare_add(struct compare *compare, const struct finding *finding, struct error *err)
{
	struct comparison *found = compare->found;
	struct difference *difference;
	bool failed = false;
	int rc = grow(found, err);

	if (rc != 0)
		return rc;
	difference = &found->differences[found->count++];
	*difference = (struct difference){
	    .kind = finding->kind,
	    .name = estate_copy_text(finding->name, &failed),
	    .label = estate_copy_text(finding->label, &failed),
	    .member = estate_copy_text(finding->member, &failed),
	    .source = estate_copy_text(finding->source, &failed),
	    .destination = estate_copy_text(finding->destination, &failed),
	    .mend = finding->mend,
	    .mends_source = finding->mended == SIDE_SOURCE,
	    .role = finding->role,
	};
	return failed ? error_raise(err, ERR_MEMORY) : 0;
}

/* The clusters */

static int open_hsms(struct store *store, struct compared_cluster *side, struct error *err)
{
	int rc = 0;

	side->hsms = calloc(side->cluster.n_hsms, sizeof(*side->hsms));
	if (!side->hsms)
		return error_raise(err, ERR_MEMORY);
	for (size_t i = 0; rc == 0 && i < side->cluster.n_hsms; i++)
		rc = partition_open(store, side->cluster.hsms[i].partition, &side->hsms[i], err);
	return rc;
}

static int open_cluster(
    struct store *store, const char *id, struct compared_cluster *side, struct error *err)
{
	bool found = false;
	int rc = *id ? topology_find(store, id, NULL, 0, &side->cluster, &found, err) : 0;

	if (rc != 0)
		return rc;
	if (!found || side->cluster.state == CLUSTER_DELETED)
		return error_raisef(err, ERR_LAB,
		    "There is no cluster %s in this estate: localhsm status shows those that there"
		    " are",
		    id);
	if (side->cluster.state != CLUSTER_ACTIVE)
		return error_raisef(err, ERR_LAB,
		    "Cluster %s cannot be compared: it is %s, and not ACTIVE", id,
		    cluster_state_name(side->cluster.state));
	if (side->cluster.n_hsms == 0)
		return error_raisef(
		    err, ERR_LAB, "Cluster %s cannot be compared: it has no HSM", id);
	return open_hsms(store, side, err);
}

/* Quorum values */

/* The highest where HSMs disagree, as a client is told it. */
static unsigned quorum_value(const struct compared_cluster *side, enum quorum_service service)
{
	unsigned value = 0;

	for (size_t i = 0; i < side->cluster.n_hsms; i++) {
		if (side->hsms[i].row.quorum[service] > value)
			value = side->hsms[i].row.quorum[service];
	}
	return value;
}

/* An hsm1.medium has no such service, and lacks nothing for it. */
static bool has_service(const struct compare *compare, enum quorum_service service)
{
	return service != QUORUM_CLUSTER ||
	       (compare->sides[SIDE_SOURCE].cluster.type != HSM_TYPE_HSM1_MEDIUM &&
		   compare->sides[SIDE_DESTINATION].cluster.type != HSM_TYPE_HSM1_MEDIUM);
}

static void read_quorum_values(struct compare *compare)
{
	for (enum side i = SIDE_SOURCE; i < SIDES; i++) {
		for (enum quorum_service j = 0; j < QUORUM_VALUES; j++)
			compare->quorum[i][j] = quorum_value(&compare->sides[i], j);
	}
}

/* Admins of the destination who can approve, as it is. */
static unsigned count_approvers(const struct compare *compare)
{
	const struct held_users *held = &compare->users[SIDE_DESTINATION];
	unsigned count = 0;

	for (size_t i = 0; i < held->count; i++) {
		const struct held_user *user = &held->users[i];

		count += user->row.role == ROLE_ADMIN && user->other_role == ROLE_NONE &&
			 user->row.quorum && !user->registration_differs &&
			 user->holders == compare->sides[SIDE_DESTINATION].cluster.n_hsms;
	}
	return count;
}

/* There must be enough who can approve, and nothing to come that would then take approvals. */
static bool can_be_set(const struct compare *compare, unsigned value, bool is_raised)
{
	if (is_raised && compare->has_more)
		return false;
	return value < QUORUM_MIN ||
	       value <= (is_raised ? compare->approvers : count_approvers(compare));
}

static int compare_quorum_value(
    struct compare *compare, enum quorum_service service, bool is_raised, struct error *err)
{
	unsigned a = compare->quorum[SIDE_SOURCE][service];
	unsigned b = compare->quorum[SIDE_DESTINATION][service];
	char texts[SIDES][12];
	const struct finding finding = {
	    .kind = DIFFERENCE_QUORUM_VALUE,
	    .name = quorum_service_name(service),
	    .source = texts[SIDE_SOURCE],
	    .destination = texts[SIDE_DESTINATION],
	    .mend = can_be_set(compare, a, is_raised) ? MEND_SET_QUORUM_VALUE : MEND_NONE,
	    .mended = SIDE_DESTINATION,
	};

	if (a == b || (a > b) != is_raised || !has_service(compare, service))
		return 0;
	(void)snprintf(texts[SIDE_SOURCE], sizeof(texts[SIDE_SOURCE]), "%u", a);
	(void)snprintf(texts[SIDE_DESTINATION], sizeof(texts[SIDE_DESTINATION]), "%u", b);
	return compare_add(compare, &finding, err);
}

/* While the service quorum is on, each value takes approvals: it is first off and last on. */
static int compare_quorum_values(struct compare *compare, bool is_raised, struct error *err)
{
	int rc = is_raised ? 0 : compare_quorum_value(compare, QUORUM_QUORUM, false, err);

	for (enum quorum_service i = 0; rc == 0 && i < QUORUM_VALUES; i++) {
		if (i != QUORUM_QUORUM)
			rc = compare_quorum_value(compare, i, is_raised, err);
	}
	return rc == 0 && is_raised ? compare_quorum_value(compare, QUORUM_QUORUM, true, err) : rc;
}

static int compare_all(struct compare *compare, struct error *err)
{
	int rc = compare_open_users(compare, err);

	compare->clones = memcmp(compare->sides[SIDE_SOURCE].cluster.lineage,
			      compare->sides[SIDE_DESTINATION].cluster.lineage,
			      sizeof(compare->sides[SIDE_SOURCE].cluster.lineage)) == 0;
	compare->found->clones = compare->clones;
	read_quorum_values(compare);
	if (rc == 0)
		rc = compare_quorum_values(compare, false, err);
	if (rc == 0)
		rc = compare_users(compare, false, err);
	if (rc == 0)
		rc = compare_keys(compare, err);
	if (rc == 0)
		rc = compare_users(compare, true, err);
	return rc == 0 ? compare_quorum_values(compare, true, err) : rc;
}

static void close_all(struct compare *compare)
{
	compare_close_users(compare);
	for (enum side i = SIDE_SOURCE; i < SIDES; i++) {
		topology_cluster_done(&compare->sides[i].cluster);
		free(compare->sides[i].hsms);
	}
}

int estate_compare(struct estate *estate, const char *source_id, const char *destination_id,
    struct comparison *comparison, struct error *err)
{
	struct compare compare = {.store = estate->store, .found = comparison};
	int rc;

	memset(comparison, 0, sizeof(*comparison));
	if (strcmp(source_id, destination_id) == 0)
		return error_raisef(
		    err, ERR_LAB, "Cluster %s cannot be compared with itself", source_id);
	rc = store_begin_read(estate->store, err);
	if (rc != 0)
		return rc;
	rc = open_cluster(estate->store, source_id, &compare.sides[SIDE_SOURCE], err);
	if (rc == 0)
		rc = open_cluster(
		    estate->store, destination_id, &compare.sides[SIDE_DESTINATION], err);
	if (rc == 0)
		rc = compare_all(&compare, err);
	close_all(&compare);
	store_end_read(estate->store);
	if (rc != 0)
		comparison_done(comparison);
	return rc;
}
