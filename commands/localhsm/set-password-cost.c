/* set password-cost: how much time it takes to check a password. */
#include "commands.h"

#include "app.h"
#include "error.h"
#include "estate.h"
#include "reply.h"
#include "roles.h"

static const struct reply_node members[] = {{.name = "password-cost", .type = REPLY_STRING}};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = 1};

static const struct example fast_examples[] = {
    {"Let tests log in without waiting", "set password-cost fast"},
};

static const struct example standard_examples[] = {
    {"Go back to the default", "set password-cost standard"},
};

static int set(
    struct command_context *context, const char *cost, struct reply *reply, struct error *err)
{
	struct app *app = context->app;
	int rc = estate_set(app->estate, "password-cost", cost, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_string(reply, "password-cost", cost);
	reply_end(reply);
	return 0;
}

static int run_fast(struct command_context *context, const struct args *args UNUSED,
    struct reply *reply, struct error *err)
{
	return set(context, "fast", reply, err);
}

static int run_standard(struct command_context *context, const struct args *args UNUSED,
    struct reply *reply, struct error *err)
{
	return set(context, "standard", reply, err);
}

const struct command command_set_password_cost_fast = {
    .path = "set password-cost fast",
    .summary = "Make passwords quick to check, for continuous integration",
    .description =
	"From now on passwords that are set cost little time to check: scrypt with N=2^10, r=8, "
	"p=1. For labs that are thrown away. Passwords that were set before stay as they are.\n\n"
	"If there is no estate, it is made.",
    .examples = fast_examples,
    .n_examples = ARRAY_LENGTH(fast_examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE | MAY_CREATE_ESTATE,
    .run = run_fast,
};

const struct command command_set_password_cost_standard = {
    .path = "set password-cost standard",
    .summary = "Make passwords slow to guess, which is the default",
    .description =
	"From now on passwords that are set cost as much time to check as they do by default: "
	"scrypt with N=2^14, r=8, p=1. Passwords that were set before stay as they are.\n\n"
	"If there is no estate, it is made.",
    .examples = standard_examples,
    .n_examples = ARRAY_LENGTH(standard_examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE | MAY_CREATE_ESTATE,
    .run = run_standard,
};
