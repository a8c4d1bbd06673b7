/* Answers and errors as text. */
#include "render.h"

#include "answer.h"
#include "args.h"
#include "json-query.h"
#include "json.h"
#include "parse.h"
#include "rows.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* AWS CLI's statuses: a call that the service refused, and whatever else went wrong. */
#define AWS_EXIT_SERVICE 254
#define AWS_EXIT_OTHER 255
#define REASON_MAX 200

enum form form_of_style(enum answer_style style, bool terminal)
{
	switch (style) {
	case ANSWER_AWS:
		return FORM_AWS;
	case ANSWER_TABLE:
		return terminal ? FORM_ROWS : FORM_ENVELOPE;
	case ANSWER_SILENT:
		return FORM_SILENT;
	case ANSWER_CLOUDHSM:
		break;
	}
	return FORM_ENVELOPE;
}

enum form form_of_args(const struct args *args, bool terminal)
{
	const struct command *command = args->command;

	if (command->style == ANSWER_TABLE) {
		int output = args_choice(args, (unsigned)command->n_options + TABLE_OUTPUT);

		if (output >= 0)
			return output == TABLE_OUTPUT_TABLE ? FORM_ROWS : FORM_ENVELOPE;
	}
	return form_of_style(command->style, terminal);
}

static struct json *read_body(const struct reply *reply, struct error *err)
{
	char reason[REASON_MAX];
	struct json *json;

	/* AWS CLI queries an empty answer as if it were null. */
	if (reply->body.len == 0)
		json = json_new_null();
	else
		json =
		    json_parse(bytes_text(&reply->body), reply->body.len, reason, sizeof(reason));
	if (!json)
		error_raise(err, ERR_MEMORY);
	return json;
}

int render_check(const struct args *args, struct error *err)
{
	const char *query = NULL;
	char reason[REASON_MAX];

	if (args->command->style == ANSWER_AWS)
		query = args_text(args, (unsigned)args->command->n_options + AWS_QUERY);
	if (!query || json_query_readable(query, reason, sizeof(reason)))
		return 0;
	return error_raisef(err, ERR_USAGE, "Bad value for --query %s: %s", query, reason);
}

static struct json *apply_query(const struct json *json, const char *query, struct error *err)
{
	char reason[REASON_MAX] = "";
	struct json *found = json_query(json, query, reason, sizeof(reason));

	if (!found)
		error_raisef(err, ERR_USAGE, "Bad value for --query %s: %s", query, reason);
	return found;
}

static int render_aws(
    const struct args *args, const struct reply *reply, struct bytes *out, struct error *err)
{
	unsigned added = (unsigned)args->command->n_options;
	const char *query = args_text(args, added + AWS_QUERY);
	bool text = args_choice(args, added + AWS_OUTPUT) == AWS_OUTPUT_TEXT;
	struct json *json, *found;

	if (!query && (!text || reply->body.len == 0)) {
		if (strcmp(bytes_text(&reply->body), "{}") != 0)
			bytes_append(out, bytes_text(&reply->body), reply->body.len);
		return 0;
	}
	json = read_body(reply, err);
	if (!json)
		return (int)err->code;
	if (query) {
		found = apply_query(json, query, err);
		json_free(json);
		if (!found)
			return (int)err->code;
		json = found;
	}
	if (text)
		json_print_text(json, out);
	else
		json_print(json, 4, out);
	json_free(json);
	return 0;
}

static int render_rows(const struct reply *reply, struct bytes *out, struct error *err)
{
	struct json *json = read_body(reply, err);

	if (!json)
		return (int)err->code;
	rows_print(json, out);
	json_free(json);
	return 0;
}

int render_answer(enum form form, const struct args *args, const struct reply *reply,
    struct bytes *out, struct error *err)
{
	int rc = 0;

	switch (form) {
	case FORM_ENVELOPE:
		bytes_append(out, bytes_text(&reply->body), reply->body.len);
		break;
	case FORM_AWS:
		rc = render_aws(args, reply, out, err);
		break;
	case FORM_ROWS:
		rc = render_rows(reply, out, err);
		break;
	case FORM_SILENT:
		break;
	}
	if (rc == 0 && bytes_failed(out))
		rc = error_raise(err, ERR_MEMORY);
	return rc;
}

/* Error: "text", as the modelled tool prints what stops it before a command can run. */
static void append_start_error(const char *text, struct bytes *message)
{
	bytes_append_text(message, "Error: \"");
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			bytes_append_format(message, "\\%c", *text);
		else if (*text == '\n')
			bytes_append_text(message, "\\n");
		else if (*text == '\t')
			bytes_append_text(message, "\\t");
		else
			bytes_append_char(message, *text);
	}
	bytes_append_text(message, "\"\n");
}

static void append_envelope(const struct error *error, struct bytes *answer)
{
	const char *detail = getenv("LOCALHSM_ERROR_DETAIL");
	struct json_writer writer;

	json_writer_init(&writer, answer, 2);
	json_write_object(&writer, NULL);
	json_write_raw(&writer, "error_code", "1");
	json_write_string(&writer, "data", error->text, strlen(error->text));
	if (detail && strcmp(detail, "1") == 0) {
		const char *name = error_name(error->code), *hint = error_hint(error->code);
		char number[24];

		snprintf(number, sizeof(number), "%d", (int)error->code);
		json_write_object(&writer, "error");
		json_write_raw(&writer, "code", number);
		json_write_string(&writer, "name", name, strlen(name));
		json_write_string(&writer, "hint", hint, strlen(hint));
		json_write_end(&writer);
	}
	json_write_end(&writer);
}

/* "create-cluster" as "CreateCluster". */
static void append_operation(const char *path, struct bytes *message)
{
	const char *word = strrchr(path, ' ');
	bool capital = true;

	for (word = word ? word + 1 : path; *word != '\0'; word++) {
		if (*word == '-') {
			capital = true;
			continue;
		}
		bytes_append_char(message, capital ? (char)toupper((unsigned char)*word) : *word);
		capital = false;
	}
}

static void append_exception(const struct program *program, const char *path,
    const struct error *error, struct bytes *message)
{
	const char *name = program->exception_name ? program->exception_name(error->code) : NULL;

	bytes_append_format(message, "\nAn error occurred (%s) when calling the ",
	    name ? name : error_name(error->code));
	append_operation(path, message);
	bytes_append_format(message, " operation: %s\n", error->text);
}

int render_error(const struct program *program, enum form form, const char *path,
    const struct error *error, struct bytes *answer, struct bytes *message)
{
	enum error_class class = error_class_of(error->code);

	if (class == CLASS_API) {
		append_exception(program, path, error, message);
		return AWS_EXIT_SERVICE;
	}
	if (class == CLASS_START) {
		append_start_error(error->text, message);
	} else if (form == FORM_AWS) {
		bytes_append_format(message, "\n%s\n", error->text);
		return AWS_EXIT_OTHER;
	} else if (form == FORM_ENVELOPE) {
		append_envelope(error, answer);
	} else {
		append_start_error(error->text, message);
	}
	return error_exit_status(error->code);
}
