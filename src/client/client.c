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

static void links_free(struct hsm_link *links, size_t count)
{
	for (size_t i = 0; i < count; i++)
		partition_session_done(&links[i].session);
	free(links);
}

void client_free(struct client *client)
{
	if (!client)
		return;
	for (size_t i = 0; i < client->n_connections; i++) {
		struct connection *connection = &client->connections[i];

		/* The rows die with the process: ending them by hand would cost a transaction. */
		connection_forget_login(connection);
		links_free(connection->links, connection->n_links);
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

/* One that was replaced is another one, whatever its id and address. */
static bool is_same(const struct topology_hsm *a, const struct topology_hsm *b)
{
	return a->partition == b->partition && strcmp(a->hsm_id, b->hsm_id) == 0;
}

static struct hsm_link *find_link(struct connection *connection, const struct topology_hsm *hsm)
{
	for (size_t i = 0; i < connection->n_links; i++) {
		if (is_same(&connection->links[i].hsm, hsm))
			return &connection->links[i];
	}
	return NULL;
}

static void log_changes(struct connection *connection, const struct hsm_link *links, size_t count)
{
	const struct ports *ports = connection->client->ports;

	for (size_t i = 0; i < count; i++) {
		if (!find_link(connection, &links[i].hsm))
			ports_log(ports, LOG_LEVEL_INFO, "client::connection",
			    "Connected to %s at %s", links[i].hsm.hsm_id, links[i].hsm.ip);
	}
	for (size_t i = 0; i < connection->n_links; i++) {
		bool still = false;

		for (size_t j = 0; j < count; j++)
			still = still || is_same(&links[j].hsm, &connection->links[i].hsm);
		if (!still)
			ports_log(ports, LOG_LEVEL_WARN, "client::connection",
			    "Lost the connection to %s at %s", connection->links[i].hsm.hsm_id,
			    connection->links[i].hsm.ip);
	}
}

/* While a cluster changes its type, one HSM after the other, it has both. */
static bool has_type(const struct topology_cluster *cluster, enum hsm_type type)
{
	return type == cluster->type || cluster->state == CLUSTER_MODIFY_IN_PROGRESS ||
	       cluster->state == CLUSTER_ROLLBACK_IN_PROGRESS;
}

/* A partition of another cluster behind this HSM's address is nothing that the estate ever makes.
 */
static int open_link(struct store *store, const struct topology_cluster *cluster,
    const struct topology_hsm *hsm, struct hsm_link *link, struct error *err)
{
	int rc = partition_open(store, hsm->partition, &link->partition, err);

	link->hsm = *hsm;
	if (!rc && (!has_type(cluster, link->partition.row.type) ||
		       link->partition.row.mode != cluster->mode ||
		       memcmp(link->partition.row.lineage, cluster->lineage,
			   sizeof(cluster->lineage)) != 0))
		rc = error_raise(err, ERR_ESTATE_ALTERED, "an HSM holds what is not its cluster's");
	return rc;
}

/*
 * Whether the connection that there is to the HSM goes on: one without a certificate as long as the
 * HSM takes such, whatever certificate the client has by now; one with it as long as that counts.
 */
static bool goes_on(const struct hsm_link *before, const struct hsm_link *link)
{
	return before->session.mtls ? link->session.mtls
				    : link->partition.row.mtls_level == MTLS_NONE;
}

/* What is known of an HSM stays while its connection does, and while it knows the login. */
static int take_over_session(
    struct connection *connection, struct hsm_link *link, struct error *err)
{
	struct hsm_link *before = find_link(connection, &link->hsm);

	if (!before || !goes_on(before, link))
		return 0;
	link->session = before->session;
	link->login_tried = before->login_tried;
	memset(&before->session, 0, sizeof(before->session));
	return partition_session_check(&link->partition, &link->session, err);
}

/* An HSM that does not take the client's certificate, or none, is out of reach. */
static int admit(
    struct connection *connection, struct hsm_link *link, bool *admitted, struct error *err)
{
	const struct hsm_link *before = find_link(connection, &link->hsm);
	struct error reason = ERROR_INIT;
	int rc = partition_admit(
	    &link->partition, connection->client_certificate, &link->session.mtls, &reason);

	*admitted = !rc || (before && !before->session.mtls && goes_on(before, link));
	if (rc == ERR_CERTIFICATE_INVALID) {
		if (!*admitted)
			ports_log(connection->client->ports, LOG_LEVEL_ERROR, "client::connection",
			    "%s at %s refused the connection: %s", link->hsm.hsm_id, link->hsm.ip,
			    reason.text);
		return 0;
	}
	if (rc)
		*err = reason;
	return rc;
}

/*
 * HSMs that change their type are replaced one by one, and a client that is there all the while
 * logs in on each as it comes. Ours sleeps between its commands: it may find them all replaced.
 */
static bool was_migrated(
    const struct connection *connection, const struct hsm_link *links, size_t count)
{
	if (connection->n_links < 2)
		return false;
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < connection->n_links; j++) {
			const struct hsm_link *before = &connection->links[j];

			if (strcmp(links[i].hsm.ip, before->hsm.ip) == 0 &&
			    links[i].partition.row.type != before->partition.row.type)
				return true;
		}
	}
	return false;
}

static int adopt_links(
    struct connection *connection, const struct topology_cluster *cluster, struct error *err)
{
	struct hsm_link *links = calloc(cluster->n_hsms ? cluster->n_hsms : 1, sizeof(*links));
	size_t count = 0;
	bool migrated;
	int rc = 0;

	if (!links)
		return error_raise(err, ERR_MEMORY);
	for (size_t i = 0; !rc && i < cluster->n_hsms; i++) {
		bool admitted = false;

		if (!cluster->hsms[i].reachable)
			continue;
		rc = open_link(
		    connection->client->store, cluster, &cluster->hsms[i], &links[count], err);
		if (!rc)
			rc = admit(connection, &links[count], &admitted, err);
		count += admitted;
	}
	if (rc) {
		free(links);
		return rc;
	}
	log_changes(connection, links, count);
	for (size_t i = 0; !rc && i < count; i++)
		rc = take_over_session(connection, &links[i], err);
	migrated = was_migrated(connection, links, count);
	links_free(connection->links, connection->n_links);
	connection->links = links;
	connection->n_links = count;
	connection->n_hsms = cluster->n_hsms;
	/* A login lives on its HSMs: when the last one that knew it is gone, so is the login. */
	if (!rc && connection->role != ROLE_NONE && !migrated &&
	    !connection_first_login(connection))
		connection_forget_login(connection);
	return rc;
}

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
		rc = adopt_links(connection, &cluster, err);
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

struct hsm_link *connection_first_login(struct connection *connection)
{
	for (size_t i = 0; i < connection->n_links; i++) {
		if (connection->links[i].session.role != ROLE_NONE)
			return &connection->links[i];
	}
	return NULL;
}
