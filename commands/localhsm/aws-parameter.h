/* Values of options as AWS CLI takes them: file://, filters, tags. */
#ifndef LOCALHSM_AWS_PARAMETER_H
#define LOCALHSM_AWS_PARAMETER_H

#include "attributes.h"
#include "aws-shorthand.h"

#include <stddef.h>

struct args;
struct error;
struct tag;

/*
 * The option's text, for the caller to free; NULL when it is not given. file://PATH stands for what
 * that file holds. flag is named in errors: "--signed-cert". ERR_USAGE, in AWS CLI's words.
 */
MUST_CHECK int parameter_text(
    const struct args *args, unsigned option, const char *flag, char **text, struct error *err);

/* Where the values of one filter go. They are borrowed from the shorthand. */
struct parameter_filter {
	const char *name; /* "clusterIds" */
	const char *const **values;
	size_t *count;
};
/*
 * Reads --filters into filters, of which there are n. *shorthand is the caller's, to be freed with
 * shorthand_done. ERR_USAGE; ERR_API_INVALID_REQUEST for a name that is none of theirs.
 */
MUST_CHECK int parameter_filters(const struct args *args, unsigned option,
    const struct parameter_filter *filters, size_t n, struct shorthand *shorthand,
    struct error *err);

/* The words of --tag-list; *tags is for the caller to free. ERR_USAGE, ERR_API_INVALID_REQUEST. */
MUST_CHECK int parameter_tags(
    const struct args *args, unsigned option, struct tag **tags, size_t *count, struct error *err);

#endif
