/* Signs with a private key, by whatever mechanism, and answers the signature. */
#include "crypto-sign.h"

#include "app.h"
#include "args.h"
#include "bytes.h"
#include "key-reply.h"
#include "quorum.h"
#include "reply-nodes.h"
#include "reply.h"

static const struct reply_node fields[] = {
    {.name = "key-reference", .type = REPLY_STRING},
    {.name = "signature", .type = REPLY_STRING},
};

const struct reply_node crypto_sign_reply = OBJECT_NODE("", fields);

int crypto_sign_check(const struct args *args, struct error *err)
{
	return option_filter_check(args, OPT_KEY_FILTER, err);
}

static void fill(struct reply *reply, uint64_t reference, const struct bytes *signature)
{
	reply_object(reply, NULL);
	reply_key_reference(reply, "key-reference", reference);
	reply_bytes_base64(reply, "signature", signature->data, signature->len);
	reply_end(reply);
}

int crypto_sign_run(struct command_context *context, const struct args *args,
    enum sign_mechanism mechanism, struct reply *reply, struct error *err)
{
	const struct app *app = context->app;
	struct sign_parameters parameters;
	struct key_filter filter = KEY_FILTER_INIT;
	struct quorum_approval *approval = NULL;
	struct bytes data = BYTES_INIT, signature = BYTES_INIT;
	uint64_t reference;
	int rc = signature_parameters(args, mechanism, OPT_OWN, &parameters, err);

	if (rc == 0)
		rc = option_filter(args, OPT_KEY_FILTER, &filter, err);
	if (rc == 0)
		rc = option_approval(args, OPT_APPROVAL, &approval, err);
	if (rc == 0)
		rc = option_data(args, OPT_DATA, OPT_DATA_PATH, MESSAGE_MAX, &data, err);
	if (rc == 0)
		rc = key_sign(app->connection, &parameters, &filter, data.data, data.len, approval,
		    &reference, &signature, err);
	if (rc == 0)
		fill(reply, reference, &signature);
	bytes_done(&signature);
	bytes_done(&data);
	quorum_approval_free(approval);
	key_filter_done(&filter);
	return rc;
}
