/* Reads the values of options that are more than a word. */
#include "aws-parameter.h"

#include "args.h"
#include "aws-file.h"
#include "aws-json.h"
#include "bytes.h"
#include "error.h"
#include "estate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int parameter_text(
    const struct args *args, const struct parameter *parameter, char **text, struct error *err)
{
	const char *word = args_text(args, parameter->option);

	*text = NULL;
	return word ? parameter_load(parameter->flag, parameter->member, word, text, err) : 0;
}

static int read_members(const struct args *args, const struct parameter *parameter, bool of_lists,
    struct shorthand *shorthand, struct error *err)
{
	const struct shorthand_shape shape = {parameter->flag, parameter->member, of_lists};
	char *text;
	int rc = parameter_text(args, parameter, &text, err);

	*shorthand = (struct shorthand)SHORTHAND_INIT;
	if (rc == 0 && text)
		rc = shorthand_parse(&shape, text, shorthand, err);
	free(text);
	return rc;
}

int parameter_structure(const struct args *args, const struct parameter *parameter,
    const char *const *names, size_t n_names, struct shorthand *shorthand, struct error *err)
{
	const struct shorthand_shape shape = {parameter->flag, parameter->member, false};
	int rc = read_members(args, parameter, false, shorthand, err);

	if (rc == 0)
		rc = shorthand_check(&shape, shorthand, names, n_names, err);
	if (rc != 0)
		shorthand_done(shorthand);
	return rc;
}

/* The single word of a list may be a JSON array, or the file of one. */
static int read_single(const struct parameter *parameter, const char *word,
    struct parameter_list *list, struct error *err)
{
	int rc = parameter_load(parameter->flag, parameter->member, word, &list->text, err);

	if (rc != 0)
		return rc;
	if (aws_json_begins_array(list->text)) {
		rc = aws_json_read(parameter->flag, list->text, &list->document, err);
		list->count = rc == 0 ? document_count(list->document) : 0;
		return rc;
	}
	list->own = calloc(1, sizeof(*list->own));
	if (!list->own)
		return error_raise(err, ERR_MEMORY);
	list->own[0] = list->text;
	list->values = list->own;
	list->count = 1;
	return 0;
}

/* Words are in list->values then, and an array in list->document. */
static int read_list(const struct args *args, const struct parameter *parameter,
    struct parameter_list *list, struct error *err)
{
	size_t count;
	const char *const *words = args_list(args, parameter->option, &count);

	*list = (struct parameter_list){.values = NULL};
	if (count == 1)
		return read_single(parameter, words[0], list, err);
	list->values = words;
	list->count = count;
	return 0;
}

static int take_strings(
    const struct parameter *parameter, struct parameter_list *list, struct error *err)
{
	size_t i = 0;

	list->own = calloc(list->count + 1, sizeof(*list->own));
	if (!list->own)
		return error_raise(err, ERR_MEMORY);
	for (const struct document *at = document_first(list->document); at;
	     at = document_next(at)) {
		int rc = aws_json_check(at, DOCUMENT_STRING, parameter->member, NULL, (long)i, err);

		if (rc != 0)
			return rc;
		list->own[i++] = document_string(at);
	}
	list->values = list->own;
	return 0;
}

int parameter_list(const struct args *args, const struct parameter *parameter,
    struct parameter_list *list, struct error *err)
{
	int rc = read_list(args, parameter, list, err);

	if (rc == 0 && list->document)
		rc = take_strings(parameter, list, err);
	if (rc != 0)
		parameter_list_done(list);
	return rc;
}

void parameter_list_done(struct parameter_list *list)
{
	free(list->own);
	free(list->text);
	document_free(list->document);
	*list = (struct parameter_list){.values = NULL};
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
	const struct parameter parameter = {option, "--filters", "Filters"};
	int rc = read_members(args, &parameter, true, shorthand, err);

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

static int take_tag(const struct shorthand_shape *shape, const struct shorthand *shorthand,
    struct tag *tag, struct error *err)
{
	static const char *const members[] = {"Key", "Value"};
	const char *key, *value;
	int rc = shorthand_check(shape, shorthand, members, ARRAY_LENGTH(members), err);

	key = shorthand_member(shorthand, members[0]);
	value = shorthand_member(shorthand, members[1]);
	if (rc == 0 && (!key || !value))
		rc = error_raisef(err, ERR_USAGE,
		    "Parameter validation failed:\nMissing required parameter in %s: \"%s\"",
		    shape->where, key ? members[1] : members[0]);
	if (rc == 0)
		rc = copy_member("key", key, tag->key, sizeof(tag->key), err);
	if (rc == 0)
		rc = copy_member("value", value, tag->value, sizeof(tag->value), err);
	return rc;
}

/* One tag, from a word or, if that is NULL, from a value. */
static int read_tag(const char *word, const struct document *value, size_t index, struct tag *tag,
    struct error *err)
{
	struct shorthand shorthand;
	char where[32];
	const struct shorthand_shape shape = {"--tag-list", where, false};
	int rc;

	(void)snprintf(where, sizeof(where), "TagList[%zu]", index);
	if (word)
		rc = shorthand_parse(&shape, word, &shorthand, err);
	else
		rc = shorthand_take(&shape, value, &shorthand, err);
	if (rc != 0)
		return rc;
	rc = take_tag(&shape, &shorthand, tag, err);
	shorthand_done(&shorthand);
	return rc;
}

static int take_tags(const struct parameter_list *list, struct tag *tags, struct error *err)
{
	const struct document *value = list->document ? document_first(list->document) : NULL;

	for (size_t i = 0; i < list->count; i++) {
		int rc = read_tag(list->document ? NULL : list->values[i], value, i, &tags[i], err);

		if (rc != 0)
			return rc;
		if (value)
			value = document_next(value);
	}
	return 0;
}

int parameter_tags(
    const struct args *args, unsigned option, struct tag **tags, size_t *count, struct error *err)
{
	const struct parameter parameter = {option, "--tag-list", "TagList"};
	struct parameter_list list;
	struct tag *read = NULL;
	int rc = read_list(args, &parameter, &list, err);

	if (rc == 0) {
		read = calloc(list.count + 1, sizeof(*read));
		rc = read ? take_tags(&list, read, err) : error_raise(err, ERR_MEMORY);
	}
	if (rc != 0) {
		free(read);
		read = NULL;
	}
	*tags = read;
	*count = rc == 0 ? list.count : 0;
	parameter_list_done(&list);
	return rc;
}
