/* Taking an estate out as bytes, and what the store can check of one by itself. */
#include "store-snapshot.h"

#include "bytes.h"
#include "secret.h"
#include "store-private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* SQLite reads its pages under a read of its own, so that they are of one moment. */
int store_image(struct store *store, struct bytes *image, struct error *err)
{
	sqlite3_int64 size = 0;
	unsigned char *pages;
	int result;
	int rc = store_begin_read(store, err);

	if (rc)
		return rc;
	pages = sqlite3_serialize(store->db, "main", &size, 0);
	result = sqlite3_errcode(store->db);
	store_end_read(store);
	if (!pages)
		return result == SQLITE_OK ? error_raise(err, ERR_MEMORY)
					   : sql_fail(store, result, err);
	bytes_append(image, pages, (size_t)size);
	sqlite3_free(pages);
	return bytes_failed(image) ? error_raise(err, ERR_MEMORY) : 0;
}

int store_estate_key(struct store *store, struct secret *key, struct error *err)
{
	int rc = estate_key_read(store, key, err);

	return rc ? rc : estate_key_belongs(store, key, err);
}

/* The first line that SQLite has to say; "ok" when all is well. */
static int check_structure(struct store *store, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	char said[128] = "";
	bool row = false;
	int rc = sql_open_once(store, err, &statement, "PRAGMA integrity_check(1)", "");

	if (!rc)
		rc = sql_next(store, statement, &row, err);
	if (!rc && row)
		(void)snprintf(said, sizeof(said), "%s", sqlite3_column_text(statement, 0));
	sql_finalize(statement);
	if (rc || strcmp(said, "ok") == 0)
		return rc;
	return error_raise(err, ERR_ESTATE_DAMAGED, store->path, said);
}

static int check_references(struct store *store, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	bool row = false;
	int rc = sql_open_once(store, err, &statement, "PRAGMA foreign_key_check", "");

	if (!rc)
		rc = sql_next(store, statement, &row, err);
	sql_finalize(statement);
	if (!rc && row)
		rc = error_raise(err, ERR_ESTATE_ALTERED, "a row refers to one that is missing");
	return rc;
}

static int read_name(struct store *store UNUSED, sqlite3_stmt *statement,
    const void *context UNUSED, void *item, struct error *err)
{
	return sql_text_copy(statement, 0, item, err);
}

static void free_name(void *item)
{
	free(*(char **)item);
}

static int check_settings(struct store *store, struct error *err)
{
	static const struct sql_reader reader = {sizeof(char *), read_name, free_name};
	struct sql_items names;
	sqlite3_stmt *statement = NULL;
	int rc = sql_open(store, err, &statement, "SELECT name FROM setting", "");

	if (!rc)
		rc = sql_collect(store, statement, &reader, NULL, &names, err);
	if (rc)
		return rc;
	for (size_t i = 0; i < names.count; i++) {
		char *name = ((char **)names.items)[i], *value = NULL;

		if (!rc)
			rc = name ? store_setting_get(store, name, &value, err)
				  : error_raise(err, ERR_ESTATE_ALTERED, "a setting has no name");
		free(value);
		free(name);
	}
	free(names.items);
	return rc;
}

int store_check(struct store *store, struct error *err)
{
	int rc = check_structure(store, err);

	if (!rc)
		rc = check_references(store, err);
	return rc ? rc : check_settings(store, err);
}
