/* The API: operations by name, JSON in and out, and the record of calls. */
#include "api.h"
#include "estate-fixture.h"
#include "json.h"
#include "resource.h"

#include <fcntl.h>
#include <sys/file.h>

static const struct api_caller caller = {"127.0.0.1", "test"};
static struct bytes output;

static int call(const char *operation, const char *input)
{
	bytes_clear(&output);
	return api_call(estate, &caller, operation, input, &output, &err);
}

/* What stands at a path of members, "Cluster.State", as JSON; "" when there is nothing. */
static void value_at(const char *text, const char *path, char *value, size_t size)
{
	char reason[100], name[64];
	struct json *json = json_parse(text, strlen(text), reason, sizeof(reason));
	const struct json *at = json;
	struct bytes printed = BYTES_INIT;

	ck_assert_msg(json != NULL, "%s: %s", reason, text);
	while (at && *path) {
		size_t len = strcspn(path, ".");

		(void)snprintf(name, sizeof(name), "%.*s", (int)len, path);
		at = name[0] >= '0' && name[0] <= '9' ? json_at(at, (size_t)(name[0] - '0'))
						      : json_member(at, name);
		path += len + (path[len] == '.');
	}
	value[0] = '\0';
	if (at) {
		json_print(at, 0, &printed);
		(void)snprintf(
		    value, size, "%s", json_string(at) ? json_string(at) : bytes_text(&printed));
	}
	bytes_done(&printed);
	json_free(json);
}

static void expect_in(const char *text, const char *path, const char *expected)
{
	char value[4096];

	value_at(text, path, value, sizeof(value));
	ck_assert_msg(
	    strcmp(value, expected) == 0, "%s is %s and not %s in %s", path, value, expected, text);
}

static void expect(const char *path, const char *expected)
{
	expect_in(bytes_text(&output), path, expected);
}

/* template is the input, with id in the place of its %s. */
static void works(const char *operation, const char *template, const char *id)
{
	const char *mark = strstr(template, "%s");
	struct bytes input = BYTES_INIT;

	if (mark) {
		bytes_append(&input, template, (size_t)(mark - template));
		bytes_append_format(&input, "%s%s", id, mark + 2);
	} else {
		bytes_append_text(&input, template);
	}
	ck_assert_msg(call(operation, bytes_text(&input)) == 0, "%s: %s", operation, err.text);
	bytes_done(&input);
}

static void fails(const char *operation, const char *input, enum error_code code, const char *part)
{
	refuse(call(operation, input), code, part);
	ck_assert_uint_eq(output.len, 0);
}

static void setup(void)
{
	open_estate();
	bytes_init(&output);
}

static void teardown(void)
{
	bytes_done(&output);
	close_estate();
}

#define CREATE                                                                                     \
	"{\"HsmType\": \"hsm2m.medium\", \"Mode\": \"FIPS\", \"SubnetIds\": [\"" SUBNET_A          \
	"\", \"" SUBNET_B "\"]%s}"

static void make_cluster(char id[64])
{
	works("CreateCluster", CREATE, "");
	value_at(bytes_text(&output), "Cluster.ClusterId", id, 64);
}

/* Operations */

START_TEST(cluster_is_made_changed_and_deleted)
{
	char id[64];

	works("CreateCluster", CREATE,
	    ", \"TagList\": [{\"Key\": \"Team\", \"Value\": \"payments\"}], "
	    "\"BackupRetentionPolicy\": {\"Type\": \"DAYS\", \"Value\": \"30\"}, "
	    "\"NetworkType\": \"IPV4\", \"Unknown\": {}, \"SourceBackupId\": null");
	expect("Cluster.State", "CREATE_IN_PROGRESS");
	expect("Cluster.CreateTimestamp", "1795190400.000");
	expect("Cluster.SubnetMapping.us-east-1a", SUBNET_A);
	expect("Cluster.TagList.0.Value", "payments");
	expect("Cluster.BackupRetentionPolicy.Value", "30");
	value_at(bytes_text(&output), "Cluster.ClusterId", id, sizeof(id));
	works("DescribeClusters", "{\"Filters\": {\"clusterIds\": [\"%s\"]}, \"MaxResults\": 25}",
	    id);
	expect("Clusters.0.State", "UNINITIALIZED");
	expect("NextToken", "");
	works("ModifyCluster",
	    "{\"ClusterId\": \"%s\", \"BackupRetentionPolicy\": {\"Type\": \"DAYS\", \"Value\": "
	    "\"40\"}}",
	    id);
	expect("Cluster.BackupRetentionPolicy.Value", "40");
	works("DeleteCluster", "{\"ClusterId\": \"%s\"}", id);
	expect("Cluster.State", "DELETE_IN_PROGRESS");
}
END_TEST

START_TEST(hsm_is_made_and_deleted)
{
	char id[64], hsm_id[64], input[256];

	make_cluster(id);
	works("CreateHsm",
	    "{\"ClusterId\": \"%s\", \"AvailabilityZone\": \"us-east-1a\", \"IpAddress\": "
	    "\"10.0.1.9\"}",
	    id);
	expect("Hsm.EniIp", "10.0.1.9");
	value_at(bytes_text(&output), "Hsm.HsmId", hsm_id, sizeof(hsm_id));
	(void)snprintf(
	    input, sizeof(input), "{\"ClusterId\": \"%s\", \"EniIp\": \"10.0.1.9\"}", id);
	works("DeleteHsm", "%s", input);
	expect("HsmId", hsm_id);
	(void)snprintf(input, sizeof(input),
	    "{\"ClusterId\": \"%s\", \"SignedCert\": \"x\", \"TrustAnchor\": \"x\"}", id);
	fails("InitializeCluster", input, ERR_API_INVALID_REQUEST, "");
}
END_TEST

START_TEST(cluster_is_initialized)
{
	struct bytes ca = BYTES_INIT, certificate = BYTES_INIT, input = BYTES_INIT;
	struct json *members = json_new_object();
	char id[64];

	make_cluster(id);
	create_hsm(id, "us-east-1a");
	sign(id, &ca, &certificate);
	ck_assert(json_set(members, "ClusterId", json_new_string(id)));
	ck_assert(json_set(members, "SignedCert", json_new_string(bytes_text(&certificate))));
	ck_assert(json_set(members, "TrustAnchor", json_new_string(bytes_text(&ca))));
	json_print(members, 0, &input);
	works("InitializeCluster", "%s", bytes_text(&input));
	expect("State", "INITIALIZE_IN_PROGRESS");
	json_free(members);
	bytes_done(&ca);
	bytes_done(&certificate);
	bytes_done(&input);
}
END_TEST

#define WITH_ID "{\"BackupId\": \"%s\"}"

START_TEST(backups_are_changed)
{
	struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	char id[RESOURCE_ID_MAX + 1];

	make_active(&request);
	works("DescribeBackups", "{\"SortAscending\": true, \"Shared\": false}", "");
	value_at(bytes_text(&output), "Backups.0.BackupId", id, sizeof(id));
	expect("Backups.0.TagList", "[]");
	works("ModifyBackupAttributes", "{\"BackupId\": \"%s\", \"NeverExpires\": true}", id);
	expect("Backup.NeverExpires", "true");
	expect("Backup.TagList", "");
	works("CopyBackupToRegion",
	    "{\"BackupId\": \"%s\", \"DestinationRegion\": \"eu-west-1\", \"TagList\": [{\"Key\": "
	    "\"a\", \"Value\": \"b\"}]}",
	    id);
	expect("DestinationBackup.SourceBackup", id);
	expect("DestinationBackup.SourceRegion", "us-east-1");
	works("DeleteBackup", WITH_ID, id);
	expect("Backup.BackupState", "PENDING_DELETION");
	works("RestoreBackup", WITH_ID, id);
	expect("Backup.BackupState", "READY");
	works("DescribeBackups", "{\"Shared\": true}", "");
	expect("Backups", "[]");
	succeed(estate_choose_region(estate, "eu-west-1", &err));
	works("DescribeBackups", "{\"Filters\": {\"sourceBackupIds\": [\"%s\"]}}", id);
	expect("Backups.0.TagList.0.Key", "a");
}
END_TEST

START_TEST(resources_have_tags)
{
	char id[64], input[256];

	make_cluster(id);
	(void)snprintf(input, sizeof(input),
	    "{\"ResourceId\": \"%s\", \"TagList\": [{\"Key\": \"a\", \"Value\": \"1\"}, {\"Key\": "
	    "\"b\", \"Value\": \"\"}]}",
	    id);
	works("TagResource", "%s", input);
	ck_assert_str_eq(bytes_text(&output), "{}");
	works("ListTags", "{\"ResourceId\": \"%s\", \"MaxResults\": 1}", id);
	expect("TagList.0.Key", "a");
	expect("TagList.1", "");
	works("UntagResource", "{\"ResourceId\": \"%s\", \"TagKeyList\": [\"a\"]}", id);
	works("ListTags", "{\"ResourceId\": \"%s\"}", id);
	expect("TagList.0.Key", "b");
}
END_TEST

START_TEST(backup_has_policy)
{
	struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	char arn[160], input[1024];

	make_active(&request);
	works("DescribeBackups", "{}", "");
	value_at(bytes_text(&output), "Backups.0.BackupArn", arn, sizeof(arn));
	(void)snprintf(input, sizeof(input),
	    "{\"ResourceArn\": \"%s\", \"Policy\": \"{\\\"Version\\\":\\\"2012-10-17\\\","
	    "\\\"Statement\\\":{\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":\\\"*\\\","
	    "\\\"Action\\\":\\\"cloudhsm:CreateCluster\\\",\\\"Resource\\\":\\\"*\\\"}}\"}",
	    arn);
	works("PutResourcePolicy", "%s", input);
	expect("ResourceArn", arn);
	works("GetResourcePolicy", "{\"ResourceArn\": \"%s\"}", arn);
	ck_assert_ptr_nonnull(strstr(bytes_text(&output), "CreateCluster"));
	works("DeleteResourcePolicy", "{\"ResourceArn\": \"%s\"}", arn);
	ck_assert_ptr_nonnull(strstr(bytes_text(&output), "CreateCluster"));
	works("GetResourcePolicy", "{\"ResourceArn\": \"%s\"}", arn);
	ck_assert_str_eq(bytes_text(&output), "{}");
}
END_TEST

/* Inputs that are none */

START_TEST(required_members_are_missed)
{
	static const struct {
		const char *operation, *input, *member;
	} calls[] = {
	    {"CopyBackupToRegion", "", "destinationRegion"},
	    {"CopyBackupToRegion", "{\"DestinationRegion\": \"eu-west-1\"}", "backupId"},
	    {"CreateCluster", "{}", "hsmType"},
	    {"CreateCluster", "{\"HsmType\": \"hsm2m.medium\"}", "subnetIds"},
	    {"CreateCluster", "{\"HsmType\": null}", "hsmType"},
	    {"CreateHsm", "{}", "clusterId"},
	    {"CreateHsm", "{\"ClusterId\": \"x\"}", "availabilityZone"},
	    {"DeleteBackup", "{}", "backupId"},
	    {"DeleteCluster", "{}", "clusterId"},
	    {"DeleteHsm", "{}", "clusterId"},
	    {"DeleteResourcePolicy", "{}", "resourceArn"},
	    {"GetResourcePolicy", "{}", "resourceArn"},
	    {"InitializeCluster", "{}", "clusterId"},
	    {"InitializeCluster", "{\"ClusterId\": \"x\"}", "signedCert"},
	    {"InitializeCluster", "{\"ClusterId\": \"x\", \"SignedCert\": \"\"}", "trustAnchor"},
	    {"ListTags", "{}", "resourceId"},
	    {"ModifyBackupAttributes", "{}", "backupId"},
	    {"ModifyBackupAttributes", "{\"BackupId\": \"x\"}", "neverExpires"},
	    {"ModifyCluster", "{}", "clusterId"},
	    {"PutResourcePolicy", "{}", "resourceArn"},
	    {"PutResourcePolicy", "{\"ResourceArn\": \"x\"}", "policy"},
	    {"RestoreBackup", "{}", "backupId"},
	    {"TagResource", "{}", "resourceId"},
	    {"TagResource", "{\"ResourceId\": \"x\"}", "tagList"},
	    {"TagResource", "{\"ResourceId\": \"x\", \"TagList\": [{}]}", "tagList.member.key"},
	    {"TagResource", "{\"ResourceId\": \"x\", \"TagList\": [{\"Key\": \"a\"}]}",
		"tagList.member.value"},
	    {"UntagResource", "{}", "resourceId"},
	    {"UntagResource", "{\"ResourceId\": \"x\"}", "tagKeyList"},
	};
	char text[128];

	for (size_t i = 0; i < ARRAY_LENGTH(calls); i++) {
		(void)snprintf(text, sizeof(text),
		    "Value null at '%s' failed to satisfy constraint: Member must not be null",
		    calls[i].member);
		fails(calls[i].operation, calls[i].input, ERR_API_INVALID_REQUEST, text);
	}
}
END_TEST

START_TEST(wrong_types_are_refused)
{
	static const struct {
		const char *operation, *input, *text;
	} calls[] = {
	    {"CreateHsm", "{", "line 1"},
	    {"CreateHsm", "[]", "Expected a structure"},
	    {"CreateHsm", "null", "Expected a structure"},
	    {"CreateHsm", "{\"ClusterId\": 1}", "NUMBER_VALUE cannot be converted to String"},
	    {"CreateHsm", "{\"ClusterId\": true}", "TRUE_VALUE cannot be converted to String"},
	    {"CreateHsm", "{\"ClusterId\": []}", "Start of list found where not expected"},
	    {"CreateHsm", "{\"ClusterId\": {}}", "Start of structure or map found where"},
	    {"CreateCluster", "{\"HsmType\": \"x\", \"SubnetIds\": \"x\"}",
		"STRING_VALUE cannot be converted to List"},
	    {"CreateCluster", "{\"HsmType\": \"x\", \"SubnetIds\": [\"x\", 2]}",
		"NUMBER_VALUE cannot be converted to String"},
	    {"ModifyCluster", "{\"ClusterId\": \"x\", \"BackupRetentionPolicy\": []}",
		"Start of list found where not expected"},
	    {"ModifyCluster", "{\"ClusterId\": \"x\", \"BackupRetentionPolicy\": {\"Value\": 7}}",
		"NUMBER_VALUE cannot be converted to String"},
	    {"DescribeClusters", "{\"MaxResults\": \"1\"}",
		"STRING_VALUE cannot be converted to Integer"},
	    {"DescribeClusters", "{\"MaxResults\": 1.5}",
		"NUMBER_VALUE cannot be converted to Integer"},
	    {"DescribeClusters", "{\"MaxResults\": 1e99}",
		"NUMBER_VALUE cannot be converted to Integer"},
	    {"DescribeClusters", "{\"Filters\": {\"states\": \"ACTIVE\"}}",
		"STRING_VALUE cannot be converted to List"},
	    {"DescribeBackups", "{\"Shared\": \"true\"}",
		"STRING_VALUE cannot be converted to Boolean"},
	    {"TagResource", "{\"ResourceId\": \"x\", \"TagList\": [false]}",
		"FALSE_VALUE cannot be converted to Structure"},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(calls); i++)
		fails(calls[i].operation, calls[i].input, ERR_API_SERIALIZATION, calls[i].text);
}
END_TEST

START_TEST(values_are_held_to_their_bounds)
{
	char input[512] = "{\"ResourceId\": \"x\", \"TagList\": [{\"Value\": \"\", \"Key\": \"";
	size_t len = strlen(input);

	fails("DescribeClusters", "{\"MaxResults\": 0}", ERR_API_INVALID_REQUEST,
	    "Value '0' at 'maxResults'");
	fails("DescribeClusters", "{\"MaxResults\": -1}", ERR_API_INVALID_REQUEST,
	    "greater than or equal to 1");
	fails("DescribeClusters", "{\"MaxResults\": 26}", ERR_API_INVALID_REQUEST,
	    "less than or equal to 25");
	fails("DescribeClusters", "{\"Filters\": {\"colours\": []}}", ERR_API_INVALID_REQUEST,
	    "Supported filters are clusterIds, vpcIds, states.");
	memset(input + len, 'k', 129);
	(void)snprintf(input + len + 129, sizeof(input) - len - 129, "\"}]}");
	fails("TagResource", input, ERR_API_INVALID_REQUEST, "less than or equal to 128");
}
END_TEST

START_TEST(unknown_operations_are_refused)
{
	fails("RebootHsm", "{}", ERR_API_UNKNOWN_OPERATION, "no operation 'RebootHsm'");
	fails("createHsm", "{}", ERR_API_UNKNOWN_OPERATION, "no operation 'createHsm'");
	ck_assert_str_eq(
	    api_exception_name(ERR_API_UNKNOWN_OPERATION), "UnknownOperationException");
	ck_assert_str_eq(
	    api_exception_name(ERR_API_ACCESS_DENIED), "CloudHsmAccessDeniedException");
	ck_assert_str_eq(
	    api_exception_name(ERR_ESTATE_DAMAGED), "CloudHsmInternalFailureException");
}
END_TEST

/* The record of calls */

static char *records[64];
static size_t n_records;

static int keep_record(void *to UNUSED, const char *record, struct error *error UNUSED)
{
	ck_assert_uint_lt(n_records, ARRAY_LENGTH(records));
	records[n_records++] = strdup(record);
	return 0;
}

static size_t read_log(const struct api_log_filter *filter)
{
	while (n_records > 0)
		free(records[--n_records]);
	succeed(api_log_read(estate, filter, keep_record, NULL, &err));
	return n_records;
}

START_TEST(calls_are_recorded)
{
	const struct api_log_filter all = {.since = 0};
	char id[64], event[64], request[64];

	make_cluster(id);
	works("DescribeClusters", "{\"Filters\": {\"clusterIds\": [\"%s\"]}}", id);
	fails("CreateHsm", "{\"ClusterId\": 1}", ERR_API_SERIALIZATION, "");
	fails("CreateHsm", "{", ERR_API_SERIALIZATION, "");
	fails("RebootHsm", "{}", ERR_API_UNKNOWN_OPERATION, "");
	ck_assert_uint_eq(read_log(&all), 4);
	expect_in(records[0], "eventVersion", "1.09");
	expect_in(records[0], "userIdentity.accountId", ESTATE_ACCOUNT);
	expect_in(records[0], "eventTime", "2026-11-20T16:00:00Z");
	expect_in(records[0], "eventSource", "cloudhsm.amazonaws.com");
	expect_in(records[0], "eventName", "CreateCluster");
	expect_in(records[0], "awsRegion", "us-east-1");
	expect_in(records[0], "sourceIPAddress", "127.0.0.1");
	expect_in(records[0], "userAgent", "test");
	expect_in(records[0], "errorCode", "");
	expect_in(records[0], "requestParameters.hsmType", "hsm2m.medium");
	expect_in(records[0], "requestParameters.subnetIds.1", SUBNET_B);
	expect_in(records[0], "responseElements.cluster.clusterId", id);
	expect_in(records[0], "readOnly", "false");
	expect_in(records[0], "eventCategory", "Management");
	value_at(records[0], "eventID", event, sizeof(event));
	value_at(records[0], "requestID", request, sizeof(request));
	ck_assert_uint_eq(strlen(event), 36);
	ck_assert_str_ne(event, request);
	expect_in(records[1], "requestParameters.filters.clusterIds.0", id);
	expect_in(records[1], "responseElements", "null");
	expect_in(records[1], "readOnly", "true");
	expect_in(records[2], "errorCode", "SerializationException");
	expect_in(records[2], "errorMessage", "NUMBER_VALUE cannot be converted to String");
	expect_in(records[2], "requestParameters.clusterId", "1");
	expect_in(records[2], "responseElements", "null");
	expect_in(records[3], "requestParameters", "null");
}
END_TEST

START_TEST(log_is_filtered)
{
	struct api_log_filter filter = {.event_name = "ListTags"};

	works("DescribeBackups", "{}", "");
	fails("ListTags", "{\"ResourceId\": \"backup-aaaaaaaaaaa\"}", ERR_API_NOT_FOUND, "");
	machine.now += SECOND;
	works("DescribeClusters", "{}", "");
	succeed(estate_choose_region(estate, "eu-west-1", &err));
	works("DescribeBackups", "{}", "");
	ck_assert_uint_eq(read_log(&filter), 1);
	expect_in(records[0], "errorCode", "CloudHsmResourceNotFoundException");
	filter = (struct api_log_filter){.since = machine.now};
	ck_assert_uint_eq(read_log(&filter), 2);
	expect_in(records[0], "eventName", "DescribeClusters");
	expect_in(records[1], "awsRegion", "eu-west-1");
	filter = (struct api_log_filter){.newest = 3};
	ck_assert_uint_eq(read_log(&filter), 3);
	expect_in(records[0], "eventName", "ListTags");
	filter = (struct api_log_filter){.newest = 1, .event_name = "DescribeBackups"};
	ck_assert_uint_eq(read_log(&filter), 1);
	expect_in(records[0], "awsRegion", "eu-west-1");
	filter.newest = 9;
	ck_assert_uint_eq(read_log(&filter), 2);
}
END_TEST

static int count_record(void *to, const char *record UNUSED, struct error *error UNUSED)
{
	++*(size_t *)to;
	return 0;
}

static int stop(void *to, const char *record UNUSED, struct error *error)
{
	++*(size_t *)to;
	return error_raise(error, ERR_INTERRUPTED);
}

START_TEST(log_is_read_page_by_page)
{
	struct api_log_filter filter = {.since = 0};
	size_t count = 0;

	for (int i = 0; i < 201; i++)
		works("DescribeBackups", "{}", "");
	succeed(api_log_read(estate, &filter, count_record, &count, &err));
	ck_assert_uint_eq(count, 201);
	count = 0;
	filter.newest = 150;
	succeed(api_log_read(estate, &filter, count_record, &count, &err));
	ck_assert_uint_eq(count, 150);
	count = 0;
	refuse(api_log_read(estate, &filter, stop, &count, &err), ERR_INTERRUPTED, "");
	ck_assert_uint_eq(count, 1);
}
END_TEST

/* What nests deeper than any member is recorded all the same. */
START_TEST(deep_members_are_recorded)
{
	const struct api_log_filter all = {.since = 0};
	struct bytes input = BYTES_INIT;

	bytes_append_text(&input, "{\"Unknown\": ");
	for (int i = 0; i < 28; i++)
		bytes_append_text(&input, "[");
	for (int i = 0; i < 28; i++)
		bytes_append_text(&input, "]");
	bytes_append_text(&input, "}");
	works("DescribeBackups", "%s", bytes_text(&input));
	bytes_done(&input);
	ck_assert_uint_eq(read_log(&all), 1);
}
END_TEST

/* Who only reads does not wait for who writes, but for the record, and for that not long. */
START_TEST(reading_goes_on_without_record)
{
	const struct api_log_filter all = {.since = 0};
	char path[256];
	int lock;

	works("DescribeBackups", "{}", "");
	(void)snprintf(path, sizeof(path), "%s/estate.lock", home);
	lock = open(path, O_RDWR | O_CLOEXEC);
	ck_assert_int_ge(lock, 0);
	ck_assert_int_eq(flock(lock, LOCK_EX), 0);
	works("DescribeClusters", "{}", "");
	close(lock);
	ck_assert_uint_eq(read_log(&all), 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("api");
	TCase *operations = tcase_create("operations"), *inputs = tcase_create("inputs"),
	      *log = tcase_create("log");

	tcase_add_checked_fixture(operations, setup, teardown);
	tcase_add_test(operations, cluster_is_made_changed_and_deleted);
	tcase_add_test(operations, hsm_is_made_and_deleted);
	tcase_add_test(operations, cluster_is_initialized);
	tcase_add_test(operations, backups_are_changed);
	tcase_add_test(operations, resources_have_tags);
	tcase_add_test(operations, backup_has_policy);
	suite_add_tcase(suite, operations);
	tcase_add_checked_fixture(inputs, setup, teardown);
	tcase_add_test(inputs, required_members_are_missed);
	tcase_add_test(inputs, wrong_types_are_refused);
	tcase_add_test(inputs, values_are_held_to_their_bounds);
	tcase_add_test(inputs, unknown_operations_are_refused);
	suite_add_tcase(suite, inputs);
	tcase_add_checked_fixture(log, setup, teardown);
	tcase_add_test(log, calls_are_recorded);
	tcase_add_test(log, log_is_filtered);
	tcase_add_test(log, log_is_read_page_by_page);
	tcase_add_test(log, deep_members_are_recorded);
	tcase_add_test(log, reading_goes_on_without_record);
	suite_add_tcase(suite, log);
	return unit_run(suite);
}
