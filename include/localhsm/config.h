/*
 * The configuration of a client host: cloudhsm-cli.cfg, the JSON file that configure-cli writes and
 * the client reads. Keys that localhsm does not know are kept as they stand.
 */
#ifndef LOCALHSM_CONFIG_H
#define LOCALHSM_CONFIG_H

#include "attributes.h"
#include "ports.h"

#include <stdbool.h>
#include <stddef.h>

struct error;
struct file_owner;

struct config;

enum config_log_type { CONFIG_LOG_FILE, CONFIG_LOG_TERM };
enum config_log_rotation { CONFIG_ROTATE_NEVER, CONFIG_ROTATE_HOURLY, CONFIG_ROTATE_DAILY, CONFIG_ROTATE_WEEKLY };

/*
 * client_dir is the client host's directory; the file is client_dir/etc/cloudhsm-cli.cfg. Checks the
 * types of all known keys, and that each cluster has a server. ERR_CONFIG_MISSING, ERR_CONFIG_INVALID
 * (which names the key), with the path in either.
 */
MUST_CHECK int config_load(const char *client_dir, struct config **config, struct error *err);
/* The configuration that stands on a host before configure-cli has run: the shipped template. */
MUST_CHECK int config_new(const char *client_dir, struct config **config, struct error *err);
/*
 * For whoever is going to change the file: config_load, which then lets a cluster without servers
 * pass, or config_new where there is no file at all, with the directories made and the file kept from
 * other editors until config_free.
 * Also ERR_HOME_UNUSABLE, ERR_CONFIG_WRITE.
 */
MUST_CHECK int config_edit(const char *client_dir, const struct file_owner *owner,
    struct config **config, struct error *err);
void config_free(struct config *config); /* takes NULL */
/*
 * Writes the file, making client_dir, etc and run as needed. ERR_CONFIG_WRITE, or ERR_HOME_UNUSABLE
 * for a directory that cannot be made.
 */
MUST_CHECK int config_save(const struct config *config, const struct file_owner *owner,
    struct error *err);

/*
 * What the client reads. Strings are borrowed, until the next change of the configuration, and ""
 * where the key is absent.
 */
size_t config_cluster_count(const struct config *config);
const char *config_cluster_id(const struct config *config, size_t cluster);
const char *config_ca_file(const struct config *config, size_t cluster);
bool config_key_availability_check(const struct config *config, size_t cluster); /* default true */
/* Whether ECDSA may sign with a hash that is weaker than the key in FIPS mode; default false. */
bool config_ecdsa_weak_hash(const struct config *config, size_t cluster);
size_t config_server_count(const struct config *config, size_t cluster); /* enabled servers only */
const char *config_server(const struct config *config, size_t cluster, size_t server);
/* Whether no cluster was ever configured here: the only one is that of the shipped template. */
bool config_is_template(const struct config *config);
/* Paths of the client certificate and key of mTLS, and whether the key is in the file at all. */
const char *config_mtls_certificate(const struct config *config, size_t cluster, bool *present);
const char *config_mtls_key(const struct config *config, size_t cluster, bool *present);

enum config_log_type config_log_type(const struct config *config);
const char *config_log_file(const struct config *config); /* relative paths are relative to client_dir */
enum log_level config_log_level(const struct config *config);
enum config_log_rotation config_log_rotation(const struct config *config);
const char *config_path(const struct config *config);       /* of the file itself */
const char *config_client_dir(const struct config *config);

/*
 * Editing. Paths are stored absolute. Each change is made whole or not at all; one that the file
 * format forbids is ERR_CONFIG_INVALID.
 */
/*
 * One cluster by address: replaces its server list, takes out its cluster_id (the addresses may be
 * another cluster's), keeps the rest. ERR_CONFIG_SEVERAL.
 */
MUST_CHECK int config_set_servers(struct config *config, const char *const *hostnames, size_t count,
    struct error *err);
/* One cluster by id: the same, and sets cluster_id. ERR_CONFIG_SEVERAL. */
MUST_CHECK int config_set_cluster(struct config *config, const char *cluster_id,
    const char *const *hostnames, size_t count, struct error *err);
/*
 * Appends a cluster; ca_file NULL is client_dir/etc/customerCA.crt. ERR_CONFIG_DUPLICATE;
 * ERR_CONFIG_NO_ID when a cluster that stands there has no id: it was set by address or not at all.
 */
MUST_CHECK int config_add_cluster(struct config *config, const char *cluster_id,
    const char *const *hostnames, size_t count, const char *ca_file, struct error *err);
/* The last one makes room for that of the template. ERR_CLUSTER_UNKNOWN. */
MUST_CHECK int config_remove_cluster(struct config *config, const char *cluster_id,
    struct error *err);

/* Single settings of a cluster (by index), stored under the names of the file format. */
MUST_CHECK int config_set_ca_file(struct config *config, size_t cluster, const char *path,
    struct error *err);
MUST_CHECK int config_set_mtls(struct config *config, size_t cluster, const char *certificate,
    const char *key, struct error *err);
/* "client_cert_path"/"client_key_path": the certificate of the tunnel. */
MUST_CHECK int config_set_tunnel(struct config *config, size_t cluster, const char *certificate,
    const char *key, struct error *err);
/* A member of the cluster's "options": disable_key_availability_check, validate_key_at_init, … */
MUST_CHECK int config_set_option_flag(struct config *config, size_t cluster, const char *name,
    bool value, struct error *err);
MUST_CHECK int config_set_option_text(struct config *config, size_t cluster, const char *name,
    const char *value, struct error *err);
/* A member of "logging": log_type, log_file, log_level, log_interval. */
MUST_CHECK int config_set_logging(struct config *config, const char *name, const char *value,
    struct error *err);

/*
 * The client's log as configured. Opening never fails: when the file cannot be written, *warning is
 * set to a static text to be shown once on stderr, and lines go nowhere. client_log_write fits
 * struct ports.
 */
struct client_log;
struct client_log *client_log_open(const struct config *config, const struct ports *clock,
    const struct file_owner *owner, const char **warning);
void client_log_close(struct client_log *log); /* takes NULL */
void client_log_write(void *client_log, enum log_level level, const char *module,
    const char *message);

#endif
