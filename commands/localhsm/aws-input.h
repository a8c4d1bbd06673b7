/* Options as members of a call's input. */
#ifndef LOCALHSM_AWS_INPUT_H
#define LOCALHSM_AWS_INPUT_H

#include "attributes.h"
#include "aws-parameter.h"
#include "command.h"

#include <stdbool.h>
#include <stddef.h>

struct args;
struct bytes;
struct error;

enum aws_kind {
	AWS_TEXT,      /* a string; file:// is the file's text */
	AWS_STRINGS,   /* words, or one JSON array */
	AWS_STRUCTURE, /* of strings: names */
	AWS_TAGS,      /* structures of Key and Value */
	AWS_FILTERS,   /* names with lists of strings */
	AWS_TRUE,      /* the option stands for true */
	AWS_FALSE,
};
struct aws_member {
	enum aws_kind kind;
	struct parameter parameter; /* the option, and the API's member */
	const char *const *names;   /* of an AWS_STRUCTURE; NULL at the end */
};

/* The members of an operation. */
struct aws_members {
	const struct aws_member *table;
	size_t count;
	const struct option_spec *options; /* of the command */
	bool is_list; /* has MaxResults and NextToken, too, which no option of the table is */
};

/*
 * What is given, by options and by --cli-input-json, appended to out as JSON without braces.
 * ERR_USAGE, in AWS CLI's words.
 */
MUST_CHECK int aws_input_members(const struct args *args, const struct aws_members *members,
    struct bytes *out, struct error *err);

/* aws-input-json.c: what of --cli-input-json no option says. */
MUST_CHECK int aws_input_json(const struct args *args, const struct aws_members *members,
    struct bytes *out, struct error *err);

#endif
