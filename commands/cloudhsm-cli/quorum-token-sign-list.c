/* quorum token-sign list */
#include "commands.h"

#include "app.h"
#include "key-reply.h"
#include "options.h"
#include "quorum.h"
#include "reply-nodes.h"
#include "reply.h"
#include "roles.h"

#include <stdlib.h>

static const struct option_spec options[] = {CLUSTER_ID_OPTION};

static const struct example examples[] = {
    {"List the tokens", "quorum token-sign list"},
};

/*
 * The service's walk-throughs wrap numbers so, its reference does not; which is right is not known.
 * To print plain numbers, make this REPLY_NUMBER, and reply_value below reply_number.
 */
static const struct reply_node value_fields[] = {{.name = "value", .type = REPLY_NUMBER}};
#define VALUE_NODE(node_name)                                                                      \
	{                                                                                          \
		.name = (node_name), .type = REPLY_OBJECT, .flags = REPLY_OPTIONAL,                \
		.children = value_fields, .n_children = 1,                                         \
	}

/* Those of admin services, and those of key services, have fields of their own. */
static const struct reply_node token_fields[] = {
    {.name = "username", .type = REPLY_STRING},
    {.name = "service", .type = REPLY_STRING},
    VALUE_NODE("approvals-required"),
    VALUE_NODE("number-of-approvals"),
    VALUE_NODE("token-timeout-seconds"),
    {.name = "cluster-coverage", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
    {.name = "key-reference", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
    {.name = "minimum-token-count", .type = REPLY_NUMBER, .flags = REPLY_OPTIONAL},
};

static const struct reply_node token_node = OBJECT_NODE("", token_fields);

static const struct reply_node answer_fields[] = {
    LIST_NODE("tokens", &token_node),
};

static const struct reply_node answer = OBJECT_NODE("", answer_fields);

static void reply_value(struct reply *reply, const char *name, uint64_t value)
{
	reply_object(reply, name);
	reply_number(reply, "value", value);
	reply_end(reply);
}

static void reply_token(struct reply *reply, const struct quorum_token_view *token)
{
	reply_object(reply, NULL);
	reply_string(reply, "username", token->username);
	reply_string(reply, "service", quorum_service_name(token->service));
	if (token->service < QUORUM_VALUES) {
		reply_value(reply, "approvals-required", token->required);
		/* Signatures come with the operation, and not before. */
		reply_value(reply, "number-of-approvals", 0);
		reply_value(reply, "token-timeout-seconds", token->seconds);
		reply_string(reply, "cluster-coverage", coverage_name(token->cluster_coverage));
	} else {
		reply_key_reference(reply, "key-reference", token->key_reference);
		reply_number(reply, "minimum-token-count", token->required);
	}
	reply_end(reply);
}

static int run(struct command_context *context, const struct args *args UNUSED, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct quorum_token_view *tokens = NULL;
	size_t count = 0;
	int rc = quorum_tokens(app->connection, &tokens, &count, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_array(reply, "tokens");
	for (size_t i = 0; i < count; i++)
		reply_token(reply, &tokens[i]);
	reply_end(reply);
	reply_end(reply);
	free(tokens);
	return 0;
}

const struct command command_quorum_token_sign_list = {
    .path = "quorum token-sign list",
    .summary = "List the token-sign tokens in your cluster",
    .description =
	"Lists the quorum tokens of all users that can still be used, in the order in which they "
	"were made. A user can use but their own.\n\n"
	"Of a token for an admin service it says how many approvals the service takes, and how "
	"many seconds of its life are left; number-of-approvals is always 0, since signatures are "
	"looked at when the operation is carried out. Of a token for a key service it says which "
	"key it is for, and how many approvals the key takes.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_ADMIN | BY_CRYPTO_USER,
    .run = run,
};
