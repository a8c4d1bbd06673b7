/* What the files of the partition share. */
#ifndef LOCALHSM_PARTITION_PRIVATE_H
#define LOCALHSM_PARTITION_PRIVATE_H

#include "attributes.h"
#include "audit-names.h"
#include "error.h"
#include "partition.h"
#include "permission.h"
#include "policy.h"

/* ERR_USER_UNKNOWN when there is no such user in that role. */
MUST_CHECK int partition_user_find(const struct partition *partition, const char *name,
    enum user_role role, struct user_row *user, struct error *err);

/*
 * The same, for who wants to change the user: ERR_USER_LOGGED_IN unless it is the session's own, or
 * logged in nowhere.
 */
MUST_CHECK int partition_user_find_changeable(const struct partition *partition,
    const struct partition_session *session, const char *name, enum user_role role,
    struct user_row *row, struct error *err);
/* Unlocks the user, and drops a public key that is registered for nothing. Writes the row. */
MUST_CHECK int partition_user_give_password(struct partition *partition, struct user_row *row,
    const struct password_verifier *verifier, struct error *err);
/* ERR_USER_LIMIT. */
MUST_CHECK int partition_check_user_room(const struct partition *partition, struct error *err);

/*
 * What is stored of a password's hash: a MAC of it, so that the database alone does not let anybody
 * guess. Salt and cost stay as they are.
 */
MUST_CHECK int partition_verifier_seal(const struct partition *partition,
    const struct password_verifier *verifier, struct password_verifier *sealed, struct error *err);

/*
 * partition-permit.c: the rules of permission.c for a session. Errors are theirs; for who may,
 * ERR_LIMITED_WRITE.
 */

/* A rule about the HSM as a whole. */
MUST_CHECK int partition_permit(const struct partition *partition,
    const struct partition_session *session, enum permission permission, struct error *err);
/* One about a key that is to be. */
MUST_CHECK int partition_permit_new_key(const struct partition *partition,
    const struct partition_session *session, enum permission permission, bool token,
    struct error *err);
/* PERMIT_ACTIVATE, which takes no session. */
MUST_CHECK int partition_permit_activate(
    const struct partition *partition, bool is_activated, struct error *err);
/* A rule about keys, before there is one to look at: whether it could be so in this role. */
MUST_CHECK int partition_permit_role(
    const struct partition_session *session, enum permission permission, struct error *err);
MUST_CHECK int partition_permit_user(const struct partition *partition,
    const struct partition_session *session, enum permission permission, const char *username,
    enum user_role role, struct error *err);
MUST_CHECK int partition_permit_key(const struct partition *partition,
    const struct partition_session *session, enum permission permission,
    const struct key_object *key, struct error *err);
/* Whether it is the session's own user. */
bool partition_is_self(
    const struct partition_session *session, const char *username, enum user_role role);
/*
 * The quorum that guards a request: about a user (username, role), about a key, or neither. Nothing
 * is used up. ERR_QUORUM_REQUIRED (ERR_QUORUM_FAILED about keys), also for a token that is for
 * something else; ERR_QUORUM_EXPIRED; ERR_QUORUM_SIGNATURE for a token that this session does not
 * have here, and for a signature that is not one of a registered user who may approve, each counted
 * once; ERR_QUORUM_NO_SIGNATURES; ERR_QUORUM_TOO_FEW.
 */
struct approve_request {
	enum permission permission;
	const char *username;
	enum user_role role;
	const struct key_object *key;
};
MUST_CHECK int partition_approve(const struct partition *partition,
    const struct partition_session *session, const struct approve_request *request,
    const struct quorum_approval *approval, struct error *err);

/* partition-approval.c: whether an approval is good for a service, and has enough signatures. */
MUST_CHECK int partition_check_approval(const struct partition *partition,
    const struct partition_session *session, enum quorum_service service,
    const struct key_object *key, unsigned required, const struct quorum_approval *approval,
    struct error *err);
/* The session's token whose record is in the approval; *found false when that is no token of this
 * HSM, one of another session, or one of several that the approval holds. */
MUST_CHECK int partition_token_find(const struct partition *partition,
    const struct partition_session *session, const struct quorum_approval *approval,
    struct token_row *token, bool *found, struct error *err);

/* partition-audit.c. Members that an opcode has no use for are left out. */
struct audit_entry {
	enum audit_opcode opcode;
	enum audit_response response;
	const char *username; /* whom it is about; NULL: the session's */
	enum user_role role;
	uint64_t secret_handle, public_handle;
};
MUST_CHECK int partition_audit(const struct partition *partition,
    const struct partition_session *session, const struct audit_entry *entry, struct error *err);
/* The same of one key, by its class. */
MUST_CHECK int partition_audit_key(const struct partition *partition,
    const struct partition_session *session, enum audit_opcode opcode, const struct key_view *key,
    struct error *err);
/* partition-approval.c: what closes a guarded change: the approval is used up, and the change
 * written down. */
MUST_CHECK int partition_finish(struct partition *partition,
    const struct partition_session *session, const struct audit_entry *entry,
    const struct quorum_approval *approval, struct error *err);

/*
 * Removes the logins whose processes are gone, and writes that down; then tells whether the user is
 * logged in anywhere.
 */
MUST_CHECK int partition_sweep(const struct partition *partition, struct error *err);
MUST_CHECK int partition_is_logged_in(
    const struct partition *partition, const char *username, bool *is_logged_in, struct error *err);

/* partition-quorum.c */
bool partition_token_expired(const struct partition *partition, const struct token_row *row);

/* Whether the session may see, and use, the key: its owner, a sharee, and anybody for public keys.
 */
bool partition_sees(const struct partition_session *session, const struct key_object *key);
bool partition_owns(const struct partition_session *session, const struct key_object *key);

/* The session's own key of this handle; NULL: none. */
struct key_object *partition_session_key(const struct partition_session *session, uint64_t handle);
/*
 * Writes down how many keys the session has, so that other logins find no room where they lie:
 * behind every change of their number that is to last.
 */
MUST_CHECK int partition_session_room_save(
    struct partition *partition, const struct partition_session *session, struct error *err);
/* The stored key itself, whoever asks; ERR_KEY_NOT_SINGLE "0" when there is none. */
MUST_CHECK int partition_token_key_load(
    const struct partition *partition, uint64_t handle, struct key_object *key, struct error *err);
/* Writes the key as a new version, under its handle. */
MUST_CHECK int partition_token_key_save(
    struct partition *partition, const struct key_object *key, struct error *err);

/*
 * Both 0, or both from 2 to 8 and not more than the owner and the sharees. ERR_QUORUM_VALUES_BOTH,
 * ERR_QUORUM_VALUE.
 */
MUST_CHECK int partition_check_quorum_values(const struct key_object *key, struct error *err);

/*
 * The policy and the limits: for what is asked of a key, as far as it is known, and for a key as it
 * is. ERR_POLICY, ERR_KEY_SIZE, ERR_PUBLIC_EXPONENT.
 */
MUST_CHECK int partition_check_kind(
    const struct partition *partition, const struct key_kind *kind, struct error *err);
MUST_CHECK int partition_check_key(
    const struct partition *partition, const struct key_view *view, struct error *err);
/* The policy of a mechanism, or of a change, by the estate's date. */
MUST_CHECK int partition_check_policy(
    const struct partition *partition, enum policy_item item, struct error *err);
/*
 * Whether the key may be shared with that user: ERR_SHARE_PUBLIC, ERR_SHARE_ROLE, ERR_KEY_SESSION,
 * ERR_SHARE_SELF, ERR_USER_UNKNOWN, ERR_SHARE_TWICE.
 */
MUST_CHECK int partition_check_sharee(const struct partition *partition,
    const struct key_object *key, const char *name, enum user_role role, struct error *err);
/*
 * The key's owner and sharees are crypto users of this HSM: nobody's keys would be those of whoever
 * comes to the name next. Who is missing is named in the error that the caller chooses.
 */
MUST_CHECK int partition_check_people(const struct partition *partition,
    const struct key_object *key, enum error_code owner_missing, enum error_code sharee_missing,
    struct error *err);

#endif
