/* --cli-input-json: parameters by their names in the API. */
#include "aws-input.h"

#include "args.h"
#include "aws-file.h"
#include "aws-json.h"
#include "bytes.h"
#include "document.h"
#include "error.h"

#include <stdlib.h>
#include <string.h>

static const char flag[] = "--cli-input-json";
static const char *const list_members[] = {"MaxResults", "NextToken"};

static const struct aws_member *find_member(const struct aws_members *members, const char *name)
{
	for (size_t i = 0; i < members->count; i++) {
		if (strcmp(members->table[i].parameter.member, name) == 0)
			return &members->table[i];
	}
	return NULL;
}

static bool is_list_member(const struct aws_members *members, const char *name)
{
	for (size_t i = 0; members->is_list && i < ARRAY_LENGTH(list_members); i++) {
		if (strcmp(list_members[i], name) == 0)
			return true;
	}
	return false;
}

/* Whether an option says what the member is: of some there are two. */
static bool is_given(const struct args *args, const struct aws_members *members, const char *name)
{
	for (size_t i = 0; i < members->count; i++) {
		const struct parameter *parameter = &members->table[i].parameter;

		if (strcmp(parameter->member, name) == 0 && args_has(args, parameter->option))
			return true;
	}
	if (strcmp(name, list_members[0]) == 0)
		return args_has_by_name(args, "max-results") ||
		       args_has_by_name(args, "page-size") || args_has_by_name(args, "max-items");
	return strcmp(name, list_members[1]) == 0 &&
	       (args_has_by_name(args, "next-token") || args_has_by_name(args, "starting-token"));
}

static int unknown_member(const struct aws_members *members, const char *name, struct error *err)
{
	struct bytes names = BYTES_INIT;
	const char *last = "";
	int rc;

	for (size_t i = 0; i < members->count; i++) {
		const char *member = members->table[i].parameter.member;

		if (strcmp(member, last) != 0)
			bytes_append_format(&names, "%s%s", i > 0 ? ", " : "", member);
		last = member;
	}
	for (size_t i = 0; members->is_list && i < ARRAY_LENGTH(list_members); i++)
		bytes_append_format(&names, ", %s", list_members[i]);
	rc = error_raisef(err, ERR_USAGE,
	    "Parameter validation failed:\nUnknown parameter in input: \"%s\", must be one of: %s",
	    name, bytes_text(&names));
	bytes_done(&names);
	return rc;
}

static enum document_type type_of(const struct aws_member *member)
{
	switch (member->kind) {
	case AWS_STRINGS:
	case AWS_TAGS:
		return DOCUMENT_ARRAY;
	case AWS_STRUCTURE:
	case AWS_FILTERS:
		return DOCUMENT_OBJECT;
	case AWS_TRUE:
	case AWS_FALSE:
		return DOCUMENT_BOOL;
	case AWS_TEXT:
		break;
	}
	return DOCUMENT_STRING;
}

static int append_members(const struct args *args, const struct aws_members *members,
    const struct document *input, struct bytes *out, struct error *err)
{
	for (const struct document *at = document_first(input); at; at = document_next(at)) {
		const char *name = document_name(at);
		const struct aws_member *member = find_member(members, name);
		int rc = 0;

		if (!member && !is_list_member(members, name))
			return unknown_member(members, name, err);
		if (member)
			rc = aws_json_check(at, type_of(member), name, NULL, -1, err);
		if (rc != 0)
			return rc;
		if (is_given(args, members, name))
			continue;
		bytes_append_format(out, "%s\"%s\":", out->len > 0 ? "," : "", name);
		document_append(at, out);
	}
	return 0;
}

static int check_required(const struct args *args, const struct aws_members *members,
    const struct document *input, struct error *err)
{
	for (size_t i = 0; i < members->count; i++) {
		const struct parameter *parameter = &members->table[i].parameter;
		const struct option_spec *option = &members->options[parameter->option];
		bool is_required = (option->flags & OPTION_REQUIRED) != 0 || option->one_of != 0;

		if (is_required && !is_given(args, members, parameter->member) &&
		    !document_member(input, parameter->member))
			return error_raisef(err, ERR_USAGE,
			    "Parameter validation failed:\nMissing required parameter in input: "
			    "\"%s\"",
			    parameter->member);
	}
	return 0;
}

static int take(const struct args *args, const struct aws_members *members, const char *text,
    struct bytes *out, struct error *err)
{
	struct document *input = NULL;
	int rc = aws_json_read(flag, text, &input, err);

	if (rc == 0 && document_type(input) != DOCUMENT_OBJECT)
		rc = error_raisef(err, ERR_USAGE,
		    "Error parsing parameter '%s': Invalid type: expecting map, received %s", flag,
		    text);
	if (rc == 0)
		rc = append_members(args, members, input, out, err);
	if (rc == 0)
		rc = check_required(args, members, input, err);
	document_free(input);
	return rc;
}

int aws_input_json(const struct args *args, const struct aws_members *members, struct bytes *out,
    struct error *err)
{
	const char *word = args_text_by_name(args, flag + strlen("--"));
	char *text = NULL;
	int rc;

	if (!word)
		return 0;
	rc = parameter_load(flag, "input", word, &text, err);
	if (rc == 0)
		rc = take(args, members, text, out, err);
	free(text);
	return rc;
}
