/* Rows of tasks: what falls due when, by the estate's clock. */
#include "store-estate.h"
#include "store-private.h"

#define TASK_COLUMNS "id, due, kind, resource_id"

int store_task_put(struct store *store, enum task_kind kind, const char *resource_id, int64_t due,
    struct error *err)
{
	return sql_run(store, err,
	    "INSERT INTO task (due, kind, resource_id) VALUES (?, ?, ?)"
	    " ON CONFLICT (kind, resource_id) DO UPDATE SET due = excluded.due",
	    "iit", due, (int64_t)kind, resource_id);
}

static int read_task(
    struct store *store, sqlite3_stmt *s, struct task_row *task, bool *found, struct error *err)
{
	int64_t kind = 0;
	int rc = sql_next(store, s, found, err);

	if (!rc && *found) {
		task->id = sqlite3_column_int64(s, 0);
		task->due = sqlite3_column_int64(s, 1);
		/* TASK_KINDS: one that nobody here has put. */
		kind = sqlite3_column_int64(s, 2);
		task->kind = kind > 0 && kind < TASK_KINDS ? (enum task_kind)kind : TASK_KINDS;
	}
	if (!rc && *found)
		rc = sql_text(s, 3, task->resource_id, sizeof(task->resource_id), err);
	sql_close(s);
	return rc;
}

int store_task_next(
    struct store *store, int64_t by, struct task_row *task, bool *found, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s,
	    "SELECT " TASK_COLUMNS " FROM task WHERE due <= ? ORDER BY due, id LIMIT 1", "i", by);

	*found = false;
	return rc ? rc : read_task(store, s, task, found, err);
}

int store_task_get(struct store *store, enum task_kind kind, const char *resource_id,
    struct task_row *task, bool *found, struct error *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sql_open(store, err, &s,
	    "SELECT " TASK_COLUMNS " FROM task WHERE kind = ? AND resource_id = ?", "it",
	    (int64_t)kind, resource_id);

	*found = false;
	return rc ? rc : read_task(store, s, task, found, err);
}

int store_task_remove(struct store *store, int64_t id, struct error *err)
{
	return sql_run(store, err, "DELETE FROM task WHERE id = ?", "i", id);
}

int store_task_shift(struct store *store, int64_t by, struct error *err)
{
	return sql_run(store, err, "UPDATE task SET due = due + ?", "i", by);
}

int store_task_drop(struct store *store, const char *resource_id, struct error *err)
{
	return sql_run(store, err, "DELETE FROM task WHERE resource_id = ?", "t", resource_id);
}
