/* Values of options as AWS CLI takes them: file://, lists, structures, filters, tags. */
#ifndef LOCALHSM_AWS_PARAMETER_H
#define LOCALHSM_AWS_PARAMETER_H

#include "attributes.h"
#include "aws-shorthand.h"

#include <stddef.h>

struct args;
struct document;
struct error;

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

/* The names of a map with their lists of strings. Freed with shorthand_done. */
MUST_CHECK int parameter_map(const struct args *args, const struct parameter *parameter,
    struct shorthand *shorthand, struct error *err);

/* Hands each structure of Key and Value of a list to each. */
MUST_CHECK int parameter_tags(const struct args *args, const struct parameter *parameter,
    void (*each)(void *to, const struct shorthand *tag), void *to, struct error *err);

#endif
