/* Inside the client: connections, their links to HSMs, and how a request goes to each of them. */
#ifndef LOCALHSM_CLIENT_PRIVATE_H
#define LOCALHSM_CLIENT_PRIVATE_H

#include "attributes.h"
#include "client.h"
#include "config.h"
#include "error.h"
#include "key-object.h"
#include "partition.h"
#include "ports.h"
#include "secret.h"
#include "store.h"
#include "topology.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One HSM as a connection knows it. */
struct hsm_link {
	struct topology_hsm hsm;
	struct partition partition;
	struct partition_session session; /* role ROLE_NONE: not logged in to this HSM */
	bool login_tried; /* a login with the connection's credentials was refused here */
};

struct connection {
	struct client *client;
	size_t index; /* in the configuration */
	char cluster_id[RESOURCE_ID_MAX + 1];
	enum hsm_type type;
	enum cluster_mode mode;
	char *verified_certificate; /* the cluster certificate that was checked; NULL: none yet */
	/* PEM of the client's own certificate and what signed it; NULL: none is configured. */
	char *client_certificate;
	struct hsm_link *links; /* HSMs that answer */
	size_t n_links;
	size_t n_hsms; /* of the cluster, those too that do not answer */
	char username[USERNAME_MAX + 1];
	enum user_role role;
	struct secret password; /* kept while logged in, for HSMs that join */
	bool has_answered;      /* what the client asked since it connected, it has waited for */
};

struct client {
	struct store *store;
	const struct config *config;
	const struct ports *ports;
	struct connection *connections; /* one for each cluster of the configuration */
	size_t n_connections;
};

/* client.c */

/* Looks which HSMs there are, inside a transaction. Sessions of HSMs that went away are dropped. */
MUST_CHECK int connection_refresh(struct connection *connection, struct error *err);

/* client-links.c */

/*
 * The HSMs of the cluster that can be reached and take the client. What is known of those that were
 * there before stays, unless their connection was lost.
 */
MUST_CHECK int connection_adopt_links(
    struct connection *connection, const struct topology_cluster *cluster, struct error *err);
/* With their sessions and what these hold. */
void connection_links_free(struct hsm_link *links, size_t count);
/* The first HSM that is logged in to; NULL: none. */
struct hsm_link *connection_first_login(struct connection *connection);

/* client-request.c */

/*
 * Begins a read transaction with the connection refreshed in it: since its command connected, it
 * may have waited long for its input, and HSMs may have gone and logins with them. No transaction
 * is open on failure. Pointers to links from before are stale. ERR_HSM_DISCONNECTED.
 */
MUST_CHECK int connection_begin_read(struct connection *connection, struct error *err);
void connection_end_read(struct connection *connection);

/*
 * One request to each HSM in turn, in one write transaction.
 * An answer of `absent` (an error code) is no failure while another HSM accepts: the thing asked
 * for is missing, or is there already, on that HSM. Any other refusal undoes the whole, unless
 * keep_partial: then what each HSM accepted stays, and the caller reads the counts.
 */
struct fan_out {
	/* Inside the transaction, when it is known which HSMs there are; or NULL. */
	int (*before)(struct connection *connection, struct fan_out *fan_out, struct error *err);
	int (*each)(struct hsm_link *link, void *context, struct error *err);
	void *context;
	enum error_code absent; /* ERR_OK: none */
	bool keep_partial;
	/* STORE_NO_FLUSH for what dies with the process: it has nothing to lose with the machine.
	 */
	enum store_durability durability;
	struct hsm_link *only; /* for before to set: the one HSM to ask; NULL: all of them */
	/* What approved the request: used up on HSMs that were not asked, or had nothing to do. */
	const struct quorum_approval *approvals[2];
	size_t asked, accepted; /* outputs */
	bool committed;         /* output: what was accepted is there */
};
MUST_CHECK int connection_fan_out(
    struct connection *connection, struct fan_out *fan_out, struct error *err);

/* client-wait.c: none of them inside a transaction */

/* A slow HSM lets its client wait, once however many of them there are. */
void connection_wait_for_slow(struct connection *connection);
/* The same, once from one client_connect to the next: one request may take several transactions. */
void connection_answered(struct connection *connection);
/*
 * Whether what ended with rc is worth another try: for a while, where the estate has the lag of the
 * service, if keys were not on enough HSMs. Waits before, and clears err. *waited is 0 at first.
 */
bool connection_try_again(
    struct connection *connection, int rc, unsigned *waited, struct error *err);

/* client-login.c */

MUST_CHECK int client_verifier(struct client *client, const struct secret *password,
    struct password_verifier *verifier, struct error *err);
/* Logs in to HSMs that joined since; those that refuse are not asked again. */
MUST_CHECK int connection_login_joined(struct connection *connection, struct error *err);
/* Ends the login without asking the HSMs: their rows die with the process. */
void connection_forget_login(struct connection *connection);

/* A login with a password and, where proofs is not NULL, what the user's key has signed. */
struct token_proofs;
MUST_CHECK int connection_login(struct connection *connection, const char *username,
    enum user_role role, const struct secret *password, const struct token_proofs *proofs,
    struct error *err);

/* client-user.c: what of a user changes on each HSM */
struct user_request {
	char name[USERNAME_MAX + 1];
	enum user_role role;
	struct password_verifier verifier;
	const struct quorum_approval *approval;
	const struct user_password_change *change;
};
/* Checks and hashes the password, which may be NULL; wiped on failure. */
MUST_CHECK int user_request_init(struct connection *connection, struct user_request *request,
    const char *username, enum user_role role, const struct secret *password, struct error *err);
/* One HSM's row as it is shown. */
void user_view_of(const struct user_row *row, bool is_full, struct user_view *view);
/* HSMs that join from now on are to know the new password of who is logged in. */
MUST_CHECK int connection_adopt_password(struct connection *connection, const char *username,
    enum user_role role, const struct secret *password, struct error *err);

/* client-key-make.c */

/* Asks the HSM whether it would make such a key, before any work is spent on it. */
MUST_CHECK int make_prepare(struct connection *connection, enum key_origin origin,
    const struct key_kind *kind, const struct key_template *template, struct key_object *key,
    struct error *err);
/* Gives a prepared key its material, as key_object_set_material does, and the key to the HSMs. */
struct unwrapping {
	uint64_t handle;
	const struct quorum_approval *approval;
};
/* unwrapping: what the key came in with, or NULL. */
MUST_CHECK int make_finish(struct connection *connection, struct key_object *key,
    struct secret *material, struct bytes *public_material, const struct unwrapping *unwrapping,
    struct key_view *view, struct error *err);

/* client-select.c */

/* A key that a filter selected, as the HSMs of the connection hold it. */
struct selected_key {
	uint64_t handle;
	int64_t version;  /* of the first holder; 0: a session key */
	uint32_t holders; /* a bit for each link of the connection */
	bool differs;     /* between holders */
};
struct selection {
	struct selected_key *keys;
	size_t count;
};
/* ERR_KEY_AVAILABILITY when the check is on and fewer than two HSMs answer. */
MUST_CHECK int connection_check_availability(struct connection *connection, struct error *err);
/* Inside a transaction. */
MUST_CHECK int select_keys(struct connection *connection, const struct key_filter *filter,
    struct selection *selection, struct error *err);
void selection_done(struct selection *selection);
/* Whether a key is on enough HSMs to be used. ERR_KEY_AVAILABILITY. */
MUST_CHECK int check_usable(
    struct connection *connection, const struct selected_key *key, struct error *err);
/* Exactly one key, and on enough HSMs to be used. */
MUST_CHECK int select_one(struct connection *connection, const struct key_filter *filter,
    struct selected_key *key, struct error *err);
/* The same of a selection that has been made. */
MUST_CHECK int use_one(struct connection *connection, const struct selection *selection,
    struct selected_key *key, struct error *err);
/*
 * For using one key: connection_begin_read, select_one, and an HSM that holds the key. No
 * transaction is open on failure.
 */
MUST_CHECK int begin_use_one(struct connection *connection, const struct key_filter *filter,
    struct selected_key *key, struct hsm_link **link, struct error *err);
/* An HSM that holds the key; one that holds both, or NULL. */
struct hsm_link *holder_of(struct connection *connection, const struct selected_key *key);
struct hsm_link *common_holder(
    struct connection *connection, const struct selected_key *a, const struct selected_key *b);
enum coverage selected_coverage(
    const struct connection *connection, const struct selected_key *key);
/* For what goes outside: its public half. */
MUST_CHECK int load_selected_public(struct connection *connection, const struct selected_key *key,
    struct key_object *object, struct error *err);
MUST_CHECK int load_selected(struct connection *connection, const struct selected_key *key,
    struct key_object *object, struct error *err);
void set_coverage(struct key_view *view, enum coverage coverage);

#endif
