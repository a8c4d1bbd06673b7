/* Whole man pages. */
#include "man.h"

#include "bytes.h"
#include "man-command.h"
#include "man-text.h"
#include "table.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Sections that convention puts last. */
static const char *const last_sections[] = {
    "SEE ALSO", "STANDARDS", "HISTORY", "AUTHORS", "CAVEATS", "BUGS", "SECURITY CONSIDERATIONS"};

void man_page_name(const struct program *program, const char *path, struct bytes *out)
{
	bytes_append_text(out, program->name);
	if (!path || *path == '\0')
		return;
	bytes_append_char(out, '-');
	for (; *path != '\0'; path++)
		bytes_append_char(out, *path == ' ' ? '-' : *path);
}

static void append_head(
    const struct program *program, const char *path, const char *summary, struct bytes *out)
{
	struct bytes name = BYTES_INIT;

	man_page_name(program, path, &name);
	bytes_append_format(out, ".Dd %s\n.Dt ", MAN_DATE);
	for (size_t i = 0; i < name.len; i++)
		bytes_append_char(out, (char)toupper(name.data[i]));
	bytes_append_text(out, " 1\n.Os\n.Sh NAME\n.Nm ");
	man_escape(bytes_text(&name), out);
	bytes_append_text(out, "\n.Nd ");
	man_argument(summary, out);
	bytes_append_char(out, '\n');
	bytes_done(&name);
}

/* What follows hangs behind the name, so that is the program's alone: a whole path leaves it no
 * room. */
static void append_typed_name(const struct program *program, const char *path, struct bytes *out)
{
	bytes_append_text(out, ".Nm ");
	man_argument(program->name, out);
	bytes_append_char(out, '\n');
	if (*path == '\0')
		return;
	bytes_append_text(out, ".Cm ");
	man_argument(path, out);
	bytes_append_char(out, '\n');
}

static void append_status(const char *number, const char *meaning, struct bytes *out)
{
	bytes_append_format(out, ".It %s\n", number);
	man_sentences(meaning, out);
}

/* What of EXIT STATUS a page needs. */
struct statuses {
	bool session, plain, aws;
};

static void add_statuses(const struct command *command, struct statuses *statuses)
{
	if ((command->flags & COMMAND_REPL) != 0)
		statuses->session = true;
	if (command->style == ANSWER_AWS)
		statuses->aws = true;
	else
		statuses->plain = true;
}

static void append_exit_status(const struct statuses *statuses, struct bytes *out)
{
	bytes_append_text(out, ".Sh EXIT STATUS\n.Bl -tag -width Ds\n");
	append_status("0",
	    statuses->session ? "Success. A session ends with it even if commands of it failed."
			      : "Success.",
	    out);
	append_status("1",
	    statuses->plain ? "The command failed: the answer says why, or a line on standard "
			      "error does if the "
			      "command could not begin or its answer could not be written."
			    : "The command could not begin, or its answer could not be written.",
	    out);
	if (statuses->plain)
		append_status("2", "The words of the command were not understood.", out);
	if (statuses->aws) {
		append_status("252", "The words of the operation were not understood.", out);
		append_status("254", "The service refused the operation.", out);
		append_status("255", "The operation failed for another reason.", out);
	}
	bytes_append_text(out, ".El\n");
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void append_references(char **names, size_t count, struct bytes *out)
{
	qsort(names, count, sizeof(*names), compare);
	bytes_append_text(out, ".Sh SEE ALSO\n");
	for (size_t i = 0; i < count; i++) {
		man_reference(names[i], out);
		bytes_append_text(out, i + 1 < count ? " ,\n" : "\n");
	}
}

static size_t parent_length(const char *path)
{
	const char *last = strrchr(path, ' ');

	return last ? (size_t)(last - path) : 0;
}

static bool is_parent(const char *a, const char *b)
{
	size_t len = strlen(a);

	return len == parent_length(b) && strncmp(a, b, len) == 0;
}

static bool are_near(const char *a, const char *b)
{
	size_t len = parent_length(a);
	bool siblings = len == parent_length(b) && strncmp(a, b, len) == 0;

	return siblings || is_parent(a, b) || is_parent(b, a);
}

/* The program's page and those of the commands next to this one.
 */
static void append_see_also(const struct program *program, const char *path, struct bytes *out)
{
	char **names = calloc(program->n_commands + 1, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; names && i <= program->n_commands; i++) {
		const struct command *command = i == 0 ? NULL : program->commands[i - 1];
		struct bytes name = BYTES_INIT;

		if (command && ((command->flags & (COMMAND_HIDDEN | COMMAND_LATER)) != 0 ||
				   command->path[0] == '\0' || strcmp(command->path, path) == 0 ||
				   !are_near(command->path, path)))
			continue;
		man_page_name(program, command ? command->path : "", &name);
		names[count] = bytes_detach(&name, NULL);
		if (!names[count])
			out->failed = true;
		else
			count++;
	}
	if (!names)
		out->failed = true;
	else
		append_references(names, count, out);
	for (size_t i = 0; names && i < count; i++)
		free(names[i]);
	free(names);
}

static const struct manual_section *find_section(const struct program *program, const char *title)
{
	for (size_t i = 0; i < program->n_manual; i++) {
		if (strcmp(program->manual[i].title, title) == 0)
			return &program->manual[i];
	}
	return NULL;
}

static bool is_last(const char *title)
{
	for (size_t i = 0; i < ARRAY_LENGTH(last_sections); i++) {
		if (strcmp(last_sections[i], title) == 0)
			return true;
	}
	return false;
}

static void append_sections(const struct program *program, bool last, struct bytes *out)
{
	for (size_t i = 0; i < program->n_manual; i++) {
		const struct manual_section *section = &program->manual[i];
		const char *macro = "Sy";

		if (strcmp(section->title, "DESCRIPTION") == 0 || is_last(section->title) != last)
			continue;
		if (strcmp(section->title, "ENVIRONMENT") == 0)
			macro = "Ev";
		else if (strcmp(section->title, "FILES") == 0)
			macro = "Pa";
		bytes_append_format(out, ".Sh %s\n", section->title);
		man_terms(section->text, macro, out);
	}
}

static void append_commands(const struct program *program, struct bytes *out)
{
	bool any = false;

	for (size_t i = 0; i < program->n_commands; i++) {
		const struct command *command = program->commands[i];
		struct bytes text = BYTES_INIT, name = BYTES_INIT;

		if ((command->flags & COMMAND_HIDDEN) != 0 || command->path[0] == '\0')
			continue;
		if (!any)
			bytes_append_text(out, ".Sh COMMANDS\n.Bl -tag -width Ds\n");
		any = true;
		bytes_append_text(out, ".It Ic ");
		man_argument(command->path, out);
		bytes_append_format(&text, "\n%s.", command->summary);
		if ((command->flags & COMMAND_LATER) != 0)
			bytes_append_text(&text, " Not simulated by this version.");
		bytes_append_char(out, '\n');
		man_sentences(bytes_text(&text) + 1, out);
		if ((command->flags & COMMAND_LATER) == 0) {
			man_page_name(program, command->path, &name);
			bytes_append_text(out, "See\n");
			man_reference(bytes_text(&name), out);
			bytes_append_text(out, " .\n");
		}
		bytes_done(&name);
		bytes_done(&text);
	}
	if (any)
		bytes_append_text(out, ".El\n");
}

static void append_program_synopsis(
    const struct program *program, const struct command *own, struct bytes *out)
{
	bytes_append_text(out, ".Sh SYNOPSIS\n");
	if (own) {
		append_typed_name(program, "", out);
		man_synopsis(own, out);
	}
	if (table_has_children(program, "")) {
		append_typed_name(program, "", out);
		bytes_append_text(out, ".Ar command\n.Op Ar options\n");
	}
	append_typed_name(program, "", out);
	bytes_append_text(out, ".Fl \\-help\n");
	append_typed_name(program, "", out);
	bytes_append_text(out, ".Fl \\-version\n");
}

static void print_program(const struct program *program, struct bytes *out)
{
	const struct manual_section *description = find_section(program, "DESCRIPTION");
	const struct command *own = table_command(program, "");
	struct statuses statuses = {false, false, false};

	for (size_t i = 0; i < program->n_commands; i++)
		add_statuses(program->commands[i], &statuses);
	append_head(program, "", program->about, out);
	append_program_synopsis(program, own, out);
	bytes_append_text(out, ".Sh DESCRIPTION\n");
	if (description)
		man_terms(description->text, "Sy", out);
	if (own && own->description)
		man_paragraphs(own->description, out);
	if (!description && !own)
		man_sentences(program->about, out);
	if (own) {
		man_options(own, out);
		man_answer(own, out);
	}
	append_commands(program, out);
	append_sections(program, false, out);
	append_exit_status(&statuses, out);
	if (own)
		man_examples(program, own, out);
	append_sections(program, true, out);
}

static void print_command(
    const struct program *program, const struct command *command, struct bytes *out)
{
	struct statuses statuses = {false, false, false};

	add_statuses(command, &statuses);
	append_head(program, command->path, command->summary, out);
	bytes_append_text(out, ".Sh SYNOPSIS\n");
	append_typed_name(program, command->path, out);
	man_synopsis(command, out);
	if (table_has_children(program, command->path))
		bytes_append_text(out, ".Op Ar command\n");
	bytes_append_text(out, ".Sh DESCRIPTION\n");
	man_paragraphs(command->description ? command->description : "", out);
	man_options(command, out);
	man_answer(command, out);
	append_exit_status(&statuses, out);
	man_examples(program, command, out);
	append_see_also(program, command->path, out);
}

int man_print(const struct program *program, const char *path, struct bytes *out)
{
	const struct command *command;

	if (!path || *path == '\0') {
		print_program(program, out);
	} else {
		command = table_command(program, path);
		if (!command)
			return ERR_USAGE;
		print_command(program, command, out);
	}
	return bytes_failed(out) ? ERR_MEMORY : 0;
}
