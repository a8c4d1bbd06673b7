/* Fills in one user: name and role, or all that is known. */
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

static const struct reply_node strategy_fields[] = {
    {.name = "strategy", .type = REPLY_STRING},
    {.name = "status", .type = REPLY_STRING},
};

static const struct reply_node strategy = OBJECT_NODE("", strategy_fields);

const struct reply_node user_view_fields[USER_VIEW_FIELDS] = {
    {.name = "username", .type = REPLY_STRING},
    {.name = "role", .type = REPLY_STRING},
    {.name = "locked", .type = REPLY_STRING},
    LIST_NODE("mfa", &strategy),
    LIST_NODE("quorum", &strategy),
    {.name = "cluster-coverage", .type = REPLY_STRING},
};

static const char *lock_name(enum user_lock lock)
{
	switch (lock) {
	case USER_UNLOCKED:
		return "false";
	case USER_LOCKED:
		return "true";
	case USER_LOCK_INCONSISTENT:
		break;
	}
	return "inconsistent";
}

static void reply_strategy(struct reply *reply, const char *name, enum user_strategy state)
{
	reply_array(reply, name);
	if (state != STRATEGY_NONE) {
		reply_object(reply, NULL);
		reply_string(reply, "strategy", "token-sign");
		reply_string(
		    reply, "status", state == STRATEGY_ENABLED ? "enabled" : "inconsistent");
		reply_end(reply);
	}
	reply_end(reply);
}

void user_view_reply(struct reply *reply, const char *name, const struct user_view *user)
{
	reply_object(reply, name);
	reply_string(reply, "username", user->username);
	reply_string(reply, "role", user_role_name(user->role));
	reply_string(reply, "locked", lock_name(user->locked));
	reply_strategy(reply, "mfa", user->mfa);
	reply_strategy(reply, "quorum", user->quorum);
	reply_string(reply, "cluster-coverage", coverage_name(user->cluster_coverage));
	reply_end(reply);
}
