/* Requests to the HSMs of a connection: reading what they hold, and a write to each of them. */
#include "client-private.h"

int connection_begin_read(struct connection *connection, struct error *err)
{
	struct store *store = connection->client->store;
	int rc = store_begin_read(store, err);

	if (rc)
		return rc;
	rc = connection_refresh(connection, err);
	if (rc)
		store_end_read(store);
	return rc;
}

void connection_end_read(struct connection *connection)
{
	store_end_read(connection->client->store);
	connection_answered(connection);
}

/* Returns an error only when the transaction cannot go on; what the HSM said is in *answer. */
static int ask(struct store *store, struct hsm_link *link, const struct fan_out *fan_out,
    int *answer, struct error *refusal, struct error *err)
{
	int rc = store_part_begin(store, err);

	if (rc)
		return rc;
	*answer = fan_out->each(link, fan_out->context, refusal);
	/* A failure of ours is no refusal of the HSM: nothing more can be asked of anybody. */
	if (*answer && error_is_fault((enum error_code) * answer)) {
		*err = *refusal;
		return *answer;
	}
	return *answer || link->hsm.loses_writes ? store_part_undo(store, err)
						 : store_part_keep(store, err);
}

static int ask_all(struct connection *connection, struct fan_out *fan_out, struct error *err)
{
	struct error absent = ERROR_INIT, failure = ERROR_INIT;

	for (size_t i = 0; i < connection->n_links; i++) {
		struct hsm_link *link = &connection->links[i];
		struct error refusal = ERROR_INIT;
		int answer = 0, rc;

		/* An HSM that refused the login, for want of the user, is not asked. */
		if ((fan_out->only && link != fan_out->only) ||
		    (connection->role != ROLE_NONE && link->session.role == ROLE_NONE))
			continue;
		rc = ask(connection->client->store, link, fan_out, &answer, &refusal, err);
		if (rc)
			return rc;
		fan_out->asked++;
		fan_out->accepted += answer == 0;
		if (answer && answer == (int)fan_out->absent && !absent.code)
			absent = refusal;
		else if (answer && answer != (int)fan_out->absent && !failure.code)
			failure = refusal;
	}
	if (failure.code)
		*err = failure;
	else if (fan_out->accepted)
		return 0;
	else if (absent.code)
		*err = absent;
	else
		return error_raise(err, ERR_USER_REQUIRED);
	return (int)err->code;
}

/* An approval is for one request, whichever HSMs it came to. */
static int spend_everywhere(
    struct connection *connection, const struct fan_out *fan_out, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < connection->n_links; i++) {
		struct hsm_link *link = &connection->links[i];

		for (size_t j = 0; !rc && j < ARRAY_LENGTH(fan_out->approvals); j++)
			rc = partition_spend(
			    &link->partition, &link->session, fan_out->approvals[j], err);
	}
	return rc;
}

static int try_fan_out(struct connection *connection, struct fan_out *fan_out, struct error *err)
{
	struct store *store = connection->client->store;
	struct error commit = ERROR_INIT;
	int rc = store_begin(store, fan_out->durability, err);

	fan_out->asked = fan_out->accepted = 0;
	fan_out->only = NULL;
	fan_out->committed = false;
	if (rc)
		return rc;
	rc = connection_refresh(connection, err);
	if (!rc && fan_out->before)
		rc = fan_out->before(connection, fan_out, err);
	if (!rc)
		rc = ask_all(connection, fan_out, err);
	if (!rc)
		rc = spend_everywhere(connection, fan_out, err);
	if (rc &&
	    (!fan_out->keep_partial || !fan_out->accepted || error_is_fault((enum error_code)rc))) {
		store_rollback(store);
		return rc;
	}
	if (store_commit(store, &commit) != 0) {
		*err = commit;
		return (int)commit.code;
	}
	fan_out->committed = true;
	return rc;
}

int connection_fan_out(struct connection *connection, struct fan_out *fan_out, struct error *err)
{
	unsigned waited = 0;
	int rc;

	do {
		rc = try_fan_out(connection, fan_out, err);
	} while (connection_try_again(connection, rc, &waited, err));
	connection_answered(connection);
	return rc;
}
