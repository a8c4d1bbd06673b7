/*
 * Settling: what partitions left behind, and what fell due by the estate's clock, each as of the
 * time at which it did.
 */
#include "estate-private.h"

#include "error.h"
#include "partition.h"
#include "ports.h"

/* Carries out one task of the resource, which may have gone: then there is nothing to do. */
typedef int task_fn(struct estate *estate, const char *resource_id, struct error *err);

static task_fn *const tasks[TASK_KINDS] = {
    [TASK_CLUSTER_CREATED] = estate_cluster_created,
    [TASK_CLUSTER_INITIALIZED] = estate_cluster_initialized,
    [TASK_CLUSTER_ACTIVATED] = estate_cluster_activated,
    [TASK_CLUSTER_DELETED] = estate_cluster_deleted,
    [TASK_CLUSTER_BACKUP] = estate_cluster_backup,
    [TASK_CLUSTER_EXPIRY] = estate_cluster_expiry,
    [TASK_CLUSTER_SYNC] = estate_cluster_sync,
    [TASK_CLUSTER_MODIFIED] = estate_cluster_modified,
    [TASK_HSM_SNAPSHOT] = estate_hsm_snapshot,
    [TASK_HSM_ACTIVE] = estate_hsm_active,
    [TASK_HSM_DELETED] = estate_hsm_deleted,
    [TASK_HSM_REPLACED] = estate_hsm_replaced,
    [TASK_BACKUP_READY] = estate_backup_ready,
    [TASK_BACKUP_PURGED] = estate_backup_purged,
};

/* The event is only a call; whether the cluster is activated, its HSM says. */
static int settle_activated(struct estate *estate, const struct event_row *event, struct error *err)
{
	struct partition partition;
	struct hsm_row hsm;
	bool found = false, is_activated = false;
	int rc = store_hsm_by_partition(estate->store, event->partition, &hsm, &found, err);

	if (rc != 0 || !found)
		return rc;
	rc = partition_open(estate->store, event->partition, &partition, err);
	if (rc == 0)
		rc = partition_is_activated(&partition, &is_activated, err);
	if (rc == 0 && is_activated)
		rc = estate_after(
		    estate, LAG_CLUSTER_ACTIVATE, TASK_CLUSTER_ACTIVATED, hsm.cluster_id, err);
	return rc;
}

static int settle_event(struct estate *estate, const struct event_row *event, struct error *err)
{
	int rc = 0;

	store_pretend_now(estate->store, event->at);
	if (event->kind == EVENT_ACTIVATED)
		rc = settle_activated(estate, event, err);
	return rc == 0 ? store_event_remove(estate->store, event->id, err) : rc;
}

static int settle_events(struct estate *estate, struct error *err)
{
	struct event_row event;
	bool found = true;
	int rc = 0;

	while (rc == 0 && found) {
		rc = store_event_next(estate->store, &event, &found, err);
		if (rc == 0 && found)
			rc = settle_event(estate, &event, err);
	}
	store_pretend_now(estate->store, INT64_MIN);
	return rc;
}

/* What stands in the way of every task, and of the next try at this one not. */
static bool is_passing(int rc)
{
	return rc == ERR_ESTATE_WRITE || rc == ERR_ESTATE_REPLACED || rc == ERR_ESTATE_DAMAGED ||
	       rc == ERR_MEMORY;
}

/* A task that cannot be carried out comes to nothing: it must not keep all the others waiting. */
static int give_up(struct estate *estate, const struct task_row *task, const struct error *reason,
    struct error *err)
{
	int rc = store_part_undo(estate->store, err);

	ports_log(store_ports(estate->store), LOG_LEVEL_ERROR, "estate::task",
	    "What fell due for %s was not carried out: %s", task->resource_id, reason->text);
	return rc == 0 ? store_task_remove(estate->store, task->id, err) : rc;
}

static int run(struct estate *estate, const struct task_row *task, struct error *err)
{
	struct error reason = ERROR_INIT;
	int rc = store_part_begin(estate->store, err);

	if (rc != 0)
		return rc;
	store_pretend_now(estate->store, task->due);
	/* Removed first, so that it can put the next of its kind. */
	rc = store_task_remove(estate->store, task->id, &reason);
	if (rc == 0 && task->kind != TASK_KINDS)
		rc = tasks[task->kind](estate, task->resource_id, &reason);
	if (rc == 0)
		return store_part_keep(estate->store, err);
	if (!is_passing(rc))
		return give_up(estate, task, &reason, err);
	if (err)
		*err = reason;
	return rc;
}

int estate_settle_all(void *context, struct error *err)
{
	struct estate *estate = context;
	struct task_row task;
	bool found = true;
	int rc = settle_events(estate, err);

	estate->settles_by = store_now(estate->store);
	estate->frozen = (struct frozen){0};
	while (rc == 0 && found) {
		rc = store_task_next(estate->store, estate->settles_by, &task, &found, err);
		if (rc == 0 && found)
			rc = run(estate, &task, err);
	}
	store_pretend_now(estate->store, INT64_MIN);
	return rc;
}

bool estate_is_due(void *context)
{
	struct estate *estate = context;
	struct error ignored = ERROR_INIT;
	struct event_row event;
	struct task_row task;
	bool found = false;

	/* A question that cannot be answered is answered yes, so that settling reports why. */
	if (store_event_next(estate->store, &event, &found, &ignored) != 0 || found)
		return true;
	return store_task_next(estate->store, store_now(estate->store), &task, &found, &ignored) !=
		   0 ||
	       found;
}
