/*
 * Trouble that is made on purpose. A fault is met by clients, where a network or a broken HSM would
 * make it. The control plane sees nothing of it but that an HSM was tampered with.
 */
#ifndef LOCALHSM_FAULT_H
#define LOCALHSM_FAULT_H

#include "error.h"
#include "estate.h"

#include <stddef.h>

enum fault_kind {
	FAULT_UNREACHABLE, /* no client gets an answer */
	FAULT_LOST_WRITE,  /* changes are answered as done, and are not kept */
	FAULT_SLOW,        /* every answer comes a second late */
	FAULT_TAMPER,      /* it has wiped itself, and is out of service: for good */
	FAULT_KINDS
};
const char *fault_kind_name(enum fault_kind kind); /* "lost-write" */

struct fault_view {
	char hsm_id[RESOURCE_ID_MAX + 1], cluster_id[RESOURCE_ID_MAX + 1];
	enum fault_kind kind;
};

/*
 * A fault that is there already stays. ERR_LAB for an HSM that does not exist. FAULT_TAMPER takes the
 * HSM's users and keys with it, and leaves it DEGRADED.
 */
MUST_CHECK int estate_fault_set(
    struct estate *estate, const char *hsm_id, enum fault_kind kind, struct error *err);
/* In the order of HSMs, then of kinds. *faults is for the caller to free(). */
MUST_CHECK int estate_fault_list(
    struct estate *estate, struct fault_view **faults, size_t *count, struct error *err);
/*
 * Of one HSM, or of all (NULL); of one kind, or of all that can be cleared (FAULT_KINDS). *cleared: how
 * many there were. ERR_LAB for FAULT_TAMPER: what was wiped does not come back.
 */
MUST_CHECK int estate_fault_clear(struct estate *estate, const char *hsm_id, enum fault_kind kind,
    size_t *cleared, struct error *err);

#endif
