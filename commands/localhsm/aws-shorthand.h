/* AWS CLI's shorthand for structures and maps: Key=team,Value=payments and
 * clusterIds=a,b,states=ACTIVE. */
#ifndef LOCALHSM_AWS_SHORTHAND_H
#define LOCALHSM_AWS_SHORTHAND_H

#include "attributes.h"

#include <stddef.h>

struct error;

struct shorthand_pair {
	const char *key;
	const char *const *values;
	size_t n_values;
};
struct shorthand {
	struct shorthand_pair *pairs;
	size_t count;
	const char **values; /* of all pairs */
	char *storage;
};
#define SHORTHAND_INIT                                                                             \
	{                                                                                          \
		NULL, 0, NULL, NULL                                                                \
	}

/*
 * option is named in errors: "--filters". ERR_USAGE, in AWS CLI's words; ERR_NOT_SIMULATED for a
 * value in JSON. *shorthand is the caller's, to be freed with shorthand_done.
 */
MUST_CHECK int shorthand_parse(
    const char *option, const char *text, struct shorthand *shorthand, struct error *err);
void shorthand_done(struct shorthand *shorthand);

/*
 * The single value of a structure's member; NULL when it is not there. shorthand_check first makes
 * sure that there are no members but those of names, each with one value. where is the structure's
 * name in errors: "TagList[0]".
 */
const char *shorthand_member(const struct shorthand *shorthand, const char *name);
MUST_CHECK int shorthand_check(const struct shorthand *shorthand, const char *where,
    const char *const *names, size_t count, struct error *err);

#endif
