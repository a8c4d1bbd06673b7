/* Fills in a trust anchor. */
#include "cluster-mtls-reply.h"

#include "mtls.h"
#include "reply.h"

const struct reply_node anchor_fields[ANCHOR_FIELDS] = {
    {.name = "certificate-reference", .type = REPLY_STRING},
    {.name = "certificate", .type = REPLY_STRING},
    {.name = "cluster-coverage", .type = REPLY_STRING},
};

void reply_anchor(struct reply *reply, const char *name, const struct mtls_anchor *anchor)
{
	reply_object(reply, name);
	reply_format(reply, "certificate-reference", "0x%02x", anchor->reference);
	reply_string(reply, "certificate", anchor->certificate);
	reply_string(reply, "cluster-coverage", coverage_name(anchor->cluster_coverage));
	reply_end(reply);
}
