/* How a trust anchor is printed. */
#ifndef LOCALHSM_CLUSTER_MTLS_REPLY_H
#define LOCALHSM_CLUSTER_MTLS_REPLY_H

#include "command.h"

struct mtls_anchor;
struct reply;

#define ANCHOR_FIELDS 3
extern const struct reply_node anchor_fields[ANCHOR_FIELDS];
/* name as in reply.h. */
void reply_anchor(struct reply *reply, const char *name, const struct mtls_anchor *anchor);

/* Paragraph of every description. */
#define MTLS_TEXT "Clusters of hsm2m.medium only."

#endif
