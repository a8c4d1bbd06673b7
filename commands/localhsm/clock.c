/* clock show, set, advance, reset: the time that the estate takes it to be. */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "error.h"
#include "estate.h"
#include "lab-time.h"
#include "reply.h"
#include "roles.h"

static const struct reply_node members[] = {
    {.name = "time", .type = REPLY_STRING},
    {.name = "seconds-ahead", .type = REPLY_NUMBER},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

enum set_option { OPT_TIME };

static const struct option_spec set_options[] = {
    [OPT_TIME] =
	{
	    .name = "time",
	    .type = OPTION_STRING,
	    .help = "Time in UTC, like 2026-12-01T09:30:00Z; a date alone is its first moment",
	    .flags = OPTION_REQUIRED,
	},
};

enum advance_option { OPT_BY };

static const struct option_spec advance_options[] = {
    [OPT_BY] =
	{
	    .name = "by",
	    .type = OPTION_STRING,
	    .metavar = "SPAN",
	    .help = "How far, like 90s, 10m, 23h59m or 7d; units are w, d, h, m and s",
	    .flags = OPTION_REQUIRED,
	},
};

static const struct example show_examples[] = {
    {"See what time it is in the estate", "clock show"},
};

static const struct example set_examples[] = {
    {"Stand at the beginning of a day", "clock set --time 2026-12-01"},
};

static const struct example advance_examples[] = {
    {"Let quorum tokens expire", "clock advance --by 10m"},
};

static const struct example reset_examples[] = {
    {"Go back to the machine's time", "clock reset"},
};

/* Every one of them answers how the clock stands. */
static int show(struct app *app, int rc, struct reply *reply, struct error *err)
{
	char text[LAB_TIME_MAX];
	int64_t now = 0, offset = 0;

	if (rc == 0)
		rc = estate_clock(app->estate, &now, &offset, err);
	if (rc != 0)
		return rc;
	lab_time_write(now, text);
	reply_object(reply, NULL);
	reply_string(reply, "time", text);
	reply_decimal(reply, "seconds-ahead", offset);
	reply_end(reply);
	return 0;
}

static int run_show(struct command_context *context, const struct args *args UNUSED,
    struct reply *reply, struct error *err)
{
	return show(context->app, 0, reply, err);
}

static int check_set(const struct args *args, struct error *err)
{
	int64_t time;

	return lab_time_read(args_text(args, OPT_TIME), &time, err);
}

static int run_set(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	struct app *app = context->app;
	int64_t time = 0;
	int rc = lab_time_read(args_text(args, OPT_TIME), &time, err);

	if (rc == 0)
		rc = estate_clock_set(app->estate, time, err);
	return show(app, rc, reply, err);
}

static int check_advance(const struct args *args, struct error *err)
{
	int64_t span;

	return lab_span_read(args_text(args, OPT_BY), &span, err);
}

static int run_advance(struct command_context *context, const struct args *args,
    struct reply *reply, struct error *err)
{
	struct app *app = context->app;
	int64_t span = 0;
	int rc = lab_span_read(args_text(args, OPT_BY), &span, err);

	if (rc == 0)
		rc = estate_clock_advance(app->estate, span, err);
	return show(app, rc, reply, err);
}

static int run_reset(struct command_context *context, const struct args *args UNUSED,
    struct reply *reply, struct error *err)
{
	struct app *app = context->app;

	return show(app, estate_clock_reset(app->estate, err), reply, err);
}

#define WHAT_IT_RULES                                                                              \
	"Everything in the estate goes by this clock: how long quorum tokens live, whether "       \
	"certificates are valid, when the states of clusters, HSMs and backups pass, when "        \
	"backups are made and purged, the times of audit logs. The machine's own clock and the "   \
	"logs of the client are left alone. seconds-ahead says how far the estate is ahead of "    \
	"the machine; below 0 it is behind."

const struct command command_clock_show = {
    .path = "clock show",
    .summary = "Show what time it is in the estate",
    .description = "Shows the clock of the estate, in UTC.\n\n" WHAT_IT_RULES,
    .examples = show_examples,
    .n_examples = ARRAY_LENGTH(show_examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE,
    .run = run_show,
};

const struct command command_clock_set = {
    .path = "clock set",
    .summary = "Set the clock of the estate",
    .description =
	"Sets the clock of the estate, which goes on from there. What falls due in between is "
	"carried out by the next command. Setting it back undoes nothing, and gives nothing a "
	"longer life; what is under way keeps the time that it has left.\n\n" WHAT_IT_RULES,
    .options = set_options,
    .n_options = ARRAY_LENGTH(set_options),
    .examples = set_examples,
    .n_examples = ARRAY_LENGTH(set_examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE,
    .check = check_set,
    .run = run_set,
};

const struct command command_clock_advance = {
    .path = "clock advance",
    .summary = "Let time pass in the estate",
    .description =
	"Sets the clock of the estate forward, from where it stands now. What falls due in "
	"between is carried out by the next command.\n\n" WHAT_IT_RULES,
    .options = advance_options,
    .n_options = ARRAY_LENGTH(advance_options),
    .examples = advance_examples,
    .n_examples = ARRAY_LENGTH(advance_examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE,
    .check = check_advance,
    .run = run_advance,
};

const struct command command_clock_reset = {
    .path = "clock reset",
    .summary = "Go by the machine's clock again",
    .description =
	"Takes the machine's time for the estate's, as it is at first. Where the estate was ahead, "
	"its time goes back: that undoes nothing, and what is under way keeps the time that it has "
	"left.\n\n" WHAT_IT_RULES,
    .examples = reset_examples,
    .n_examples = ARRAY_LENGTH(reset_examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE,
    .run = run_reset,
};
