/*
 * The client: what cloudhsm-cli is. It reads the configuration of a client host, connects to the HSMs
 * of the clusters named there, logs in to each cluster and holds the session keys of its logins.
 *
 * One client is used by one thread. A connection belongs to its client.
 */
#ifndef LOCALHSM_CLIENT_H
#define LOCALHSM_CLIENT_H

#include "attributes.h"
#include "user.h"

#include <stdbool.h>
#include <stddef.h>

struct error;
struct ports;
struct secret;
struct estate;
struct config;
struct client;
struct connection;
struct store;

/* config, store and ports are borrowed and must outlive the client. */
MUST_CHECK int client_new(struct store *store, const struct config *config,
    const struct ports *ports, struct client **client, struct error *err);
/* Ends all logins and wipes their session keys. Takes NULL. */
void client_free(struct client *client);

/*
 * The connection to a cluster of the configuration; cluster_id NULL means the only one. Each call
 * looks again which HSMs there are, so that a long session notices those that come and go.
 * ERR_MANY_CLUSTERS, ERR_CLUSTER_UNKNOWN, ERR_CONFIG_FILE (hsm_ca_file), ERR_CERTIFICATE,
 * ERR_HSM_DISCONNECTED when no HSM answers.
 */
MUST_CHECK int client_connect(struct client *client, const char *cluster_id,
    struct connection **connection, struct error *err);

/* "" for a cluster that was configured by address and not by id. Borrowed. */
const char *connection_cluster_id(const struct connection *connection);

/* ERR_CREDENTIALS (also for a missing user, and one whom any HSM has locked), ERR_ALREADY_LOGGED_IN. */
MUST_CHECK int client_login(struct connection *connection, const char *username,
    enum user_role role, const struct secret *password, struct error *err);
/* Ends the login and its session keys. ERR_NOT_LOGGED_IN. */
MUST_CHECK int client_logout(struct connection *connection, struct error *err);

/* Who is logged in to this cluster: ROLE_NONE and "" when nobody is. */
enum user_role connection_role(const struct connection *connection);
const char *connection_username(const struct connection *connection);

/* Sets the first admin's password. ERR_ALREADY_ACTIVATED; needs no login. */
MUST_CHECK int client_activate(struct connection *connection, const struct secret *password,
    struct error *err);

/* What one HSM says of itself; all strings, in the order of `cluster hsm-info`. */
struct hsm_info {
	char vendor[64], model[64], serial_number[32];
	char hardware_version_major[8], hardware_version_minor[8];
	char firmware_version_major[8], firmware_version_minor[8], firmware_build_number[8];
	char firmware_id[48], fips_state[64];
};
/* One entry for each HSM that answers; *infos is the caller's, to be freed with free(). */
MUST_CHECK int client_hsm_info(struct connection *connection, struct hsm_info **infos,
    size_t *count, struct error *err);

#endif
