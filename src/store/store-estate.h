/* Rows of what the control plane knows: clusters, HSMs, backups, subnets, tags, faults, events. */
#ifndef LOCALHSM_STORE_ESTATE_H
#define LOCALHSM_STORE_ESTATE_H

#include "attributes.h"
#include "estate.h"
#include "store.h"

/* Where everything is that was made before there were regions. */
#define STORE_REGION_DEFAULT "us-east-1"

#define ROLLBACK_CLOSED 1 /* a time that is over wherever the clock stands */

struct cluster_row {
	char cluster_id[RESOURCE_ID_MAX + 1];
	enum hsm_type type;
	enum cluster_mode mode;
	enum cluster_state state;
	char state_message[301];
	int64_t created, deleted; /* microseconds since 1970; 0: not */
	unsigned retention_days;
	char source_backup_id[RESOURCE_ID_MAX + 1];
	char security_group[32], vpc_id[32];
	bool dual_stack;
	char region[REGION_MAX + 1];
	/* After a migration in place: until when, and to which backup, it can be taken back; 0:
	 * there was none. */
	int64_t rollback_until;
	char rollback_backup[RESOURCE_ID_MAX + 1];
	unsigned char lineage[16]; /* clones share it */
	/* PEM; NULL where there is none; freed by cluster_row_done */
	char *csr, *hsm_certificate, *aws_hardware_certificate, *manufacturer_hardware_certificate,
	    *cluster_certificate, *trust_anchor;
	void *sealed_key; /* the private key of the cluster's certificate, by store_seal */
	size_t sealed_key_len;
};
void cluster_row_done(struct cluster_row *row);

/* Get answers *found false, and 0, when there is none. Lists are in the order of the times of
 * creation, of one time in that of making; *rows is the caller's, with row_done on each where there
 * is one. */
MUST_CHECK int store_cluster_put(struct store *store, const struct cluster_row *row,
    struct error *err); /* inserts or replaces */
MUST_CHECK int store_cluster_get(struct store *store, const char *cluster_id,
    struct cluster_row *row, bool *found, struct error *err);
MUST_CHECK int store_cluster_list(
    struct store *store, struct cluster_row **rows, size_t *count, struct error *err);
void cluster_rows_free(struct cluster_row *rows, size_t count);

struct hsm_row {
	char hsm_id[RESOURCE_ID_MAX + 1], cluster_id[RESOURCE_ID_MAX + 1];
	char zone[32], subnet_id[32], eni_id[32], ip[16];
	enum hsm_state state;
	char state_message[301];
	int64_t created;
	int64_t partition; /* 0: none yet */
};
MUST_CHECK int store_hsm_put(struct store *store, const struct hsm_row *row, struct error *err);
/* In the place, and with the number, of the HSM old, whose faults go with it. */
MUST_CHECK int store_hsm_succeed(
    struct store *store, const char *old, const struct hsm_row *row, struct error *err);
MUST_CHECK int store_hsm_delete(struct store *store, const char *hsm_id, struct error *err);
MUST_CHECK int store_hsm_get(
    struct store *store, const char *hsm_id, struct hsm_row *row, bool *found, struct error *err);
/* Of one cluster, or of all when cluster_id is NULL. *rows is for the caller to free(). */
MUST_CHECK int store_hsm_list(struct store *store, const char *cluster_id, struct hsm_row **rows,
    size_t *count, struct error *err);
MUST_CHECK int store_hsm_by_ip(
    struct store *store, const char *ip, struct hsm_row *row, bool *found, struct error *err);
MUST_CHECK int store_hsm_by_partition(
    struct store *store, int64_t partition, struct hsm_row *row, bool *found, struct error *err);

struct backup_row {
	char backup_id[RESOURCE_ID_MAX + 1], cluster_id[RESOURCE_ID_MAX + 1];
	enum backup_state state;
	int64_t created, copied, deleted;
	enum hsm_type type;
	enum cluster_mode mode;
	bool never_expires;
	char source_backup[RESOURCE_ID_MAX + 1], source_cluster[RESOURCE_ID_MAX + 1],
	    source_region[REGION_MAX + 1];
	char region[REGION_MAX + 1];
	int64_t partition; /* the frozen one, which other backups may share; 0: none any more */
};
MUST_CHECK int store_backup_put(
    struct store *store, const struct backup_row *row, struct error *err);
MUST_CHECK int store_backup_get(struct store *store, const char *backup_id, struct backup_row *row,
    bool *found, struct error *err);
MUST_CHECK int store_backup_list(
    struct store *store, struct backup_row **rows, size_t *count, struct error *err);

/* Of one cluster; of the cluster's own, not of those that were copied from it. */
MUST_CHECK int store_backup_list_of(struct store *store, const char *cluster_id,
    struct backup_row **rows, size_t *count, struct error *err);
/* How many backups have frozen this partition. */
MUST_CHECK int store_backup_count_of(
    struct store *store, int64_t partition, uint64_t *count, struct error *err);

MUST_CHECK int store_subnet_put(struct store *store, const char *subnet_id, const char *zone,
    const char *cidr, struct error *err);
struct subnet_row {
	char subnet_id[32], zone[32], cidr[20];
};
MUST_CHECK int store_subnet_list(
    struct store *store, struct subnet_row **rows, size_t *count, struct error *err);
/* Which subnets a cluster spans. */
MUST_CHECK int store_cluster_subnet_put(
    struct store *store, const char *cluster_id, const char *subnet_id, struct error *err);
MUST_CHECK int store_cluster_subnet_list(struct store *store, const char *cluster_id,
    struct subnet_row **rows, size_t *count, struct error *err);

MUST_CHECK int store_tag_put(
    struct store *store, const char *resource_id, const struct tag *tag, struct error *err);
MUST_CHECK int store_tag_remove(
    struct store *store, const char *resource_id, const char *key, struct error *err);
MUST_CHECK int store_tag_list(struct store *store, const char *resource_id, struct tag **tags,
    size_t *count, struct error *err);

/* Faults are met by the client where the network would fail. */
MUST_CHECK int store_fault_exists(
    struct store *store, const char *hsm_id, const char *kind, bool *exists, struct error *err);
/* One that is there already stays. */
MUST_CHECK int store_fault_add(
    struct store *store, const char *hsm_id, const char *kind, struct error *err);
MUST_CHECK int store_fault_remove(
    struct store *store, const char *hsm_id, const char *kind, struct error *err);

/* Events that partitions leave behind, for settling. */
enum event_kind { EVENT_ACTIVATED = 1 };
struct event_row {
	int64_t id, partition, at;
	enum event_kind kind;
};
MUST_CHECK int store_event_add(
    struct store *store, int64_t partition, enum event_kind kind, struct error *err);
/* The oldest. */
MUST_CHECK int store_event_next(
    struct store *store, struct event_row *event, bool *found, struct error *err);
MUST_CHECK int store_event_remove(struct store *store, int64_t id, struct error *err);

/*
 * What falls due: at most one task of a kind for a resource. The numbers are the store's; rows are
 * read in the order of their time, those of one time in the order in which they were put.
 */
enum task_kind {
	TASK_CLUSTER_CREATED = 1,
	TASK_CLUSTER_INITIALIZED,
	TASK_CLUSTER_ACTIVATED,
	TASK_CLUSTER_DELETED,
	TASK_CLUSTER_BACKUP,   /* the periodic one */
	TASK_CLUSTER_EXPIRY,   /* of the next of its backups */
	TASK_CLUSTER_SYNC,     /* of token keys among its HSMs */
	TASK_CLUSTER_MODIFIED, /* the next HSM of a migration, or of its rollback */
	TASK_HSM_SNAPSHOT,
	TASK_HSM_ACTIVE,
	TASK_HSM_DELETED,
	TASK_HSM_REPLACED,
	TASK_BACKUP_READY,
	TASK_BACKUP_PURGED,
	TASK_KINDS
};
struct task_row {
	int64_t id, due; /* microseconds since 1970 */
	enum task_kind kind;
	char resource_id[RESOURCE_ID_MAX + 1];
};
/* Puts one, in the place of the one that there may be. */
MUST_CHECK int store_task_put(struct store *store, enum task_kind kind, const char *resource_id,
    int64_t due, struct error *err);
/* The first that is due by then. Its kind is TASK_KINDS if it is none of these. */
MUST_CHECK int store_task_next(
    struct store *store, int64_t by, struct task_row *task, bool *found, struct error *err);
MUST_CHECK int store_task_get(struct store *store, enum task_kind kind, const char *resource_id,
    struct task_row *task, bool *found, struct error *err);
MUST_CHECK int store_task_remove(struct store *store, int64_t id, struct error *err);
/* All fall due so much later, or (below 0) earlier. */
MUST_CHECK int store_task_shift(struct store *store, int64_t by, struct error *err);
/* All tasks of a resource that is gone. */
MUST_CHECK int store_task_drop(struct store *store, const char *resource_id, struct error *err);

/* Resource policies, JSON. *policy is for the caller to free, NULL when there is none. */
MUST_CHECK int store_policy_get(
    struct store *store, const char *resource_id, char **policy, struct error *err);
MUST_CHECK int store_policy_put(
    struct store *store, const char *resource_id, const char *policy, struct error *err);
MUST_CHECK int store_policy_remove(struct store *store, const char *resource_id, struct error *err);

/* The record of the control plane's calls, as JSON of the caller's making. */
MUST_CHECK int store_api_call_add(
    struct store *store, const char *region, const char *record, struct error *err);
struct api_call_row {
	int64_t number, at;
	char region[REGION_MAX + 1];
	char *record; /* freed by api_call_rows_free */
};
/* Those behind a number, the oldest first, at most so many. */
MUST_CHECK int store_api_call_list(struct store *store, int64_t behind, size_t most,
    struct api_call_row **rows, size_t *count, struct error *err);
void api_call_rows_free(struct api_call_row *rows, size_t count);

#endif
