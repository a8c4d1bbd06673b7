/* Help texts. */
#include "help.h"

#include "bytes.h"
#include "text.h"

#include <string.h>

#define OPTION_INDENT 6 /* of "--name", behind room for "  -x, " */
#define HELP_INDENT 10  /* of what is said about an option, in the long form */
#define SHORT_COLUMN 38 /* an option's help begins here at most, in the short form */
#define USAGE_INDENT 11 /* of the lines that a long usage goes on in */
#define NOT_SIMULATED " (not simulated by this version)"

static bool is_short(enum help_mode mode)
{
	return mode == HELP_SHORT || mode == HELP_INTERACTIVE_SHORT;
}

static bool is_interactive(enum help_mode mode)
{
	return mode == HELP_INTERACTIVE || mode == HELP_INTERACTIVE_SHORT;
}

static bool is_shown(const struct option_spec *option)
{
	return (option->flags & OPTION_HIDDEN) == 0;
}

void help_append_one_of(const struct command *command, unsigned one_of, struct bytes *out)
{
	bool first = true;

	bytes_append_char(out, '<');
	for (size_t i = 0; i < command->n_options; i++) {
		const struct option_spec *option = &command->options[i];

		if (option->one_of != one_of || !is_shown(option))
			continue;
		if (!first)
			bytes_append_char(out, '|');
		option_append_usage(option, out);
		first = false;
	}
	bytes_append_char(out, '>');
}

static bool first_of_group(const struct command *command, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (command->options[i].one_of == command->options[index].one_of)
			return false;
	}
	return true;
}

/* Blanks within an option and its value are not where a usage line is broken. */
static void join_blanks(struct bytes *text)
{
	for (size_t i = 0; i < text->len; i++) {
		if (text->data[i] == ' ')
			text->data[i] = '\x01';
	}
}

static void append_unbroken(struct bytes *line, struct bytes *part)
{
	if (text_width(bytes_text(part)) <= TEXT_COLUMNS - USAGE_INDENT)
		join_blanks(part);
	bytes_append_format(line, " %s", bytes_text(part));
	bytes_clear(part);
}

/* "--role <ROLE>", "[--password <PASSWORD>]": what a usage line names by itself. */
static void append_named(const struct option_spec *option, struct bytes *line)
{
	bool required = (option->flags & OPTION_REQUIRED) != 0;
	struct bytes part = BYTES_INIT;

	if (!required)
		bytes_append_char(&part, '[');
	option_append_usage(option, &part);
	if (!required)
		bytes_append_char(&part, ']');
	append_unbroken(line, &part);
	bytes_done(&part);
}

/* The alternatives stand last, wherever their options stand in the table. */
static void append_groups(const struct command *command, struct bytes *line)
{
	struct bytes part = BYTES_INIT;

	for (size_t i = 0; i < command->n_options; i++) {
		const struct option_spec *option = &command->options[i];

		if (!is_shown(option) || option->one_of == 0 || !first_of_group(command, i))
			continue;
		help_append_one_of(command, option->one_of, &part);
		append_unbroken(line, &part);
	}
	bytes_done(&part);
}

static void append_command_usage(const struct command *command, struct bytes *line)
{
	const unsigned named = OPTION_REQUIRED | OPTION_IN_USAGE;
	bool others = false;

	for (size_t i = 0; i < table_option_count(command); i++) {
		const struct option_spec *option = table_option(command, i);

		if (is_shown(option) && (option->flags & named) == 0 && option->one_of == 0)
			others = true;
	}
	if (others)
		bytes_append_text(line, " [OPTIONS]");
	for (size_t i = 0; i < command->n_options; i++) {
		if (is_shown(&command->options[i]) && (command->options[i].flags & named) != 0)
			append_named(&command->options[i], line);
	}
	append_groups(command, line);
}

void help_usage_line(
    const struct program *program, const char *path, bool interactive, struct bytes *out)
{
	const struct command *command = table_command(program, path);
	struct bytes line = BYTES_INIT;
	size_t start;

	bytes_append_text(&line, "Usage:");
	if (!interactive)
		bytes_append_format(&line, " %s", program->name);
	if (*path != '\0')
		bytes_append_format(&line, " %s", path);
	if (command)
		append_command_usage(command, &line);
	if (table_has_children(program, path))
		bytes_append_text(&line, command ? " [COMMAND]" : " <COMMAND>");
	start = out->len;
	text_wrap(out, bytes_text(&line), 0, USAGE_INDENT);
	for (size_t i = start; i < out->len; i++) {
		if (out->data[i] == '\x01')
			out->data[i] = ' ';
	}
	bytes_append_char(out, '\n');
	bytes_done(&line);
}

static void append_row(struct bytes *out, const char *name, const char *text, size_t width)
{
	bytes_append_format(out, "  %s", name);
	text_indent(out, width - text_width(name) + 2);
	text_wrap(out, text, width + 4, width + 4);
	bytes_append_char(out, '\n');
}

static bool child_is_later(const struct program *program, const char *path)
{
	const struct command *command = table_command(program, path);

	return command && (command->flags & COMMAND_LATER) != 0;
}

static void append_children(
    const struct program *program, const char *path, bool session, struct bytes *out)
{
	struct table_child child;
	size_t width = strlen("help");
	size_t at = 0;

	while (table_next_child(program, path, &at, &child)) {
		if (!child.hidden && strlen(child.name) > width)
			width = strlen(child.name);
	}
	bytes_append_text(out, "\nCommands:\n");
	at = 0;
	while (table_next_child(program, path, &at, &child)) {
		struct bytes text = BYTES_INIT;

		if (child.hidden)
			continue;
		bytes_append_text(&text, child.summary);
		if (child_is_later(program, child.path))
			bytes_append_text(&text, NOT_SIMULATED);
		append_row(out, child.name, bytes_text(&text), width);
		bytes_done(&text);
	}
	append_row(out, "help", "Print this message or the help of the given subcommand(s)", width);
	if (session)
		append_row(
		    out, "quit", "End the session; so does exit, and the end of input", width);
}

static void append_choice_names(const struct option_spec *option, struct bytes *out)
{
	bytes_append_text(out, "[possible values: ");
	for (size_t i = 0; i < option->n_choices; i++)
		bytes_append_format(out, "%s%s", i > 0 ? ", " : "", option->choices[i].value);
	bytes_append_char(out, ']');
}

static bool choices_have_help(const struct option_spec *option)
{
	for (size_t i = 0; i < option->n_choices; i++) {
		if (option->choices[i].help)
			return true;
	}
	return false;
}

static void append_option_text(const struct option_spec *option, struct bytes *out)
{
	bytes_append_text(out, option->help ? option->help : "");
	if ((option->flags & OPTION_LATER) != 0)
		bytes_append_text(out, NOT_SIMULATED);
}

/* "  -v, --verbose" or "      --role <ROLE>". */
static void append_option_head(const struct option_spec *option, struct bytes *out)
{
	if (option->short_name != '\0' && option->name)
		bytes_append_format(out, "  -%c, ", option->short_name);
	else
		text_indent(out, option->name ? OPTION_INDENT : 2);
	option_append_usage(option, out);
}

static void append_wrapped(struct bytes *out, struct bytes *text)
{
	text_indent(out, HELP_INDENT);
	text_wrap(out, bytes_text(text), HELP_INDENT, HELP_INDENT);
	bytes_append_char(out, '\n');
	bytes_clear(text);
}

static void append_choice_list(const struct option_spec *option, struct bytes *out)
{
	size_t width = 0;

	for (size_t i = 0; i < option->n_choices; i++) {
		if (strlen(option->choices[i].value) > width)
			width = strlen(option->choices[i].value);
	}
	text_indent(out, HELP_INDENT);
	bytes_append_text(out, "Possible values:\n");
	for (size_t i = 0; i < option->n_choices; i++) {
		const struct option_choice *choice = &option->choices[i];

		text_indent(out, HELP_INDENT);
		bytes_append_format(out, "- %s", choice->value);
		if (choice->help) {
			bytes_append_char(out, ':');
			text_indent(out, width - strlen(choice->value) + 1);
			text_wrap(
			    out, choice->help, HELP_INDENT + width + 4, HELP_INDENT + width + 4);
		}
		bytes_append_char(out, '\n');
	}
}

static void append_option_long(const struct option_spec *option, struct bytes *out)
{
	struct bytes text = BYTES_INIT;

	append_option_head(option, out);
	bytes_append_char(out, '\n');
	append_option_text(option, &text);
	append_wrapped(out, &text);
	if (option->default_text) {
		bytes_append_char(out, '\n');
		bytes_append_format(&text, "[default: %s]", option->default_text);
		append_wrapped(out, &text);
	}
	if (option->n_choices > 0) {
		bytes_append_char(out, '\n');
		if (choices_have_help(option)) {
			append_choice_list(option, out);
		} else {
			append_choice_names(option, &text);
			append_wrapped(out, &text);
		}
	}
	bytes_done(&text);
}

/* head and text side by side, or text below if head is too wide. */
static void append_side_by_side(
    struct bytes *out, const char *head, const char *text, size_t column)
{
	size_t width = text_width(head);

	bytes_append_text(out, head);
	if (width + 2 > column) {
		bytes_append_char(out, '\n');
		width = 0;
	}
	text_indent(out, column - width);
	text_wrap(out, text, column, column);
	bytes_append_char(out, '\n');
}

static void append_option_short(const struct option_spec *option, size_t column, struct bytes *out)
{
	struct bytes head = BYTES_INIT, text = BYTES_INIT;

	append_option_head(option, &head);
	append_option_text(option, &text);
	if (option->default_text)
		bytes_append_format(&text, " [default: %s]", option->default_text);
	if (option->n_choices > 0) {
		bytes_append_char(&text, ' ');
		append_choice_names(option, &text);
	}
	append_side_by_side(out, bytes_text(&head), bytes_text(&text), column);
	bytes_done(&text);
	bytes_done(&head);
}

static size_t short_column(const struct command *command)
{
	size_t column = strlen("  -V, --version") + 2;

	for (size_t i = 0; command && i < table_option_count(command); i++) {
		struct bytes head = BYTES_INIT;

		append_option_head(table_option(command, i), &head);
		if (text_width(bytes_text(&head)) + 2 > column)
			column = text_width(bytes_text(&head)) + 2;
		bytes_done(&head);
	}
	return column < SHORT_COLUMN ? column : SHORT_COLUMN;
}

/* Whether help has a line for an option, or (positional) for a word by itself. */
static bool is_listed(const struct command *command, size_t index, bool positional)
{
	const struct option_spec *option = table_option(command, index);

	return is_shown(option) && option_is_positional(option) == positional;
}

static bool has_listed(const struct command *command, bool positional)
{
	for (size_t i = 0; command && i < table_option_count(command); i++) {
		if (is_listed(command, i, positional))
			return true;
	}
	return false;
}

static void append_listed_short(
    const struct command *command, bool positional, size_t column, struct bytes *out)
{
	for (size_t i = 0; command && i < table_option_count(command); i++) {
		if (is_listed(command, i, positional))
			append_option_short(table_option(command, i), column, out);
	}
}

static void append_listed_long(const struct command *command, bool positional, struct bytes *out)
{
	bool first = true;

	for (size_t i = 0; i < table_option_count(command); i++) {
		if (!is_listed(command, i, positional))
			continue;
		if (!first)
			bytes_append_char(out, '\n');
		append_option_long(table_option(command, i), out);
		first = false;
	}
}

/* The words by themselves. */
static void append_arguments(const struct command *command, enum help_mode mode, struct bytes *out)
{
	if (!has_listed(command, true))
		return;
	bytes_append_text(out, "\nArguments:\n");
	if (is_short(mode))
		append_listed_short(command, true, short_column(command), out);
	else
		append_listed_long(command, true, out);
}

/* The short form, which is also that of what has no option but --help. */
static void append_options_short(
    const struct command *command, bool root, const char *help, struct bytes *out)
{
	size_t column = short_column(has_listed(command, false) ? command : NULL);

	if (!has_listed(command, false) && !root)
		column = strlen("  -h, --help") + 2;
	append_listed_short(command, false, column, out);
	append_side_by_side(out, "  -h, --help", help, column);
	if (root)
		append_side_by_side(out, "  -V, --version", "Print version", column);
}

static void append_options(
    const struct command *command, bool root, enum help_mode mode, struct bytes *out)
{
	bytes_append_text(out, "\nOptions:\n");
	if (!has_listed(command, false)) {
		append_options_short(command, root, "Print help", out);
		return;
	}
	if (is_short(mode)) {
		append_options_short(command, root, "Print help (see more with '--help')", out);
		return;
	}
	append_listed_long(command, false, out);
	bytes_append_text(out, "\n  -h, --help\n          Print help (see a summary with '-h')\n");
	if (root)
		bytes_append_text(out, "\n  -V, --version\n          Print version\n");
}

void help_print(
    const struct program *program, const char *path, enum help_mode mode, struct bytes *out)
{
	const struct command *command = table_command(program, path);
	bool root = *path == '\0';

	text_wrap(out, root ? program->about : table_summary(program, path), 0, 0);
	bytes_append_text(out, "\n\n");
	if (command && !is_short(mode) && command->description) {
		text_paragraphs(out, command->description, 0);
		bytes_append_char(out, '\n');
	}
	if (child_is_later(program, path))
		bytes_append_text(out, "This command is not simulated by this version.\n\n");
	help_usage_line(program, path, is_interactive(mode), out);
	if (table_has_children(program, path))
		append_children(program, path, root && is_interactive(mode), out);
	append_arguments(command, mode, out);
	append_options(command, root, mode, out);
}
