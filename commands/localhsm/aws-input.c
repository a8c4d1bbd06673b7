/* Writes the input of a call out of options. */
#include "aws-input.h"

#include "args.h"
#include "bytes.h"
#include "document.h"
#include "error.h"

#include <stdlib.h>

static size_t names_count(const char *const *names)
{
	size_t count = 0;

	while (names[count])
		count++;
	return count;
}

static void append_list(const char *const *values, size_t count, struct bytes *out)
{
	bytes_append_char(out, '[');
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			bytes_append_char(out, ',');
		document_append_string(values[i], out);
	}
	bytes_append_char(out, ']');
}

/* {"Type":"DAYS"}, or with lists {"states":["ACTIVE"]}; of a name that is given twice the last. */
static void append_pairs(const struct shorthand *shorthand, bool of_lists, struct bytes *out)
{
	const char *comma = "";

	bytes_append_char(out, '{');
	for (size_t i = 0; i < shorthand->count; i++) {
		const struct shorthand_pair *pair = &shorthand->pairs[i];

		if (shorthand_is_repeated(shorthand, i))
			continue;
		bytes_append_text(out, comma);
		comma = ",";
		document_append_string(pair->key, out);
		bytes_append_char(out, ':');
		if (of_lists)
			append_list(pair->values, pair->n_values, out);
		else
			document_append_string(pair->values[0], out);
	}
	bytes_append_char(out, '}');
}

static int append_text(
    const struct args *args, const struct aws_member *member, struct bytes *out, struct error *err)
{
	char *text = NULL;
	int rc = parameter_text(args, &member->parameter, &text, err);

	if (rc == 0)
		document_append_string(text, out);
	free(text);
	return rc;
}

static int append_strings(
    const struct args *args, const struct aws_member *member, struct bytes *out, struct error *err)
{
	struct parameter_list list;
	int rc = parameter_list(args, &member->parameter, &list, err);

	if (rc != 0)
		return rc;
	append_list(list.values, list.count, out);
	parameter_list_done(&list);
	return 0;
}

static int append_structure(
    const struct args *args, const struct aws_member *member, struct bytes *out, struct error *err)
{
	bool of_lists = member->kind == AWS_FILTERS;
	struct shorthand shorthand;
	int rc = of_lists ? parameter_map(args, &member->parameter, &shorthand, err)
			  : parameter_structure(args, &member->parameter, member->names,
				names_count(member->names), &shorthand, err);

	if (rc != 0)
		return rc;
	append_pairs(&shorthand, of_lists, out);
	shorthand_done(&shorthand);
	return 0;
}

static void append_tag(void *to, const struct shorthand *tag)
{
	struct bytes *out = to;

	if (out->len > 0 && out->data[out->len - 1] != '[')
		bytes_append_char(out, ',');
	append_pairs(tag, false, out);
}

static int append_tags(
    const struct args *args, const struct aws_member *member, struct bytes *out, struct error *err)
{
	int rc;

	bytes_append_char(out, '[');
	rc = parameter_tags(args, &member->parameter, append_tag, out, err);
	bytes_append_char(out, ']');
	return rc;
}

static int append_value(
    const struct args *args, const struct aws_member *member, struct bytes *out, struct error *err)
{
	switch (member->kind) {
	case AWS_TEXT:
		return append_text(args, member, out, err);
	case AWS_STRINGS:
		return append_strings(args, member, out, err);
	case AWS_STRUCTURE:
	case AWS_FILTERS:
		return append_structure(args, member, out, err);
	case AWS_TAGS:
		return append_tags(args, member, out, err);
	case AWS_TRUE:
	case AWS_FALSE:
		break;
	}
	bytes_append_text(out, member->kind == AWS_TRUE ? "true" : "false");
	return 0;
}

int aws_input_members(const struct args *args, const struct aws_members *members, struct bytes *out,
    struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < members->count && rc == 0; i++) {
		const struct aws_member *member = &members->table[i];

		if (!args_has(args, member->parameter.option))
			continue;
		bytes_append_format(
		    out, "%s\"%s\":", out->len > 0 ? "," : "", member->parameter.member);
		rc = append_value(args, member, out, err);
	}
	if (rc == 0)
		rc = aws_input_json(args, members, out, err);
	if (rc == 0 && bytes_failed(out))
		rc = error_raise(err, ERR_MEMORY);
	return rc;
}
