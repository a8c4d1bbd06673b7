/* What a resource policy may say: the grammar of IAM, as far as a backup can have it. */
#include "estate-private.h"

#include "error.h"
#include "json.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int refuse(const char *reason, struct error *err)
{
	return error_raisef(err, ERR_API_INVALID_REQUEST, "The policy is not valid: %s.", reason);
}

static int check_members(
    const struct json *object, const char *const *names, size_t count, struct error *err)
{
	for (const struct json *at = json_first(object); at; at = json_next(at)) {
		if (!estate_is_among(json_name(at), names, count))
			return error_raisef(err, ERR_API_INVALID_REQUEST,
			    "The policy is not valid: it has no place for '%s'.", json_name(at));
	}
	return 0;
}

/* Whether value is a string that fits, or an array of nothing but such, and of at least one. */
static bool all_fit(
    const struct json *value, bool (*fits)(const char *text, const char *arn), const char *arn)
{
	if (!value)
		return false;
	if (json_type_of(value) == JSON_STRING)
		return fits(json_string(value), arn);
	if (json_type_of(value) != JSON_ARRAY || json_count(value) == 0)
		return false;
	for (const struct json *at = json_first(value); at; at = json_next(at)) {
		if (json_type_of(at) != JSON_STRING || !fits(json_string(at), arn))
			return false;
	}
	return true;
}

static bool is_action(const char *text, const char *arn UNUSED)
{
	return strcasecmp(text, "cloudhsm:CreateCluster") == 0 ||
	       strcasecmp(text, "cloudhsm:DescribeBackups") == 0;
}

static bool is_resource(const char *text, const char *arn)
{
	return strcmp(text, arn) == 0 || strcmp(text, "*") == 0;
}

static bool is_not_empty(const char *text, const char *arn UNUSED)
{
	return text[0] != '\0';
}

/* "*", or who is meant by kind: {"AWS": "arn:aws:iam::444455556666:root"}. */
static bool is_principal(const struct json *value)
{
	if (value && json_type_of(value) == JSON_STRING)
		return strcmp(json_string(value), "*") == 0;
	if (!value || json_type_of(value) != JSON_OBJECT || json_count(value) == 0)
		return false;
	for (const struct json *at = json_first(value); at; at = json_next(at)) {
		if (!all_fit(at, is_not_empty, NULL))
			return false;
	}
	return true;
}

static int check_statement(const struct json *statement, const char *arn, struct error *err)
{
	static const char *const members[] = {
	    "Sid", "Effect", "Principal", "Action", "Resource", "Condition"};
	const char *effect;
	int rc;

	if (json_type_of(statement) != JSON_OBJECT)
		return refuse("a Statement must be an object", err);
	rc = check_members(statement, members, ARRAY_LENGTH(members), err);
	if (rc != 0)
		return rc;
	effect =
	    json_member(statement, "Effect") ? json_string(json_member(statement, "Effect")) : NULL;
	if (!effect || (strcmp(effect, "Allow") != 0 && strcmp(effect, "Deny") != 0))
		return refuse("Effect must be Allow or Deny", err);
	if (!is_principal(json_member(statement, "Principal")))
		return refuse("Principal must name accounts, as in {\"AWS\": \"444455556666\"}, or "
			      "be \"*\"",
		    err);
	if (!all_fit(json_member(statement, "Action"), is_action, arn))
		return refuse(
		    "Action must be cloudhsm:CreateCluster, cloudhsm:DescribeBackups or both", err);
	if (!all_fit(json_member(statement, "Resource"), is_resource, arn))
		return refuse("Resource must be the ARN of the backup", err);
	return 0;
}

static int check_statements(const struct json *statements, const char *arn, struct error *err)
{
	int rc = 0;

	if (statements && json_type_of(statements) == JSON_OBJECT)
		return check_statement(statements, arn, err);
	if (!statements || json_type_of(statements) != JSON_ARRAY || json_count(statements) == 0)
		return refuse("it must have a Statement", err);
	for (const struct json *at = json_first(statements); at && rc == 0; at = json_next(at))
		rc = check_statement(at, arn, err);
	return rc;
}

static int check_document(const struct json *policy, const char *arn, struct error *err)
{
	static const char *const members[] = {"Version", "Id", "Statement"};
	static const char *const versions[] = {"2012-10-17", "2008-10-17"};
	const struct json *version;
	int rc;

	if (json_type_of(policy) != JSON_OBJECT)
		return refuse("it must be an object", err);
	rc = check_members(policy, members, ARRAY_LENGTH(members), err);
	if (rc != 0)
		return rc;
	version = json_member(policy, "Version");
	if (!version || json_type_of(version) != JSON_STRING ||
	    !estate_is_among(json_string(version), versions, ARRAY_LENGTH(versions)))
		return refuse("Version must be 2012-10-17", err);
	return check_statements(json_member(policy, "Statement"), arn, err);
}

int estate_check_policy(const char *policy, const char *arn, struct error *err)
{
	char reason[160] = "";
	struct json *json = json_parse(policy, strlen(policy), reason, sizeof(reason));
	int rc;

	if (!json)
		return refuse(reason, err);
	rc = check_document(json, arn, err);
	json_free(json);
	return rc;
}
