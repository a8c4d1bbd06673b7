/* Clusters, HSMs, backups and tags as the API shows them, in the order in which AWS CLI prints
 * members. */
#ifndef LOCALHSM_AWS_REPLY_H
#define LOCALHSM_AWS_REPLY_H

#include "command.h"

#include <stddef.h>
#include <stdint.h>

struct backup_view;
struct cluster_view;
struct hsm_view;
struct reply;

/* Members of the three shapes, for answers that have one: the node needs only its own name. */
#define AWS_CLUSTER_FIELDS 16
#define AWS_HSM_FIELDS 9
#define AWS_BACKUP_FIELDS 14
extern const struct reply_node aws_cluster_fields[AWS_CLUSTER_FIELDS];
extern const struct reply_node aws_hsm_fields[AWS_HSM_FIELDS];
extern const struct reply_node aws_backup_fields[AWS_BACKUP_FIELDS];

/* name as in reply.h: NULL for an element. */
void aws_reply_cluster(struct reply *reply, const char *name, const struct cluster_view *cluster);
void aws_reply_hsm(struct reply *reply, const char *name, const struct hsm_view *hsm);
void aws_reply_backup(struct reply *reply, const char *name, const struct backup_view *backup);

#endif
