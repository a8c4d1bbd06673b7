/* Is a request approved? The token must be this session's, and each signature that of another user.
 */
#include "crypto.h"
#include "error.h"
#include "partition-private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool holds_record(const struct quorum_approval *approval, const struct token_row *token)
{
	for (size_t at = 0; at + TOKEN_RECORD_LEN <= approval->data.len; at += TOKEN_RECORD_LEN) {
		if (memcmp(approval->data.data + at, token->record, TOKEN_RECORD_LEN) == 0)
			return true;
	}
	return false;
}

/*
 * Signatures are made over all records at once: an approval that held two of one HSM's tokens,
 * whoever had them made, would be good for two requests.
 */
int partition_token_find(const struct partition *partition, const struct partition_session *session,
    const struct quorum_approval *approval, struct token_row *token, bool *found, struct error *err)
{
	struct token_row *tokens = NULL;
	size_t count = 0, held = 0;
	int rc = store_token_list(partition->store, partition->row.id, &tokens, &count, err);

	for (size_t i = 0; !rc && i < count; i++) {
		if (!holds_record(approval, &tokens[i]))
			continue;
		held++;
		*token = tokens[i];
	}
	free(tokens);
	*found = held == 1 && token->login == session->login;
	return rc;
}

static bool is_for(
    const struct token_row *token, enum quorum_service service, const struct key_object *key)
{
	return token->service == service && token->handle == (key ? key->view.reference : 0);
}

static int check_token(const struct partition *partition, const struct partition_session *session,
    enum quorum_service service, const struct key_object *key,
    const struct quorum_approval *approval, struct error *err)
{
	struct token_row token;
	bool found = false;
	int rc = partition_token_find(partition, session, approval, &token, &found, err);

	if (rc)
		return rc;
	if (!found)
		return error_raise(err, ERR_QUORUM_SIGNATURE);
	if (!is_for(&token, service, key))
		return error_raise(err, key ? ERR_QUORUM_FAILED : ERR_QUORUM_REQUIRED);
	return partition_token_expired(partition, &token) ? error_raise(err, ERR_QUORUM_EXPIRED)
							  : 0;
}

/* Admins approve what admins do; of a key its owner and those whom it is shared with. */
static bool may_approve(const struct user_row *user, const struct key_object *key)
{
	if (!user->quorum || !user->public_key_len)
		return false;
	if (!key)
		return user->role == ROLE_ADMIN;
	return user->role == ROLE_CRYPTO_USER && (strcmp(user->name, key->view.owner) == 0 ||
						     key_object_is_shared_with(key, user->name));
}

static int check_signature(const struct partition *partition, const struct key_object *key,
    const unsigned char digest[CRYPTO_SHA256_LEN], const struct approval_signature *signature,
    struct error *err)
{
	struct user_row user;
	bool found = false;
	int rc = store_user_get(
	    partition->store, partition->row.id, signature->username, &user, &found, err);

	if (rc)
		return rc;
	if (!found || (signature->role != ROLE_NONE && signature->role != user.role) ||
	    !may_approve(&user, key))
		return error_raise(err, ERR_QUORUM_SIGNATURE);
	rc = crypto_verify_sha256(user.public_key, user.public_key_len, digest,
	    signature->signature.data, signature->signature.len, err);
	return rc == ERR_SIGNATURE ? error_raise(err, ERR_QUORUM_SIGNATURE) : rc;
}

static bool signed_before(const struct quorum_approval *approval, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (strcmp(approval->signatures[i].username,
			approval->signatures[index].username) == 0)
			return true;
	}
	return false;
}

static int check_signatures(const struct partition *partition, const struct key_object *key,
    const struct quorum_approval *approval, struct error *err)
{
	unsigned char digest[CRYPTO_SHA256_LEN];
	int rc = crypto_sha256(approval->data.data, approval->data.len, digest, err);

	for (size_t i = 0; !rc && i < approval->n_signatures; i++) {
		if (signed_before(approval, i))
			rc = error_raise(err, ERR_QUORUM_SIGNATURE);
		else
			rc = check_signature(partition, key, digest, &approval->signatures[i], err);
	}
	return rc;
}

int partition_check_approval(const struct partition *partition,
    const struct partition_session *session, enum quorum_service service,
    const struct key_object *key, unsigned required, const struct quorum_approval *approval,
    struct error *err)
{
	char has[24], wants[24];
	int rc;

	if (!approval)
		return error_raise(err, key ? ERR_QUORUM_FAILED : ERR_QUORUM_REQUIRED);
	if (!approval->n_signatures)
		return error_raise(err, ERR_QUORUM_NO_SIGNATURES);
	rc = check_token(partition, session, service, key, approval, err);
	if (!rc)
		rc = check_signatures(partition, key, approval, err);
	if (rc || approval->n_signatures >= required)
		return rc;
	snprintf(has, sizeof(has), "%zu", approval->n_signatures);
	snprintf(wants, sizeof(wants), "%u", required);
	return error_raise(err, ERR_QUORUM_TOO_FEW, has, wants);
}

int partition_spend(struct partition *partition, const struct partition_session *session,
    const struct quorum_approval *approval, struct error *err)
{
	const struct audit_entry entry = {.opcode = AUDIT_APPROVE_TOKEN};
	struct token_row token;
	bool found = false;
	int rc;

	if (!approval || session->role == ROLE_NONE)
		return 0;
	rc = partition_token_find(partition, session, approval, &token, &found, err);
	if (rc || !found)
		return rc;
	rc = store_token_remove(partition->store, token.id, err);
	return rc ? rc : partition_audit(partition, session, &entry, err);
}

int partition_finish(struct partition *partition, const struct partition_session *session,
    const struct audit_entry *entry, const struct quorum_approval *approval, struct error *err)
{
	int rc = partition_spend(partition, session, approval, err);

	return rc ? rc : partition_audit(partition, session, entry, err);
}
