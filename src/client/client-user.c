/* Users of a cluster: what its HSMs say of them taken together, and changes sent to each HSM. */
#include "client-private.h"

#include <stdlib.h>
#include <string.h>

/* What has been heard of a user so far. */
struct heard {
	struct user_view view;
	struct user_row first; /* as the first HSM that has the user holds it */
	size_t holders;
};

static enum user_strategy strategy_of(bool registered)
{
	return registered ? STRATEGY_ENABLED : STRATEGY_NONE;
}

void user_view_of(const struct user_row *row, bool is_full, struct user_view *view)
{
	*view = (struct user_view){
	    .role = row->role,
	    .locked = partition_user_is_locked(row) ? USER_LOCKED : USER_UNLOCKED,
	    .mfa = strategy_of(row->mfa),
	    .quorum = strategy_of(row->quorum),
	    .cluster_coverage = is_full ? COVERAGE_FULL : COVERAGE_INCONSISTENT,
	};
	memcpy(view->username, row->name, sizeof(view->username));
}

static bool same_key(const struct user_row *a, const struct user_row *b)
{
	return a->public_key_len == b->public_key_len &&
	       memcmp(a->public_key, b->public_key, a->public_key_len) == 0;
}

static void hear(struct heard *heard, const struct user_row *row)
{
	struct user_view *view = &heard->view;
	struct user_view other;

	if (heard->holders++ == 0) {
		heard->first = *row;
		user_view_of(row, true, view);
		return;
	}
	user_view_of(row, true, &other);
	if (view->role != other.role)
		view->role = ROLE_INCONSISTENT;
	if (view->locked != other.locked)
		view->locked = USER_LOCK_INCONSISTENT;
	if (view->mfa != other.mfa || (row->mfa && !same_key(&heard->first, row)))
		view->mfa = STRATEGY_INCONSISTENT;
	if (view->quorum != other.quorum || (row->quorum && !same_key(&heard->first, row)))
		view->quorum = STRATEGY_INCONSISTENT;
}

static int hear_one_hsm(
    const struct hsm_link *link, struct heard **list, size_t *count, struct error *err)
{
	struct user_row *rows = NULL;
	struct heard *grown;
	size_t n = 0;
	int rc = partition_user_list(&link->partition, &rows, &n, err);

	if (rc)
		return rc;
	grown = reallocarray(*list, *count + n, sizeof(*grown));
	if (!grown && *count + n) {
		free(rows);
		return error_raise(err, ERR_MEMORY);
	}
	*list = grown;
	for (size_t i = 0; i < n; i++) {
		size_t at = 0;

		while (at < *count && strcmp(grown[at].view.username, rows[i].name) != 0)
			at++;
		if (at == *count) {
			memset(&grown[at], 0, sizeof(*grown));
			(*count)++;
		}
		hear(&grown[at], &rows[i]);
	}
	free(rows);
	return 0;
}

static void write_views(
    const struct heard *list, size_t count, size_t hsms, struct user_view *views)
{
	size_t at = 0;

	/* The appliance user comes last, as the modelled tool shows it. */
	for (int last = 0; last < 2; last++) {
		for (size_t i = 0; i < count; i++) {
			if ((list[i].view.role == ROLE_APPLIANCE_USER) != (last == 1))
				continue;
			views[at] = list[i].view;
			views[at++].cluster_coverage =
			    list[i].holders == hsms ? COVERAGE_FULL : COVERAGE_INCONSISTENT;
		}
	}
}

int user_list(
    struct connection *connection, struct user_view **users, size_t *count, struct error *err)
{
	struct heard *list = NULL;
	size_t n = 0;
	int rc = connection_begin_read(connection, err);

	if (rc)
		return rc;
	for (size_t i = 0; !rc && i < connection->n_links; i++)
		rc = hear_one_hsm(&connection->links[i], &list, &n, err);
	connection_end_read(connection);
	if (!rc) {
		*users = calloc(n ? n : 1, sizeof(**users));
		*count = n;
		if (*users)
			write_views(list, n, connection->n_hsms, *users);
		else
			rc = error_raise(err, ERR_MEMORY);
	}
	free(list);
	return rc;
}

int user_request_init(struct connection *connection, struct user_request *request,
    const char *username, enum user_role role, const struct secret *password, struct error *err)
{
	int rc;

	memset(request, 0, sizeof(*request));
	request->role = role;
	rc = user_name_normalise(username, request->name, err);
	if (!rc && password)
		rc = user_password_check(password, err);
	if (!rc && password)
		rc = client_verifier(connection->client, password, &request->verifier, err);
	if (rc)
		secret_wipe(request, sizeof(*request));
	return rc;
}

int connection_adopt_password(struct connection *connection, const char *username,
    enum user_role role, const struct secret *password, struct error *err)
{
	bool is_self = connection->role == role && strcmp(connection->username, username) == 0;

	return is_self && secret_copy(&connection->password, password)
		   ? error_raise(err, ERR_MEMORY)
		   : 0;
}

static int ask_each_hsm(struct connection *connection, struct user_request *request,
    int (*each)(struct hsm_link *, void *, struct error *), enum error_code absent,
    struct error *err)
{
	struct fan_out fan_out = {
	    .each = each, .context = request, .absent = absent, .approvals = {request->approval}};
	int rc = connection_fan_out(connection, &fan_out, err);

	secret_wipe(&request->verifier, sizeof(request->verifier));
	return rc;
}

static int create_each(struct hsm_link *link, void *context, struct error *err)
{
	const struct user_request *request = context;

	return partition_user_create(&link->partition, &link->session, request->name, request->role,
	    &request->verifier, request->approval, err);
}

int user_create(struct connection *connection, const char *username, enum user_role role,
    const struct secret *password, const struct quorum_approval *approval, struct error *err)
{
	struct user_request request;
	int rc = user_request_init(connection, &request, username, role, password, err);

	request.approval = approval;
	return rc ? rc : ask_each_hsm(connection, &request, create_each, ERR_USER_EXISTS, err);
}

static int delete_each(struct hsm_link *link, void *context, struct error *err)
{
	const struct user_request *request = context;

	return partition_user_delete(
	    &link->partition, &link->session, request->name, request->role, request->approval, err);
}

int user_delete(struct connection *connection, const char *username, enum user_role role,
    const struct quorum_approval *approval, struct error *err)
{
	struct user_request request;
	int rc = user_request_init(connection, &request, username, role, NULL, err);

	request.approval = approval;
	return rc ? rc : ask_each_hsm(connection, &request, delete_each, ERR_USER_UNKNOWN, err);
}

static int change_password_each(struct hsm_link *link, void *context, struct error *err)
{
	const struct user_request *request = context;
	const struct password_change change = {
	    .verifier = &request->verifier,
	    .deregister_mfa = request->change->deregister_mfa,
	    .deregister_quorum = request->change->deregister_quorum,
	};

	return partition_user_change_password(&link->partition, &link->session, request->name,
	    request->role, &change, request->approval, err);
}

int user_change_password(struct connection *connection, const char *username, enum user_role role,
    const struct secret *password, const struct user_password_change *change, struct error *err)
{
	static const struct user_password_change nothing = {false, false, NULL};
	struct user_request request;
	int rc = user_request_init(connection, &request, username, role, password, err);

	if (rc)
		return rc;
	request.change = change ? change : &nothing;
	request.approval = request.change->approval;
	rc = ask_each_hsm(connection, &request, change_password_each, ERR_USER_UNKNOWN, err);
	return rc ? rc : connection_adopt_password(connection, request.name, role, password, err);
}

static int activate_each(struct hsm_link *link, void *context, struct error *err)
{
	const struct user_request *request = context;

	return partition_activate(&link->partition, &request->verifier, err);
}

int client_activate(struct connection *connection, const struct secret *password, struct error *err)
{
	struct user_request request;
	int rc = user_request_init(connection, &request, "admin", ROLE_ADMIN, password, err);

	return rc ? rc : ask_each_hsm(connection, &request, activate_each, ERR_OK, err);
}
