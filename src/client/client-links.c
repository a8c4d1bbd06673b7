/* The HSMs of a connection: which there are, which take the client, and what is known of each. */
#include "client-private.h"

#include <stdlib.h>
#include <string.h>

void connection_links_free(struct hsm_link *links, size_t count)
{
	for (size_t i = 0; i < count; i++)
		partition_session_done(&links[i].session);
	free(links);
}

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
	return type == cluster->type || cluster_state_is_migrating(cluster->state);
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

int connection_adopt_links(
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
	connection_links_free(connection->links, connection->n_links);
	connection->links = links;
	connection->n_links = count;
	connection->n_hsms = cluster->n_hsms;
	/* A login lives on its HSMs: when the last one that knew it is gone, so is the login. */
	if (!rc && connection->role != ROLE_NONE && !migrated &&
	    !connection_first_login(connection))
		connection_forget_login(connection);
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
