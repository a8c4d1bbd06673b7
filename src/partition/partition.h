/*
 * The partition: what one HSM holds, and every rule that its hardware enforces.
 *
 * Only client and estate include this header: nobody else writes a partition. All calls run inside
 * a transaction of the store; writes inside a part (store_part_begin) of one.
 */
#ifndef LOCALHSM_PARTITION_H
#define LOCALHSM_PARTITION_H

#include "approval.h"
#include "attributes.h"
#include "estate.h"
#include "key.h"
#include "key-object.h"
#include "store-partition.h"
#include "store-quorum.h"
#include "user.h"

struct bytes;
struct error;
struct store;

struct partition {
	struct store *store;
	struct partition_row row;
};

#define MFA_CHALLENGE_LEN 32

/*
 * A connection to one HSM, and the login over it. Session keys live here, with the process, and die
 * with it.
 */
struct partition_session {
	char username[USERNAME_MAX + 1];
	enum user_role role; /* ROLE_NONE: nobody is logged in */
	int64_t login;       /* the store's row */
	struct key_object *keys;
	size_t n_keys;
	/* What the HSM last asked to be signed: good for one answer. */
	bool is_asked;
	unsigned char challenge[MFA_CHALLENGE_LEN];
	bool mtls; /* the connection has a client certificate */
};
/* Ends the login, and wipes its session keys; the connection stays. */
void partition_session_done(struct partition_session *session);

/* partition.c: making and copying, for the estate */

/* A fresh HSM: the users admin (unactivated) and app_user, no keys. */
MUST_CHECK int partition_create(struct store *store, enum hsm_type type, enum cluster_mode mode,
    const unsigned char lineage[16], struct partition *partition, struct error *err);
MUST_CHECK int partition_open(
    struct store *store, int64_t id, struct partition *partition, struct error *err);
/* Looks at all that the partition holds: each row under its MAC, each key opened. In a read. */
MUST_CHECK int partition_check(struct store *store, int64_t id, struct error *err);
/*
 * A copy of from (a backup, a restore, a joining HSM) in a partition of the given type, which may
 * be a newer one. The mode and the lineage stay. ERR_POLICY when 3DES keys cannot live there.
 */
MUST_CHECK int partition_copy(struct store *store, int64_t from, enum hsm_type type,
    struct partition *partition, struct error *err);
/*
 * Brings the token keys that to lacks from another HSM of its cluster, as the service does by
 * itself behind its clients. *copied: how many came. Nothing is changed in keys that both hold.
 */
MUST_CHECK int partition_synchronise(
    const struct partition *from, struct partition *to, size_t *copied, struct error *err);
/* What an HSM does that notices tampering: it holds nothing any more. */
MUST_CHECK int partition_zeroise(struct store *store, int64_t id, struct error *err);
MUST_CHECK int partition_remove(struct store *store, int64_t id, struct error *err);

/* partition-user.c */

MUST_CHECK int partition_user_list(
    const struct partition *partition, struct user_row **users, size_t *count, struct error *err);
bool partition_user_is_locked(const struct user_row *user);
/* The first admin's password; leaves EVENT_ACTIVATED. ERR_ALREADY_ACTIVATED. */
MUST_CHECK int partition_activate(
    struct partition *partition, const struct password_verifier *verifier, struct error *err);
/* Whether that has happened, as the HSM itself knows it. */
MUST_CHECK int partition_is_activated(
    const struct partition *partition, bool *is_activated, struct error *err);
/*
 * Whoever may not: the refusals of permission.c, then those of partition_approve, which approval is
 * for; NULL where there is none.
 */
MUST_CHECK int partition_user_create(struct partition *partition,
    const struct partition_session *session, const char *name, enum user_role role,
    const struct password_verifier *verifier, const struct quorum_approval *approval,
    struct error *err);
MUST_CHECK int partition_user_delete(struct partition *partition,
    const struct partition_session *session, const char *name, enum user_role role,
    const struct quorum_approval *approval, struct error *err);
struct password_change {
	const struct password_verifier *verifier;
	bool deregister_mfa, deregister_quorum;
};
MUST_CHECK int partition_user_change_password(struct partition *partition,
    const struct partition_session *session, const char *name, enum user_role role,
    const struct password_change *change, const struct quorum_approval *approval,
    struct error *err);

/* partition-user-key.c: public keys of users, for a second factor and for quorum */

/* Whether users may register it: ERR_PUBLIC_KEY_KIND unless it is RSA of 2048 bits. */
MUST_CHECK int partition_check_user_key(const void *public_key, size_t len, struct error *err);

/* Asks anew: what is to be signed, by whoever logs in or registers a key over this connection. */
MUST_CHECK int partition_ask(const struct partition *partition, struct partition_session *session,
    unsigned char challenge[MFA_CHALLENGE_LEN], struct error *err);
struct mfa_request {
	const struct password_verifier *verifier;
	const void *public_key; /* SubjectPublicKeyInfo; NULL: the second factor is taken away */
	size_t public_key_len;
	const struct bytes *signature; /* of the challenge, by its private half */
	bool change_quorum;
};
/* ERR_USER_UNKNOWN, ERR_USER_LOGGED_IN, ERR_QUORUM_PROOF, ERR_MFA_KEY. */
MUST_CHECK int partition_user_change_mfa(struct partition *partition,
    struct partition_session *session, const char *name, enum user_role role,
    const struct mfa_request *request, const struct quorum_approval *approval, struct error *err);
/* The session's own user. digest: what the private half has signed. ERR_QUORUM_PROOF, ERR_MFA_KEY.
 */
MUST_CHECK int partition_user_register(struct partition *partition,
    const struct partition_session *session, const void *public_key, size_t public_key_len,
    const unsigned char digest[32], const struct bytes *signature, struct error *err);

/* partition-user-copy.c: users move between clones of one HSM */

struct user_copy {
	struct user_row row;
	unsigned char lineage[16];
	enum hsm_type type; /* of the HSM that it comes from */
};
/* ERR_USER_UNKNOWN. */
MUST_CHECK int partition_user_extract(const struct partition *partition,
    const struct partition_session *session, const char *name, enum user_role role,
    struct user_copy *copy, struct error *err);
/* Whether two HSMs hold the same of a user, lock-out included. */
bool partition_user_equal(const struct user_copy *a, const struct user_copy *b);
/*
 * ERR_CLUSTERS_UNRELATED, ERR_POLICY from a newer HSM type, ERR_USER_EXISTS with anything but the
 * failures that differs, ERR_USER_LIMIT; ERR_QUORUM_REQUIRED for a new user where users are made by
 * quorum, since nothing approves a copy. *is_locked: whether the user is locked here.
 */
MUST_CHECK int partition_user_insert(struct partition *partition,
    const struct partition_session *session, const struct user_copy *copy, bool *is_locked,
    struct error *err);

/* partition-quorum.c: values and tokens */

/* ERR_POLICY for the cluster service of hsm1.medium, ERR_QUORUM_VALUE. */
MUST_CHECK int partition_quorum_set_value(struct partition *partition,
    const struct partition_session *session, enum quorum_service service, unsigned value,
    const struct quorum_approval *approval, struct error *err);
/*
 * A token for the session, of a key (handle) if the service is about one. What is to be signed of
 * it is written to record. ERR_QUORUM_TOKEN_EXISTS, ERR_QUORUM_TOKEN_LIMIT.
 */
MUST_CHECK int partition_token_generate(struct partition *partition,
    const struct partition_session *session, enum quorum_service service, uint64_t handle,
    unsigned char record[TOKEN_RECORD_LEN], struct error *err);
/* Those that can still be used, of all users, in the order in which they were made. *rows is for
 * free(). */
MUST_CHECK int partition_token_list(const struct partition *partition,
    const struct partition_session *session, struct token_row **rows, size_t *count,
    struct error *err);
/* How many approvals the token's service, or key, takes; and microseconds that are left of it. */
MUST_CHECK int partition_token_required(const struct partition *partition,
    const struct token_row *row, unsigned *required, struct error *err);
int64_t partition_token_left(const struct partition *partition, const struct token_row *row);
MUST_CHECK int partition_token_delete(struct partition *partition,
    const struct partition_session *session, bool all, struct error *err);
/* What a record says of itself; false for one that no HSM can have written. */
bool partition_record_read(
    const unsigned char record[TOKEN_RECORD_LEN], enum quorum_service *service, uint64_t *handle);
/* Whether a user of this role may register a public key. */
MUST_CHECK int partition_may_register(
    const struct partition *partition, const struct partition_session *session, struct error *err);
/* Takes back a token that this session has just made. */
MUST_CHECK int partition_token_withdraw(struct partition *partition,
    const struct partition_session *session, const unsigned char record[TOKEN_RECORD_LEN],
    struct error *err);
/* Uses up the session's token that approval holds, if it has one here, whether or not the request
 * had to be approved. */
MUST_CHECK int partition_spend(struct partition *partition, const struct partition_session *session,
    const struct quorum_approval *approval, struct error *err);

/* partition-mtls.c. ERR_POLICY on hsm1.medium, but for partition_admit. */

/*
 * Whether the HSM takes a connection with this chain of certificates (PEM), or with none (NULL):
 * ERR_CERTIFICATE_INVALID with the reason when it does not. *mtls: whether the chain counted.
 */
MUST_CHECK int partition_admit(
    const struct partition *partition, const char *chain, bool *mtls, struct error *err);
/* *anchors is for anchor_rows_free. */
MUST_CHECK int partition_anchor_list(const struct partition *partition, struct anchor_row **anchors,
    size_t *count, struct error *err);
/* ERR_MTLS_INVALID, ERR_MTLS_OVERSIZED, ERR_MTLS_EXISTS, ERR_MTLS_LIMIT. */
MUST_CHECK int partition_anchor_register(struct partition *partition,
    const struct partition_session *session, unsigned reference, const char *pem,
    const struct quorum_approval *approval, struct error *err);
/* ERR_MTLS_UNKNOWN. */
MUST_CHECK int partition_anchor_deregister(struct partition *partition,
    const struct partition_session *session, unsigned reference,
    const struct quorum_approval *approval, struct error *err);
MUST_CHECK int partition_mtls_get_level(const struct partition *partition,
    const struct partition_session *session, enum mtls_level *level, struct error *err);
/* ERR_MTLS_ADMIN, ERR_MTLS_CONNECTION. */
MUST_CHECK int partition_mtls_set_level(struct partition *partition,
    const struct partition_session *session, enum mtls_level level,
    const struct quorum_approval *approval, struct error *err);

/* partition-login.c */

/* scrypt's N for new passwords: what the setting password-cost says, standard unless it says fast.
 */
#define PASSWORD_COST_STANDARD 16384
#define PASSWORD_COST_FAST 1024
MUST_CHECK int partition_password_cost(struct store *store, uint64_t *cost, struct error *err);

/*
 * With what salt and cost the user's password is to be hashed; for a user that does not exist,
 * values that look the same.
 */
MUST_CHECK int partition_login_parameters(const struct partition *partition, const char *name,
    enum user_role role, struct password_verifier *parameters, struct error *err);
/*
 * Logs in, or counts a failure: the part is to be kept in either case. The text is the same for a
 * wrong password, a wrong signature, a locked user and a user that does not exist: ERR_CREDENTIALS,
 * ERR_USER_LOCKED, ERR_NOT_ACTIVATED. ERR_LOGIN_STALE, and nothing is counted, when the password
 * was hashed with parameters that are no longer the user's. signature: of the session's challenge,
 * for users with a second factor; without one (NULL) they are refused, whatever the password:
 * ERR_MFA_REQUIRED, and nothing is counted.
 */
MUST_CHECK int partition_login(struct partition *partition, const char *name, enum user_role role,
    const struct password_verifier *offered, const struct bytes *signature,
    struct partition_session *session, struct error *err);
MUST_CHECK int partition_logout(
    struct partition *partition, struct partition_session *session, struct error *err);
/* Ends the sessions whose processes are gone, and those that this process lost without a logout. */
MUST_CHECK int partition_close_abandoned(const struct partition *partition, struct error *err);

/*
 * Whether the HSM still knows the login: a session whose row is gone, with its user or otherwise,
 * is ended here.
 */
MUST_CHECK int partition_session_check(
    const struct partition *partition, struct partition_session *session, struct error *err);

/* partition-key.c: finding */

/* Keys that the session sees and the filter matches, ascending; session keys have version 0. */
MUST_CHECK int partition_key_find(const struct partition *partition,
    const struct partition_session *session, const struct key_filter *filter, struct key_ref **refs,
    size_t *count, struct error *err);
/* A key that the session sees; ERR_KEY_NOT_SINGLE "0" when there is none. Wiped by key_object_done.
 */
MUST_CHECK int partition_key_load(const struct partition *partition,
    const struct partition_session *session, uint64_t handle, struct key_object *key,
    struct error *err);
/* The same, for who wants to have its public half outside. */
MUST_CHECK int partition_key_load_public(const struct partition *partition,
    const struct partition_session *session, uint64_t handle, struct key_object *key,
    struct error *err);
MUST_CHECK int partition_handle_is_free(const struct partition *partition,
    const struct partition_session *session, uint64_t handle, bool *is_free, struct error *err);

/* partition-key-make.c */

/* What is asked of a key that is to be; 0 or CURVE_NONE where it is not known yet. */
struct key_kind {
	enum key_type type;
	enum key_class class;
	enum key_curve curve;     /* EC */
	uint64_t length_bytes;    /* of a secret key */
	uint64_t modulus_bits;    /* RSA */
	uint64_t public_exponent; /* RSA */
	bool is_whole;            /* all that the type has is known: 0 is a size as any other */
};
/*
 * Fills the object that a command asks for, but for its material and handle: type, class, label,
 * attributes by the rules of creation, owner, sharees. Checks who asks (ERR_CRYPTO_USER_REQUIRED),
 * the policy and limits of HSM type and mode (ERR_POLICY, ERR_KEY_SIZE, ERR_PUBLIC_EXPONENT), the
 * template (ERR_KEY_LABEL, ERR_ATTRIBUTE_TOKEN, ERR_ATTRIBUTE_VALUE), and the sharees, with the
 * errors of partition_key_share. Nothing is left in *key on failure.
 */
MUST_CHECK int partition_key_prepare(const struct partition *partition,
    const struct partition_session *session, enum key_origin origin, const struct key_kind *kind,
    const struct key_template *template, struct key_object *key, struct error *err);
/*
 * ERR_KEY_LIMIT when the HSM has no room for so many more keys. The session keys of every login
 * that lives take room.
 */
MUST_CHECK int partition_check_room(const struct partition *partition,
    const struct partition_session *session, const struct key_counts *more, struct error *err);
/* How a key comes into an HSM, for its audit log. */
enum key_arrival { KEY_MADE_HERE, KEY_COPIED_HERE };
/*
 * Takes the key whole: as a token key, or (token false) into the session. Policy, limits, people
 * and room are checked here again, for the key as it is. ERR_KEY_EXISTS when the handle is taken.
 */
MUST_CHECK int partition_key_insert(struct partition *partition, struct partition_session *session,
    const struct key_object *key, enum key_arrival arrival, struct error *err);
/*
 * The session's own keys, which no transaction undoes: what was done to them inside one is undone
 * with these. What the HSM counts of them goes with the transaction.
 */
MUST_CHECK int partition_session_key_remove(
    struct partition_session *session, uint64_t handle, struct error *err);
/*
 * Undoes the last change or removal of a key of the session: the key, moved out of *key, is in the
 * session again as it was. It takes the place that it had, so that no memory is wanted.
 */
void partition_session_key_restore(struct partition_session *session, struct key_object *key);

/*
 * partition-key-change.c: of a key that the session sees (ERR_KEY_NOT_SINGLE "0") and owns
 * (ERR_KEY_NOT_OWNER), looked at in that order.
 */

/*
 * ERR_KEY_NOT_MODIFIABLE, then ERR_ATTRIBUTE_VALUE or ERR_KEY_LABEL. An admin sets trusted of any
 * key.
 */
MUST_CHECK int partition_key_set_attribute(struct partition *partition,
    struct partition_session *session, uint64_t handle, const struct attribute_value *value,
    const struct quorum_approval *approval, struct error *err);
/*
 * Sets token: takes a session key out of its session, as the token key that every HSM of the
 * cluster is to insert (*promoted, for key_object_done). ERR_ATTRIBUTE_VALUE for any other key and
 * for token=false, ERR_KEY_NOT_MODIFIABLE.
 */
MUST_CHECK int partition_key_promote(struct partition *partition, struct partition_session *session,
    uint64_t handle, const struct attribute_value *value, struct key_object *promoted,
    struct error *err);
/*
 * In this order: the refusals of partition_approve, ERR_SHARE_PUBLIC, ERR_SHARE_ROLE,
 * ERR_KEY_SESSION, ERR_SHARE_SELF, ERR_USER_UNKNOWN, ERR_SHARE_TWICE.
 */
MUST_CHECK int partition_key_share(struct partition *partition, struct partition_session *session,
    uint64_t handle, const char *username, enum user_role role,
    const struct quorum_approval *approval, struct error *err);
/*
 * The same, then ERR_SHARE_ROLE, ERR_SHARE_NOT_SHARED, and ERR_QUORUM_VALUE when fewer users would
 * be left than the key's quorum wants.
 */
MUST_CHECK int partition_key_unshare(struct partition *partition, struct partition_session *session,
    uint64_t handle, const char *username, enum user_role role,
    const struct quorum_approval *approval, struct error *err);
/* ERR_KEY_NOT_DESTROYABLE. */
MUST_CHECK int partition_key_delete(struct partition *partition, struct partition_session *session,
    uint64_t handle, struct error *err);

/* partition-wrap.c: keys leave and enter under other keys */

/*
 * wrapped, filled on success only: data is appended to, iv is set where the mechanism has one.
 * In this order: ERR_CRYPTO_USER_REQUIRED, ERR_POLICY; of the payload ERR_KEY_NOT_SINGLE "0",
 * ERR_KEY_TYPE_MISMATCH, ERR_KEY_NOT_OWNER, ERR_KEY_NOT_EXTRACTABLE, the refusals of
 * partition_approve; of the wrapping key ERR_KEY_NOT_SINGLE "0", ERR_KEY_TYPE_MISMATCH,
 * ERR_KEY_NOT_PERMITTED, ERR_WRAP_TRUSTED, those of partition_approve; then what the mechanism says
 * of the payload's length: ERR_WRAP_TOO_LARGE, ERR_WRAP_LENGTH, ERR_WRAP_SHORT.
 */
MUST_CHECK int partition_wrap(struct partition *partition, const struct partition_session *session,
    const struct wrap_parameters *parameters, uint64_t payload, uint64_t wrapping,
    const struct wrap_approvals *approvals, struct wrapped_key *wrapped, struct error *err);
/*
 * The material, checked to be a key of the type and class; it stays empty on failure. In this
 * order: ERR_CRYPTO_USER_REQUIRED, ERR_POLICY; of the unwrapping key ERR_KEY_NOT_SINGLE "0",
 * ERR_KEY_TYPE_MISMATCH, ERR_KEY_NOT_PERMITTED, the refusals of partition_approve;
 * ERR_UNWRAP_FAILED. Whether the HSM takes such a key is for partition_key_insert to say, and
 * partition_unwrapped has to be called when it does.
 */
MUST_CHECK int partition_unwrap(const struct partition *partition,
    const struct partition_session *session, const struct wrap_parameters *parameters,
    uint64_t unwrapping, enum key_type type, enum key_class class, const void *wrapped,
    size_t wrapped_len, const struct quorum_approval *approval, struct secret *material,
    struct error *err);
/* Uses up the approval of an unwrapping, and writes down what key it was done with. */
MUST_CHECK int partition_unwrapped(struct partition *partition,
    const struct partition_session *session, uint64_t unwrapping,
    const struct quorum_approval *approval, struct error *err);

/* partition-look.c: for the lab, which sees into an HSM without a login. */

/* All token keys, in ascending order of handle. *refs is for free(). */
MUST_CHECK int partition_look_keys(
    const struct partition *partition, struct key_ref **refs, size_t *count, struct error *err);
/* ERR_KEY_NOT_SINGLE "0" when there is none. Wiped by key_object_done. */
MUST_CHECK int partition_look_key(
    const struct partition *partition, uint64_t handle, struct key_object *key, struct error *err);
/* Whether the owner, or an admin where it is for them, could give the key this attribute. */
MUST_CHECK int partition_look_settable(const struct partition *partition,
    const struct key_object *key, const struct attribute_value *value, bool *is_settable,
    struct error *err);

/*
 * partition-masked.c: masked objects, as clones exchange them. Extracting takes an admin or the
 * owner; inserting checks lineage, policy, owner, sharees, that the handle is free or holds the
 * same key and, of a key that is new here, what an older HSM type cannot have, and capacity.
 */
MUST_CHECK int partition_extract_masked(struct partition *partition,
    const struct partition_session *session, uint64_t handle, struct key_object *key,
    struct error *err);
MUST_CHECK int partition_insert_masked(struct partition *partition,
    const struct partition_session *session, const struct key_object *key, struct error *err);

/*
 * partition-sign.c. In this order: ERR_CRYPTO_USER_REQUIRED, ERR_POLICY; of the key
 * ERR_KEY_NOT_SINGLE "0", ERR_KEY_TYPE_MISMATCH, ERR_KEY_NOT_PERMITTED; what is said below; then
 * the errors of crypto_sign and crypto_verify.
 */

/*
 * The refusals of partition_approve; what approves has to be given to partition_spend before the
 * signature is given to anybody. weak_hash: whether the client lets ECDSA sign with a hash that is
 * weaker than the key where the policy does not. ERR_MECHANISM when it does not: *key_strength, in
 * bits, tells how strong the key is.
 */
MUST_CHECK int partition_sign(const struct partition *partition,
    const struct partition_session *session, const struct sign_parameters *parameters,
    bool weak_hash, uint64_t handle, const void *data, size_t data_len,
    const struct quorum_approval *approval, struct bytes *signature, unsigned *key_strength,
    struct error *err);
MUST_CHECK int partition_verify(const struct partition *partition,
    const struct partition_session *session, const struct sign_parameters *parameters,
    uint64_t handle, const void *data, size_t data_len, const void *signature, size_t signature_len,
    struct error *err);

#endif
