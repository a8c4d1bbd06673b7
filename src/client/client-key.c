/* Keys that exist: listing, changing, sharing, deleting. */
#include "client-private.h"

#include <stdlib.h>
#include <string.h>

/* Listing */

static int load_view(struct connection *connection, const struct selected_key *key,
    struct key_view *view, struct error *err)
{
	struct key_object object;
	int rc = load_selected(connection, key, &object, err);

	if (rc)
		return rc;
	*view = object.view;
	memset(&object.view, 0, sizeof(object.view)); /* moved */
	key_object_done(&object);
	set_coverage(view, selected_coverage(connection, key));
	return 0;
}

static int fill_page(struct connection *connection, const struct selection *selection,
    uint64_t offset, uint64_t max_items, struct key_page *page, struct error *err)
{
	size_t start = offset < selection->count ? (size_t)offset : selection->count;
	size_t left = selection->count - start;
	size_t count = max_items < left ? (size_t)max_items : left;
	int rc = 0;

	page->total = selection->count;
	page->keys = calloc(count ? count : 1, sizeof(*page->keys));
	if (!page->keys)
		return error_raise(err, ERR_MEMORY);
	while (!rc && page->count < count) {
		rc = load_view(connection, &selection->keys[start + page->count],
		    &page->keys[page->count], err);
		page->count += !rc;
	}
	page->has_next = start + count < selection->count;
	page->next = start + count;
	if (rc)
		key_page_done(page);
	return rc;
}

static int try_list(struct connection *connection, const struct key_filter *filter, uint64_t offset,
    uint64_t max_items, struct key_page *page, struct error *err)
{
	struct selection selection;
	int rc = connection_begin_read(connection, err);

	memset(page, 0, sizeof(*page));
	if (rc)
		return rc;
	rc = connection_check_availability(connection, err);
	if (!rc)
		rc = select_keys(connection, filter, &selection, err);
	if (!rc) {
		rc = fill_page(connection, &selection, offset, max_items, page, err);
		selection_done(&selection);
	}
	connection_end_read(connection);
	return rc;
}

int key_list(struct connection *connection, const struct key_filter *filter, uint64_t offset,
    uint64_t max_items, struct key_page *page, struct error *err)
{
	unsigned waited = 0;
	int rc;

	do {
		rc = try_list(connection, filter, offset, max_items, page, err);
	} while (connection_try_again(connection, rc, &waited, err));
	return rc;
}

/* Changing: the key is selected and changed in one transaction */

struct change {
	const struct key_filter *filter;
	struct selected_key key;
	const struct attribute_value *value;
	const struct quorum_approval *approval;
	char username[USERNAME_MAX + 1];
	enum user_role role;
	struct key_object before;   /* a session key as it was: no transaction undoes its change */
	struct key_object promoted; /* what becomes of it with token=true */
	size_t promoted_to;         /* HSMs that were asked to take it */
};

/* A session key's change goes to the HSM that holds it: others may know its handle otherwise. */
static int select_before(struct connection *connection, struct fan_out *fan_out, struct error *err)
{
	struct change *change = fan_out->context;
	int rc = select_one(connection, change->filter, &change->key, err);

	if (rc || change->key.version != 0)
		return rc;
	fan_out->only = holder_of(connection, &change->key);
	return load_selected(connection, &change->key, &change->before, err);
}

static int send_change(struct connection *connection, struct change *change,
    struct fan_out *fan_out, struct error *err)
{
	int rc;

	fan_out->context = change;
	fan_out->approvals[0] = change->approval;
	rc = connection_fan_out(connection, fan_out, err);
	if (rc && change->before.view.reference)
		partition_session_key_restore(
		    &holder_of(connection, &change->key)->session, &change->before);
	key_object_done(&change->before);
	key_object_done(&change->promoted);
	return rc;
}

/* A token key that one HSM lacks is changed where it is. */
static int change_each(struct connection *connection, struct change *change,
    int (*each)(struct hsm_link *, void *, struct error *), struct error *err)
{
	struct fan_out fan_out = {
	    .before = select_before, .each = each, .absent = ERR_KEY_NOT_SINGLE};

	return send_change(connection, change, &fan_out, err);
}

static int set_attribute_each(struct hsm_link *link, void *context, struct error *err)
{
	struct change *change = context;

	return partition_key_set_attribute(&link->partition, &link->session, change->key.handle,
	    change->value, change->approval, err);
}

/* token=true makes a token key of a session key, which every HSM takes, or none. */
static int promote_before(struct connection *connection, struct fan_out *fan_out, struct error *err)
{
	struct change *change = fan_out->context;
	struct hsm_link *holder;
	int rc = connection_check_availability(connection, err);

	if (!rc)
		rc = select_before(connection, fan_out, err);
	if (rc)
		return rc;
	fan_out->only = NULL;
	holder = holder_of(connection, &change->key);
	return partition_key_promote(&holder->partition, &holder->session, change->key.handle,
	    change->value, &change->promoted, err);
}

static int promote_each(struct hsm_link *link, void *context, struct error *err)
{
	struct change *change = context;

	enum key_arrival arrival = change->promoted_to++ ? KEY_COPIED_HERE : KEY_MADE_HERE;

	return partition_key_insert(
	    &link->partition, &link->session, &change->promoted, arrival, err);
}

static int promote(struct connection *connection, struct change *change, struct error *err)
{
	struct fan_out fan_out = {.before = promote_before, .each = promote_each};

	return send_change(connection, change, &fan_out, err);
}

int key_set_attribute(struct connection *connection, const struct key_filter *filter,
    const struct attribute_value *value, const struct quorum_approval *approval, struct error *err)
{
	struct change change;

	memset(&change, 0, sizeof(change));
	change.filter = filter;
	change.value = value;
	change.approval = approval;
	if (value->attribute == ATTR_TOKEN)
		return promote(connection, &change, err);
	return change_each(connection, &change, set_attribute_each, err);
}

static int share_each(struct hsm_link *link, void *context, struct error *err)
{
	struct change *change = context;

	return partition_key_share(&link->partition, &link->session, change->key.handle,
	    change->username, change->role, change->approval, err);
}

static int unshare_each(struct hsm_link *link, void *context, struct error *err)
{
	struct change *change = context;

	return partition_key_unshare(&link->partition, &link->session, change->key.handle,
	    change->username, change->role, change->approval, err);
}

static int delete_each(struct hsm_link *link, void *context, struct error *err)
{
	struct change *change = context;

	return partition_key_delete(&link->partition, &link->session, change->key.handle, err);
}

static int change_sharing(struct connection *connection, const struct key_filter *filter,
    const char *username, enum user_role role, const struct quorum_approval *approval,
    int (*each)(struct hsm_link *, void *, struct error *), struct error *err)
{
	struct change change;
	int rc;

	memset(&change, 0, sizeof(change));
	change.filter = filter;
	change.role = role;
	change.approval = approval;
	rc = user_name_normalise(username, change.username, err);
	return rc ? rc : change_each(connection, &change, each, err);
}

int key_share(struct connection *connection, const struct key_filter *filter, const char *username,
    enum user_role role, const struct quorum_approval *approval, struct error *err)
{
	return change_sharing(connection, filter, username, role, approval, share_each, err);
}

int key_unshare(struct connection *connection, const struct key_filter *filter,
    const char *username, enum user_role role, const struct quorum_approval *approval,
    struct error *err)
{
	return change_sharing(connection, filter, username, role, approval, unshare_each, err);
}

int key_delete(struct connection *connection, const struct key_filter *filter, struct error *err)
{
	struct change change;

	memset(&change, 0, sizeof(change));
	change.filter = filter;
	return change_each(connection, &change, delete_each, err);
}
