/* user create */
#include "commands.h"

#include "options.h"
#include "roles.h"
#include "user-password.h"
#include "user-reply.h"
#include "user.h"

static const struct option_spec options[] = {
    USER_PASSWORD_OPTIONS("Username of the new user: 1 to 31 letters, digits and _"),
};

static const struct example examples[] = {
    {"Create a crypto user",
	"user create --username carol --role crypto-user --password Passw0rd!"},
    {"Create a second admin", "user create --username officer2 --role admin --password Passw0rd!"},
};

static int create(struct connection *connection, const struct args *args UNUSED,
    const char *username, enum user_role role, const struct secret *password,
    const struct quorum_approval *approval, struct error *err)
{
	return user_create(connection, username, role, password, approval, err);
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return user_password_run(context, args, create, reply, err);
}

const struct command command_user_create = {
    .path = "user create",
    .summary = "Create a new user",
    .description =
	"Creates a user on every HSM of the cluster. Admins only.\n\n"
	"A username has 1 to 31 characters, which must be letters, digits or _, and is kept in "
	"lower case: two that differ in case only are the same. A password has 8 to 32 characters, "
	"none of them a colon. Without --password it is asked for twice on the terminal; with no "
	"terminal the command fails at once.\n\n"
	"A user whom some HSMs have and others do not (cluster-coverage inconsistent in user list) "
	"is repaired by creating it again with the same role and password.\n\n" APPROVAL_TEXT(
	    "user"),
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &user_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_ADMIN,
    .run = run,
};
