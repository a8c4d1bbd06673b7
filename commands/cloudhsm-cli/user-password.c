/* Gives a user a password, be the user new or not. */
#include "user-password.h"

#include "app.h"
#include "args.h"
#include "options.h"
#include "quorum.h"
#include "secret.h"
#include "user-reply.h"

int user_password_run(struct command_context *context, const struct args *args,
    user_password_fn *give, struct reply *reply, struct error *err)
{
	const struct app *app = context->app;
	enum user_role role = option_role(args, USER_ROLE);
	struct quorum_approval *approval = NULL;
	struct secret password = SECRET_INIT;
	char username[USERNAME_MAX + 1];
	int rc = user_name_normalise(args_text(args, USER_USERNAME), username, err);

	if (rc == 0)
		rc = option_approval(args, USER_APPROVAL, &approval, err);
	if (rc == 0)
		rc = option_password(context, args, USER_PASSWORD, ASK_TWICE, &password, err);
	if (rc == 0)
		rc = give(app->connection, args, username, role, &password, approval, err);
	secret_done(&password);
	quorum_approval_free(approval);
	if (rc == 0)
		user_reply_fill(reply, username, role);
	return rc;
}
