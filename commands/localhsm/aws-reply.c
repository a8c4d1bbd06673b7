/* What answers of the control plane consist of. Members that have no value are left out, as AWS CLI
 * does; times are strings there. */
#include "aws-reply.h"

static const struct reply_node tag_fields[] = {
    {.name = "Key", .type = REPLY_STRING},
    {.name = "Value", .type = REPLY_STRING},
};

const struct reply_node aws_tag_element[1] = {
    {.name = "",
	.type = REPLY_OBJECT,
	.children = tag_fields,
	.n_children = ARRAY_LENGTH(tag_fields)},
};

#define TAG_LIST_NODE                                                                              \
	{                                                                                          \
		.name = "TagList", .type = REPLY_ARRAY, .children = aws_tag_element,               \
		.n_children = 1                                                                    \
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
    OPTIONAL_STRING("EniIpV6"),
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
    OPTIONAL_STRING("HsmTypeRollbackExpiration"),
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
    {.name = "TagList",
	.type = REPLY_ARRAY,
	.flags = REPLY_OPTIONAL,
	.children = aws_tag_element,
	.n_children = 1},
    {.name = "HsmType", .type = REPLY_STRING},
    {.name = "Mode", .type = REPLY_STRING},
};
