/* audit-log: what the HSMs of a cluster wrote down of management commands. */
#include "commands.h"

#include "app.h"
#include "args.h"
#include "audit.h"
#include "bytes.h"
#include "error.h"
#include "reply.h"
#include "roles.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

enum option { OPT_CLUSTER_ID, OPT_HSM_ID };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] =
	{
	    .name = "cluster-id",
	    .type = OPTION_STRING,
	    .help = "Cluster whose HSMs' log to print",
	    .flags = OPTION_REQUIRED | OPTION_NOT_EMPTY,
	},
    [OPT_HSM_ID] =
	{
	    .name = "hsm-id",
	    .type = OPTION_STRING,
	    .help = "HSM whose log to print; left out, those of all HSMs that the cluster has or "
		    "had",
	    .flags = OPTION_NOT_EMPTY,
	},
};

static const struct example examples[] = {
    {"Print what all HSMs of a cluster wrote down", "audit-log --cluster-id <CLUSTER_ID>"},
    {"Print what one of them wrote down", "audit-log --cluster-id <CLUSTER_ID> --hsm-id <HSM_ID>"},
};

static const struct reply_node event_fields[] = {
    {.name = "timestamp", .type = REPLY_NUMBER},
    {.name = "hsm-id", .type = REPLY_STRING},
    {.name = "message", .type = REPLY_STRING},
};

static const struct reply_node event_node = {
    .name = "",
    .type = REPLY_OBJECT,
    .children = event_fields,
    .n_children = ARRAY_LENGTH(event_fields),
};

static const struct reply_node members[] = {
    {.name = "events", .type = REPLY_ARRAY, .children = &event_node, .n_children = 1},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = ARRAY_LENGTH(members)};

/* No HSM of this estate has ever been rebooted. */
#define REBOOT_COUNTER 1

/* "01/16/18 01:48:49.824999", in UTC */
static void put_time(int64_t at, struct bytes *out)
{
	time_t second = (time_t)(at / 1000000);
	struct tm tm = {.tm_mday = 1};

	(void)gmtime_r(&second, &tm);
	bytes_append_format(out,
	    "Time: %02d/%02d/%02d %02d:%02d:%02d.%06" PRId64 ", usecs:%" PRId64 "\n", tm.tm_mon + 1,
	    tm.tm_mday, tm.tm_year % 100, tm.tm_hour, tm.tm_min, tm.tm_sec, at % 1000000, at);
}

static void put_event(const struct audit_event *event, struct bytes *out)
{
	put_time(event->at, out);
	bytes_append_format(out,
	    "Sequence No : 0x%" PRIx64 "\nReboot counter : 0x%x\n"
	    "Command Type(hex) : CN_MGMT_CMD (0x0)\nOpcode : %s\nSession Handle : 0x%" PRIx64
	    "\nResponse : %s\nLog type : %s\n",
	    event->sequence, REBOOT_COUNTER, event->opcode, event->session, event->response,
	    audit_log_type_name(event->type));
	if (event->type == AUDIT_USER_DETAILS)
		bytes_append_format(out, "User Name : %s\nUser Type : %s\n", event->username,
		    audit_user_type(event->role));
	if (event->type == AUDIT_KEY_DETAILS)
		bytes_append_format(out,
		    "Priv/Secret Key Handle : %" PRIu64 "\nPublic Key Handle : %" PRIu64 "\n",
		    event->secret_handle, event->public_handle);
}

static int reply_event(struct reply *reply, const struct audit_event *event, struct error *err)
{
	struct bytes message = BYTES_INIT;
	int rc = 0;

	put_event(event, &message);
	if (bytes_failed(&message)) {
		rc = error_raise(err, ERR_MEMORY);
	} else {
		reply_object(reply, NULL);
		reply_number(reply, "timestamp", (uint64_t)(event->at / 1000));
		reply_string(reply, "hsm-id", event->hsm_id);
		reply_string(reply, "message", bytes_text(&message));
		reply_end(reply);
	}
	bytes_done(&message);
	return rc;
}

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	struct app *app = context->app;
	struct audit_event *events = NULL;
	size_t count = 0;
	int rc = estate_audit_log(app->estate, args_text(args, OPT_CLUSTER_ID),
	    args_text(args, OPT_HSM_ID), &events, &count, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_array(reply, "events");
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = reply_event(reply, &events[i], err);
	reply_end(reply);
	reply_end(reply);
	free(events);
	return rc;
}

const struct command command_audit_log = {
    .path = "audit-log",
    .summary = "Print the audit log of a cluster's HSMs",
    .description =
	"Prints the management commands that the HSMs of a cluster carried out, as CloudHSM sends "
	"them to CloudWatch Logs: logins, good and bad ones, logouts, users, keys, quorum and "
	"mutual TLS. The log of an HSM goes on existing when the HSM is deleted.\n\n"
	"Each event has the milliseconds since 1970, the HSM, and the message, whose lines are "
	"those of the service: jq -r '.data.events[].message' prints them. Sequence numbers of an "
	"HSM start at 0x0 and have no gaps. Times are "
	"those of the estate's clock, in UTC. Nothing secret is in it. An event names the user "
	"that "
	"it is about; who did it is told by the CN_LOGIN that has the same session handle.\n\n"
	"A command that makes or changes something leaves its event in the same transaction: "
	"there is never one without the other. The loss of the machine's power can take the "
	"newest events of commands that changed nothing on disk, such as logins and key wrap. A "
	"login that ended with its process, as that of a single command does, is written down as "
	"CN_CLOSE_SESSION when somebody next logs in. Of a key that is made, one HSM writes down "
	"the command and the others CN_INSERT_MASKED_OBJECT_USER. Where the number of an opcode is "
	"not known, its name stands alone; names that begin with LOCALHSM_ stand where it is not "
	"known what the service writes.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_CLOUDHSM,
    .needs = NEEDS_ESTATE,
    .run = run,
};
