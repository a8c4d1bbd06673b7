/* CreateHsm and DeleteHsm: the life of an HSM, and of the partition that it holds. */
#include "estate-private.h"

#include "error.h"
#include "partition.h"
#include "store-audit.h"

#include <stdlib.h>
#include <string.h>

static bool is_original(const struct cluster_row *cluster)
{
	return cluster->source_backup_id[0] == '\0';
}

/* A cluster that was never claimed and was not made from a backup: its first HSM makes a key. */
static bool wants_identity(const struct cluster_row *cluster)
{
	return cluster->state == CLUSTER_UNINITIALIZED && is_original(cluster);
}

/* Whether the HSM to come is filled from what the cluster holds. */
static bool holds_data(const struct cluster_row *cluster)
{
	return cluster->state == CLUSTER_ACTIVE || !is_original(cluster);
}

static int check_create(const char *cluster_id, const char *zone, const char *ip, struct error *err)
{
	int rc = shape_check(SHAPE_CLUSTER_ID, "clusterId", cluster_id, err);

	if (rc == 0)
		rc = shape_check(SHAPE_ZONE, "availabilityZone", zone, err);
	if (rc == 0 && ip)
		rc = shape_check(SHAPE_IP_ADDRESS, "ipAddress", ip, err);
	return rc;
}

static int check_members(const struct cluster_row *cluster, size_t n_hsms, struct error *err)
{
	if (n_hsms > 0 && cluster->state != CLUSTER_ACTIVE)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Cluster '%s' already contains an HSM but has not yet been fully activated",
		    cluster->cluster_id);
	if (n_hsms >= HSMS_A_CLUSTER_MAX)
		return error_raisef(err, ERR_API_LIMIT,
		    "Cluster '%s' already contains %d HSMs, the most that a cluster can have.",
		    cluster->cluster_id, HSMS_A_CLUSTER_MAX);
	return 0;
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

/*
 * The new HSM's partition. An HSM that joins gets what a member holds at this moment, by way of a
 * backup, as on the real service: what is written to the others while it joins, it does not have.
 */
static int fill(struct estate *estate, const struct cluster_row *cluster,
    const struct hsm_row *members, size_t n_members, int64_t *partition, struct error *err)
{
	struct backup_row backup;
	struct partition made;
	int rc;

	if (!holds_data(cluster)) {
		rc = partition_create(
		    estate->store, cluster->type, cluster->mode, cluster->lineage, &made, err);
	} else {
		rc = n_members > 0
			 ? estate_take_backup(estate, cluster, members[0].partition, &backup, err)
			 : estate_latest_backup(estate, cluster, &backup, err);
		if (rc == 0)
			rc = partition_copy(
			    estate->store, backup.partition, cluster->type, &made, err);
		/* The first of a cluster leaves a backup, too: one of the cluster's own. */
		if (rc == 0 && n_members == 0)
			rc = estate_take_backup(estate, cluster, made.row.id, NULL, err);
	}
	if (rc == 0)
		*partition = made.row.id;
	return rc;
}

static int make_row(struct estate *estate, const struct cluster_row *cluster, const char *zone,
    const char *ip, struct hsm_row *hsm, struct error *err)
{
	struct subnet_row subnet;
	int rc = find_subnet(estate, cluster, zone, &subnet, err);

	if (rc != 0)
		return rc;
	*hsm = (struct hsm_row){.state = HSM_ACTIVE, .created = store_now(estate->store)};
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

/* What a new HSM means for its cluster. */
static int update_cluster(struct estate *estate, struct cluster_row *cluster,
    struct hsm_identity *identity, struct error *err)
{
	int rc;

	if (wants_identity(cluster)) {
		/* Its HSM may have gone since somebody looked whether there was one. */
		rc = identity->key.len > 0
			 ? 0
			 : hsm_identity_make(estate, cluster->mode, identity, err);
		if (rc == 0)
			rc = hsm_identity_give(estate, identity, cluster, err);
	} else if (cluster->state == CLUSTER_UNINITIALIZED) {
		cluster->state = CLUSTER_ACTIVE;
		rc = 0;
	} else {
		return 0;
	}
	return rc == 0 ? store_cluster_put(estate->store, cluster, err) : rc;
}

static int create(struct estate *estate, struct cluster_row *cluster, const char *zone,
    const char *ip, struct hsm_identity *identity, struct hsm_row *hsm, struct error *err)
{
	struct hsm_row *members = NULL;
	size_t n_members = 0;
	int rc = store_hsm_list(estate->store, cluster->cluster_id, &members, &n_members, err);

	if (rc == 0)
		rc = check_members(cluster, n_members, err);
	if (rc == 0)
		rc = make_row(estate, cluster, zone, ip, hsm, err);
	if (rc == 0)
		rc = fill(estate, cluster, members, n_members, &hsm->partition, err);
	if (rc == 0)
		rc = store_hsm_put(estate->store, hsm, err);
	if (rc == 0)
		rc = store_audit_stream_put(
		    estate->store, hsm->partition, hsm->cluster_id, hsm->hsm_id, err);
	if (rc == 0)
		rc = update_cluster(estate, cluster, identity, err);
	free(members);
	return rc;
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
		wanted = wants_identity(&cluster) && n_members == 0;
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
			estate_view_hsm(&row, &cluster, hsm);
		cluster_row_done(&cluster);
	}
	rc = estate_finish(estate, rc, err);
	/* What is stored is what the next look shows; the answer shows the way there. */
	if (rc == 0)
		hsm->state = HSM_CREATE_IN_PROGRESS;
out:
	hsm_identity_done(&identity);
	return rc;
}

/* Which HSM of a cluster is meant; exactly one member is set. */
struct hsm_choice {
	const char *hsm_id, *eni_id, *eni_ip;
};

static int check_delete(const char *cluster_id, const struct hsm_choice *choice, struct error *err)
{
	int given = (choice->hsm_id != NULL) + (choice->eni_id != NULL) + (choice->eni_ip != NULL);
	int rc = shape_check(SHAPE_CLUSTER_ID, "clusterId", cluster_id, err);

	if (rc == 0 && choice->hsm_id)
		rc = shape_check(SHAPE_HSM_ID, "hsmId", choice->hsm_id, err);
	if (rc == 0 && choice->eni_id)
		rc = shape_check(SHAPE_ENI_ID, "eniId", choice->eni_id, err);
	if (rc == 0 && choice->eni_ip)
		rc = shape_check(SHAPE_IP_ADDRESS, "eniIp", choice->eni_ip, err);
	if (rc == 0 && given != 1)
		rc = error_raisef(err, ERR_API_INVALID_REQUEST,
		    "Exactly one of HsmId, EniId and EniIp must be specified.");
	return rc;
}

static bool is_chosen(const struct hsm_row *hsm, const struct hsm_choice *choice)
{
	if (choice->hsm_id)
		return strcmp(hsm->hsm_id, choice->hsm_id) == 0;
	if (choice->eni_id)
		return strcmp(hsm->eni_id, choice->eni_id) == 0;
	return strcmp(hsm->ip, choice->eni_ip) == 0;
}

static const char *choice_text(const struct hsm_choice *choice)
{
	if (choice->hsm_id)
		return choice->hsm_id;
	return choice->eni_id ? choice->eni_id : choice->eni_ip;
}

static int remove_hsm(struct estate *estate, struct cluster_row *cluster, const struct hsm_row *hsm,
    struct error *err)
{
	int rc = 0;

	/* Before activation there is nothing in it that anybody could want back. */
	if (cluster->state == CLUSTER_ACTIVE)
		rc = estate_take_backup(estate, cluster, hsm->partition, NULL, err);
	if (rc == 0)
		rc = store_hsm_delete(estate->store, hsm->hsm_id, err);
	if (rc == 0)
		rc = partition_remove(estate->store, hsm->partition, err);
	if (rc == 0 && wants_identity(cluster)) {
		hsm_identity_drop(cluster);
		rc = store_cluster_put(estate->store, cluster, err);
	}
	return rc;
}

static int delete_chosen(struct estate *estate, struct cluster_row *cluster,
    const struct hsm_choice *choice, char deleted[RESOURCE_ID_MAX + 1], struct error *err)
{
	struct hsm_row *hsms = NULL;
	size_t count = 0, i = 0;
	int rc = store_hsm_list(estate->store, cluster->cluster_id, &hsms, &count, err);

	if (rc != 0)
		return rc;
	while (i < count && !is_chosen(&hsms[i], choice))
		i++;
	if (i == count) {
		rc = error_raisef(err, ERR_API_NOT_FOUND, "Cluster '%s' does not contain HSM '%s'.",
		    cluster->cluster_id, choice_text(choice));
	} else {
		rc = remove_hsm(estate, cluster, &hsms[i], err);
		memcpy(deleted, hsms[i].hsm_id, sizeof(hsms[i].hsm_id));
	}
	free(hsms);
	return rc;
}

int estate_delete_hsm(struct estate *estate, const char *cluster_id, const char *hsm_id,
    const char *eni_id, const char *eni_ip, char deleted[RESOURCE_ID_MAX + 1], struct error *err)
{
	const struct hsm_choice choice = {hsm_id, eni_id, eni_ip};
	struct cluster_row cluster;
	int rc = check_delete(cluster_id, &choice, err);

	if (rc == 0)
		rc = store_begin(estate->store, STORE_FLUSH, err);
	if (rc != 0)
		return rc;
	rc = estate_find_cluster(estate, cluster_id, &cluster, err);
	if (rc == 0) {
		rc = delete_chosen(estate, &cluster, &choice, deleted, err);
		cluster_row_done(&cluster);
	}
	return estate_finish(estate, rc, err);
}
