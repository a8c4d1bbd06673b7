/* Fills in the name and role of one user. */
#include "user-reply.h"

#include "reply-nodes.h"
#include "reply.h"

static const struct reply_node fields[] = {
    {.name = "username", .type = REPLY_STRING},
    {.name = "role", .type = REPLY_STRING},
};

const struct reply_node user_reply = OBJECT_NODE("", fields);

void user_reply_fill(struct reply *reply, const char *username, enum user_role role)
{
	reply_object(reply, NULL);
	reply_string(reply, "username", username);
	reply_string(reply, "role", user_role_name(role));
	reply_end(reply);
}
