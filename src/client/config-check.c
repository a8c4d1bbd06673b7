/* What a configuration file must look like: a table of the known keys, and the walk through a tree.
 */
#include "config-private.h"

#include "config.h"
#include "error.h"
#include "json.h"

#include <stdio.h>
#include <string.h>

#define PLACE_MAX 96                   /* "clusters[0].cluster" */
#define DEEP_PLACE_MAX (2 * PLACE_MAX) /* "clusters[0].cluster.servers[0]" */
#define REASON_MAX 256
#define PORT_MAX 65535

/* A known key of an object. Keys that stand in no table may be anything. */
struct rule {
	const char *name;
	enum json_type type;
	bool required;
	const char *const *words; /* a string must be one of these, NULL-terminated */
};

const char *const config_log_types[] = {
    [CONFIG_LOG_FILE] = "file", [CONFIG_LOG_TERM] = "term", NULL};
const char *const config_log_levels[] = {[LOG_LEVEL_ERROR] = "error",
    [LOG_LEVEL_WARN] = "warn",
    [LOG_LEVEL_INFO] = "info",
    [LOG_LEVEL_DEBUG] = "debug",
    [LOG_LEVEL_TRACE] = "trace",
    NULL};
const char *const config_log_intervals[] = {[CONFIG_ROTATE_NEVER] = "never",
    [CONFIG_ROTATE_HOURLY] = "hourly",
    [CONFIG_ROTATE_DAILY] = "daily",
    [CONFIG_ROTATE_WEEKLY] = "weekly",
    NULL};
static const char *const retry_modes[] = {"off", "standard", NULL};

static const struct rule root_rules[] = {
    {"clusters", JSON_ARRAY, true, NULL},
    {"logging", JSON_OBJECT, false, NULL},
};
static const struct rule entry_rules[] = {
    {"type", JSON_STRING, false, NULL},
    {"cluster", JSON_OBJECT, true, NULL},
};
static const struct rule cluster_rules[] = {
    {"hsm_ca_file", JSON_STRING, false, NULL},
    {"cluster_id", JSON_STRING, false, NULL},
    {"servers", JSON_ARRAY, true, NULL},
    {"client_cert_path", JSON_STRING, false, NULL},
    {"client_key_path", JSON_STRING, false, NULL},
    {"client_cert_hsm_tls_path", JSON_STRING, false, NULL},
    {"client_key_hsm_tls_path", JSON_STRING, false, NULL},
    {"options", JSON_OBJECT, false, NULL},
};
static const struct rule server_rules[] = {
    {"hostname", JSON_STRING, true, NULL},
    {"port", JSON_NUMBER, false, NULL},
    {"enable", JSON_BOOL, false, NULL},
};
static const struct rule option_rules[] = {
    {"disable_key_availability_check", JSON_BOOL, false, NULL},
    {"validate_key_at_init", JSON_BOOL, false, NULL},
    {"enable_ecdsa_with_weak_hash_function", JSON_BOOL, false, NULL},
    {"retry_mode", JSON_STRING, false, retry_modes},
};
static const struct rule logging_rules[] = {
    {"log_type", JSON_STRING, false, config_log_types},
    {"log_file", JSON_STRING, false, NULL},
    {"log_level", JSON_STRING, false, config_log_levels},
    {"log_interval", JSON_STRING, false, config_log_intervals},
};

/* The walk: where it stands, and where its error goes. */
struct check {
	const char *path;
	struct error *err;
};

static int refuse(const struct check *check, const char *place, const char *name, const char *what)
{
	char reason[DEEP_PLACE_MAX + REASON_MAX];
	const char *dot = place[0] && name[0] ? "." : "";

	snprintf(reason, sizeof(reason), "%s%s%s %s", place, dot, name, what);
	return error_raise(check->err, ERR_CONFIG_INVALID, check->path, reason);
}

static int check_words(
    const struct check *check, const char *place, const struct rule *rule, const char *value)
{
	char what[REASON_MAX] = "must be one of ";
	size_t at = strlen(what);

	for (size_t i = 0; rule->words[i]; i++) {
		if (strcmp(rule->words[i], value) == 0)
			return 0;
		if (at < sizeof(what))
			at += (size_t)snprintf(what + at, sizeof(what) - at, "%s%s",
			    i > 0 ? ", " : "", rule->words[i]);
	}
	return refuse(check, place, rule->name, what);
}

static int check_member(const struct check *check, const char *place, const struct rule *rule,
    const struct json *member)
{
	char what[REASON_MAX];

	if (!member && !rule->required)
		return 0;
	if (!member)
		return refuse(check, place, rule->name, "is missing");
	if (json_type_of(member) != rule->type) {
		snprintf(what, sizeof(what), "must be %s, not %s", json_type_name(rule->type),
		    json_type_name(json_type_of(member)));
		return refuse(check, place, rule->name, what);
	}
	if (rule->words)
		return check_words(check, place, rule, json_string(member));
	return 0;
}

/* object is NULL for an optional one that is not there. */
static int check_object(const struct check *check, const char *place, const struct json *object,
    const struct rule *rules, size_t n_rules)
{
	int rc = 0;

	if (!object)
		return 0;
	if (json_type_of(object) != JSON_OBJECT)
		return refuse(check, place[0] ? place : "it", "", "must be an object");
	for (size_t i = 0; i < n_rules && rc == 0; i++)
		rc = check_member(check, place, &rules[i], json_member(object, rules[i].name));
	return rc;
}

static int check_port(const struct check *check, const char *place, const struct json *port)
{
	double number = port ? json_number(port) : 1;

	/* The comparison with the bounds comes first: a larger number has no place in an int. */
	if (number < 1 || number > PORT_MAX || number != (int)number)
		return refuse(check, place, "port", "must be a whole number from 1 to 65535");
	return 0;
}

static int check_servers(
    const struct check *check, const char *cluster_place, const struct json *servers)
{
	char place[DEEP_PLACE_MAX];
	int rc = 0;

	for (size_t i = 0; i < json_count(servers) && rc == 0; i++) {
		const struct json *server = json_at(servers, i);

		snprintf(place, sizeof(place), "%s.servers[%zu]", cluster_place, i);
		rc = check_object(check, place, server, server_rules, ARRAY_LENGTH(server_rules));
		if (rc == 0)
			rc = check_port(check, place, json_member(server, "port"));
	}
	return rc;
}

static int check_cluster(const struct check *check, const struct json *entry, size_t index)
{
	const struct json *cluster;
	char place[PLACE_MAX], options[PLACE_MAX];
	int rc;

	snprintf(place, sizeof(place), "clusters[%zu]", index);
	rc = check_object(check, place, entry, entry_rules, ARRAY_LENGTH(entry_rules));
	if (rc != 0)
		return rc;
	cluster = json_member(entry, "cluster");
	snprintf(place, sizeof(place), "clusters[%zu].cluster", index);
	snprintf(options, sizeof(options), "clusters[%zu].cluster.options", index);
	rc = check_object(check, place, cluster, cluster_rules, ARRAY_LENGTH(cluster_rules));
	if (rc == 0)
		rc = check_object(check, options, json_member(cluster, "options"), option_rules,
		    ARRAY_LENGTH(option_rules));
	if (rc == 0)
		rc = check_servers(check, place, json_member(cluster, "servers"));
	return rc;
}

static const char *cluster_id_of(const struct json *clusters, size_t index)
{
	return config_text(json_member(json_at(clusters, index), "cluster"), "cluster_id");
}

/* Of several clusters each needs an id of its own, or nobody could say which one is meant. */
static int check_ids(const struct check *check, const struct json *clusters)
{
	char place[PLACE_MAX], what[PLACE_MAX];
	size_t count = json_count(clusters);

	for (size_t i = 0; i < count && count > 1; i++) {
		const char *id = cluster_id_of(clusters, i);

		snprintf(place, sizeof(place), "clusters[%zu].cluster", i);
		if (!id || !id[0])
			return refuse(check, place, "cluster_id",
			    "is missing, which each of several clusters must have");
		for (size_t j = 0; j < i; j++) {
			if (strcmp(cluster_id_of(clusters, j), id) != 0)
				continue;
			snprintf(what, sizeof(what), "is the same as that of clusters[%zu]", j);
			return refuse(check, place, "cluster_id", what);
		}
	}
	return 0;
}

int config_check(const struct json *root, const char *path, struct error *err)
{
	const struct check check = {path, err};
	const struct json *clusters;
	int rc;

	rc = check_object(&check, "", root, root_rules, ARRAY_LENGTH(root_rules));
	if (rc == 0)
		rc = check_object(&check, "logging", json_member(root, "logging"), logging_rules,
		    ARRAY_LENGTH(logging_rules));
	if (rc != 0)
		return rc;
	clusters = json_member(root, "clusters");
	if (json_count(clusters) == 0)
		return refuse(&check, "", "clusters", "is empty");
	for (size_t i = 0; i < json_count(clusters) && rc == 0; i++)
		rc = check_cluster(&check, json_at(clusters, i), i);
	return rc == 0 ? check_ids(&check, clusters) : rc;
}

int config_check_servers(const struct json *root, const char *path, struct error *err)
{
	const struct check check = {path, err};
	const struct json *clusters = json_member(root, "clusters");
	char place[PLACE_MAX];

	for (size_t i = 0; i < json_count(clusters); i++) {
		const struct json *cluster = json_member(json_at(clusters, i), "cluster");

		if (json_count(json_member(cluster, "servers")) > 0)
			continue;
		snprintf(place, sizeof(place), "clusters[%zu].cluster", i);
		return refuse(&check, place, "servers", "is empty");
	}
	return 0;
}
