/* Operations on backups. */
#include "api-private.h"

#include "error.h"
#include "json.h"

#include <stdlib.h>

/* DescribeBackups */

static int read_description(
    const struct json *input, struct describe_backups_request *request, struct error *err)
{
	const struct input_filter filters[] = {
	    {"backupIds", &request->backup_ids, &request->n_backup_ids},
	    {"sourceBackupIds", &request->source_backup_ids, &request->n_source_backup_ids},
	    {"clusterIds", &request->cluster_ids, &request->n_cluster_ids},
	    {"states", &request->states, &request->n_states},
	    {"neverExpires", &request->never_expires, &request->n_never_expires},
	};
	int rc = input_filters(input, filters, ARRAY_LENGTH(filters), err);

	if (rc == 0)
		rc = input_bool(input, "Shared", INPUT_OPTIONAL, &request->shared, err);
	if (rc == 0)
		rc = input_bool(
		    input, "SortAscending", INPUT_OPTIONAL, &request->sort_ascending, err);
	if (rc == 0)
		rc = input_max_results(input, &request->max_results, err);
	if (rc == 0)
		rc = input_string(input, "NextToken", INPUT_OPTIONAL, &request->next_token, err);
	return rc;
}

static void description_done(struct describe_backups_request *request)
{
	input_strings_free(request->backup_ids);
	input_strings_free(request->source_backup_ids);
	input_strings_free(request->cluster_ids);
	input_strings_free(request->states);
	input_strings_free(request->never_expires);
}

int api_describe_backups(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	struct describe_backups_request request = {.max_results = 0};
	struct backup_view *backups = NULL;
	char *next_token = NULL;
	size_t count = 0;
	int rc = read_description(input, &request, err);

	if (rc == 0)
		rc = estate_describe_backups(estate, &request, &backups, &count, &next_token, err);
	if (rc == 0) {
		json_write_array(answer, "Backups");
		for (size_t i = 0; i < count; i++)
			output_backup(answer, NULL, true, &backups[i]);
		json_write_end(answer);
		output_if_any(answer, "NextToken", next_token);
		backup_views_free(backups, count);
		free(next_token);
	}
	description_done(&request);
	return rc;
}

/* CopyBackupToRegion */

static void answer_copy(struct json_writer *answer, const struct backup_view *copy)
{
	json_write_object(answer, "DestinationBackup");
	output_time(answer, "CreateTimestamp", copy->created);
	output_if_any(answer, "SourceRegion", copy->source_region);
	output_if_any(answer, "SourceBackup", copy->source_backup);
	output_if_any(answer, "SourceCluster", copy->source_cluster);
	json_write_end(answer);
}

int api_copy_backup_to_region(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	const char *region, *backup_id;
	struct tag *tags = NULL;
	struct backup_view copy;
	size_t n_tags = 0;
	int rc = input_string(input, "DestinationRegion", INPUT_REQUIRED, &region, err);

	if (rc == 0)
		rc = input_string(input, "BackupId", INPUT_REQUIRED, &backup_id, err);
	if (rc == 0)
		rc = input_tags(input, INPUT_OPTIONAL, &tags, &n_tags, err);
	if (rc == 0)
		rc = estate_copy_backup_to_region(
		    estate, region, backup_id, tags, n_tags, &copy, err);
	if (rc == 0) {
		answer_copy(answer, &copy);
		backup_view_done(&copy);
	}
	free(tags);
	return rc;
}

/* DeleteBackup, RestoreBackup, ModifyBackupAttributes */

static void answer_backup(struct json_writer *answer, struct backup_view *backup)
{
	output_backup(answer, "Backup", false, backup);
	backup_view_done(backup);
}

int api_delete_backup(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	struct backup_view backup;
	const char *backup_id;
	int rc = input_string(input, "BackupId", INPUT_REQUIRED, &backup_id, err);

	if (rc == 0)
		rc = estate_delete_backup(estate, backup_id, &backup, err);
	if (rc == 0)
		answer_backup(answer, &backup);
	return rc;
}

int api_restore_backup(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	struct backup_view backup;
	const char *backup_id;
	int rc = input_string(input, "BackupId", INPUT_REQUIRED, &backup_id, err);

	if (rc == 0)
		rc = estate_restore_backup(estate, backup_id, &backup, err);
	if (rc == 0)
		answer_backup(answer, &backup);
	return rc;
}

int api_modify_backup_attributes(
    struct estate *estate, const struct json *input, struct json_writer *answer, struct error *err)
{
	struct backup_view backup;
	const char *backup_id;
	bool never_expires;
	int rc = input_string(input, "BackupId", INPUT_REQUIRED, &backup_id, err);

	if (rc == 0)
		rc = input_bool(input, "NeverExpires", INPUT_REQUIRED, &never_expires, err);
	if (rc == 0)
		rc =
		    estate_modify_backup_attributes(estate, backup_id, never_expires, &backup, err);
	if (rc == 0)
		answer_backup(answer, &backup);
	return rc;
}
