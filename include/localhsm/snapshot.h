/*
 * A whole estate as one file, and the end of one.
 *
 * The file holds the database and the key of the estate, so that it opens anywhere, and so that whoever
 * reads it has every secret of every HSM: text line "localhsm snapshot 1", the key, the database, and
 * the SHA-256 of all that. Client hosts, their configuration and CA files are no part of it.
 */
#ifndef LOCALHSM_SNAPSHOT_H
#define LOCALHSM_SNAPSHOT_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>

struct error;
struct estate;
struct file_owner;
struct ports;

/*
 * Writes the estate as it is at one moment, whoever works on it meanwhile, for its owner's eyes only.
 * Without replace a path at which there is anything is ERR_LAB. ERR_FILE_WRITE, with nothing left
 * behind.
 */
MUST_CHECK int snapshot_save(struct estate *estate, const char *path, bool replace,
    const struct file_owner *owner, struct error *err);

/* What there was in a snapshot. */
struct snapshot_contents {
	size_t clusters, hsms, backups; /* those that are deleted and still listed, too */
	bool replaced;                  /* there was an estate before */
};
/*
 * Puts what the file holds in the place of home's estate, once all of it has been read and checked:
 * the file as a whole, the schema, the key, each row under its MAC, each key opened. Without replace
 * ERR_LAB when there is an estate. Until the call has succeeded the old one is whole; who has it open
 * gets ERR_ESTATE_REPLACED from then on. ERR_LAB with what is wrong with the file, ERR_FILE_READ,
 * ERR_ESTATE_BUSY, ERR_ESTATE_WRITE.
 */
MUST_CHECK int snapshot_load(const char *home, const char *path, bool replace,
    const struct file_owner *owner, const struct ports *ports, struct snapshot_contents *contents,
    struct error *err);

/* Whether a cluster is, or was, in the estate, in whatever region. */
MUST_CHECK int estate_knows_cluster(struct estate *estate, const char *cluster_id, bool *known,
    struct error *err);
/*
 * Removes the estate's files from home, and nothing else that is there, even when it cannot be opened.
 * ERR_ESTATE_MISSING, ERR_ESTATE_BUSY, ERR_ESTATE_WRITE.
 */
MUST_CHECK int estate_destroy(const char *home, const struct file_owner *owner,
    const struct ports *ports, struct error *err);

#endif
