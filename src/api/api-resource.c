/* Operations on tags and resource policies. */
#include "api-private.h"

#include "error.h"
#include "json.h"
#include "resource.h"

#include <stdlib.h>

int api_list_tags(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	struct list_tags_request request = {.resource_id = NULL};
	struct tag *tags = NULL;
	char *next_token = NULL;
	size_t count = 0;
	int rc = input_string(input, "ResourceId", INPUT_REQUIRED, &request.resource_id, err);

	if (rc == 0)
		rc = input_max_results(input, &request.max_results, err);
	if (rc == 0)
		rc = input_string(input, "NextToken", INPUT_OPTIONAL, &request.next_token, err);
	if (rc == 0)
		rc = estate_list_tags(estate, &request, &tags, &count, &next_token, err);
	if (rc != 0)
		return rc;
	output_tags(answer, tags, count);
	output_if_any(answer, "NextToken", next_token);
	free(tags);
	free(next_token);
	return 0;
}

int api_tag_resource(struct estate *estate, const struct json *input,
    struct json_writer *answer UNUSED, struct error *err)
{
	const char *resource_id;
	struct tag *tags = NULL;
	size_t count = 0;
	int rc = input_string(input, "ResourceId", INPUT_REQUIRED, &resource_id, err);

	if (rc == 0)
		rc = input_tags(input, INPUT_REQUIRED, &tags, &count, err);
	if (rc == 0)
		rc = estate_tag_resource(estate, resource_id, tags, count, err);
	free(tags);
	return rc;
}

int api_untag_resource(struct estate *estate, const struct json *input,
    struct json_writer *answer UNUSED, struct error *err)
{
	const char *const *keys = NULL;
	const char *resource_id;
	size_t count = 0;
	int rc = input_string(input, "ResourceId", INPUT_REQUIRED, &resource_id, err);

	if (rc == 0)
		rc = input_strings(input, "TagKeyList", INPUT_REQUIRED, &keys, &count, err);
	if (rc == 0)
		rc = estate_untag_resource(estate, resource_id, keys, count, err);
	input_strings_free(keys);
	return rc;
}

/* The model requires no member of these three; none of them can do without. */

int api_put_resource_policy(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	const char *arn, *policy;
	int rc = input_string(input, "ResourceArn", INPUT_REQUIRED, &arn, err);

	if (rc == 0)
		rc = input_string(input, "Policy", INPUT_REQUIRED, &policy, err);
	if (rc == 0)
		rc = estate_put_resource_policy(estate, arn, policy, err);
	if (rc != 0)
		return rc;
	output_string(answer, "ResourceArn", arn);
	output_string(answer, "Policy", policy);
	return 0;
}

int api_get_resource_policy(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	char *policy = NULL;
	const char *arn;
	int rc = input_string(input, "ResourceArn", INPUT_REQUIRED, &arn, err);

	if (rc == 0)
		rc = estate_get_resource_policy(estate, arn, &policy, err);
	if (rc != 0)
		return rc;
	output_if_any(answer, "Policy", policy);
	free(policy);
	return 0;
}

int api_delete_resource_policy(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	char *policy = NULL;
	const char *arn;
	int rc = input_string(input, "ResourceArn", INPUT_REQUIRED, &arn, err);

	if (rc == 0)
		rc = estate_delete_resource_policy(estate, arn, &policy, err);
	if (rc != 0)
		return rc;
	output_string(answer, "ResourceArn", arn);
	output_if_any(answer, "Policy", policy);
	free(policy);
	return 0;
}
