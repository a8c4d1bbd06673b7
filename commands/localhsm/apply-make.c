/* Makes what a declared estate lacks: clusters, users, quorum values, and has the keys made. */
#include "apply-make.h"

#include "app.h"
#include "apply-find.h"
#include "client.h"
#include "config.h"
#include "error.h"
#include "up-cluster.h"

#include <stdlib.h>
#include <string.h>

void apply_report_done(struct apply_report *report)
{
	free(report->items);
	*report = (struct apply_report)APPLY_REPORT_INIT;
}

int apply_report_add(struct apply_report *report, const struct apply_cluster *cluster,
    enum apply_kind kind, const char *name, enum apply_action action, struct error *err)
{
	struct apply_item *grown;

	report->totals[action]++;
	if ((report->count & (report->count - 1)) == 0) {
		grown = reallocarray(
		    report->items, report->count > 0 ? 2 * report->count : 1, sizeof(*grown));
		if (!grown)
			return error_raise(err, ERR_MEMORY);
		report->items = grown;
	}
	report->items[report->count++] = (struct apply_item){cluster->name, kind, name, action};
	return 0;
}

/* Clusters */

/* The newest that a cluster can be made from. */
static int find_backup(struct app *app, const struct apply_cluster *source,
    char backup_id[RESOURCE_ID_MAX + 1], struct error *err)
{
	const char *id = source->cluster_id, *ready = backup_state_name(BACKUP_READY);
	const struct describe_backups_request request = {
	    .cluster_ids = &id, .n_cluster_ids = 1, .states = &ready, .n_states = 1};
	struct backup_view *backups = NULL;
	char *token = NULL;
	size_t count = 0;
	int rc = estate_describe_backups(app->estate, &request, &backups, &count, &token, err);

	if (rc != 0)
		return rc;
	if (count > 0)
		memcpy(backup_id, backups[0].backup_id, sizeof(backups[0].backup_id));
	else
		rc = error_raisef(err, ERR_LAB, "there is no backup of %s", source->name);
	backup_views_free(backups, count);
	free(token);
	return rc;
}

static int make_cluster(struct app *app, const struct apply_plan *plan,
    struct apply_cluster *cluster, struct error *err)
{
	struct up_request request = {
	    .hsm_type = hsm_type_name(cluster->type),
	    .mode = cluster_mode_name(cluster->mode),
	    .hsms = cluster->hsms,
	    .password = &cluster->admin_password,
	    .name = cluster->name,
	};
	char backup_id[RESOURCE_ID_MAX + 1];
	struct cluster_view view;
	int rc = 0;

	if (cluster->source != APPLY_NONE) {
		rc = find_backup(app, &plan->clusters[cluster->source], backup_id, err);
		request.source_backup_id = backup_id;
	}
	if (rc == 0)
		rc = up_make(app, &request, &view, err);
	if (rc != 0)
		return rc;
	memcpy(cluster->cluster_id, view.cluster_id, sizeof(cluster->cluster_id));
	cluster_view_done(&view);
	return 0;
}

/* Clusters that the client host did not know. */
static int save_entered(struct app *app, const struct apply_plan *plan, struct error *err)
{
	for (size_t i = 0; i < plan->n_clusters; i++) {
		if (plan->clusters[i].ca_file)
			return config_save(app->config, home_owner(&app->home), err);
	}
	return 0;
}

/* First of all, to have room for others. */
static int remove_unfinished(
    struct app *app, const struct apply_plan *plan, struct apply_report *report, struct error *err)
{
	for (size_t i = 0; i < plan->n_clusters; i++) {
		const struct apply_cluster *cluster = &plan->clusters[i];

		if (cluster->unfinished_id[0] == '\0')
			continue;
		if (up_remove(app, cluster->unfinished_id, err) != 0)
			return place_blame(&cluster->place, NULL, err);
		report->n_removed++;
	}
	return 0;
}

static int provide_cluster(struct app *app, const struct apply_plan *plan,
    struct apply_cluster *cluster, struct apply_report *report, struct error *err)
{
	enum apply_action action = cluster->ca_file ? APPLY_CHANGED : APPLY_UNCHANGED;
	int rc = 0;

	if (!cluster->is_there) {
		action = cluster->unfinished_id[0] != '\0' ? APPLY_REMADE : APPLY_CREATED;
		rc = make_cluster(app, plan, cluster, err);
	} else if (cluster->hsms_there < cluster->hsms) {
		rc = up_add_hsms(app, cluster->cluster_id, cluster->hsms_there, cluster->hsms, err);
		action = APPLY_CHANGED;
	}
	if (rc != 0)
		return place_blame(&cluster->place, NULL, err);
	return apply_report_add(report, cluster, APPLY_CLUSTER, cluster->name, action, err);
}

/* Users */

/* Whether the source has the very same, to be copied with the record of its password. */
static bool source_has_user(const struct apply_target *target, const struct apply_user *user)
{
	size_t index =
	    target->source ? apply_find_user(target->source, user->username) : APPLY_NONE;
	const struct apply_user *other = index == APPLY_NONE ? NULL : &target->source->users[index];

	return other && other->role == user->role &&
	       secret_equal(&other->password, &user->password);
}

static int make_user(
    const struct apply_target *target, const struct apply_user *user, struct error *err)
{
	struct user_view view;

	if (source_has_user(target, user))
		return user_replicate(target->source_connection, target->connection, user->username,
		    user->role, &view, err);
	return user_create(
	    target->connection, user->username, user->role, &user->password, NULL, err);
}

static int provide_user(
    const struct apply_target *target, const struct apply_user *user, struct error *err)
{
	enum apply_action action = user->is_untried ? APPLY_UNTRIED : APPLY_UNCHANGED;
	int rc = 0;

	if (!user->is_there) {
		rc = make_user(target, user, err);
		action = APPLY_CREATED;
	} else if (user->has_other_password) {
		rc = user_change_password(
		    target->connection, user->username, user->role, &user->password, NULL, err);
		action = APPLY_CHANGED;
	}
	if (rc != 0)
		return place_blame(&user->place, NULL, err);
	return apply_report_add(
	    target->report, target->cluster, APPLY_USER, user->username, action, err);
}

/* Quorum values: last, for what they guard could not be made any more. */

static int provide_quorum_value(
    const struct apply_target *target, enum quorum_service service, struct error *err)
{
	const struct apply_cluster *cluster = target->cluster;
	const struct place place = {.within = &cluster->place, .name = "quorum-values"};
	const char *name = quorum_service_name(service);
	enum apply_action action = APPLY_UNCHANGED;
	int rc = 0;

	if (cluster->quorum[service] == 0)
		return 0;
	if (cluster->quorum_there[service] != cluster->quorum[service]) {
		rc = quorum_set_value(
		    target->connection, service, cluster->quorum[service], NULL, err);
		action = APPLY_CHANGED;
	}
	if (rc != 0)
		return place_blame(&place, name, err);
	return apply_report_add(target->report, cluster, APPLY_QUORUM_VALUE, name, action, err);
}

/* What a cluster holds */

static int login_admin(
    struct connection *connection, const struct apply_cluster *cluster, struct error *err)
{
	int rc = client_login(connection, "admin", ROLE_ADMIN, &cluster->admin_password, err);

	return rc == 0 ? 0 : place_blame(&cluster->place, "admin-password", err);
}

static int connect_to(struct client *client, const struct apply_cluster *cluster,
    struct connection **connection, struct error *err)
{
	int rc = client_connect(client, cluster->cluster_id, connection, err);

	return rc == 0 ? 0 : place_blame(&cluster->place, NULL, err);
}

static int open_source(struct client *client, const struct apply_plan *plan,
    struct apply_target *target, struct error *err)
{
	int rc;

	if (target->cluster->source == APPLY_NONE)
		return 0;
	target->source = &plan->clusters[target->cluster->source];
	rc = connect_to(client, target->source, &target->source_connection, err);
	return rc == 0 ? login_admin(target->source_connection, target->source, err) : rc;
}

static int make_as_admin(struct apply_target *target, struct error *err)
{
	int rc = login_admin(target->connection, target->cluster, err);

	for (size_t i = 0; rc == 0 && i < target->cluster->n_users; i++)
		rc = provide_user(target, &target->cluster->users[i], err);
	if (rc == 0)
		rc = apply_copy_keys(target, err);
	if (rc == 0)
		rc = client_logout(target->connection, err);
	if (rc == 0 && target->source)
		rc = client_logout(target->source_connection, err);
	return rc;
}

static int set_quorum(struct apply_target *target, struct error *err)
{
	int rc = login_admin(target->connection, target->cluster, err);

	/* The value quorum guards all of them, itself too: behind it none could be set. */
	for (enum quorum_service i = 0; rc == 0 && i < QUORUM_VALUES; i++) {
		if (i != QUORUM_QUORUM)
			rc = provide_quorum_value(target, i, err);
	}
	if (rc == 0)
		rc = provide_quorum_value(target, QUORUM_QUORUM, err);
	return rc == 0 ? client_logout(target->connection, err) : rc;
}

static int provide_contents(struct client *client, const struct apply_plan *plan,
    struct apply_cluster *cluster, struct apply_report *report, struct error *err)
{
	struct apply_target target = {.cluster = cluster, .report = report};
	/* A clone has what its backup had. */
	int rc = cluster->is_there ? 0 : apply_find_contents(client, cluster, err);

	if (rc == 0)
		rc = connect_to(client, cluster, &target.connection, err);
	if (rc == 0)
		rc = open_source(client, plan, &target, err);
	if (rc == 0)
		rc = make_as_admin(&target, err);
	if (rc == 0)
		rc = apply_make_keys(&target, err);
	return rc == 0 ? set_quorum(&target, err) : rc;
}

int apply_make(
    struct app *app, struct apply_plan *plan, struct apply_report *report, struct error *err)
{
	struct client *client = NULL;
	int rc = save_entered(app, plan, err);

	if (rc == 0)
		rc = remove_unfinished(app, plan, report, err);
	for (size_t i = 0; rc == 0 && i < plan->n_clusters; i++)
		rc = provide_cluster(app, plan, &plan->clusters[i], report, err);
	if (rc == 0)
		rc = client_new(estate_store(app->estate), app->config, &app->ports, &client, err);
	for (size_t i = 0; rc == 0 && i < plan->n_clusters; i++)
		rc = provide_contents(client, plan, &plan->clusters[i], report, err);
	client_free(client);
	return rc;
}
