/* fault set, list, clear: trouble for HSMs, made on purpose. */
#include "fault.h"

#include "commands.h"

#include "app.h"
#include "args.h"
#include "error.h"
#include "reply.h"
#include "roles.h"

#include <stdlib.h>

enum option { OPT_HSM_ID, OPT_KIND };

static const struct option_choice kinds[] = {
    [FAULT_UNREACHABLE] = {"unreachable", "It does not answer", NULL},
    [FAULT_LOST_WRITE] = {"lost-write", "It answers changes as done, and keeps none", NULL},
    [FAULT_SLOW] = {"slow", "It answers a second late", NULL},
    [FAULT_TAMPER] = {"tamper", "It has wiped itself, and is lost for good", NULL},
};

static const struct option_spec set_options[] = {
    [OPT_HSM_ID] =
	{
	    .name = "hsm-id",
	    .type = OPTION_STRING,
	    .help = "HSM that the trouble is with",
	    .flags = OPTION_REQUIRED | OPTION_NOT_EMPTY,
	},
    [OPT_KIND] =
	{
	    .name = "kind",
	    .type = OPTION_ENUM,
	    .help = "Kind of trouble",
	    .choices = kinds,
	    .n_choices = ARRAY_LENGTH(kinds),
	    .flags = OPTION_REQUIRED,
	},
};

static const struct option_spec clear_options[] = {
    [OPT_HSM_ID] =
	{
	    .name = "hsm-id",
	    .type = OPTION_STRING,
	    .help = "HSM whose faults to clear; left out, those of all HSMs",
	    .flags = OPTION_NOT_EMPTY,
	},
    [OPT_KIND] =
	{
	    .name = "kind",
	    .type = OPTION_ENUM,
	    .help = "Kind of faults to clear; left out, all kinds",
	    .choices = kinds,
	    .n_choices = ARRAY_LENGTH(kinds),
	},
};

static const struct example set_examples[] = {
    {"Take an HSM off the network", "fault set --hsm-id <HSM_ID> --kind unreachable"},
    {"Open its case", "fault set --hsm-id <HSM_ID> --kind tamper"},
};

static const struct example list_examples[] = {
    {"See what trouble there is", "fault list"},
};

static const struct example clear_examples[] = {
    {"Make everything well again", "fault clear"},
};

static const struct reply_node set_members[] = {
    {.name = "hsm-id", .type = REPLY_STRING},
    {.name = "kind", .type = REPLY_STRING},
};

static const struct reply_node set_answer = {.name = "",
    .type = REPLY_OBJECT,
    .children = set_members,
    .n_children = ARRAY_LENGTH(set_members)};

static const struct reply_node fault_members[] = {
    {.name = "hsm-id", .type = REPLY_STRING},
    {.name = "cluster-id", .type = REPLY_STRING},
    {.name = "kind", .type = REPLY_STRING},
};

static const struct reply_node fault[] = {
    {.name = "",
	.type = REPLY_OBJECT,
	.children = fault_members,
	.n_children = ARRAY_LENGTH(fault_members)},
};

static const struct reply_node list_members[] = {
    {.name = "faults", .type = REPLY_ARRAY, .children = fault, .n_children = 1},
};

static const struct reply_node list_answer = {
    .name = "", .type = REPLY_OBJECT, .children = list_members, .n_children = 1};

static const struct reply_node clear_members[] = {{.name = "cleared", .type = REPLY_NUMBER}};

static const struct reply_node clear_answer = {
    .name = "", .type = REPLY_OBJECT, .children = clear_members, .n_children = 1};

static int run_set(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	struct app *app = context->app;
	const char *hsm_id = args_text(args, OPT_HSM_ID);
	enum fault_kind kind = (enum fault_kind)args_choice(args, OPT_KIND);
	int rc = estate_fault_set(app->estate, hsm_id, kind, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_string(reply, "hsm-id", hsm_id);
	reply_string(reply, "kind", fault_kind_name(kind));
	reply_end(reply);
	return 0;
}

static int run_list(struct command_context *context, const struct args *args UNUSED,
    struct reply *reply, struct error *err)
{
	struct app *app = context->app;
	struct fault_view *faults = NULL;
	size_t count = 0;
	int rc = estate_fault_list(app->estate, &faults, &count, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_array(reply, "faults");
	for (size_t i = 0; i < count; i++) {
		reply_object(reply, NULL);
		reply_string(reply, "hsm-id", faults[i].hsm_id);
		reply_string(reply, "cluster-id", faults[i].cluster_id);
		reply_string(reply, "kind", fault_kind_name(faults[i].kind));
		reply_end(reply);
	}
	reply_end(reply);
	reply_end(reply);
	free(faults);
	return 0;
}

static int run_clear(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	struct app *app = context->app;
	enum fault_kind kind =
	    args_has(args, OPT_KIND) ? (enum fault_kind)args_choice(args, OPT_KIND) : FAULT_KINDS;
	size_t cleared = 0;
	int rc = estate_fault_clear(app->estate, args_text(args, OPT_HSM_ID), kind, &cleared, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_number(reply, "cleared", cleared);
	reply_end(reply);
	return 0;
}

const struct command command_fault_set = {
    .path = "fault set",
    .summary = "Make trouble for an HSM",
    .description =
	"From now on, until the fault is cleared, clients meet it at this HSM. Sessions that are "
	"open meet it, too, with their next command.\n\n"
	"unreachable: the HSM does not answer. Logins on it and its session keys are lost, and "
	"what the others take it does not have when it is back: users and keys are then "
	"inconsistent, until they are created again or replicated.\n\n"
	"lost-write: the HSM answers every change of users, keys and policies as done, and keeps "
	"none of them.\n\n"
	"slow: whatever a client asks the HSMs of this cluster comes a second later. Several slow "
	"HSMs are no slower than one.\n\n"
	"tamper: the HSM has noticed that its case was opened, and has wiped itself: its users and "
	"keys are gone, and it answers nobody any more. The HSM is DEGRADED from then on, and this "
	"fault cannot be cleared: after 15 minutes of the estate's clock another HSM takes its "
	"place, and has what the others hold.\n\n"
	"Of the other faults the control plane takes no notice: describe-clusters goes on showing "
	"the HSM as ACTIVE. A fault goes with its HSM.",
    .options = set_options,
    .n_options = ARRAY_LENGTH(set_options),
    .examples = set_examples,
    .n_examples = ARRAY_LENGTH(set_examples),
    .reply = &set_answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE,
    .run = run_set,
};

const struct command command_fault_list = {
    .path = "fault list",
    .summary = "List the trouble that was made",
    .description = "Lists the faults of all HSMs of the estate, the oldest HSM first.",
    .examples = list_examples,
    .n_examples = ARRAY_LENGTH(list_examples),
    .reply = &list_answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE,
    .run = run_list,
};

const struct command command_fault_clear = {
    .path = "fault clear",
    .summary = "Make an HSM well again",
    .description =
	"Clears faults, and tells how many there were: of one HSM or of all, of one kind or of "
	"all. What was lost meanwhile stays lost, and so does an HSM that was tampered with: this "
	"fault stays, and --kind tamper is refused.",
    .options = clear_options,
    .n_options = ARRAY_LENGTH(clear_options),
    .examples = clear_examples,
    .n_examples = ARRAY_LENGTH(clear_examples),
    .reply = &clear_answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE,
    .run = run_clear,
};
