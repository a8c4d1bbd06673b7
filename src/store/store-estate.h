/* Rows of what the control plane knows: clusters, HSMs, backups, subnets, tags, faults, events. */
#ifndef LOCALHSM_STORE_ESTATE_H
#define LOCALHSM_STORE_ESTATE_H

#include "attributes.h"
#include "estate.h"
#include "store.h"

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
	unsigned char lineage[16]; /* clones share it */
	/* PEM; NULL where there is none; freed by cluster_row_done */
	char *csr, *hsm_certificate, *aws_hardware_certificate, *manufacturer_hardware_certificate,
	    *cluster_certificate, *trust_anchor;
	void *sealed_key; /* the private key of the cluster's certificate, by store_seal */
	size_t sealed_key_len;
};
void cluster_row_done(struct cluster_row *row);

/* Get answers *found false, and 0, when there is none. Lists are in order of creation; *rows is the
 * caller's, with row_done on each where there is one. */
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
MUST_CHECK int store_hsm_delete(struct store *store, const char *hsm_id, struct error *err);
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
	    source_region[32];
	int64_t partition; /* the frozen one */
};
MUST_CHECK int store_backup_put(
    struct store *store, const struct backup_row *row, struct error *err);
MUST_CHECK int store_backup_get(struct store *store, const char *backup_id, struct backup_row *row,
    bool *found, struct error *err);
MUST_CHECK int store_backup_list(
    struct store *store, struct backup_row **rows, size_t *count, struct error *err);

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

#endif
