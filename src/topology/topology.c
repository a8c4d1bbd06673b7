/* Finds the cluster that a client asks for, and which of its HSMs can be reached. */
#include "topology.h"

#include "error.h"
#include "fault.h"
#include "store-estate.h"

#include <stdlib.h>
#include <string.h>

void topology_cluster_done(struct topology_cluster *cluster)
{
	free(cluster->certificate);
	free(cluster->hsms);
	memset(cluster, 0, sizeof(*cluster));
}

static int load_faults(struct store *store, struct topology_hsm *hsm, struct error *err)
{
	bool exists[FAULT_KINDS] = {false};
	int rc = 0;

	for (enum fault_kind kind = 0; !rc && kind < FAULT_KINDS; kind++)
		rc = store_fault_exists(
		    store, hsm->hsm_id, fault_kind_name(kind), &exists[kind], err);
	hsm->reachable = !exists[FAULT_UNREACHABLE] && !exists[FAULT_TAMPER];
	hsm->loses_writes = exists[FAULT_LOST_WRITE];
	hsm->is_slow = exists[FAULT_SLOW];
	return rc;
}

static int load_hsms(struct store *store, struct topology_cluster *cluster, struct error *err)
{
	struct hsm_row *rows = NULL;
	size_t count = 0;
	int rc = store_hsm_list(store, cluster->cluster_id, &rows, &count, err);

	if (rc)
		return rc;
	cluster->hsms = calloc(count ? count : 1, sizeof(*cluster->hsms));
	if (!cluster->hsms)
		rc = error_raise(err, ERR_MEMORY);
	for (size_t i = 0; !rc && i < count; i++) {
		struct topology_hsm *hsm = &cluster->hsms[cluster->n_hsms];

		if (rows[i].state != HSM_ACTIVE || !rows[i].partition)
			continue;
		memcpy(hsm->hsm_id, rows[i].hsm_id, sizeof(hsm->hsm_id));
		memcpy(hsm->ip, rows[i].ip, sizeof(hsm->ip));
		hsm->partition = rows[i].partition;
		rc = load_faults(store, hsm, err);
		cluster->n_hsms++;
	}
	free(rows);
	return rc;
}

static int load(struct store *store, const char *cluster_id, struct topology_cluster *cluster,
    bool *found, struct error *err)
{
	struct cluster_row row;
	int rc = store_cluster_get(store, cluster_id, &row, found, err);

	if (rc || !*found)
		return rc;
	memcpy(cluster->cluster_id, row.cluster_id, sizeof(cluster->cluster_id));
	cluster->type = row.type;
	cluster->mode = row.mode;
	cluster->state = row.state;
	memcpy(cluster->lineage, row.lineage, sizeof(cluster->lineage));
	cluster->certificate = row.cluster_certificate;
	row.cluster_certificate = NULL;
	cluster_row_done(&row);
	rc = load_hsms(store, cluster, err);
	if (rc)
		topology_cluster_done(cluster);
	return rc;
}

int topology_find(struct store *store, const char *cluster_id, const char *const *addresses,
    size_t n_addresses, struct topology_cluster *cluster, bool *found, struct error *err)
{
	struct hsm_row hsm;
	int rc = 0;

	memset(cluster, 0, sizeof(*cluster));
	*found = false;
	if (*cluster_id)
		return load(store, cluster_id, cluster, found, err);
	for (size_t i = 0; !rc && !*found && i < n_addresses; i++)
		rc = store_hsm_by_ip(store, addresses[i], &hsm, found, err);
	if (rc || !*found)
		return rc;
	return load(store, hsm.cluster_id, cluster, found, err);
}
