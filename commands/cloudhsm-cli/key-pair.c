/* Generates a key pair, of whatever type, as its options ask for it. */
#include "key-pair.h"

#include "app.h"
#include "args.h"
#include "key-reply.h"

int key_pair_check(const struct args *args, unsigned n_own, struct error *err)
{
	unsigned last = OPT_OWN + n_own;
	int rc = option_attributes_check(args, last + LAST_PUBLIC_ATTRIBUTES, err);

	if (rc == 0)
		rc = option_attributes_check(args, last + LAST_PRIVATE_ATTRIBUTES, err);
	return rc;
}

/* The two halves as the options ask for them. It points into itself. */
struct request {
	struct key_template public_template, private_template;
	struct attribute_list public_attributes, private_attributes;
};

static int read_request(
    const struct args *args, unsigned n_own, struct request *request, struct error *err)
{
	unsigned last = OPT_OWN + n_own;
	bool session = args_has(args, OPT_SESSION);
	struct key_template *public = &request->public_template;
	struct key_template *private = &request->private_template;
	int rc;

	*public = (struct key_template){
	    .label = args_text(args, OPT_PUBLIC_LABEL),
	    .attributes = &request->public_attributes,
	    .session = session,
	};
	*private = (struct key_template){
	    .label = args_text(args, OPT_PRIVATE_LABEL),
	    .attributes = &request->private_attributes,
	    .session = session,
	};
	private->share_with =
	    args_list(args, last + LAST_SHARE_CRYPTO_USERS, &private->n_share_with);
	option_quorum(args, last + LAST_MANAGE_QUORUM, last + LAST_USE_QUORUM, private);
	rc = option_attributes(
	    args, last + LAST_PUBLIC_ATTRIBUTES, &request->public_attributes, err);
	if (rc == 0)
		rc = option_attributes(
		    args, last + LAST_PRIVATE_ATTRIBUTES, &request->private_attributes, err);
	return rc;
}

int key_pair_run(struct command_context *context, const struct args *args, unsigned n_own,
    key_pair_generate_fn *generate, struct reply *reply, struct error *err)
{
	const struct app *app = context->app;
	struct request request = {
	    .public_attributes = ATTRIBUTE_LIST_INIT, .private_attributes = ATTRIBUTE_LIST_INIT};
	struct key_view public_key, private_key;
	int rc = read_request(args, n_own, &request, err);

	if (rc == 0)
		rc = generate(app->connection, args, &request.public_template,
		    &request.private_template, &public_key, &private_key, err);
	attribute_list_done(&request.public_attributes);
	attribute_list_done(&request.private_attributes);
	if (rc != 0)
		return rc;
	key_pair_reply_fill(reply, &public_key, &private_key);
	key_view_done(&public_key);
	key_view_done(&private_key);
	return 0;
}
