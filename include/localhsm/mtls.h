/*
 * Mutual TLS between clients and HSMs of hsm2m.medium: the trust anchors that certificates of
 * clients must verify under, and whether HSMs take clients without one.
 */
#ifndef LOCALHSM_MTLS_H
#define LOCALHSM_MTLS_H

#include "attributes.h"
#include "user.h"

#include <stddef.h>

struct connection;
struct error;
struct quorum_approval;

#define MTLS_CERTIFICATE_MAX 6980 /* bytes of a trust anchor's PEM */
#define MTLS_ANCHORS_MAX 2

enum mtls_level { MTLS_NONE, MTLS_CLUSTER, MTLS_INCONSISTENT };
const char *mtls_level_name(enum mtls_level level); /* "none", "cluster", "inconsistent" */

struct mtls_anchor {
	unsigned reference;
	char *certificate; /* PEM: a root, or a chain up to one */
	enum coverage cluster_coverage;
};
void mtls_anchors_free(struct mtls_anchor *anchors, size_t count);

/*
 * A self-signed root, or a chain in order up to one; keys EC P-256, P-384 or P-521, or RSA of 2048,
 * 3072 or 4096 bits. ERR_MTLS_INVALID, ERR_MTLS_OVERSIZED, ERR_MTLS_LIMIT, ERR_MTLS_EXISTS;
 * ERR_MTLS_INSTALLED when some HSMs had it already: the others have it from now on, too.
 */
MUST_CHECK int mtls_register(struct connection *connection, const char *pem,
    const struct quorum_approval *approval, struct mtls_anchor *anchor, struct error *err);
/* ERR_MTLS_UNKNOWN. */
MUST_CHECK int mtls_deregister(struct connection *connection, unsigned reference,
    const struct quorum_approval *approval, struct error *err);
/* In order of reference; for mtls_anchors_free. */
MUST_CHECK int mtls_list(struct connection *connection, struct mtls_anchor **anchors, size_t *count,
    struct error *err);
MUST_CHECK int mtls_get_level(
    struct connection *connection, enum mtls_level *level, struct error *err);
/*
 * For the user named admin over a connection with a client certificate: ERR_MTLS_ADMIN,
 * ERR_MTLS_CONNECTION. From then on connections without one are dropped (MTLS_CLUSTER), or taken.
 */
MUST_CHECK int mtls_set_level(struct connection *connection, enum mtls_level level,
    const struct quorum_approval *approval, struct error *err);

#endif
