/* What the files of the partition share. */
#ifndef LOCALHSM_PARTITION_PRIVATE_H
#define LOCALHSM_PARTITION_PRIVATE_H

#include "attributes.h"
#include "error.h"
#include "partition.h"
#include "policy.h"

/* ERR_USER_UNKNOWN when there is no such user in that role. */
MUST_CHECK int partition_user_find(const struct partition *partition, const char *name,
    enum user_role role, struct user_row *user, struct error *err);

/*
 * What is stored of a password's hash: a MAC of it, so that the database alone does not let anybody
 * guess. Salt and cost stay as they are.
 */
MUST_CHECK int partition_verifier_seal(const struct partition *partition,
    const struct password_verifier *verifier, struct password_verifier *sealed, struct error *err);

/* ERR_ADMIN_REQUIRED, ERR_CRYPTO_USER_REQUIRED. */
MUST_CHECK int partition_need_admin(const struct partition_session *session, struct error *err);
MUST_CHECK int partition_need_crypto_user(
    const struct partition_session *session, struct error *err);

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
