/*
 * Who may do what in an HSM, and which quorum guards it: one table, read by every rule and printed
 * by localhsm-permissions(7).
 */
#ifndef LOCALHSM_PERMISSION_H
#define LOCALHSM_PERMISSION_H

#include "attributes.h"
#include "error.h"
#include "quorum.h"
#include "user.h"

#include <stdbool.h>
#include <stddef.h>

/* Who asks: a role and, where a user or a key is asked about, how it stands to them. */
enum caller {
	CALLER_NOBODY,            /* not logged in */
	CALLER_UNACTIVATED_ADMIN, /* the same, before the cluster is activated */
	CALLER_ADMIN,             /* any but the next */
	CALLER_FIRST_ADMIN,       /* the one whose name is admin */
	CALLER_CRYPTO_USER,       /* where nothing stands to them in any way */
	CALLER_SELF,              /* asks about their own user */
	CALLER_OWNER,             /* of the key */
	CALLER_SHAREE,            /* whom the key is shared with */
	CALLER_READER,            /* a crypto user, of a public key of others */
	CALLER_STRANGER,          /* a crypto user, of another key of others: they do not see it */
	CALLERS
};

/* What is asked about. */
enum permission_subject { ABOUT_HSM, ABOUT_USER, ABOUT_KEY };

enum permission {
	PERMIT_ACTIVATE,
	PERMIT_HSM_INFO,
	PERMIT_MTLS_DEREGISTER,
	PERMIT_MTLS_GET_LEVEL,
	PERMIT_MTLS_LIST,
	PERMIT_MTLS_REGISTER,
	PERMIT_MTLS_SET_LEVEL,
	PERMIT_SIGN,
	PERMIT_VERIFY,
	PERMIT_KEY_DELETE,
	PERMIT_KEY_MAKE,
	PERMIT_KEY_EXPORT,
	PERMIT_KEY_IMPORT,
	PERMIT_KEY_SEE,
	PERMIT_KEY_EXTRACT,
	PERMIT_KEY_INSERT,
	PERMIT_KEY_SET_ATTRIBUTE,
	PERMIT_KEY_SET_TRUSTED,
	PERMIT_KEY_SHARE,
	PERMIT_KEY_UNSHARE,
	PERMIT_KEY_UNWRAP,
	PERMIT_KEY_UNWRAP_WITH,
	PERMIT_KEY_WRAP,
	PERMIT_KEY_WRAP_UNDER,
	PERMIT_LOGIN,
	PERMIT_LOGOUT,
	PERMIT_TOKEN_DELETE,
	PERMIT_TOKEN_ADMIN,
	PERMIT_TOKEN_KEY,
	PERMIT_TOKEN_REGISTRATION,
	PERMIT_TOKEN_LIST,
	PERMIT_QUORUM_LIST_VALUES,
	PERMIT_QUORUM_SET_VALUE,
	PERMIT_USER_CHANGE_MFA,
	PERMIT_USER_CHANGE_PASSWORD,
	PERMIT_USER_REGISTER,
	PERMIT_USER_CREATE,
	PERMIT_USER_DELETE,
	PERMIT_USER_LIST,
	PERMIT_USER_EXTRACT,
	PERMIT_USER_INSERT,
	PERMISSIONS
};

/*
 * What it changes that has to be the same on HSMs to come: limited-write mode, in which a cluster
 * is while it is migrated, refuses that. Logins, session keys and the use of keys go on.
 */
enum permission_write { READS, WRITES, WRITES_TOKEN_KEYS };

struct permission_rule {
	const char *command; /* every command that begins with it, and with no longer one */
	const char *what;    /* where a command has several rules: "the payload key"; or NULL */
	enum permission_subject about;
	enum permission_write writes;
	unsigned who;     /* bits 1 << enum caller */
	unsigned guarded; /* of those, who needs the approval of the quorum of … */
	enum quorum_service service;
	/*
	 * What others are answered: who could be right in another role, who has that role, and who
	 * does not see the key.
	 */
	enum error_code role_refusal, refusal, unseen;
};
const struct permission_rule *permission_rule(enum permission permission);

/*
 * The rules of a command: those whose command is the longest that the path begins with. Returns
 * their number; 0 for a command that asks nothing of an HSM.
 */
size_t permissions_of(const char *path, enum permission list[PERMISSIONS]);

/* "admin", "sharee" */
const char *caller_name(enum caller caller);
/* Whether such a caller can stand so to what is asked about. */
bool caller_is_about(enum caller caller, enum permission_subject about);

/* 0, or what the caller is answered. */
enum error_code permission_check(enum permission permission, enum caller caller);
/* The same, if the caller could stand to the key in any way that goes with their role. */
enum error_code permission_check_role(enum permission permission, enum caller caller);
/* Whether limited-write mode refuses it, whoever asks. token_key: whether it is about one. */
bool permission_is_limited(enum permission permission, bool token_key);
/* Whether the caller needs the approval of a quorum, where that is on. */
bool permission_is_guarded(enum permission permission, enum caller caller);

#endif
