/*
 * Logins to a cluster: one password, hashed once for HSMs that hold the same verifier, offered to
 * one HSM first and, when that one accepts, to the others.
 */
#include "client-private.h"

#include "crypto.h"

#include <stdlib.h>
#include <string.h>

int client_verifier(struct client *client, const struct secret *password,
    struct password_verifier *verifier, struct error *err)
{
	int rc = store_begin_read(client->store, err);

	memset(verifier, 0, sizeof(*verifier));
	if (rc)
		return rc;
	rc = partition_password_cost(client->store, &verifier->cost, err);
	store_end_read(client->store);
	if (!rc && client->ports->random(
		       client->ports->context, verifier->salt, sizeof(verifier->salt)) != 0)
		rc = error_raise(err, ERR_CRYPTO, "no randomness");
	return rc ? rc
		  : crypto_password_verifier(
			password, verifier->salt, verifier->cost, verifier->hash, err);
}

/* Hashes the password for each link; the work is done once for equal parameters. */
static int offer_all(struct connection *connection, const char *username, enum user_role role,
    const struct secret *password, struct password_verifier *offers, struct error *err)
{
	struct store *store = connection->client->store;
	int rc = store_begin_read(store, err);

	if (rc)
		return rc;
	for (size_t i = 0; !rc && i < connection->n_links; i++)
		rc = partition_login_parameters(
		    &connection->links[i].partition, username, role, &offers[i], err);
	store_end_read(store);
	for (size_t i = 0; !rc && i < connection->n_links; i++) {
		size_t same = 0;

		while (same < i &&
		       (offers[same].cost != offers[i].cost ||
			   memcmp(offers[same].salt, offers[i].salt, sizeof(offers[i].salt)) != 0))
			same++;
		if (same < i)
			memcpy(offers[i].hash, offers[same].hash, sizeof(offers[i].hash));
		else
			rc = crypto_password_verifier(
			    password, offers[i].salt, offers[i].cost, offers[i].hash, err);
	}
	return rc;
}

/* A refusal is kept as well as a login: the HSM has counted it. */
static int login_links(struct connection *connection, const char *username, enum user_role role,
    const struct password_verifier *offers, size_t start, struct error *err)
{
	struct error refusal = ERROR_INIT;
	bool accepted = false;

	for (size_t i = 0; i < connection->n_links; i++) {
		size_t n = (start + i) % connection->n_links;
		struct hsm_link *link = &connection->links[n];
		struct error answer = ERROR_INIT;
		int rc = partition_login(
		    &link->partition, username, role, &offers[n], &link->session, &answer);

		link->login_tried = rc != 0;
		accepted = accepted || rc == 0;
		if (rc && !refusal.code)
			refusal = answer;
		/* One HSM tells right from wrong; only a lock there leaves the question open. */
		if (rc && !accepted && rc != ERR_USER_LOCKED)
			break;
	}
	if (accepted)
		return 0;
	*err = refusal;
	return (int)refusal.code;
}

static size_t random_start(const struct connection *connection)
{
	const struct ports *ports = connection->client->ports;
	uint32_t number = 0;

	if (ports->random(ports->context, &number, sizeof(number)) != 0)
		return 0;
	return number % connection->n_links;
}

static int login_all(struct connection *connection, const char *username, enum user_role role,
    const struct password_verifier *offers, struct error *err)
{
	struct store *store = connection->client->store;
	struct error answer = ERROR_INIT;
	int rc = store_begin(store, STORE_NO_FLUSH, err);

	if (rc)
		return rc;
	rc = login_links(connection, username, role, offers, random_start(connection), &answer);
	if (rc && error_class_of(answer.code) == CLASS_START) {
		store_rollback(store);
		*err = answer;
		return rc;
	}
	if (store_commit(store, err) != 0) {
		connection_forget_login(connection);
		return (int)err->code;
	}
	if (rc)
		*err = answer;
	return rc;
}

int client_login(struct connection *connection, const char *username, enum user_role role,
    const struct secret *password, struct error *err)
{
	const struct ports *ports = connection->client->ports;
	struct password_verifier *offers;
	char name[USERNAME_MAX + 1];
	int rc;

	if (connection->role != ROLE_NONE)
		return error_raise(err, ERR_ALREADY_LOGGED_IN);
	if (user_name_normalise(username, name, err) != 0)
		return error_raise(err, ERR_CREDENTIALS);
	offers = calloc(connection->n_links, sizeof(*offers));
	if (!offers)
		return error_raise(err, ERR_MEMORY);
	rc = offer_all(connection, name, role, password, offers, err);
	if (!rc)
		rc = login_all(connection, name, role, offers, err);
	secret_wipe(offers, connection->n_links * sizeof(*offers));
	free(offers);
	if (!rc && secret_copy(&connection->password, password))
		rc = error_raise(err, ERR_MEMORY);
	if (rc) {
		ports_log(ports, LOG_LEVEL_WARN, "client::session", "Login of %s refused", name);
		return rc;
	}
	memcpy(connection->username, name, sizeof(name));
	connection->role = role;
	ports_log(ports, LOG_LEVEL_INFO, "client::session", "Logged in as %s", name);
	return 0;
}

int connection_login_joined(struct connection *connection, struct error *err)
{
	struct store *store = connection->client->store;
	struct password_verifier offer;
	int rc = 0;

	for (size_t i = 0; !rc && i < connection->n_links; i++) {
		struct hsm_link *link = &connection->links[i];
		struct error answer = ERROR_INIT;

		if (link->session.role != ROLE_NONE || link->login_tried)
			continue;
		rc = store_begin_read(store, err);
		if (rc)
			break;
		rc = partition_login_parameters(
		    &link->partition, connection->username, connection->role, &offer, err);
		store_end_read(store);
		if (!rc)
			rc = crypto_password_verifier(
			    &connection->password, offer.salt, offer.cost, offer.hash, err);
		if (!rc)
			rc = store_begin(store, STORE_NO_FLUSH, err);
		if (rc)
			break;
		link->login_tried = partition_login(&link->partition, connection->username,
					connection->role, &offer, &link->session, &answer) != 0;
		rc = store_commit(store, err);
	}
	secret_wipe(&offer, sizeof(offer));
	return rc;
}

void connection_forget_login(struct connection *connection)
{
	for (size_t i = 0; i < connection->n_links; i++) {
		partition_session_done(&connection->links[i].session);
		connection->links[i].login_tried = false;
	}
	secret_done(&connection->password);
	memset(connection->username, 0, sizeof(connection->username));
	connection->role = ROLE_NONE;
}

int client_logout(struct connection *connection, struct error *err)
{
	struct store *store = connection->client->store;
	int rc;

	if (connection->role == ROLE_NONE)
		return error_raise(err, ERR_NOT_LOGGED_IN);
	rc = store_begin(store, STORE_NO_FLUSH, err);
	if (rc)
		return rc;
	for (size_t i = 0; !rc && i < connection->n_links; i++)
		rc = partition_logout(
		    &connection->links[i].partition, &connection->links[i].session, err);
	if (rc)
		store_rollback(store);
	else
		rc = store_commit(store, err);
	connection_forget_login(connection);
	return rc;
}
