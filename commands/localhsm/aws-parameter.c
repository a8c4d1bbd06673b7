/* Reads the values of options that are more than a word. */
#include "aws-parameter.h"

#include "args.h"
#include "aws-file.h"
#include "aws-json.h"
#include "bytes.h"
#include "error.h"

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

int parameter_map(const struct args *args, const struct parameter *parameter,
    struct shorthand *shorthand, struct error *err)
{
	int rc = read_members(args, parameter, true, shorthand, err);

	if (rc != 0)
		shorthand_done(shorthand);
	return rc;
}

static int check_tag(
    const struct shorthand_shape *shape, const struct shorthand *tag, struct error *err)
{
	static const char *const members[] = {"Key", "Value"};
	int rc = shorthand_check(shape, tag, members, ARRAY_LENGTH(members), err);

	for (size_t i = 0; i < ARRAY_LENGTH(members) && rc == 0; i++) {
		if (!shorthand_member(tag, members[i]))
			rc = error_raisef(err, ERR_USAGE,
			    "Parameter validation failed:\nMissing required parameter in %s: "
			    "\"%s\"",
			    shape->where, members[i]);
	}
	return rc;
}

/* One tag, from a word or, if that is NULL, from a value. *tag is the caller's. */
static int read_tag(const struct parameter *parameter, const char *word,
    const struct document *value, size_t index, struct shorthand *tag, struct error *err)
{
	char where[48];
	const struct shorthand_shape shape = {parameter->flag, where, false};
	int rc;

	(void)snprintf(where, sizeof(where), "%s[%zu]", parameter->member, index);
	rc = word ? shorthand_parse(&shape, word, tag, err)
		  : shorthand_take(&shape, value, tag, err);
	if (rc != 0)
		return rc;
	rc = check_tag(&shape, tag, err);
	if (rc != 0)
		shorthand_done(tag);
	return rc;
}

int parameter_tags(const struct args *args, const struct parameter *parameter,
    void (*each)(void *to, const struct shorthand *tag), void *to, struct error *err)
{
	const struct document *value;
	struct parameter_list list;
	int rc = read_list(args, parameter, &list, err);

	value = rc == 0 && list.document ? document_first(list.document) : NULL;
	for (size_t i = 0; i < list.count && rc == 0; i++) {
		const char *word = list.document ? NULL : list.values[i];
		struct shorthand tag = SHORTHAND_INIT;

		rc = read_tag(parameter, word, value, i, &tag, err);
		if (rc != 0)
			break;
		each(to, &tag);
		shorthand_done(&tag);
		value = value ? document_next(value) : NULL;
	}
	parameter_list_done(&list);
	return rc;
}
