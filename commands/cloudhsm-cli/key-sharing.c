/* Changes whom a key is shared with. */
#include "key-sharing.h"

#include "app.h"
#include "args.h"
#include "key-options.h"
#include "key-reply.h"
#include "key.h"
#include "options.h"
#include "quorum.h"

int key_sharing_check(const struct args *args, struct error *err)
{
	return option_filter_check(args, SHARING_FILTER, err);
}

int key_sharing_run(struct command_context *context, const struct args *args,
    key_sharing_fn *change, const char *done, struct reply *reply, struct error *err)
{
	const struct app *app = context->app;
	struct key_filter filter = KEY_FILTER_INIT;
	struct quorum_approval *approval = NULL;
	int rc = option_filter(args, SHARING_FILTER, &filter, err);

	if (rc == 0)
		rc = option_approval(args, SHARING_APPROVAL, &approval, err);
	if (rc == 0)
		rc = change(app->connection, &filter, args_text(args, SHARING_USERNAME),
		    option_role(args, SHARING_ROLE), approval, err);
	quorum_approval_free(approval);
	key_filter_done(&filter);
	if (rc == 0)
		message_reply_fill(reply, done);
	return rc;
}
