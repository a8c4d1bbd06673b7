/* Reads the values of options that are more than a word. */
#include "aws-parameter.h"

#include "args.h"
#include "bytes.h"
#include "error.h"
#include "estate.h"
#include "files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX (1024U * 1024U)

static const char file_prefix[] = "file://";

/* The errno that Python, in which AWS CLI is written, would meet; 0 when the file can be read. */
static int trouble_with(const char *path)
{
	struct stat status;

	if (access(path, R_OK) != 0)
		return errno;
	return stat(path, &status) == 0 && S_ISDIR(status.st_mode) ? EISDIR : 0;
}

static int read_file(const char *flag, const char *url, char **text, struct error *err)
{
	const char *path = url + strlen(file_prefix);
	struct bytes contents = BYTES_INIT;
	int number = trouble_with(path), rc;

	if (number != 0)
		return error_raisef(err, ERR_USAGE,
		    "Error parsing parameter '%s': Unable to load paramfile %s: [Errno %d] %s: "
		    "'%s'",
		    flag, url, number, strerror(number), path);
	rc = file_read(path, FILE_MAX, &contents, err);
	if (rc == 0 && contents.len > 0 && memchr(contents.data, '\0', contents.len))
		rc = error_raisef(err, ERR_USAGE,
		    "Error parsing parameter '%s': Unable to load paramfile (%s), text contents "
		    "could not be decoded.",
		    flag, url);
	if (rc == 0) {
		*text = strdup(bytes_text(&contents));
		if (!*text)
			rc = error_raise(err, ERR_MEMORY);
	}
	bytes_done(&contents);
	return rc;
}

int parameter_text(
    const struct args *args, unsigned option, const char *flag, char **text, struct error *err)
{
	const char *value = args_text(args, option);

	*text = NULL;
	if (!value)
		return 0;
	if (strncmp(value, file_prefix, strlen(file_prefix)) == 0)
		return read_file(flag, value, text, err);
	*text = strdup(value);
	return *text ? 0 : error_raise(err, ERR_MEMORY);
}

static int unknown_filter(
    const char *key, const struct parameter_filter *filters, size_t n, struct error *err)
{
	struct bytes names = BYTES_INIT;
	int rc;

	for (size_t i = 0; i < n; i++)
		bytes_append_format(&names, "%s%s", i ? ", " : "", filters[i].name);
	rc = error_raisef(err, ERR_API_INVALID_REQUEST,
	    "Filter '%s' is not supported. Supported filters are %s.", key, bytes_text(&names));
	bytes_done(&names);
	return rc;
}

int parameter_filters(const struct args *args, unsigned option,
    const struct parameter_filter *filters, size_t n, struct shorthand *shorthand,
    struct error *err)
{
	const char *text = args_text(args, option);
	int rc;

	*shorthand = (struct shorthand)SHORTHAND_INIT;
	if (!text)
		return 0;
	rc = shorthand_parse("--filters", text, shorthand, err);
	for (size_t i = 0; i < shorthand->count && rc == 0; i++) {
		const struct shorthand_pair *pair = &shorthand->pairs[i];
		size_t j = 0;

		while (j < n && strcmp(filters[j].name, pair->key) != 0)
			j++;
		if (j == n) {
			rc = unknown_filter(pair->key, filters, n, err);
		} else {
			*filters[j].values = pair->values;
			*filters[j].count = pair->n_values;
		}
	}
	if (rc != 0)
		shorthand_done(shorthand);
	return rc;
}

static int copy_member(
    const char *member, const char *value, char *to, size_t size, struct error *err)
{
	size_t len = strlen(value);

	if (len >= size)
		return error_raisef(err, ERR_API_INVALID_REQUEST,
		    "1 validation error detected: Value at 'tagList.member.%s' failed to satisfy "
		    "constraint: Member must have length less than or equal to %zu",
		    member, size - 1);
	memcpy(to, value, len + 1);
	return 0;
}

static int read_tag(const char *word, size_t index, struct tag *tag, struct error *err)
{
	static const char *const members[] = {"Key", "Value"};
	struct shorthand shorthand;
	const char *key, *value;
	char where[32];
	int rc = shorthand_parse("--tag-list", word, &shorthand, err);

	if (rc != 0)
		return rc;
	(void)snprintf(where, sizeof(where), "TagList[%zu]", index);
	rc = shorthand_check(&shorthand, where, members, ARRAY_LENGTH(members), err);
	key = shorthand_member(&shorthand, members[0]);
	value = shorthand_member(&shorthand, members[1]);
	if (rc == 0 && (!key || !value))
		rc = error_raisef(err, ERR_USAGE,
		    "Parameter validation failed:\nMissing required parameter in %s: \"%s\"", where,
		    key ? members[1] : members[0]);
	if (rc == 0)
		rc = copy_member("key", key, tag->key, sizeof(tag->key), err);
	if (rc == 0)
		rc = copy_member("value", value, tag->value, sizeof(tag->value), err);
	shorthand_done(&shorthand);
	return rc;
}

int parameter_tags(
    const struct args *args, unsigned option, struct tag **tags, size_t *count, struct error *err)
{
	size_t n = 0;
	const char *const *words = args_list(args, option, &n);
	struct tag *list = calloc(n ? n : 1, sizeof(*list));
	int rc = list ? 0 : error_raise(err, ERR_MEMORY);

	for (size_t i = 0; i < n && rc == 0; i++)
		rc = read_tag(words[i], i, &list[i], err);
	if (rc != 0) {
		free(list);
		return rc;
	}
	*tags = list;
	*count = n;
	return 0;
}
