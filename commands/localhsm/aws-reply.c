/* Fills in clusters, HSMs, backups and tags. Members that have no value are left out, as AWS CLI
 * does. */
#include "aws-reply.h"

#include "estate.h"
#include "reply.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define MICROSECONDS 1000000
#define MILLISECONDS 1000
#define TIME_MAX 64

static const struct reply_node tag_fields[] = {
    {.name = "Key", .type = REPLY_STRING},
    {.name = "Value", .type = REPLY_STRING},
};

static const struct reply_node tag_element[] = {
    {.name = "",
	.type = REPLY_OBJECT,
	.children = tag_fields,
	.n_children = ARRAY_LENGTH(tag_fields)},
};

#define TAG_LIST_NODE                                                                              \
	{                                                                                          \
		.name = "TagList", .type = REPLY_ARRAY, .children = tag_element, .n_children = 1   \
	}
#define OPTIONAL_STRING(member)                                                                    \
	{                                                                                          \
		.name = (member), .type = REPLY_STRING, .flags = REPLY_OPTIONAL                    \
	}

const struct reply_node aws_hsm_fields[AWS_HSM_FIELDS] = {
    {.name = "AvailabilityZone", .type = REPLY_STRING},
    {.name = "ClusterId", .type = REPLY_STRING},
    {.name = "SubnetId", .type = REPLY_STRING},
    {.name = "EniId", .type = REPLY_STRING},
    {.name = "EniIp", .type = REPLY_STRING},
    {.name = "HsmId", .type = REPLY_STRING},
    {.name = "HsmType", .type = REPLY_STRING},
    {.name = "State", .type = REPLY_STRING},
    OPTIONAL_STRING("StateMessage"),
};

static const struct reply_node hsm_element[] = {
    {.name = "", .type = REPLY_OBJECT, .children = aws_hsm_fields, .n_children = AWS_HSM_FIELDS},
};

static const struct reply_node retention_fields[] = {
    {.name = "Type", .type = REPLY_STRING},
    {.name = "Value", .type = REPLY_STRING},
};

static const struct reply_node subnet_of_zone[] = {{.name = "", .type = REPLY_STRING}};

static const struct reply_node certificate_fields[] = {
    OPTIONAL_STRING("ClusterCsr"),
    OPTIONAL_STRING("HsmCertificate"),
    OPTIONAL_STRING("AwsHardwareCertificate"),
    OPTIONAL_STRING("ManufacturerHardwareCertificate"),
    OPTIONAL_STRING("ClusterCertificate"),
};

const struct reply_node aws_cluster_fields[AWS_CLUSTER_FIELDS] = {
    {.name = "BackupPolicy", .type = REPLY_STRING},
    {.name = "BackupRetentionPolicy",
	.type = REPLY_OBJECT,
	.children = retention_fields,
	.n_children = ARRAY_LENGTH(retention_fields)},
    {.name = "ClusterId", .type = REPLY_STRING},
    {.name = "CreateTimestamp", .type = REPLY_STRING},
    {.name = "Hsms", .type = REPLY_ARRAY, .children = hsm_element, .n_children = 1},
    {.name = "HsmType", .type = REPLY_STRING},
    {.name = "SecurityGroup", .type = REPLY_STRING},
    OPTIONAL_STRING("SourceBackupId"),
    {.name = "State", .type = REPLY_STRING},
    OPTIONAL_STRING("StateMessage"),
    {.name = "SubnetMapping", .type = REPLY_MAP, .children = subnet_of_zone, .n_children = 1},
    {.name = "VpcId", .type = REPLY_STRING},
    {.name = "NetworkType", .type = REPLY_STRING},
    {.name = "Certificates",
	.type = REPLY_OBJECT,
	.children = certificate_fields,
	.n_children = ARRAY_LENGTH(certificate_fields)},
    TAG_LIST_NODE,
    {.name = "Mode", .type = REPLY_STRING},
};

const struct reply_node aws_backup_fields[AWS_BACKUP_FIELDS] = {
    {.name = "BackupId", .type = REPLY_STRING},
    {.name = "BackupArn", .type = REPLY_STRING},
    {.name = "BackupState", .type = REPLY_STRING},
    {.name = "ClusterId", .type = REPLY_STRING},
    {.name = "CreateTimestamp", .type = REPLY_STRING},
    OPTIONAL_STRING("CopyTimestamp"),
    {.name = "NeverExpires", .type = REPLY_BOOL},
    OPTIONAL_STRING("SourceRegion"),
    OPTIONAL_STRING("SourceBackup"),
    OPTIONAL_STRING("SourceCluster"),
    OPTIONAL_STRING("DeleteTimestamp"),
    TAG_LIST_NODE,
    {.name = "HsmType", .type = REPLY_STRING},
    {.name = "Mode", .type = REPLY_STRING},
};

static void reply_if_any(struct reply *reply, const char *name, const char *value)
{
	if (value && value[0])
		reply_string(reply, name, value);
}

/*
 * ISO 8601 as Python's isoformat writes it: the service counts milliseconds, Python prints
 * microseconds, and none if there are none.
 */
static void reply_time(struct reply *reply, const char *name, int64_t microseconds)
{
	time_t seconds = (time_t)(microseconds / MICROSECONDS);
	int64_t thousandths = microseconds % MICROSECONDS / MILLISECONDS;
	char text[TIME_MAX];
	struct tm utc;

	if (!gmtime_r(&seconds, &utc) || strftime(text, sizeof(text), "%FT%T", &utc) == 0)
		text[0] = '\0';
	if (thousandths > 0)
		reply_format(reply, name, "%s.%03d000+00:00", text, (int)thousandths);
	else
		reply_format(reply, name, "%s+00:00", text);
}

static void reply_tags(struct reply *reply, const struct tag *tags, size_t count)
{
	reply_array(reply, "TagList");
	for (size_t i = 0; i < count; i++) {
		reply_object(reply, NULL);
		reply_string(reply, "Key", tags[i].key);
		reply_string(reply, "Value", tags[i].value);
		reply_end(reply);
	}
	reply_end(reply);
}

void aws_reply_hsm(struct reply *reply, const char *name, const struct hsm_view *hsm)
{
	reply_object(reply, name);
	reply_string(reply, "AvailabilityZone", hsm->availability_zone);
	reply_string(reply, "ClusterId", hsm->cluster_id);
	reply_string(reply, "SubnetId", hsm->subnet_id);
	reply_string(reply, "EniId", hsm->eni_id);
	reply_string(reply, "EniIp", hsm->eni_ip);
	reply_string(reply, "HsmId", hsm->hsm_id);
	reply_string(reply, "HsmType", hsm_type_name(hsm->type));
	reply_string(reply, "State", hsm_state_name(hsm->state));
	reply_if_any(reply, "StateMessage", hsm->state_message);
	reply_end(reply);
}

static void reply_retention(struct reply *reply, unsigned days)
{
	reply_object(reply, "BackupRetentionPolicy");
	reply_string(reply, "Type", "DAYS");
	reply_format(reply, "Value", "%u", days);
	reply_end(reply);
}

static void reply_subnets(struct reply *reply, const struct cluster_view *cluster)
{
	reply_object(reply, "SubnetMapping");
	for (size_t i = 0; i < cluster->n_subnets; i++)
		reply_string(reply, cluster->subnets[i].zone, cluster->subnets[i].subnet_id);
	reply_end(reply);
}

static void reply_certificates(struct reply *reply, const struct cluster_view *cluster)
{
	reply_object(reply, "Certificates");
	reply_if_any(reply, "ClusterCsr", cluster->csr);
	reply_if_any(reply, "HsmCertificate", cluster->hsm_certificate);
	reply_if_any(reply, "AwsHardwareCertificate", cluster->aws_hardware_certificate);
	reply_if_any(
	    reply, "ManufacturerHardwareCertificate", cluster->manufacturer_hardware_certificate);
	reply_if_any(reply, "ClusterCertificate", cluster->cluster_certificate);
	reply_end(reply);
}

void aws_reply_cluster(struct reply *reply, const char *name, const struct cluster_view *cluster)
{
	reply_object(reply, name);
	reply_string(reply, "BackupPolicy", "DEFAULT");
	reply_retention(reply, cluster->retention_days);
	reply_string(reply, "ClusterId", cluster->cluster_id);
	reply_time(reply, "CreateTimestamp", cluster->created);
	reply_array(reply, "Hsms");
	for (size_t i = 0; i < cluster->n_hsms; i++)
		aws_reply_hsm(reply, NULL, &cluster->hsms[i]);
	reply_end(reply);
	reply_string(reply, "HsmType", hsm_type_name(cluster->type));
	reply_string(reply, "SecurityGroup", cluster->security_group);
	reply_if_any(reply, "SourceBackupId", cluster->source_backup_id);
	reply_string(reply, "State", cluster_state_name(cluster->state));
	reply_if_any(reply, "StateMessage", cluster->state_message);
	reply_subnets(reply, cluster);
	reply_string(reply, "VpcId", cluster->vpc_id);
	reply_string(reply, "NetworkType", cluster->dual_stack ? "DUALSTACK" : "IPV4");
	reply_certificates(reply, cluster);
	reply_tags(reply, cluster->tags, cluster->n_tags);
	reply_string(reply, "Mode", cluster_mode_name(cluster->mode));
	reply_end(reply);
}

void aws_reply_backup(struct reply *reply, const char *name, const struct backup_view *backup)
{
	reply_object(reply, name);
	reply_string(reply, "BackupId", backup->backup_id);
	reply_string(reply, "BackupArn", backup->arn);
	reply_string(reply, "BackupState", backup_state_name(backup->state));
	reply_string(reply, "ClusterId", backup->cluster_id);
	reply_time(reply, "CreateTimestamp", backup->created);
	if (backup->copied)
		reply_time(reply, "CopyTimestamp", backup->copied);
	reply_bool(reply, "NeverExpires", backup->never_expires);
	reply_if_any(reply, "SourceRegion", backup->source_region);
	reply_if_any(reply, "SourceBackup", backup->source_backup);
	reply_if_any(reply, "SourceCluster", backup->source_cluster);
	if (backup->deleted)
		reply_time(reply, "DeleteTimestamp", backup->deleted);
	reply_tags(reply, backup->tags, backup->n_tags);
	reply_string(reply, "HsmType", hsm_type_name(backup->type));
	reply_string(reply, "Mode", cluster_mode_name(backup->mode));
	reply_end(reply);
}
