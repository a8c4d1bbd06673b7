/* The estate: resource policies of backups. */
#include "estate-fixture.h"
#include "resource.h"

static char backup_id[RESOURCE_ID_MAX + 1], arn[160];

static void make_backup(void)
{
	struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct hsm_view hsm;

	open_estate();
	hsm = make_active(&request);
	ck_assert_uint_ge(list_backups(hsm.cluster_id, backup_id), 1);
	(void)snprintf(
	    arn, sizeof(arn), "arn:aws:cloudhsm:us-east-1:" ESTATE_ACCOUNT ":backup/%s", backup_id);
}

/* One statement of these parts; the whole when they are NULL. */
static int put_parts(
    const char *effect, const char *principal, const char *action, const char *resource)
{
	struct bytes policy = BYTES_INIT;
	int rc;

	bytes_append_format(&policy,
	    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": %s, \"Principal\": %s, "
	    "\"Action\": %s, \"Resource\": %s%s%s}]}",
	    effect ? effect : "\"Allow\"", principal ? principal : "{\"AWS\": \"444455556666\"}",
	    action ? action : "\"cloudhsm:CreateCluster\"", resource ? "" : "\"",
	    resource ? resource : arn, resource ? "" : "\"");
	rc = estate_put_resource_policy(estate, arn, bytes_text(&policy), &err);
	bytes_done(&policy);
	return rc;
}

static void refuse_policy(const char *policy, const char *part)
{
	refuse(
	    estate_put_resource_policy(estate, arn, policy, &err), ERR_API_INVALID_REQUEST, part);
}

static void expect_policy(bool there)
{
	char *policy = NULL;

	succeed(estate_get_resource_policy(estate, arn, &policy, &err));
	ck_assert_int_eq(policy != NULL, there);
	free(policy);
}

START_TEST(policy_is_kept_as_given)
{
	char *policy = NULL;

	expect_policy(false);
	succeed(put_parts(NULL, "\"*\"",
	    "[\"cloudhsm:DescribeBackups\", \"CloudHSM:CreateCluster\"]", "[\"*\"]"));
	succeed(estate_get_resource_policy(estate, arn, &policy, &err));
	ck_assert_ptr_nonnull(strstr(policy, "{\"Version\": \"2012-10-17\", "));
	free(policy);
	succeed(put_parts("\"Deny\"", NULL, NULL, NULL));
	succeed(estate_delete_resource_policy(estate, arn, &policy, &err));
	ck_assert_ptr_nonnull(strstr(policy, "Deny"));
	free(policy);
	expect_policy(false);
	succeed(estate_delete_resource_policy(estate, arn, &policy, &err));
	ck_assert_ptr_null(policy);
}
END_TEST

START_TEST(one_statement_may_stand_alone)
{
	struct bytes policy = BYTES_INIT;

	bytes_append_format(&policy,
	    "{\"Version\": \"2008-10-17\", \"Id\": \"x\", \"Statement\": {\"Sid\": \"1\", "
	    "\"Effect\": \"Allow\", \"Principal\": {\"AWS\": [\"444455556666\"]}, \"Action\": "
	    "\"cloudhsm:DescribeBackups\", \"Resource\": \"%s\", \"Condition\": {}}}",
	    arn);
	succeed(estate_put_resource_policy(estate, arn, bytes_text(&policy), &err));
	bytes_done(&policy);
	expect_policy(true);
}
END_TEST

START_TEST(what_is_no_policy_is_refused)
{
	char *endless = calloc(1, RESOURCE_POLICY_MAX + 2);

	ck_assert_ptr_nonnull(endless);
	memset(endless, ' ', RESOURCE_POLICY_MAX + 1);
	refuse_policy(endless, "length less than or equal to 20000");
	free(endless);
	refuse_policy("", "length greater than or equal to 1");
	refuse_policy("{", "The policy is not valid: line 1");
	refuse_policy("[]", "must be an object");
	refuse_policy("{\"Version\": \"2020-01-01\"}", "Version must be");
	refuse_policy("{\"Version\": 1}", "Version must be");
	refuse_policy("{\"Version\": \"2012-10-17\"}", "must have a Statement");
	refuse_policy("{\"Version\": \"2012-10-17\", \"Statement\": []}", "must have a Statement");
	refuse_policy(
	    "{\"Version\": \"2012-10-17\", \"Statement\": [1]}", "Statement must be an object");
	refuse_policy("{\"Version\": \"2012-10-17\", \"Colour\": 1}", "no place for 'Colour'");
	refuse_policy("{\"Version\": \"2012-10-17\", \"Statement\": {\"NotAction\": 1}}",
	    "no place for 'NotAction'");
	expect_policy(false);
}
END_TEST

START_TEST(parts_of_a_statement_are_checked)
{
	static const struct {
		const char *effect, *principal, *action, *resource, *part;
	} bad[] = {
	    {"\"allow\"", NULL, NULL, NULL, "Effect"},
	    {"1", NULL, NULL, NULL, "Effect"},
	    {NULL, "\"444455556666\"", NULL, NULL, "Principal"},
	    {NULL, "{}", NULL, NULL, "Principal"},
	    {NULL, "{\"AWS\": []}", NULL, NULL, "Principal"},
	    {NULL, "{\"AWS\": \"\"}", NULL, NULL, "Principal"},
	    {NULL, "7", NULL, NULL, "Principal"},
	    {NULL, NULL, "\"cloudhsm:*\"", NULL, "Action"},
	    {NULL, NULL, "[\"cloudhsm:CreateCluster\", \"cloudhsm:DeleteBackup\"]", NULL, "Action"},
	    {NULL, NULL, "[]", NULL, "Action"},
	    {NULL, NULL, "[1]", NULL, "Action"},
	    {NULL, NULL, "{}", NULL, "Action"},
	    {NULL, NULL, NULL, "\"arn:aws:cloudhsm:us-east-1:111122223333:backup/x\"", "Resource"},
	    {NULL, NULL, NULL, "null", "Resource"},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		refuse(put_parts(bad[i].effect, bad[i].principal, bad[i].action, bad[i].resource),
		    ERR_API_INVALID_REQUEST, bad[i].part);
	expect_policy(false);
}
END_TEST

static void refuse_arn(const char *other, enum error_code code, const char *part)
{
	char *policy = NULL;

	refuse(estate_get_resource_policy(estate, other, &policy, &err), code, part);
	refuse(estate_delete_resource_policy(estate, other, &policy, &err), code, part);
	refuse(estate_put_resource_policy(estate, other, "{}", &err), code, part);
}

START_TEST(backup_must_be_the_accounts_own)
{
	char other[200];

	refuse_arn(backup_id, ERR_API_INVALID_REQUEST, "resourceArn");
	refuse_arn("arn:aws:cloudhsm:us-east-1:111122223333:backup/backup-aaaaaaaaaaa",
	    ERR_API_NOT_FOUND, "does not exist");
	(void)snprintf(
	    other, sizeof(other), "arn:aws:cloudhsm:us-east-1:444455556666:backup/%s", backup_id);
	refuse_arn(other, ERR_API_ACCESS_DENIED, "belongs to account 444455556666");
	(void)snprintf(
	    other, sizeof(other), "arn:aws:cloudhsm:eu-west-1:111122223333:backup/%s", backup_id);
	refuse_arn(other, ERR_API_NOT_FOUND, "does not exist");
	succeed(estate_choose_region(estate, "eu-west-1", &err));
	refuse_arn(arn, ERR_API_NOT_FOUND, "does not exist");
}
END_TEST

START_TEST(policy_goes_with_its_backup)
{
	struct backup_view backup;

	succeed(put_parts(NULL, NULL, NULL, NULL));
	succeed(estate_delete_backup(estate, backup_id, &backup, &err));
	backup_view_done(&backup);
	refuse(put_parts(NULL, NULL, NULL, NULL), ERR_API_INVALID_REQUEST,
	    "in state PENDING_DELETION");
	succeed(estate_restore_backup(estate, backup_id, &backup, &err));
	backup_view_done(&backup);
	expect_policy(false);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("estate-policy");
	TCase *policies = tcase_create("policies");

	tcase_add_checked_fixture(policies, make_backup, close_estate);
	tcase_add_test(policies, policy_is_kept_as_given);
	tcase_add_test(policies, one_statement_may_stand_alone);
	tcase_add_test(policies, what_is_no_policy_is_refused);
	tcase_add_test(policies, parts_of_a_statement_are_checked);
	tcase_add_test(policies, backup_must_be_the_accounts_own);
	tcase_add_test(policies, policy_goes_with_its_backup);
	suite_add_tcase(suite, policies);
	return unit_run(suite);
}
