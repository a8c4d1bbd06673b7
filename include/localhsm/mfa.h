/*
 * A second factor: each HSM asks for the signature of a value of its own, and the user signs all of
 * them outside, with the RSA-2048 key that is registered for them.
 *
 * Every call is one step of two: first a file of what is to be signed, then the answer to it.
 */
#ifndef LOCALHSM_MFA_H
#define LOCALHSM_MFA_H

#include "attributes.h"
#include "user.h"

#include <stdbool.h>

struct connection;
struct error;
struct quorum_approval;
struct secret;

/* Has each HSM ask anew, and writes what they ask to path. ERR_FILE_WRITE. */
MUST_CHECK int mfa_ask(struct connection *connection, const char *path, struct error *err);

/*
 * Logs in with a password and the signed file; users without a second factor need but the former.
 * What is wrong with either is told by one text, as by client_login, and counted. ERR_FILE_READ,
 * ERR_TOKEN_FILE, ERR_QUORUM_NO_SIGNATURES, when that of any HSM is not there: nothing is counted.
 */
MUST_CHECK int mfa_login(struct connection *connection, const char *username, enum user_role role,
    const struct secret *password, const char *path, struct error *err);

/* What user change-mfa token-sign is told. All borrowed. */
struct mfa_change {
	const char *username;
	enum user_role role;
	const struct secret *password; /* the user's from now on */
	const char *token_path, *public_key_path; /* NULL: the second factor is taken away */
	bool change_quorum; /* the key may be another than the one that is registered */
	const struct quorum_approval *approval;
};
/*
 * Registers, replaces or takes away the user's public key. ERR_PEM_INVALID, ERR_PUBLIC_KEY_KIND,
 * ERR_TOKEN_FILE, ERR_QUORUM_NO_SIGNATURES, ERR_QUORUM_PROOF, ERR_MFA_KEY, and those of
 * user_change_password.
 */
MUST_CHECK int mfa_change(
    struct connection *connection, const struct mfa_change *change, struct error *err);

#endif
