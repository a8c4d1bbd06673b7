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

#define HSMS_A_CLUSTER_MAX 28
#define RETENTION_DAYS_MIN 7
#define RETENTION_DAYS_MAX 379
#define RETENTION_DAYS_DEFAULT 90

struct estate {
	struct store *store;
	char region[REGION_MAX + 1];
	bool skips_lag;
};

/* estate.c */

/* Commits when rc is 0, else rolls back; answers what came of it. */
MUST_CHECK int estate_finish(struct estate *estate, int rc, struct error *err);
/* A setting that is true or false. */
MUST_CHECK int estate_setting_flag(
    struct estate *estate, const char *name, bool otherwise, bool *value, struct error *err);

/* estate-network.c: the VPC, its subnets and addresses */

bool estate_is_region(const char *region);
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
};

/* member is the request's, in the model's spelling: "clusterId". ERR_API_INVALID_REQUEST. */
MUST_CHECK int shape_check(
    enum shape shape, const char *member, const char *value, struct error *err);
MUST_CHECK int shape_check_list(enum shape shape, const char *member, const char *const *values,
    size_t count, struct error *err);
/* value ≤ max, for max_results; 0 stands for not given. */
MUST_CHECK int shape_check_max(const char *member, uint64_t value, uint64_t max, struct error *err);

/* estate-view.c: rows as they are shown */

/* Moves what it needs out of row. Inside a transaction; the view is the caller's. */
MUST_CHECK int estate_view_cluster(
    struct estate *estate, struct cluster_row *row, struct cluster_view *view, struct error *err);
void estate_view_hsm(
    const struct hsm_row *row, const struct cluster_row *cluster, struct hsm_view *view);

/* estate-cluster.c */

/* ERR_API_NOT_FOUND for a cluster that is not there or was deleted. row is done on failure. */
MUST_CHECK int estate_find_cluster(
    struct estate *estate, const char *cluster_id, struct cluster_row *row, struct error *err);

/* estate-restore.c: making a cluster from a backup */

/* Checks that cluster (type, mode filled) may be made from the backup; gives it its inheritance. */
MUST_CHECK int estate_restore_cluster(
    struct estate *estate, const char *id_or_arn, struct cluster_row *cluster, struct error *err);

/* estate-backup.c */

/* Freezes a copy of the partition; *backup, which may be NULL, tells which. */
MUST_CHECK int estate_take_backup(struct estate *estate, const struct cluster_row *cluster,
    int64_t partition, struct backup_row *backup, struct error *err);
/* The newest backup that a new HSM of the cluster can be filled from. */
MUST_CHECK int estate_latest_backup(struct estate *estate, const struct cluster_row *cluster,
    struct backup_row *backup, struct error *err);

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
