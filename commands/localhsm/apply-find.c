/* Finds the clusters of a declared estate, and their users. */
#include "apply-find.h"

#include "app.h"
#include "client.h"
#include "error.h"
#include "up-cluster.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Clusters */

static const char *name_of(const struct cluster_view *cluster)
{
	for (size_t i = 0; i < cluster->n_tags; i++) {
		if (strcmp(cluster->tags[i].key, "Name") == 0)
			return cluster->tags[i].value;
	}
	return "";
}

static bool is_gone(const struct cluster_view *view)
{
	return view->state == CLUSTER_DELETED || view->state == CLUSTER_DELETE_IN_PROGRESS;
}

static int check_shape(
    const struct apply_cluster *cluster, const struct cluster_view *view, struct error *err)
{
	if (view->type != cluster->type)
		return place_refuse_member(&cluster->place, "hsm-type", err,
		    "%s is a cluster of %s, which cannot be changed", view->cluster_id,
		    hsm_type_name(view->type));
	if (view->mode != cluster->mode)
		return place_refuse_member(&cluster->place, "mode", err,
		    "%s is in mode %s, which cannot be changed", view->cluster_id,
		    cluster_mode_name(view->mode));
	if (view->state != CLUSTER_ACTIVE)
		return place_refuse(&cluster->place, err, "%s is %s, and not ACTIVE",
		    view->cluster_id, cluster_state_name(view->state));
	if (view->n_hsms > cluster->hsms)
		return place_refuse_member(&cluster->place, "hsms", err,
		    "%s has %zu, and none is taken away", view->cluster_id, view->n_hsms);
	return 0;
}

/* What was begun and never came to be active, such as by a command that was interrupted, holds
 * nothing that could be lost. An HSM that is being claimed cannot be taken away. */
static bool is_unfinished(const struct cluster_view *view)
{
	return view->state == CLUSTER_CREATE_IN_PROGRESS || view->state == CLUSTER_UNINITIALIZED ||
	       view->state == CLUSTER_INITIALIZED;
}

static int take_cluster(
    struct apply_cluster *cluster, const struct cluster_view *view, struct error *err)
{
	bool has_unfinished = cluster->unfinished_id[0] != '\0';
	int rc;

	if (cluster->is_there || has_unfinished)
		return place_refuse_member(&cluster->place, "name", err,
		    "two clusters have this name in their tag Name: %s and %s",
		    has_unfinished ? cluster->unfinished_id : cluster->cluster_id,
		    view->cluster_id);
	if (is_unfinished(view)) {
		cluster->hsms_there = view->n_hsms;
		memcpy(cluster->unfinished_id, view->cluster_id, sizeof(cluster->unfinished_id));
		return 0;
	}
	rc = check_shape(cluster, view, err);
	if (rc != 0)
		return rc;
	cluster->is_there = true;
	cluster->hsms_there = view->n_hsms;
	memcpy(cluster->cluster_id, view->cluster_id, sizeof(cluster->cluster_id));
	return 0;
}

static int take_page(
    struct apply_plan *plan, const struct cluster_view *views, size_t count, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		for (size_t j = 0; rc == 0 && j < plan->n_clusters; j++) {
			if (!is_gone(&views[i]) &&
			    strcmp(name_of(&views[i]), plan->clusters[j].name) == 0)
				rc = take_cluster(&plan->clusters[j], &views[i], err);
		}
	}
	return rc;
}

static int find_clusters(struct app *app, struct apply_plan *plan, struct error *err)
{
	struct describe_clusters_request request = {.max_results = 0};
	struct cluster_view *views = NULL;
	char *token = NULL, *next = NULL;
	size_t count = 0;
	int rc;

	do {
		request.next_token = token;
		rc = estate_describe_clusters(app->estate, &request, &views, &count, &next, err);
		free(token);
		token = NULL;
		if (rc != 0)
			break;
		rc = take_page(plan, views, count, err);
		cluster_views_free(views, count);
		token = next;
	} while (rc == 0 && token);
	free(token);
	return rc;
}

/* Quorum values */

static int find_quorum(
    struct connection *connection, struct apply_cluster *cluster, struct error *err)
{
	struct quorum_values values;
	int rc = quorum_get_values(connection, &values, err);

	if (rc == 0)
		memcpy(cluster->quorum_there, values.values, sizeof(cluster->quorum_there));
	return rc;
}

/* Users */

static int take_user(const struct user_view *view, struct apply_user *user, struct error *err)
{
	if (strcmp(view->username, user->username) != 0)
		return 0;
	if (view->role != user->role)
		return place_refuse_member(&user->place, "role", err,
		    "the role of %s is %s, which cannot be changed", user->username,
		    user_role_name(view->role));
	/* Where some HSMs lack the user, making it again is what mends that. */
	user->is_there = view->cluster_coverage == COVERAGE_FULL;
	user->has_other_password = view->locked != USER_UNLOCKED;
	return 0;
}

static int find_users(
    struct connection *connection, struct apply_cluster *cluster, struct error *err)
{
	struct user_view *views = NULL;
	size_t count = 0;
	int rc = user_list(connection, &views, &count, err);

	if (rc != 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < count; i++) {
		for (size_t j = 0; rc == 0 && j < cluster->n_users; j++)
			rc = take_user(&views[i], &cluster->users[j], err);
	}
	free(views);
	return rc;
}

/* By a login: nothing else tells. That of a user with a second factor cannot be tried. */
static int find_password(struct connection *connection, struct apply_user *user, struct error *err)
{
	int rc;

	if (!user->is_there || user->has_other_password)
		return 0;
	rc = client_login(connection, user->username, user->role, &user->password, err);
	if (rc == 0)
		return client_logout(connection, err);
	user->has_other_password = rc == ERR_CREDENTIALS;
	user->is_untried = rc == ERR_MFA_REQUIRED;
	if (rc != ERR_CREDENTIALS && rc != ERR_MFA_REQUIRED)
		return place_blame(&user->place, NULL, err);
	error_clear(err);
	return 0;
}

/* What is guarded by a quorum takes approvals, which nobody has given. */
static int check_guards(const struct apply_cluster *cluster, struct error *err)
{
	const struct place quorum = {.within = &cluster->place, .name = "quorum-values"};
	unsigned users = cluster->quorum_there[QUORUM_USER];
	unsigned values = cluster->quorum_there[QUORUM_QUORUM];

	for (size_t i = 0; users > QUORUM_OFF && i < cluster->n_users; i++) {
		const struct apply_user *user = &cluster->users[i];

		if (!user->is_there || user->has_other_password)
			return place_refuse(&user->place, err,
			    "to %s a user takes the approval of %u admins here",
			    user->is_there ? "change" : "create", users);
	}
	for (enum quorum_service i = 0; values > QUORUM_OFF && i < QUORUM_VALUES; i++) {
		if (cluster->quorum[i] != 0 && cluster->quorum[i] != cluster->quorum_there[i])
			return place_refuse_member(&quorum, quorum_service_name(i), err,
			    "it is %u, and to change it takes the approval of %u admins",
			    cluster->quorum_there[i], values);
	}
	return 0;
}

/* What is found of a cluster */

static int find_as_admin(
    struct connection *connection, struct apply_cluster *cluster, struct error *err)
{
	int rc = client_login(connection, "admin", ROLE_ADMIN, &cluster->admin_password, err);

	if (rc != 0)
		return place_blame(&cluster->place, "admin-password", err);
	rc = apply_find_keys(connection, cluster, err);
	return rc == 0 ? client_logout(connection, err) : rc;
}

int apply_find_contents(struct client *client, struct apply_cluster *cluster, struct error *err)
{
	struct connection *connection = NULL;
	int rc = client_connect(client, cluster->cluster_id, &connection, err);

	if (rc == 0)
		rc = find_quorum(connection, cluster, err);
	if (rc != 0)
		return place_blame(&cluster->place, NULL, err);
	rc = find_users(connection, cluster, err);
	if (rc == 0)
		rc = find_as_admin(connection, cluster, err);
	for (size_t i = 0; rc == 0 && i < cluster->n_users; i++)
		rc = find_password(connection, &cluster->users[i], err);
	return rc == 0 ? check_guards(cluster, err) : rc;
}

/* What has to be made and cannot */

static int check_new(
    const struct apply_plan *plan, const struct apply_cluster *cluster, struct error *err)
{
	const struct place quorum = {.within = &cluster->place, .name = "quorum-values"};
	const struct apply_cluster *source =
	    cluster->source == APPLY_NONE ? NULL : &plan->clusters[cluster->source];

	/* That of a source which is there may be another than in its newest backup. */
	if (source && !source->is_there &&
	    !secret_equal(&cluster->admin_password, &source->admin_password))
		return place_refuse_member(&cluster->place, "admin-password", err,
		    "a cluster that is new has the one of its source, %s", source->name);

	for (enum quorum_service i = 0; i < QUORUM_VALUES; i++) {
		if (cluster->quorum[i] > QUORUM_OFF && cluster->source == APPLY_NONE)
			return place_refuse_member(&quorum, quorum_service_name(i), err,
			    "nobody is registered to approve in a cluster that is new");
	}
	if (cluster->n_keys > 0 && cluster->hsms < 2)
		return place_refuse_member(
		    &cluster->place, "hsms", err, "token keys take a cluster of two HSMs or more");
	return 0;
}

/* Quotas */

/* Takes what a cluster lacks from the quotas, of which so much is used. */
static int take_from_quotas(const struct apply_cluster *cluster, const char *region,
    struct estate_quotas *quotas, struct error *err)
{
	quotas->clusters_used += !cluster->is_there && cluster->unfinished_id[0] == '\0';
	quotas->hsms_used += cluster->hsms;
	quotas->hsms_used -= cluster->hsms_there;
	if (quotas->clusters_used > quotas->clusters && !cluster->is_there)
		return place_refuse(&cluster->place, err,
		    "the quota of clusters in region %s is %" PRIu64, region, quotas->clusters);
	if (cluster->hsms <= cluster->hsms_there)
		return 0;
	if (cluster->hsms > quotas->hsms_per_cluster)
		return place_refuse_member(&cluster->place, "hsms", err,
		    "the quota of HSMs in a cluster is %" PRIu64, quotas->hsms_per_cluster);
	if (quotas->hsms_used > quotas->hsms)
		return place_refuse_member(&cluster->place, "hsms", err,
		    "the quota of HSMs in region %s is %" PRIu64, region, quotas->hsms);
	return 0;
}

/* What is unfinished is taken away before anything is made. */
static int check_quotas(struct app *app, const struct apply_plan *plan, struct error *err)
{
	struct estate_quotas quotas;
	int rc = estate_quotas(app->estate, &quotas, err);

	for (size_t i = 0; rc == 0 && i < plan->n_clusters; i++)
		rc = take_from_quotas(
		    &plan->clusters[i], estate_chosen_region(app->estate), &quotas, err);
	return rc;
}

/* What the client host has to know of the clusters */

static int enter_clusters(struct app *app, struct apply_plan *plan, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < plan->n_clusters; i++) {
		struct apply_cluster *cluster = &plan->clusters[i];

		if (cluster->is_there &&
		    up_enter(app, cluster->cluster_id, &cluster->ca_file, err) != 0)
			rc = place_blame(&cluster->place, NULL, err);
	}
	return rc;
}

/* The configuration has not been saved. */
static void take_back_ca_files(const struct apply_plan *plan)
{
	for (size_t i = 0; i < plan->n_clusters; i++) {
		if (plan->clusters[i].ca_file)
			(void)unlink(plan->clusters[i].ca_file);
	}
}

int apply_find(struct app *app, struct apply_plan *plan, struct error *err)
{
	struct client *client = NULL;
	int rc = find_clusters(app, plan, err);

	for (size_t i = 0; rc == 0 && i < plan->n_clusters; i++) {
		if (!plan->clusters[i].is_there)
			rc = check_new(plan, &plan->clusters[i], err);
	}
	if (rc == 0)
		rc = check_quotas(app, plan, err);
	if (rc == 0)
		rc = enter_clusters(app, plan, err);
	if (rc == 0)
		rc = client_new(estate_store(app->estate), app->config, &app->ports, &client, err);
	for (size_t i = 0; rc == 0 && i < plan->n_clusters; i++) {
		if (plan->clusters[i].is_there)
			rc = apply_find_contents(client, &plan->clusters[i], err);
	}
	client_free(client);
	if (rc != 0)
		take_back_ca_files(plan);
	return rc;
}
