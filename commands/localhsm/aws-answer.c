/* Fills a command's answer with what the API has answered. */
#include "aws-answer.h"

#include "bytes.h"
#include "document.h"
#include "reply.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TIME_MAX 64

/*
 * ISO 8601 as Python's isoformat writes it: the service counts milliseconds, Python prints
 * microseconds, and none if there are none.
 */
static void fill_time(struct reply *reply, const char *name, const char *number)
{
	char *end, *rest, text[TIME_MAX];
	time_t seconds = (time_t)strtoll(number, &end, 10);
	long thousandths = *end == '.' ? strtol(end + 1, &rest, 10) : 0;
	struct tm utc;

	if (!gmtime_r(&seconds, &utc) || strftime(text, sizeof(text), "%FT%T", &utc) == 0)
		text[0] = '\0';
	if (thousandths > 0)
		reply_format(reply, name, "%s.%03ld000+00:00", text, thousandths);
	else
		reply_format(reply, name, "%s+00:00", text);
}

static void fill_plain(struct reply *reply, const struct reply_node *node, const char *name,
    const struct document *value)
{
	struct bytes text = BYTES_INIT;

	if (node->type == REPLY_STRING && document_type(value) == DOCUMENT_STRING) {
		reply_string(reply, name, document_string(value));
		return;
	}
	document_append(value, &text);
	if (node->type == REPLY_STRING)
		fill_time(reply, name, bytes_text(&text));
	else if (node->type == REPLY_BOOL)
		reply_bool(reply, name, strcmp(bytes_text(&text), "true") == 0);
	else
		reply_number(reply, name, strtoull(bytes_text(&text), NULL, 10));
	bytes_done(&text);
}

static void fill_members(
    struct reply *reply, const struct reply_node *node, const struct document *object)
{
	for (size_t i = 0; i < node->n_children; i++) {
		const struct reply_node *child = &node->children[i];
		const struct document *member = document_member(object, child->name);

		if (member)
			aws_answer_fill(reply, child, child->name, member);
	}
}

static void fill_elements(
    struct reply *reply, const struct reply_node *node, const struct document *container)
{
	for (const struct document *at = document_first(container); at; at = document_next(at))
		aws_answer_fill(
		    reply, node->children, node->type == REPLY_MAP ? document_name(at) : NULL, at);
}

void aws_answer_fill(struct reply *reply, const struct reply_node *node, const char *name,
    const struct document *value)
{
	switch (node->type) {
	case REPLY_OBJECT:
		reply_object(reply, name);
		fill_members(reply, node, value);
		reply_end(reply);
		return;
	case REPLY_MAP:
		reply_object(reply, name);
		fill_elements(reply, node, value);
		reply_end(reply);
		return;
	case REPLY_ARRAY:
		reply_array(reply, name);
		fill_elements(reply, node, value);
		reply_end(reply);
		return;
	case REPLY_JSON:
		reply_json(reply, name, value);
		return;
	case REPLY_STRING:
	case REPLY_NUMBER:
	case REPLY_BOOL:
		break;
	}
	fill_plain(reply, node, name, value);
}
