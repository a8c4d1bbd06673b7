/* Generates a symmetric key of whatever type. */
#include "key-symmetric.h"

#include "app.h"
#include "args.h"
#include "key-options.h"
#include "key-reply.h"
#include "key.h"

int key_symmetric_check(const struct args *args, struct error *err)
{
	return option_attributes_check(args, SYMMETRIC_ATTRIBUTES, err);
}

int key_symmetric_run(struct command_context *context, const struct args *args,
    key_symmetric_fn *generate, struct reply *reply, struct error *err)
{
	const struct app *app = context->app;
	struct attribute_list attributes = ATTRIBUTE_LIST_INIT;
	struct key_template template = {
	    .label = args_text(args, SYMMETRIC_LABEL),
	    .attributes = &attributes,
	    .session = args_has(args, SYMMETRIC_SESSION),
	};
	struct key_view key;
	int rc;

	template.share_with = args_list(args, SYMMETRIC_SHARE, &template.n_share_with);
	option_quorum(args, SYMMETRIC_MANAGE_QUORUM, SYMMETRIC_USE_QUORUM, &template);
	rc = option_attributes(args, SYMMETRIC_ATTRIBUTES, &attributes, err);
	if (rc == 0)
		rc = generate(
		    app->connection, &template, args_number(args, SYMMETRIC_LENGTH, 0), &key, err);
	attribute_list_done(&attributes);
	if (rc != 0)
		return rc;
	key_reply_fill(reply, &key, NULL);
	key_view_done(&key);
	return 0;
}
