/* cloudhsmv2 describe-backups: DescribeBackups. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "aws-reply.h"
#include "error.h"
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

static const struct aws_list list = {"Backups", BACKUPS_A_PAGE,
    {OPT_MAX_ITEMS, OPT_PAGE_SIZE, OPT_STARTING_TOKEN, OPT_MAX_RESULTS, OPT_NEXT_TOKEN}};

static const struct aws_member parameters[] = {
    {AWS_FILTERS, {OPT_FILTERS, "--filters", "Filters"}, NULL},
    {AWS_TRUE, {OPT_SHARED, "--shared", "Shared"}, NULL},
    {AWS_FALSE, {OPT_NO_SHARED, "--no-shared", "Shared"}, NULL},
    {AWS_TRUE, {OPT_SORT_ASCENDING, "--sort-ascending", "SortAscending"}, NULL},
    {AWS_FALSE, {OPT_NO_SORT_ASCENDING, "--no-sort-ascending", "SortAscending"}, NULL},
};

static const struct aws_operation operation = {
    .name = "DescribeBackups",
    .options = options,
    .members = parameters,
    .n_members = ARRAY_LENGTH(parameters),
    .list = &list,
    .answer = &answer,
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return aws_call(context, &operation, args, reply, err);
}

const struct command command_cloudhsmv2_describe_backups = {
    .path = "cloudhsmv2 describe-backups",
    .summary = "Show backups",
    .description =
	"Shows backups, the newest first. A backup is made when a cluster is activated; of an "
	"active cluster every 24 hours by the clock of the estate, and whenever it is given an HSM "
	"or loses one; and before each HSM that a migration replaces. Backups are purged when the "
	"retention of their cluster says so, but for the last of each cluster, those that never "
	"expire, and copies from other regions. One that was purged is shown only when it is asked "
	"for by its id or by the state DELETED.\n\n"
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
