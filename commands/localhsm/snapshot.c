/* snapshot save and load: the whole estate as one file, and back. */
#include "snapshot.h"

#include "app.h"
#include "args.h"
#include "commands.h"
#include "error.h"
#include "reply.h"
#include "roles.h"

enum option { OPT_FILE, OPT_REPLACE };

static const struct option_spec save_options[] = {
    [OPT_FILE] = {.type = OPTION_PATH,
	.metavar = "FILE",
	.help = "The file to make",
	.flags = OPTION_POSITIONAL | OPTION_REQUIRED},
    [OPT_REPLACE] = {.name = "replace",
	.type = OPTION_FLAG,
	.help = "Put the snapshot in the place of a file that is there already"},
};

static const struct option_spec load_options[] = {
    [OPT_FILE] = {.type = OPTION_PATH,
	.metavar = "FILE",
	.help = "A file that snapshot save has made",
	.flags = OPTION_POSITIONAL | OPTION_REQUIRED},
    [OPT_REPLACE] = {.name = "replace",
	.type = OPTION_FLAG,
	.help =
	    "Put the snapshot in the place of the estate that is there; what that holds is lost"},
};

static const struct example save_examples[] = {
    {"Save the estate", "snapshot save lab.snapshot"},
    {"Save it once more, in the place of the earlier file", "snapshot save lab.snapshot --replace"},
};

static const struct example load_examples[] = {
    {"Go back to what was saved", "snapshot load lab.snapshot --replace"},
};

static const struct reply_node save_members[] = {
    {.name = "path", .type = REPLY_STRING},
    {.name = "message", .type = REPLY_STRING},
};

static const struct reply_node save_answer = {.name = "",
    .type = REPLY_OBJECT,
    .children = save_members,
    .n_children = ARRAY_LENGTH(save_members)};

static const struct reply_node load_members[] = {
    {.name = "estate", .type = REPLY_STRING},
    {.name = "clusters", .type = REPLY_NUMBER},
    {.name = "hsms", .type = REPLY_NUMBER},
    {.name = "backups", .type = REPLY_NUMBER},
    {.name = "replaced", .type = REPLY_BOOL},
};

static const struct reply_node load_answer = {.name = "",
    .type = REPLY_OBJECT,
    .children = load_members,
    .n_children = ARRAY_LENGTH(load_members)};

static int run_save(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	const char *path = args_text(args, OPT_FILE);
	int rc = snapshot_save(
	    app->estate, path, args_has(args, OPT_REPLACE), home_owner(&app->home), err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_string(reply, "path", path);
	reply_string(reply, "message",
	    "The key of the estate is in this file: whoever can read it has every key and secret "
	    "of "
	    "its HSMs");
	reply_end(reply);
	return 0;
}

static int run_load(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct snapshot_contents contents;
	int rc = snapshot_load(app->home.estate, args_text(args, OPT_FILE),
	    args_has(args, OPT_REPLACE), home_owner(&app->home), &app->ports, &contents, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_string(reply, "estate", app->home.estate);
	reply_number(reply, "clusters", contents.clusters);
	reply_number(reply, "hsms", contents.hsms);
	reply_number(reply, "backups", contents.backups);
	reply_bool(reply, "replaced", contents.replaced);
	reply_end(reply);
	return 0;
}

const struct command command_snapshot_save = {
    .path = "snapshot save",
    .summary = "Write the whole estate to one file",
    .description =
	"Writes the estate as it is at this moment, whoever works on it meanwhile: clusters, HSMs "
	"with their users, keys and audit logs, backups, settings and the clock. snapshot load "
	"makes an estate of the file, here or on another machine.\n\n"
	"The key of the estate is in the file, for it could not be opened elsewhere without: "
	"whoever can read the file has every key and secret of all the HSMs. It is made for the "
	"eyes of its owner only (mode 0600); keep it so.\n\n"
	"A file that is there already stays as it is, unless --replace is given. On failure "
	"nothing is left behind.\n\n"
	"The configuration of the client hosts, their CA files and their logs are not in it: to go "
	"on elsewhere, take the directory etc of the client host along, too.",
    .options = save_options,
    .n_options = ARRAY_LENGTH(save_options),
    .examples = save_examples,
    .n_examples = ARRAY_LENGTH(save_examples),
    .reply = &save_answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE,
    .run = run_save,
};

const struct command command_snapshot_load = {
    .path = "snapshot load",
    .summary = "Make an estate of a file of snapshot save",
    .description =
	"Reads a file that snapshot save has made, and checks all of it before anything is "
	"changed: that it is whole and as it was saved, that the key in it belongs to the estate "
	"in it, and that every row and every key is what an HSM wrote. One of an older version of "
	"localhsm is taken over, one of a newer version refused.\n\n"
	"An estate that is there already stays as it is, unless --replace is given. Then the one "
	"of "
	"the file takes its place at once, or, if the power fails, not at all. Sessions that have "
	"the old one open are told so at their next command. Nothing of the old one is left: save "
	"it first.\n\n"
	"Configurations of client hosts are not part of an estate. Those on this machine stay, and "
	"work with the clusters of the file that they name. On another machine take the directory "
	"etc of the client host along, or run configure-cli with the addresses that localhsm "
	"status shows and the CA certificate that the cluster was initialised with.",
    .options = load_options,
    .n_options = ARRAY_LENGTH(load_options),
    .examples = load_examples,
    .n_examples = ARRAY_LENGTH(load_examples),
    .reply = &load_answer,
    .style = ANSWER_CLOUDHSM,
    .run = run_load,
};
