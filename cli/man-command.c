/* Man page sections of one command. */
#include "man-command.h"

#include "bytes.h"
#include "man-text.h"
#include "table.h"
#include "text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define EXAMPLE_COLUMNS 68
/* What 80 columns leave behind the name of a program, and are not broken within. */
#define SYNOPSIS_COLUMNS 58

static bool is_shown(const struct option_spec *option)
{
	return (option->flags & OPTION_HIDDEN) == 0;
}

/* "Fl \-role Ar ROLE"; of a word by itself "Ar FILE" */
static void append_macro(const struct option_spec *option, struct bytes *out)
{
	char metavar[TABLE_PATH_MAX];

	if (option_is_positional(option)) {
		bytes_append_text(out, "Ar ");
		man_argument(option_metavar(option, metavar, sizeof(metavar)), out);
		return;
	}
	bytes_append_text(out, "Fl ");
	if (option->name) {
		bytes_append_text(out, "\\-");
		man_escape(option->name, out);
	} else {
		bytes_append_char(out, option->short_name);
	}
	if (!option_takes_value(option))
		return;
	bytes_append_text(out, " Ar ");
	man_argument(option_metavar(option, metavar, sizeof(metavar)), out);
	if (option->type == OPTION_LIST)
		bytes_append_text(out, " ...");
}

static bool first_of_group(const struct command *command, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (table_option(command, i)->one_of == table_option(command, index)->one_of)
			return false;
	}
	return true;
}

static void append_group(const struct command *command, unsigned one_of, struct bytes *out)
{
	bool first = true;

	bytes_append_text(out, ".Brq ");
	for (size_t i = 0; i < command->n_options; i++) {
		const struct option_spec *option = &command->options[i];

		if (option->one_of != one_of || !is_shown(option))
			continue;
		if (!first)
			bytes_append_text(out, " | ");
		append_macro(option, out);
		first = false;
	}
	bytes_append_char(out, '\n');
}

/* An option that need not be given, in brackets. Those hold it together, unless it is too long. */
static void append_optional(const struct option_spec *option, struct bytes *out)
{
	struct bytes usage = BYTES_INIT;

	option_append_usage(option, &usage);
	if (usage.len <= SYNOPSIS_COLUMNS) {
		bytes_append_text(out, ".Op ");
		append_macro(option, out);
		bytes_append_char(out, '\n');
	} else {
		bytes_append_text(out, ".Oo\n.");
		append_macro(option, out);
		bytes_append_text(out, "\n.Oc\n");
	}
	bytes_done(&usage);
}

void man_synopsis(const struct command *command, struct bytes *out)
{
	for (size_t i = 0; i < table_option_count(command); i++) {
		const struct option_spec *option = table_option(command, i);

		if (!is_shown(option))
			continue;
		if (option->one_of != 0) {
			if (first_of_group(command, i))
				append_group(command, option->one_of, out);
			continue;
		}
		if ((option->flags & OPTION_REQUIRED) == 0) {
			append_optional(option, out);
			continue;
		}
		bytes_append_char(out, '.');
		append_macro(option, out);
		bytes_append_char(out, '\n');
	}
}

static void append_choices(const struct option_spec *option, struct bytes *out)
{
	bytes_append_text(out, "The possible values are:\n.Bl -tag -width Ds -compact\n");
	for (size_t i = 0; i < option->n_choices; i++) {
		bytes_append_text(out, ".It Cm ");
		man_argument(option->choices[i].value, out);
		bytes_append_char(out, '\n');
		if (option->choices[i].help)
			man_sentences(option->choices[i].help, out);
	}
	bytes_append_text(out, ".El\n");
}

/* What the flags of an option mean to whoever types it. */
static void append_rules(const struct option_spec *option, struct bytes *text)
{
	bool adds_up = option->type == OPTION_LIST && (option->flags & OPTION_ONE_TOKEN) == 0;

	if ((option->flags & OPTION_REQUIRED) != 0)
		bytes_append_text(text, " Required.");
	if (option->one_of != 0)
		bytes_append_text(text, " Exactly one of its alternatives is given.");
	if (option->type == OPTION_U64 && !option->numbers)
		bytes_append_format(text, " A number from %llu to %llu.",
		    (unsigned long long)option->min, (unsigned long long)option->max);
	if ((option->flags & OPTION_ONE_WORD) != 0)
		bytes_append_text(text, " Takes one word.");
	else if (adds_up)
		bytes_append_text(text, " Takes several words, and may be repeated.");
	else if (option->type == OPTION_LIST)
		bytes_append_text(text, " Takes several words.");
	if ((option->flags & OPTION_ANY_CASE) != 0)
		bytes_append_text(text, " Upper and lower case are the same.");
	if (option->default_text)
		bytes_append_format(text, " The default is %s.", option->default_text);
	if ((option->flags & OPTION_LATER) != 0)
		bytes_append_text(text, " Not simulated by this version.");
}

static void append_option(const struct option_spec *option, struct bytes *out)
{
	struct bytes text = BYTES_INIT;

	bytes_append_text(out, ".It ");
	if (option->short_name != '\0' && option->name)
		bytes_append_format(out, "Fl %c , ", option->short_name);
	append_macro(option, out);
	bytes_append_char(out, '\n');
	bytes_append_format(&text, "%s.", option->help ? option->help : "");
	append_rules(option, &text);
	man_sentences(bytes_text(&text), out);
	if (option->n_choices > 0)
		append_choices(option, out);
	bytes_done(&text);
}

void man_options(const struct command *command, struct bytes *out)
{
	bytes_append_text(out, ".Sh OPTIONS\n.Bl -tag -width Ds\n");
	for (size_t i = 0; i < table_option_count(command); i++) {
		if (is_shown(table_option(command, i)))
			append_option(table_option(command, i), out);
	}
	bytes_append_text(out, ".It Fl h , Fl \\-help\nPrint help.\n.El\n");
}

static const char *type_name(enum reply_type type)
{
	switch (type) {
	case REPLY_OBJECT:
		return "object";
	case REPLY_ARRAY:
		return "array";
	case REPLY_STRING:
		return "string";
	case REPLY_NUMBER:
		return "number";
	case REPLY_BOOL:
		return "boolean";
	case REPLY_MAP:
		return "map";
	case REPLY_JSON:
		break;
	}
	return "value";
}

/* "key-list: array of object (optional)", and its fields below it. */
static void append_node(
    const struct reply_node *node, const char *name, size_t indent, struct bytes *tree)
{
	unsigned optional = node->flags & REPLY_OPTIONAL;

	text_indent(tree, indent);
	bytes_append_format(tree, "%s%s", name, *name != '\0' ? ": " : "");
	bytes_append_text(tree, type_name(node->type));
	while ((node->type == REPLY_ARRAY || node->type == REPLY_MAP) && node->n_children == 1) {
		node = node->children;
		bytes_append_format(tree, " of %s", type_name(node->type));
	}
	bytes_append_text(tree, optional != 0 ? " (optional)\n" : "\n");
	if (node->type != REPLY_OBJECT)
		return;
	for (size_t i = 0; i < node->n_children; i++)
		append_node(&node->children[i], node->children[i].name, indent + 2, tree);
}

void man_answer(const struct command *command, struct bytes *out)
{
	struct bytes tree = BYTES_INIT;

	if (!command->reply)
		return;
	bytes_append_text(out, ".Sh ANSWER\n");
	if (command->style == ANSWER_AWS) {
		bytes_append_text(out, "The answer is JSON of this form:\n");
		append_node(command->reply, "", 0, &tree);
	} else {
		bytes_append_text(out,
		    "The answer is a JSON object of this form.\n"
		    "On failure error_code is 1, and data is a string that says why.\n");
		bytes_append_text(&tree, "error_code: number\n");
		append_node(command->reply, "data", 0, &tree);
	}
	if (command->style == ANSWER_TABLE)
		bytes_append_text(out, "On a terminal it is shown as a table.\n");
	man_literal(bytes_text(&tree), out);
	bytes_done(&tree);
}

/* A long command goes on in the next line, in front of an option. */
static void append_example_lines(const char *text, struct bytes *out)
{
	size_t column = 0;

	while (*text != '\0') {
		size_t len = strcspn(text + 1, " ") + 1;
		const char *next = strstr(text + 1, " -");
		size_t piece = next ? (size_t)(next - text) : strlen(text);

		if (*text == ' ' && text[1] == '-' && column + piece > EXAMPLE_COLUMNS) {
			bytes_append_text(out, " \\\n   ");
			column = 3;
		}
		bytes_append(out, text, len);
		column += len;
		text += len;
	}
	bytes_append_char(out, '\n');
}

void man_examples(const struct program *program, const struct command *command, struct bytes *out)
{
	if (command->n_examples == 0)
		return;
	bytes_append_text(out, ".Sh EXAMPLES\n");
	for (size_t i = 0; i < command->n_examples; i++) {
		struct bytes line = BYTES_INIT, text = BYTES_INIT;

		if (i > 0)
			bytes_append_text(out, ".Pp\n");
		bytes_append_format(&text, "%s:", command->examples[i].explanation);
		man_sentences(bytes_text(&text), out);
		bytes_clear(&text);
		bytes_append_format(&line, "%s %s", program->name, command->examples[i].command);
		append_example_lines(bytes_text(&line), &text);
		man_literal(bytes_text(&text), out);
		bytes_done(&text);
		bytes_done(&line);
	}
}
