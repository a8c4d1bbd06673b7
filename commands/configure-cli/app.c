/* configure-cli: the hooks around a command, and its question to the estate. */
#include "app.h"

#include "config.h"
#include "error.h"
#include "estate.h"

#include <stdlib.h>
#include <string.h>

int app_prepare(struct command_context *context, const struct command *command UNUSED,
    const struct args *args UNUSED, struct error *err)
{
	struct app *app = context->app;
	int rc = home_find(&app->home, err);

	return rc == 0 ? config_edit(app->home.client, home_owner(&app->home), &app->config, err)
		       : rc;
}

void app_finish(struct command_context *context, const struct command *command UNUSED)
{
	struct app *app = context->app;

	config_free(app->config);
	app->config = NULL;
	home_done(&app->home);
}

int app_save(struct app *app, struct error *err)
{
	return config_save(app->config, home_owner(&app->home), err);
}

/* An HSM that is going has no place in a configuration; one that is coming has its address already.
 */
static bool counts(const struct hsm_view *hsm)
{
	return hsm->eni_ip[0] != '\0' && hsm->state != HSM_DELETE_IN_PROGRESS &&
	       hsm->state != HSM_DELETED;
}

static int servers_of(
    const struct cluster_view *cluster, struct servers *servers, struct error *err)
{
	char **addresses = calloc(cluster->n_hsms + 1, sizeof(*addresses));

	*servers = (struct servers){addresses, 0};
	if (!addresses)
		return error_raise(err, ERR_MEMORY);
	for (size_t i = 0; i < cluster->n_hsms; i++) {
		char *address;

		if (!counts(&cluster->hsms[i]))
			continue;
		address = strdup(cluster->hsms[i].eni_ip);
		if (!address)
			return error_raise(err, ERR_MEMORY);
		addresses[servers->count++] = address;
	}
	if (servers->count == 0)
		return error_raise(err, ERR_CLUSTER_NO_HSM, cluster->cluster_id);
	return 0;
}

/* Describes the one cluster and takes its addresses. */
static int ask(
    struct estate *estate, const char *cluster_id, struct servers *servers, struct error *err)
{
	const struct describe_clusters_request request = {
	    .cluster_ids = &cluster_id, .n_cluster_ids = 1};
	struct cluster_view *clusters = NULL;
	char *next_token = NULL;
	size_t count = 0;
	int rc = estate_describe_clusters(estate, &request, &clusters, &count, &next_token, err);

	/* The control plane refuses what cannot be an id at all: there is no such cluster either.
	 */
	if (rc == ERR_API_INVALID_REQUEST || rc == ERR_API_NOT_FOUND)
		return error_raise(err, ERR_CLUSTER_ABSENT, cluster_id);
	if (rc != 0)
		return rc;
	if (count == 0 || clusters[0].state == CLUSTER_DELETED)
		rc = error_raise(err, ERR_CLUSTER_ABSENT, cluster_id);
	else
		rc = servers_of(&clusters[0], servers, err);
	cluster_views_free(clusters, count);
	free(next_token);
	return rc;
}

int servers_find(struct app *app, const char *cluster_id, const char *region,
    struct servers *servers, struct error *err)
{
	struct estate *estate;
	int rc;

	*servers = (struct servers){NULL, 0};
	rc =
	    estate_open(app->home.estate, false, home_owner(&app->home), &app->ports, &estate, err);
	if (rc != 0)
		return rc;
	if (region)
		rc = estate_choose_region(estate, region, err);
	if (rc == 0)
		rc = ask(estate, cluster_id, servers, err);
	estate_close(estate);
	if (rc != 0)
		servers_done(servers);
	return rc;
}

void servers_done(struct servers *servers)
{
	for (size_t i = 0; i < servers->count; i++)
		free(servers->addresses[i]);
	free(servers->addresses);
	*servers = (struct servers){NULL, 0};
}

const char *const *servers_list(const struct servers *servers)
{
	return (const char *const *)servers->addresses;
}
