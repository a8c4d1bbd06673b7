/* The answer of the commands that act on one user: its name and role. */
#ifndef LOCALHSM_USER_REPLY_H
#define LOCALHSM_USER_REPLY_H

#include "command.h"
#include "user.h"

extern const struct reply_node user_reply;

void user_reply_fill(struct reply *reply, const char *username, enum user_role role);

/* A user as user list shows one; name as in reply.h. */
#define USER_VIEW_FIELDS 6
extern const struct reply_node user_view_fields[USER_VIEW_FIELDS];
void user_view_reply(struct reply *reply, const char *name, const struct user_view *user);

#endif
