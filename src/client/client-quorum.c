/* Quorum over all HSMs of a cluster: tokens, which each HSM makes for itself, values, and keys. */
#include "client-private.h"

#include "crypto.h"
#include "token-file.h"

#include <stdlib.h>
#include <string.h>

/* The 245 bytes that older tools of the service sign at the most. */
#define REGISTRATION_LEN 245

/* Generating */

struct generation {
	enum quorum_service service;
	const struct key_filter *filter;
	uint64_t handle;
	struct bytes records;
};

/* A session key's token is made where the key is. */
static int generate_before(
    struct connection *connection, struct fan_out *fan_out, struct error *err)
{
	struct generation *generation = fan_out->context;
	struct selected_key key;
	int rc;

	bytes_clear(&generation->records);
	if (!generation->filter)
		return 0;
	rc = select_one(connection, generation->filter, &key, err);
	if (rc)
		return rc;
	generation->handle = key.handle;
	if (key.version == 0)
		fan_out->only = holder_of(connection, &key);
	return 0;
}

static int generate_each(struct hsm_link *link, void *context, struct error *err)
{
	struct generation *generation = context;
	unsigned char record[TOKEN_RECORD_LEN];
	int rc = partition_token_generate(
	    &link->partition, &link->session, generation->service, generation->handle, record, err);

	if (rc)
		return rc;
	bytes_append(&generation->records, record, sizeof(record));
	return bytes_failed(&generation->records) ? error_raise(err, ERR_MEMORY) : 0;
}

static int withdraw_each(struct hsm_link *link, void *context, struct error *err)
{
	const struct generation *generation = context;
	int rc = 0;

	for (size_t at = 0; !rc && at < generation->records.len; at += TOKEN_RECORD_LEN)
		rc = partition_token_withdraw(
		    &link->partition, &link->session, generation->records.data + at, err);
	return rc;
}

/* A token that nobody has a file of would stand in the way of the next one. */
static void withdraw(struct connection *connection, struct generation *generation)
{
	struct fan_out fan_out = {
	    .each = withdraw_each, .context = generation, .durability = STORE_NO_FLUSH};
	struct error ignored = ERROR_INIT;

	if (connection_fan_out(connection, &fan_out, &ignored) != 0)
		error_clear(&ignored);
}

static int generate_service(struct connection *connection, struct generation *generation,
    const char *path, struct error *err)
{
	struct fan_out fan_out = {.before = generate_before,
	    .each = generate_each,
	    .context = generation,
	    .absent = ERR_KEY_NOT_SINGLE,
	    .durability = STORE_NO_FLUSH};
	int rc = connection_fan_out(connection, &fan_out, err);

	if (rc)
		return rc;
	rc = token_file_write_service(path, generation->service, &generation->records, err);
	if (rc)
		withdraw(connection, generation);
	return rc;
}

static int generate_registration(struct connection *connection, const char *path, struct error *err)
{
	static const struct partition_session nobody = {.role = ROLE_NONE};
	const struct hsm_link *login = connection_first_login(connection);
	const struct hsm_link *link = login ? login : &connection->links[0];
	unsigned char data[REGISTRATION_LEN];
	int rc = partition_may_register(&link->partition, login ? &login->session : &nobody, err);

	if (!rc)
		rc = ports_random(connection->client->ports, data, sizeof(data), err);
	return rc ? rc
		  : token_file_write_registration(
			path, data, sizeof(data), connection->username, connection->role, err);
}

int quorum_generate(struct connection *connection, enum quorum_service service,
    const struct key_filter *filter, const char *path, struct error *err)
{
	struct generation generation = {
	    .service = service, .filter = filter, .records = BYTES_INIT};
	int rc;

	if (service == QUORUM_REGISTRATION)
		return generate_registration(connection, path, err);
	rc = generate_service(connection, &generation, path, err);
	bytes_done(&generation.records);
	return rc;
}

/* Listing */

/* What has been heard of a token so far: HSMs number theirs, and nothing joins them but their
 * order. */
struct heard_token {
	struct quorum_token_view view;
	size_t holders;
	size_t at; /* among the tokens of this user, service and key on one HSM */
};
struct heard_tokens {
	struct heard_token *tokens;
	size_t count;
};

static bool is_like(const struct quorum_token_view *view, const struct token_row *row)
{
	return view->service == row->service && view->key_reference == row->handle &&
	       strcmp(view->username, row->username) == 0;
}

static size_t place_among(const struct token_row *rows, size_t index)
{
	struct quorum_token_view view = {
	    .service = rows[index].service, .key_reference = rows[index].handle};
	size_t place = 0;

	memcpy(view.username, rows[index].username, sizeof(view.username));
	for (size_t i = 0; i < index; i++)
		place += is_like(&view, &rows[i]);
	return place;
}

static struct heard_token *find_heard(
    const struct heard_tokens *list, const struct token_row *row, size_t place)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->tokens[i].at == place && is_like(&list->tokens[i].view, row))
			return &list->tokens[i];
	}
	return NULL;
}

static int add_heard(const struct partition *partition, struct heard_tokens *list,
    const struct token_row *row, size_t place, struct error *err)
{
	struct heard_token *grown =
	    reallocarray(list->tokens, list->count + 1, sizeof(*list->tokens));
	struct heard_token *heard;

	if (!grown)
		return error_raise(err, ERR_MEMORY);
	list->tokens = grown;
	heard = &grown[list->count++];
	*heard = (struct heard_token){.holders = 1, .at = place};
	memcpy(heard->view.username, row->username, sizeof(heard->view.username));
	heard->view.service = row->service;
	heard->view.key_reference = row->handle;
	heard->view.seconds = (uint64_t)(partition_token_left(partition, row) / 1000000);
	return partition_token_required(partition, row, &heard->view.required, err);
}

static int hear_tokens(const struct hsm_link *link, struct heard_tokens *list, struct error *err)
{
	struct token_row *rows = NULL;
	size_t count = 0;
	int rc = partition_token_list(&link->partition, &link->session, &rows, &count, err);

	for (size_t i = 0; !rc && i < count; i++) {
		size_t place = place_among(rows, i);
		struct heard_token *heard = find_heard(list, &rows[i], place);

		if (heard)
			heard->holders++;
		else
			rc = add_heard(&link->partition, list, &rows[i], place, err);
	}
	free(rows);
	return rc;
}

static int hear_all(struct connection *connection, struct heard_tokens *list, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < connection->n_links; i++) {
		const struct hsm_link *link = &connection->links[i];

		/* An HSM that refused the login, for want of the user, is not asked. */
		if (connection->role == ROLE_NONE || link->session.role != ROLE_NONE)
			rc = hear_tokens(link, list, err);
	}
	return rc;
}

int quorum_tokens(struct connection *connection, struct quorum_token_view **tokens, size_t *count,
    struct error *err)
{
	struct heard_tokens list = {NULL, 0};
	int rc = connection_begin_read(connection, err);

	if (rc)
		return rc;
	rc = hear_all(connection, &list, err);
	connection_end_read(connection);
	if (!rc) {
		*tokens = calloc(list.count ? list.count : 1, sizeof(**tokens));
		*count = list.count;
		if (!*tokens)
			rc = error_raise(err, ERR_MEMORY);
	}
	for (size_t i = 0; !rc && i < list.count; i++) {
		(*tokens)[i] = list.tokens[i].view;
		(*tokens)[i].cluster_coverage = list.tokens[i].holders == connection->n_hsms
						    ? COVERAGE_FULL
						    : COVERAGE_INCONSISTENT;
	}
	free(list.tokens);
	return rc;
}

static int delete_each(struct hsm_link *link, void *context, struct error *err)
{
	const bool *all = context;

	return partition_token_delete(&link->partition, &link->session, *all, err);
}

int quorum_delete_tokens(struct connection *connection, bool all, struct error *err)
{
	struct fan_out fan_out = {
	    .each = delete_each, .context = &all, .durability = STORE_NO_FLUSH};

	return connection_fan_out(connection, &fan_out, err);
}

/* Values */

int quorum_get_values(
    struct connection *connection, struct quorum_values *values, struct error *err)
{
	int rc = connection_begin_read(connection, err);

	if (rc)
		return rc;
	*values = (struct quorum_values){
	    .agree = true, .has_cluster = connection->type != HSM_TYPE_HSM1_MEDIUM};
	for (size_t i = 0; i < connection->n_links; i++) {
		for (size_t service = 0; service < QUORUM_VALUES; service++) {
			unsigned value = connection->links[i].partition.row.quorum[service];

			if (i > 0 && value != values->values[service])
				values->agree = false;
			if (value > values->values[service])
				values->values[service] = value;
		}
	}
	connection_end_read(connection);
	return 0;
}

struct setting {
	enum quorum_service service;
	unsigned value;
	const struct quorum_approval *approval;
};

static int set_each(struct hsm_link *link, void *context, struct error *err)
{
	const struct setting *setting = context;

	return partition_quorum_set_value(&link->partition, &link->session, setting->service,
	    setting->value, setting->approval, err);
}

int quorum_set_value(struct connection *connection, enum quorum_service service, unsigned value,
    const struct quorum_approval *approval, struct error *err)
{
	struct setting setting = {service, value, approval};
	struct fan_out fan_out = {.each = set_each, .context = &setting, .approvals = {approval}};

	return connection_fan_out(connection, &fan_out, err);
}

/* Registering */

struct registration {
	struct bytes public_key;
	const struct token_proof *proof;
};

static int register_each(struct hsm_link *link, void *context, struct error *err)
{
	const struct registration *registration = context;

	return partition_user_register(&link->partition, &link->session,
	    registration->public_key.data, registration->public_key.len,
	    registration->proof->digest, &registration->proof->signature, err);
}

static int check_registration(
    const char *path, const struct token_proofs *proofs, struct error *err)
{
	if (proofs->count == 1 && proofs->proofs[0].data.len)
		return 0;
	return error_raise(err, ERR_TOKEN_FILE, path, "it is not a registration token");
}

int quorum_register(struct connection *connection, const char *public_key_path,
    const char *token_path, struct error *err)
{
	struct registration registration = {.public_key = BYTES_INIT};
	struct fan_out fan_out = {.each = register_each, .context = &registration};
	struct token_proofs proofs = {NULL, 0};
	int rc = token_key_read(public_key_path, &registration.public_key, err);

	if (!rc)
		rc = token_file_read_proofs(token_path, &proofs, err);
	if (!rc)
		rc = check_registration(token_path, &proofs, err);
	if (!rc) {
		registration.proof = &proofs.proofs[0];
		rc = connection_fan_out(connection, &fan_out, err);
	}
	token_proofs_done(&proofs);
	bytes_done(&registration.public_key);
	return rc;
}
