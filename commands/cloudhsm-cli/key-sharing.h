/* What key share and key unshare have in common: all but which of the two is done. */
#ifndef LOCALHSM_KEY_SHARING_H
#define LOCALHSM_KEY_SHARING_H

#include "attributes.h"
#include "command.h"
#include "user.h"

struct args;
struct connection;
struct key_filter;
struct quorum_approval;

/* key_text: "the key to share"; user_text: help of the username. */
#define KEY_SHARING_OPTIONS(key_text, user_text)                                                   \
	{                                                                                          \
		[SHARING_CLUSTER_ID] = CLUSTER_ID_OPTION,                                          \
		[SHARING_FILTER] = FILTER_OPTION("filter", key_text, OPTION_REQUIRED),             \
		[SHARING_USERNAME] = USERNAME_OPTION(user_text), [SHARING_ROLE] = ROLE_OPTION,     \
		[SHARING_APPROVAL] = APPROVAL_OPTION,                                              \
	}

enum key_sharing_option {
	SHARING_CLUSTER_ID,
	SHARING_FILTER,
	SHARING_USERNAME,
	SHARING_ROLE,
	SHARING_APPROVAL,
};

/* key_share and key_unshare. */
typedef int key_sharing_fn(struct connection *connection, const struct key_filter *filter,
    const char *username, enum user_role role, const struct quorum_approval *approval,
    struct error *err);

MUST_CHECK int key_sharing_check(const struct args *args, struct error *err);
/* done: what the answer says. */
MUST_CHECK int key_sharing_run(struct command_context *context, const struct args *args,
    key_sharing_fn *change, const char *done, struct reply *reply, struct error *err);

#endif
