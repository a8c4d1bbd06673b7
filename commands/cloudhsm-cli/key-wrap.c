/* Wraps a key under an RSA public key, by whatever mechanism, into the answer or into a file. */
#include "key-wrap.h"

#include "app.h"
#include "args.h"
#include "bytes.h"
#include "files.h"
#include "key-options.h"
#include "key-reply.h"
#include "options.h"
#include "reply-nodes.h"
#include "reply.h"

/* What it holds is of use to nobody without the unwrapping key, but nobody else's business either.
 */
#define FILE_MODE 0600

enum option {
	OPT_CLUSTER_ID,
	OPT_PAYLOAD_FILTER,
	OPT_WRAPPING_FILTER,
	OPT_PATH,
	OPT_WRAPPING_APPROVAL,
	OPT_PAYLOAD_APPROVAL,
	OPT_HASH_FUNCTION,
	OPT_MGF,
};

const struct option_spec key_wrap_rsa_options[KEY_WRAP_RSA_OPTIONS] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_PAYLOAD_FILTER] =
	FILTER_OPTION("payload-filter", "the key to be wrapped", OPTION_REQUIRED),
    [OPT_WRAPPING_FILTER] = FILTER_OPTION(
	"wrapping-filter", "the RSA public key that it is wrapped under", OPTION_REQUIRED),
    [OPT_PATH] =
	{
	    .name = "path",
	    .type = OPTION_PATH,
	    .help = "File to write the wrapped key to, in binary. Left out, the answer holds it in "
		    "base64",
	},
    /* The metavars are spelt as the service spells them. */
    [OPT_WRAPPING_APPROVAL] = APPROVAL_FILE_OPTION("wrapping-approval", "WRAPPING_APPROVALR",
	"File with the signed quorum token that approves the use of the wrapping key"),
    [OPT_PAYLOAD_APPROVAL] = APPROVAL_FILE_OPTION("payload-approval", "PAYLOAD_APPROVALR",
	"File with the signed quorum token that approves the wrapping of the payload key"),
    [OPT_HASH_FUNCTION] = HASH_FUNCTION_OPTION,
    [OPT_MGF] = MGF_OPTION,
};

static const struct reply_node fields[] = {
    {.name = "payload-key-reference", .type = REPLY_STRING},
    {.name = "wrapping-key-reference", .type = REPLY_STRING},
    {.name = "wrapped-key-data", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
    {.name = "path", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
};

const struct reply_node key_wrap_rsa_reply = OBJECT_NODE("", fields);

int key_wrap_rsa_check(const struct args *args, struct error *err)
{
	int rc = option_filter_check(args, OPT_PAYLOAD_FILTER, err);

	if (rc == 0)
		rc = option_filter_check(args, OPT_WRAPPING_FILTER, err);
	return rc;
}

struct wrapped_key {
	uint64_t payload_reference, wrapping_reference;
	struct bytes data;
};

static int wrap(struct app *app, const struct args *args, enum wrap_mechanism mechanism,
    struct wrapped_key *wrapped, struct error *err)
{
	struct wrap_parameters parameters = {.mechanism = mechanism};
	struct key_filter payload = KEY_FILTER_INIT, wrapping = KEY_FILTER_INIT;
	int rc = option_hashes(args, OPT_HASH_FUNCTION, OPT_MGF, &parameters, err);

	if (rc == 0)
		rc = option_filter(args, OPT_PAYLOAD_FILTER, &payload, err);
	if (rc == 0)
		rc = option_filter(args, OPT_WRAPPING_FILTER, &wrapping, err);
	if (rc == 0)
		rc = key_wrap(app->connection, &parameters, &payload, &wrapping,
		    &wrapped->payload_reference, &wrapped->wrapping_reference, &wrapped->data, err);
	key_filter_done(&payload);
	key_filter_done(&wrapping);
	return rc;
}

static void fill(struct reply *reply, const struct wrapped_key *wrapped, const char *path)
{
	reply_object(reply, NULL);
	reply_key_reference(reply, "payload-key-reference", wrapped->payload_reference);
	reply_key_reference(reply, "wrapping-key-reference", wrapped->wrapping_reference);
	if (path)
		reply_string(reply, "path", path);
	else
		reply_bytes_base64(
		    reply, "wrapped-key-data", wrapped->data.data, wrapped->data.len);
	reply_end(reply);
}

int key_wrap_rsa_run(struct command_context *context, const struct args *args,
    enum wrap_mechanism mechanism, struct reply *reply, struct error *err)
{
	const char *path = args_text(args, OPT_PATH);
	struct wrapped_key wrapped = {.data = BYTES_INIT};
	int rc = wrap(context->app, args, mechanism, &wrapped, err);

	if (rc == 0 && path)
		rc = file_write(path, wrapped.data.data, wrapped.data.len, FILE_MODE, NULL, err);
	if (rc == 0)
		fill(reply, &wrapped, path);
	bytes_done(&wrapped.data);
	return rc;
}
