/*
 * The record of calls, in the format of CloudTrail. All that cannot be known of a caller who has no
 * account is that of an IAM user in AWS's documentation.
 */
#include "api-private.h"

#include "bytes.h"
#include "error.h"
#include "json.h"
#include "ports.h"
#include "resource.h"
#include "store-estate.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MICROSECONDS 1000000
#define UUID_SIZE 16
#define UUID_TEXT 37
/* For how long the record of a call that changed nothing waits for others who write. */
#define WAIT_MS 1000
/* How deep values are shown: no member of the API is as deep, but what is passed over may be. */
#define SHOWN_DEPTH 16

static void put_json(
    struct json_writer *writer, const char *name, const struct json *value, unsigned depth);

/* "ClusterId" as CloudTrail writes it: "clusterId". */
static void put_member(struct json_writer *writer, const struct json *member, unsigned depth)
{
	char *name = strdup(json_name(member));

	if (!name) {
		writer->out->failed = true;
		return;
	}
	name[0] = (char)tolower((unsigned char)name[0]);
	put_json(writer, name, member, depth);
	free(name);
}

static void put_plain(struct json_writer *writer, const char *name, const struct json *value)
{
	struct bytes text = BYTES_INIT;

	json_print(value, 0, &text);
	json_write_raw(writer, name, bytes_text(&text));
	writer->out->failed = writer->out->failed || bytes_failed(&text);
	bytes_done(&text);
}

static void put_json(
    struct json_writer *writer, const char *name, const struct json *value, unsigned depth)
{
	enum json_type type = json_type_of(value);

	if ((type != JSON_OBJECT && type != JSON_ARRAY) || depth == SHOWN_DEPTH) {
		put_plain(writer, name, value);
		return;
	}
	if (type == JSON_OBJECT)
		json_write_object(writer, name);
	else
		json_write_array(writer, name);
	for (const struct json *at = json_first(value); at; at = json_next(at)) {
		if (type == JSON_OBJECT)
			put_member(writer, at, depth + 1);
		else
			put_json(writer, NULL, at, depth + 1);
	}
	json_write_end(writer);
}

/* null for what has no members. */
static void put_members(struct json_writer *writer, const char *name, const struct json *value)
{
	if (value && json_count(value) > 0)
		put_json(writer, name, value, 0);
	else
		json_write_raw(writer, name, "null");
}

static void put_answer(struct json_writer *writer, const struct trail_call *call)
{
	char reason[160];
	struct json *answer = NULL;

	if (call->output && !call->is_read_only)
		answer = json_parse(call->output, strlen(call->output), reason, sizeof(reason));
	put_members(writer, "responseElements", answer);
	json_free(answer);
}

static void put_identity(struct json_writer *writer)
{
	json_write_object(writer, "userIdentity");
	output_string(writer, "type", "IAMUser");
	output_string(writer, "principalId", "AIDACKCEVSQ6C2EXAMPLE");
	output_string(writer, "arn", "arn:aws:iam::" ESTATE_ACCOUNT ":user/admin");
	output_string(writer, "accountId", ESTATE_ACCOUNT);
	output_string(writer, "accessKeyId", "AKIAIOSFODNN7EXAMPLE");
	output_string(writer, "userName", "admin");
	json_write_end(writer);
}

static void put_time(struct json_writer *writer, int64_t now)
{
	time_t seconds = (time_t)(now / MICROSECONDS);
	char text[64];
	struct tm utc;

	if (!gmtime_r(&seconds, &utc) || strftime(text, sizeof(text), "%FT%TZ", &utc) == 0)
		text[0] = '\0';
	output_string(writer, "eventTime", text);
}

/* A random UUID. */
static int put_uuid(
    struct json_writer *writer, const char *name, const struct ports *ports, struct error *err)
{
	unsigned char id[UUID_SIZE];
	char text[UUID_TEXT];
	size_t at = 0;
	int rc = ports_random(ports, id, sizeof(id), err);

	if (rc != 0)
		return rc;
	id[6] = (unsigned char)((id[6] & 0x0fU) | 0x40U);
	id[8] = (unsigned char)((id[8] & 0x3fU) | 0x80U);
	for (size_t i = 0; i < sizeof(id); i++) {
		bool hyphen = i == 4 || i == 6 || i == 8 || i == 10;

		(void)snprintf(text + at, sizeof(text) - at, "%s%02x", hyphen ? "-" : "", id[i]);
		at += hyphen ? 3 : 2;
	}
	output_string(writer, name, text);
	return 0;
}

static void put_call(struct json_writer *writer, const struct trail_call *call)
{
	output_string(writer, "eventSource", "cloudhsm.amazonaws.com");
	output_string(writer, "eventName", call->operation);
}

static void put_outcome(struct json_writer *writer, const struct trail_call *call)
{
	if (!call->output) {
		output_string(writer, "errorCode", api_exception_name(call->error->code));
		output_string(writer, "errorMessage", call->error->text);
	}
	put_members(writer, "requestParameters", call->input);
	put_answer(writer, call);
}

static void put_kind(struct json_writer *writer, const struct trail_call *call)
{
	json_write_raw(writer, "readOnly", call->is_read_only ? "true" : "false");
	output_string(writer, "eventType", "AwsApiCall");
	json_write_raw(writer, "managementEvent", "true");
	output_string(writer, "recipientAccountId", ESTATE_ACCOUNT);
	output_string(writer, "eventCategory", "Management");
}

static int make_record(
    struct estate *estate, const struct trail_call *call, struct bytes *record, struct error *err)
{
	const struct ports *ports = store_ports(estate_store(estate));
	struct json_writer writer;
	int rc;

	json_writer_init(&writer, record, 0);
	json_write_object(&writer, NULL);
	output_string(&writer, "eventVersion", "1.09");
	put_identity(&writer);
	put_time(&writer, estate_now(estate));
	put_call(&writer, call);
	output_string(&writer, "awsRegion", estate_chosen_region(estate));
	output_string(&writer, "sourceIPAddress", call->caller->source_ip);
	output_string(&writer, "userAgent", call->caller->user_agent);
	put_outcome(&writer, call);
	rc = put_uuid(&writer, "requestID", ports, err);
	if (rc == 0)
		rc = put_uuid(&writer, "eventID", ports, err);
	put_kind(&writer, call);
	json_write_end(&writer);
	return rc == 0 && bytes_failed(record) ? error_raise(err, ERR_MEMORY) : rc;
}

/* A call that changed nothing may lose its record with the machine's power, or to a crowd. */
static int write_record(
    struct estate *estate, const struct trail_call *call, const char *record, struct error *err)
{
	struct store *store = estate_store(estate);
	bool changes = call->output && !call->is_read_only;
	int rc = changes ? store_begin(store, STORE_FLUSH, err)
			 : store_begin_within(store, STORE_NO_FLUSH, WAIT_MS, err);

	if (rc != 0)
		return rc;
	rc = store_api_call_add(store, estate_chosen_region(estate), record, err);
	if (rc == 0)
		return store_commit(store, err);
	store_rollback(store);
	return rc;
}

void trail_add(struct estate *estate, const struct trail_call *call)
{
	struct error ignored = ERROR_INIT;
	struct bytes record = BYTES_INIT;

	if (make_record(estate, call, &record, &ignored) != 0 ||
	    write_record(estate, call, bytes_text(&record), &ignored) != 0)
		ports_log(store_ports(estate_store(estate)), LOG_LEVEL_WARN, "api",
		    "%s is not recorded: %s", call->operation, ignored.text);
	bytes_done(&record);
}
