/* How long what the control plane does takes: no time, unless the setting lag says realistic. */
#include "estate-private.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

#define SECONDS INT64_C(1000000)

/* Measured where that is known: an activation, a snapshot, a join and a deletion; else a guess. */
static const int64_t realistic[] = {
    [LAG_CLUSTER_CREATE] = 30 * SECONDS,
    [LAG_CLUSTER_INITIALIZE] = 180 * SECONDS,
    [LAG_CLUSTER_ACTIVATE] = 80 * SECONDS,
    [LAG_CLUSTER_DELETE] = 60 * SECONDS,
    [LAG_HSM_CREATE] = 313 * SECONDS,
    [LAG_HSM_SNAPSHOT] = 49 * SECONDS,
    [LAG_HSM_DELETE] = 120 * SECONDS,
    [LAG_BACKUP] = 60 * SECONDS,
    [LAG_HSM_MODIFY] = 1800 * SECONDS,
};

int estate_lag(struct estate *estate, enum lag lag, int64_t *lasts, struct error *err)
{
	char *setting = NULL;
	int rc = store_setting_get(estate->store, "lag", &setting, err);

	if (rc != 0)
		return rc;
	*lasts =
	    !estate->skips_lag && setting && strcmp(setting, "realistic") == 0 ? realistic[lag] : 0;
	free(setting);
	return 0;
}

int estate_after(struct estate *estate, enum lag lag, enum task_kind kind, const char *resource_id,
    struct error *err)
{
	int64_t lasts = 0;
	int rc = estate_lag(estate, lag, &lasts, err);

	return rc != 0 ? rc
		       : store_task_put(estate->store, kind, resource_id,
			     store_now(estate->store) + lasts, err);
}
