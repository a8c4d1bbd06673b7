/* destroy: the end of an estate, and of what the client host's configuration says of it. */
#include "commands.h"

#include "snapshot.h"

#include "app.h"
#include "args.h"
#include "config.h"
#include "error.h"
#include "estate.h"
#include "reply.h"

#include <stdlib.h>
#include <string.h>

enum option { OPT_YES };

static const struct option_spec options[] = {
    [OPT_YES] = {.name = "yes",
	.type = OPTION_FLAG,
	.help = "Say that it is meant: nothing is asked, and nothing is removed without it",
	.flags = OPTION_IN_USAGE},
};

static const struct example examples[] = {
    {"Remove the estate with all that is in it", "destroy --yes"},
};

static const struct reply_node cluster[] = {{.name = "", .type = REPLY_STRING}};

static const struct reply_node members[] = {
    {.name = "estate", .type = REPLY_STRING},
    {.name = "removed-from-config", .type = REPLY_ARRAY, .children = cluster, .n_children = 1},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static int check(const struct args *args, struct error *err)
{
	struct home home;
	int rc;

	if (args_has(args, OPT_YES))
		return 0;
	rc = home_find(&home, err);
	if (rc != 0)
		return rc;
	rc = error_raisef(err, ERR_USAGE,
	    "destroy removes the estate at %s for good, with all its clusters, users, keys and "
	    "backups. If that is meant, add --yes",
	    home.estate);
	home_done(&home);
	return rc;
}

/* Ids of clusters, as texts that are freed one by one. */
struct ids {
	char **at;
	size_t count;
};

static void ids_done(struct ids *ids)
{
	while (ids->count > 0)
		free(ids->at[--ids->count]);
	free(ids->at);
	ids->at = NULL;
}

static int take_id(struct ids *ids, const char *id, struct error *err)
{
	char *copy = strdup(id);

	if (!copy)
		return error_raise(err, ERR_MEMORY);
	ids->at[ids->count++] = copy;
	return 0;
}

/* Those of a configuration that are in the estate. */
static int list_known(
    struct app *app, const struct config *config, struct ids *ids, struct error *err)
{
	size_t count = config_cluster_count(config);
	int rc = 0;

	ids->at = calloc(count + 1, sizeof(*ids->at));
	if (!ids->at)
		return error_raise(err, ERR_MEMORY);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		const char *id = config_cluster_id(config, i);
		bool known = false;

		rc = estate_knows_cluster(app->estate, id, &known, err);
		if (rc == 0 && known)
			rc = take_id(ids, id, err);
	}
	return rc;
}

/* Without a configuration, or of an estate that does not open, there are none. */
static void list_configured(struct app *app, struct ids *ids)
{
	struct error ignored = ERROR_INIT;
	struct config *config = NULL;
	int rc = config_load(app->home.client, &config, &ignored);

	if (rc == 0)
		rc = app_open_estate(app, false, &ignored);
	if (rc == 0)
		rc = list_known(app, config, ids, &ignored);
	if (rc != 0)
		ids_done(ids);
	estate_close(app->estate);
	app->estate = NULL;
	config_free(config);
}

/* They stand in the configuration no more. */
static int take_out(struct app *app, const struct ids *ids, struct error *err)
{
	int rc = app_edit_config(app, err);

	for (size_t i = 0; rc == 0 && i < ids->count; i++) {
		rc = config_remove_cluster(app->config, ids->at[i], err);
		/* Somebody else was faster. */
		if (rc == ERR_CONFIG_NO_CLUSTER)
			rc = 0;
	}
	return rc == 0 ? config_save(app->config, home_owner(&app->home), err) : rc;
}

/* A configuration that cannot be written stays as it is: the estate is gone all the same. */
static void clean_config(struct command_context *context, struct ids *ids)
{
	struct error error = ERROR_INIT;

	if (ids->count == 0 || take_out(context->app, ids, &error) == 0)
		return;
	context_warn(context, error.text);
	ids_done(ids);
}

static void show(const struct app *app, const struct ids *ids, struct reply *reply)
{
	reply_object(reply, NULL);
	reply_string(reply, "estate", app->home.estate);
	reply_array(reply, "removed-from-config");
	for (size_t i = 0; i < ids->count; i++)
		reply_string(reply, NULL, ids->at[i]);
	reply_end(reply);
	reply_end(reply);
}

static int run(struct command_context *context, const struct args *args UNUSED, struct reply *reply,
    struct error *err)
{
	struct app *app = context->app;
	struct ids ids = {NULL, 0};
	int rc;

	list_configured(app, &ids);
	rc = estate_destroy(app->home.estate, home_owner(&app->home), &app->ports, err);
	if (rc == 0) {
		clean_config(context, &ids);
		show(app, &ids, reply);
	}
	ids_done(&ids);
	return rc;
}

const struct command command_destroy = {
    .path = "destroy",
    .summary = "Remove the estate with all that is in it",
    .description =
	"Removes the files of the estate (estate.db and what lies beside it under that name, "
	"estate.key and estate.lock) and nothing else: other files in its directory stay, and "
	"so does the directory. All clusters, users, keys, backups and audit logs are lost. "
	"Sessions that have the estate open are told so at their next command. One that cannot "
	"be opened any more can be removed, too.\n\n"
	"Clusters that are gone are taken out of the configuration of the client host, as up has "
	"put them in; other clusters that stand there stay, and so do CA files, logs and the "
	"history. A server that was set by its address alone stays as well: configure-cli -a sets "
	"another.\n\n"
	"Behind it localhsm up begins from nothing.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    .check = check,
    .run = run,
};
