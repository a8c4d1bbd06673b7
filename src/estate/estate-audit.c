/* The audit logs of a cluster's HSMs, as they are shown. */
#include "estate-private.h"

#include "audit-names.h"
#include "error.h"
#include "store-audit.h"

#include <stdlib.h>
#include <string.h>

static void show(const struct audit_row *row, struct audit_event *event)
{
	*event = (struct audit_event){
	    .at = row->at,
	    .sequence = row->sequence,
	    .opcode = audit_opcode_text(row->opcode),
	    .session = (uint64_t)row->session,
	    .response = audit_response_text(row->response),
	    .type = audit_opcode_log_type(row->opcode),
	    .role = row->role,
	    .secret_handle = row->secret_handle,
	    .public_handle = row->public_handle,
	};
	memcpy(event->hsm_id, row->hsm_id, sizeof(event->hsm_id));
	memcpy(event->username, row->username, sizeof(event->username));
}

static int refuse(const char *cluster_id, const char *hsm_id, struct error *err)
{
	if (!hsm_id)
		return error_raisef(
		    err, ERR_LAB, "There is no audit log of a cluster %s", cluster_id);
	return error_raisef(
	    err, ERR_LAB, "There is no audit log of an HSM %s in a cluster %s", hsm_id, cluster_id);
}

int estate_audit_log(struct estate *estate, const char *cluster_id, const char *hsm_id,
    struct audit_event **events, size_t *count, struct error *err)
{
	struct audit_row *rows = NULL;
	size_t n = 0;
	bool found = false;
	int rc = store_begin_read(estate->store, err);

	if (rc != 0)
		return rc;
	rc = store_audit_list(estate->store, cluster_id, hsm_id, &rows, &n, &found, err);
	store_end_read(estate->store);
	if (rc == 0 && !found)
		rc = refuse(cluster_id, hsm_id, err);
	if (rc == 0) {
		*events = calloc(n > 0 ? n : 1, sizeof(**events));
		if (!*events)
			rc = error_raise(err, ERR_MEMORY);
	}
	for (size_t i = 0; rc == 0 && i < n; i++)
		show(&rows[i], &(*events)[i]);
	if (rc == 0)
		*count = n;
	free(rows);
	return rc;
}
