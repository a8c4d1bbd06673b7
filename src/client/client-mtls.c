/* Trust anchors and enforcement of mutual TLS over all HSMs of a cluster. */
#include "client-private.h"

#include "bytes.h"
#include "crypto.h"
#include "mtls.h"

#include <stdlib.h>
#include <string.h>

void mtls_anchors_free(struct mtls_anchor *anchors, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(anchors[i].certificate);
	free(anchors);
}

/* What the HSMs hold taken together, and how many hold each. */
struct anchor_list {
	struct mtls_anchor *anchors;
	size_t *holders;
	size_t count;
};

static void list_done(struct anchor_list *list)
{
	mtls_anchors_free(list->anchors, list->count);
	free(list->holders);
	*list = (struct anchor_list){NULL, NULL, 0};
}

static int hear_anchor(struct anchor_list *list, struct anchor_row *row, struct error *err)
{
	struct mtls_anchor *anchors;
	size_t *holders;

	for (size_t i = 0; i < list->count; i++) {
		if (list->anchors[i].reference == row->reference &&
		    strcmp(list->anchors[i].certificate, row->certificate) == 0) {
			list->holders[i]++;
			return 0;
		}
	}
	anchors = reallocarray(list->anchors, list->count + 1, sizeof(*anchors));
	if (anchors)
		list->anchors = anchors;
	holders = reallocarray(list->holders, list->count + 1, sizeof(*holders));
	if (holders)
		list->holders = holders;
	if (!anchors || !holders)
		return error_raise(err, ERR_MEMORY);
	list->holders[list->count] = 1;
	list->anchors[list->count++] =
	    (struct mtls_anchor){.reference = row->reference, .certificate = row->certificate};
	row->certificate = NULL; /* moved */
	return 0;
}

static int hear_link(const struct hsm_link *link, struct anchor_list *list, struct error *err)
{
	struct anchor_row *rows = NULL;
	size_t count = 0;
	int rc = partition_anchor_list(&link->partition, &rows, &count, err);

	for (size_t i = 0; !rc && i < count; i++)
		rc = hear_anchor(list, &rows[i], err);
	anchor_rows_free(rows, count);
	return rc;
}

static int compare_anchors(const void *a, const void *b)
{
	const struct mtls_anchor *x = a, *y = b;

	return (x->reference > y->reference) - (x->reference < y->reference);
}

static int hear_all(struct connection *connection, struct anchor_list *list, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < connection->n_links; i++)
		rc = hear_link(&connection->links[i], list, err);
	for (size_t i = 0; i < list->count; i++)
		list->anchors[i].cluster_coverage =
		    list->holders[i] == connection->n_hsms ? COVERAGE_FULL : COVERAGE_INCONSISTENT;
	if (rc)
		list_done(list);
	else if (list->count)
		qsort(list->anchors, list->count, sizeof(*list->anchors), compare_anchors);
	return rc;
}

int mtls_list(
    struct connection *connection, struct mtls_anchor **anchors, size_t *count, struct error *err)
{
	struct anchor_list list = {NULL, NULL, 0};
	int rc = connection_begin_read(connection, err);

	if (rc)
		return rc;
	rc = hear_all(connection, &list, err);
	connection_end_read(connection);
	if (rc)
		return rc;
	*anchors = list.anchors;
	*count = list.count;
	free(list.holders);
	return 0;
}

/* Registering */

struct registration {
	const char *pem;
	const struct quorum_approval *approval;
	unsigned reference;
	struct bytes normal; /* as HSMs keep it */
};

/* The lowest number that no HSM has, or the one that the anchor has where it is already. */
static unsigned choose_reference(const struct anchor_list *list, const char *normal)
{
	unsigned reference = 1;

	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->anchors[i].certificate, normal) == 0)
			return list->anchors[i].reference;
	}
	for (size_t i = 0; i < list->count; i++) {
		if (list->anchors[i].reference == reference)
			reference++;
	}
	return reference;
}

/* What is no anchor is for the HSMs to refuse. */
static int register_before(
    struct connection *connection, struct fan_out *fan_out, struct error *err)
{
	struct registration *registration = fan_out->context;
	struct anchor_list list = {NULL, NULL, 0};
	struct error ignored = ERROR_INIT;
	int rc = hear_all(connection, &list, err);

	if (rc)
		return rc;
	bytes_clear(&registration->normal);
	if (crypto_check_trust_anchor(registration->pem,
		store_now(connection->client->store) / 1000000, &registration->normal,
		&ignored) != 0)
		bytes_clear(&registration->normal);
	registration->reference = choose_reference(&list, bytes_text(&registration->normal));
	list_done(&list);
	return 0;
}

static int register_each(struct hsm_link *link, void *context, struct error *err)
{
	const struct registration *registration = context;

	return partition_anchor_register(&link->partition, &link->session, registration->reference,
	    registration->pem, registration->approval, err);
}

int mtls_register(struct connection *connection, const char *pem,
    const struct quorum_approval *approval, struct mtls_anchor *anchor, struct error *err)
{
	struct registration registration = {.pem = pem, .approval = approval, .normal = BYTES_INIT};
	struct fan_out fan_out = {.before = register_before,
	    .each = register_each,
	    .context = &registration,
	    .absent = ERR_MTLS_EXISTS,
	    .approvals = {approval}};
	int rc = connection_fan_out(connection, &fan_out, err);

	/* The service answers an error, although it has mended what was amiss. */
	if (!rc && fan_out.accepted < fan_out.asked)
		rc = error_raise(err, ERR_MTLS_INSTALLED);
	if (!rc) {
		anchor->reference = registration.reference;
		anchor->cluster_coverage =
		    fan_out.accepted == connection->n_hsms ? COVERAGE_FULL : COVERAGE_INCONSISTENT;
		anchor->certificate = bytes_detach(&registration.normal, NULL);
		if (!anchor->certificate)
			rc = error_raise(err, ERR_MEMORY);
	}
	bytes_done(&registration.normal);
	return rc;
}

static int deregister_each(struct hsm_link *link, void *context, struct error *err)
{
	const struct registration *registration = context;

	return partition_anchor_deregister(
	    &link->partition, &link->session, registration->reference, registration->approval, err);
}

int mtls_deregister(struct connection *connection, unsigned reference,
    const struct quorum_approval *approval, struct error *err)
{
	struct registration registration = {.approval = approval, .reference = reference};
	struct fan_out fan_out = {.each = deregister_each,
	    .context = &registration,
	    .absent = ERR_MTLS_UNKNOWN,
	    .approvals = {approval}};

	return connection_fan_out(connection, &fan_out, err);
}

/* Enforcement */

static int hear_level(const struct hsm_link *link, enum mtls_level *level, struct error *err)
{
	enum mtls_level said = MTLS_NONE;
	int rc = partition_mtls_get_level(&link->partition, &link->session, &said, err);

	if (!rc && *level != said)
		*level = MTLS_INCONSISTENT;
	return rc;
}

int mtls_get_level(struct connection *connection, enum mtls_level *level, struct error *err)
{
	int rc = connection_begin_read(connection, err);

	if (rc)
		return rc;
	*level = connection->links[0].partition.row.mtls_level;
	for (size_t i = 0; !rc && i < connection->n_links; i++) {
		if (connection->role == ROLE_NONE || connection->links[i].session.role != ROLE_NONE)
			rc = hear_level(&connection->links[i], level, err);
	}
	connection_end_read(connection);
	return rc;
}

struct level_setting {
	enum mtls_level level;
	const struct quorum_approval *approval;
};

static int set_each(struct hsm_link *link, void *context, struct error *err)
{
	const struct level_setting *setting = context;

	return partition_mtls_set_level(
	    &link->partition, &link->session, setting->level, setting->approval, err);
}

int mtls_set_level(struct connection *connection, enum mtls_level level,
    const struct quorum_approval *approval, struct error *err)
{
	struct level_setting setting = {level, approval};
	struct fan_out fan_out = {.each = set_each, .context = &setting, .approvals = {approval}};

	return connection_fan_out(connection, &fan_out, err);
}
