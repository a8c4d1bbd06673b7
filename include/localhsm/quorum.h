/*
 * Quorum (M of N): values that say how many must approve what, tokens to be approved, and approvals.
 * Users sign outside, with RSA-2048 keys of their own: RSASSA-PKCS1-v1_5 (RFC 8017, 8.2) with SHA-256.
 */
#ifndef LOCALHSM_QUORUM_H
#define LOCALHSM_QUORUM_H

#include "attributes.h"
#include "user.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct connection;
struct error;
struct key_filter;

/* In the order of the help. Those before QUORUM_VALUES have a value of the cluster's. */
enum quorum_service {
	QUORUM_USER,    /* user create, delete, change-password and change-mfa of others */
	QUORUM_QUORUM,  /* quorum token-sign set-quorum-value */
	QUORUM_CLUSTER, /* cluster mtls; hsm2m.medium only */
	QUORUM_VALUES,
	QUORUM_REGISTRATION = QUORUM_VALUES, /* of a user's public key */
	QUORUM_KEY_USAGE,                    /* crypto sign; the value is the key's */
	QUORUM_KEY_MANAGEMENT, /* key wrap, unwrap, share, unshare, set-attribute; the value is the key's */
	QUORUM_SERVICES
};

#define QUORUM_OFF 1 /* the value of a service that needs no approval */
#define QUORUM_MIN 2
#define QUORUM_MAX 8
#define QUORUM_TOKEN_SECONDS 600 /* how long a token can be used, by the estate's clock */

const char *quorum_service_name(enum quorum_service service); /* "user", "key-usage" */

/* A token file that has been read, with the signatures that others have put into it. */
struct quorum_approval;

/*
 * Reads a service token's file. ERR_FILE_READ (also for what is no regular file, or larger than a
 * token file can be), ERR_TOKEN_FILE with the path and the reason; ERR_QUORUM_NO_SIGNATURES for one
 * that nobody has signed. *approval is the caller's, for quorum_approval_free.
 */
MUST_CHECK int quorum_approval_read(
    const char *path, struct quorum_approval **approval, struct error *err);
void quorum_approval_free(struct quorum_approval *approval); /* takes NULL */

/*
 * Has each HSM make a token for the user who is logged in, and writes the file of them to path,
 * mode 0600; when that fails, no token is left. filter selects the key of a key service, and is NULL
 * for others. QUORUM_REGISTRATION asks nothing of the HSMs: its file proves that somebody holds a
 * private key. ERR_QUORUM_TOKEN_EXISTS: one active token a user and admin service.
 * ERR_QUORUM_TOKEN_LIMIT, ERR_FILE_WRITE.
 */
MUST_CHECK int quorum_generate(struct connection *connection, enum quorum_service service,
    const struct key_filter *filter, const char *path, struct error *err);

/* A token as the HSMs of the cluster know it. */
struct quorum_token_view {
	char username[USERNAME_MAX + 1];
	enum quorum_service service;
	uint64_t key_reference; /* key services */
	unsigned required;      /* approvals that it takes */
	uint64_t seconds;       /* left of its life */
	enum coverage cluster_coverage;
};
/* Active tokens of all users, in the order in which they were made. *tokens is for free(). */
MUST_CHECK int quorum_tokens(struct connection *connection, struct quorum_token_view **tokens,
    size_t *count, struct error *err);
/* Removes tokens of the user who is logged in, or of everybody. */
MUST_CHECK int quorum_delete_tokens(struct connection *connection, bool all, struct error *err);

/* Values of the services before QUORUM_VALUES; the highest where HSMs disagree. */
struct quorum_values {
	unsigned values[QUORUM_VALUES];
	bool agree;
	bool has_cluster; /* hsm1.medium has no cluster service */
};
MUST_CHECK int quorum_get_values(
    struct connection *connection, struct quorum_values *values, struct error *err);
/* ERR_QUORUM_VALUE: not from 1 to 8, or more than there are admins who could approve. */
MUST_CHECK int quorum_set_value(struct connection *connection, enum quorum_service service,
    unsigned value, const struct quorum_approval *approval, struct error *err);

/*
 * Registers the public key of the user who is logged in, PEM in public_key_path, proven by the
 * signed registration token in token_path. An MFA user's must be that of MFA: ERR_MFA_KEY.
 * ERR_PEM_INVALID, ERR_PUBLIC_KEY_KIND, ERR_TOKEN_FILE, ERR_QUORUM_NO_SIGNATURES,
 * ERR_QUORUM_PROOF.
 */
MUST_CHECK int quorum_register(struct connection *connection, const char *public_key_path,
    const char *token_path, struct error *err);

#endif
