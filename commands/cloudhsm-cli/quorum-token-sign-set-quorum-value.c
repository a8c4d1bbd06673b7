/* quorum token-sign set-quorum-value */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "options.h"
#include "quorum.h"
#include "reply.h"
#include "roles.h"

enum option { OPT_CLUSTER_ID, OPT_SERVICE, OPT_VALUE, OPT_APPROVAL };

/* In the order of enum quorum_service. */
static const struct option_choice services[QUORUM_VALUES] = {
    {.value = "user", .help = "Users: create and delete them, change passwords and MFA of others"},
    {.value = "quorum", .help = "Quorum values themselves"},
    {.value = "cluster", .help = "The cluster as a whole, such as cluster mtls"},
};

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_SERVICE] =
	{
	    .name = "service",
	    .type = OPTION_ENUM,
	    .help = "Service whose value to set",
	    .choices = services,
	    .n_choices = ARRAY_LENGTH(services),
	    .flags = OPTION_REQUIRED,
	},
    [OPT_VALUE] =
	{
	    .name = "value",
	    .type = OPTION_U64,
	    .help = "Approvals that the service takes",
	    .max = UINT8_MAX, /* what is out of range is for the HSM to say */
	    .flags = OPTION_REQUIRED,
	},
    [OPT_APPROVAL] = APPROVAL_OPTION,
};

static const struct example examples[] = {
    {"Let users be managed without approval, as it is at first",
	"quorum token-sign set-quorum-value --service user --value 1"},
};

static const struct reply_node answer = {.name = "", .type = REPLY_STRING};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct quorum_approval *approval = NULL;
	int rc = option_approval(args, OPT_APPROVAL, &approval, err);

	if (rc == 0)
		rc = quorum_set_value(app->connection,
		    (enum quorum_service)args_choice(args, OPT_SERVICE),
		    (unsigned)args_number(args, OPT_VALUE, 0), approval, err);
	quorum_approval_free(approval);
	if (rc == 0)
		reply_string(reply, NULL, "Set quorum value successful");
	return rc;
}

const struct command command_quorum_token_sign_set_quorum_value = {
    .path = "quorum token-sign set-quorum-value",
    .summary = "Set a quorum value",
    .description =
	"Sets how many approvals a service takes from now on, on every HSM of the cluster. 1 "
	"switches the quorum of the service off. A value is 2 to 8 and not above the number of "
	"admins who are registered with user change-quorum token-sign register. Any admin may set "
	"it, registered or not.\n\n"
	"Raise the values of the services user and quorum both: while that of quorum is 1, any "
	"admin can lower the others alone, and while that of user is 1, any admin can make "
	"approvers alone.\n\n" APPROVAL_TEXT(
	    "quorum") " Lowering a value takes approval as well.\n\n"
		      "There is no way back without approvals. Keep "
		      "more registered admins than the "
		      "value.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .needs = NEEDS_CLUSTER | NEEDS_LOGIN,
    .roles = BY_ADMIN,
    .run = run,
};
