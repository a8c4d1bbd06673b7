/* Which keys a filter selects over all HSMs of a connection, and whether they may be used. */
#include "client-private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A token key must be on this many HSMs before it is used, unless the check is off. */
#define AVAILABILITY_MINIMUM 2

static bool availability_is_checked(const struct connection *connection)
{
	return config_key_availability_check(connection->client->config, connection->index);
}

int connection_check_availability(struct connection *connection, struct error *err)
{
	if (!availability_is_checked(connection) || connection->n_links >= AVAILABILITY_MINIMUM)
		return 0;
	return error_raise(err, ERR_KEY_AVAILABILITY);
}

/* Both lists are sorted by handle: one walk puts what one more HSM holds into what is known. */
static int merge(struct selection *selection, const struct key_ref *refs, size_t count, size_t link,
    struct error *err)
{
	struct selected_key *merged =
	    calloc(selection->count + count ? selection->count + count : 1, sizeof(*merged));
	size_t i = 0, j = 0, n = 0;

	if (!merged)
		return error_raise(err, ERR_MEMORY);
	while (i < selection->count || j < count) {
		bool known = i < selection->count;

		if (j == count || (known && selection->keys[i].handle < refs[j].handle)) {
			merged[n++] = selection->keys[i++];
		} else if (!known || refs[j].handle < selection->keys[i].handle) {
			merged[n++] = (struct selected_key){
			    refs[j].handle, refs[j].version, UINT32_C(1) << link, false};
			j++;
		} else {
			merged[n] = selection->keys[i++];
			merged[n].holders |= UINT32_C(1) << link;
			merged[n].differs =
			    merged[n].differs || merged[n].version != refs[j].version;
			n++;
			j++;
		}
	}
	free(selection->keys);
	selection->keys = merged;
	selection->count = n;
	return 0;
}

int select_keys(struct connection *connection, const struct key_filter *filter,
    struct selection *selection, struct error *err)
{
	int rc = 0;

	memset(selection, 0, sizeof(*selection));
	if (!connection_first_login(connection))
		return error_raise(err, ERR_USER_REQUIRED);
	for (size_t i = 0; !rc && i < connection->n_links; i++) {
		struct hsm_link *link = &connection->links[i];
		struct key_ref *refs = NULL;
		size_t count = 0;

		if (link->session.role == ROLE_NONE)
			continue;
		rc = partition_key_find(
		    &link->partition, &link->session, filter, &refs, &count, err);
		if (!rc)
			rc = merge(selection, refs, count, i, err);
		free(refs);
	}
	if (rc)
		selection_done(selection);
	return rc;
}

void selection_done(struct selection *selection)
{
	free(selection->keys);
	memset(selection, 0, sizeof(*selection));
}

static size_t count_holders(const struct selected_key *key)
{
	size_t count = 0;

	for (uint32_t holders = key->holders; holders; holders &= holders - 1)
		count++;
	return count;
}

static struct hsm_link *first_of(struct connection *connection, uint32_t holders)
{
	for (size_t i = 0; i < connection->n_links; i++) {
		if (holders & (UINT32_C(1) << i))
			return &connection->links[i];
	}
	return NULL;
}

struct hsm_link *holder_of(struct connection *connection, const struct selected_key *key)
{
	return first_of(connection, key->holders);
}

struct hsm_link *common_holder(
    struct connection *connection, const struct selected_key *a, const struct selected_key *b)
{
	return first_of(connection, a->holders & b->holders);
}

int check_usable(struct connection *connection, const struct selected_key *key, struct error *err)
{
	if (key->version == 0 || !availability_is_checked(connection) ||
	    count_holders(key) >= AVAILABILITY_MINIMUM)
		return 0;
	ports_log(connection->client->ports, LOG_LEVEL_ERROR, "client::key",
	    "Key 0x%016" PRIx64 " does not meet the availability requirements - The key must be"
	    " available on at least 2 HSMs before being used.",
	    key->handle);
	return error_raise(err, ERR_KEY_AVAILABILITY);
}

int use_one(struct connection *connection, const struct selection *selection,
    struct selected_key *key, struct error *err)
{
	char count[24];

	snprintf(count, sizeof(count), "%zu", selection->count);
	if (selection->count != 1)
		return error_raise(err, ERR_KEY_NOT_SINGLE, count);
	*key = selection->keys[0];
	return check_usable(connection, key, err);
}

int select_one(struct connection *connection, const struct key_filter *filter,
    struct selected_key *key, struct error *err)
{
	struct selection selection;
	int rc = select_keys(connection, filter, &selection, err);

	if (rc)
		return rc;
	rc = use_one(connection, &selection, key, err);
	selection_done(&selection);
	return rc;
}

static int try_begin_use_one(struct connection *connection, const struct key_filter *filter,
    struct selected_key *key, struct hsm_link **link, struct error *err)
{
	int rc = connection_begin_read(connection, err);

	if (rc)
		return rc;
	rc = select_one(connection, filter, key, err);
	if (rc)
		connection_end_read(connection);
	else
		*link = holder_of(connection, key);
	return rc;
}

int begin_use_one(struct connection *connection, const struct key_filter *filter,
    struct selected_key *key, struct hsm_link **link, struct error *err)
{
	unsigned waited = 0;
	int rc;

	do {
		rc = try_begin_use_one(connection, filter, key, link, err);
	} while (connection_try_again(connection, rc, &waited, err));
	return rc;
}

enum coverage selected_coverage(const struct connection *connection, const struct selected_key *key)
{
	if (key->version == 0)
		return COVERAGE_FULL; /* a session key is where it belongs: on one HSM */
	return count_holders(key) == connection->n_hsms && !key->differs ? COVERAGE_FULL
									 : COVERAGE_INCONSISTENT;
}

int load_selected(struct connection *connection, const struct selected_key *key,
    struct key_object *object, struct error *err)
{
	struct hsm_link *link = holder_of(connection, key);

	return partition_key_load(&link->partition, &link->session, key->handle, object, err);
}

int load_selected_public(struct connection *connection, const struct selected_key *key,
    struct key_object *object, struct error *err)
{
	struct hsm_link *link = holder_of(connection, key);

	return partition_key_load_public(
	    &link->partition, &link->session, key->handle, object, err);
}

void set_coverage(struct key_view *view, enum coverage coverage)
{
	view->cluster_coverage = coverage;
	view->owner_coverage = coverage;
	for (size_t i = 0; i < view->n_sharees; i++)
		view->sharees[i].coverage = coverage;
}
