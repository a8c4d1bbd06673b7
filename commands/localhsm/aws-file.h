/* Values that AWS CLI takes out of files: file:// and the path of a text, fileb:// and that of
 * bytes. */
#ifndef LOCALHSM_AWS_FILE_H
#define LOCALHSM_AWS_FILE_H

#include "attributes.h"

struct error;

/*
 * The value that word stands for: what is in the file, or word itself. flag ("--signed-cert") and
 * member, the parameter's name in the API ("SignedCert"), are for errors. ERR_USAGE, in AWS CLI's
 * words, also for bytes, which no operation takes. The caller frees *text.
 */
MUST_CHECK int parameter_load(
    const char *flag, const char *member, const char *word, char **text, struct error *err);

#endif
