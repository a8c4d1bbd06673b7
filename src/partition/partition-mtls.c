/* Mutual TLS at one HSM: trust anchors, whom it takes, and whether it takes others. */
#include "crypto.h"
#include "error.h"
#include "partition-private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t seconds_now(const struct partition *partition)
{
	return store_now(partition->store) / 1000000;
}

static const char *const level_names[] = {
    [MTLS_NONE] = "none",
    [MTLS_CLUSTER] = "cluster",
    [MTLS_INCONSISTENT] = "inconsistent",
};

const char *mtls_level_name(enum mtls_level level)
{
	return level_names[level];
}

static int check_under_any(const struct partition *partition, const char *chain,
    const struct anchor_row *anchors, size_t count, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < count; i++) {
		rc = crypto_verify_client(
		    chain, anchors[i].certificate, seconds_now(partition), err);
		if (!rc) {
			error_clear(err);
			return 0;
		}
	}
	return rc;
}

/* An HSM without anchors does not ask for a certificate, so that none is looked at. */
int partition_admit(
    const struct partition *partition, const char *chain, bool *mtls, struct error *err)
{
	struct anchor_row *anchors = NULL;
	size_t count = 0;
	int rc;

	*mtls = false;
	if (!chain)
		return partition->row.mtls_level == MTLS_CLUSTER
			   ? error_raisef(err, ERR_CERTIFICATE_INVALID,
				 "the HSM takes no client without a certificate")
			   : 0;
	rc = store_anchor_list(partition->store, partition->row.id, &anchors, &count, err);
	if (!rc && count)
		rc = check_under_any(partition, chain, anchors, count, err);
	else if (!rc && partition->row.mtls_level == MTLS_CLUSTER)
		rc = error_raisef(err, ERR_CERTIFICATE_INVALID, "the HSM has no trust anchor left");
	*mtls = !rc && count;
	anchor_rows_free(anchors, count);
	return rc;
}

int partition_anchor_list(const struct partition *partition, struct anchor_row **anchors,
    size_t *count, struct error *err)
{
	int rc = partition_check_policy(partition, POLICY_MTLS, err);

	return rc ? rc
		  : store_anchor_list(partition->store, partition->row.id, anchors, count, err);
}

/* The certificates alone, whatever text stood around them. */
static int read_anchor(
    const struct partition *partition, const char *pem, struct bytes *normal, struct error *err)
{
	struct error reason = ERROR_INIT;
	int rc;

	if (strlen(pem) > MTLS_CERTIFICATE_MAX)
		return error_raise(err, ERR_MTLS_OVERSIZED);
	rc = crypto_check_trust_anchor(pem, seconds_now(partition), normal, &reason);
	if (rc == ERR_CERTIFICATE_INVALID)
		return error_raise(err, ERR_MTLS_INVALID, reason.text);
	if (rc)
		*err = reason;
	else if (bytes_failed(normal))
		rc = error_raise(err, ERR_MEMORY);
	return rc;
}

static int check_place(
    const struct partition *partition, unsigned reference, const char *pem, struct error *err)
{
	struct anchor_row *anchors = NULL;
	size_t count = 0;
	int rc = store_anchor_list(partition->store, partition->row.id, &anchors, &count, err);

	for (size_t i = 0; !rc && i < count; i++) {
		if (strcmp(anchors[i].certificate, pem) == 0)
			rc = error_raise(err, ERR_MTLS_EXISTS);
	}
	for (size_t i = 0; !rc && i < count; i++) {
		if (anchors[i].reference == reference || count >= MTLS_ANCHORS_MAX)
			rc = error_raise(err, ERR_MTLS_LIMIT);
	}
	anchor_rows_free(anchors, count);
	return rc;
}

int partition_anchor_register(struct partition *partition, const struct partition_session *session,
    unsigned reference, const char *pem, const struct quorum_approval *approval, struct error *err)
{
	const struct approve_request request = {.permission = PERMIT_MTLS_REGISTER};
	const struct audit_entry entry = {.opcode = AUDIT_CERT_REGISTER};
	struct bytes normal = BYTES_INIT;
	struct anchor_row row = {.reference = reference};
	int rc = partition_permit(partition, session, request.permission, err);

	if (!rc)
		rc = partition_check_policy(partition, POLICY_MTLS, err);
	if (!rc)
		rc = read_anchor(partition, pem, &normal, err);
	if (!rc)
		rc = partition_approve(partition, session, &request, approval, err);
	if (!rc)
		rc = check_place(partition, reference, bytes_text(&normal), err);
	if (!rc) {
		row.certificate = bytes_detach(&normal, NULL);
		rc = row.certificate
			 ? store_anchor_add(partition->store, partition->row.id, &row, err)
			 : error_raise(err, ERR_MEMORY);
		free(row.certificate);
	}
	bytes_done(&normal);
	return rc ? rc : partition_finish(partition, session, &entry, approval, err);
}

static int find_reference(const struct partition *partition, unsigned reference, struct error *err)
{
	struct anchor_row *anchors = NULL;
	size_t count = 0;
	bool found = false;
	char text[24];
	int rc = store_anchor_list(partition->store, partition->row.id, &anchors, &count, err);

	for (size_t i = 0; i < count; i++)
		found = found || anchors[i].reference == reference;
	anchor_rows_free(anchors, count);
	if (rc || found)
		return rc;
	snprintf(text, sizeof(text), "0x%02x", reference);
	return error_raise(err, ERR_MTLS_UNKNOWN, text);
}

int partition_anchor_deregister(struct partition *partition,
    const struct partition_session *session, unsigned reference,
    const struct quorum_approval *approval, struct error *err)
{
	const struct approve_request request = {.permission = PERMIT_MTLS_DEREGISTER};
	const struct audit_entry entry = {.opcode = AUDIT_CERT_DEREGISTER};
	int rc = partition_permit(partition, session, request.permission, err);

	if (!rc)
		rc = partition_check_policy(partition, POLICY_MTLS, err);
	if (!rc)
		rc = partition_approve(partition, session, &request, approval, err);
	if (!rc)
		rc = find_reference(partition, reference, err);
	if (!rc)
		rc = store_anchor_remove(partition->store, partition->row.id, reference, err);
	return rc ? rc : partition_finish(partition, session, &entry, approval, err);
}

int partition_mtls_get_level(const struct partition *partition,
    const struct partition_session *session, enum mtls_level *level, struct error *err)
{
	int rc = partition_permit(partition, session, PERMIT_MTLS_GET_LEVEL, err);

	if (!rc)
		rc = partition_check_policy(partition, POLICY_MTLS, err);
	if (!rc)
		*level = partition->row.mtls_level;
	return rc;
}

int partition_mtls_set_level(struct partition *partition, const struct partition_session *session,
    enum mtls_level level, const struct quorum_approval *approval, struct error *err)
{
	const struct approve_request request = {.permission = PERMIT_MTLS_SET_LEVEL};
	const struct audit_entry entry = {.opcode = AUDIT_SET_POLICY};
	int rc = partition_permit(partition, session, request.permission, err);

	if (!rc)
		rc = partition_check_policy(partition, POLICY_MTLS, err);
	/* Such a connection is taken only where there is an anchor. */
	if (!rc && !session->mtls)
		rc = error_raise(err, ERR_MTLS_CONNECTION);
	if (!rc)
		rc = partition_approve(partition, session, &request, approval, err);
	if (rc)
		return rc;
	partition->row.mtls_level = level;
	rc = store_partition_update(partition->store, &partition->row, err);
	return rc ? rc : partition_finish(partition, session, &entry, approval, err);
}
