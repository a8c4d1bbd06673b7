/* Quotas of clusters and HSMs: those of an account are a region's. */
#include "estate-private.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

static int count_clusters(struct estate *estate, uint64_t *used, struct error *err)
{
	struct cluster_row *rows = NULL;
	size_t count = 0;
	int rc = store_cluster_list(estate->store, &rows, &count, err);

	for (size_t i = 0; rc == 0 && i < count; i++)
		*used +=
		    rows[i].state != CLUSTER_DELETED && strcmp(rows[i].region, estate->region) == 0;
	cluster_rows_free(rows, count);
	return rc;
}

static int count_hsms(struct estate *estate, uint64_t *used, struct error *err)
{
	struct hsm_row *hsms = NULL;
	size_t count = 0;
	int rc = store_hsm_list(estate->store, NULL, &hsms, &count, err);

	for (size_t i = 0; rc == 0 && i < count; i++)
		*used += estate_is_zone_of(hsms[i].zone, estate->region);
	free(hsms);
	return rc;
}

int estate_count_quotas(struct estate *estate, struct estate_quotas *quotas, struct error *err)
{
	int rc = estate_setting_number(estate, "quota-clusters", &quotas->clusters, err);

	quotas->clusters_used = 0;
	quotas->hsms_used = 0;
	if (rc == 0)
		rc = estate_setting_number(estate, "quota-hsms", &quotas->hsms, err);
	if (rc == 0)
		rc = estate_setting_number(
		    estate, "quota-hsms-per-cluster", &quotas->hsms_per_cluster, err);
	if (rc == 0)
		rc = count_clusters(estate, &quotas->clusters_used, err);
	return rc == 0 ? count_hsms(estate, &quotas->hsms_used, err) : rc;
}

int estate_quotas(struct estate *estate, struct estate_quotas *quotas, struct error *err)
{
	int rc = estate_settle(estate, err);

	if (rc == 0)
		rc = store_begin_read(estate->store, err);
	if (rc != 0)
		return rc;
	rc = estate_count_quotas(estate, quotas, err);
	store_end_read(estate->store);
	return rc;
}
