/* Wraps a key, by whatever mechanism, into the answer or into a file. */
#include "key-wrap.h"

#include "app.h"
#include "args.h"
#include "files.h"
#include "key-reply.h"
#include "quorum.h"
#include "reply-nodes.h"
#include "reply.h"

/* What it holds is of use to nobody without the unwrapping key, but nobody else's business either.
 */
#define FILE_MODE 0600

static const struct reply_node fields[] = {
    {.name = "payload_key_reference", .type = REPLY_STRING},
    {.name = "wrapping_key_reference", .type = REPLY_STRING},
    {.name = "wrapped_key_data", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
    {.name = "path", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
};

static const struct reply_node iv_fields[] = {
    {.name = "payload_key_reference", .type = REPLY_STRING},
    {.name = "wrapping_key_reference", .type = REPLY_STRING},
    {.name = "iv", .type = REPLY_STRING},
    {.name = "wrapped_key_data", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
    {.name = "path", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
};

static const struct reply_node oaep_fields[] = {
    {.name = "payload-key-reference", .type = REPLY_STRING},
    {.name = "wrapping-key-reference", .type = REPLY_STRING},
    {.name = "wrapped-key-data", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
    {.name = "path", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
};

const struct reply_node key_wrap_reply = OBJECT_NODE("", fields);
const struct reply_node key_wrap_iv_reply = OBJECT_NODE("", iv_fields);
const struct reply_node key_wrap_oaep_reply = OBJECT_NODE("", oaep_fields);

int key_wrap_check(const struct args *args, struct error *err)
{
	int rc = option_filter_check(args, OPT_PAYLOAD_FILTER, err);

	if (rc == 0)
		rc = option_filter_check(args, OPT_WRAPPING_FILTER, err);
	return rc;
}

static int wrap(const struct app *app, const struct args *args, enum wrap_mechanism mechanism,
    struct wrapped_key *wrapped, struct error *err)
{
	struct mechanism_values values = MECHANISM_VALUES_INIT;
	struct key_filter payload = KEY_FILTER_INIT, wrapping = KEY_FILTER_INIT;
	struct quorum_approval *payload_approval = NULL, *wrapping_approval = NULL;
	struct wrap_approvals approvals;
	int rc = mechanism_values(args, mechanism, OPT_OWN, &values, err);

	if (rc == 0)
		rc = option_filter(args, OPT_PAYLOAD_FILTER, &payload, err);
	if (rc == 0)
		rc = option_filter(args, OPT_WRAPPING_FILTER, &wrapping, err);
	if (rc == 0)
		rc = option_approval(args, OPT_PAYLOAD_APPROVAL, &payload_approval, err);
	if (rc == 0)
		rc = option_approval(args, OPT_WRAPPING_APPROVAL, &wrapping_approval, err);
	approvals = (struct wrap_approvals){payload_approval, wrapping_approval};
	if (rc == 0)
		rc = key_wrap(app->connection, &values.parameters, &payload, &wrapping, &approvals,
		    wrapped, err);
	quorum_approval_free(payload_approval);
	quorum_approval_free(wrapping_approval);
	key_filter_done(&payload);
	key_filter_done(&wrapping);
	mechanism_values_done(&values);
	return rc;
}

/* The service has hyphens in the answers of two mechanisms, as elsewhere, and none in the others.
 */
static void fill(struct reply *reply, enum wrap_mechanism mechanism,
    const struct wrapped_key *wrapped, const char *path)
{
	bool hyphens = mechanism_family(mechanism) == FAMILY_OAEP;

	reply_object(reply, NULL);
	reply_key_reference(reply, hyphens ? "payload-key-reference" : "payload_key_reference",
	    wrapped->payload_reference);
	reply_key_reference(reply, hyphens ? "wrapping-key-reference" : "wrapping_key_reference",
	    wrapped->wrapping_reference);
	if (mechanism == WRAP_AES_GCM)
		reply_bytes_hex(reply, "iv", wrapped->iv, sizeof(wrapped->iv));
	if (path)
		reply_string(reply, "path", path);
	else
		reply_bytes_base64(reply, hyphens ? "wrapped-key-data" : "wrapped_key_data",
		    wrapped->data.data, wrapped->data.len);
	reply_end(reply);
}

int key_wrap_run(struct command_context *context, const struct args *args,
    enum wrap_mechanism mechanism, struct reply *reply, struct error *err)
{
	const char *path = args_text(args, OPT_PATH);
	struct wrapped_key wrapped = WRAPPED_KEY_INIT;
	int rc = wrap(context->app, args, mechanism, &wrapped, err);

	if (rc == 0 && path)
		rc = file_write(path, wrapped.data.data, wrapped.data.len, FILE_MODE, NULL, err);
	if (rc == 0)
		fill(reply, mechanism, &wrapped, path);
	wrapped_key_done(&wrapped);
	return rc;
}
