/*
 * Logins to a cluster: one password, hashed once for HSMs that hold the same verifier, offered to
 * one HSM first and, when that one accepts, to the others.
 */
#include "client-private.h"

#include "crypto.h"
#include "store-estate.h"
#include "token-file.h"

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
	if (!rc)
		rc = ports_random(client->ports, verifier->salt, sizeof(verifier->salt), err);
	return rc ? rc
		  : crypto_password_verifier(
			password, verifier->salt, verifier->cost, verifier->hash, err);
}

/* A password hashed for one HSM: found again by its partition, since HSMs come and go meanwhile. */
struct offer {
	int64_t partition;
	struct password_verifier verifier;
	const struct bytes *signature; /* of what the HSM asked; NULL: none */
};

struct attempt {
	const char *username;
	enum user_role role;
	const struct secret *password;
	const struct token_proofs *proofs; /* NULL: a login with the password alone */
	struct offer *offers;
	size_t count;
	uint32_t start; /* the HSM that is asked first, by chance */
};

static void attempt_done(struct attempt *attempt)
{
	if (attempt->offers)
		secret_wipe(attempt->offers, attempt->count * sizeof(*attempt->offers));
	free(attempt->offers);
	attempt->offers = NULL;
	attempt->count = 0;
}

static const struct offer *offer_for(const struct attempt *attempt, const struct hsm_link *link)
{
	for (size_t i = 0; i < attempt->count; i++) {
		if (attempt->offers[i].partition == link->hsm.partition)
			return &attempt->offers[i];
	}
	return NULL;
}

static int read_parameters(
    struct connection *connection, struct attempt *attempt, struct error *err)
{
	struct store *store = connection->client->store;
	int rc = store_begin_read(store, err);

	if (rc)
		return rc;
	for (size_t i = 0; !rc && i < connection->n_links; i++) {
		attempt->offers[i].partition = connection->links[i].hsm.partition;
		attempt->offers[i].signature =
		    token_proof_for(attempt->proofs, connection->links[i].session.challenge);
		rc = partition_login_parameters(&connection->links[i].partition, attempt->username,
		    attempt->role, &attempt->offers[i].verifier, err);
	}
	store_end_read(store);
	return rc;
}

/* The work is done once for equal parameters. */
static int hash_password(const struct attempt *attempt, size_t index, struct error *err)
{
	struct password_verifier *own = &attempt->offers[index].verifier;

	for (size_t i = 0; i < index; i++) {
		const struct password_verifier *other = &attempt->offers[i].verifier;

		if (other->cost != own->cost ||
		    memcmp(other->salt, own->salt, sizeof(own->salt)) != 0)
			continue;
		memcpy(own->hash, other->hash, sizeof(own->hash));
		return 0;
	}
	return crypto_password_verifier(attempt->password, own->salt, own->cost, own->hash, err);
}

/* All that is slow, before the transaction. */
static int attempt_prepare(
    struct connection *connection, struct attempt *attempt, struct error *err)
{
	int rc;

	attempt->offers = calloc(connection->n_links, sizeof(*attempt->offers));
	if (!attempt->offers)
		return error_raise(err, ERR_MEMORY);
	attempt->count = connection->n_links;
	rc = read_parameters(connection, attempt, err);
	for (size_t i = 0; !rc && i < attempt->count; i++)
		rc = hash_password(attempt, i, err);
	if (!rc)
		rc = ports_random(
		    connection->client->ports, &attempt->start, sizeof(attempt->start), err);
	return rc ? rc : store_login_prepare(connection->client->store, err);
}

/* One HSM's part, kept whether it accepts or refuses: a refusal has been counted there. */
static int login_link(struct store *store, struct hsm_link *link, const struct attempt *attempt,
    int *answer, struct error *refusal, struct error *err)
{
	const struct offer *offer = offer_for(attempt, link);
	int rc = store_part_begin(store, err);

	/* What this process had there before it lost the HSM is known to be over. */
	if (!rc)
		rc = partition_close_abandoned(&link->partition, err);
	if (rc)
		return rc;
	*answer = offer ? partition_login(&link->partition, attempt->username, attempt->role,
			      &offer->verifier, offer->signature, &link->session, refusal)
			: error_raise(refusal, ERR_LOGIN_STALE);
	if (*answer && error_is_fault((enum error_code) * answer)) {
		*err = *refusal;
		return *answer;
	}
	link->login_tried = *answer != 0;
	return store_part_keep(store, err);
}

static int log_out_links(struct connection *connection, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < connection->n_links; i++)
		rc = partition_logout(
		    &connection->links[i].partition, &connection->links[i].session, err);
	return rc;
}

static int login_links(
    struct connection *connection, const struct attempt *attempt, struct error *err)
{
	struct error refusal = ERROR_INIT;
	bool accepted = false, locked = false;

	for (size_t i = 0; i < connection->n_links; i++) {
		size_t n = (attempt->start + i) % connection->n_links;
		struct error said = ERROR_INIT;
		int answer = 0;
		int rc = login_link(
		    connection->client->store, &connection->links[n], attempt, &answer, &said, err);

		if (rc)
			return rc;
		accepted = accepted || answer == 0;
		locked = locked || answer == ERR_USER_LOCKED;
		if (answer && (!refusal.code || answer == ERR_LOGIN_STALE))
			refusal = said;
		/* One HSM tells right from wrong; only a lock there leaves the question open. */
		if (answer &&
		    (answer == ERR_LOGIN_STALE || (!accepted && answer != ERR_USER_LOCKED)))
			break;
	}
	if (accepted && refusal.code != ERR_LOGIN_STALE) {
		/* Guesses that are spread over the HSMs are no better than those that one hears. */
		int rc = locked ? log_out_links(connection, err) : 0;

		if (rc || !locked)
			return rc;
	}
	*err = refusal;
	return (int)refusal.code;
}

static void forget_sessions(struct connection *connection)
{
	for (size_t i = 0; i < connection->n_links; i++) {
		partition_session_done(&connection->links[i].session);
		connection->links[i].login_tried = false;
	}
}

/* To the HSMs there are now. Refusals are committed as well as logins. */
static int attempt_make(
    struct connection *connection, const struct attempt *attempt, struct error *err)
{
	struct store *store = connection->client->store;
	struct error commit = ERROR_INIT;
	int rc = store_begin(store, STORE_NO_FLUSH, err);

	if (rc)
		return rc;
	rc = connection_refresh(connection, err);
	if (!rc)
		rc = login_links(connection, attempt, err);
	if (rc == ERR_LOGIN_STALE || (rc && error_is_fault((enum error_code)rc))) {
		store_rollback(store);
		forget_sessions(connection);
		return rc;
	}
	if (store_commit(store, &commit) != 0) {
		forget_sessions(connection);
		*err = commit;
		return (int)commit.code;
	}
	return rc;
}

/* How often a login is begun anew because a password or the HSMs changed under it. */
#define ATTEMPTS 3

static int login(struct connection *connection, struct attempt *attempt, struct error *err)
{
	int rc = ERR_LOGIN_STALE;

	for (int i = 0; i < ATTEMPTS && rc == ERR_LOGIN_STALE; i++) {
		error_clear(err);
		rc = attempt_prepare(connection, attempt, err);
		if (!rc)
			rc = attempt_make(connection, attempt, err);
		attempt_done(attempt);
	}
	return rc;
}

int connection_login(struct connection *connection, const char *username, enum user_role role,
    const struct secret *password, const struct token_proofs *proofs, struct error *err)
{
	const struct ports *ports = connection->client->ports;
	char name[USERNAME_MAX + 1];
	struct attempt attempt = {
	    .username = name, .role = role, .password = password, .proofs = proofs};
	int rc;

	if (connection->role != ROLE_NONE)
		return error_raise(err, ERR_ALREADY_LOGGED_IN);
	if (user_name_normalise(username, name, err) != 0)
		return error_raise(err, ERR_CREDENTIALS);
	rc = login(connection, &attempt, err);
	connection_wait_for_slow(connection);
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

int client_login(struct connection *connection, const char *username, enum user_role role,
    const struct secret *password, struct error *err)
{
	return connection_login(connection, username, role, password, NULL, err);
}

/* In a transaction that has just been begun: what fell due may have replaced the HSM. */
static int log_in_there(struct store *store, struct hsm_link *link, const struct attempt *attempt,
    struct error *err)
{
	struct error refusal = ERROR_INIT;
	struct hsm_row hsm;
	bool found = false;
	int answer = 0;
	int rc = store_hsm_by_partition(store, link->hsm.partition, &hsm, &found, err);

	if (rc || !found)
		return rc;
	return login_link(store, link, attempt, &answer, &refusal, err);
}

static int login_joined(struct connection *connection, struct hsm_link *link, struct error *err)
{
	struct store *store = connection->client->store;
	struct offer offer = {.partition = link->hsm.partition};
	struct attempt attempt = {.username = connection->username,
	    .role = connection->role,
	    .password = &connection->password,
	    .offers = &offer,
	    .count = 1};
	int rc = store_begin_read(store, err);

	if (rc)
		return rc;
	rc = partition_login_parameters(
	    &link->partition, attempt.username, attempt.role, &offer.verifier, err);
	store_end_read(store);
	if (!rc)
		rc = hash_password(&attempt, 0, err);
	if (!rc)
		rc = store_begin(store, STORE_NO_FLUSH, err);
	if (!rc) {
		rc = log_in_there(store, link, &attempt, err);
		if (rc)
			store_rollback(store);
		else
			rc = store_commit(store, err);
	}
	secret_wipe(&offer, sizeof(offer));
	return rc;
}

int connection_login_joined(struct connection *connection, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < connection->n_links; i++) {
		struct hsm_link *link = &connection->links[i];

		if (link->session.role == ROLE_NONE && !link->login_tried)
			rc = login_joined(connection, link, err);
	}
	return rc;
}

void connection_forget_login(struct connection *connection)
{
	forget_sessions(connection);
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
	/* HSMs may have gone by now, and their logins with them. */
	rc = connection_refresh(connection, err);
	if (!rc)
		rc = log_out_links(connection, err);
	if (rc)
		store_rollback(store);
	else
		rc = store_commit(store, err);
	connection_wait_for_slow(connection);
	connection_forget_login(connection);
	return rc;
}
