/* A second factor over all HSMs of a cluster: each asks for a signature of its own. */
#include "client-private.h"

#include "bytes.h"
#include "mfa.h"
#include "token-file.h"

#include <string.h>

int mfa_ask(struct connection *connection, const char *path, struct error *err)
{
	unsigned char challenge[MFA_CHALLENGE_LEN];
	struct bytes challenges = BYTES_INIT;
	int rc = 0;

	for (size_t i = 0; !rc && i < connection->n_links; i++) {
		struct hsm_link *link = &connection->links[i];

		rc = partition_ask(&link->partition, &link->session, challenge, err);
		bytes_append(&challenges, challenge, sizeof(challenge));
	}
	if (!rc)
		rc = bytes_failed(&challenges) ? error_raise(err, ERR_MEMORY)
					       : token_file_write_mfa(path, &challenges, err);
	bytes_done(&challenges);
	return rc;
}

/* By chance the HSM that has its signature may be asked first: then one would be half logged in. */
static int check_all_signed(
    const struct connection *connection, const struct token_proofs *proofs, struct error *err)
{
	for (size_t i = 0; i < connection->n_links; i++) {
		const struct partition_session *session = &connection->links[i].session;

		if (session->is_asked && !token_proof_for(proofs, session->challenge))
			return error_raise(err, ERR_QUORUM_NO_SIGNATURES);
	}
	return 0;
}

int mfa_login(struct connection *connection, const char *username, enum user_role role,
    const struct secret *password, const char *path, struct error *err)
{
	struct token_proofs proofs;
	int rc = token_file_read_proofs(path, &proofs, err);

	if (rc)
		return rc;
	rc = check_all_signed(connection, &proofs, err);
	if (!rc)
		rc = connection_login(connection, username, role, password, &proofs, err);
	token_proofs_done(&proofs);
	return rc;
}

struct change {
	struct user_request user;
	const struct mfa_change *wanted;
	struct bytes public_key;
	struct token_proofs proofs;
};

static int change_each(struct hsm_link *link, void *context, struct error *err)
{
	struct change *change = context;
	const struct mfa_request request = {
	    .verifier = &change->user.verifier,
	    .public_key = change->public_key.data,
	    .public_key_len = change->public_key.len,
	    .signature = token_proof_for(&change->proofs, link->session.challenge),
	    .change_quorum = change->wanted->change_quorum,
	};

	return partition_user_change_mfa(&link->partition, &link->session, change->user.name,
	    change->user.role, &request, change->wanted->approval, err);
}

static int read_key(struct change *change, struct error *err)
{
	int rc = 0;

	if (!change->wanted->public_key_path)
		return 0;
	rc = token_key_read(change->wanted->public_key_path, &change->public_key, err);
	return rc ? rc : token_file_read_proofs(change->wanted->token_path, &change->proofs, err);
}

int mfa_change(struct connection *connection, const struct mfa_change *wanted, struct error *err)
{
	struct change change = {.wanted = wanted, .public_key = BYTES_INIT};
	struct fan_out fan_out = {.each = change_each,
	    .context = &change,
	    .absent = ERR_USER_UNKNOWN,
	    .approvals = {wanted->approval}};
	int rc = read_key(&change, err);

	if (!rc)
		rc = user_request_init(connection, &change.user, wanted->username, wanted->role,
		    wanted->password, err);
	if (!rc)
		rc = connection_fan_out(connection, &fan_out, err);
	if (!rc)
		rc = connection_adopt_password(
		    connection, change.user.name, wanted->role, wanted->password, err);
	secret_wipe(&change.user, sizeof(change.user));
	token_proofs_done(&change.proofs);
	bytes_done(&change.public_key);
	return rc;
}
