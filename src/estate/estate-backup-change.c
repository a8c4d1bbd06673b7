/* DeleteBackup, RestoreBackup, ModifyBackupAttributes and CopyBackupToRegion. */
#include "estate-private.h"

#include "error.h"
#include "resource.h"

#include <stdlib.h>
#include <string.h>

/* How long a deleted backup can be restored. */
#define PENDING (INT64_C(7) * 24 * 3600 * 1000000)

/* Parts of arn:aws:cloudhsm:REGION:ACCOUNT:backup/ID, which has the shape of one. */
#define ARN_REGION 3
#define ARN_ACCOUNT 4

/* The part with this number, and its length. */
static const char *part_of(const char *arn, int number, size_t *len)
{
	for (; number > 0; number--)
		arn = strchr(arn, ':') + 1;
	*len = strcspn(arn, ":");
	return arn;
}

static bool part_is(const char *arn, int number, const char *text)
{
	size_t len;
	const char *part = part_of(arn, number, &len);

	return len == strlen(text) && strncmp(part, text, len) == 0;
}

/* An ARN says whose the backup is, and where. */
static int check_arn(struct estate *estate, const char *arn, struct error *err)
{
	size_t len;

	if (!part_is(arn, ARN_ACCOUNT, ESTATE_ACCOUNT))
		return error_raisef(err, ERR_API_ACCESS_DENIED,
		    "Resource '%s' belongs to account %.12s.", arn,
		    part_of(arn, ARN_ACCOUNT, &len));
	if (!part_is(arn, ARN_REGION, estate->region))
		return error_raisef(err, ERR_API_NOT_FOUND, "Backup '%s' does not exist.", arn);
	return 0;
}

/* Of the chosen region, and not gone for good. */
int estate_find_backup(
    struct estate *estate, const char *id_or_arn, struct backup_row *row, struct error *err)
{
	const char *slash = strrchr(id_or_arn, '/');
	bool found = false;
	int rc = slash ? check_arn(estate, id_or_arn, err) : 0;

	if (rc == 0)
		rc = store_backup_get(
		    estate->store, slash ? slash + 1 : id_or_arn, row, &found, err);
	if (rc != 0)
		return rc;
	if (!found || row->state == BACKUP_DELETED || strcmp(row->region, estate->region) != 0)
		return error_raisef(
		    err, ERR_API_NOT_FOUND, "Backup '%s' does not exist.", id_or_arn);
	return 0;
}

static int check_state(
    const struct backup_row *row, enum backup_state wanted, const char *what, struct error *err)
{
	if (row->state == wanted)
		return 0;
	return error_raisef(err, ERR_API_INVALID_REQUEST,
	    "Backup '%s' is in state %s. Only a backup in state %s can be %s.", row->backup_id,
	    backup_state_name(row->state), backup_state_name(wanted), what);
}

/* A change of one backup, inside a transaction. */
typedef int change_fn(
    struct estate *estate, struct backup_row *row, const void *wanted, struct error *err);

static int change(struct estate *estate, const char *backup_id, change_fn *carry_out,
    const void *wanted, struct backup_view *view, struct error *err)
{
	struct backup_row row;
	int rc = shape_check(SHAPE_BACKUP_ID, "backupId", backup_id, err);

	if (rc == 0)
		rc = store_begin(estate->store, STORE_FLUSH, err);
	if (rc != 0)
		return rc;
	rc = estate_find_backup(estate, backup_id, &row, err);
	if (rc == 0)
		rc = carry_out(estate, &row, wanted, err);
	if (rc == 0)
		rc = store_backup_put(estate->store, &row, err);
	/* What may go by itself, and when, has changed. */
	if (rc == 0 && row.copied == 0)
		rc = estate_cluster_expiry(estate, row.cluster_id, err);
	rc = estate_finish(estate, rc, err);
	if (rc == 0)
		estate_view_backup(&row, view);
	return rc;
}

static int delete_one(
    struct estate *estate, struct backup_row *row, const void *wanted UNUSED, struct error *err)
{
	int rc = check_state(row, BACKUP_READY, "deleted", err);

	if (rc != 0)
		return rc;
	row->state = BACKUP_PENDING_DELETION;
	row->deleted = store_now(estate->store) + PENDING;
	rc = store_task_put(estate->store, TASK_BACKUP_PURGED, row->backup_id, row->deleted, err);
	return rc == 0 ? store_policy_remove(estate->store, row->backup_id, err) : rc;
}

int estate_delete_backup(
    struct estate *estate, const char *backup_id, struct backup_view *backup, struct error *err)
{
	return change(estate, backup_id, delete_one, NULL, backup, err);
}

static int restore_one(
    struct estate *estate, struct backup_row *row, const void *wanted UNUSED, struct error *err)
{
	int rc = check_state(row, BACKUP_PENDING_DELETION, "restored", err);

	if (rc != 0)
		return rc;
	row->state = BACKUP_READY;
	row->deleted = 0;
	return store_task_drop(estate->store, row->backup_id, err);
}

int estate_restore_backup(
    struct estate *estate, const char *backup_id, struct backup_view *backup, struct error *err)
{
	return change(estate, backup_id, restore_one, NULL, backup, err);
}

static int modify_one(
    struct estate *estate UNUSED, struct backup_row *row, const void *wanted, struct error *err)
{
	const bool *never_expires = wanted;
	int rc = check_state(row, BACKUP_READY, "modified", err);

	if (rc == 0)
		row->never_expires = *never_expires;
	return rc;
}

int estate_modify_backup_attributes(struct estate *estate, const char *backup_id,
    bool never_expires, struct backup_view *backup, struct error *err)
{
	return change(estate, backup_id, modify_one, &never_expires, backup, err);
}

/* Regions of one partition of AWS: aws, or aws-us-gov. */
static bool is_gov(const char *region)
{
	return strncmp(region, "us-gov-", 7) == 0;
}

static int check_destination(
    struct estate *estate, const struct backup_row *row, const char *region, struct error *err)
{
	if (!estate_is_region(region))
		return error_raisef(
		    err, ERR_API_INVALID_REQUEST, "Region '%s' is not supported.", region);
	if (strcmp(region, estate->region) == 0)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Backup '%s' is in region %s already.", row->backup_id, region);
	if (is_gov(region) != is_gov(estate->region))
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "A backup in region %s cannot be copied to region %s, which is of another "
		    "partition of AWS.",
		    estate->region, region);
	return 0;
}

/* The copy holds what the backup does: both have the one frozen partition. */
static int make_copy(struct estate *estate, const struct backup_row *row, const char *region,
    struct backup_row *copy, struct error *err)
{
	int64_t lasts = 0;
	int rc;

	*copy = *row;
	copy->copied = store_now(estate->store);
	copy->never_expires = false;
	memcpy(copy->source_backup, row->backup_id, sizeof(row->backup_id));
	memcpy(copy->source_cluster, row->cluster_id, sizeof(row->cluster_id));
	memcpy(copy->source_region, row->region, sizeof(row->region));
	memset(copy->region, 0, sizeof(copy->region));
	memcpy(copy->region, region, strlen(region));
	rc = estate_new_id(estate, "backup-", copy->backup_id, err);
	if (rc == 0)
		rc = estate_lag(estate, LAG_BACKUP, &lasts, err);
	copy->state = lasts > 0 ? BACKUP_CREATE_IN_PROGRESS : BACKUP_READY;
	if (rc == 0)
		rc = store_backup_put(estate->store, copy, err);
	if (rc == 0 && lasts > 0)
		rc = store_task_put(
		    estate->store, TASK_BACKUP_READY, copy->backup_id, copy->copied + lasts, err);
	return rc;
}

/* Without tags of its own the copy has those of the backup. */
static int tag_copy(struct estate *estate, const struct backup_row *row,
    const struct backup_row *copy, const struct tag *tags, size_t n_tags, struct error *err)
{
	struct tag *own = NULL;
	size_t n_own = 0;
	int rc;

	if (tags)
		return estate_put_tags(estate, copy->backup_id, tags, n_tags, err);
	rc = store_tag_list(estate->store, row->backup_id, &own, &n_own, err);
	if (rc == 0)
		rc = estate_put_tags(estate, copy->backup_id, own, n_own, err);
	free(own);
	return rc;
}

static int copy_to(struct estate *estate, const char *region, const char *backup_id,
    const struct tag *tags, size_t n_tags, struct backup_row *copy, struct error *err)
{
	struct backup_row row;
	int rc = estate_find_backup(estate, backup_id, &row, err);

	if (rc == 0)
		rc = check_state(&row, BACKUP_READY, "copied", err);
	if (rc == 0)
		rc = check_destination(estate, &row, region, err);
	if (rc == 0)
		rc = make_copy(estate, &row, region, copy, err);
	return rc == 0 ? tag_copy(estate, &row, copy, tags, n_tags, err) : rc;
}

int estate_copy_backup_to_region(struct estate *estate, const char *destination_region,
    const char *backup_id, const struct tag *tags, size_t n_tags, struct backup_view *copy,
    struct error *err)
{
	struct backup_row row;
	int rc = shape_check(SHAPE_REGION, "destinationRegion", destination_region, err);

	if (rc == 0)
		rc = shape_check(SHAPE_BACKUP_ID, "backupId", backup_id, err);
	if (rc == 0)
		rc = estate_check_tags(tags, n_tags, err);
	if (rc == 0)
		rc = store_begin(estate->store, STORE_FLUSH, err);
	if (rc != 0)
		return rc;
	rc = copy_to(estate, destination_region, backup_id, tags, n_tags, &row, err);
	rc = estate_finish(estate, rc, err);
	if (rc == 0)
		estate_view_backup(&row, copy);
	return rc;
}
