/*
 * The audit log: what HSMs write down of management commands, as CloudHSM sends it to CloudWatch.
 * An HSM's log outlives the HSM.
 */
#ifndef LOCALHSM_AUDIT_H
#define LOCALHSM_AUDIT_H

#include "attributes.h"
#include "estate.h"
#include "user.h"

#include <stddef.h>
#include <stdint.h>

struct error;

enum audit_log_type { AUDIT_MINIMAL, AUDIT_KEY_DETAILS, AUDIT_USER_DETAILS };

struct audit_event {
	char hsm_id[RESOURCE_ID_MAX + 1];
	int64_t at;        /* microseconds since 1970, by the estate's clock */
	uint64_t sequence; /* of the HSM: from 0, without gaps */
	const char *opcode; /* "CN_LOGIN (0xd)"; without the number where it is not known */
	uint64_t session;   /* 0: none */
	const char *response; /* "0:HSM Return: SUCCESS" */
	enum audit_log_type type;
	char username[USERNAME_MAX + 1]; /* AUDIT_USER_DETAILS */
	enum user_role role;
	uint64_t secret_handle, public_handle; /* AUDIT_KEY_DETAILS */
};

/*
 * The events of a cluster's HSMs, those too that are gone, or of one of them (hsm_id, or NULL), in
 * the order in which they came; *events is for free(). ERR_LAB for a cluster or an HSM that has none:
 * there never was one, or it is of a time before this version.
 */
MUST_CHECK int estate_audit_log(struct estate *estate, const char *cluster_id, const char *hsm_id,
    struct audit_event **events, size_t *count, struct error *err);

/* "CN_CRYPTO_OFFICER (2)" */
const char *audit_user_type(enum user_role role);
const char *audit_log_type_name(enum audit_log_type type); /* "MGMT_USER_DETAILS_LOG (2)" */

#endif
