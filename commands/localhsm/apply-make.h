/* Carrying out what a declared estate lacks, and the account of it. */
#ifndef LOCALHSM_APPLY_MAKE_H
#define LOCALHSM_APPLY_MAKE_H

#include "apply-plan.h"

struct app;
struct client;
struct connection;

enum apply_action {
	APPLY_UNCHANGED,
	APPLY_CREATED,
	APPLY_CHANGED,
	APPLY_REMADE,  /* created, in place of one that was never finished */
	APPLY_UNTRIED, /* unchanged, as far as can be told: a password beside a second factor */
	APPLY_ACTIONS
};
enum apply_kind {
	APPLY_CLUSTER,
	APPLY_USER,
	APPLY_KEY,
	APPLY_KEY_PAIR,
	APPLY_QUORUM_VALUE,
};

/* What came of each thing of the file. Names are the plan's. */
struct apply_report {
	struct apply_item {
		const char *cluster;
		enum apply_kind kind;
		const char *name;
		enum apply_action action;
	} * items;
	size_t count;
	size_t totals[APPLY_ACTIONS];
	size_t n_removed; /* unfinished clusters */
};
#define APPLY_REPORT_INIT                                                                          \
	{                                                                                          \
		NULL, 0, {0}, 0                                                                    \
	}
void apply_report_done(struct apply_report *report);
MUST_CHECK int apply_report_add(struct apply_report *report, const struct apply_cluster *cluster,
    enum apply_kind kind, const char *name, enum apply_action action, struct error *err);

/*
 * Makes and changes what the plan, as it was found, lacks. What was made before something fails
 * stays, and the report tells of it.
 */
MUST_CHECK int apply_make(
    struct app *app, struct apply_plan *plan, struct apply_report *report, struct error *err);

/* apply-make-key.c: the keys of a cluster. source: where its clones come from, with the admin
 * logged in, as to the cluster itself; NULL for none. */
struct apply_target {
	struct connection *connection, *source_connection;
	struct apply_cluster *cluster;
	const struct apply_cluster *source;
	struct apply_report *report;
};
/* Keys that the source has, too, are copied from there. */
MUST_CHECK int apply_copy_keys(struct apply_target *target, struct error *err);
/* All others, each by its owner: nobody may be logged in. */
MUST_CHECK int apply_make_keys(struct apply_target *target, struct error *err);

#endif
