/* Clusters, HSMs, backups and tags as the API shows them, in the order in which AWS CLI prints
 * members. */
#ifndef LOCALHSM_AWS_REPLY_H
#define LOCALHSM_AWS_REPLY_H

#include "command.h"

/* Members of the three shapes, for answers that have one: the node needs only its own name. */
#define AWS_CLUSTER_FIELDS 17
#define AWS_HSM_FIELDS 10
#define AWS_BACKUP_FIELDS 14
extern const struct reply_node aws_cluster_fields[AWS_CLUSTER_FIELDS];
extern const struct reply_node aws_hsm_fields[AWS_HSM_FIELDS];
extern const struct reply_node aws_backup_fields[AWS_BACKUP_FIELDS];
/* The one child of a list of tags. */
extern const struct reply_node aws_tag_element[1];

#endif
