/* What the commands that wrap a key under an RSA public key share: all but the mechanism. */
#ifndef LOCALHSM_KEY_WRAP_H
#define LOCALHSM_KEY_WRAP_H

#include "attributes.h"
#include "command.h"
#include "key.h"

struct args;

#define KEY_WRAP_RSA_OPTIONS 8
extern const struct option_spec key_wrap_rsa_options[KEY_WRAP_RSA_OPTIONS];
extern const struct reply_node key_wrap_rsa_reply;

MUST_CHECK int key_wrap_rsa_check(const struct args *args, struct error *err);
MUST_CHECK int key_wrap_rsa_run(struct command_context *context, const struct args *args,
    enum wrap_mechanism mechanism, struct reply *reply, struct error *err);

#endif
