/*
 * Changes to the configuration. Each is made on a copy of the tree, which takes the tree's place
 * once it is whole and has passed the check.
 */
#include "config.h"

#include "config-private.h"
#include "error.h"
#include "files.h"
#include "json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A change under way: the copy, and the place in it that is changed. NULL where memory ran out. */
struct draft {
	struct json *root, *clusters, *cluster;
};

/* cluster may be behind the last one when no cluster is changed. */
static struct draft draft_of(const struct config *config, size_t cluster)
{
	struct draft draft = {json_copy(config->root), NULL, NULL};

	if (draft.root)
		draft.clusters = json_member_mutable(draft.root, "clusters");
	if (draft.clusters && cluster < json_count(draft.clusters))
		draft.cluster =
		    json_member_mutable(json_at_mutable(draft.clusters, cluster), "cluster");
	return draft;
}

/* whole: every step of the change was made; otherwise memory ran out at one. */
static int draft_commit(struct config *config, struct draft *draft, bool whole, struct error *err)
{
	int rc =
	    whole ? config_check(draft->root, config->path, err) : error_raise(err, ERR_MEMORY);

	if (rc == 0) {
		json_free(config->root);
		config->root = draft->root;
	} else {
		json_free(draft->root);
	}
	return rc;
}

static bool set_text(struct json *object, const char *name, const char *value)
{
	return object && json_set(object, name, json_new_string(value));
}

/* The object's member of that name, made if it is not there; NULL when memory runs out. */
static struct json *object_below(struct json *parent, const char *name)
{
	if (!parent)
		return NULL;
	if (!json_member(parent, name) && !json_set(parent, name, json_new_object()))
		return NULL;
	return json_member_mutable(parent, name);
}

/* path made absolute, for the caller to free. */
static int absolute(const char *path, char **result, struct error *err)
{
	*result = path_absolute(path);
	if (*result)
		return 0;
	if (errno == ENOMEM)
		return error_raise(err, ERR_MEMORY);
	return error_raise(err, ERR_FILE_READ, path, strerror(errno));
}

static bool ends_with_servers(const struct json *cluster)
{
	size_t count = json_count(cluster);

	return count > 0 && strcmp(json_name(json_at(cluster, count - 1)), "servers") == 0;
}

/* Replaces what says which cluster the only one is; cluster_id NULL takes the id out. */
static int set_only_cluster(struct config *config, const char *cluster_id,
    const char *const *hostnames, size_t count, struct error *err)
{
	struct draft draft;
	bool whole;

	if (config_cluster_count(config) > 1)
		return error_raise(err, ERR_CONFIG_SEVERAL);
	draft = draft_of(config, 0);
	whole = draft.cluster != NULL;
	if (whole && !cluster_id)
		json_remove(draft.cluster, "cluster_id");
	/* In the file format a new cluster_id stands before the servers: in a file of ours it does.
	 */
	else if (whole && !json_member(draft.cluster, "cluster_id") &&
		 ends_with_servers(draft.cluster))
		json_remove(draft.cluster, "servers");
	if (whole && cluster_id)
		whole = set_text(draft.cluster, "cluster_id", cluster_id);
	whole = whole && json_set(draft.cluster, "servers", config_servers_new(hostnames, count));
	return draft_commit(config, &draft, whole, err);
}

int config_set_servers(
    struct config *config, const char *const *hostnames, size_t count, struct error *err)
{
	return set_only_cluster(config, NULL, hostnames, count, err);
}

int config_set_cluster(struct config *config, const char *cluster_id, const char *const *hostnames,
    size_t count, struct error *err)
{
	return set_only_cluster(config, cluster_id, hostnames, count, err);
}

/* The index of the cluster with that id, or the number of clusters. */
static size_t find_cluster(const struct config *config, const char *cluster_id)
{
	size_t i = 0;

	while (i < config_cluster_count(config) &&
	       strcmp(config_cluster_id(config, i), cluster_id) != 0)
		i++;
	return i;
}

static int check_addition(const struct config *config, const char *cluster_id, struct error *err)
{
	if (find_cluster(config, cluster_id) < config_cluster_count(config))
		return error_raise(err, ERR_CONFIG_DUPLICATE, cluster_id);
	for (size_t i = 0; i < config_cluster_count(config); i++) {
		if (config_cluster_id(config, i)[0] == '\0')
			return error_raise(err, ERR_CONFIG_NO_ID);
	}
	return 0;
}

int config_add_cluster(struct config *config, const char *cluster_id, const char *const *hostnames,
    size_t count, const char *ca_file, struct error *err)
{
	struct draft draft;
	char *ca = NULL;
	bool whole;
	int rc = check_addition(config, cluster_id, err);

	if (rc == 0 && ca_file)
		rc = absolute(ca_file, &ca, err);
	if (rc != 0)
		return rc;
	draft = draft_of(config, 0);
	whole = draft.clusters && json_append(draft.clusters,
				      config_cluster_new(config, cluster_id, ca, hostnames, count));
	free(ca);
	return draft_commit(config, &draft, whole, err);
}

int config_remove_cluster(struct config *config, const char *cluster_id, struct error *err)
{
	size_t index = find_cluster(config, cluster_id);
	struct draft draft;
	bool whole;

	if (cluster_id[0] == '\0' || index == config_cluster_count(config))
		return error_raise(err, ERR_CONFIG_NO_CLUSTER, cluster_id);
	draft = draft_of(config, index);
	whole = draft.clusters != NULL;
	if (whole)
		json_remove_at(draft.clusters, index);
	if (whole && json_count(draft.clusters) == 0)
		whole = json_append(draft.clusters, config_cluster_template(config));
	return draft_commit(config, &draft, whole, err);
}

/* Sets members of a cluster to paths: two of them, or one where the second name is NULL. */
static int set_paths(struct config *config, size_t cluster, const char *const names[2],
    const char *const paths[2], struct error *err)
{
	char *resolved[2] = {NULL, NULL};
	struct draft draft;
	bool whole = true;
	int rc = 0;

	for (size_t i = 0; i < 2 && names[i] && rc == 0; i++)
		rc = absolute(paths[i], &resolved[i], err);
	if (rc == 0) {
		draft = draft_of(config, cluster);
		for (size_t i = 0; i < 2 && names[i] && whole; i++)
			whole = set_text(draft.cluster, names[i], resolved[i]);
		rc = draft_commit(config, &draft, whole, err);
	}
	free(resolved[0]);
	free(resolved[1]);
	return rc;
}

int config_set_ca_file(struct config *config, size_t cluster, const char *path, struct error *err)
{
	const char *const names[2] = {"hsm_ca_file", NULL};
	const char *const paths[2] = {path, NULL};

	return set_paths(config, cluster, names, paths, err);
}

int config_set_mtls(struct config *config, size_t cluster, const char *certificate, const char *key,
    struct error *err)
{
	const char *const names[2] = {"client_cert_hsm_tls_path", "client_key_hsm_tls_path"};
	const char *const paths[2] = {certificate, key};

	return set_paths(config, cluster, names, paths, err);
}

int config_set_tunnel(struct config *config, size_t cluster, const char *certificate,
    const char *key, struct error *err)
{
	const char *const names[2] = {"client_cert_path", "client_key_path"};
	const char *const paths[2] = {certificate, key};

	return set_paths(config, cluster, names, paths, err);
}

int config_set_option_flag(
    struct config *config, size_t cluster, const char *name, bool value, struct error *err)
{
	struct draft draft = draft_of(config, cluster);
	struct json *options = object_below(draft.cluster, "options");
	bool whole = options && json_set(options, name, json_new_bool(value));

	return draft_commit(config, &draft, whole, err);
}

int config_set_option_text(
    struct config *config, size_t cluster, const char *name, const char *value, struct error *err)
{
	struct draft draft = draft_of(config, cluster);
	struct json *options = object_below(draft.cluster, "options");

	return draft_commit(config, &draft, set_text(options, name, value), err);
}

int config_set_logging(
    struct config *config, const char *name, const char *value, struct error *err)
{
	bool is_path = strcmp(name, "log_file") == 0;
	struct draft draft;
	char *path = NULL;
	bool whole;

	if (is_path) {
		int rc = absolute(value, &path, err);

		if (rc != 0)
			return rc;
	}
	draft = draft_of(config, 0);
	whole = set_text(object_below(draft.root, "logging"), name, is_path ? path : value);
	free(path);
	return draft_commit(config, &draft, whole, err);
}
