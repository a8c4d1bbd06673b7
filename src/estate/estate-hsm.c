/* CreateHsm: an HSM that is asked for, and begins. */
#include "estate-private.h"

#include "error.h"
#include "partition.h"
#include "store-audit.h"

#include <stdlib.h>
#include <string.h>

static int check_create(const char *cluster_id, const char *zone, const char *ip, struct error *err)
{
	int rc = shape_check(SHAPE_CLUSTER_ID, "clusterId", cluster_id, err);

	if (rc == 0)
		rc = shape_check(SHAPE_ZONE, "availabilityZone", zone, err);
	if (rc == 0 && ip)
		rc = shape_check(SHAPE_IP_ADDRESS, "ipAddress", ip, err);
	return rc;
}

static int check_members(
    struct estate *estate, const struct cluster_row *cluster, size_t n_hsms, struct error *err)
{
	uint64_t quota = 0;
	int rc;

	if (n_hsms > 0 && (cluster->state == CLUSTER_UNINITIALIZED ||
			      cluster->state == CLUSTER_INITIALIZE_IN_PROGRESS ||
			      cluster->state == CLUSTER_INITIALIZED))
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Cluster '%s' already contains an HSM but has not yet been fully activated",
		    cluster->cluster_id);
	if (cluster->state != CLUSTER_UNINITIALIZED && cluster->state != CLUSTER_INITIALIZED &&
	    !estate_is_settled(cluster))
		return estate_refuse_state(cluster, err);
	rc = estate_setting_number(estate, "quota-hsms-per-cluster", &quota, err);
	if (rc == 0 && n_hsms >= quota)
		rc = error_raisef(err, ERR_API_LIMIT,
		    "Cluster '%s' already contains %zu HSMs, the most that a cluster can have.",
		    cluster->cluster_id, n_hsms);
	return rc;
}

/* Of all clusters of the region: the quota is the account's. */
static int check_quota(struct estate *estate, struct error *err)
{
	struct estate_quotas quotas;
	int rc = estate_count_quotas(estate, &quotas, err);

	if (rc == 0 && quotas.hsms_used >= quotas.hsms)
		rc = error_raisef(err, ERR_API_LIMIT,
		    "The quota of HSMs in region %s, which is %llu, is used up.", estate->region,
		    (unsigned long long)quotas.hsms);
	return rc;
}

static int find_subnet(struct estate *estate, const struct cluster_row *cluster, const char *zone,
    struct subnet_row *subnet, struct error *err)
{
	struct subnet_row *rows = NULL;
	size_t count = 0, i = 0;
	int rc = store_cluster_subnet_list(estate->store, cluster->cluster_id, &rows, &count, err);

	if (rc != 0)
		return rc;
	while (i < count && strcmp(rows[i].zone, zone) != 0)
		i++;
	if (i < count)
		*subnet = rows[i];
	else
		rc = error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Cluster '%s' has no subnet in Availability Zone %s.", cluster->cluster_id,
		    zone);
	free(rows);
	return rc;
}

static int make_row(struct estate *estate, const struct cluster_row *cluster, const char *zone,
    const char *ip, struct hsm_row *hsm, struct error *err)
{
	struct subnet_row subnet;
	int rc = find_subnet(estate, cluster, zone, &subnet, err);

	if (rc != 0)
		return rc;
	*hsm =
	    (struct hsm_row){.state = HSM_CREATE_IN_PROGRESS, .created = store_now(estate->store)};
	memcpy(hsm->cluster_id, cluster->cluster_id, sizeof(hsm->cluster_id));
	memcpy(hsm->zone, subnet.zone, sizeof(hsm->zone));
	memcpy(hsm->subnet_id, subnet.subnet_id, sizeof(hsm->subnet_id));
	rc = estate_pick_address(estate, &subnet, ip, hsm->ip, err);
	if (rc == 0)
		rc = estate_new_id(estate, "hsm-", hsm->hsm_id, err);
	if (rc == 0)
		rc = estate_new_ec2_id(estate, "eni-", hsm->eni_id, err);
	return rc;
}

/*
 * The first HSM of a new cluster: the keys and certificates that the cluster is known by come with
 * it, and nothing else.
 */
static int begin_fresh(struct estate *estate, struct cluster_row *cluster,
    struct hsm_identity *identity, struct hsm_row *hsm, struct error *err)
{
	struct partition made;
	/* Its HSM may have gone since somebody looked whether there was one. */
	int rc = identity->key.len > 0 || !estate_wants_identity(cluster)
		     ? 0
		     : hsm_identity_make(estate, cluster->mode, identity, err);

	if (rc == 0 && estate_wants_identity(cluster))
		rc = hsm_identity_give(estate, identity, cluster, err);
	if (rc == 0)
		rc = store_cluster_put(estate->store, cluster, err);
	if (rc == 0)
		rc = partition_create(
		    estate->store, cluster->type, cluster->mode, cluster->lineage, &made, err);
	if (rc == 0) {
		hsm->partition = made.row.id;
		rc = store_hsm_put(estate->store, hsm, err);
	}
	if (rc == 0)
		rc = store_audit_stream_put(
		    estate->store, hsm->partition, hsm->cluster_id, hsm->hsm_id, err);
	return rc == 0 ? estate_after(estate, LAG_HSM_CREATE, TASK_HSM_ACTIVE, hsm->hsm_id, err)
		       : rc;
}

/* An HSM that is filled from what the cluster holds, or once held. */
static int begin_join(struct estate *estate, const struct cluster_row *cluster,
    const struct hsm_row *hsm, struct error *err)
{
	struct backup_row backup;
	bool has_member = false;
	int rc = estate_find_active_hsm(estate, cluster->cluster_id, NULL, &has_member, err);

	/* What there is to fill it from is looked for now, while somebody is there to be told. */
	if (rc == 0 && !has_member)
		rc = estate_latest_backup(estate, cluster, &backup, err);
	if (rc == 0)
		rc = store_hsm_put(estate->store, hsm, err);
	if (rc == 0)
		rc = estate_after(estate, LAG_HSM_SNAPSHOT, TASK_HSM_SNAPSHOT, hsm->hsm_id, err);
	return rc == 0 ? estate_after(estate, LAG_HSM_CREATE, TASK_HSM_ACTIVE, hsm->hsm_id, err)
		       : rc;
}

static int create(struct estate *estate, struct cluster_row *cluster, const char *zone,
    const char *ip, struct hsm_identity *identity, struct hsm_row *hsm, struct error *err)
{
	struct hsm_row *members = NULL;
	size_t n_members = 0;
	int rc = store_hsm_list(estate->store, cluster->cluster_id, &members, &n_members, err);

	free(members);
	if (rc == 0)
		rc = check_members(estate, cluster, n_members, err);
	if (rc == 0)
		rc = check_quota(estate, err);
	if (rc == 0)
		rc = make_row(estate, cluster, zone, ip, hsm, err);
	if (rc != 0)
		return rc;
	return estate_holds_data(cluster) ? begin_join(estate, cluster, hsm, err)
					  : begin_fresh(estate, cluster, identity, hsm, err);
}

/* Makes the identity beforehand where one will be wanted: a key takes too long for a transaction.
 */
static int prepare_identity(
    struct estate *estate, const char *cluster_id, struct hsm_identity *identity, struct error *err)
{
	struct cluster_row cluster;
	struct hsm_row *members = NULL;
	size_t n_members = 0;
	enum cluster_mode mode = CLUSTER_MODE_FIPS;
	bool wanted = false;
	int rc = store_begin_read(estate->store, err);

	if (rc != 0)
		return rc;
	rc = estate_find_cluster(estate, cluster_id, &cluster, err);
	if (rc == 0) {
		rc = store_hsm_list(estate->store, cluster_id, &members, &n_members, err);
		wanted = estate_wants_identity(&cluster) && n_members == 0;
		mode = cluster.mode;
		cluster_row_done(&cluster);
	}
	store_end_read(estate->store);
	free(members);
	return rc == 0 && wanted ? hsm_identity_make(estate, mode, identity, err) : rc;
}

int estate_create_hsm(struct estate *estate, const char *cluster_id, const char *availability_zone,
    const char *ip_address, struct hsm_view *hsm, struct error *err)
{
	struct hsm_identity identity = HSM_IDENTITY_INIT;
	struct cluster_row cluster;
	struct hsm_row row;
	int rc = check_create(cluster_id, availability_zone, ip_address, err);

	if (rc == 0)
		rc = prepare_identity(estate, cluster_id, &identity, err);
	if (rc == 0)
		rc = store_begin(estate->store, STORE_FLUSH, err);
	if (rc != 0)
		goto out;
	rc = estate_find_cluster(estate, cluster_id, &cluster, err);
	if (rc == 0) {
		rc = create(estate, &cluster, availability_zone, ip_address, &identity, &row, err);
		if (rc == 0)
			rc = estate_view_hsm(estate, &row, &cluster, hsm, err);
		cluster_row_done(&cluster);
	}
	rc = estate_finish(estate, rc, err);
out:
	hsm_identity_done(&identity);
	return rc;
}
