/* Asks where the signed form of a token file is, as the flows of a second factor do. */
#ifndef LOCALHSM_SIGNED_TOKEN_H
#define LOCALHSM_SIGNED_TOKEN_H

#include "attributes.h"
#include "command.h"

/*
 * *path is for the caller to free: what was answered, or unsigned_path for an empty line. Errors as
 * context_ask_line.
 */
MUST_CHECK int signed_token_ask(
    struct command_context *context, const char *unsigned_path, char **path, struct error *err);

#endif
