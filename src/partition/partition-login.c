/* Logins at one HSM: verifying a password, counting failures, living and dead sessions. */
#include "bytes.h"
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

static int verify(struct partition *partition, const char *name, enum user_role role,
    const struct password_verifier *offered, struct error *err)
{
	struct password_verifier sealed;
	struct user_row user;
	bool found = false;
	int rc = store_user_get(partition->store, partition->row.id, name, &user, &found, err);

	if (!rc)
		rc = partition_verifier_seal(partition, offered, &sealed, err);
	if (rc)
		return rc;
	if (found && user.role == ROLE_UNACTIVATED_ADMIN && role == ROLE_ADMIN)
		return error_raise(err, ERR_NOT_ACTIVATED);
	if (!found || user.role != role || !user.verifier.cost)
		return error_raise(err, ERR_CREDENTIALS);
	if (partition_user_is_locked(&user))
		return error_raise(err, ERR_USER_LOCKED);
	if (!same_parameters(&user.verifier, offered))
		return error_raise(err, ERR_LOGIN_STALE);
	if (!secret_bytes_equal(user.verifier.hash, sealed.hash, sizeof(sealed.hash)))
		return count_failure(partition, &user, err);
	if (!user.failures)
		return 0;
	user.failures = 0;
	return store_user_update(partition->store, partition->row.id, &user, err);
}

int partition_login(struct partition *partition, const char *name, enum user_role role,
    const struct password_verifier *offered, struct partition_session *session, struct error *err)
{
	int rc = verify(partition, name, role, offered, err);

	if (!rc)
		rc = store_login_add(
		    partition->store, partition->row.id, name, role, &session->login, err);
	if (rc)
		return rc;
	strncpy(session->username, name, USERNAME_MAX);
	session->role = role;
	return 0;
}

int partition_logout(
    struct partition *partition, struct partition_session *session, struct error *err)
{
	int rc = 0;

	if (session->role != ROLE_NONE)
		rc = store_login_remove(partition->store, session->login, err);
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
	memset(session, 0, sizeof(*session));
}
