/* Rows of the control plane's calls, in the order in which they were made. */
#include "bytes.h"
#include "store-estate.h"
#include "store-private.h"

#include <stdlib.h>

static void call_fields(struct bytes *data, int64_t at, const char *region, const char *record)
{
	bytes_append_text(data, "api_call");
	bytes_append_u64(data, (uint64_t)at);
	row_mac_text(data, region);
	row_mac_text(data, record);
}

int store_api_call_add(
    struct store *store, const char *region, const char *record, struct error *err)
{
	struct bytes data = BYTES_INIT;
	unsigned char mac[32];
	int64_t at = store_now(store);
	int rc;

	call_fields(&data, at, region, record);
	rc = row_mac(store, &data, mac, err);
	return rc ? rc
		  : sql_run(store, err,
			"INSERT INTO api_call (at, region, record, mac) VALUES (?, ?, ?, ?)",
			"ittb", at, region, record, mac, sizeof(mac));
}

static int read_call(
    struct store *store, sqlite3_stmt *s, const void *context, void *item, struct error *err)
{
	struct api_call_row *row = item;
	struct bytes data = BYTES_INIT;
	int rc = sql_text(s, 2, row->region, sizeof(row->region), err);

	(void)context;
	row->number = sqlite3_column_int64(s, 0);
	row->at = sqlite3_column_int64(s, 1);
	if (!rc)
		rc = sql_text_copy(s, 3, &row->record, err);
	if (!rc) {
		call_fields(&data, row->at, row->region, row->record);
		rc = row_mac_check(store, "api_call", &data, s, 4, err);
	}
	return rc;
}

static void call_done(void *item)
{
	struct api_call_row *row = item;

	free(row->record);
}

static const struct sql_reader call_reader = {sizeof(struct api_call_row), read_call, call_done};

int store_api_call_list(struct store *store, int64_t behind, size_t most,
    struct api_call_row **rows, size_t *count, struct error *err)
{
	sqlite3_stmt *s = NULL;
	struct sql_items items;
	int rc = sql_open(store, err, &s,
	    "SELECT number, at, region, record, mac FROM api_call WHERE number > ?"
	    " ORDER BY number LIMIT ?",
	    "ii", behind, (int64_t)most);

	if (!rc)
		rc = sql_collect(store, s, &call_reader, NULL, &items, err);
	if (rc)
		return rc;
	*rows = items.items;
	*count = items.count;
	return 0;
}

void api_call_rows_free(struct api_call_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(rows[i].record);
	free(rows);
}
