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

int key_list(struct connection *connection, const struct key_filter *filter, uint64_t offset,
    uint64_t max_items, struct key_page *page, struct error *err)
{
	struct store *store = connection->client->store;
	struct selection selection;
	int rc = connection_check_availability(connection, err);

	memset(page, 0, sizeof(*page));
	if (!rc)
		rc = store_begin_read(store, err);
	if (rc)
		return rc;
	rc = select_keys(connection, filter, &selection, err);
	if (!rc) {
		rc = fill_page(connection, &selection, offset, max_items, page, err);
		selection_done(&selection);
	}
	store_end_read(store);
	return rc;
}

/* Changing: the key is selected and changed in one transaction */

struct change {
	const struct key_filter *filter;
	struct selected_key key;
	const struct attribute_value *value;
	char username[USERNAME_MAX + 1];
	enum user_role role;
	struct key_object promoted;
};

static int select_before(struct connection *connection, struct fan_out *fan_out, struct error *err)
{
	struct change *change = fan_out->context;

	return select_one(connection, change->filter, &change->key, err);
}

static int send_change(struct connection *connection, struct change *change,
    int (*each)(struct hsm_link *, void *, struct error *), struct error *err)
{
	/* A key that one HSM lacks is changed where it is. */
	struct fan_out fan_out = {
	    .before = select_before, .each = each, .context = change, .absent = ERR_KEY_NOT_SINGLE};

	return connection_fan_out(connection, &fan_out, err);
}

static int set_attribute_each(struct hsm_link *link, void *context, struct error *err)
{
	struct change *change = context;

	return partition_key_set_attribute(
	    &link->partition, &link->session, change->key.handle, change->value, err);
}

/* token=true makes a token key of a session key: inserted everywhere, then gone from its session.
 */
static int promote_before(struct connection *connection, struct fan_out *fan_out, struct error *err)
{
	struct change *change = fan_out->context;
	struct hsm_link *link;
	int rc = select_one(connection, change->filter, &change->key, err);

	if (!rc)
		rc = load_selected(connection, &change->key, &change->promoted, err);
	if (rc)
		return rc;
	if (change->key.version != 0 || !change->value->flag)
		return error_raise(err, ERR_ATTRIBUTE_VALUE, "token", change->value->text);
	if (!key_view_flag(&change->promoted.view, ATTR_MODIFIABLE))
		return error_raise(err, ERR_KEY_NOT_MODIFIABLE);
	change->promoted.view.flags |= UINT64_C(1) << ATTR_TOKEN;
	link = holder_of(connection, &change->key);
	return partition_session_key_remove(&link->session, change->key.handle, err);
}

static int promote_each(struct hsm_link *link, void *context, struct error *err)
{
	struct change *change = context;

	return partition_key_insert(&link->partition, &link->session, &change->promoted, err);
}

/* The session's copy was taken out first, to make room for the handle: put it back on failure. */
static void put_back(struct connection *connection, struct change *change)
{
	struct hsm_link *link = holder_of(connection, &change->key);
	struct error ignored = ERROR_INIT;

	if (!change->promoted.view.reference ||
	    !key_view_flag(&change->promoted.view, ATTR_TOKEN) || change->key.version != 0)
		return;
	change->promoted.view.flags &= ~(UINT64_C(1) << ATTR_TOKEN);
	if (partition_session_key_add(&link->session, &change->promoted, &ignored) != 0)
		ports_log(connection->client->ports, LOG_LEVEL_ERROR, "client::key",
		    "A session key was lost for want of memory");
}

static int promote(struct connection *connection, struct change *change, struct error *err)
{
	struct fan_out fan_out = {
	    .before = promote_before, .each = promote_each, .context = change};
	int rc = connection_check_availability(connection, err);

	if (!rc)
		rc = connection_fan_out(connection, &fan_out, err);
	if (rc)
		put_back(connection, change);
	key_object_done(&change->promoted);
	return rc;
}

int key_set_attribute(struct connection *connection, const struct key_filter *filter,
    const struct attribute_value *value, struct error *err)
{
	struct change change;

	memset(&change, 0, sizeof(change));
	change.filter = filter;
	change.value = value;
	if (value->attribute == ATTR_TOKEN)
		return promote(connection, &change, err);
	return send_change(connection, &change, set_attribute_each, err);
}

static int share_each(struct hsm_link *link, void *context, struct error *err)
{
	struct change *change = context;

	return partition_key_share(&link->partition, &link->session, change->key.handle,
	    change->username, change->role, err);
}

static int unshare_each(struct hsm_link *link, void *context, struct error *err)
{
	struct change *change = context;

	return partition_key_unshare(&link->partition, &link->session, change->key.handle,
	    change->username, change->role, err);
}

static int delete_each(struct hsm_link *link, void *context, struct error *err)
{
	struct change *change = context;

	return partition_key_delete(&link->partition, &link->session, change->key.handle, err);
}

static int change_sharing(struct connection *connection, const struct key_filter *filter,
    const char *username, enum user_role role,
    int (*each)(struct hsm_link *, void *, struct error *), struct error *err)
{
	struct change change;
	int rc;

	memset(&change, 0, sizeof(change));
	change.filter = filter;
	change.role = role;
	rc = user_name_normalise(username, change.username, err);
	return rc ? rc : send_change(connection, &change, each, err);
}

int key_share(struct connection *connection, const struct key_filter *filter, const char *username,
    enum user_role role, struct error *err)
{
	return change_sharing(connection, filter, username, role, share_each, err);
}

int key_unshare(struct connection *connection, const struct key_filter *filter,
    const char *username, enum user_role role, struct error *err)
{
	return change_sharing(connection, filter, username, role, unshare_each, err);
}

int key_delete(struct connection *connection, const struct key_filter *filter, struct error *err)
{
	struct change change;

	memset(&change, 0, sizeof(change));
	change.filter = filter;
	return send_change(connection, &change, delete_each, err);
}
