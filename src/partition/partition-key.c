/* Keys of one HSM: who sees them, how they are stored, and finding them. */
#include "error.h"
#include "partition-private.h"

#include <stdlib.h>
#include <string.h>

/* Stored keys */

static bool row_agrees(
    const struct partition *partition, const struct key_row *row, const struct key_object *key)
{
	const struct key_view *view = &key->view;

	return row->handle == view->reference && row->type == view->type &&
	       row->class == view->class && strcmp(row->label, view->label) == 0 &&
	       strcmp(row->owner, view->owner) == 0 && row->id_len == view->id_len &&
	       memcmp(row->id, view->id, row->id_len) == 0 &&
	       memcmp(partition->row.lineage, key->lineage, sizeof(key->lineage)) == 0;
}

static int altered_row(struct error *err)
{
	return error_raise(err, ERR_ESTATE_ALTERED, "a row of table key");
}

static int version_read(
    const struct partition *partition, int64_t version, struct key_object *key, struct error *err)
{
	struct secret plain = SECRET_INIT;
	int rc = store_version_get(partition->store, version, &plain, err);

	if (!rc)
		rc = key_object_read(&plain, key, err);
	secret_done(&plain);
	return rc;
}

/* "|alice|bob|": what the store searches by. */
static char *sharee_text(const struct key_view *view)
{
	struct bytes text = BYTES_INIT;

	for (size_t i = 0; i < view->n_sharees; i++)
		bytes_append_format(&text, "%s%s|", i ? "" : "|", view->sharees[i].username);
	if (!view->n_sharees)
		bytes_append_text(&text, "");
	return bytes_detach(&text, NULL);
}

static int check_sharees(
    const struct partition *partition, const struct key_object *key, struct error *err)
{
	char *sharees = sharee_text(&key->view);
	bool equal = false;
	int rc = sharees ? 0 : error_raise(err, ERR_MEMORY);

	if (!rc)
		rc = store_key_sharees_are(
		    partition->store, partition->row.id, key->view.reference, sharees, &equal, err);
	if (!rc && !equal)
		rc = altered_row(err);
	free(sharees);
	return rc;
}

int partition_token_key_load(
    const struct partition *partition, uint64_t handle, struct key_object *key, struct error *err)
{
	struct key_row row;
	bool found = false;
	int rc = store_key_get(partition->store, partition->row.id, handle, &row, &found, err);

	if (rc)
		return rc;
	if (!found)
		return error_raise(err, ERR_KEY_NOT_SINGLE, "0");
	rc = version_read(partition, row.version, key, err);
	if (rc)
		return rc;
	rc = row_agrees(partition, &row, key) ? check_sharees(partition, key, err)
					      : altered_row(err);
	if (rc)
		key_object_done(key);
	return rc;
}

int partition_token_key_save(
    struct partition *partition, const struct key_object *key, struct error *err)
{
	const struct key_view *view = &key->view;
	struct secret plain = SECRET_INIT;
	char *sharees = sharee_text(view);
	struct key_row row;
	int rc = sharees ? 0 : error_raise(err, ERR_MEMORY);

	memset(&row, 0, sizeof(row));
	row.handle = view->reference;
	row.type = view->type;
	row.class = view->class;
	memcpy(row.label, view->label, sizeof(row.label));
	memcpy(row.id, view->id, view->id_len);
	row.id_len = view->id_len;
	memcpy(row.owner, view->owner, sizeof(row.owner));
	row.sharees = sharees;
	if (!rc)
		rc = key_object_write(key, &plain, err);
	if (!rc)
		rc = store_version_add(partition->store, plain.data, plain.len, &row.version, err);
	if (!rc)
		rc = store_key_put(partition->store, partition->row.id, &row, err);
	secret_done(&plain);
	free(sharees);
	return rc;
}

/* Finding */

struct key_object *partition_session_key(const struct partition_session *session, uint64_t handle)
{
	for (size_t i = 0; i < session->n_keys; i++) {
		if (session->keys[i].view.reference == handle)
			return &session->keys[i];
	}
	return NULL;
}

/*
 * What the store's columns can answer goes into the query; returns whether something is left that
 * needs the key itself.
 */
static bool plan_query(const struct key_filter *filter, struct key_query *query)
{
	bool needs_key = false;

	for (size_t i = 0; i < filter->count; i++) {
		const struct key_condition *c = &filter->conditions[i];

		if (c->is_reference && !query->by_handle) {
			query->by_handle = true;
			query->handle = c->reference;
		} else if (!c->is_reference && c->attribute == ATTR_LABEL && !query->label) {
			query->label = c->text;
		} else if (!c->is_reference && c->attribute == ATTR_ID && !query->id) {
			query->id = c->binary.data ? c->binary.data : (const unsigned char *)"";
			query->id_len = c->binary.len;
		} else if (!c->is_reference && c->attribute == ATTR_CLASS && !query->by_class) {
			query->by_class = true;
			query->class = (enum key_class)c->number;
		} else if (!c->is_reference && c->attribute == ATTR_KEY_TYPE && !query->by_type) {
			query->by_type = true;
			query->type = (enum key_type)c->number;
		} else {
			needs_key = true;
		}
	}
	return needs_key;
}

static int keep_matching(const struct partition *partition, const struct key_filter *filter,
    struct key_ref *refs, size_t *count, struct error *err)
{
	size_t kept = 0;
	int rc = 0;

	for (size_t i = 0; !rc && i < *count; i++) {
		struct key_object key;

		rc = version_read(partition, refs[i].version, &key, err);
		if (rc)
			break;
		if (key_filter_matches(filter, &key.view))
			refs[kept++] = refs[i];
		key_object_done(&key);
	}
	*count = kept;
	return rc;
}

static int compare_refs(const void *a, const void *b)
{
	const struct key_ref *x = a, *y = b;

	return (x->handle > y->handle) - (x->handle < y->handle);
}

static int add_session_keys(const struct partition_session *session,
    const struct key_filter *filter, struct key_ref **refs, size_t *count, struct error *err)
{
	struct key_ref *grown;
	size_t before = *count;

	if (!session->n_keys)
		return 0;
	grown = reallocarray(*refs, *count + session->n_keys, sizeof(*grown));
	if (!grown)
		return error_raise(err, ERR_MEMORY);
	*refs = grown;
	for (size_t i = 0; i < session->n_keys; i++) {
		if (!key_filter_matches(filter, &session->keys[i].view))
			continue;
		grown[*count].handle = session->keys[i].view.reference;
		grown[(*count)++].version = 0;
	}
	if (*count > before)
		qsort(grown, *count, sizeof(*grown), compare_refs);
	return 0;
}

int partition_key_find(const struct partition *partition, const struct partition_session *session,
    const struct key_filter *filter, struct key_ref **refs, size_t *count, struct error *err)
{
	struct key_query query;
	struct key_ref *found = NULL;
	size_t n = 0;
	bool needs_key;
	int rc = partition_permit_role(session, PERMIT_KEY_SEE, err);

	if (rc)
		return rc;
	memset(&query, 0, sizeof(query));
	needs_key = plan_query(filter, &query);
	if (session->role == ROLE_CRYPTO_USER)
		query.viewer = session->username;
	rc = store_key_find(partition->store, partition->row.id, &query, &found, &n, err);
	if (!rc && needs_key)
		rc = keep_matching(partition, filter, found, &n, err);
	if (!rc)
		rc = add_session_keys(session, filter, &found, &n, err);
	if (rc) {
		free(found);
		return rc;
	}
	*refs = found;
	*count = n;
	return 0;
}

int partition_key_load(const struct partition *partition, const struct partition_session *session,
    uint64_t handle, struct key_object *key, struct error *err)
{
	const struct key_object *own = partition_session_key(session, handle);
	int rc = own ? key_object_copy(key, own, err)
		     : partition_token_key_load(partition, handle, key, err);

	if (!rc && !partition_sees(session, key)) {
		key_object_done(key);
		rc = error_raise(err, ERR_KEY_NOT_SINGLE, "0");
	}
	return rc;
}

int partition_key_load_public(const struct partition *partition,
    const struct partition_session *session, uint64_t handle, struct key_object *key,
    struct error *err)
{
	int rc = partition_key_load(partition, session, handle, key, err);

	if (rc)
		return rc;
	rc = partition_permit_key(partition, session, PERMIT_KEY_EXPORT, key, err);
	if (rc)
		key_object_done(key);
	return rc;
}

int partition_handle_is_free(const struct partition *partition,
    const struct partition_session *session, uint64_t handle, bool *is_free, struct error *err)
{
	struct key_row row;
	bool found = false;
	int rc = store_key_get(partition->store, partition->row.id, handle, &row, &found, err);

	*is_free = !found && !partition_session_key(session, handle);
	return rc;
}
