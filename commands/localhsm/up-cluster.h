/* The steps in which `localhsm up` makes a cluster ready. */
#ifndef LOCALHSM_UP_CLUSTER_H
#define LOCALHSM_UP_CLUSTER_H

#include "attributes.h"
#include "estate.h"

#include <stddef.h>
#include <stdint.h>

struct app;
struct error;
struct secret;

/* What is asked for. All borrowed. */
struct up_request {
	const char *hsm_type;
	const char *mode;              /* NULL: FIPS, or that of the backup */
	const char *source_backup_id;
	const char *region; /* NULL: us-east-1 */  /* id or ARN; NULL: none */
	uint64_t hsms;                 /* 1 or more */
	const struct secret *password; /* the first admin's; not looked at with a backup */
	const char *name;              /* its tag Name; NULL: it gets none */
};

/*
 * Makes the cluster, gives it its HSMs and a CA, initialises and activates it (unless it comes from
 * a backup), and adds it to the configuration of the client host, which app holds. What can be
 * checked is checked before anything is changed, and what was made is taken away again when a later
 * step fails. *cluster is the caller's, to be freed with cluster_view_done.
 */
MUST_CHECK int up_make(struct app *app, const struct up_request *request,
    struct cluster_view *cluster, struct error *err);

/* Gives a cluster of the open estate the HSMs that it lacks, in one zone after the other. */
MUST_CHECK int up_add_hsms(
    struct app *app, const char *cluster_id, uint64_t there, uint64_t wanted, struct error *err);

/*
 * Takes a cluster away with its HSMs, one that was never active, of which no backup is made; the
 * configuration of the client host forgets it, too.
 */
MUST_CHECK int up_remove(struct app *app, const char *cluster_id, struct error *err);

/*
 * Adds a cluster that has been active to the configuration that app holds, which is not saved by
 * that, and writes its CA file, whose path is for the caller to free. *ca_file is NULL if the
 * configuration had the cluster already.
 */
MUST_CHECK int up_enter(struct app *app, const char *cluster_id, char **ca_file, struct error *err);

#endif
