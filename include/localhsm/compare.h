/*
 * What differs between two clusters of an estate, seen from outside: no login, and nothing is
 * written, neither to a log. The destination is to become what the source is.
 */
#ifndef LOCALHSM_COMPARE_H
#define LOCALHSM_COMPARE_H

#include "attributes.h"
#include "user.h"

#include <stdbool.h>
#include <stddef.h>

struct error;
struct estate;

/*
 * Told in the order in which commands can be run: of quorum values that are to be lowered, of users,
 * of keys, of users whom the destination alone has, of quorum values that are to be raised.
 */
enum difference_kind {
	DIFFERENCE_QUORUM_VALUE, /* name: the service */

	/* name: the username */
	DIFFERENCE_USER_COVERAGE, /* the HSMs of one cluster disagree */
	DIFFERENCE_USER,          /* one cluster does not have it */
	DIFFERENCE_ROLE,
	DIFFERENCE_LOCKED,
	DIFFERENCE_PASSWORD, /* of clones only: strangers never hold the same of one */
	DIFFERENCE_MFA,
	DIFFERENCE_QUORUM, /* registration */

	/* name: the reference, label: the key's */
	DIFFERENCE_KEY,
	DIFFERENCE_MATERIAL,
	DIFFERENCE_OWNER,
	DIFFERENCE_ATTRIBUTE, /* member: the attribute's name */
	DIFFERENCE_SHAREE,    /* member: the sharee */
	DIFFERENCE_KEY_QUORUM_VALUE, /* member: "manage-key-quorum-value" or "use-key-quorum-value" */
	DIFFERENCE_KEY_COVERAGE,
};
const char *difference_kind_name(enum difference_kind kind); /* "user-coverage" */

/*
 * What makes a difference go, or is the first step to it. Commands that have been run are not
 * suggested for ever: what each mends is not made different again by the next ones.
 */
enum mend {
	MEND_NONE, /* no one command does, or others must be run first */
	MEND_SET_QUORUM_VALUE,
	MEND_USER_CREATE,
	MEND_USER_REPLICATE,
	MEND_USER_DELETE,
	MEND_CHANGE_PASSWORD,
	MEND_DEREGISTER_MFA, /* these three change the password, too */
	MEND_DEREGISTER_QUORUM,
	MEND_DEREGISTER_BOTH,
	MEND_KEY_REPLICATE,
	MEND_KEY_DELETE,
	MEND_KEY_SET_ATTRIBUTE,
	MEND_KEY_SHARE,
	MEND_KEY_UNSHARE,
};

struct difference {
	enum difference_kind kind;
	char *name;
	char *label, *member;        /* NULL where the kind has none */
	char *source, *destination;  /* as each has it, in words; never anything secret */
	enum mend mend;
	bool mends_source;   /* it is the source that is to be changed */
	enum user_role role; /* of the user, for the mends of users */
};

struct comparison {
	bool clones;
	struct difference *differences; /* of one thing after the other, each by its name */
	size_t count;
};
void comparison_done(struct comparison *comparison);

/*
 * Compares all HSMs of both clusters that are ACTIVE, also those that no client can reach, in one
 * transaction. Keys are found by their references, which clones share. *comparison is the caller's,
 * for comparison_done. ERR_LAB for a cluster that does not exist, is not ACTIVE or has no HSM, and
 * for one cluster with itself.
 */
MUST_CHECK int estate_compare(struct estate *estate, const char *source_id,
    const char *destination_id, struct comparison *comparison, struct error *err);

#endif
