/* What a file asks for (as it was read), and what of it is there already (as it was found). */
#ifndef LOCALHSM_APPLY_PLAN_H
#define LOCALHSM_APPLY_PLAN_H

#include "apply-place.h"
#include "attributes.h"
#include "estate.h"
#include "key.h"
#include "quorum.h"
#include "secret.h"
#include "user.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct document;
struct error;

/* The same limits as in estate.schema.json. */
#define APPLY_FILE_MAX (1024U * 1024U)
#define APPLY_CLUSTERS_MAX 16
#define APPLY_USERS_MAX 1024
#define APPLY_KEYS_MAX 4096
#define APPLY_HSMS_MAX 28
#define APPLY_HSMS_DEFAULT 2
#define APPLY_NONE SIZE_MAX /* no index */

struct apply_user {
	struct place place;
	char username[USERNAME_MAX + 1];
	enum user_role role;
	struct secret password;
	/* found */
	bool is_there;
	bool has_other_password;
	bool is_untried; /* its password, which a second factor stands before */
};

/* A secret key, or one half of a pair. */
struct apply_half {
	const char *label;        /* the document's */
	const char *label_member; /* "private-label" */
	const char *attributes_member;
	enum key_class class;
	struct attribute_list attributes;
	/* found, or made */
	bool is_there;
	uint64_t reference;
	uint32_t to_set; /* bit 1 << i: attributes.values[i] is another there */
};

struct apply_sharee {
	char username[USERNAME_MAX + 1];
	bool is_missing; /* found: the key is there, and not shared with this user */
};

struct apply_key {
	struct place place;
	enum key_type type;
	uint64_t size;     /* of secret keys in bytes, of RSA in bits */
	uint64_t exponent; /* RSA */
	enum key_curve curve;
	struct apply_half halves[2]; /* the secret or private key, and the public one of a pair */
	size_t n_halves;
	size_t owner; /* index of the cluster's users */
	struct apply_sharee *sharees;
	size_t n_sharees;
	unsigned manage_quorum, use_quorum; /* 0: the file says nothing */
	bool is_copied;                     /* made: from the source of the cluster */
};

struct apply_cluster {
	struct place place, users_place, keys_place;
	const char *name; /* the document's */
	enum hsm_type type;
	enum cluster_mode mode;
	uint64_t hsms;
	struct secret admin_password;
	size_t source;                  /* index of the plan's clusters, or APPLY_NONE */
	unsigned quorum[QUORUM_VALUES]; /* 0: the file says nothing */
	struct apply_user *users;
	size_t n_users;
	struct apply_key *keys;
	size_t n_keys;
	/* found, or made */
	bool is_there;
	char cluster_id[RESOURCE_ID_MAX + 1];
	char unfinished_id[RESOURCE_ID_MAX + 1]; /* of the name, never active; "": none */
	uint64_t hsms_there;                     /* of either */
	char *
	    ca_file; /* written for the client host, which did not know the cluster; NULL: it did */
	unsigned quorum_there[QUORUM_VALUES];
};

struct apply_plan {
	struct document *document;
	struct apply_cluster *clusters;
	size_t n_clusters;
};
#define APPLY_PLAN_INIT                                                                            \
	{                                                                                          \
		NULL, NULL, 0                                                                      \
	}
void apply_plan_done(struct apply_plan *plan); /* wipes passwords */

/* The index of the cluster's user of that name, or APPLY_NONE. */
size_t apply_find_user(const struct apply_cluster *cluster, const char *username);

/*
 * Reads the file, and checks all that can be told from it alone. ERR_LAB, with the path and the
 * place; ERR_FILE_READ.
 */
MUST_CHECK int apply_read(const char *path, struct apply_plan *plan, struct error *err);

/* apply-read-key.c: one key of the cluster, whose users have been read. */
MUST_CHECK int apply_read_key(const struct apply_cluster *cluster, const struct document *value,
    struct apply_key *key, struct error *err);

/* apply-read-source.c: the keys that it has from its source, and that both declare. */
MUST_CHECK int apply_check_copies(
    const struct apply_cluster *cluster, const struct apply_cluster *source, struct error *err);

/* apply-find-key.c: whether an attribute of a modifiable key that is otherwise can become this. */
bool apply_can_be_set(const struct attribute_value *value);

#endif
