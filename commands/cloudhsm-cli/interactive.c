/* interactive: the session that reads command after command. */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "error.h"
#include "options.h"
#include "roles.h"

enum option { OPT_CLUSTER_ID };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] =
	{
	    .name = "cluster-id",
	    .type = OPTION_STRING,
	    .help = "Cluster of the configuration file that commands of the session run against "
		    "unless they name another one. Must be given when there are several",
	    .flags = OPTION_NOT_EMPTY,
	    .complete = complete_cluster_id,
	},
};

static const struct example examples[] = {
    {"Start a session", "interactive"},
};

static int run(struct command_context *context, const struct args *args, struct reply *reply UNUSED,
    struct error *err)
{
	return app_begin_session(context->app, args_text(args, OPT_CLUSTER_ID), err);
}

const struct command command_interactive = {
    .path = "interactive",
    .summary = "Start an interactive session",
    .description =
	"Connects to the cluster and reads commands from the standard input until quit, exit or "
	"the "
	"end of the input. help lists the commands, help <COMMAND> explains one. A command that "
	"fails does not end the session, and does not change the exit status of the session, which "
	"is 0.\n\n"
	"On a terminal, lines can be edited, completed with the Tab key and recalled from a "
	"history "
	"that never holds passwords. From a pipe or a here-document, lines are read as they come. "
	"A "
	"backslash at the end of a line continues it on the next. Words may be quoted with ' or "
	"\".\n\n"
	"A session begins logged out: the credentials in CLOUDHSM_ROLE and CLOUDHSM_PIN are for "
	"single commands only. Each cluster has a login of its own, which lasts until logout or "
	"the "
	"end of the session. When several clusters are configured, the prompt shows who is logged "
	"in to the one that commands run against by default.\n\n"
	"The session does not start when no HSM of the cluster can be reached. Once it has "
	"started, "
	"it notices HSMs that come and go.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .style = ANSWER_SILENT,
    .needs = NEEDS_CLUSTER,
    .flags = COMMAND_REPL,
    .run = run,
};
