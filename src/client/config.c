/* The configuration of a client host: what the client reads from it. */
#include "config.h"

#include "config-private.h"
#include "json.h"

#include <string.h>

static const struct json *member(const struct json *object, const char *name)
{
	return object ? json_member(object, name) : NULL;
}

const char *config_text(const struct json *object, const char *name)
{
	const struct json *text = member(object, name);

	return text ? json_string(text) : NULL;
}

static const char *text_or(const struct json *object, const char *name, const char *otherwise)
{
	const char *text = config_text(object, name);

	return text ? text : otherwise;
}

const struct json *config_cluster(const struct config *config, size_t cluster)
{
	const struct json *clusters = json_member(config->root, "clusters");

	return cluster < json_count(clusters) ? json_member(json_at(clusters, cluster), "cluster")
					      : NULL;
}

size_t config_cluster_count(const struct config *config)
{
	return json_count(json_member(config->root, "clusters"));
}

const char *config_cluster_id(const struct config *config, size_t cluster)
{
	return text_or(config_cluster(config, cluster), "cluster_id", "");
}

const char *config_ca_file(const struct config *config, size_t cluster)
{
	return text_or(config_cluster(config, cluster), "hsm_ca_file", "");
}

bool config_key_availability_check(const struct config *config, size_t cluster)
{
	const struct json *options = member(config_cluster(config, cluster), "options");
	const struct json *disabled = member(options, "disable_key_availability_check");

	return !disabled || !json_bool(disabled);
}

bool config_ecdsa_weak_hash(const struct config *config, size_t cluster)
{
	const struct json *options = member(config_cluster(config, cluster), "options");
	const struct json *enabled = member(options, "enable_ecdsa_with_weak_hash_function");

	return enabled && json_bool(enabled);
}

static bool is_enabled(const struct json *server)
{
	const struct json *enable = json_member(server, "enable");

	return !enable || json_bool(enable);
}

size_t config_server_count(const struct config *config, size_t cluster)
{
	const struct json *servers = member(config_cluster(config, cluster), "servers");
	size_t count = 0;

	for (size_t i = 0; servers && i < json_count(servers); i++)
		count += is_enabled(json_at(servers, i));
	return count;
}

const char *config_server(const struct config *config, size_t cluster, size_t server)
{
	const struct json *servers = member(config_cluster(config, cluster), "servers");

	for (size_t i = 0; servers && i < json_count(servers); i++) {
		if (is_enabled(json_at(servers, i)) && server-- == 0)
			return text_or(json_at(servers, i), "hostname", "");
	}
	return "";
}

bool config_is_template(const struct config *config)
{
	return config_cluster_count(config) == 1 && config_cluster_id(config, 0)[0] == '\0' &&
	       config_server_count(config, 0) == 1 &&
	       strcmp(config_server(config, 0, 0), CONFIG_PLACEHOLDER) == 0;
}

static const char *path_of_mtls(
    const struct config *config, size_t cluster, const char *name, bool *present)
{
	const char *path = config_text(config_cluster(config, cluster), name);

	*present = path != NULL;
	return path ? path : "";
}

const char *config_mtls_certificate(const struct config *config, size_t cluster, bool *present)
{
	return path_of_mtls(config, cluster, "client_cert_hsm_tls_path", present);
}

const char *config_mtls_key(const struct config *config, size_t cluster, bool *present)
{
	return path_of_mtls(config, cluster, "client_key_hsm_tls_path", present);
}

/* The index of the word that a member of "logging" is; otherwise when it is not there. */
static size_t logging_word(
    const struct config *config, const char *name, const char *const *words, size_t otherwise)
{
	const char *value = config_text(json_member(config->root, "logging"), name);

	for (size_t i = 0; value && words[i]; i++) {
		if (strcmp(words[i], value) == 0)
			return i;
	}
	return otherwise;
}

enum config_log_type config_log_type(const struct config *config)
{
	return (enum config_log_type)logging_word(
	    config, "log_type", config_log_types, CONFIG_LOG_FILE);
}

const char *config_log_file(const struct config *config)
{
	return text_or(json_member(config->root, "logging"), "log_file", "");
}

enum log_level config_log_level(const struct config *config)
{
	return (enum log_level)logging_word(config, "log_level", config_log_levels, LOG_LEVEL_INFO);
}

enum config_log_rotation config_log_rotation(const struct config *config)
{
	return (enum config_log_rotation)logging_word(
	    config, "log_interval", config_log_intervals, CONFIG_ROTATE_DAILY);
}

const char *config_path(const struct config *config)
{
	return config->path;
}

const char *config_client_dir(const struct config *config)
{
	return config->client_dir;
}
