/* The configuration file as a whole: read, made from the shipped template, written. */
#include "config.h"

#include "bytes.h"
#include "config-private.h"
#include "error.h"
#include "files.h"
#include "json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG_SIZE_MAX (1024U * 1024U)
#define FILE_MODE 0600
#define INDENT 2
#define REASON_MAX 256
#define HSM_PORT 2223
#define LOCK_WAIT_MS 30000

static const char file_name[] = "etc/cloudhsm-cli.cfg";
static const char default_ca_file[] = "etc/customerCA.crt";
static const char default_log_file[] = "run/cloudhsm-cli.log";

/* A configuration that knows where it lies and holds nothing yet. */
static int config_at(const char *client_dir, struct config **config, struct error *err)
{
	struct config *made = calloc(1, sizeof(*made));

	if (!made)
		return error_raise(err, ERR_MEMORY);
	made->lock = -1;
	made->client_dir = path_absolute(client_dir);
	if (!made->client_dir) {
		int number = errno;

		config_free(made);
		return number == ENOMEM
			   ? error_raise(err, ERR_MEMORY)
			   : error_raise(err, ERR_HOME_UNUSABLE, client_dir, strerror(number));
	}
	made->path = path_join(made->client_dir, file_name);
	if (!made->path) {
		config_free(made);
		return error_raise(err, ERR_MEMORY);
	}
	*config = made;
	return 0;
}

void config_free(struct config *config)
{
	if (!config)
		return;
	if (config->lock >= 0)
		close(config->lock);
	json_free(config->root);
	free(config->path);
	free(config->client_dir);
	free(config);
}

static int read_text(const char *path, struct bytes *text, struct error *err)
{
	struct error cause = ERROR_INIT;
	struct stat status;

	if (stat(path, &status) == 0 && status.st_size > (off_t)CONFIG_SIZE_MAX)
		return error_raise(err, ERR_CONFIG_INVALID, path, "it is larger than 1 MiB");
	if (file_read_regular(path, CONFIG_SIZE_MAX, text, &cause) == 0)
		return 0;
	if (cause.code == ERR_FILE_READ)
		return error_raise(err, ERR_CONFIG_MISSING, path, error_reason(&cause, path));
	return error_raise(err, cause.code);
}

static int read_tree(struct config *config, struct error *err)
{
	struct bytes text = BYTES_INIT;
	char reason[REASON_MAX] = "";
	int rc = read_text(config->path, &text, err);

	if (rc == 0) {
		config->root = json_parse(bytes_text(&text), text.len, reason, sizeof(reason));
		if (config->root)
			rc = config_check(config->root, config->path, err);
		else
			rc = error_raise(err, ERR_CONFIG_INVALID, config->path, reason);
	}
	bytes_done(&text);
	return rc;
}

/* What is there, which may still be of no use to a client. */
static int read_config(const char *client_dir, struct config **config, struct error *err)
{
	struct config *loaded = NULL;
	int rc = config_at(client_dir, &loaded, err);

	if (rc == 0)
		rc = read_tree(loaded, err);
	if (rc != 0)
		config_free(loaded);
	else
		*config = loaded;
	return rc;
}

int config_load(const char *client_dir, struct config **config, struct error *err)
{
	struct config *loaded = NULL;
	int rc = read_config(client_dir, &loaded, err);

	if (rc == 0)
		rc = config_check_servers(loaded->root, loaded->path, err);
	if (rc != 0)
		config_free(loaded);
	else
		*config = loaded;
	return rc;
}

/* The path below the client's directory as a JSON string; NULL when memory runs out. */
static struct json *path_below(const struct config *config, const char *name)
{
	char *path = path_join(config->client_dir, name);
	struct json *text = path ? json_new_string(path) : NULL;

	free(path);
	return text;
}

static struct json *server_new(const char *hostname)
{
	struct json *server = json_new_object();

	if (!server)
		return NULL;
	if (json_set(server, "hostname", json_new_string(hostname)) &&
	    json_set(server, "port", json_new_number(HSM_PORT)) &&
	    json_set(server, "enable", json_new_bool(true)))
		return server;
	json_free(server);
	return NULL;
}

struct json *config_servers_new(const char *const *hostnames, size_t count)
{
	struct json *servers = json_new_array();

	for (size_t i = 0; servers && i < count; i++) {
		if (!json_append(servers, server_new(hostnames[i]))) {
			json_free(servers);
			return NULL;
		}
	}
	return servers;
}

struct json *config_cluster_new(const struct config *config, const char *cluster_id,
    const char *ca_file, const char *const *hostnames, size_t count)
{
	struct json *entry = json_new_object(), *cluster = json_new_object();
	struct json *ca = ca_file ? json_new_string(ca_file) : path_below(config, default_ca_file);

	if (!entry || !cluster) {
		json_free(ca);
		goto fail;
	}
	if (!json_set(cluster, "hsm_ca_file", ca) ||
	    (cluster_id && !json_set(cluster, "cluster_id", json_new_string(cluster_id))) ||
	    !json_set(cluster, "servers", config_servers_new(hostnames, count)))
		goto fail;
	/* The real tool writes "hsm1" for every type of HSM. */
	if (!json_set(entry, "type", json_new_string("hsm1")))
		goto fail;
	if (!json_set(entry, "cluster", cluster)) {
		cluster = NULL;
		goto fail;
	}
	return entry;
fail:
	json_free(cluster);
	json_free(entry);
	return NULL;
}

struct json *config_cluster_template(const struct config *config)
{
	const char *placeholder = CONFIG_PLACEHOLDER;

	return config_cluster_new(config, NULL, NULL, &placeholder, 1);
}

static bool set_template_clusters(struct config *config)
{
	struct json *clusters = json_new_array();

	if (clusters && json_append(clusters, config_cluster_template(config)))
		return json_set(config->root, "clusters", clusters);
	json_free(clusters);
	return false;
}

static bool set_template_logging(struct config *config)
{
	struct json *logging = json_new_object();

	if (logging && json_set(logging, "log_type", json_new_string("file")) &&
	    json_set(logging, "log_file", path_below(config, default_log_file)) &&
	    json_set(logging, "log_level", json_new_string("info")) &&
	    json_set(logging, "log_interval", json_new_string("daily")))
		return json_set(config->root, "logging", logging);
	json_free(logging);
	return false;
}

int config_new(const char *client_dir, struct config **config, struct error *err)
{
	struct config *made = NULL;
	int rc = config_at(client_dir, &made, err);

	if (rc != 0 || !made)
		return rc;
	made->root = json_new_object();
	if (!made->root || !set_template_clusters(made) || !set_template_logging(made)) {
		config_free(made);
		return error_raise(err, ERR_MEMORY);
	}
	*config = made;
	return 0;
}

static int make_directories(
    const struct config *config, const struct file_owner *owner, struct error *err)
{
	static const char *const names[] = {"etc", "run"};
	int rc = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(names) && rc == 0; i++) {
		char *path = path_join(config->client_dir, names[i]);

		rc = path ? directory_make(path, owner, err) : error_raise(err, ERR_MEMORY);
		free(path);
	}
	return rc;
}

int config_save(const struct config *config, const struct file_owner *owner, struct error *err)
{
	struct error cause = ERROR_INIT;
	struct bytes text = BYTES_INIT;
	int rc = make_directories(config, owner, err);

	if (rc != 0)
		return rc;
	json_print(config->root, INDENT, &text);
	bytes_append_char(&text, '\n');
	if (bytes_failed(&text))
		rc = error_raise(err, ERR_MEMORY);
	else if (file_write(config->path, text.data, text.len, FILE_MODE, owner, &cause) != 0)
		rc = cause.code == ERR_FILE_WRITE ? error_raise(err, ERR_CONFIG_WRITE, config->path,
							error_reason(&cause, config->path))
						  : error_raise(err, cause.code);
	bytes_done(&text);
	return rc;
}

static int lock_directory(const char *client_dir, int *lock, struct error *err)
{
	char *path = path_join(client_dir, "etc");
	int number = 0;

	if (!path)
		return error_raise(err, ERR_MEMORY);
	*lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	number = *lock < 0 ? errno : file_lock(*lock, LOCK_WAIT_MS);
	free(path);
	if (number == 0)
		return 0;
	if (*lock >= 0)
		close(*lock);
	return error_raise(err, ERR_CONFIG_WRITE, client_dir,
	    number == EWOULDBLOCK ? "another process is changing it" : strerror(number));
}

int config_edit(const char *client_dir, const struct file_owner *owner, struct config **config,
    struct error *err)
{
	struct config *template = NULL;
	int lock = -1;
	int rc = config_new(client_dir, &template, err);

	if (rc != 0 || !template)
		return rc;
	rc = make_directories(template, owner, err);
	if (rc == 0)
		rc = lock_directory(template->client_dir, &lock, err);
	if (rc == 0 && file_exists(template->path)) {
		rc = read_config(client_dir, config, err);
		if (rc != 0)
			close(lock);
	} else if (rc == 0) {
		*config = template;
		template = NULL;
	}
	if (rc == 0)
		(*config)->lock = lock;
	config_free(template);
	return rc;
}
