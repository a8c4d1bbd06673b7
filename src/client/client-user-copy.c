/* Copying a user between clusters that are clones of each other. */
#include "client-private.h"

#include <stdio.h>
#include <string.h>

/* The user as every HSM of the source holds it. */
struct extraction {
	const char *name;
	enum user_role role;
	struct user_copy copy;
	size_t holders;
};

static int extract_link(struct hsm_link *link, struct extraction *extraction, struct error *err)
{
	struct error answer = ERROR_INIT;
	struct user_copy copy;
	int rc = partition_user_extract(
	    &link->partition, &link->session, extraction->name, extraction->role, &copy, &answer);

	if (rc == ERR_USER_UNKNOWN)
		return 0;
	if (rc) {
		*err = answer;
	} else if (extraction->holders++ == 0) {
		extraction->copy = copy;
	} else if (!partition_user_equal(&extraction->copy, &copy)) {
		rc = error_raise(err, ERR_USER_INCONSISTENT);
	}
	secret_wipe(&copy, sizeof(copy));
	return rc;
}

static int extract(struct connection *source, struct extraction *extraction, struct error *err)
{
	int rc = connection_begin_read(source, err);

	if (rc)
		return rc;
	for (size_t i = 0; !rc && i < source->n_links; i++) {
		if (source->links[i].session.role != ROLE_NONE)
			rc = extract_link(&source->links[i], extraction, err);
	}
	if (!rc && !extraction->holders)
		rc = error_raise(
		    err, connection_first_login(source) ? ERR_USER_UNKNOWN : ERR_ADMIN_REQUIRED);
	else if (!rc && extraction->holders < source->n_hsms)
		rc = error_raise(err, ERR_USER_INCONSISTENT);
	connection_end_read(source);
	return rc;
}

/* What the HSMs of the destination answered. */
struct insertion {
	const struct user_copy *copy;
	size_t refused, locked;
	enum error_code reason; /* one that holds for the whole cluster; ERR_OK: none */
};

static bool is_of_the_cluster(int rc)
{
	return rc == ERR_CLUSTERS_UNRELATED || rc == ERR_QUORUM_REQUIRED || rc == ERR_LIMITED_WRITE;
}

static int insert_each(struct hsm_link *link, void *context, struct error *err)
{
	struct insertion *insertion = context;
	bool is_locked = false;
	int rc = partition_user_insert(
	    &link->partition, &link->session, insertion->copy, &is_locked, err);

	insertion->refused += rc != 0;
	insertion->locked += is_locked;
	if (is_of_the_cluster(rc) && insertion->reason == ERR_OK)
		insertion->reason = (enum error_code)rc;
	return rc;
}

static int tell(const struct insertion *insertion, size_t asked, struct error *err)
{
	char refused[24], connections[24];

	if (insertion->reason != ERR_OK)
		return error_raise(err, insertion->reason);
	snprintf(refused, sizeof(refused), "%zu", insertion->refused);
	snprintf(connections, sizeof(connections), "%zu", asked);
	return error_raise(err, ERR_USER_REPLICATE_FAILED, refused, connections);
}

static int insert(struct connection *destination, const struct user_copy *copy,
    struct user_view *user, struct error *err)
{
	struct insertion insertion = {.copy = copy};
	struct fan_out fan_out = {.each = insert_each, .context = &insertion, .keep_partial = true};
	int rc = connection_fan_out(destination, &fan_out, err);

	if (rc && insertion.refused && (fan_out.committed || !fan_out.accepted) &&
	    !error_is_fault((enum error_code)rc))
		rc = tell(&insertion, fan_out.asked, err);
	if (rc)
		return rc;
	user_view_of(&copy->row, fan_out.accepted == destination->n_hsms, user);
	if (insertion.locked)
		user->locked =
		    insertion.locked == fan_out.accepted ? USER_LOCKED : USER_LOCK_INCONSISTENT;
	return 0;
}

int user_replicate(struct connection *source, struct connection *destination, const char *username,
    enum user_role role, struct user_view *user, struct error *err)
{
	char name[USERNAME_MAX + 1];
	struct extraction extraction = {.name = name, .role = role};
	int rc = user_name_normalise(username, name, err);

	if (!rc && strcmp(source->cluster_id, destination->cluster_id) == 0)
		rc = error_raise(err, ERR_CLUSTERS_SAME);
	if (!rc)
		rc = extract(source, &extraction, err);
	/* What counts here is where the password was wrong. */
	extraction.copy.row.failures = 0;
	if (!rc)
		rc = insert(destination, &extraction.copy, user, err);
	secret_wipe(&extraction, sizeof(extraction));
	return rc;
}
