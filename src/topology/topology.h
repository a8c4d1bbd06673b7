/*
 * Topology: which clusters and HSMs there are and how they can be reached. Read-only; the client
 * and the estate look at it, the estate changes it through the store.
 */
#ifndef LOCALHSM_TOPOLOGY_H
#define LOCALHSM_TOPOLOGY_H

#include "attributes.h"
#include "estate.h"

struct error;
struct store;

struct topology_hsm {
	char hsm_id[RESOURCE_ID_MAX + 1];
	char ip[16];
	int64_t partition;
	bool reachable; /* no fault stands between a client and it */
	bool loses_writes;
	bool is_slow;
};

struct topology_cluster {
	char cluster_id[RESOURCE_ID_MAX + 1];
	enum hsm_type type;
	enum cluster_mode mode;
	enum cluster_state state;
	unsigned char lineage[16];
	char *certificate;         /* the cluster certificate, PEM; NULL before it is initialised */
	struct topology_hsm *hsms; /* those that are ACTIVE, in order of creation */
	size_t n_hsms;
};
void topology_cluster_done(struct topology_cluster *cluster);

/*
 * Finds a cluster by id (when not "") or by the address of one of its HSMs. *found false when there
 * is none. Runs inside a transaction of the store.
 */
MUST_CHECK int topology_find(struct store *store, const char *cluster_id,
    const char *const *addresses, size_t n_addresses, struct topology_cluster *cluster, bool *found,
    struct error *err);

#endif
