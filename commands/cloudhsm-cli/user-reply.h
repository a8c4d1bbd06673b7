/* The answer of the commands that act on one user: its name and role. */
#ifndef LOCALHSM_USER_REPLY_H
#define LOCALHSM_USER_REPLY_H

#include "command.h"
#include "user.h"

extern const struct reply_node user_reply;

void user_reply_fill(struct reply *reply, const char *username, enum user_role role);

#endif
