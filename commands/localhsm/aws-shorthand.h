/*
 * Structures and maps as AWS CLI takes them: in its shorthand, Key=team,Value=payments and
 * clusterIds=a,b,states=ACTIVE, or in JSON, {"Key": "team", "Value": "payments"}.
 */
#ifndef LOCALHSM_AWS_SHORTHAND_H
#define LOCALHSM_AWS_SHORTHAND_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>

struct document;
struct error;

/* What is read, for errors and for JSON, in which a list is not written like a single value. */
struct shorthand_shape {
	const char *option; /* "--filters" */
	const char *where;  /* "Filters", "TagList[0]" */
	bool of_lists;      /* the members are lists of strings; else they are strings */
};

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
	struct document *document; /* has keys and values, where they were JSON */
};
#define SHORTHAND_INIT                                                                             \
	{                                                                                          \
		NULL, 0, NULL, NULL, NULL                                                          \
	}

/*
 * Reads text, or the value of a JSON text, from which keys and values are borrowed then. ERR_USAGE,
 * in AWS CLI's words. *shorthand is the caller's, to be freed with shorthand_done.
 */
MUST_CHECK int shorthand_parse(const struct shorthand_shape *shape, const char *text,
    struct shorthand *shorthand, struct error *err);
MUST_CHECK int shorthand_take(const struct shorthand_shape *shape, const struct document *value,
    struct shorthand *shorthand, struct error *err);
void shorthand_done(struct shorthand *shorthand);

/*
 * The single value of a structure's member; NULL when it is not there. shorthand_check first makes
 * sure that there are no members but those of names, each with one value.
 */
const char *shorthand_member(const struct shorthand *shorthand, const char *name);
/* Whether the pair at index has a key that comes again behind it. */
bool shorthand_is_repeated(const struct shorthand *shorthand, size_t index);
MUST_CHECK int shorthand_check(const struct shorthand_shape *shape,
    const struct shorthand *shorthand, const char *const *names, size_t count, struct error *err);

#endif
