/* Rows that are believed only under their MAC: which fields, each table's own file says. */
#include "bytes.h"
#include "secret.h"
#include "store-private.h"

#include <stdio.h>
#include <string.h>

void row_mac_text(struct bytes *data, const char *text)
{
	bytes_append_u8(data, text != NULL);
	bytes_append_blob(data, text ? text : "", text ? strlen(text) : 0);
}

void row_mac_field(struct bytes *data, const char *name, const char *text)
{
	row_mac_text(data, name);
	row_mac_text(data, text);
}

int row_mac(struct store *store, struct bytes *data, unsigned char mac[32], struct error *err)
{
	int rc = bytes_failed(data) ? error_raise(err, ERR_MEMORY)
				    : store_mac(store, data->data, data->len, mac, err);

	bytes_done(data);
	return rc;
}

int row_mac_check(struct store *store, const char *table, struct bytes *data,
    sqlite3_stmt *statement, int column, struct error *err)
{
	unsigned char stored[32], computed[32];
	char what[64];
	int rc = row_mac(store, data, computed, err);

	if (!rc)
		rc = sql_blob(statement, column, stored, sizeof(stored), err);
	if (rc || secret_bytes_equal(stored, computed, sizeof(stored)))
		return rc;
	snprintf(what, sizeof(what), "a row of table %s", table);
	return error_raise(err, ERR_ESTATE_ALTERED, what);
}
