/* What the files of the API share; nobody else sees it. */
#ifndef LOCALHSM_API_PRIVATE_H
#define LOCALHSM_API_PRIVATE_H

#include "api.h"
#include "attributes.h"
#include "estate.h"
#include "json-writer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json;

/* What an operation does: its members are in input, its answer's go into the open object. */
typedef int api_function(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err);

/* api-cluster.c, api-backup.c, api-resource.c */
api_function api_create_cluster, api_initialize_cluster, api_describe_clusters, api_modify_cluster,
    api_delete_cluster, api_create_hsm, api_delete_hsm;
api_function api_describe_backups, api_copy_backup_to_region, api_delete_backup, api_restore_backup,
    api_modify_backup_attributes;
api_function api_list_tags, api_tag_resource, api_untag_resource, api_put_resource_policy,
    api_get_resource_policy, api_delete_resource_policy;

/*
 * api-input.c: members of an input. Of a wrong type: ERR_API_SERIALIZATION. Required and not there:
 * ERR_API_INVALID_REQUEST. null is as good as not there.
 */
enum input_need { INPUT_OPTIONAL, INPUT_REQUIRED };

/* Borrowed from the input; NULL when it is not there. */
MUST_CHECK int input_string(const struct json *input, const char *member, enum input_need need,
    const char **value, struct error *err);
/* *values is for input_strings_free; what it points to is borrowed. */
MUST_CHECK int input_strings(const struct json *input, const char *member, enum input_need need,
    const char *const **values, size_t *count, struct error *err);
void input_strings_free(const char *const *values); /* takes NULL */
MUST_CHECK int input_bool(const struct json *input, const char *member, enum input_need need,
    bool *value, struct error *err);
/* MaxResults: 1 or more; 0 when it is not there. */
MUST_CHECK int input_max_results(const struct json *input, uint64_t *value, struct error *err);
/* BackupRetentionPolicy. */
MUST_CHECK int input_retention(
    const struct json *input, const char **type, const char **value, struct error *err);
/* TagList; *tags is for the caller to free(), NULL when it is not there. */
MUST_CHECK int input_tags(const struct json *input, enum input_need need, struct tag **tags,
    size_t *count, struct error *err);

/* Where the values of one filter go; *values is for input_strings_free. */
struct input_filter {
	const char *name; /* "clusterIds" */
	const char *const **values;
	size_t *count;
};
/* Filters. ERR_API_INVALID_REQUEST for a name that is none of these. */
MUST_CHECK int input_filters(
    const struct json *input, const struct input_filter *filters, size_t n, struct error *err);

/* api-output.c: what answers consist of. name is NULL for an element. */

void output_string(struct json_writer *answer, const char *name, const char *value);
/* Nothing for NULL and "". */
void output_if_any(struct json_writer *answer, const char *name, const char *value);
/* Seconds, with the milliseconds that the service counts; nothing for 0. */
void output_time(struct json_writer *answer, const char *name, int64_t microseconds);
void output_tags(struct json_writer *answer, const struct tag *tags, size_t count);
void output_hsm(struct json_writer *answer, const char *name, const struct hsm_view *hsm);
void output_cluster(
    struct json_writer *answer, const char *name, const struct cluster_view *cluster);
/* Only lists of backups show their tags. */
void output_backup(
    struct json_writer *answer, const char *name, bool has_tags, const struct backup_view *backup);

/* api-trail.c */

struct trail_call {
	const struct api_caller *caller;
	const char *operation;
	bool is_read_only;
	const struct json *input; /* NULL when it was no JSON */
	const char *output;       /* NULL when the call failed */
	const struct error *error;
};
/* Writes the call down, if that is possible. */
void trail_add(struct estate *estate, const struct trail_call *call);

#endif
