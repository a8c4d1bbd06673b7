/* user replicate */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "options.h"
#include "reply-nodes.h"
#include "reply.h"
#include "roles.h"
#include "user-reply.h"
#include "user.h"

enum option { OPT_USERNAME, OPT_ROLE, OPT_SOURCE_CLUSTER_ID, OPT_DESTINATION_CLUSTER_ID };

static const struct option_spec options[] = {
    [OPT_USERNAME] = USERNAME_OPTION("Username of the user to replicate"),
    [OPT_ROLE] = ROLE_OPTION,
    [OPT_SOURCE_CLUSTER_ID] = SOURCE_CLUSTER_OPTION("the user"),
    [OPT_DESTINATION_CLUSTER_ID] = DESTINATION_CLUSTER_OPTION("the user"),
};

static const struct example examples[] = {
    {"Copy a crypto user to a clone of the cluster",
	"user replicate --username carol --role crypto-user --source-cluster-id "
	"<SOURCE_CLUSTER_ID> --destination-cluster-id <DESTINATION_CLUSTER_ID>"},
};

static const struct reply_node answer_fields[] = {
    OBJECT_NODE("user", user_view_fields),
    {.name = "message", .type = REPLY_STRING},
};

static const struct reply_node answer = OBJECT_NODE("", answer_fields);

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct user_view user;
	int rc = user_replicate(app->source, app->destination, args_text(args, OPT_USERNAME),
	    option_role(args, OPT_ROLE), &user, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	user_view_reply(reply, "user", &user);
	reply_string(reply, "message", "Successfully replicated user");
	reply_end(reply);
	return 0;
}

const struct command command_user_replicate = {
    .path = "user replicate",
    .summary = "Replicate a user from a source to a destination cluster",
    .description =
	"Copies a user to a clone of the cluster, with the hash of the password and the public "
	"key for MFA and quorum. Clusters are clones when one was made from a backup of the other, "
	"or both from backups of a third. Both must be in the configuration file.\n\n"
	"An admin has to be logged in to both clusters. In an interactive session, log in to each "
	"with --cluster-id. As a single command, set CLOUDHSM_ROLE and CLOUDHSM_PIN for the "
	"source, DESTINATION_CLOUDHSM_ROLE and DESTINATION_CLOUDHSM_PIN for the "
	"destination.\n\n"
	"All HSMs of the source must hold the same of the user: role, lock, password, MFA and "
	"quorum. An HSM of the destination that has the same user already takes no harm; one that "
	"has another of that name refuses, and the answer says how many did. Each HSM takes the "
	"user whole or not at all, and what others took stays. Users cannot go from hsm2m.medium "
	"to hsm1.medium.\n\n"
	"A user who is new to the destination is refused where the quorum of the service user is 2 "
	"or more there: user create takes the approval that this command cannot.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .needs = NEEDS_TWO_CLUSTERS,
    .roles = BY_ADMIN,
    .run = run,
};
