/* Calls of operations by their names: the one table of them, and what goes before and behind each.
 */
#include "api.h"

#include "api-private.h"
#include "bytes.h"
#include "json.h"

#include <stdbool.h>
#include <string.h>

#define REASON_MAX 160

struct operation {
	const char *name;
	bool is_read_only;
	api_function *run;
};

static const struct operation operations[] = {
    {"CopyBackupToRegion", false, api_copy_backup_to_region},
    {"CreateCluster", false, api_create_cluster},
    {"CreateHsm", false, api_create_hsm},
    {"DeleteBackup", false, api_delete_backup},
    {"DeleteCluster", false, api_delete_cluster},
    {"DeleteHsm", false, api_delete_hsm},
    {"DeleteResourcePolicy", false, api_delete_resource_policy},
    {"DescribeBackups", true, api_describe_backups},
    {"DescribeClusters", true, api_describe_clusters},
    {"GetResourcePolicy", true, api_get_resource_policy},
    {"InitializeCluster", false, api_initialize_cluster},
    {"ListTags", true, api_list_tags},
    {"ModifyBackupAttributes", false, api_modify_backup_attributes},
    {"ModifyCluster", false, api_modify_cluster},
    {"PutResourcePolicy", false, api_put_resource_policy},
    {"RestoreBackup", false, api_restore_backup},
    {"TagResource", false, api_tag_resource},
    {"UntagResource", false, api_untag_resource},
};

static const struct {
	enum error_code code;
	const char *name;
} exceptions[] = {
    {ERR_API_INVALID_REQUEST, "CloudHsmInvalidRequestException"},
    {ERR_API_NOT_FOUND, "CloudHsmResourceNotFoundException"},
    {ERR_API_LIMIT, "CloudHsmResourceLimitExceededException"},
    {ERR_API_ACCESS_DENIED, "CloudHsmAccessDeniedException"},
    {ERR_API_TAG, "CloudHsmTagException"},
    {ERR_API_SERIALIZATION, "SerializationException"},
    {ERR_API_UNKNOWN_OPERATION, "UnknownOperationException"},
};

const char *api_exception_name(enum error_code code)
{
	for (size_t i = 0; i < ARRAY_LENGTH(exceptions); i++) {
		if (exceptions[i].code == code)
			return exceptions[i].name;
	}
	return "CloudHsmInternalFailureException";
}

static const struct operation *find_operation(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(operations); i++) {
		if (strcmp(operations[i].name, name) == 0)
			return &operations[i];
	}
	return NULL;
}

static int read_input(const char *text, struct json **input, struct error *err)
{
	char reason[REASON_MAX] = "";

	if (text[0] == '\0')
		text = "{}";
	*input = json_parse(text, strlen(text), reason, sizeof(reason));
	if (!*input)
		return error_raisef(err, ERR_API_SERIALIZATION, "%s", reason);
	if (json_type_of(*input) == JSON_OBJECT)
		return 0;
	json_free(*input);
	*input = NULL;
	return error_raisef(err, ERR_API_SERIALIZATION, "Expected a structure");
}

static int run(struct estate *estate, const struct operation *operation, const struct json *input,
    struct bytes *output, struct error *err)
{
	struct json_writer writer;
	int rc;

	json_writer_init(&writer, output, 0);
	json_write_object(&writer, NULL);
	rc = operation->run(estate, input, &writer, err);
	json_write_end(&writer);
	if (rc == 0 && bytes_failed(output))
		rc = error_raise(err, ERR_MEMORY);
	return rc;
}

int api_call(struct estate *estate, const struct api_caller *caller, const char *operation,
    const char *input, struct bytes *output, struct error *err)
{
	const struct operation *found = find_operation(operation);
	struct trail_call call = {.caller = caller, .operation = operation};
	struct bytes answer = BYTES_INIT;
	struct error own = ERROR_INIT;
	struct json *json = NULL;
	int rc;

	if (!err)
		err = &own;
	if (!found)
		return error_raisef(err, ERR_API_UNKNOWN_OPERATION,
		    "The service has no operation '%s'.", operation);
	rc = read_input(input, &json, err);
	if (rc == 0)
		rc = run(estate, found, json, &answer, err);
	if (rc == 0)
		bytes_append(output, answer.data, answer.len);
	call.is_read_only = found->is_read_only;
	call.input = json;
	call.output = rc == 0 ? bytes_text(&answer) : NULL;
	call.error = err;
	if (rc == 0 || error_class_of((enum error_code)rc) == CLASS_API)
		trail_add(estate, &call);
	bytes_done(&answer);
	json_free(json);
	return rc;
}
