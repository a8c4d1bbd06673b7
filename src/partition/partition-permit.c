/* Asks the rules of permission.c for a session: who is it, and how does it stand to what it asks
 * about? */
#include "error.h"
#include "partition-private.h"

#include <string.h>

bool partition_is_self(
    const struct partition_session *session, const char *username, enum user_role role)
{
	return session->role == role && session->role != ROLE_NONE &&
	       strcmp(session->username, username) == 0;
}

/* Whoever asks about nothing that could be theirs. */
static enum caller caller_of(const struct partition_session *session)
{
	if (session->role == ROLE_CRYPTO_USER)
		return CALLER_CRYPTO_USER;
	if (session->role != ROLE_ADMIN)
		return CALLER_NOBODY;
	return strcmp(session->username, "admin") == 0 ? CALLER_FIRST_ADMIN : CALLER_ADMIN;
}

static enum caller caller_of_key(
    const struct partition_session *session, const struct key_object *key)
{
	if (session->role != ROLE_CRYPTO_USER)
		return caller_of(session);
	if (strcmp(session->username, key->view.owner) == 0)
		return CALLER_OWNER;
	if (key_object_is_shared_with(key, session->username))
		return CALLER_SHAREE;
	return key->view.class == KEY_CLASS_PUBLIC ? CALLER_READER : CALLER_STRANGER;
}

static enum caller caller_of_user(
    const struct partition_session *session, const char *username, enum user_role role)
{
	return partition_is_self(session, username, role) ? CALLER_SELF : caller_of(session);
}

/*
 * Who may not is told so, whatever the HSM's mode. "0" is for ERR_KEY_NOT_SINGLE: whoever does not
 * see a key has none to choose.
 */
static int permit(const struct partition *partition, enum permission permission, enum caller caller,
    bool token_key, struct error *err)
{
	enum error_code refusal = permission_check(permission, caller);

	if (refusal != ERR_OK)
		return error_raise(err, refusal, "0");
	if (partition->row.limited_write && permission_is_limited(permission, token_key))
		return error_raise(err, ERR_LIMITED_WRITE);
	return 0;
}

int partition_permit(const struct partition *partition, const struct partition_session *session,
    enum permission permission, struct error *err)
{
	return permit(partition, permission, caller_of(session), true, err);
}

int partition_permit_new_key(const struct partition *partition,
    const struct partition_session *session, enum permission permission, bool token,
    struct error *err)
{
	return permit(partition, permission, caller_of(session), token, err);
}

int partition_permit_activate(
    const struct partition *partition, bool is_activated, struct error *err)
{
	return permit(partition, PERMIT_ACTIVATE,
	    is_activated ? CALLER_NOBODY : CALLER_UNACTIVATED_ADMIN, false, err);
}

int partition_permit_role(
    const struct partition_session *session, enum permission permission, struct error *err)
{
	enum error_code refusal = permission_check_role(permission, caller_of(session));

	return refusal == ERR_OK ? 0 : error_raise(err, refusal);
}

int partition_permit_user(const struct partition *partition,
    const struct partition_session *session, enum permission permission, const char *username,
    enum user_role role, struct error *err)
{
	return permit(partition, permission, caller_of_user(session, username, role), false, err);
}

int partition_permit_key(const struct partition *partition, const struct partition_session *session,
    enum permission permission, const struct key_object *key, struct error *err)
{
	return permit(partition, permission, caller_of_key(session, key),
	    key_view_flag(&key->view, ATTR_TOKEN), err);
}

bool partition_owns(const struct partition_session *session, const struct key_object *key)
{
	return caller_of_key(session, key) == CALLER_OWNER;
}

bool partition_sees(const struct partition_session *session, const struct key_object *key)
{
	return permission_check(PERMIT_KEY_SEE, caller_of_key(session, key)) == ERR_OK;
}

/* How many approvals a request takes; less than QUORUM_MIN: none. */
static unsigned required_for(const struct partition *partition,
    const struct partition_session *session, const struct approve_request *request)
{
	enum quorum_service service = permission_rule(request->permission)->service;
	enum caller caller = request->key ? caller_of_key(session, request->key)
			     : request->username
				 ? caller_of_user(session, request->username, request->role)
				 : caller_of(session);

	if (!permission_is_guarded(request->permission, caller))
		return 0;
	if (service < QUORUM_VALUES)
		return partition->row.quorum[service];
	return service == QUORUM_KEY_USAGE ? request->key->view.use_quorum
					   : request->key->view.manage_quorum;
}

int partition_approve(const struct partition *partition, const struct partition_session *session,
    const struct approve_request *request, const struct quorum_approval *approval,
    struct error *err)
{
	unsigned required = required_for(partition, session, request);

	if (required < QUORUM_MIN)
		return 0;
	return partition_check_approval(partition, session,
	    permission_rule(request->permission)->service, request->key, required, approval, err);
}
