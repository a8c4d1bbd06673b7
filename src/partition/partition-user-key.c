/* Public keys of users: whoever registers one proves to have the private half. One serves both
 * uses. */
#include "crypto.h"
#include "error.h"
#include "partition-private.h"
#include "ports.h"

#include <string.h>

int partition_ask(const struct partition *partition, struct partition_session *session,
    unsigned char challenge[MFA_CHALLENGE_LEN], struct error *err)
{
	int rc =
	    ports_random(store_ports(partition->store), session->challenge, MFA_CHALLENGE_LEN, err);

	session->is_asked = !rc;
	if (!rc)
		memcpy(challenge, session->challenge, MFA_CHALLENGE_LEN);
	return rc;
}

static bool is_key_of(const struct user_row *user, const void *public_key, size_t len)
{
	return user->public_key_len == len && memcmp(user->public_key, public_key, len) == 0;
}

int partition_check_user_key(const void *public_key, size_t len, struct error *err)
{
	struct crypto_public_info info;
	int rc = crypto_public_info(public_key, len, &info, err);

	if (rc)
		return rc;
	if (info.type != KEY_RSA || info.modulus_bits != 2048 || len > USER_PUBLIC_KEY_MAX)
		rc = error_raise(err, ERR_PUBLIC_KEY_KIND);
	crypto_public_info_done(&info);
	return rc;
}

static int set_key(struct user_row *user, const void *public_key, size_t len, struct error *err)
{
	int rc = partition_check_user_key(public_key, len, err);

	if (rc)
		return rc;
	memcpy(user->public_key, public_key, len);
	user->public_key_len = len;
	return 0;
}

static int check_proof(const void *public_key, size_t len, const unsigned char digest[32],
    const struct bytes *signature, struct error *err)
{
	int rc = signature ? crypto_verify_sha256(
				 public_key, len, digest, signature->data, signature->len, err)
			   : ERR_SIGNATURE;

	return rc == ERR_SIGNATURE ? error_raise(err, ERR_QUORUM_PROOF) : rc;
}

/* The answer to a challenge is good once. */
static int check_answer(
    struct partition_session *session, const struct mfa_request *request, struct error *err)
{
	bool is_asked = session->is_asked;

	session->is_asked = false;
	if (!is_asked)
		return error_raise(err, ERR_QUORUM_PROOF);
	return check_proof(request->public_key, request->public_key_len, session->challenge,
	    request->signature, err);
}

static int register_mfa(struct partition_session *session, struct user_row *user,
    const struct mfa_request *request, struct error *err)
{
	int rc = check_answer(session, request, err);

	if (!rc && user->quorum && !request->change_quorum &&
	    !is_key_of(user, request->public_key, request->public_key_len))
		rc = error_raise(err, ERR_MFA_KEY);
	if (!rc)
		rc = set_key(user, request->public_key, request->public_key_len, err);
	if (!rc)
		user->mfa = user->quorum = true;
	return rc;
}

/* The registration that came with the second factor goes with it. */
static void deregister_mfa(struct user_row *user, const struct mfa_request *request)
{
	if (user->mfa || request->change_quorum)
		user->quorum = false;
	user->mfa = false;
}

int partition_user_change_mfa(struct partition *partition, struct partition_session *session,
    const char *name, enum user_role role, const struct mfa_request *request,
    const struct quorum_approval *approval, struct error *err)
{
	const struct approve_request guarded = {
	    .permission = PERMIT_USER_CHANGE_MFA, .username = name, .role = role};
	const struct audit_entry entry = {
	    .opcode = AUDIT_CHANGE_PSWD, .username = name, .role = role};
	struct user_row row;
	int rc = partition_permit_user(partition, session, guarded.permission, name, role, err);

	if (!rc)
		rc = partition_approve(partition, session, &guarded, approval, err);
	if (!rc)
		rc = partition_user_find_changeable(partition, session, name, role, &row, err);
	if (!rc && request->public_key)
		rc = register_mfa(session, &row, request, err);
	else if (!rc)
		deregister_mfa(&row, request);
	if (!rc)
		rc = partition_user_give_password(partition, &row, request->verifier, err);
	return rc ? rc : partition_finish(partition, session, &entry, approval, err);
}

int partition_user_register(struct partition *partition, const struct partition_session *session,
    const void *public_key, size_t public_key_len, const unsigned char digest[32],
    const struct bytes *signature, struct error *err)
{
	const struct audit_entry entry = {.opcode = AUDIT_REGISTER_PUBLIC_KEY};
	struct user_row row;
	int rc = partition_permit_user(
	    partition, session, PERMIT_USER_REGISTER, session->username, session->role, err);

	if (!rc)
		rc = partition_user_find(partition, session->username, session->role, &row, err);
	if (rc)
		return rc;
	rc = check_proof(public_key, public_key_len, digest, signature, err);
	if (!rc && row.mfa && !is_key_of(&row, public_key, public_key_len))
		rc = error_raise(err, ERR_MFA_KEY);
	if (!rc)
		rc = set_key(&row, public_key, public_key_len, err);
	if (rc)
		return rc;
	row.quorum = true;
	rc = store_user_update(partition->store, partition->row.id, &row, err);
	return rc ? rc : partition_audit(partition, session, &entry, err);
}
