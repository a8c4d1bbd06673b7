/* Clients and connections: from the configuration to the HSMs that answer. */
#include "client-private.h"

#include "bytes.h"
#include "crypto.h"
#include "files.h"

#include <stdlib.h>
#include <string.h>

#define CA_FILE_MAX (64 * 1024)

int client_new(struct store *store, const struct config *config, const struct ports *ports,
    struct client **out, struct error *err)
{
	struct client *client = calloc(1, sizeof(*client));

	if (!client)
		return error_raise(err, ERR_MEMORY);
	client->store = store;
	client->config = config;
	client->ports = ports;
	client->n_connections = config_cluster_count(config);
	client->connections =
	    calloc(client->n_connections ? client->n_connections : 1, sizeof(struct connection));
	if (!client->connections) {
		free(client);
		return error_raise(err, ERR_MEMORY);
	}
	for (size_t i = 0; i < client->n_connections; i++) {
		struct connection *connection = &client->connections[i];

		connection->client = client;
		connection->index = i;
		strncpy(connection->cluster_id, config_cluster_id(config, i), RESOURCE_ID_MAX);
	}
	*out = client;
	return 0;
}

void client_free(struct client *client)
{
	if (!client)
		return;
	for (size_t i = 0; i < client->n_connections; i++) {
		struct connection *connection = &client->connections[i];

		/* The rows die with the process: ending them by hand would cost a transaction. */
		connection_forget_login(connection);
		connection_links_free(connection->links, connection->n_links);
		free(connection->verified_certificate);
		free(connection->client_certificate);
		secret_done(&connection->password);
	}
	free(client->connections);
	free(client);
}

const char *connection_cluster_id(const struct connection *connection)
{
	return config_cluster_id(connection->client->config, connection->index);
}

enum user_role connection_role(const struct connection *connection)
{
	return connection->role;
}

const char *connection_username(const struct connection *connection)
{
	return connection->username;
}

/* What the configuration says must be usable before anything is dialled. */

static struct connection *choose(struct client *client, const char *cluster_id, struct error *err)
{
	if (!cluster_id && client->n_connections > 1) {
		error_raise(err, ERR_MANY_CLUSTERS);
		return NULL;
	}
	for (size_t i = 0; i < client->n_connections; i++) {
		if (!cluster_id || strcmp(config_cluster_id(client->config, i), cluster_id) == 0)
			return &client->connections[i];
	}
	for (size_t i = 0; i < client->n_connections; i++) {
		/* It may be this one: only an id in the file would tell. */
		if (!*config_cluster_id(client->config, i)) {
			error_raise(err, ERR_CONFIG_NO_ID);
			return NULL;
		}
	}
	error_raise(
	    err, ERR_CLUSTER_UNKNOWN, cluster_id ? cluster_id : "", cluster_id ? cluster_id : "");
	return NULL;
}

static int check_file(const char *key, const char *path, struct bytes *contents, struct error *err)
{
	struct error reason = ERROR_INIT;

	if (!*path)
		return error_raise(err, ERR_CONFIG_FILE, key, path, "No such file or directory");
	if (file_read_regular(path, CA_FILE_MAX, contents, &reason) == 0)
		return 0;
	return error_raise(err, ERR_CONFIG_FILE, key, path, error_reason(&reason, path));
}

static const char certificate_key[] = "client_cert_hsm_tls_path";
static const char private_key_key[] = "client_key_hsm_tls_path";

/* Whether the two files are what an HSM could be shown; *chain is the caller's. */
static int read_identity(
    const char *certificate_path, const char *key_path, struct bytes *chain, struct error *err)
{
	struct bytes contents = BYTES_INIT;
	struct secret key = SECRET_INIT;
	struct error reason = ERROR_INIT;
	bool key_is_at_fault = false;
	int rc = check_file(certificate_key, certificate_path, chain, err);

	if (!rc)
		rc = check_file(private_key_key, key_path, &contents, err);
	if (!rc && secret_set(&key, bytes_text(&contents), contents.len))
		rc = error_raise(err, ERR_MEMORY);
	if (!rc && crypto_check_client_key(bytes_text(chain), &key, &key_is_at_fault, &reason) != 0)
		rc = error_raise(err, ERR_CONFIG_CERTIFICATE,
		    key_is_at_fault ? private_key_key : certificate_key,
		    key_is_at_fault ? key_path : certificate_path, reason.text);
	secret_done(&key);
	if (contents.data)
		secret_wipe(contents.data, contents.len);
	bytes_done(&contents);
	return rc;
}

/* The client's own certificate, looked at anew each time: configure-cli may have changed it. */
static int load_identity(struct connection *connection, struct error *err)
{
	const struct config *config = connection->client->config;
	struct bytes chain = BYTES_INIT;
	bool has_certificate = false, has_key = false;
	const char *certificate =
	    config_mtls_certificate(config, connection->index, &has_certificate);
	const char *key = config_mtls_key(config, connection->index, &has_key);
	int rc = 0;

	if (has_certificate || has_key)
		rc = read_identity(certificate, key, &chain, err);
	if (rc) {
		bytes_done(&chain);
		return rc;
	}
	free(connection->client_certificate);
	connection->client_certificate = chain.data ? bytes_detach(&chain, NULL) : NULL;
	return 0;
}

static int check_certificate(
    struct connection *connection, const char *certificate, struct error *err)
{
	const struct client *client = connection->client;
	struct bytes anchor = BYTES_INIT;
	struct error reason = ERROR_INIT;
	int rc;

	if (connection->verified_certificate &&
	    strcmp(connection->verified_certificate, certificate) == 0)
		return 0;
	rc = check_file(
	    "hsm_ca_file", config_ca_file(client->config, connection->index), &anchor, err);
	if (!rc && crypto_verify_certificate(certificate, bytes_text(&anchor), &reason) != 0) {
		ports_log(client->ports, LOG_LEVEL_ERROR, "client::connection",
		    "Certificate verification error with error code %s", reason.text);
		rc = error_raise(err, ERR_CERTIFICATE);
	}
	bytes_done(&anchor);
	if (rc)
		return rc;
	free(connection->verified_certificate);
	connection->verified_certificate = strdup(certificate);
	return connection->verified_certificate ? 0 : error_raise(err, ERR_MEMORY);
}

/* Which HSMs there are */

/* The client dials the configured addresses; one HSM that answers tells it of the others. */
static bool address_answers(
    const struct connection *connection, const struct topology_cluster *cluster)
{
	const struct config *config = connection->client->config;
	size_t servers = config_server_count(config, connection->index);

	for (size_t i = 0; i < servers; i++) {
		const char *address = config_server(config, connection->index, i);

		for (size_t j = 0; j < cluster->n_hsms; j++) {
			if (cluster->hsms[j].reachable && strcmp(cluster->hsms[j].ip, address) == 0)
				return true;
		}
	}
	return false;
}

static int find_cluster(
    struct connection *connection, struct topology_cluster *cluster, bool *found, struct error *err)
{
	const struct config *config = connection->client->config;
	size_t servers = config_server_count(config, connection->index);
	const char **addresses;
	int rc;

	if (*connection->cluster_id)
		return topology_find(connection->client->store, connection->cluster_id, NULL, 0,
		    cluster, found, err);
	addresses = calloc(servers ? servers : 1, sizeof(*addresses));
	if (!addresses)
		return error_raise(err, ERR_MEMORY);
	for (size_t i = 0; i < servers; i++)
		addresses[i] = config_server(config, connection->index, i);
	rc = topology_find(connection->client->store, "", addresses, servers, cluster, found, err);
	free(addresses);
	return rc;
}

/* What the least of the HSMs can is what the cluster can. */
static enum hsm_type oldest_type(const struct connection *connection)
{
	enum hsm_type oldest = connection->links[0].partition.row.type;

	for (size_t i = 1; i < connection->n_links; i++) {
		if (connection->links[i].partition.row.type < oldest)
			oldest = connection->links[i].partition.row.type;
	}
	return oldest;
}

int connection_refresh(struct connection *connection, struct error *err)
{
	struct topology_cluster cluster;
	bool is_open = connection->verified_certificate != NULL, found = false;
	int rc = find_cluster(connection, &cluster, &found, err);

	if (rc)
		return rc;
	if (!found || !cluster.certificate || (!is_open && !address_answers(connection, &cluster)))
		rc = error_raise(err, ERR_HSM_DISCONNECTED);
	if (!rc)
		rc = check_certificate(connection, cluster.certificate, err);
	if (!rc)
		rc = connection_adopt_links(connection, &cluster, err);
	if (!rc && !connection->n_links)
		rc = error_raise(err, ERR_HSM_DISCONNECTED);
	if (rc == ERR_HSM_DISCONNECTED)
		connection_forget_login(connection);
	if (!rc) {
		connection->type = oldest_type(connection);
		connection->mode = cluster.mode;
		/* From here on the cluster is known by its id, whatever addresses come and go. */
		memcpy(connection->cluster_id, cluster.cluster_id, sizeof(connection->cluster_id));
	}
	if (found)
		topology_cluster_done(&cluster);
	return rc;
}

static int check_hostnames(const struct connection *connection, struct error *err)
{
	const struct config *config = connection->client->config;
	size_t servers = config_server_count(config, connection->index);

	for (size_t i = 0; i < servers; i++) {
		const char *address = config_server(config, connection->index, i);

		if (strncmp(address, "%%", 2) == 0)
			return error_raise(err, ERR_CONFIG_HOSTNAME, address);
	}
	return 0;
}

int client_connect(
    struct client *client, const char *cluster_id, struct connection **out, struct error *err)
{
	struct connection *connection = choose(client, cluster_id, err);
	int rc;

	if (!connection)
		return (int)err->code;
	rc = check_hostnames(connection, err);
	if (!rc)
		rc = load_identity(connection, err);
	if (!rc)
		rc = connection_begin_read(connection, err);
	if (rc)
		return rc;
	/* Looking who is there is not what anybody waits for. */
	connection->has_answered = true;
	connection_end_read(connection);
	connection->has_answered = false;
	if (connection->role != ROLE_NONE)
		rc = connection_login_joined(connection, err);
	if (!rc && connection->role != ROLE_NONE && !connection_first_login(connection))
		connection_forget_login(connection);
	if (!rc)
		*out = connection;
	return rc;
}
