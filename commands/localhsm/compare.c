/* compare: what differs between two clusters. */
#include "compare.h"

#include "commands.h"

#include "app.h"
#include "args.h"
#include "bytes.h"
#include "compare-mend.h"
#include "error.h"
#include "reply.h"
#include "roles.h"

#include <string.h>

enum option { OPT_SOURCE_CLUSTER_ID, OPT_DESTINATION_CLUSTER_ID };

static const struct option_spec options[] = {
    [OPT_SOURCE_CLUSTER_ID] =
	{
	    .name = "source-cluster-id",
	    .type = OPTION_STRING,
	    .help = "Cluster that is as it should be",
	    .flags = OPTION_REQUIRED | OPTION_NOT_EMPTY,
	},
    [OPT_DESTINATION_CLUSTER_ID] =
	{
	    .name = "destination-cluster-id",
	    .type = OPTION_STRING,
	    .help = "Cluster that is to become the same",
	    .flags = OPTION_REQUIRED | OPTION_NOT_EMPTY,
	},
};

static const struct example examples[] = {
    {"Show what a clone lacks that was made some time ago",
	"compare --source-cluster-id <SOURCE_CLUSTER_ID> --destination-cluster-id "
	"<DESTINATION_CLUSTER_ID>"},
};

static const struct reply_node difference_fields[] = {
    {.name = "kind", .type = REPLY_STRING},
    {.name = "name", .type = REPLY_STRING},
    {.name = "label", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
    {.name = "member", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
    {.name = "source", .type = REPLY_STRING},
    {.name = "destination", .type = REPLY_STRING},
    {.name = "command", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
};

static const struct reply_node difference_node = {
    .name = "",
    .type = REPLY_OBJECT,
    .children = difference_fields,
    .n_children = ARRAY_LENGTH(difference_fields),
};

static const struct reply_node members[] = {
    {.name = "source-cluster-id", .type = REPLY_STRING},
    {.name = "destination-cluster-id", .type = REPLY_STRING},
    {.name = "clones", .type = REPLY_BOOL},
    {.name = "equal", .type = REPLY_BOOL},
    {.name = "differences", .type = REPLY_ARRAY, .children = &difference_node, .n_children = 1},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static int check(const struct args *args, struct error *err)
{
	return strcmp(args_text(args, OPT_SOURCE_CLUSTER_ID),
		   args_text(args, OPT_DESTINATION_CLUSTER_ID)) == 0
		   ? error_raise(err, ERR_USAGE,
			 "--source-cluster-id and --destination-cluster-id name the same cluster")
		   : 0;
}

static int show_difference(struct reply *reply, const struct difference *difference,
    const struct args *args, struct error *err)
{
	struct bytes command = BYTES_INIT;
	int rc = 0;

	compare_mend_line(difference, args_text(args, OPT_SOURCE_CLUSTER_ID),
	    args_text(args, OPT_DESTINATION_CLUSTER_ID), &command);
	if (bytes_failed(&command))
		rc = error_raise(err, ERR_MEMORY);
	reply_object(reply, NULL);
	reply_string(reply, "kind", difference_kind_name(difference->kind));
	reply_string(reply, "name", difference->name);
	if (difference->label)
		reply_string(reply, "label", difference->label);
	if (difference->member)
		reply_string(reply, "member", difference->member);
	reply_string(reply, "source", difference->source);
	reply_string(reply, "destination", difference->destination);
	if (command.len > 0)
		reply_string(reply, "command", bytes_text(&command));
	reply_end(reply);
	bytes_done(&command);
	return rc;
}

static int show(struct reply *reply, const struct comparison *comparison, const struct args *args,
    struct error *err)
{
	int rc = 0;

	reply_object(reply, NULL);
	reply_string(reply, "source-cluster-id", args_text(args, OPT_SOURCE_CLUSTER_ID));
	reply_string(reply, "destination-cluster-id", args_text(args, OPT_DESTINATION_CLUSTER_ID));
	reply_bool(reply, "clones", comparison->clones);
	reply_bool(reply, "equal", comparison->count == 0);
	reply_array(reply, "differences");
	for (size_t i = 0; rc == 0 && i < comparison->count; i++)
		rc = show_difference(reply, &comparison->differences[i], args, err);
	reply_end(reply);
	reply_end(reply);
	return rc;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	struct app *app = context->app;
	struct comparison comparison;
	int rc = estate_compare(app->estate, args_text(args, OPT_SOURCE_CLUSTER_ID),
	    args_text(args, OPT_DESTINATION_CLUSTER_ID), &comparison, err);

	if (rc != 0)
		return rc;
	rc = show(reply, &comparison, args, err);
	comparison_done(&comparison);
	return rc;
}

const struct command command_compare = {
    .path = "compare",
    .summary = "Show what differs between two clusters",
    .description =
	"Compares the quorum values, the users and the token keys of two clusters of the estate, "
	"as nobody could who logs in: all HSMs, all keys, also those that are shared with nobody. "
	"It needs no login, and leaves no trace in an audit log. Password records and key material "
	"are compared and never shown.\n\n"
	"Each difference has a kind, the name of the user, key or service that it is about, the "
	"label of a key, what source and destination have, and, where one command of cloudhsm-cli "
	"is the next step to mend it, that command. It changes the destination, but for what is "
	"wrong in the source alone: HSMs that disagree (user-coverage, key-coverage), and users "
	"who are locked. Kinds are quorum-value, user-coverage, user, role, locked, password, mfa, "
	"quorum, key, material, owner, attribute, sharee, key-quorum-value and key-coverage; "
	"member "
	"is the attribute, the sharee or the value.\n\n"
	"Commands stand in the order in which they can be run: quorum values that are to be "
	"lowered (quorum first), users, keys, users to be deleted whom the destination alone has, "
	"and quorum values that are to be raised (quorum last). A command that several "
	"differences of a user or a key have mends them all, and is run once. Compare again when "
	"all have been run, until equal is true or no difference has a command: what cannot be "
	"changed in place is deleted, to be replicated after the next comparison. Read a command "
	"that deletes before it is run.\n\n"
	"A difference has no command while others must be mended first: what HSMs of the source "
	"disagree about before what the destination has of it, keys before an owner who has the "
	"wrong role, owners and sharees before keys, users before the quorum values that need "
	"them. And some no command mends. A password is never recorded the same twice, also not "
	"by user change-password: two clones are told apart for it, although the password is the "
	"same. So a password record is mended only where the user can be deleted and replicated "
	"and nothing is lost: a crypto user without keys, with whom none is shared, and who is "
	"not registered. For everybody else the difference stays, and does no harm if the "
	"passwords are the same. A registration is taken back where the source has none and the "
	"password record differs already, and is never made: its owner does that. Which of two "
	"roles or registrations is right that HSMs of the source have is not told either. Users "
	"are replicated only where the quorum of the service user is 1. Where values of the "
	"destination are 2 or more, commands take approvals as ever.\n\n"
	"Keys are found by their references, which clones share. Clusters that are no clones "
	"(clones is false) have no key in common, and their password records are not "
	"compared.\n\n"
	"jq -r '.data.differences[].command // empty' prints the commands.\n\n"
	"The exit status is 0 whenever the clusters could be compared. A script asks for equality "
	"with jq -e .data.equal, whose status is 1 unless it is true. HSM types, modes and trust "
	"anchors are not compared.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE,
    .check = check,
    .run = run,
};
