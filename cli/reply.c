/* Answers: what a command fills in is held against what it declared, and written as it comes. */
#include "reply.h"

#include "answer.h"
#include "document.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENVELOPE_INDENT 2
#define BARE_INDENT 4
#define MILLION 1000000

static void fault(struct reply *reply, const char *what, const char *name)
{
	char text[160];

	if (reply->error.code != ERR_OK)
		return;
	snprintf(text, sizeof(text), "the answer %s '%s'", what, name ? name : "");
	error_raise(&reply->error, ERR_INTERNAL, text);
}

/* The child of the open object that is called name; children passed over must be optional. */
static const struct reply_node *next_field(
    struct reply *reply, struct answer_level *level, const char *name)
{
	for (size_t i = level->next; name && i < level->node->n_children; i++) {
		const struct reply_node *child = &level->node->children[i];

		if (strcmp(child->name, name) == 0) {
			level->next = i + 1;
			return child;
		}
		if ((child->flags & REPLY_OPTIONAL) == 0) {
			fault(reply, "lacks the field", child->name);
			return NULL;
		}
	}
	fault(reply, "has no place here for the field", name);
	return NULL;
}

static const struct reply_node *declared_node(struct reply *reply, const char *name)
{
	struct answer_level *level;
	bool named = name;

	if (reply->depth == 0) {
		if (reply->filled || !reply->root || name) {
			fault(reply, "has a second root", name);
			return NULL;
		}
		reply->filled = true;
		return reply->root;
	}
	level = &reply->levels[reply->depth - 1];
	if (level->node->type == REPLY_OBJECT)
		return next_field(reply, level, name);
	/* A field of a map has a name, an element of an array has none. */
	if (named == (level->node->type == REPLY_ARRAY) || level->node->n_children != 1) {
		fault(reply, "has no place here for the field", name);
		return NULL;
	}
	return level->node->children;
}

/* The declared node that comes next, or NULL after a fault. *written is the name in the text. */
static const struct reply_node *place(
    struct reply *reply, const char *name, enum reply_type type, const char **written)
{
	bool root = reply->depth == 0;
	const struct reply_node *node;

	if (reply->error.code != ERR_OK)
		return NULL;
	node = declared_node(reply, name);
	if (!node)
		return NULL;
	if (node->type != type && !(type == REPLY_OBJECT && node->type == REPLY_MAP)) {
		fault(reply, "has another type in the field", name);
		return NULL;
	}
	*written = root && reply->envelope ? "data" : name;
	return node;
}

static void open_level(struct reply *reply, const char *name, enum reply_type type)
{
	const char *written;
	const struct reply_node *node = place(reply, name, type, &written);

	if (!node)
		return;
	if (reply->depth == ANSWER_DEPTH) {
		fault(reply, "nests too deeply at the field", name);
		return;
	}
	reply->levels[reply->depth++] = (struct answer_level){.node = node};
	if (type == REPLY_ARRAY)
		json_write_array(&reply->writer, written);
	else
		json_write_object(&reply->writer, written);
}

void reply_object(struct reply *reply, const char *name)
{
	open_level(reply, name, REPLY_OBJECT);
}

void reply_array(struct reply *reply, const char *name)
{
	open_level(reply, name, REPLY_ARRAY);
}

void reply_end(struct reply *reply)
{
	struct answer_level *level;

	if (reply->error.code != ERR_OK)
		return;
	if (reply->depth == 0) {
		fault(reply, "is closed once too often", NULL);
		return;
	}
	level = &reply->levels[reply->depth - 1];
	for (; level->node->type == REPLY_OBJECT && level->next < level->node->n_children;
	     level->next++) {
		const struct reply_node *child = &level->node->children[level->next];

		if ((child->flags & REPLY_OPTIONAL) == 0) {
			fault(reply, "lacks the field", child->name);
			return;
		}
	}
	reply->depth--;
	json_write_end(&reply->writer);
}

static void write_text(struct reply *reply, const char *name, const char *text, size_t len)
{
	const char *written;

	if (place(reply, name, REPLY_STRING, &written))
		json_write_string(&reply->writer, written, text, len);
}

/* Takes text over, which may have failed to grow. */
static void write_bytes(struct reply *reply, const char *name, struct bytes *text)
{
	if (bytes_failed(text) && reply->error.code == ERR_OK)
		error_raise(&reply->error, ERR_MEMORY);
	write_text(reply, name, bytes_text(text), text->len);
	bytes_done(text);
}

static void write_literal(
    struct reply *reply, const char *name, enum reply_type type, const char *literal)
{
	const char *written;

	if (place(reply, name, type, &written))
		json_write_raw(&reply->writer, written, literal);
}

void reply_string(struct reply *reply, const char *name, const char *value)
{
	write_text(reply, name, value, strlen(value));
}

void reply_format(struct reply *reply, const char *name, const char *format, ...)
{
	va_list list;
	char *text;
	int len;

	va_start(list, format);
	len = vasprintf(&text, format, list);
	va_end(list);
	if (len < 0) {
		if (reply->error.code == ERR_OK)
			error_raise(&reply->error, ERR_MEMORY);
		return;
	}
	write_text(reply, name, text, (size_t)len);
	free(text);
}

void reply_bytes_hex(struct reply *reply, const char *name, const void *data, size_t len)
{
	struct bytes text = BYTES_INIT;

	bytes_append_text(&text, "0x");
	bytes_append_hex(&text, data, len);
	write_bytes(reply, name, &text);
}

void reply_bytes_base64(struct reply *reply, const char *name, const void *data, size_t len)
{
	struct bytes text = BYTES_INIT;

	bytes_append_base64(&text, data, len);
	write_bytes(reply, name, &text);
}

void reply_number(struct reply *reply, const char *name, uint64_t value)
{
	char literal[24];

	snprintf(literal, sizeof(literal), "%" PRIu64, value);
	write_literal(reply, name, REPLY_NUMBER, literal);
}

void reply_decimal(struct reply *reply, const char *name, int64_t millionths)
{
	uint64_t size = millionths < 0 ? 0 - (uint64_t)millionths : (uint64_t)millionths;
	char literal[32];
	int len = snprintf(literal, sizeof(literal), "%s%" PRIu64 ".%06" PRIu64,
	    millionths < 0 ? "-" : "", size / MILLION, size % MILLION);

	/* Zeros at the end say nothing; one digit stays behind the point. */
	while (literal[len - 1] == '0' && literal[len - 2] != '.')
		literal[--len] = '\0';
	write_literal(reply, name, REPLY_NUMBER, literal);
}

void reply_bool(struct reply *reply, const char *name, bool value)
{
	write_literal(reply, name, REPLY_BOOL, value ? "true" : "false");
}

static void write_json(struct reply *reply, const char *name, const struct document *value)
{
	enum document_type type = document_type(value);
	struct bytes text = BYTES_INIT;

	if (type != DOCUMENT_OBJECT && type != DOCUMENT_ARRAY) {
		document_append(value, &text);
		json_write_raw(&reply->writer, name, bytes_text(&text));
		bytes_done(&text);
		return;
	}
	if (type == DOCUMENT_OBJECT)
		json_write_object(&reply->writer, name);
	else
		json_write_array(&reply->writer, name);
	for (const struct document *at = document_first(value); at; at = document_next(at))
		write_json(reply, type == DOCUMENT_OBJECT ? document_name(at) : NULL, at);
	json_write_end(&reply->writer);
}

void reply_json(struct reply *reply, const char *name, const struct document *value)
{
	const char *written;

	if (place(reply, name, REPLY_JSON, &written))
		write_json(reply, written, value);
}

void answer_init(struct reply *reply, const struct reply_node *root, bool envelope)
{
	*reply = (struct reply){.root = root, .envelope = envelope, .error = ERROR_INIT};
	bytes_init(&reply->body);
	json_writer_init(&reply->writer, &reply->body, envelope ? ENVELOPE_INDENT : BARE_INDENT);
	if (envelope) {
		json_write_object(&reply->writer, NULL);
		json_write_raw(&reply->writer, "error_code", "0");
	}
}

int answer_finish(struct reply *reply, struct error *err)
{
	if (reply->depth != 0)
		fault(reply, "is left open at", reply->levels[reply->depth - 1].node->name);
	if (!reply->filled && reply->envelope &&
	    (!reply->root || (reply->root->flags & REPLY_OPTIONAL) == 0))
		fault(reply, "lacks its", "data");
	if (reply->error.code == ERR_OK && reply->envelope)
		json_write_end(&reply->writer);
	if (reply->error.code == ERR_OK && bytes_failed(&reply->body))
		error_raise(&reply->error, ERR_MEMORY);
	if (reply->error.code != ERR_OK) {
		*err = reply->error;
		return (int)err->code;
	}
	return 0;
}

void answer_done(struct reply *reply)
{
	bytes_done(&reply->body);
}
