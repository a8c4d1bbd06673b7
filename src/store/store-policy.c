/* Rows of resource policies: who else may use a backup. */
#include "bytes.h"
#include "store-estate.h"
#include "store-private.h"

#include <stdlib.h>

static void policy_fields(struct bytes *data, const char *resource_id, const char *policy)
{
	bytes_append_text(data, "resource_policy");
	row_mac_text(data, resource_id);
	row_mac_text(data, policy);
}

int store_policy_get(struct store *store, const char *resource_id, char **policy, struct error *err)
{
	sqlite3_stmt *s = NULL;
	struct bytes data = BYTES_INIT;
	bool found = false;
	int rc = sql_open(store, err, &s,
	    "SELECT policy, mac FROM resource_policy WHERE resource_id = ?", "t", resource_id);

	*policy = NULL;
	if (!rc)
		rc = sql_next(store, s, &found, err);
	if (!rc && found)
		rc = sql_text_copy(s, 0, policy, err);
	if (!rc && found) {
		policy_fields(&data, resource_id, *policy);
		rc = row_mac_check(store, "resource_policy", &data, s, 1, err);
	}
	sql_close(s);
	if (rc) {
		free(*policy);
		*policy = NULL;
	}
	return rc;
}

int store_policy_put(
    struct store *store, const char *resource_id, const char *policy, struct error *err)
{
	struct bytes data = BYTES_INIT;
	unsigned char mac[32];
	int rc;

	policy_fields(&data, resource_id, policy);
	rc = row_mac(store, &data, mac, err);
	return rc ? rc
		  : sql_run(store, err,
			"INSERT INTO resource_policy (resource_id, policy, mac) VALUES (?, ?, ?)"
			" ON CONFLICT (resource_id) DO UPDATE SET policy = excluded.policy,"
			" mac = excluded.mac",
			"ttb", resource_id, policy, mac, sizeof(mac));
}

int store_policy_remove(struct store *store, const char *resource_id, struct error *err)
{
	return sql_run(
	    store, err, "DELETE FROM resource_policy WHERE resource_id = ?", "t", resource_id);
}
