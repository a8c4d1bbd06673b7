/* user delete */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "options.h"
#include "quorum.h"
#include "roles.h"
#include "user-reply.h"
#include "user.h"

enum option { OPT_CLUSTER_ID, OPT_USERNAME, OPT_ROLE, OPT_APPROVAL };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_USERNAME] = USERNAME_OPTION("Username of the user to delete"),
    [OPT_ROLE] = ROLE_OPTION,
    [OPT_APPROVAL] = APPROVAL_OPTION,
};

static const struct example examples[] = {
    {"Delete a crypto user who owns no keys", "user delete --username bob --role crypto-user"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	enum user_role role = option_role(args, OPT_ROLE);
	struct quorum_approval *approval = NULL;
	char username[USERNAME_MAX + 1];
	int rc = user_name_normalise(args_text(args, OPT_USERNAME), username, err);

	if (rc == 0)
		rc = option_approval(args, OPT_APPROVAL, &approval, err);
	if (rc == 0)
		rc = user_delete(app->connection, username, role, approval, err);
	quorum_approval_free(approval);
	if (rc == 0)
		user_reply_fill(reply, username, role);
	return rc;
}

const struct command command_user_delete = {
    .path = "user delete",
    .summary = "Delete a user",
    .description =
	"Deletes a user from every HSM of the cluster. Admins only.\n\n"
	"Refused for a user who owns keys (delete the keys first, as their owner), and for one who "
	"is logged in anywhere, yourself included. A username that exists under the other role "
	"only "
	"is not found.\n\n"
	"Where there is a quorum for users, keep more registered admins than it wants: below that "
	"number nobody can create, delete or change users any more, and there is no way "
	"back. Keys that were shared with the user are not any longer, whatever their quorum: one "
	"that has fewer users left than its quorum wants can never be approved "
	"again.\n\n" APPROVAL_TEXT("user"),
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &user_reply,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_ADMIN,
    .run = run,
};
