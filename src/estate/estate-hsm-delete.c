/* DeleteHsm: which HSM is meant, and the beginning of its end. */
#include "estate-private.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

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

static int check_states(
    const struct cluster_row *cluster, const struct hsm_row *hsm, struct error *err)
{
	if (hsm->state == HSM_DELETE_IN_PROGRESS)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "HSM '%s' is in state %s, in which this operation is not possible.",
		    hsm->hsm_id, hsm_state_name(hsm->state));
	if (cluster->state == CLUSTER_UNINITIALIZED || cluster->state == CLUSTER_INITIALIZED ||
	    estate_is_settled(cluster))
		return 0;
	return estate_refuse_state(cluster, err);
}

/* What the HSM holds is backed up, unless nobody could want it back. */
static int begin_removal(
    struct estate *estate, struct cluster_row *cluster, struct hsm_row *hsm, struct error *err)
{
	int rc = check_states(cluster, hsm, err);

	if (rc == 0 && estate_is_settled(cluster) && hsm->state == HSM_ACTIVE)
		rc = estate_take_backup(estate, cluster, hsm->partition, NULL, err);
	if (rc != 0)
		return rc;
	hsm->state = HSM_DELETE_IN_PROGRESS;
	rc = store_hsm_put(estate->store, hsm, err);
	if (rc == 0)
		rc = store_task_drop(estate->store, hsm->hsm_id, err);
	if (rc == 0)
		rc = estate_after(estate, LAG_HSM_DELETE, TASK_HSM_DELETED, hsm->hsm_id, err);
	return rc == 0 ? estate_watch_health(estate, cluster, err) : rc;
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
		rc = begin_removal(estate, cluster, &hsms[i], err);
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
