/* Users of a cluster: what its HSMs say of them taken together, and changes sent to each HSM. */
#include "client-private.h"

#include <stdlib.h>
#include <string.h>

/* What has been heard of a user so far. */
struct heard {
	struct user_view view;
	size_t holders;
};

static void hear(struct heard *heard, const struct user_row *row)
{
	struct user_view *view = &heard->view;
	enum user_lock lock = partition_user_is_locked(row) ? USER_LOCKED : USER_UNLOCKED;

	if (heard->holders++ == 0) {
		memcpy(view->username, row->name, sizeof(view->username));
		view->role = row->role;
		view->locked = lock;
		return;
	}
	if (view->role != row->role)
		view->role = ROLE_INCONSISTENT;
	if (view->locked != lock)
		view->locked = USER_LOCK_INCONSISTENT;
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

struct user_request {
	char name[USERNAME_MAX + 1];
	enum user_role role;
	struct password_verifier verifier;
};

static int request_init(struct connection *connection, struct user_request *request,
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

static int ask_each_hsm(struct connection *connection, struct user_request *request,
    int (*each)(struct hsm_link *, void *, struct error *), enum error_code absent,
    struct error *err)
{
	struct fan_out fan_out = {.each = each, .context = request, .absent = absent};
	int rc = connection_fan_out(connection, &fan_out, err);

	secret_wipe(request, sizeof(*request));
	return rc;
}

static int create_each(struct hsm_link *link, void *context, struct error *err)
{
	const struct user_request *request = context;

	return partition_user_create(&link->partition, &link->session, request->name, request->role,
	    &request->verifier, err);
}

int user_create(struct connection *connection, const char *username, enum user_role role,
    const struct secret *password, struct error *err)
{
	struct user_request request;
	int rc = request_init(connection, &request, username, role, password, err);

	return rc ? rc : ask_each_hsm(connection, &request, create_each, ERR_USER_EXISTS, err);
}

static int delete_each(struct hsm_link *link, void *context, struct error *err)
{
	const struct user_request *request = context;

	return partition_user_delete(
	    &link->partition, &link->session, request->name, request->role, err);
}

int user_delete(
    struct connection *connection, const char *username, enum user_role role, struct error *err)
{
	struct user_request request;
	int rc = request_init(connection, &request, username, role, NULL, err);

	return rc ? rc : ask_each_hsm(connection, &request, delete_each, ERR_USER_UNKNOWN, err);
}

static int change_password_each(struct hsm_link *link, void *context, struct error *err)
{
	const struct user_request *request = context;

	return partition_user_change_password(&link->partition, &link->session, request->name,
	    request->role, &request->verifier, err);
}

int user_change_password(struct connection *connection, const char *username, enum user_role role,
    const struct secret *password, struct error *err)
{
	struct user_request request;
	bool is_self;
	int rc = request_init(connection, &request, username, role, password, err);

	if (rc)
		return rc;
	is_self = connection->role == role && strcmp(connection->username, request.name) == 0;
	rc = ask_each_hsm(connection, &request, change_password_each, ERR_USER_UNKNOWN, err);
	/* HSMs that join from now on know the new password. */
	if (!rc && is_self && secret_copy(&connection->password, password))
		rc = error_raise(err, ERR_MEMORY);
	return rc;
}

static int activate_each(struct hsm_link *link, void *context, struct error *err)
{
	const struct user_request *request = context;

	return partition_activate(&link->partition, &request->verifier, err);
}

int client_activate(struct connection *connection, const struct secret *password, struct error *err)
{
	struct user_request request;
	int rc = request_init(connection, &request, "admin", ROLE_ADMIN, password, err);

	return rc ? rc : ask_each_hsm(connection, &request, activate_each, ERR_OK, err);
}
