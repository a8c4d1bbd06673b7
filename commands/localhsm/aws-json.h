/* Values of options in JSON, and what the API says of those of a wrong type. */
#ifndef LOCALHSM_AWS_JSON_H
#define LOCALHSM_AWS_JSON_H

#include "attributes.h"
#include "document.h"

#include <stdbool.h>

struct error;

/* Whether text begins as a JSON array, or as a JSON object. */
bool aws_json_begins_array(const char *text);
bool aws_json_begins_object(const char *text);

/* Reads text as the value of option ("--filters"). ERR_USAGE. Freed with document_free. */
MUST_CHECK int aws_json_read(
    const char *option, const char *text, struct document **document, struct error *err);

/*
 * ERR_USAGE unless value is of that type. where names it as in "TagList[0]", and member and index
 * what of that it is: ".Key" and "[1]"; NULL and -1 for neither.
 */
MUST_CHECK int aws_json_check(const struct document *value, enum document_type type,
    const char *where, const char *member, long index, struct error *err);

#endif
