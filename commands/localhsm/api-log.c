/* api-log: the calls of the control plane, as CloudTrail records them. */
#include "commands.h"

#include "api.h"
#include "app.h"
#include "args.h"
#include "aws-answer.h"
#include "document.h"
#include "error.h"
#include "lab-time.h"
#include "reply.h"
#include "roles.h"

enum option { OPT_EVENT_NAME, OPT_SINCE, OPT_LIMIT };

static const struct option_choice names[] = {
    {.value = "CopyBackupToRegion"},
    {.value = "CreateCluster"},
    {.value = "CreateHsm"},
    {.value = "DeleteBackup"},
    {.value = "DeleteCluster"},
    {.value = "DeleteHsm"},
    {.value = "DeleteResourcePolicy"},
    {.value = "DescribeBackups"},
    {.value = "DescribeClusters"},
    {.value = "GetResourcePolicy"},
    {.value = "InitializeCluster"},
    {.value = "ListTags"},
    {.value = "ModifyBackupAttributes"},
    {.value = "ModifyCluster"},
    {.value = "PutResourcePolicy"},
    {.value = "RestoreBackup"},
    {.value = "TagResource"},
    {.value = "UntagResource"},
};

static const struct option_spec options[] = {
    [OPT_EVENT_NAME] =
	{
	    .name = "event-name",
	    .type = OPTION_ENUM,
	    .choices = names,
	    .n_choices = ARRAY_LENGTH(names),
	    .help = "Operation whose calls to print; left out, those of all",
	},
    [OPT_SINCE] =
	{
	    .name = "since",
	    .type = OPTION_STRING,
	    .metavar = "TIME",
	    .flags = OPTION_NOT_EMPTY,
	    .help = "Time of the first call to print, in UTC: 2026-12-01T09:30:00Z or 2026-12-01",
	},
    [OPT_LIMIT] =
	{
	    .name = "limit",
	    .type = OPTION_U64,
	    .metavar = "NUMBER",
	    .min = 1,
	    .max = UINT32_MAX,
	    .help = "How many calls to print at most, the newest",
	},
};

static const struct example examples[] = {
    {"Print all calls", "api-log"},
    {"Print the last call that deleted an HSM", "api-log --event-name DeleteHsm --limit 1"},
};

#define OPTIONAL_STRING(member)                                                                    \
	{                                                                                          \
		.name = (member), .type = REPLY_STRING, .flags = REPLY_OPTIONAL                    \
	}

static const struct reply_node identity_fields[] = {
    {.name = "type", .type = REPLY_STRING},
    {.name = "principalId", .type = REPLY_STRING},
    {.name = "arn", .type = REPLY_STRING},
    {.name = "accountId", .type = REPLY_STRING},
    {.name = "accessKeyId", .type = REPLY_STRING},
    {.name = "userName", .type = REPLY_STRING},
};

static const struct reply_node record_fields[] = {
    {.name = "eventVersion", .type = REPLY_STRING},
    {.name = "userIdentity",
	.type = REPLY_OBJECT,
	.children = identity_fields,
	.n_children = ARRAY_LENGTH(identity_fields)},
    {.name = "eventTime", .type = REPLY_STRING},
    {.name = "eventSource", .type = REPLY_STRING},
    {.name = "eventName", .type = REPLY_STRING},
    {.name = "awsRegion", .type = REPLY_STRING},
    {.name = "sourceIPAddress", .type = REPLY_STRING},
    {.name = "userAgent", .type = REPLY_STRING},
    OPTIONAL_STRING("errorCode"),
    OPTIONAL_STRING("errorMessage"),
    {.name = "requestParameters", .type = REPLY_JSON},
    {.name = "responseElements", .type = REPLY_JSON},
    {.name = "requestID", .type = REPLY_STRING},
    {.name = "eventID", .type = REPLY_STRING},
    {.name = "readOnly", .type = REPLY_BOOL},
    {.name = "eventType", .type = REPLY_STRING},
    {.name = "managementEvent", .type = REPLY_BOOL},
    {.name = "recipientAccountId", .type = REPLY_STRING},
    {.name = "eventCategory", .type = REPLY_STRING},
};

static const struct reply_node record_node = {.name = "",
    .type = REPLY_OBJECT,
    .children = record_fields,
    .n_children = ARRAY_LENGTH(record_fields)};

static const struct reply_node members[] = {
    {.name = "Records", .type = REPLY_ARRAY, .children = &record_node, .n_children = 1},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = 1};

static int reply_record(void *to, const char *record, struct error *err)
{
	char reason[160];
	struct document *document = document_read(record, reason, sizeof(reason));

	if (!document)
		return error_raise(err, ERR_MEMORY);
	aws_answer_fill(to, &record_node, NULL, document);
	document_free(document);
	return 0;
}

static int check(const struct args *args, struct error *err)
{
	const char *since = args_text(args, OPT_SINCE);
	int64_t time;

	return since ? lab_time_read(since, &time, err) : 0;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	const char *since = args_text(args, OPT_SINCE);
	int name = args_choice(args, OPT_EVENT_NAME);
	struct api_log_filter filter = {
	    .event_name = name < 0 ? NULL : names[name].value,
	    .newest = args_number(args, OPT_LIMIT, 0),
	};
	struct app *app = context->app;
	int rc = since ? lab_time_read(since, &filter.since, err) : 0;

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_array(reply, "Records");
	rc = api_log_read(app->estate, &filter, reply_record, reply, err);
	reply_end(reply);
	reply_end(reply);
	return rc;
}

const struct command command_api_log = {
    .path = "api-log",
    .summary = "Print the calls of the control plane",
    .description =
	"Prints the calls of the operations of cloudhsmv2 in all regions as AWS CloudTrail records "
	"them, good ones and refused ones, the oldest first: jq .data makes a log file of "
	"CloudTrail of the answer. Certificates and policies are shown as they were given.\n\n"
	"A call of which the program itself knows that it is wrong does not reach the service, and "
	"is not recorded; nor is one that an estate that is damaged keeps from being answered. "
	"Every page that is fetched is a call. up makes its cluster without calls, and leaves no "
	"record. Of who calls nothing is known: each record has the same user of the account "
	"111122223333.\n\n"
	"A call is recorded when it is over. What it changed stays, and what it reads is shown, "
	"also when the record cannot be written, as where the estate can only be read, or others "
	"keep a call that only reads from writing for a second: then there is none. The loss of "
	"the machine's power can take the newest records of calls that "
	"changed nothing. Records are never taken away.",
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
