/* Policies of backups: PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy. */
#include "estate-private.h"

#include "error.h"
#include "resource.h"

#include <stdlib.h>
#include <string.h>

static int put(struct estate *estate, const char *arn, const char *policy, struct error *err)
{
	struct backup_row backup;
	int rc = estate_find_backup(estate, arn, &backup, err);

	if (rc == 0 && backup.state != BACKUP_READY)
		rc = error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Backup '%s' is in state %s. Only a backup in state READY can have a resource "
		    "policy.",
		    backup.backup_id, backup_state_name(backup.state));
	if (rc == 0)
		rc = estate_check_policy(policy, arn, err);
	if (rc == 0)
		rc = store_policy_put(estate->store, backup.backup_id, policy, err);
	return rc;
}

int estate_put_resource_policy(
    struct estate *estate, const char *arn, const char *policy, struct error *err)
{
	int rc = shape_check(SHAPE_RESOURCE_ARN, "resourceArn", arn, err);

	if (rc == 0)
		rc = shape_check(SHAPE_RESOURCE_POLICY, "policy", policy, err);
	if (rc == 0)
		rc = store_begin(estate->store, STORE_FLUSH, err);
	if (rc != 0)
		return rc;
	return estate_finish(estate, put(estate, arn, policy, err), err);
}

int estate_get_resource_policy(
    struct estate *estate, const char *arn, char **policy, struct error *err)
{
	struct backup_row backup;
	int rc = shape_check(SHAPE_RESOURCE_ARN, "resourceArn", arn, err);

	if (rc == 0)
		rc = store_begin_read(estate->store, err);
	if (rc != 0)
		return rc;
	rc = estate_find_backup(estate, arn, &backup, err);
	if (rc == 0)
		rc = store_policy_get(estate->store, backup.backup_id, policy, err);
	store_end_read(estate->store);
	return rc;
}

static int take_away(struct estate *estate, const char *arn, char **policy, struct error *err)
{
	struct backup_row backup;
	int rc = estate_find_backup(estate, arn, &backup, err);

	if (rc == 0)
		rc = store_policy_get(estate->store, backup.backup_id, policy, err);
	return rc == 0 ? store_policy_remove(estate->store, backup.backup_id, err) : rc;
}

int estate_delete_resource_policy(
    struct estate *estate, const char *arn, char **policy, struct error *err)
{
	char *taken = NULL;
	int rc = shape_check(SHAPE_RESOURCE_ARN, "resourceArn", arn, err);

	if (rc == 0)
		rc = store_begin(estate->store, STORE_FLUSH, err);
	if (rc != 0)
		return rc;
	rc = estate_finish(estate, take_away(estate, arn, &taken, err), err);
	if (rc == 0)
		*policy = taken;
	else
		free(taken);
	return rc;
}
