/* The synchronisation of token keys among the HSMs of a cluster, which goes on by itself. */
#include "estate-private.h"

#include "error.h"
#include "partition.h"
#include "store-partition.h"

#include <stdlib.h>

static int synchronise_pair(
    struct estate *estate, const struct hsm_row *from, const struct hsm_row *to, struct error *err)
{
	struct partition source, target;
	size_t copied = 0;
	int rc = partition_open(estate->store, from->partition, &source, err);

	if (rc == 0)
		rc = partition_open(estate->store, to->partition, &target, err);
	if (rc == 0)
		rc = partition_synchronise(&source, &target, &copied, err);
	if (copied > 0)
		estate->frozen = (struct frozen){0};
	return rc;
}

/* Whether all HSMs have the same keys: a look at each, in place of one at every two. */
static int are_alike(
    struct estate *estate, const struct hsm_row *hsms, size_t count, bool *alike, struct error *err)
{
	struct key_fingerprint first = {-1, 0}, own;
	int rc = 0;

	*alike = true;
	for (size_t i = 0; i < count && rc == 0 && *alike; i++) {
		if (hsms[i].state != HSM_ACTIVE)
			continue;
		rc = store_key_fingerprint(estate->store, hsms[i].partition, &own, err);
		if (first.count < 0)
			first = own;
		*alike = own.count == first.count && own.sum == first.sum;
	}
	return rc;
}

int estate_synchronise(struct estate *estate, const char *cluster_id, struct error *err)
{
	struct hsm_row *hsms = NULL;
	size_t count = 0;
	bool alike = false;
	int rc = store_hsm_list(estate->store, cluster_id, &hsms, &count, err);

	if (rc == 0)
		rc = are_alike(estate, hsms, count, &alike, err);
	if (rc != 0 || alike) {
		free(hsms);
		return rc;
	}
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count && rc == 0; j++) {
			if (i != j && hsms[i].state == HSM_ACTIVE && hsms[j].state == HSM_ACTIVE)
				rc = synchronise_pair(estate, &hsms[i], &hsms[j], err);
		}
	}
	free(hsms);
	return rc;
}

/* Often is as good as once: a clock that has leapt is not followed step by step. */
int estate_cluster_sync(struct estate *estate, const char *cluster_id, struct error *err)
{
	struct cluster_row cluster;
	int64_t now = store_now(estate->store), next = now + SYNC_PERIOD;
	bool found = false;
	int rc = store_cluster_get(estate->store, cluster_id, &cluster, &found, err);

	if (rc != 0 || !found)
		return rc;
	if (next < estate->settles_by)
		next += (estate->settles_by - next) / SYNC_PERIOD * SYNC_PERIOD;
	if (cluster.state != CLUSTER_DELETED)
		rc = store_task_put(estate->store, TASK_CLUSTER_SYNC, cluster_id, next, err);
	if (rc == 0 && estate_is_settled(&cluster))
		rc = estate_synchronise(estate, cluster_id, err);
	cluster_row_done(&cluster);
	return rc;
}
