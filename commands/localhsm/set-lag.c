/* set lag: whether the control plane takes its time. */
#include "commands.h"

#include "app.h"
#include "error.h"
#include "estate.h"
#include "reply.h"
#include "roles.h"

static const struct reply_node members[] = {{.name = "lag", .type = REPLY_STRING}};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = 1};

static const struct example none_examples[] = {
    {"Have everything at once, which is the default", "set lag none"},
};

static const struct example realistic_examples[] = {
    {"Rehearse the waiting, too", "set lag realistic"},
};

static int set(
    struct command_context *context, const char *lag, struct reply *reply, struct error *err)
{
	struct app *app = context->app;
	int rc = estate_set(app->estate, "lag", lag, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_string(reply, "lag", lag);
	reply_end(reply);
	return 0;
}

static int run_none(struct command_context *context, const struct args *args UNUSED,
    struct reply *reply, struct error *err)
{
	return set(context, "none", reply, err);
}

static int run_realistic(struct command_context *context, const struct args *args UNUSED,
    struct reply *reply, struct error *err)
{
	return set(context, "realistic", reply, err);
}

const struct command command_set_lag_none = {
    .path = "set lag none",
    .summary = "Let the control plane be done at once, which is the default",
    .description =
	"From now on what the control plane is asked for is done when one next looks. What it is "
	"doing already takes the time that it had when it was begun; clock advance brings it to "
	"its end.\n\n"
	"If there is no estate, it is made.",
    .examples = none_examples,
    .n_examples = ARRAY_LENGTH(none_examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE | MAY_CREATE_ESTATE,
    .run = run_none,
};

const struct command command_set_lag_realistic = {
    .path = "set lag realistic",
    .summary = "Let the control plane take its time, as on the real service",
    .description =
	"From now on states such as CREATE_IN_PROGRESS last as they do on the real service, by the "
	"clock of the estate: a cluster 30 seconds, its initialisation 180, its activation 80; an "
	"HSM 313 seconds, for which a snapshot of another is taken after 49; its deletion 120, "
	"that "
	"of a cluster 60; a backup 60; and in a migration each HSM 30 minutes. The clock goes by "
	"itself, and clock advance moves it.\n\n"
	"Clients take their time, too: an operation for which a key is not on HSMs enough is tried "
	"again for 87 seconds before it fails. up and apply are done at once in any case.\n\n"
	"If there is no estate, it is made.",
    .examples = realistic_examples,
    .n_examples = ARRAY_LENGTH(realistic_examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE | MAY_CREATE_ESTATE,
    .run = run_realistic,
};
