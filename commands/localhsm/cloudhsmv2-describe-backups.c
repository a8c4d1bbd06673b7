/* cloudhsmv2 describe-backups: DescribeBackups. */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "aws-options.h"
#include "aws-paging.h"
#include "aws-parameter.h"
#include "aws-reply.h"
#include "error.h"
#include "estate.h"
#include "reply.h"
#include "roles.h"

#define BACKUPS_A_PAGE 50

enum option {
	OPT_FILTERS,
	OPT_SHARED,
	OPT_NO_SHARED,
	OPT_SORT_ASCENDING,
	OPT_NO_SORT_ASCENDING,
	PAGING_INDEXES,
	AWS_GLOBAL_INDEXES
};

static const struct option_spec options[] = {
    [OPT_FILTERS] = {.name = "filters",
	.type = OPTION_STRING,
	.metavar = "NAME=VALUE,...",
	.help = "Backups that are shown: backupIds, sourceBackupIds, clusterIds, states and "
		"neverExpires, as in clusterIds=ID,ID,states=READY or, in JSON, {\"states\": "
		"[\"READY\"]}"},
    [OPT_SHARED] = {.name = "shared",
	.type = OPTION_FLAG,
	.help = "Show the backups that other accounts share. There are none: an estate is one "
		"account"},
    [OPT_NO_SHARED] = {.name = "no-shared",
	.type = OPTION_FLAG,
	.help = "Show the account's own backups, which is the default"},
    [OPT_SORT_ASCENDING] = {.name = "sort-ascending",
	.type = OPTION_FLAG,
	.help = "Show the oldest backup first"},
    [OPT_NO_SORT_ASCENDING] = {.name = "no-sort-ascending",
	.type = OPTION_FLAG,
	.help = "Show the newest backup first, which is the default"},
    PAGING_OPTIONS,
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Show the backups of a cluster, the newest first",
	"cloudhsmv2 describe-backups --filters clusterIds=<CLUSTER_ID>"},
    {"Print the id of the newest backup of a cluster",
	"cloudhsmv2 describe-backups --filters clusterIds=<CLUSTER_ID> --output text --query "
	"'sort_by(Backups,&CreateTimestamp)[-1].BackupId'"},
};

static const struct reply_node backup_element[] = {
    {.name = "",
	.type = REPLY_OBJECT,
	.children = aws_backup_fields,
	.n_children = AWS_BACKUP_FIELDS},
};

static const struct reply_node members[] = {
    {.name = "Backups", .type = REPLY_ARRAY, .children = backup_element, .n_children = 1},
    {.name = "NextToken", .type = REPLY_STRING, .flags = REPLY_OPTIONAL},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

static int check_pair(const struct args *args, unsigned option, const char *name, struct error *err)
{
	/* The option that says no follows the one that says yes. */
	if (!args_has(args, option) || !args_has(args, option + 1))
		return 0;
	return error_raisef(
	    err, ERR_USAGE, "argument --no-%s: not allowed with argument --%s", name, name);
}

static int check(const struct args *args, struct error *err)
{
	int rc = check_pair(args, OPT_SHARED, "shared", err);

	if (rc == 0)
		rc = check_pair(args, OPT_SORT_ASCENDING, "sort-ascending", err);
	return rc == 0 ? paging_check(args, PAGING_OPTIONS_HERE, err) : rc;
}

static int show_page(struct app *app, struct describe_backups_request *request,
    struct paging *paging, struct reply *reply, struct error *err)
{
	struct backup_view *backups = NULL;
	char *next_token = NULL;
	size_t count = 0;
	int rc;

	request->max_results = paging_size(paging);
	request->next_token = paging->token;
	rc = estate_describe_backups(app->estate, request, &backups, &count, &next_token, err);
	if (rc != 0)
		return rc;
	for (size_t i = 0; i < count; i++)
		aws_reply_backup(reply, NULL, &backups[i]);
	backup_views_free(backups, count);
	paging_advance(paging, count, next_token);
	return 0;
}

static int show(struct app *app, struct describe_backups_request *request, bool shared,
    struct paging *paging, struct reply *reply, struct error *err)
{
	int rc = 0;

	reply_object(reply, NULL);
	reply_array(reply, "Backups");
	while (rc == 0 && !shared && !paging->is_done)
		rc = show_page(app, request, paging, reply, err);
	reply_end(reply);
	if (!shared && paging->token)
		reply_string(reply, "NextToken", paging->token);
	reply_end(reply);
	return rc;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	struct describe_backups_request request = {
	    .sort_ascending = args_has(args, OPT_SORT_ASCENDING)};
	const struct parameter_filter filters[] = {
	    {"backupIds", &request.backup_ids, &request.n_backup_ids},
	    {"sourceBackupIds", &request.source_backup_ids, &request.n_source_backup_ids},
	    {"clusterIds", &request.cluster_ids, &request.n_cluster_ids},
	    {"states", &request.states, &request.n_states},
	    {"neverExpires", &request.never_expires, &request.n_never_expires},
	};
	struct shorthand shorthand;
	struct paging paging;
	int rc =
	    parameter_filters(args, OPT_FILTERS, filters, ARRAY_LENGTH(filters), &shorthand, err);

	if (rc != 0)
		return rc;
	rc = paging_start(&paging, args, PAGING_OPTIONS_HERE, BACKUPS_A_PAGE, err);
	if (rc == 0)
		rc = show(context->app, &request, args_has(args, OPT_SHARED), &paging, reply, err);
	paging_done(&paging);
	shorthand_done(&shorthand);
	return rc;
}

const struct command command_cloudhsmv2_describe_backups = {
    .path = "cloudhsmv2 describe-backups",
    .summary = "Show backups",
    .description =
	"Shows backups, the newest first. A backup is made when a cluster is activated, and of an "
	"active cluster whenever it is given an HSM or loses one.\n\n"
	"All pages are fetched, unless --no-paginate, --max-results or --next-token asks for one.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .check = check,
    .run = run,
};
