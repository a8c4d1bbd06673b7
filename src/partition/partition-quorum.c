/* Quorum at one HSM: the values of its services, and the tokens that it hands out. */
#include "crypto.h"
#include "error.h"
#include "partition-private.h"
#include "ports.h"

#include <stdlib.h>
#include <string.h>

#define TOKENS_MAX 1024

static const char *const service_names[QUORUM_SERVICES] = {
    [QUORUM_USER] = "user",
    [QUORUM_QUORUM] = "quorum",
    [QUORUM_CLUSTER] = "cluster",
    [QUORUM_REGISTRATION] = "registration",
    [QUORUM_KEY_USAGE] = "key-usage",
    [QUORUM_KEY_MANAGEMENT] = "key-management",
};

const char *quorum_service_name(enum quorum_service service)
{
	return service_names[service];
}

static int check_service(
    const struct partition *partition, enum quorum_service service, struct error *err)
{
	return service == QUORUM_CLUSTER
		   ? partition_check_policy(partition, POLICY_QUORUM_CLUSTER, err)
		   : 0;
}

/* Values */

static int count_approvers(const struct partition *partition, unsigned *count, struct error *err)
{
	struct user_row *users = NULL;
	size_t n = 0;
	int rc = store_user_list(partition->store, partition->row.id, &users, &n, err);

	*count = 0;
	for (size_t i = 0; !rc && i < n; i++)
		*count += users[i].role == ROLE_ADMIN && users[i].quorum;
	free(users);
	return rc;
}

static int check_value(const struct partition *partition, unsigned value, struct error *err)
{
	unsigned approvers = 0;
	int rc;

	if (value == QUORUM_OFF)
		return 0;
	if (value < QUORUM_MIN || value > QUORUM_MAX)
		return error_raise(err, ERR_QUORUM_VALUE);
	rc = count_approvers(partition, &approvers, err);
	return rc || value <= approvers ? rc : error_raise(err, ERR_QUORUM_VALUE);
}

int partition_quorum_set_value(struct partition *partition, const struct partition_session *session,
    enum quorum_service service, unsigned value, const struct quorum_approval *approval,
    struct error *err)
{
	const struct approve_request request = {.permission = PERMIT_QUORUM_SET_VALUE};
	const struct audit_entry entry = {.opcode = AUDIT_SET_M_VALUE};
	int rc = partition_permit(partition, session, request.permission, err);

	if (!rc && service >= QUORUM_VALUES)
		rc = error_raise(err, ERR_INTERNAL, "a quorum service without a value");
	if (!rc)
		rc = check_service(partition, service, err);
	if (!rc)
		rc = partition_approve(partition, session, &request, approval, err);
	if (!rc)
		rc = check_value(partition, value, err);
	if (rc)
		return rc;
	partition->row.quorum[service] = value;
	rc = store_partition_update(partition->store, &partition->row, err);
	return rc ? rc : partition_finish(partition, session, &entry, approval, err);
}

/* Tokens */

int64_t partition_token_left(const struct partition *partition, const struct token_row *row)
{
	int64_t age = store_now(partition->store) - row->created;
	int64_t life = (int64_t)QUORUM_TOKEN_SECONDS * 1000000;

	/* A clock that was set back makes nothing live longer than it would have. */
	if (age < 0)
		age = 0;
	return age < life ? life - age : 0;
}

bool partition_token_expired(const struct partition *partition, const struct token_row *row)
{
	return partition_token_left(partition, row) == 0;
}

static bool is_active(const struct partition *partition, const struct token_row *row)
{
	return row->is_alive && !partition_token_expired(partition, row);
}

/* Drops what nobody can use any more, and looks whether there is room for one more. */
static int make_room(struct partition *partition, const struct partition_session *session,
    enum quorum_service service, struct error *err)
{
	struct token_row *tokens = NULL;
	size_t count = 0, active = 0;
	int rc = store_token_list(partition->store, partition->row.id, &tokens, &count, err);

	for (size_t i = 0; !rc && i < count; i++) {
		if (!is_active(partition, &tokens[i])) {
			rc = store_token_remove(partition->store, tokens[i].id, err);
			continue;
		}
		active++;
		if (service < QUORUM_VALUES && tokens[i].service == service &&
		    strcmp(tokens[i].username, session->username) == 0)
			rc = error_raise(err, ERR_QUORUM_TOKEN_EXISTS);
	}
	free(tokens);
	return rc || active < TOKENS_MAX ? rc : error_raise(err, ERR_QUORUM_TOKEN_LIMIT);
}

/* The service's numbers; that of the cluster service is a guess. */
static const unsigned char service_numbers[QUORUM_SERVICES] = {
    [QUORUM_USER] = 3,
    [QUORUM_QUORUM] = 4,
    [QUORUM_KEY_USAGE] = 5,
    [QUORUM_KEY_MANAGEMENT] = 6,
    [QUORUM_CLUSTER] = 7,
};

static void put(unsigned char *at, size_t len, uint64_t value)
{
	while (len--) {
		at[len] = (unsigned char)value;
		value >>= 8;
	}
}

/*
 * Big endian: version (2 bytes; 1 of admin services, 2 of key services), service (2), number of the
 * token (4), 0 (4), key handle (4), nonce (16), username (32), seconds since 1970 (8), 0 (8).
 */
static int write_record(
    const struct partition *partition, struct token_row *token, struct error *err)
{
	unsigned char *record = token->record;

	memset(record, 0, TOKEN_RECORD_LEN);
	put(record, 2, token->service < QUORUM_VALUES ? 1 : 2);
	put(record + 2, 2, service_numbers[token->service]);
	put(record + 4, 4, partition->row.tokens_made);
	put(record + 12, 4, token->handle);
	memcpy(record + 32, token->username, strlen(token->username));
	put(record + 64, 8, (uint64_t)(token->created / 1000000));
	return ports_random(store_ports(partition->store), record + 16, 16, err);
}

static uint64_t get(const unsigned char *at, size_t len)
{
	uint64_t value = 0;

	for (size_t i = 0; i < len; i++)
		value = value << 8 | at[i];
	return value;
}

bool partition_record_read(
    const unsigned char record[TOKEN_RECORD_LEN], enum quorum_service *service, uint64_t *handle)
{
	*handle = get(record + 12, 4);
	for (enum quorum_service s = QUORUM_USER; s < QUORUM_SERVICES; s++) {
		if (service_numbers[s] && get(record + 2, 2) == service_numbers[s]) {
			*service = s;
			return true;
		}
	}
	return false;
}

int partition_may_register(
    const struct partition *partition, const struct partition_session *session, struct error *err)
{
	return partition_permit(partition, session, PERMIT_TOKEN_REGISTRATION, err);
}

static int check_who(const struct partition *partition, const struct partition_session *session,
    enum quorum_service service, uint64_t handle, struct error *err)
{
	struct key_object key;
	int rc;

	if (service < QUORUM_VALUES) {
		rc = partition_permit(partition, session, PERMIT_TOKEN_ADMIN, err);
		return rc ? rc : check_service(partition, service, err);
	}
	if (service == QUORUM_REGISTRATION)
		return error_raise(err, ERR_INTERNAL, "a token that no HSM keeps");
	rc = partition_key_load(partition, session, handle, &key, err);
	if (rc)
		return rc;
	rc = partition_permit_key(partition, session, PERMIT_TOKEN_KEY, &key, err);
	key_object_done(&key);
	return rc;
}

int partition_token_generate(struct partition *partition, const struct partition_session *session,
    enum quorum_service service, uint64_t handle, unsigned char record[TOKEN_RECORD_LEN],
    struct error *err)
{
	const struct audit_entry entry = {.opcode = AUDIT_GET_TOKEN};
	struct token_row token = {.login = session->login,
	    .service = service,
	    .handle = handle,
	    .created = store_now(partition->store)};
	int rc = check_who(partition, session, service, handle, err);

	if (!rc)
		rc = make_room(partition, session, service, err);
	if (rc)
		return rc;
	memcpy(token.username, session->username, sizeof(token.username));
	partition->row.tokens_made++;
	rc = store_partition_update(partition->store, &partition->row, err);
	if (!rc)
		rc = write_record(partition, &token, err);
	if (!rc)
		rc = store_token_add(partition->store, partition->row.id, &token, err);
	if (!rc)
		rc = partition_audit(partition, session, &entry, err);
	if (!rc)
		memcpy(record, token.record, TOKEN_RECORD_LEN);
	return rc;
}

int partition_token_list(const struct partition *partition, const struct partition_session *session,
    struct token_row **rows, size_t *count, struct error *err)
{
	struct token_row *tokens = NULL;
	size_t n = 0, kept = 0;
	int rc = partition_permit(partition, session, PERMIT_TOKEN_LIST, err);

	if (!rc)
		rc = store_token_list(partition->store, partition->row.id, &tokens, &n, err);
	if (rc)
		return rc;
	for (size_t i = 0; i < n; i++) {
		if (is_active(partition, &tokens[i]))
			tokens[kept++] = tokens[i];
	}
	*rows = tokens;
	*count = kept;
	return 0;
}

int partition_token_required(const struct partition *partition, const struct token_row *row,
    unsigned *required, struct error *err)
{
	struct key_object key;
	int rc;

	*required = 0;
	if (row->service < QUORUM_VALUES) {
		*required = partition->row.quorum[row->service];
		return 0;
	}
	rc = partition_token_key_load(partition, row->handle, &key, err);
	if (rc == ERR_KEY_NOT_SINGLE) {
		/* A session key of somebody, or one that was deleted since. */
		error_clear(err);
		return 0;
	}
	if (rc)
		return rc;
	*required = row->service == QUORUM_KEY_USAGE ? key.view.use_quorum : key.view.manage_quorum;
	key_object_done(&key);
	return 0;
}

int partition_token_delete(struct partition *partition, const struct partition_session *session,
    bool all, struct error *err)
{
	const struct audit_entry entry = {.opcode = AUDIT_DELETE_TOKEN};
	struct token_row *tokens = NULL;
	size_t count = 0;
	int rc = partition_permit(partition, session, PERMIT_TOKEN_DELETE, err);

	if (!rc)
		rc = store_token_list(partition->store, partition->row.id, &tokens, &count, err);
	for (size_t i = 0; !rc && i < count; i++) {
		if (all || strcmp(tokens[i].username, session->username) == 0)
			rc = store_token_remove(partition->store, tokens[i].id, err);
	}
	free(tokens);
	return rc ? rc : partition_audit(partition, session, &entry, err);
}

int partition_token_withdraw(struct partition *partition, const struct partition_session *session,
    const unsigned char record[TOKEN_RECORD_LEN], struct error *err)
{
	struct token_row *tokens = NULL;
	size_t count = 0;
	int rc = store_token_list(partition->store, partition->row.id, &tokens, &count, err);

	for (size_t i = 0; !rc && i < count; i++) {
		if (tokens[i].login == session->login &&
		    memcmp(tokens[i].record, record, TOKEN_RECORD_LEN) == 0)
			rc = store_token_remove(partition->store, tokens[i].id, err);
	}
	free(tokens);
	return rc;
}
