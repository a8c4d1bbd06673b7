/* Prints the commands of one program's tables as one JSON document, for the tests. PROGRAM names
 * the program. */
#include "table.h"

#include "bytes.h"
#include "command.h"
#include "json-writer.h"

#include <stdio.h>
#include <string.h>

static void write_text(struct json_writer *writer, const char *name, const char *text)
{
	json_write_string(writer, name, text ? text : "", text ? strlen(text) : 0);
}

static void write_bool(struct json_writer *writer, const char *name, bool value)
{
	json_write_raw(writer, name, value ? "true" : "false");
}

static void write_option(struct json_writer *writer, const struct option_spec *option)
{
	const char letter[2] = {option->short_name, '\0'};

	json_write_object(writer, NULL);
	write_text(writer, "name", option->name);
	write_text(writer, "short", letter);
	write_text(writer, "metavar", option->metavar);
	write_bool(writer, "positional", option->flags & OPTION_POSITIONAL);
	write_bool(writer, "required", option->flags & OPTION_REQUIRED);
	write_bool(writer, "hidden", option->flags & OPTION_HIDDEN);
	write_bool(writer, "later", option->flags & OPTION_LATER);
	write_bool(writer, "secret", option->type == OPTION_SECRET);
	json_write_array(writer, "choices");
	for (size_t i = 0; i < option->n_choices; i++)
		write_text(writer, NULL, option->choices[i].value);
	json_write_end(writer);
	json_write_end(writer);
}

static void write_example(struct json_writer *writer, const struct example *example)
{
	json_write_object(writer, NULL);
	write_text(writer, "explanation", example->explanation);
	write_text(writer, "command", example->command);
	json_write_end(writer);
}

static void write_command(struct json_writer *writer, const struct command *command)
{
	char number[16];

	json_write_object(writer, NULL);
	write_text(writer, "path", command->path);
	write_text(writer, "summary", command->summary);
	write_bool(writer, "hidden", command->flags & COMMAND_HIDDEN);
	write_bool(writer, "later", command->flags & COMMAND_LATER);
	(void)snprintf(number, sizeof(number), "%u", command->needs);
	json_write_raw(writer, "needs", number);
	(void)snprintf(number, sizeof(number), "%u", command->roles);
	json_write_raw(writer, "roles", number);
	json_write_array(writer, "options");
	for (size_t i = 0; i < command->n_options; i++)
		write_option(writer, &command->options[i]);
	json_write_end(writer);
	json_write_array(writer, "examples");
	for (size_t i = 0; i < command->n_examples; i++)
		write_example(writer, &command->examples[i]);
	json_write_end(writer);
	json_write_end(writer);
}

int main(void)
{
	struct bytes out = BYTES_INIT;
	struct json_writer writer;
	int rc = 1;

	json_writer_init(&writer, &out, 2);
	json_write_object(&writer, NULL);
	write_text(&writer, "program", PROGRAM.name);
	json_write_array(&writer, "commands");
	for (size_t i = 0; i < PROGRAM.n_commands; i++)
		write_command(&writer, PROGRAM.commands[i]);
	json_write_end(&writer);
	json_write_array(&writer, "groups");
	for (size_t i = 0; i < PROGRAM.n_groups; i++)
		write_text(&writer, NULL, PROGRAM.groups[i].path);
	json_write_end(&writer);
	json_write_end(&writer);
	if (!bytes_failed(&out) && puts(bytes_text(&out)) >= 0)
		rc = 0;
	bytes_done(&out);
	return rc;
}
