/* The PEM files that options name: is this one there, and does it hold what it should? */
#ifndef LOCALHSM_PEM_FILE_H
#define LOCALHSM_PEM_FILE_H

#include "attributes.h"

struct error;

/* Both: ERR_CONFIG_OPTION, with the path and the reason. */
MUST_CHECK int pem_check_certificate(const char *path, struct error *err);
/* An unencrypted private key. */
MUST_CHECK int pem_check_private_key(const char *path, struct error *err);

#endif
