/* Values of options as AWS CLI takes them: file://, lists, structures, filters, tags. */
#ifndef LOCALHSM_AWS_PARAMETER_H
#define LOCALHSM_AWS_PARAMETER_H

#include "attributes.h"
#include "aws-shorthand.h"

#include <stddef.h>

struct args;
struct document;
struct error;
struct tag;

/* An option, its name on the command line, and the API's: "--signed-cert", "SignedCert". */
struct parameter {
	unsigned option;
	const char *flag, *member;
};

/* All of these raise ERR_USAGE, in AWS CLI's words. In each value file://PATH stands for what that
 * file holds. */

/* The option's text, for the caller to free; NULL when it is not given. */
MUST_CHECK int parameter_text(
    const struct args *args, const struct parameter *parameter, char **text, struct error *err);

/* The members of a structure: see shorthand.h. Freed with shorthand_done; empty when not given. */
MUST_CHECK int parameter_structure(const struct args *args, const struct parameter *parameter,
    const char *const *names, size_t n_names, struct shorthand *shorthand, struct error *err);

/* A list of strings, one a word, or one JSON array. Freed with parameter_list_done. */
struct parameter_list {
	const char *const *values;
	size_t count;
	const char **own; /* what values points to, unless that is borrowed from the words */
	char *text;
	struct document *document;
};
MUST_CHECK int parameter_list(const struct args *args, const struct parameter *parameter,
    struct parameter_list *list, struct error *err);
void parameter_list_done(struct parameter_list *list);

/* Where the values of one filter go. They are borrowed from the shorthand. */
struct parameter_filter {
	const char *name; /* "clusterIds" */
	const char *const **values;
	size_t *count;
};
/*
 * Reads --filters into filters, of which there are n. *shorthand is the caller's, to be freed with
 * shorthand_done. ERR_API_INVALID_REQUEST for a name that is none of theirs.
 */
MUST_CHECK int parameter_filters(const struct args *args, unsigned option,
    const struct parameter_filter *filters, size_t n, struct shorthand *shorthand,
    struct error *err);

/* The tags of --tag-list; *tags is for the caller to free. ERR_API_INVALID_REQUEST. */
MUST_CHECK int parameter_tags(
    const struct args *args, unsigned option, struct tag **tags, size_t *count, struct error *err);

#endif
