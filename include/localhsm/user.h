/* Users of a cluster, as commands see them. */
#ifndef LOCALHSM_USER_H
#define LOCALHSM_USER_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>

struct error;
struct quorum_approval;
struct secret;
struct connection;

#define USERNAME_MAX 31

enum user_role {
	ROLE_NONE = 0,
	ROLE_UNACTIVATED_ADMIN,
	ROLE_ADMIN,          /* CO */
	ROLE_CRYPTO_USER,    /* CU */
	ROLE_APPLIANCE_USER, /* AU: clone and synchronise, internal */
	ROLE_INCONSISTENT,   /* the HSMs disagree */
};

/* Present on every HSM now in the cluster with the same contents, or not. */
enum coverage { COVERAGE_FULL, COVERAGE_INCONSISTENT };

enum user_lock { USER_UNLOCKED, USER_LOCKED, USER_LOCK_INCONSISTENT };

/* Whether a public key is registered for a use, the same one on each HSM. */
enum user_strategy { STRATEGY_NONE, STRATEGY_ENABLED, STRATEGY_INCONSISTENT };

struct user_view {
	char username[USERNAME_MAX + 1]; /* lower case */
	enum user_role role;
	enum user_lock locked;
	enum user_strategy mfa, quorum;
	enum coverage cluster_coverage;
};

/* "admin", "crypto-user", "unactivated-admin", "internal(APPLIANCE_USER)", "inconsistent". */
const char *user_role_name(enum user_role role);
/* ROLE_ADMIN or ROLE_CRYPTO_USER for the two words a command takes; otherwise ROLE_NONE. */
enum user_role user_role_from_name(const char *name);

const char *coverage_name(enum coverage coverage); /* "full", "inconsistent" */

/*
 * Writes the lower-case form of a username to out. ERR_USERNAME_LENGTH, ERR_USERNAME_CHARACTER
 * (which names the first character outside A-Za-z0-9_).
 */
MUST_CHECK int user_name_normalise(const char *name, char out[USERNAME_MAX + 1], struct error *err);

/* 8 to 32 characters, none of them ':'. ERR_PASSWORD_LENGTH, ERR_PASSWORD_COLON. */
MUST_CHECK int user_password_check(const struct secret *password, struct error *err);

/*
 * All users of the cluster in order of creation, the appliance user last. Needs no login.
 * *users is the caller's, to be freed with free().
 */
MUST_CHECK int user_list(struct connection *connection, struct user_view **users, size_t *count,
    struct error *err);

/*
 * Each writes to every connected HSM in turn and succeeds when one of them accepted: a user that is
 * missing on one HSM is made there. The password is checked by user_password_check first.
 * The partition refuses whoever may not do it. approval: what a quorum asks for, or NULL.
 */
MUST_CHECK int user_create(struct connection *connection, const char *username, enum user_role role,
    const struct secret *password, const struct quorum_approval *approval, struct error *err);
MUST_CHECK int user_delete(struct connection *connection, const char *username, enum user_role role,
    const struct quorum_approval *approval, struct error *err);

/* What else becomes of a user whose password changes. Borrowed. */
struct user_password_change {
	bool deregister_mfa, deregister_quorum;
	const struct quorum_approval *approval;
};
/*
 * Unlocks the user, too. An MFA user stays one, but must register for the quorum again.
 * change may be NULL.
 */
MUST_CHECK int user_change_password(struct connection *connection, const char *username,
    enum user_role role, const struct secret *password, const struct user_password_change *change,
    struct error *err);

/*
 * Copies a user to a clone of the cluster, with the hash of the password and the public keys.
 * ERR_USER_UNKNOWN; ERR_USER_INCONSISTENT unless all HSMs of the source hold the same;
 * ERR_CLUSTERS_UNRELATED, ERR_CLUSTERS_SAME; ERR_USER_REPLICATE_FAILED with the number of HSMs that
 * refused.
 */
MUST_CHECK int user_replicate(struct connection *source, struct connection *destination,
    const char *username, enum user_role role, struct user_view *user, struct error *err);

#endif
