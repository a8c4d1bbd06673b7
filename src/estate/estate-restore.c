/* Clusters made from backups: which backup may become which cluster, and what it hands down. */
#include "estate-private.h"

#include "error.h"
#include "policy.h"
#include "store-partition.h"

#include <stdlib.h>
#include <string.h>

static int find_ready(
    struct estate *estate, const char *id_or_arn, struct backup_row *backup, struct error *err)
{
	int rc = estate_find_backup(estate, id_or_arn, backup, err);

	if (rc == 0 && backup->state != BACKUP_READY)
		rc = error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Backup '%s' is in state %s. A cluster can only be created from a backup in "
		    "state READY.",
		    backup->backup_id, backup_state_name(backup->state));
	return rc;
}

/* The mode is for ever, and the type of HSM only goes up. */
static int check_kind(
    const struct backup_row *backup, const struct cluster_row *cluster, struct error *err)
{
	if (backup->mode != cluster->mode)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Backup '%s' was taken in %s mode. A cluster created from it cannot be in %s "
		    "mode.",
		    backup->backup_id, cluster_mode_name(backup->mode),
		    cluster_mode_name(cluster->mode));
	if (backup->type == HSM_TYPE_HSM2M_MEDIUM && cluster->type == HSM_TYPE_HSM1_MEDIUM)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Backup '%s' was taken from HSM type %s. It cannot be restored to HSM type %s.",
		    backup->backup_id, hsm_type_name(backup->type), hsm_type_name(cluster->type));
	return 0;
}

int estate_fits(struct estate *estate, int64_t partition, enum hsm_type type,
    enum cluster_mode mode, bool *fits, struct error *err)
{
	const struct partition_row target = {.type = type, .mode = mode};
	struct key_counts counts = {0};
	int rc = store_key_count(estate->store, partition, &counts, err);

	*fits = counts.des3 == 0 || policy_allows(&target, POLICY_DES3, store_now(estate->store));
	return rc;
}

/* The rule of the HSM that would be filled, asked before a cluster exists that cannot have one. */
static int check_algorithms(struct estate *estate, const struct backup_row *backup,
    const struct cluster_row *cluster, struct error *err)
{
	bool fits = false;
	int rc = estate_fits(estate, backup->partition, cluster->type, cluster->mode, &fits, err);

	if (rc == 0 && !fits)
		rc = error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Backup '%s' contains 3DES keys, which HSM type %s does not support in %s "
		    "mode.",
		    backup->backup_id, hsm_type_name(cluster->type),
		    cluster_mode_name(cluster->mode));
	return rc;
}

/* A clone is known by the certificate of the cluster that it descends from. */
static int inherit(const struct cluster_row *source, struct cluster_row *cluster, struct error *err)
{
	bool failed = false;

	memcpy(cluster->lineage, source->lineage, sizeof(cluster->lineage));
	cluster->hsm_certificate = estate_copy_text(source->hsm_certificate, &failed);
	cluster->aws_hardware_certificate =
	    estate_copy_text(source->aws_hardware_certificate, &failed);
	cluster->manufacturer_hardware_certificate =
	    estate_copy_text(source->manufacturer_hardware_certificate, &failed);
	cluster->cluster_certificate = estate_copy_text(source->cluster_certificate, &failed);
	cluster->trust_anchor = estate_copy_text(source->trust_anchor, &failed);
	if (source->sealed_key) {
		cluster->sealed_key = malloc(source->sealed_key_len);
		failed = failed || !cluster->sealed_key;
	}
	if (failed)
		return error_raise(err, ERR_MEMORY);
	if (source->sealed_key) {
		memcpy(cluster->sealed_key, source->sealed_key, source->sealed_key_len);
		cluster->sealed_key_len = source->sealed_key_len;
	}
	return 0;
}

int estate_restore_cluster(
    struct estate *estate, const char *id_or_arn, struct cluster_row *cluster, struct error *err)
{
	struct backup_row backup;
	struct cluster_row source;
	bool found = false;
	int rc = find_ready(estate, id_or_arn, &backup, err);

	if (rc == 0)
		rc = check_kind(&backup, cluster, err);
	if (rc == 0)
		rc = check_algorithms(estate, &backup, cluster, err);
	/* The row of a deleted cluster stays for this. */
	if (rc == 0)
		rc = store_cluster_get(estate->store, backup.cluster_id, &source, &found, err);
	if (rc != 0)
		return rc;
	if (!found)
		return error_raise(err, ERR_ESTATE_ALTERED, "the cluster of a backup is missing");
	rc = inherit(&source, cluster, err);
	memcpy(cluster->source_backup_id, backup.backup_id, sizeof(cluster->source_backup_id));
	cluster_row_done(&source);
	return rc;
}
