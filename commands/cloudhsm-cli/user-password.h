/* What the commands that give a user a password share: all but whether the user is new. */
#ifndef LOCALHSM_USER_PASSWORD_H
#define LOCALHSM_USER_PASSWORD_H

#include "attributes.h"
#include "command.h"
#include "user.h"

struct args;
struct connection;
struct quorum_approval;
struct secret;

/* The entries of both commands, which may have others behind them. user_text: help of the username.
 */
#define USER_PASSWORD_OPTIONS(user_text)                                                           \
	[USER_CLUSTER_ID] = CLUSTER_ID_OPTION, [USER_USERNAME] = USERNAME_OPTION(user_text),       \
	[USER_ROLE] = ROLE_OPTION, [USER_PASSWORD] = NEW_PASSWORD_OPTION,                          \
	[USER_APPROVAL] = APPROVAL_OPTION

enum user_password_option {
	USER_CLUSTER_ID,
	USER_USERNAME,
	USER_ROLE,
	USER_PASSWORD,
	USER_APPROVAL,
	USER_PASSWORD_COUNT,
};

/* What gives the password; args for what it takes besides. */
typedef int user_password_fn(struct connection *connection, const struct args *args,
    const char *username, enum user_role role, const struct secret *password,
    const struct quorum_approval *approval, struct error *err);

MUST_CHECK int user_password_run(struct command_context *context, const struct args *args,
    user_password_fn *give, struct reply *reply, struct error *err);

#endif
