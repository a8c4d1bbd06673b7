/* What the files of the configuration share; nobody else sees it. */
#ifndef LOCALHSM_CONFIG_PRIVATE_H
#define LOCALHSM_CONFIG_PRIVATE_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>

struct error;
struct json;

/* The host name of the shipped template, which stands for "not configured yet". */
#define CONFIG_PLACEHOLDER "%%HSM_IP_ADDRESS%%"

struct config {
	char *client_dir;  /* absolute */
	char *path;        /* of the file */
	struct json *root; /* has passed config_check: what is known in it has its type */
	int lock;          /* on the file's directory, while it is edited; -1: none */
};

/* config-check.c: ERR_CONFIG_INVALID, which names the key and what it must be. */
MUST_CHECK int config_check(const struct json *root, const char *path, struct error *err);
/*
 * Whether each cluster of a tree that config_check takes has a server to dial: without one nobody
 * can connect, but configure-cli can mend the file. ERR_CONFIG_INVALID.
 */
MUST_CHECK int config_check_servers(const struct json *root, const char *path, struct error *err);

/* The words of log_type, log_level and log_interval, NULL-terminated, in the order of their enums.
 */
extern const char *const config_log_types[];
extern const char *const config_log_levels[];
extern const char *const config_log_intervals[];

/* The "cluster" object at an index; NULL behind the last. */
const struct json *config_cluster(const struct config *config, size_t cluster);
/* The member name of an object that may be NULL, if it is a string; NULL otherwise. */
const char *config_text(const struct json *object, const char *name);

/*
 * A new member of "clusters" with its keys in the order of the file format; cluster_id NULL leaves
 * that key out, ca_file NULL stands for client_dir/etc/customerCA.crt. NULL when memory runs out.
 */
struct json *config_cluster_new(const struct config *config, const char *cluster_id,
    const char *ca_file, const char *const *hostnames, size_t count);
/* The same with the placeholder for its only server: a cluster that was never configured. */
struct json *config_cluster_template(const struct config *config);
/* A new "servers" array. NULL when memory runs out. */
struct json *config_servers_new(const char *const *hostnames, size_t count);

#endif
