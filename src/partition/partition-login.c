/* Logins at one HSM: verifying a password, counting failures, living and dead sessions. */
#include "bytes.h"
#include "crypto.h"
#include "error.h"
#include "partition-private.h"
#include "secret.h"

#include <stdlib.h>
#include <string.h>

int partition_password_cost(struct store *store, uint64_t *cost, struct error *err)
{
	char *value = NULL;
	int rc = store_setting_get(store, "password-cost", &value, err);

	*cost = value && strcmp(value, "fast") == 0 ? PASSWORD_COST_FAST : PASSWORD_COST_STANDARD;
	free(value);
	return rc;
}

int partition_verifier_seal(const struct partition *partition,
    const struct password_verifier *verifier, struct password_verifier *sealed, struct error *err)
{
	unsigned char data[8 + sizeof(verifier->hash)] = "verifier";
	int rc;

	*sealed = *verifier;
	memcpy(data + 8, verifier->hash, sizeof(verifier->hash));
	rc = store_mac(partition->store, data, sizeof(data), sealed->hash, err);
	secret_wipe(data, sizeof(data));
	return rc;
}

static bool same_parameters(const struct password_verifier *a, const struct password_verifier *b)
{
	return a->cost == b->cost && memcmp(a->salt, b->salt, sizeof(a->salt)) == 0;
}

/* A user that does not exist has a salt too, always the same, so that nobody can tell by it. */
static int invent_parameters(const struct partition *partition, const char *name,
    struct password_verifier *parameters, struct error *err)
{
	struct bytes data = BYTES_INIT;
	unsigned char mac[32] = {0};
	int rc;

	bytes_append_text(&data, "salt");
	bytes_append(&data, partition->row.lineage, sizeof(partition->row.lineage));
	bytes_append_text(&data, name);
	rc = bytes_failed(&data) ? error_raise(err, ERR_MEMORY)
				 : store_mac(partition->store, data.data, data.len, mac, err);
	bytes_done(&data);
	memcpy(parameters->salt, mac, sizeof(parameters->salt));
	return rc ? rc : partition_password_cost(partition->store, &parameters->cost, err);
}

int partition_login_parameters(const struct partition *partition, const char *name,
    enum user_role role, struct password_verifier *parameters, struct error *err)
{
	struct user_row user;
	bool found = false;
	int rc = store_user_get(partition->store, partition->row.id, name, &user, &found, err);

	memset(parameters, 0, sizeof(*parameters));
	if (rc)
		return rc;
	if (!found || user.role != role || !user.verifier.cost)
		return invent_parameters(partition, name, parameters, err);
	*parameters = user.verifier;
	secret_wipe(parameters->hash, sizeof(parameters->hash));
	return 0;
}

static int count_failure(struct partition *partition, struct user_row *user, struct error *err)
{
	int rc;

	user->failures++;
	rc = store_user_update(partition->store, partition->row.id, user, err);
	return rc ? rc : error_raise(err, ERR_CREDENTIALS);
}

static bool signature_holds(const struct user_row *user, const struct partition_session *session,
    const struct bytes *signature)
{
	struct error ignored = ERROR_INIT;

	return session->is_asked &&
	       crypto_verify_sha256(user->public_key, user->public_key_len, session->challenge,
		   signature->data, signature->len, &ignored) == 0;
}

/* Password and signature are one secret: nobody is told which of the two was wrong. */
static int check_factors(struct partition *partition, struct user_row *user,
    const struct password_verifier *offered, const struct bytes *signature,
    const struct partition_session *session, struct error *err)
{
	struct password_verifier sealed;
	bool holds;
	int rc = partition_verifier_seal(partition, offered, &sealed, err);

	if (rc)
		return rc;
	holds = secret_bytes_equal(user->verifier.hash, sealed.hash, sizeof(sealed.hash));
	if (user->mfa)
		holds = signature_holds(user, session, signature) && holds;
	if (!holds)
		return count_failure(partition, user, err);
	if (!user->failures)
		return 0;
	user->failures = 0;
	return store_user_update(partition->store, partition->row.id, user, err);
}

static int verify(struct partition *partition, const char *name, enum user_role role,
    const struct password_verifier *offered, const struct bytes *signature,
    const struct partition_session *session, bool *found, struct error *err)
{
	struct user_row user;
	int rc = store_user_get(partition->store, partition->row.id, name, &user, found, err);

	if (rc)
		return rc;
	if (*found && user.role == ROLE_UNACTIVATED_ADMIN && role == ROLE_ADMIN)
		return error_raise(err, ERR_NOT_ACTIVATED);
	*found = *found && user.role == role && user.verifier.cost;
	if (!*found)
		return error_raise(err, ERR_CREDENTIALS);
	/* Who has a second factor, user list tells anybody. */
	if (user.mfa && !signature)
		return error_raise(err, ERR_MFA_REQUIRED);
	if (partition_user_is_locked(&user))
		return error_raise(err, ERR_USER_LOCKED);
	if (!same_parameters(&user.verifier, offered))
		return error_raise(err, ERR_LOGIN_STALE);
	return check_factors(partition, &user, offered, signature, session, err);
}

/* A refusal is written down, unless it is none of the HSM's. */
static int write_refusal(const struct partition *partition, const char *name, enum user_role role,
    bool found, struct error *err)
{
	const struct audit_entry entry = {
	    .opcode = AUDIT_LOGIN,
	    .response = found ? AUDIT_LOGIN_FAILURE : AUDIT_NO_SUCH_USER,
	    .username = name,
	    .role = role,
	};
	struct error failure = ERROR_INIT;
	int rc;

	if (error_is_fault(err->code) || err->code == ERR_LOGIN_STALE)
		return (int)err->code;
	rc = partition_audit(partition, NULL, &entry, &failure);
	if (rc)
		*err = failure;
	return (int)err->code;
}

static int begin_session(struct partition *partition, const char *name, enum user_role role,
    struct partition_session *session, struct error *err)
{
	static const struct audit_entry entry = {.opcode = AUDIT_LOGIN};
	int rc = partition_sweep(partition, err);

	if (!rc)
		rc = store_login_add(
		    partition->store, partition->row.id, name, role, &session->login, err);
	if (rc)
		return rc;
	strncpy(session->username, name, USERNAME_MAX);
	session->role = role;
	rc = partition_audit(partition, session, &entry, err);
	if (rc)
		partition_session_done(session);
	return rc;
}

int partition_login(struct partition *partition, const char *name, enum user_role role,
    const struct password_verifier *offered, const struct bytes *signature,
    struct partition_session *session, struct error *err)
{
	bool found = false;
	int rc = verify(partition, name, role, offered, signature, session, &found, err);

	if (rc != ERR_LOGIN_STALE)
		session->is_asked = false;
	if (rc)
		return write_refusal(partition, name, role, found, err);
	return begin_session(partition, name, role, session, err);
}

static int end_session(
    const struct partition *partition, const struct partition_session *session, struct error *err)
{
	static const struct audit_entry entry = {.opcode = AUDIT_LOGOUT};
	int rc = store_login_remove(partition->store, session->login, err);

	return rc ? rc : partition_audit(partition, session, &entry, err);
}

/* own: those of this process, too. */
static int close_sessions(const struct partition *partition, bool own, struct error *err)
{
	struct login_row *dead = NULL;
	size_t count = 0;
	int rc = store_login_ended(partition->store, partition->row.id, own, &dead, &count, err);

	for (size_t i = 0; !rc && i < count; i++) {
		const struct audit_entry entry = {.opcode = AUDIT_CLOSE_SESSION};
		struct partition_session session = {.login = dead[i].id, .role = dead[i].role};

		memcpy(session.username, dead[i].username, sizeof(session.username));
		rc = store_login_remove(partition->store, dead[i].id, err);
		if (!rc)
			rc = partition_audit(partition, &session, &entry, err);
	}
	free(dead);
	return rc;
}

int partition_sweep(const struct partition *partition, struct error *err)
{
	return close_sessions(partition, false, err);
}

int partition_close_abandoned(const struct partition *partition, struct error *err)
{
	return close_sessions(partition, true, err);
}

int partition_is_logged_in(
    const struct partition *partition, const char *username, bool *is_logged_in, struct error *err)
{
	int rc = partition_sweep(partition, err);

	return rc ? rc
		  : store_login_alive(
			partition->store, partition->row.id, username, is_logged_in, err);
}

int partition_logout(
    struct partition *partition, struct partition_session *session, struct error *err)
{
	int rc = 0;

	if (session->role != ROLE_NONE)
		rc = end_session(partition, session, err);
	partition_session_done(session);
	return rc;
}

int partition_session_check(
    const struct partition *partition, struct partition_session *session, struct error *err)
{
	bool exists = false;
	int rc;

	if (session->role == ROLE_NONE)
		return 0;
	rc = store_login_exists(partition->store, session->login, partition->row.id,
	    session->username, session->role, &exists, err);
	if (!rc && !exists)
		partition_session_done(session);
	return rc;
}

void partition_session_done(struct partition_session *session)
{
	for (size_t i = 0; i < session->n_keys; i++)
		key_object_done(&session->keys[i]);
	free(session->keys);
	session->keys = NULL;
	session->n_keys = 0;
	memset(session->username, 0, sizeof(session->username));
	session->role = ROLE_NONE;
	session->login = 0;
}
