/* What is there already of a declared estate, and whether the rest can be made. */
#ifndef LOCALHSM_APPLY_FIND_H
#define LOCALHSM_APPLY_FIND_H

#include "apply-plan.h"

struct app;
struct client;

/*
 * Finds the clusters by their tag Name, and what they hold, and fills in what the plan knows of
 * that. Changes nothing, but for what a login leaves. ERR_LAB, with the place, for what stands
 * otherwise and cannot be changed in place.
 */
MUST_CHECK int apply_find(struct app *app, struct apply_plan *plan, struct error *err);

/* The same of what one cluster holds, which the client's configuration has. */
MUST_CHECK int apply_find_contents(
    struct client *client, struct apply_cluster *cluster, struct error *err);

/* apply-find-key.c: its keys, seen by the admin who is logged in. */
MUST_CHECK int apply_find_keys(
    struct connection *connection, struct apply_cluster *cluster, struct error *err);

#endif
