/*
 * Clusters, HSMs, backups and tags as the service answers them. Members stand in the order in which
 * AWS CLI prints them; those that have no value are left out.
 */
#include "api-private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MICROSECONDS 1000000
#define MILLISECONDS 1000

void output_string(struct json_writer *answer, const char *name, const char *value)
{
	json_write_string(answer, name, value, strlen(value));
}

void output_if_any(struct json_writer *answer, const char *name, const char *value)
{
	if (value && value[0])
		output_string(answer, name, value);
}

void output_time(struct json_writer *answer, const char *name, int64_t microseconds)
{
	char seconds[32];

	(void)snprintf(seconds, sizeof(seconds), "%" PRId64 ".%03d", microseconds / MICROSECONDS,
	    (int)(microseconds % MICROSECONDS / MILLISECONDS));
	if (microseconds != 0)
		json_write_raw(answer, name, seconds);
}

static void output_bool(struct json_writer *answer, const char *name, bool value)
{
	json_write_raw(answer, name, value ? "true" : "false");
}

void output_tags(struct json_writer *answer, const struct tag *tags, size_t count)
{
	json_write_array(answer, "TagList");
	for (size_t i = 0; i < count; i++) {
		json_write_object(answer, NULL);
		output_string(answer, "Key", tags[i].key);
		output_string(answer, "Value", tags[i].value);
		json_write_end(answer);
	}
	json_write_end(answer);
}

void output_hsm(struct json_writer *answer, const char *name, const struct hsm_view *hsm)
{
	json_write_object(answer, name);
	output_string(answer, "AvailabilityZone", hsm->availability_zone);
	output_string(answer, "ClusterId", hsm->cluster_id);
	output_string(answer, "SubnetId", hsm->subnet_id);
	output_string(answer, "EniId", hsm->eni_id);
	output_string(answer, "EniIp", hsm->eni_ip);
	output_if_any(answer, "EniIpV6", hsm->eni_ip_v6);
	output_string(answer, "HsmId", hsm->hsm_id);
	output_string(answer, "HsmType", hsm_type_name(hsm->type));
	output_string(answer, "State", hsm_state_name(hsm->state));
	output_if_any(answer, "StateMessage", hsm->state_message);
	json_write_end(answer);
}

static void output_retention(struct json_writer *answer, unsigned days)
{
	char value[16];

	(void)snprintf(value, sizeof(value), "%u", days);
	json_write_object(answer, "BackupRetentionPolicy");
	output_string(answer, "Type", "DAYS");
	output_string(answer, "Value", value);
	json_write_end(answer);
}

static void output_hsms(struct json_writer *answer, const struct cluster_view *cluster)
{
	json_write_array(answer, "Hsms");
	for (size_t i = 0; i < cluster->n_hsms; i++)
		output_hsm(answer, NULL, &cluster->hsms[i]);
	json_write_end(answer);
}

static void output_subnets(struct json_writer *answer, const struct cluster_view *cluster)
{
	json_write_object(answer, "SubnetMapping");
	for (size_t i = 0; i < cluster->n_subnets; i++)
		output_string(answer, cluster->subnets[i].zone, cluster->subnets[i].subnet_id);
	json_write_end(answer);
}

static void output_certificates(struct json_writer *answer, const struct cluster_view *cluster)
{
	json_write_object(answer, "Certificates");
	output_if_any(answer, "ClusterCsr", cluster->csr);
	output_if_any(answer, "HsmCertificate", cluster->hsm_certificate);
	output_if_any(answer, "AwsHardwareCertificate", cluster->aws_hardware_certificate);
	output_if_any(
	    answer, "ManufacturerHardwareCertificate", cluster->manufacturer_hardware_certificate);
	output_if_any(answer, "ClusterCertificate", cluster->cluster_certificate);
	json_write_end(answer);
}

void output_cluster(
    struct json_writer *answer, const char *name, const struct cluster_view *cluster)
{
	json_write_object(answer, name);
	output_string(answer, "BackupPolicy", "DEFAULT");
	output_retention(answer, cluster->retention_days);
	output_string(answer, "ClusterId", cluster->cluster_id);
	output_time(answer, "CreateTimestamp", cluster->created);
	output_hsms(answer, cluster);
	output_string(answer, "HsmType", hsm_type_name(cluster->type));
	output_time(answer, "HsmTypeRollbackExpiration", cluster->rollback_expiration);
	output_string(answer, "SecurityGroup", cluster->security_group);
	output_if_any(answer, "SourceBackupId", cluster->source_backup_id);
	output_string(answer, "State", cluster_state_name(cluster->state));
	output_if_any(answer, "StateMessage", cluster->state_message);
	output_subnets(answer, cluster);
	output_string(answer, "VpcId", cluster->vpc_id);
	output_string(answer, "NetworkType", cluster->dual_stack ? "DUALSTACK" : "IPV4");
	output_certificates(answer, cluster);
	output_tags(answer, cluster->tags, cluster->n_tags);
	output_string(answer, "Mode", cluster_mode_name(cluster->mode));
	json_write_end(answer);
}

void output_backup(
    struct json_writer *answer, const char *name, bool has_tags, const struct backup_view *backup)
{
	json_write_object(answer, name);
	output_string(answer, "BackupId", backup->backup_id);
	output_string(answer, "BackupArn", backup->arn);
	output_string(answer, "BackupState", backup_state_name(backup->state));
	output_string(answer, "ClusterId", backup->cluster_id);
	output_time(answer, "CreateTimestamp", backup->created);
	output_time(answer, "CopyTimestamp", backup->copied);
	output_bool(answer, "NeverExpires", backup->never_expires);
	output_if_any(answer, "SourceRegion", backup->source_region);
	output_if_any(answer, "SourceBackup", backup->source_backup);
	output_if_any(answer, "SourceCluster", backup->source_cluster);
	output_time(answer, "DeleteTimestamp", backup->deleted);
	if (has_tags)
		output_tags(answer, backup->tags, backup->n_tags);
	output_string(answer, "HsmType", hsm_type_name(backup->type));
	output_string(answer, "Mode", cluster_mode_name(backup->mode));
	json_write_end(answer);
}
