/* Writes down management commands, in the transaction of what they did. */
#include "error.h"
#include "partition-private.h"
#include "store-audit.h"

#include <string.h>

int partition_audit(const struct partition *partition, const struct partition_session *session,
    const struct audit_entry *entry, struct error *err)
{
	struct audit_row row = {
	    .partition = partition->row.id,
	    .at = store_now(partition->store),
	    .opcode = (int)entry->opcode,
	    .response = (int)entry->response,
	    .session = session ? session->login : 0,
	    .secret_handle = entry->secret_handle,
	    .public_handle = entry->public_handle,
	};
	const char *username = entry->username;

	row.role = entry->role;
	if (!username && session) {
		username = session->username;
		row.role = session->role;
	}
	if (username)
		memcpy(row.username, username, strnlen(username, USERNAME_MAX));
	return store_audit_add(partition->store, &row, err);
}

int partition_audit_key(const struct partition *partition, const struct partition_session *session,
    enum audit_opcode opcode, const struct key_view *key, struct error *err)
{
	bool is_public = key->class == KEY_CLASS_PUBLIC;
	const struct audit_entry entry = {
	    .opcode = opcode,
	    .secret_handle = is_public ? 0 : key->reference,
	    .public_handle = is_public ? key->reference : 0,
	};

	return partition_audit(partition, session, &entry, err);
}
