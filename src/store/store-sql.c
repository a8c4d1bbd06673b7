/* The few calls through which all SQL goes: prepare once, bind by a format, step, map errors. */
#include "store-private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int sql_fail(struct store *store, int result, struct error *err)
{
	const char *reason = store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(result);

	switch (result & 0xff) {
	case SQLITE_NOMEM:
		return error_raise(err, ERR_MEMORY);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return error_raise(err, ERR_ESTATE_BUSY, "30");
	case SQLITE_FULL:
		return error_raise(
		    err, ERR_ESTATE_WRITE, store->path, "no space is left on the disk");
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return error_raise(err, ERR_ESTATE_WRITE, store->path, "it is read-only");
	case SQLITE_IOERR:
		return error_raise(err, ERR_ESTATE_WRITE, store->path, reason);
	case SQLITE_CANTOPEN:
		/* Want of descriptors or rights is no damage. */
		return error_raise(err, ERR_ESTATE_READ, store->path,
		    store->db && sqlite3_system_errno(store->db)
			? strerror(sqlite3_system_errno(store->db))
			: reason);
	case SQLITE_ERROR: /* our texts are right for our schema: a table or column is gone */
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
		return error_raise(err, ERR_ESTATE_ALTERED, reason);
	default:
		return error_raise(err, ERR_ESTATE_DAMAGED, store->path, reason);
	}
}

int sql_script(struct store *store, const char *text, struct error *err)
{
	int result = sqlite3_exec(store->db, text, NULL, NULL, NULL);

	return result == SQLITE_OK ? 0 : sql_fail(store, result, err);
}

static int bind_all(struct store *store, sqlite3_stmt *statement, const char *format,
    va_list values, struct error *err)
{
	int result = SQLITE_OK;
	int index = 1;

	for (const char *f = format; *f && result == SQLITE_OK; f++, index++) {
		if (*f == 'i') {
			result = sqlite3_bind_int64(statement, index, va_arg(values, int64_t));
		} else if (*f == 't') {
			result = sqlite3_bind_text(
			    statement, index, va_arg(values, const char *), -1, SQLITE_STATIC);
		} else {
			const void *data = va_arg(values, const void *);
			size_t len = va_arg(values, size_t);

			result = sqlite3_bind_blob64(
			    statement, index, data ? data : "", len, SQLITE_STATIC);
		}
	}
	return result == SQLITE_OK ? 0 : sql_fail(store, result, err);
}

/* SQLite may give a transaction up by itself; what came then would be committed statement by
 * statement. */
static int transaction_stands(struct store *store, struct error *err)
{
	if (store->state != STORE_WRITING || !sqlite3_get_autocommit(store->db))
		return 0;
	return error_raise(err, ERR_ESTATE_WRITE, store->path, "the transaction was given up");
}

/* Where the next statement is kept: a free place, or that of one that is idle. */
static size_t cache_place(struct store *store)
{
	size_t place = store->n_cached;

	if (place < STATEMENT_CACHE) {
		store->n_cached++;
		return place;
	}
	for (place = 0; place < STATEMENT_CACHE; place++) {
		if (!sqlite3_stmt_busy(store->cache[place].statement)) {
			sqlite3_finalize(store->cache[place].statement);
			break;
		}
	}
	return place;
}

static int prepare_cached(
    struct store *store, const char *text, sqlite3_stmt **statement, struct error *err)
{
	size_t place;
	int result;

	for (size_t i = 0; i < store->n_cached; i++) {
		if (store->cache[i].text == text && !sqlite3_stmt_busy(store->cache[i].statement)) {
			*statement = store->cache[i].statement;
			return 0;
		}
	}
	result =
	    sqlite3_prepare_v3(store->db, text, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
	if (result != SQLITE_OK)
		return sql_fail(store, result, err);
	place = cache_place(store);
	if (place == STATEMENT_CACHE) {
		sqlite3_finalize(*statement);
		*statement = NULL;
		return error_raise(err, ERR_INTERNAL, "too many SQL statements at once");
	}
	store->cache[place].text = text;
	store->cache[place].statement = *statement;
	return 0;
}

static int open_bound(struct store *store, struct error *err, sqlite3_stmt **statement,
    const char *text, const char *format, va_list values)
{
	int rc = transaction_stands(store, err);

	if (!rc)
		rc = prepare_cached(store, text, statement, err);
	if (rc)
		return rc;
	return bind_all(store, *statement, format, values, err);
}

int sql_open(struct store *store, struct error *err, sqlite3_stmt **statement, const char *text,
    const char *format, ...)
{
	va_list values;
	int rc;

	va_start(values, format);
	rc = open_bound(store, err, statement, text, format, values);
	va_end(values);
	return rc;
}

int sql_run(struct store *store, struct error *err, const char *text, const char *format, ...)
{
	sqlite3_stmt *statement = NULL;
	bool row = true;
	va_list values;
	int rc;

	va_start(values, format);
	rc = open_bound(store, err, &statement, text, format, values);
	va_end(values);
	while (!rc && row)
		rc = sql_next(store, statement, &row, err);
	return rc;
}

int sql_open_once(struct store *store, struct error *err, sqlite3_stmt **statement,
    const char *text, const char *format, ...)
{
	va_list values;
	int rc;
	int result = sqlite3_prepare_v2(store->db, text, -1, statement, NULL);

	if (result != SQLITE_OK)
		return sql_fail(store, result, err);
	va_start(values, format);
	rc = bind_all(store, *statement, format, values, err);
	va_end(values);
	if (rc) {
		sqlite3_finalize(*statement);
		*statement = NULL;
	}
	return rc;
}

void sql_finalize(sqlite3_stmt *statement)
{
	sqlite3_finalize(statement);
}

int sql_next(struct store *store, sqlite3_stmt *statement, bool *row, struct error *err)
{
	int result = sqlite3_step(statement);

	*row = result == SQLITE_ROW;
	if (result == SQLITE_ROW)
		return 0;
	if (result == SQLITE_DONE) {
		sql_close(statement);
		return 0;
	}
	sql_fail(store, result, err);
	sql_close(statement);
	return (int)err->code;
}

void sql_close(sqlite3_stmt *statement)
{
	if (!statement)
		return;
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
}

int sql_text(sqlite3_stmt *statement, int column, char *buffer, size_t size, struct error *err)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);
	size_t len = (size_t)sqlite3_column_bytes(statement, column);

	if (len >= size || (text && strlen(text) != len))
		return error_raise(err, ERR_ESTATE_ALTERED, "a text does not fit its column");
	memcpy(buffer, text ? text : "", len);
	buffer[len] = '\0';
	return 0;
}

int sql_text_copy(sqlite3_stmt *statement, int column, char **copy, struct error *err)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);

	*copy = NULL;
	if (!text)
		return 0;
	*copy = strdup(text);
	return *copy ? 0 : error_raise(err, ERR_MEMORY);
}

int sql_enum(sqlite3_stmt *statement, int column, int max, int *value, struct error *err)
{
	int64_t number = sqlite3_column_int64(statement, column);

	if (number < 0 || number > max)
		return error_raise(err, ERR_ESTATE_ALTERED, "a state is none that we know");
	*value = (int)number;
	return 0;
}

int sql_blob(sqlite3_stmt *statement, int column, void *buffer, size_t len, struct error *err)
{
	const void *data = sqlite3_column_blob(statement, column);

	if (!data || (size_t)sqlite3_column_bytes(statement, column) != len)
		return error_raise(err, ERR_ESTATE_ALTERED, "a value does not have its length");
	memcpy(buffer, data, len);
	return 0;
}

/* Grown in powers of two: the count alone says when the next step is due. */
static void *new_item(struct sql_items *items, size_t size)
{
	if ((items->count & (items->count - 1)) == 0) {
		size_t room = items->count ? items->count * 2 : 1;
		void *grown = reallocarray(items->items, room, size);

		if (!grown)
			return NULL;
		items->items = grown;
	}
	return memset((char *)items->items + items->count++ * size, 0, size);
}

static void items_free(struct sql_items *items, const struct sql_reader *reader)
{
	for (size_t i = 0; reader->done && i < items->count; i++)
		reader->done((char *)items->items + i * reader->size);
	free(items->items);
	*items = (struct sql_items){NULL, 0};
}

int sql_collect(struct store *store, sqlite3_stmt *statement, const struct sql_reader *reader,
    const void *context, struct sql_items *items, struct error *err)
{
	bool more = false;
	int rc;

	*items = (struct sql_items){NULL, 0};
	while (!(rc = sql_next(store, statement, &more, err)) && more) {
		void *item = new_item(items, reader->size);

		rc = item ? reader->read(store, statement, context, item, err)
			  : error_raise(err, ERR_MEMORY);
		if (rc)
			break;
	}
	sql_close(statement);
	if (rc)
		items_free(items, reader);
	return rc;
}
