/* What the files of the estate share; nobody else sees it. */
#ifndef LOCALHSM_ESTATE_PRIVATE_H
#define LOCALHSM_ESTATE_PRIVATE_H

#include "attributes.h"
#include "bytes.h"
#include "estate.h"
#include "secret.h"
#include "store-estate.h"
#include "store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct snapshot_contents;

#define HSMS_A_CLUSTER_MAX 28
#define RETENTION_DAYS_MIN 7
#define RETENTION_DAYS_MAX 379
#define RETENTION_DAYS_DEFAULT 90

/* A partition that was frozen in a backup, as long as it is known that nobody has changed it. */
struct frozen {
	int64_t partition, copy;
};

struct estate {
	struct store *store;
	char region[REGION_MAX + 1];
	bool skips_lag;
	int64_t settles_by; /* the time at which what fell due is being carried out */
	struct frozen frozen;
};

/* estate.c */

/* Commits when rc is 0, else rolls back; answers what came of it. */
MUST_CHECK int estate_finish(struct estate *estate, int rc, struct error *err);
/* For the caller to free(); NULL of NULL. *failed becomes true when memory runs out. */
char *estate_copy_text(const char *text, bool *failed);

/* estate-setting.c */

MUST_CHECK int estate_setting_number(
    struct estate *estate, const char *name, uint64_t *value, struct error *err);
/* A setting that is true or false. */
MUST_CHECK int estate_setting_flag(
    struct estate *estate, const char *name, bool otherwise, bool *value, struct error *err);

/* estate-quota.c: within a transaction. */

MUST_CHECK int estate_count_quotas(
    struct estate *estate, struct estate_quotas *quotas, struct error *err);

/* estate-lag.c */

enum lag {
	LAG_CLUSTER_CREATE,
	LAG_CLUSTER_INITIALIZE,
	LAG_CLUSTER_ACTIVATE,
	LAG_CLUSTER_DELETE,
	LAG_HSM_CREATE,
	LAG_HSM_SNAPSHOT, /* since the HSM was asked for */
	LAG_HSM_DELETE,
	LAG_BACKUP,
	LAG_HSM_MODIFY,
};
/* Microseconds. */
MUST_CHECK int estate_lag(struct estate *estate, enum lag lag, int64_t *lasts, struct error *err);
/* Puts a task that is due when that time has passed. */
MUST_CHECK int estate_after(struct estate *estate, enum lag lag, enum task_kind kind,
    const char *resource_id, struct error *err);

/* estate-task.c: store_settling's */

MUST_CHECK int estate_settle_all(void *context, struct error *err);
bool estate_is_due(void *context);

/*
 * The tasks, each in the file of what it is about. They run inside a transaction, as of the time at
 * which they fell due; a resource that has gone, or is in another state by now, is left alone.
 */
MUST_CHECK int estate_cluster_created(
    struct estate *estate, const char *cluster_id, struct error *err);
MUST_CHECK int estate_cluster_initialized(
    struct estate *estate, const char *cluster_id, struct error *err);
MUST_CHECK int estate_cluster_activated(
    struct estate *estate, const char *cluster_id, struct error *err);
MUST_CHECK int estate_cluster_deleted(
    struct estate *estate, const char *cluster_id, struct error *err);
MUST_CHECK int estate_cluster_backup(
    struct estate *estate, const char *cluster_id, struct error *err);
MUST_CHECK int estate_cluster_expiry(
    struct estate *estate, const char *cluster_id, struct error *err);
MUST_CHECK int estate_cluster_sync(
    struct estate *estate, const char *cluster_id, struct error *err);
MUST_CHECK int estate_cluster_modified(
    struct estate *estate, const char *cluster_id, struct error *err);
MUST_CHECK int estate_hsm_snapshot(struct estate *estate, const char *hsm_id, struct error *err);
MUST_CHECK int estate_hsm_active(struct estate *estate, const char *hsm_id, struct error *err);
MUST_CHECK int estate_hsm_deleted(struct estate *estate, const char *hsm_id, struct error *err);
MUST_CHECK int estate_hsm_replaced(struct estate *estate, const char *hsm_id, struct error *err);
MUST_CHECK int estate_backup_ready(struct estate *estate, const char *backup_id, struct error *err);
MUST_CHECK int estate_backup_purged(
    struct estate *estate, const char *backup_id, struct error *err);

/* estate-check.c: reads everything, and counts it. */
MUST_CHECK int estate_check(
    struct store *store, struct snapshot_contents *contents, struct error *err);

/* estate-network.c: the VPC, its subnets and addresses */

/* The IPv6 address that goes with an HSM's IPv4 one; "" for what is none. */
void estate_address_v6(const char *ip, char ip_v6[40]);
bool estate_is_region(const char *region);
/* A zone is its region and a letter: "us-east-1a". */
bool estate_is_zone_of(const char *zone, const char *region);
/* "vpc-00000000000000001" of us-east-1 */
void estate_vpc_id(const char *region, char vpc_id[32]);
/* Of the chosen region; *rows is for the caller to free(). */
MUST_CHECK int estate_subnet_list(
    struct estate *estate, struct subnet_row **rows, size_t *count, struct error *err);

/* Makes the chosen region's subnets where there are none. Inside a write transaction. */
MUST_CHECK int estate_network_make(struct estate *estate, struct error *err);
/*
 * The address of a new HSM in subnet: wanted, which must be free and lie in it, or (NULL) the
 * lowest that is free.
 */
MUST_CHECK int estate_pick_address(struct estate *estate, const struct subnet_row *subnet,
    const char *wanted, char ip[16], struct error *err);

/* estate-ids.c */

/* prefix and 11 characters, such as "cluster-igklspoyj5v". */
MUST_CHECK int estate_new_id(
    struct estate *estate, const char *prefix, char id[RESOURCE_ID_MAX + 1], struct error *err);
/* prefix and 17 hexadecimal digits, such as "eni-0d58c7b3a1f20e964". */
MUST_CHECK int estate_new_ec2_id(
    struct estate *estate, const char *prefix, char id[32], struct error *err);
MUST_CHECK int estate_random(struct estate *estate, void *data, size_t len, struct error *err);

/* estate-shape.c: what the API's model says of the strings of a request */

enum shape {
	SHAPE_CLUSTER_ID,
	SHAPE_HSM_ID,
	SHAPE_BACKUP_ID,
	SHAPE_REGION,
	SHAPE_BACKUP_ARN,
	SHAPE_ENI_ID,
	SHAPE_SUBNET_ID,
	SHAPE_ZONE,
	SHAPE_IP_ADDRESS,
	SHAPE_HSM_TYPE,
	SHAPE_CERTIFICATE,
	SHAPE_MODE,
	SHAPE_NETWORK_TYPE,
	SHAPE_RETENTION_TYPE,
	SHAPE_RETENTION_VALUE,
	SHAPE_CLUSTER_STATE,
	SHAPE_BACKUP_STATE,
	SHAPE_BOOLEAN,
	SHAPE_TAG_KEY,
	SHAPE_TAG_VALUE,
	SHAPE_NEXT_TOKEN,
	SHAPE_RESOURCE_ID,
	SHAPE_RESOURCE_ARN,
	SHAPE_RESOURCE_POLICY,
};

/* member is the request's, in the model's spelling: "clusterId". ERR_API_INVALID_REQUEST. */
MUST_CHECK int shape_check(
    enum shape shape, const char *member, const char *value, struct error *err);
MUST_CHECK int shape_check_list(enum shape shape, const char *member, const char *const *values,
    size_t count, struct error *err);
/* value ≤ max, for max_results; 0 stands for not given. */
MUST_CHECK int shape_check_max(const char *member, uint64_t value, uint64_t max, struct error *err);
/* A list that must not be empty. */
MUST_CHECK int shape_check_some(const char *member, size_t count, struct error *err);

/* estate-view.c: rows as they are shown */

/* Moves what it needs out of row. Inside a transaction; the view is the caller's. */
MUST_CHECK int estate_view_cluster(
    struct estate *estate, struct cluster_row *row, struct cluster_view *view, struct error *err);
MUST_CHECK int estate_view_hsm(struct estate *estate, const struct hsm_row *row,
    const struct cluster_row *cluster, struct hsm_view *view, struct error *err);

/* estate-cluster-state.c */

/* Whether its HSMs serve clients, and whether nothing but that goes on. */
bool estate_is_serving(const struct cluster_row *cluster);
bool estate_is_settled(const struct cluster_row *cluster);
/* ERR_API_INVALID_REQUEST, with the state that stands in the way. */
int estate_refuse_state(const struct cluster_row *cluster, struct error *err);
MUST_CHECK int estate_move_cluster(struct estate *estate, const char *cluster_id,
    enum cluster_state from, enum cluster_state to, bool *moved, struct error *err);
/* Periodic backups, and the synchronisation of token keys. */
#define BACKUP_PERIOD (INT64_C(24) * 3600 * 1000000)
#define SYNC_PERIOD (INT64_C(300) * 1000000)
MUST_CHECK int estate_begin_routine(
    struct estate *estate, const char *cluster_id, struct error *err);

/* estate-cluster.c */

/* ERR_API_NOT_FOUND for a cluster that is not there or was deleted. row is done on failure. */
MUST_CHECK int estate_find_cluster(
    struct estate *estate, const char *cluster_id, struct cluster_row *row, struct error *err);

/* estate-create.c */

/* What a retention policy says, to *days, which stays as it is where none is given. */
MUST_CHECK int estate_check_retention(
    const char *retention_type, const char *retention_value, unsigned *days, struct error *err);

/* estate-hsm-state.c */

/* A cluster that was never claimed and was not made from a backup: its first HSM makes a key. */
bool estate_wants_identity(const struct cluster_row *cluster);
/* Whether an HSM to come is filled from what the cluster holds. */
bool estate_holds_data(const struct cluster_row *cluster);
/* The first that serves, of those with no faults if there are such; hsm may be NULL. */
MUST_CHECK int estate_find_active_hsm(struct estate *estate, const char *cluster_id,
    struct hsm_row *hsm, bool *found, struct error *err);
/* Makes the partition of a new HSM. ERR_API_INVALID_REQUEST when there is nothing to fill it from.
 */
MUST_CHECK int estate_fill(struct estate *estate, const struct cluster_row *cluster,
    enum hsm_type type, const char *hsm_id, int64_t *partition, struct error *err);
/* Removes the HSM, with what it holds and what would fall due. */
MUST_CHECK int estate_forget_hsm(
    struct estate *estate, const struct hsm_row *hsm, struct error *err);
/* The same of an HSM that nothing takes the place of. */
MUST_CHECK int estate_lose_hsm(struct estate *estate, struct cluster_row *cluster,
    const struct hsm_row *hsm, struct error *err);

/* estate-sync.c */
MUST_CHECK int estate_synchronise(struct estate *estate, const char *cluster_id, struct error *err);

/* estate-health.c */

/* DEGRADED or ACTIVE again, by how its HSMs are. */
MUST_CHECK int estate_watch_health(
    struct estate *estate, struct cluster_row *cluster, struct error *err);
/* For an HSM that is DEGRADED from now on. */
MUST_CHECK int estate_expect_replacement(
    struct estate *estate, const struct hsm_row *hsm, struct error *err);
/*
 * Another HSM in the place of old, at its address: with what the backup holds, or (NULL) with what
 * estate_fill finds; none where that finds nothing.
 */
MUST_CHECK int estate_swap_hsm(struct estate *estate, struct cluster_row *cluster,
    const struct hsm_row *old, enum hsm_type type, const struct backup_row *from,
    struct error *err);

/* estate-migrate.c */

/* Whether the HSM takes but few changes from now on. */
MUST_CHECK int estate_limit_writes(
    struct estate *estate, const struct hsm_row *hsm, bool limited, struct error *err);
/* Both begin what TASK_CLUSTER_MODIFIED goes on with. ERR_API_INVALID_REQUEST. */

MUST_CHECK int estate_begin_migration(
    struct estate *estate, struct cluster_row *cluster, struct error *err);
MUST_CHECK int estate_begin_rollback(
    struct estate *estate, struct cluster_row *cluster, struct error *err);

/* estate-restore.c: making a cluster from a backup */

/* Whether an HSM of that type and mode could hold what the partition does: no 3DES keys, where
 * there are none. */
MUST_CHECK int estate_fits(struct estate *estate, int64_t partition, enum hsm_type type,
    enum cluster_mode mode, bool *fits, struct error *err);
/* Checks that cluster (type, mode filled) may be made from the backup; gives it its inheritance. */
MUST_CHECK int estate_restore_cluster(
    struct estate *estate, const char *id_or_arn, struct cluster_row *cluster, struct error *err);

/* The HSM has wiped itself, and waits to be replaced. Inside a write transaction. */
MUST_CHECK int estate_hsm_tampered(struct estate *estate, const char *hsm_id, struct error *err);

/* estate-backup.c */

/*
 * Freezes a copy of the partition; *backup, which may be NULL, tells which. Its state is the
 * setting lag's; what it holds is there at once.
 */
MUST_CHECK int estate_take_backup(struct estate *estate, const struct cluster_row *cluster,
    int64_t partition, struct backup_row *backup, struct error *err);
/* The newest backup that a new HSM of the cluster can be filled from. */
MUST_CHECK int estate_latest_backup(struct estate *estate, const struct cluster_row *cluster,
    struct backup_row *backup, struct error *err);

/* The same of one of its HSMs, where there is one that serves. */
MUST_CHECK int estate_back_up(struct estate *estate, const char *cluster_id, struct error *err);
/* Makes it DELETED, and forgets what it held. Writes the row. */
MUST_CHECK int estate_purge_backup(
    struct estate *estate, struct backup_row *row, struct error *err);
/* Removes a frozen partition that no backup needs any more. */
MUST_CHECK int estate_drop_frozen(struct estate *estate, int64_t partition, struct error *err);

/* estate-backup-list.c: but for its tags, which are none */
void estate_view_backup(const struct backup_row *row, struct backup_view *view);

/* estate-backup-change.c: ERR_API_NOT_FOUND for one that is not of the chosen region, or gone */
MUST_CHECK int estate_find_backup(
    struct estate *estate, const char *id_or_arn, struct backup_row *row, struct error *err);

/* estate-retention.c: behind a new backup */
MUST_CHECK int estate_expect_expiry(
    struct estate *estate, const char *cluster_id, struct error *err);

/* estate-tag.c: ERR_API_TAG, or as of shape_check */
MUST_CHECK int estate_check_tags(const struct tag *tags, size_t n_tags, struct error *err);
/* For a resource that is new, and has room for them. */
MUST_CHECK int estate_put_tags(struct estate *estate, const char *resource_id,
    const struct tag *tags, size_t count, struct error *err);

/* estate-policy-check.c: ERR_API_INVALID_REQUEST for a text that is no policy of the backup */
MUST_CHECK int estate_check_policy(const char *policy, const char *arn, struct error *err);

/* estate-ca.c */

/* What the first HSM of a cluster makes: the cluster's key, its CSR, and who vouches for them. */
struct hsm_identity {
	struct secret key;
	struct bytes csr, hsm_certificate, aws_hardware_certificate,
	    manufacturer_hardware_certificate;
};
#define HSM_IDENTITY_INIT                                                                          \
	{                                                                                          \
		SECRET_INIT, BYTES_INIT, BYTES_INIT, BYTES_INIT, BYTES_INIT                        \
	}
/* Takes a while: call it outside a transaction. */
MUST_CHECK int hsm_identity_make(struct estate *estate, enum cluster_mode mode,
    struct hsm_identity *identity, struct error *err);
void hsm_identity_done(struct hsm_identity *identity);
/* Hands the identity over to the cluster's row, the key sealed. */
MUST_CHECK int hsm_identity_give(struct estate *estate, struct hsm_identity *identity,
    struct cluster_row *row, struct error *err);
/* Takes it away again, when the cluster's only HSM goes before it was initialised. */
void hsm_identity_drop(struct cluster_row *row);

/* estate-page.c: filters and paging */

bool estate_is_among(const char *value, const char *const *values, size_t count);

/* Where a page starts: behind this item. id "" is the beginning. */
struct page_mark {
	int64_t created;
	char id[RESOURCE_ID_MAX + 1];
};
/* token may be NULL. ERR_API_INVALID_REQUEST for one that is none of ours. */
MUST_CHECK int page_mark_read(const char *token, struct page_mark *mark, struct error *err);
MUST_CHECK int page_mark_write(int64_t created, const char *id, char **token, struct error *err);
/*
 * Whether the page has begun at an item, the items being given in order, until it answers true.
 * The item of the mark itself may have gone.
 */
bool page_mark_passed(struct page_mark *mark, int64_t created, const char *id, bool ascending);

#endif
