/* Makes a cluster ready, step by step, and takes back what was made if a step fails. */
#include "up-cluster.h"

#include "app.h"
#include "bytes.h"
#include "client.h"
#include "config.h"
#include "error.h"
#include "files.h"
#include "user.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CA_FILE_MODE 0600

/* What has been made so far. */
struct up {
	struct app *app;
	const struct up_request *request;
	struct subnet_view *subnets;
	size_t n_subnets;
	char cluster_id[RESOURCE_ID_MAX + 1]; /* "": none yet */
	char *ca_file;                        /* NULL: none yet */
	bool is_first;                        /* nothing has been configured on the client host */
};

static int describe(const struct up *up, struct cluster_view *cluster, struct error *err)
{
	const char *id = up->cluster_id;
	const struct describe_clusters_request request = {.cluster_ids = &id, .n_cluster_ids = 1};
	struct cluster_view *clusters = NULL;
	char *next_token = NULL;
	size_t count = 0;
	int rc = estate_describe_clusters(
	    up->app->estate, &request, &clusters, &count, &next_token, err);

	if (rc != 0)
		return rc;
	free(next_token);
	if (count == 1) {
		*cluster = clusters[0];
		free(clusters);
		return 0;
	}
	cluster_views_free(clusters, count);
	return error_raise(err, ERR_CLUSTER_ABSENT, id);
}

/* Before anything is changed */

/* The template's only cluster stands for none. */
static bool is_unconfigured(const struct config *config)
{
	return config_cluster_count(config) == 1 && config_cluster_id(config, 0)[0] == '\0' &&
	       (config_server_count(config, 0) == 0 ||
		   strncmp(config_server(config, 0, 0), "%%", 2) == 0);
}

static bool is_configured(const struct config *config, const char *cluster_id)
{
	for (size_t i = 0; i < config_cluster_count(config); i++) {
		if (strcmp(config_cluster_id(config, i), cluster_id) == 0)
			return true;
	}
	return false;
}

/* Asks the configuration itself whether it would take one more cluster. */
static int check_config(struct up *up, struct error *err)
{
	const char *host = "10.0.0.1";
	struct config *copy = NULL;
	int rc;

	up->is_first = is_unconfigured(up->app->config);
	if (up->is_first)
		return 0;
	rc = config_load(up->app->home.client, &copy, err);
	if (rc == 0)
		rc = config_add_cluster(copy, "cluster-aaaaaaaaaaa", &host, 1, NULL, err);
	config_free(copy);
	return rc;
}

/* The steps */

static const char *mode_of_backup(struct app *app, const char *id_or_arn)
{
	const char *slash = strrchr(id_or_arn, '/');
	const char *id = slash ? slash + 1 : id_or_arn, *mode = NULL;
	const struct describe_backups_request request = {.backup_ids = &id, .n_backup_ids = 1};
	struct backup_view *backups = NULL;
	struct error ignored = ERROR_INIT;
	char *next_token = NULL;
	size_t count = 0;

	/* What is wrong with the backup is for create-cluster to say. */
	if (estate_describe_backups(
		app->estate, &request, &backups, &count, &next_token, &ignored) != 0)
		return NULL;
	if (count == 1)
		mode = cluster_mode_name(backups[0].mode);
	backup_views_free(backups, count);
	free(next_token);
	return mode;
}

static int create_cluster(struct up *up, struct error *err)
{
	const struct up_request *asked = up->request;
	struct create_cluster_request request = {
	    .hsm_type = asked->hsm_type,
	    .mode = asked->mode,
	    .source_backup_id = asked->source_backup_id,
	    .n_subnet_ids = up->n_subnets,
	};
	const char **subnet_ids = calloc(up->n_subnets + 1, sizeof(*subnet_ids));
	struct tag name = {.key = "Name"};
	struct cluster_view cluster;
	int rc;

	if (!subnet_ids)
		return error_raise(err, ERR_MEMORY);
	for (size_t i = 0; i < up->n_subnets; i++)
		subnet_ids[i] = up->subnets[i].subnet_id;
	request.subnet_ids = subnet_ids;
	if (asked->name) {
		(void)snprintf(name.value, sizeof(name.value), "%s", asked->name);
		request.tags = &name;
		request.n_tags = 1;
	}
	if (!request.mode && asked->source_backup_id)
		request.mode = mode_of_backup(up->app, asked->source_backup_id);
	if (!request.mode)
		request.mode = cluster_mode_name(CLUSTER_MODE_FIPS);
	rc = estate_create_cluster(up->app->estate, &request, &cluster, err);
	free(subnet_ids);
	if (rc != 0)
		return rc;
	memcpy(up->cluster_id, cluster.cluster_id, sizeof(up->cluster_id));
	cluster_view_done(&cluster);
	return 0;
}

/* HSMs first to last - 1, in one zone after the other. */
static int create_hsms(struct up *up, uint64_t first, uint64_t last, struct error *err)
{
	int rc = 0;

	for (uint64_t i = first; i < last && rc == 0; i++) {
		const char *zone = up->subnets[i % up->n_subnets].zone;
		struct hsm_view hsm;

		rc = estate_create_hsm(up->app->estate, up->cluster_id, zone, NULL, &hsm, err);
	}
	return rc;
}

/* The operator's openssl: a CA, and the cluster's certificate by it. */
static int claim(struct up *up, struct error *err)
{
	struct bytes ca = BYTES_INIT, certificate = BYTES_INIT;
	struct cluster_view cluster;
	enum cluster_state state;
	char message[301];
	int rc = describe(up, &cluster, err);

	if (rc != 0)
		return rc;
	if (cluster.csr)
		rc = estate_sign_csr(up->app->estate, cluster.csr, &ca, &certificate, err);
	else
		rc = error_raise(err, ERR_INTERNAL, "the new cluster has no CSR");
	if (rc == 0)
		rc = estate_initialize_cluster(up->app->estate, up->cluster_id,
		    bytes_text(&certificate), bytes_text(&ca), &state, message, err);
	cluster_view_done(&cluster);
	bytes_done(&ca);
	bytes_done(&certificate);
	return rc;
}

/* The first cluster's CA has the name that the client looks for by default, if it is free. */
static int name_ca_file(const struct up *up, char **path, struct error *err)
{
	char *etc = path_join(up->app->home.client, "etc");
	char name[64];

	*path = etc && up->is_first ? path_join(etc, "customerCA.crt") : NULL;
	if (*path && file_exists(*path)) {
		free(*path);
		*path = NULL;
	}
	if (etc && !*path) {
		(void)snprintf(name, sizeof(name), "customerCA-%s.crt", up->cluster_id);
		*path = path_join(etc, name);
	}
	free(etc);
	return *path ? 0 : error_raise(err, ERR_MEMORY);
}

static int write_ca_file(struct up *up, struct error *err)
{
	struct bytes ca = BYTES_INIT;
	char *path = NULL;
	int rc = estate_trust_anchor(up->app->estate, up->cluster_id, &ca, err);

	if (rc == 0)
		rc = name_ca_file(up, &path, err);
	if (rc == 0)
		rc = file_write(
		    path, ca.data, ca.len, CA_FILE_MODE, home_owner(&up->app->home), err);
	if (rc == 0)
		up->ca_file = path;
	else
		free(path);
	bytes_done(&ca);
	return rc;
}

/* Puts the cluster with its HSMs into a configuration in which it is the only one, or beside
 * others. */
static int enter(const struct up *up, struct config *config, bool only, struct error *err)
{
	struct cluster_view cluster;
	const char **hosts;
	int rc = describe(up, &cluster, err);

	if (rc != 0)
		return rc;
	hosts = calloc(cluster.n_hsms + 1, sizeof(*hosts));
	for (size_t i = 0; hosts && i < cluster.n_hsms; i++)
		hosts[i] = cluster.hsms[i].eni_ip;
	if (!hosts)
		rc = error_raise(err, ERR_MEMORY);
	else if (only)
		rc = config_set_cluster(config, up->cluster_id, hosts, cluster.n_hsms, err);
	else
		rc = config_add_cluster(
		    config, up->cluster_id, hosts, cluster.n_hsms, up->ca_file, err);
	if (rc == 0 && only)
		rc = config_set_ca_file(config, 0, up->ca_file, err);
	free(hosts);
	cluster_view_done(&cluster);
	return rc;
}

/* Through a client of its own, so that the host's configuration is written only when all is done.
 */
static int activate(struct up *up, struct error *err)
{
	struct connection *connection = NULL;
	struct client *client = NULL;
	struct config *config = NULL;
	int rc = config_new(up->app->home.client, &config, err);

	if (rc == 0)
		rc = enter(up, config, true, err);
	if (rc == 0)
		rc = client_new(
		    estate_store(up->app->estate), config, &up->app->ports, &client, err);
	if (rc == 0)
		rc = client_connect(client, NULL, &connection, err);
	if (rc == 0)
		rc = client_activate(connection, up->request->password, err);
	client_free(client);
	config_free(config);
	return rc;
}

static int make_new(struct up *up, struct error *err)
{
	int rc = claim(up, err);

	if (rc == 0)
		rc = write_ca_file(up, err);
	return rc == 0 ? activate(up, err) : rc;
}

static int make(struct up *up, struct error *err)
{
	int rc;

	/* Whoever wants to watch a cluster come goes the long way. */
	estate_skip_lag(up->app->estate);
	rc = create_cluster(up, err);

	if (rc == 0)
		rc = create_hsms(up, 0, 1, err);
	if (rc == 0)
		rc = up->request->source_backup_id ? write_ca_file(up, err) : make_new(up, err);
	if (rc == 0)
		rc = create_hsms(up, 1, up->request->hsms, err);
	if (rc == 0)
		rc = enter(up, up->app->config, up->is_first, err);
	return rc == 0 ? config_save(up->app->config, home_owner(&up->app->home), err) : rc;
}

static int remove_cluster(struct up *up, struct error *err)
{
	char deleted[RESOURCE_ID_MAX + 1];
	struct cluster_view cluster;
	int rc = describe(up, &cluster, err);

	if (rc != 0)
		return rc;
	for (size_t i = 0; i < cluster.n_hsms && rc == 0; i++)
		rc = estate_delete_hsm(up->app->estate, up->cluster_id, cluster.hsms[i].hsm_id,
		    NULL, NULL, deleted, err);
	cluster_view_done(&cluster);
	if (rc == 0)
		rc = estate_delete_cluster(up->app->estate, up->cluster_id, &cluster, err);
	if (rc == 0)
		cluster_view_done(&cluster);
	return rc;
}

/* Takes back what was made, as far as that goes; why it was not finished is what the user wants to
 * know. */
static void unmake(struct up *up)
{
	struct error ignored = ERROR_INIT;

	if (up->ca_file)
		(void)unlink(up->ca_file);
	if (up->cluster_id[0] != '\0' && remove_cluster(up, &ignored) != 0)
		error_clear(&ignored);
}

int up_remove(struct app *app, const char *cluster_id, struct error *err)
{
	struct up up = {.app = app};
	int rc;

	estate_skip_lag(app->estate);
	(void)snprintf(up.cluster_id, sizeof(up.cluster_id), "%s", cluster_id);
	rc = remove_cluster(&up, err);
	if (rc != 0 || !is_configured(app->config, cluster_id))
		return rc;
	rc = config_remove_cluster(app->config, cluster_id, err);
	return rc == 0 ? config_save(app->config, home_owner(&app->home), err) : rc;
}

int up_make(struct app *app, const struct up_request *request, struct cluster_view *cluster,
    struct error *err)
{
	struct up up = {.app = app, .request = request};
	int rc = check_config(&up, err);

	if (rc == 0)
		rc = app_open_estate(app, true, err);
	if (rc == 0 && request->region)
		rc = estate_choose_region(app->estate, request->region, err);
	if (rc == 0)
		rc = estate_subnets(up.app->estate, &up.subnets, &up.n_subnets, err);
	if (rc == 0) {
		rc = make(&up, err);
		if (rc == 0)
			rc = describe(&up, cluster, err);
		else
			unmake(&up);
	}
	free(up.subnets);
	free(up.ca_file);
	return rc;
}

int up_add_hsms(
    struct app *app, const char *cluster_id, uint64_t there, uint64_t wanted, struct error *err)
{
	struct up up = {.app = app};
	int rc = estate_subnets(app->estate, &up.subnets, &up.n_subnets, err);

	estate_skip_lag(app->estate);
	(void)snprintf(up.cluster_id, sizeof(up.cluster_id), "%s", cluster_id);
	if (rc == 0)
		rc = create_hsms(&up, there, wanted, err);
	free(up.subnets);
	return rc;
}

int up_enter(struct app *app, const char *cluster_id, char **ca_file, struct error *err)
{
	struct up up = {.app = app, .is_first = is_unconfigured(app->config)};
	int rc;

	*ca_file = NULL;
	if (is_configured(app->config, cluster_id))
		return 0;
	(void)snprintf(up.cluster_id, sizeof(up.cluster_id), "%s", cluster_id);
	rc = write_ca_file(&up, err);
	if (rc == 0)
		rc = enter(&up, app->config, up.is_first, err);
	if (rc != 0 && up.ca_file)
		(void)unlink(up.ca_file);
	if (rc != 0)
		free(up.ca_file);
	else
		*ca_file = up.ca_file;
	return rc;
}
