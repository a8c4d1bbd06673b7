/*
 * The estate: all clusters and backups of one home, with the operations of AWS's control plane
 * (cloudhsmv2, API version 2017-04-28) and the lab's own.
 *
 * Every operation settles first: what fell due by the estate's clock is carried out in the same
 * transaction. Operations of the control plane fail with ERR_API_*; their text is the message of the
 * exception.
 */
#ifndef LOCALHSM_ESTATE_H
#define LOCALHSM_ESTATE_H

#include "attributes.h"
#include "bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct file_owner;
struct ports;
struct store;
struct estate;

#define RESOURCE_ID_MAX 31 /* "cluster-" and up to 16 characters, and room */
#define REGION_MAX 31      /* "us-east-1" */

enum hsm_type { HSM_TYPE_HSM1_MEDIUM, HSM_TYPE_HSM2M_MEDIUM };
enum cluster_mode { CLUSTER_MODE_FIPS, CLUSTER_MODE_NON_FIPS };

enum cluster_state {
	CLUSTER_CREATE_IN_PROGRESS,
	CLUSTER_UNINITIALIZED,
	CLUSTER_INITIALIZE_IN_PROGRESS,
	CLUSTER_INITIALIZED,
	CLUSTER_ACTIVE,
	CLUSTER_UPDATE_IN_PROGRESS,
	CLUSTER_MODIFY_IN_PROGRESS,
	CLUSTER_ROLLBACK_IN_PROGRESS,
	CLUSTER_DELETE_IN_PROGRESS,
	CLUSTER_DELETED,
	CLUSTER_DEGRADED,
	CLUSTER_PENDING_ROLLBACK,
};
enum hsm_state { HSM_CREATE_IN_PROGRESS, HSM_ACTIVE, HSM_DEGRADED, HSM_DELETE_IN_PROGRESS, HSM_DELETED };
enum backup_state { BACKUP_CREATE_IN_PROGRESS, BACKUP_READY, BACKUP_DELETED, BACKUP_PENDING_DELETION };

const char *hsm_type_name(enum hsm_type type);             /* "hsm1.medium" */
const char *cluster_mode_name(enum cluster_mode mode);     /* "FIPS", "NON_FIPS" */
const char *cluster_state_name(enum cluster_state state);  /* "ACTIVE" */
/* Whether HSMs are being replaced by those of another type: then there may be both, and few changes
 * are taken. */
bool cluster_state_is_migrating(enum cluster_state state);
const char *hsm_state_name(enum hsm_state state);
const char *backup_state_name(enum backup_state state);
bool hsm_type_from_name(const char *name, enum hsm_type *type);
bool cluster_mode_from_name(const char *name, enum cluster_mode *mode);

/*
 * Opens the estate in home (a directory). create makes it when there is none; otherwise
 * ERR_ESTATE_MISSING. ports are borrowed. Also ERR_ESTATE_NEWER, _ALTERED, _DAMAGED, _KEY, _WRITE.
 */
MUST_CHECK int estate_open(const char *home, bool create, const struct file_owner *owner,
    const struct ports *ports, struct estate **estate, struct error *err);
void estate_close(struct estate *estate); /* takes NULL */

/*
 * The region that operations are about from here on, "us-east-1" until it is chosen: each has its
 * own clusters, backups, VPC and quotas. ERR_LAB for a name that is none of a region.
 */
MUST_CHECK int estate_choose_region(struct estate *estate, const char *region, struct error *err);
const char *estate_chosen_region(const struct estate *estate);
/*
 * Lets what is asked for from here on happen at once, whatever the setting lag says: for who makes a
 * whole cluster in one step.
 */
void estate_skip_lag(struct estate *estate);

/* For client_new. Belongs to the estate. */
struct store *estate_store(struct estate *estate);

/* The estate's clock: microseconds since 1970, the machine's clock plus the lab's offset. */
int64_t estate_now(struct estate *estate);

/* Where the clock may be set: 2000-01-01T00:00:00Z and 2999-12-31T23:59:59Z. */
#define ESTATE_CLOCK_MIN (INT64_C(946684800) * 1000000)
#define ESTATE_CLOCK_MAX (INT64_C(32503679999) * 1000000)
/* What the clock says, and how far that is from the machine's: microseconds, below 0 behind it. */
MUST_CHECK int estate_clock(
    struct estate *estate, int64_t *now, int64_t *offset, struct error *err);
/*
 * Sets the clock, or sets it forward by so many microseconds; it goes on from there. ERR_LAB beyond
 * its bounds. What falls due is carried out when the estate is next looked at; setting it back
 * undoes nothing.
 */
MUST_CHECK int estate_clock_set(struct estate *estate, int64_t to, struct error *err);
MUST_CHECK int estate_clock_advance(struct estate *estate, int64_t by, struct error *err);
MUST_CHECK int estate_clock_reset(struct estate *estate, struct error *err); /* the machine's */

/* Carries out what fell due. Cheap when nothing did. */
MUST_CHECK int estate_settle(struct estate *estate, struct error *err);

struct tag {
	char key[129];
	char value[257];
};

struct hsm_view {
	char hsm_id[RESOURCE_ID_MAX + 1], cluster_id[RESOURCE_ID_MAX + 1];
	char availability_zone[32], subnet_id[32], eni_id[32], eni_ip[16];
	char eni_ip_v6[40]; /* "" in a cluster that has none */
	enum hsm_type type;
	enum hsm_state state;
	char state_message[301];
};

struct cluster_view {
	char cluster_id[RESOURCE_ID_MAX + 1];
	enum hsm_type type;
	enum cluster_mode mode;
	enum cluster_state state;
	char state_message[301];
	int64_t created; /* microseconds since 1970 */
	int64_t rollback_expiration; /* until when the HSM type can be taken back; 0: it cannot */
	unsigned retention_days;
	char source_backup_id[RESOURCE_ID_MAX + 1]; /* "" when not made from one */
	char security_group[32], vpc_id[32];
	bool dual_stack;
	struct subnet_view {
		char zone[32], subnet_id[32];
	} *subnets;
	size_t n_subnets;
	struct hsm_view *hsms;
	size_t n_hsms;
	struct tag *tags;
	size_t n_tags;
	/* PEM, NULL where there is none yet */
	char *csr, *hsm_certificate, *aws_hardware_certificate, *manufacturer_hardware_certificate,
	    *cluster_certificate;
};
void cluster_view_done(struct cluster_view *cluster);
void cluster_views_free(struct cluster_view *clusters, size_t count);

struct backup_view {
	char backup_id[RESOURCE_ID_MAX + 1], cluster_id[RESOURCE_ID_MAX + 1];
	char arn[160];
	enum backup_state state;
	int64_t created;
	enum hsm_type type;
	enum cluster_mode mode;
	bool never_expires;
	char source_backup[RESOURCE_ID_MAX + 1], source_cluster[RESOURCE_ID_MAX + 1], source_region[32];
	int64_t copied, deleted; /* 0: never */
	struct tag *tags;
	size_t n_tags;
};
void backup_view_done(struct backup_view *backup);
void backup_views_free(struct backup_view *backups, size_t count);

/* Members as the API has them; NULL or 0 where not given. Strings are checked by the operation. */
struct create_cluster_request {
	const char *hsm_type;                /* required */
	const char *const *subnet_ids;       /* required, 1 to 10 */
	size_t n_subnet_ids;
	const char *mode;
	const char *network_type;
	const char *source_backup_id;        /* id or ARN */
	const char *retention_type;          /* "DAYS" */
	const char *retention_value;         /* "7" to "379" */
	const struct tag *tags;
	size_t n_tags;
};
MUST_CHECK int estate_create_cluster(struct estate *estate,
    const struct create_cluster_request *request, struct cluster_view *cluster, struct error *err);

MUST_CHECK int estate_initialize_cluster(struct estate *estate, const char *cluster_id,
    const char *signed_certificate, const char *trust_anchor, enum cluster_state *state,
    char state_message[301], struct error *err);

struct describe_clusters_request {
	const char *const *cluster_ids, *const *vpc_ids, *const *states;
	size_t n_cluster_ids, n_vpc_ids, n_states;
	uint64_t max_results;  /* 0: not given; at most 25 */
	const char *next_token;
};
/* *next_token is for the caller to free, NULL on the last page. */
MUST_CHECK int estate_describe_clusters(struct estate *estate,
    const struct describe_clusters_request *request, struct cluster_view **clusters, size_t *count,
    char **next_token, struct error *err);

struct modify_cluster_request {
	const char *cluster_id; /* required */
	const char *hsm_type;
	const char *retention_type, *retention_value; /* as in struct create_cluster_request */
};
/*
 * Another HSM type starts a migration in place, or the rollback of one; a cluster of that type
 * already is refused.
 */
MUST_CHECK int estate_modify_cluster(struct estate *estate,
    const struct modify_cluster_request *request, struct cluster_view *cluster, struct error *err);

MUST_CHECK int estate_delete_cluster(struct estate *estate, const char *cluster_id,
    struct cluster_view *cluster, struct error *err);

MUST_CHECK int estate_create_hsm(struct estate *estate, const char *cluster_id,
    const char *availability_zone, const char *ip_address, struct hsm_view *hsm, struct error *err);
/* Exactly one of hsm_id, eni_id, eni_ip. */
MUST_CHECK int estate_delete_hsm(struct estate *estate, const char *cluster_id, const char *hsm_id,
    const char *eni_id, const char *eni_ip, char deleted[RESOURCE_ID_MAX + 1], struct error *err);

struct describe_backups_request {
	const char *const *backup_ids, *const *source_backup_ids, *const *cluster_ids, *const *states,
	    *const *never_expires;
	size_t n_backup_ids, n_source_backup_ids, n_cluster_ids, n_states, n_never_expires;
	bool shared; /* those that other accounts share, of which there are none */
	bool sort_ascending;
	uint64_t max_results; /* 0: not given; at most 50 */
	const char *next_token;
};
MUST_CHECK int estate_describe_backups(struct estate *estate,
    const struct describe_backups_request *request, struct backup_view **backups, size_t *count,
    char **next_token, struct error *err);

/* The answers of these four have no tags; the view is for backup_view_done. */
MUST_CHECK int estate_delete_backup(struct estate *estate, const char *backup_id,
    struct backup_view *backup, struct error *err);
MUST_CHECK int estate_restore_backup(struct estate *estate, const char *backup_id,
    struct backup_view *backup, struct error *err);
MUST_CHECK int estate_modify_backup_attributes(struct estate *estate, const char *backup_id,
    bool never_expires, struct backup_view *backup, struct error *err);
/* tags: NULL for those of the backup itself. *copy is the backup that there is then. */
MUST_CHECK int estate_copy_backup_to_region(struct estate *estate, const char *destination_region,
    const char *backup_id, const struct tag *tags, size_t n_tags, struct backup_view *copy,
    struct error *err);

/* The subnets of the estate's VPC, one a zone, made with the estate. *subnets is the caller's. */
MUST_CHECK int estate_subnets(struct estate *estate, struct subnet_view **subnets, size_t *count,
    struct error *err);

/*
 * Settings of the lab: password-cost (standard, fast), allow-hsm1 (true, false), lag (none,
 * realistic), and the numbers quota-clusters, quota-hsms (both of a region) and
 * quota-hsms-per-cluster. ERR_LAB for another name or value.
 */
MUST_CHECK int estate_set(struct estate *estate, const char *name, const char *value,
    struct error *err);

/* The most that there may be, and what there is, in the chosen region. */
struct estate_quotas {
	uint64_t clusters, clusters_used;
	uint64_t hsms, hsms_used;
	uint64_t hsms_per_cluster;
};
MUST_CHECK int estate_quotas(
    struct estate *estate, struct estate_quotas *quotas, struct error *err);

/*
 * What `localhsm up` needs of an operator's openssl: a new root CA, and a certificate for the
 * cluster's CSR signed by it. All PEM, in buffers of the caller.
 */
MUST_CHECK int estate_sign_csr(struct estate *estate, const char *csr, struct bytes *ca_certificate,
    struct bytes *cluster_certificate, struct error *err);
/* The trust anchor that a cluster was initialised with; what customerCA.crt holds. */
MUST_CHECK int estate_trust_anchor(struct estate *estate, const char *cluster_id,
    struct bytes *pem, struct error *err);

#endif
