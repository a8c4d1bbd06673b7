/* apply: an estate as a file declares it. */
#include "commands.h"

#include "app.h"
#include "apply-find.h"
#include "apply-make.h"
#include "apply-plan.h"
#include "args.h"
#include "config.h"
#include "error.h"
#include "reply.h"
#include "roles.h"

#include <stdio.h>
#include <string.h>

enum option { OPT_FILE };

static const struct option_spec options[] = {
    [OPT_FILE] =
	{
	    .type = OPTION_PATH,
	    .metavar = "FILE",
	    .help = "JSON file that declares the estate",
	    .flags = OPTION_POSITIONAL | OPTION_REQUIRED,
	},
};

static const struct example examples[] = {
    {"Make what a file declares and is not there yet", "apply estate.json"},
};

static const struct reply_node cluster_fields[] = {
    {.name = "name", .type = REPLY_STRING},
    {.name = "cluster-id", .type = REPLY_STRING},
};

static const struct reply_node cluster_node = {
    .name = "",
    .type = REPLY_OBJECT,
    .children = cluster_fields,
    .n_children = ARRAY_LENGTH(cluster_fields),
};

static const struct reply_node item_fields[] = {
    {.name = "cluster", .type = REPLY_STRING},
    {.name = "kind", .type = REPLY_STRING},
    {.name = "name", .type = REPLY_STRING},
    {.name = "action", .type = REPLY_STRING},
};

static const struct reply_node item_node = {
    .name = "",
    .type = REPLY_OBJECT,
    .children = item_fields,
    .n_children = ARRAY_LENGTH(item_fields),
};

static const struct reply_node members[] = {
    {.name = "created", .type = REPLY_NUMBER},
    {.name = "changed", .type = REPLY_NUMBER},
    {.name = "unchanged", .type = REPLY_NUMBER},
    {.name = "clusters", .type = REPLY_ARRAY, .children = &cluster_node, .n_children = 1},
    {.name = "items", .type = REPLY_ARRAY, .children = &item_node, .n_children = 1},
    {.name = "config", .type = REPLY_STRING},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static const char *const actions[APPLY_ACTIONS] = {
    [APPLY_UNCHANGED] = "unchanged",
    [APPLY_CREATED] = "created",
    [APPLY_CHANGED] = "changed",
    [APPLY_REMADE] = "remade",
    [APPLY_UNTRIED] = "untried",
};

static const char *const kinds[] = {
    [APPLY_CLUSTER] = "cluster",
    [APPLY_USER] = "user",
    [APPLY_KEY] = "key",
    [APPLY_KEY_PAIR] = "key-pair",
    [APPLY_QUORUM_VALUE] = "quorum-value",
};

/* What was made anew has been created, too, and what could not be tried is as it was. */
static size_t total(const struct apply_report *report, enum apply_action action)
{
	size_t count = report->totals[action];

	if (action == APPLY_CREATED)
		count += report->totals[APPLY_REMADE];
	if (action == APPLY_UNCHANGED)
		count += report->totals[APPLY_UNTRIED];
	return count;
}

static void show(struct reply *reply, const struct apply_plan *plan,
    const struct apply_report *report, const char *config)
{
	reply_object(reply, NULL);
	reply_number(reply, "created", total(report, APPLY_CREATED));
	reply_number(reply, "changed", total(report, APPLY_CHANGED));
	reply_number(reply, "unchanged", total(report, APPLY_UNCHANGED));
	reply_array(reply, "clusters");
	for (size_t i = 0; i < plan->n_clusters; i++) {
		reply_object(reply, NULL);
		reply_string(reply, "name", plan->clusters[i].name);
		reply_string(reply, "cluster-id", plan->clusters[i].cluster_id);
		reply_end(reply);
	}
	reply_end(reply);
	reply_array(reply, "items");
	for (size_t i = 0; i < report->count; i++) {
		reply_object(reply, NULL);
		reply_string(reply, "cluster", report->items[i].cluster);
		reply_string(reply, "kind", kinds[report->items[i].kind]);
		reply_string(reply, "name", report->items[i].name);
		reply_string(reply, "action", actions[report->items[i].action]);
		reply_end(reply);
	}
	reply_end(reply);
	reply_string(reply, "config", config);
	reply_end(reply);
}

/* What was made before it failed stays, which has to be told. */
static int tell_failure(const char *path, const struct apply_report *report, struct error *err)
{
	size_t created = total(report, APPLY_CREATED), changed = total(report, APPLY_CHANGED);
	const struct error reason = *err;
	size_t len = strlen(reason.text);
	char removed[48] = "";

	if (created + changed + report->n_removed == 0)
		return error_raisef(err, ERR_LAB, "%s: %s", path, reason.text);
	if (report->n_removed > 0)
		(void)snprintf(
		    removed, sizeof(removed), ", %zu unfinished removed", report->n_removed);
	/* The control plane ends its texts with a full stop, the HSMs do not. */
	return error_raisef(err, ERR_LAB,
	    "%s: %s%s What was done before stays: %zu created, %zu changed%s", path, reason.text,
	    len > 0 && reason.text[len - 1] == '.' ? "" : ".", created, changed, removed);
}

static int carry_out(struct app *app, const char *path, struct apply_plan *plan,
    struct reply *reply, struct error *err)
{
	struct apply_report report = APPLY_REPORT_INIT;
	int rc = apply_find(app, plan, err);

	if (rc == 0)
		rc = apply_make(app, plan, &report, err);
	if (rc == 0)
		show(reply, plan, &report, config_path(app->config));
	else if (!error_is_fault((enum error_code)rc))
		rc = tell_failure(path, &report, err);
	apply_report_done(&report);
	return rc;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const char *path = args_text(args, OPT_FILE);
	struct apply_plan plan = APPLY_PLAN_INIT;
	struct app *app = context->app;
	int rc = apply_read(path, &plan, err);

	if (rc == 0)
		rc = app_edit_config(app, err);
	if (rc == 0)
		rc = app_open_estate(app, true, err);
	if (rc == 0)
		rc = carry_out(app, path, &plan, reply, err);
	apply_plan_done(&plan);
	return rc;
}

const struct command command_apply = {
    .path = "apply",
    .summary = "Make the estate that a file declares",
    .description =
	"Makes the clusters, users and keys that a JSON file declares, as far as they are not "
	"there: a second run changes nothing. What the file does not speak of is left alone. The "
	"answer says of each thing whether it was created, changed or unchanged.\n\n"
	"A cluster is known by its tag Name. It is made as localhsm up makes one, with hsm-type, "
	"mode, hsms and admin-password, or from the newest backup of another cluster of the file, "
	"its source; users and keys that the source has in the file, too, are then replicated, "
	"and the keys set to what the file says here. What a copy of the source's key cannot be is "
	"refused. quorum-values are set when all else is there, the one that guards them all last. "
	"A user is known by the username, a key by its label, class and owner.\n\n"
	"A cluster of the name that was begun and never came to be active, as an interrupted "
	"localhsm up or apply leaves one, is taken away and made anew: remade, which is counted as "
	"created. A cluster that is there, and that this client host is not configured for, is "
	"added to its configuration, which is counted as changed.\n\n"
	"Changed in place are the password of a user, which is tried by a login, attributes of a "
	"key, and quorum values; HSMs are added, and keys shared. The password of a user with a "
	"second factor cannot be tried, and stays as it is: untried, which is counted as "
	"unchanged. HSM type, mode, role, key type and size cannot be changed, nor can a key be "
	"unshared by leaving a user out. What stands otherwise is refused before anything is done, "
	"as are more clusters or HSMs than the quotas allow, and every mistake in the file, by its "
	"place: clusters[0].users[2].role. Where an HSM refuses something all the same, what was "
	"done before stays, and the error counts it.\n\n"
	"estate.schema.json, in the directory share/localhsm of the installation, describes the "
	"file for editors and validators (JSON Schema, draft 2020-12), and estate.example.json "
	"stands beside it. "
	"Members have the names that cloudhsm-cli prints. A password stands in the file, or "
	"password-env (admin-password-env) names the variable of the environment that has it. A "
	"file may have up to 1 MiB; it must be a regular file.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    /* Needs nothing beforehand: the file is looked at before anything is opened. */
    .run = run,
};
