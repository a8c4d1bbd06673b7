/* cluster activate */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "client.h"
#include "options.h"
#include "reply.h"
#include "roles.h"
#include "secret.h"

enum option { OPT_CLUSTER_ID, OPT_PASSWORD };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,
    [OPT_PASSWORD] =
	{
	    .name = "password",
	    .type = OPTION_SECRET,
	    .help = "Password that the first admin is to have, in clear. Left out, it is asked for "
		    "twice on the terminal",
	    .flags = OPTION_IN_USAGE,
	},
};

static const struct example examples[] = {
    {"Activate a new cluster", "cluster activate --password Passw0rd!"},
};

static const struct reply_node answer = {.name = "", .type = REPLY_STRING};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct secret password = SECRET_INIT;
	int rc = option_password(context, args, OPT_PASSWORD, ASK_TWICE, &password, err);

	if (rc == 0)
		rc = client_activate(app->connection, &password, err);
	secret_done(&password);
	if (rc == 0)
		reply_string(reply, NULL, "Cluster activation successful");
	return rc;
}

const struct command command_cluster_activate = {
    .path = "cluster activate",
    .summary = "Activate a cluster",
    .description =
	"Sets the password of the first admin of a cluster that has been initialised and has an "
	"HSM. The user admin, until then an unactivated-admin, becomes an admin, the state of the "
	"cluster becomes ACTIVE and a backup is made. A cluster can be activated once; one that "
	"was "
	"made from a backup needs no activation.\n\n"
	"Nobody has to be logged in, and the credentials in CLOUDHSM_ROLE and CLOUDHSM_PIN are "
	"ignored. The password must have 8 to 32 characters, none of them a colon.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .needs = NEEDS_CLUSTER,
    .run = run,
};
