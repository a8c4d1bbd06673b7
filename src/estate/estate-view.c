/* Rows of the store as the API shows them. */
#include "estate-private.h"

#include "error.h"
#include "store-partition.h"

#include <stdlib.h>
#include <string.h>

/* In a migration the HSMs of a cluster are of two types: each is of that of what it holds. */
int estate_view_hsm(struct estate *estate, const struct hsm_row *row,
    const struct cluster_row *cluster, struct hsm_view *view, struct error *err)
{
	struct partition_row partition;
	int rc = row->partition == 0
		     ? 0
		     : store_partition_get(estate->store, row->partition, &partition, err);

	if (rc != 0)
		return rc;
	*view = (struct hsm_view){
	    .type = row->partition == 0 ? cluster->type : partition.type,
	    .state = row->state,
	};
	memcpy(view->hsm_id, row->hsm_id, sizeof(view->hsm_id));
	memcpy(view->cluster_id, row->cluster_id, sizeof(view->cluster_id));
	memcpy(view->availability_zone, row->zone, sizeof(view->availability_zone));
	memcpy(view->subnet_id, row->subnet_id, sizeof(view->subnet_id));
	memcpy(view->eni_id, row->eni_id, sizeof(view->eni_id));
	memcpy(view->eni_ip, row->ip, sizeof(view->eni_ip));
	if (cluster->dual_stack)
		estate_address_v6(row->ip, view->eni_ip_v6);
	memcpy(view->state_message, row->state_message, sizeof(view->state_message));
	return 0;
}

static int view_subnets(struct estate *estate, struct cluster_view *view, struct error *err)
{
	struct subnet_row *rows = NULL;
	size_t count = 0;
	int rc = store_cluster_subnet_list(estate->store, view->cluster_id, &rows, &count, err);

	if (rc != 0)
		return rc;
	view->subnets = calloc(count ? count : 1, sizeof(*view->subnets));
	if (!view->subnets) {
		free(rows);
		return error_raise(err, ERR_MEMORY);
	}
	view->n_subnets = count;
	for (size_t i = 0; i < count; i++) {
		memcpy(view->subnets[i].zone, rows[i].zone, sizeof(rows[i].zone));
		memcpy(view->subnets[i].subnet_id, rows[i].subnet_id, sizeof(rows[i].subnet_id));
	}
	free(rows);
	return 0;
}

static int view_hsms(struct estate *estate, const struct cluster_row *cluster,
    struct cluster_view *view, struct error *err)
{
	struct hsm_row *rows = NULL;
	size_t count = 0;
	int rc = store_hsm_list(estate->store, cluster->cluster_id, &rows, &count, err);

	if (rc != 0)
		return rc;
	view->hsms = calloc(count ? count : 1, sizeof(*view->hsms));
	if (!view->hsms) {
		free(rows);
		return error_raise(err, ERR_MEMORY);
	}
	view->n_hsms = count;
	for (size_t i = 0; i < count && rc == 0; i++)
		rc = estate_view_hsm(estate, &rows[i], cluster, &view->hsms[i], err);
	free(rows);
	return rc;
}

static char *take(char **text)
{
	char *taken = *text;

	*text = NULL;
	return taken;
}

/* Whether there is an HSM, or was one, that certificates can come from. */
static bool has_made_hsm(const struct cluster_row *row, const struct cluster_view *view)
{
	for (size_t i = 0; i < view->n_hsms; i++) {
		if (view->hsms[i].state != HSM_CREATE_IN_PROGRESS)
			return true;
	}
	return row->state != CLUSTER_UNINITIALIZED;
}

/* What is shown when: the CSR until the cluster is claimed, its certificate from then on. */
static void view_certificates(struct cluster_row *row, struct cluster_view *view)
{
	if (!has_made_hsm(row, view) && row->source_backup_id[0] == '\0')
		return;
	view->hsm_certificate = take(&row->hsm_certificate);
	view->aws_hardware_certificate = take(&row->aws_hardware_certificate);
	view->manufacturer_hardware_certificate = take(&row->manufacturer_hardware_certificate);
	if (row->state == CLUSTER_UNINITIALIZED)
		view->csr = take(&row->csr);
	else
		view->cluster_certificate = take(&row->cluster_certificate);
}

int estate_view_cluster(
    struct estate *estate, struct cluster_row *row, struct cluster_view *view, struct error *err)
{
	int rc;

	*view = (struct cluster_view){
	    .type = row->type,
	    .mode = row->mode,
	    .state = row->state,
	    .created = row->created,
	    .rollback_expiration =
		row->rollback_until > store_now(estate->store) ? row->rollback_until : 0,
	    .retention_days = row->retention_days,
	    .dual_stack = row->dual_stack,
	};
	memcpy(view->cluster_id, row->cluster_id, sizeof(view->cluster_id));
	memcpy(view->state_message, row->state_message, sizeof(view->state_message));
	memcpy(view->source_backup_id, row->source_backup_id, sizeof(view->source_backup_id));
	memcpy(view->security_group, row->security_group, sizeof(view->security_group));
	memcpy(view->vpc_id, row->vpc_id, sizeof(view->vpc_id));
	rc = view_subnets(estate, view, err);
	if (rc == 0)
		rc = view_hsms(estate, row, view, err);
	if (rc == 0)
		view_certificates(row, view);
	if (rc == 0)
		rc =
		    store_tag_list(estate->store, row->cluster_id, &view->tags, &view->n_tags, err);
	if (rc != 0)
		cluster_view_done(view);
	return rc;
}

void cluster_view_done(struct cluster_view *cluster)
{
	free(cluster->subnets);
	free(cluster->hsms);
	free(cluster->tags);
	free(cluster->csr);
	free(cluster->hsm_certificate);
	free(cluster->aws_hardware_certificate);
	free(cluster->manufacturer_hardware_certificate);
	free(cluster->cluster_certificate);
	*cluster = (struct cluster_view){.cluster_id = ""};
}

void cluster_views_free(struct cluster_view *clusters, size_t count)
{
	for (size_t i = 0; i < count; i++)
		cluster_view_done(&clusters[i]);
	free(clusters);
}

void backup_view_done(struct backup_view *backup)
{
	free(backup->tags);
	*backup = (struct backup_view){.backup_id = ""};
}

void backup_views_free(struct backup_view *backups, size_t count)
{
	for (size_t i = 0; i < count; i++)
		backup_view_done(&backups[i]);
	free(backups);
}
