/* Tags of clusters and backups: ListTags, TagResource, UntagResource. */
#include "estate-private.h"

#include "error.h"
#include "resource.h"

#include <stdlib.h>
#include <string.h>

#define TAGS_A_PAGE 100
#define TOKEN_HEAD "tag:"

int estate_check_tags(const struct tag *tags, size_t count, struct error *err)
{
	if (count > RESOURCE_TAGS_MAX)
		return error_raisef(
		    err, ERR_API_TAG, "A resource can have at most %d tags.", RESOURCE_TAGS_MAX);
	for (size_t i = 0; i < count; i++) {
		const struct tag *tag = &tags[i];
		int rc = shape_check(SHAPE_TAG_KEY, "tagList.member.key", tag->key, err);

		if (rc == 0)
			rc = shape_check(SHAPE_TAG_VALUE, "tagList.member.value", tag->value, err);
		if (rc != 0)
			return rc;
		if (strncmp(tag->key, "aws:", 4) == 0)
			return error_raisef(err, ERR_API_TAG,
			    "Tag key '%s' is not allowed: keys that begin with aws: are reserved.",
			    tag->key);
		for (size_t j = 0; j < i; j++) {
			if (strcmp(tag->key, tags[j].key) == 0)
				return error_raisef(
				    err, ERR_API_TAG, "Tag key '%s' is given twice.", tag->key);
		}
	}
	return 0;
}

/* Whether there is a cluster or backup of this id that can have tags. */
static int find_resource(struct estate *estate, const char *resource_id, struct error *err)
{
	struct backup_row backup;
	struct cluster_row cluster;
	int rc;

	if (strncmp(resource_id, "backup-", strlen("backup-")) == 0)
		return estate_find_backup(estate, resource_id, &backup, err);
	rc = estate_find_cluster(estate, resource_id, &cluster, err);
	if (rc == 0)
		cluster_row_done(&cluster);
	return rc;
}

/* ListTags */

static int by_key(const void *left, const void *right)
{
	return strcmp(((const struct tag *)left)->key, ((const struct tag *)right)->key);
}

/* The key behind which a page begins, "" for the first one. */
static int read_token(const char *token, struct bytes *key, struct error *err)
{
	size_t head = strlen(TOKEN_HEAD);
	struct bytes text = BYTES_INIT;
	int rc = token ? shape_check(SHAPE_NEXT_TOKEN, "nextToken", token, err) : 0;

	if (rc != 0 || !token)
		return rc;
	if (bytes_from_base64(&text, token, strlen(token)) &&
	    strncmp(bytes_text(&text), TOKEN_HEAD, head) == 0 && text.len > head)
		bytes_append_text(key, bytes_text(&text) + head);
	else
		rc = error_raisef(err, ERR_API_INVALID_REQUEST, "Invalid NextToken.");
	bytes_done(&text);
	return rc;
}

static int write_token(const char *key, char **token, struct error *err)
{
	struct bytes text = BYTES_INIT, encoded = BYTES_INIT;

	bytes_append_format(&text, TOKEN_HEAD "%s", key);
	bytes_append_base64(&encoded, text.data, text.len);
	*token = bytes_failed(&text) ? NULL : bytes_detach(&encoded, NULL);
	bytes_done(&encoded);
	bytes_done(&text);
	return *token ? 0 : error_raise(err, ERR_MEMORY);
}

/* Moves the page to the front of tags; *count is how many there are, and then how many it has. */
static int take_page(const char *behind, size_t limit, struct tag *tags, size_t *count,
    char **next_token, struct error *err)
{
	size_t first = 0, left;

	if (*count == 0)
		return 0;
	qsort(tags, *count, sizeof(*tags), by_key);
	while (first < *count && behind[0] != '\0' && strcmp(tags[first].key, behind) <= 0)
		first++;
	left = *count - first;
	memmove(tags, tags + first, left * sizeof(*tags));
	*count = left < limit ? left : limit;
	return left > limit ? write_token(tags[limit - 1].key, next_token, err) : 0;
}

static int list(struct estate *estate, const char *resource_id, struct tag **tags, size_t *count,
    struct error *err)
{
	int rc = store_begin_read(estate->store, err);

	if (rc != 0)
		return rc;
	rc = find_resource(estate, resource_id, err);
	if (rc == 0)
		rc = store_tag_list(estate->store, resource_id, tags, count, err);
	store_end_read(estate->store);
	return rc;
}

int estate_list_tags(struct estate *estate, const struct list_tags_request *request,
    struct tag **tags, size_t *count, char **next_token, struct error *err)
{
	size_t limit = request->max_results ? request->max_results : TAGS_A_PAGE, n = 0;
	struct bytes behind = BYTES_INIT;
	struct tag *found = NULL;
	char *token = NULL;
	int rc = shape_check(SHAPE_RESOURCE_ID, "resourceId", request->resource_id, err);

	if (rc == 0)
		rc = shape_check_max("maxResults", request->max_results, TAGS_A_PAGE, err);
	if (rc == 0)
		rc = read_token(request->next_token, &behind, err);
	if (rc == 0)
		rc = list(estate, request->resource_id, &found, &n, err);
	if (rc == 0)
		rc = take_page(bytes_text(&behind), limit, found, &n, &token, err);
	bytes_done(&behind);
	if (rc != 0) {
		free(found);
		return rc;
	}
	*tags = found;
	*count = n;
	*next_token = token;
	return 0;
}

/* TagResource */

static bool has_key(const struct tag *tags, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(tags[i].key, key) == 0)
			return true;
	}
	return false;
}

/* Those that are there and those that come must not be too many together. */
static int check_room(struct estate *estate, const char *resource_id, const struct tag *tags,
    size_t count, struct error *err)
{
	struct tag *present = NULL;
	size_t n = 0, total;
	int rc = store_tag_list(estate->store, resource_id, &present, &n, err);

	total = n;
	for (size_t i = 0; i < count && rc == 0; i++)
		total += !has_key(present, n, tags[i].key);
	free(present);
	if (rc == 0 && total > RESOURCE_TAGS_MAX)
		rc = error_raisef(
		    err, ERR_API_TAG, "A resource can have at most %d tags.", RESOURCE_TAGS_MAX);
	return rc;
}

int estate_put_tags(struct estate *estate, const char *resource_id, const struct tag *tags,
    size_t count, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < count && rc == 0; i++)
		rc = store_tag_put(estate->store, resource_id, &tags[i], err);
	return rc;
}

static int tag_resource(struct estate *estate, const char *resource_id, const struct tag *tags,
    size_t count, struct error *err)
{
	int rc = find_resource(estate, resource_id, err);

	if (rc == 0)
		rc = check_room(estate, resource_id, tags, count, err);
	return rc == 0 ? estate_put_tags(estate, resource_id, tags, count, err) : rc;
}

int estate_tag_resource(struct estate *estate, const char *resource_id, const struct tag *tags,
    size_t count, struct error *err)
{
	int rc = shape_check(SHAPE_RESOURCE_ID, "resourceId", resource_id, err);

	if (rc == 0)
		rc = shape_check_some("tagList", count, err);
	if (rc == 0)
		rc = estate_check_tags(tags, count, err);
	if (rc == 0)
		rc = store_begin(estate->store, STORE_FLUSH, err);
	if (rc != 0)
		return rc;
	return estate_finish(estate, tag_resource(estate, resource_id, tags, count, err), err);
}

/* UntagResource */

static int remove_tags(struct estate *estate, const char *resource_id, const char *const *keys,
    size_t count, struct error *err)
{
	int rc = find_resource(estate, resource_id, err);

	for (size_t i = 0; i < count && rc == 0; i++)
		rc = store_tag_remove(estate->store, resource_id, keys[i], err);
	return rc;
}

int estate_untag_resource(struct estate *estate, const char *resource_id, const char *const *keys,
    size_t count, struct error *err)
{
	int rc = shape_check(SHAPE_RESOURCE_ID, "resourceId", resource_id, err);

	if (rc == 0)
		rc = shape_check_some("tagKeyList", count, err);
	if (rc == 0 && count > RESOURCE_TAGS_MAX)
		rc = error_raisef(
		    err, ERR_API_TAG, "At most %d tags can be removed at once.", RESOURCE_TAGS_MAX);
	if (rc == 0)
		rc = shape_check_list(SHAPE_TAG_KEY, "tagKeyList.member", keys, count, err);
	if (rc == 0)
		rc = store_begin(estate->store, STORE_FLUSH, err);
	if (rc != 0)
		return rc;
	return estate_finish(estate, remove_tags(estate, resource_id, keys, count, err), err);
}
