/* Reads what the options of a key pair ask for. */
#include "key-pair.h"

#include "args.h"
#include "key-options.h"

int key_pair_check(
    const struct args *args, const struct key_pair_options *options, struct error *err)
{
	int rc = option_attributes_check(args, options->public_attributes, err);

	if (rc == 0)
		rc = option_attributes_check(args, options->private_attributes, err);
	return rc;
}

int key_pair_request_init(struct key_pair_request *request, const struct args *args,
    const struct key_pair_options *options, struct error *err)
{
	bool session = args_has(args, options->session);
	struct key_template *public = &request->public_template;
	struct key_template *private = &request->private_template;
	int rc;

	request->public_attributes = request->private_attributes =
	    (struct attribute_list)ATTRIBUTE_LIST_INIT;
	*public = (struct key_template){
	    .label = args_text(args, options->public_label),
	    .attributes = &request->public_attributes,
	    .session = session,
	};
	*private = (struct key_template){
	    .label = args_text(args, options->private_label),
	    .attributes = &request->private_attributes,
	    .session = session,
	};
	private->share_with = args_list(args, options->share_crypto_users, &private->n_share_with);
	rc = option_attributes(args, options->public_attributes, &request->public_attributes, err);
	if (rc == 0)
		rc = option_attributes(
		    args, options->private_attributes, &request->private_attributes, err);
	if (rc != 0)
		key_pair_request_done(request);
	return rc;
}

void key_pair_request_done(struct key_pair_request *request)
{
	attribute_list_done(&request->public_attributes);
	attribute_list_done(&request->private_attributes);
}
