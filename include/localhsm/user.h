/* Users of a cluster, as commands see them. */
#ifndef LOCALHSM_USER_H
#define LOCALHSM_USER_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>

struct error;
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

struct user_view {
	char username[USERNAME_MAX + 1]; /* lower case */
	enum user_role role;
	enum user_lock locked;
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
 * The partition refuses whoever may not do it.
 */
MUST_CHECK int user_create(struct connection *connection, const char *username, enum user_role role,
    const struct secret *password, struct error *err);
MUST_CHECK int user_delete(struct connection *connection, const char *username, enum user_role role,
    struct error *err);
MUST_CHECK int user_change_password(struct connection *connection, const char *username,
    enum user_role role, const struct secret *password, struct error *err);

#endif
