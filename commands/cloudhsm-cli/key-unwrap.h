/* What the commands that unwrap a key with an RSA private key share: all but the mechanism. */
#ifndef LOCALHSM_KEY_UNWRAP_H
#define LOCALHSM_KEY_UNWRAP_H

#include "attributes.h"
#include "command.h"
#include "key.h"

struct args;

#define KEY_UNWRAP_RSA_OPTIONS 14
extern const struct option_spec key_unwrap_rsa_options[KEY_UNWRAP_RSA_OPTIONS];

MUST_CHECK int key_unwrap_rsa_check(const struct args *args, struct error *err);
MUST_CHECK int key_unwrap_rsa_run(struct command_context *context, const struct args *args,
    enum wrap_mechanism mechanism, struct reply *reply, struct error *err);

#endif
