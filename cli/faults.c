/* What is wrong with a program's tables: all of it, so that a test can show all of it. */
#include "answer.h"
#include "bytes.h"
#include "command.h"
#include "parse.h"
#include "resolve.h"
#include "table.h"
#include "tokenise.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct inspection {
	const struct program *program;
	void (*report)(void *to, const char *fault);
	void *to;
	size_t count;
	const struct command *command; /* the one that is looked at */
};

static void fault(struct inspection *in, const char *format, ...) PRINTF_LIKE(2, 3);

static void fault(struct inspection *in, const char *format, ...)
{
	char text[512];
	size_t len = 0;
	va_list list;

	if (in->command)
		len = (size_t)snprintf(
		    text, sizeof(text) / 2, "command '%.100s': ", in->command->path);
	va_start(list, format);
	vsnprintf(text + len, sizeof(text) - len, format, list);
	va_end(list);
	in->report(in->to, text);
	in->count++;
}

static bool is_blank(const char *text)
{
	return !text || text[strspn(text, " \n\t")] == '\0';
}

/* "Sentence without full stop" */
static bool ends_in_stop(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && text[len - 1] == '.' && (len < 3 || strcmp(text + len - 3, "...") != 0);
}

static bool path_is_well_formed(const char *path)
{
	size_t words = 1;

	if (strlen(path) >= TABLE_PATH_MAX)
		return false;
	for (size_t i = 0; path[i] != '\0'; i++) {
		bool at_edge = i == 0 || path[i + 1] == '\0' || path[i + 1] == ' ';

		if (path[i] == ' ' && at_edge)
			return false;
		if (path[i] == ' ')
			words++;
	}
	return words <= RESOLVE_DEPTH && path[0] != '-';
}

static bool lies_under(const char *path, const char *group, size_t len)
{
	return strncmp(path, group, len) == 0 && (path[len] == ' ' || path[len] == '\0');
}

/* Commands of one group stand together: help and man pages keep the order of the table. */
static void inspect_order(struct inspection *in, size_t index)
{
	const struct program *program = in->program;
	const char *path = program->commands[index]->path;

	for (const char *blank = strchr(path, ' '); blank; blank = strchr(blank + 1, ' ')) {
		size_t len = (size_t)(blank - path);

		if (index == 0 || lies_under(program->commands[index - 1]->path, path, len))
			continue;
		for (size_t i = 0; i + 1 < index; i++) {
			if (!lies_under(program->commands[i]->path, path, len))
				continue;
			fault(in, "it stands apart from the other commands of '%.*s'", (int)len,
			    path);
			return;
		}
	}
}

static bool group_is_declared(const struct program *program, const char *path, size_t len)
{
	for (size_t i = 0; i < program->n_groups; i++) {
		const char *group = program->groups[i].path;

		if (strncmp(group, path, len) == 0 && group[len] == '\0')
			return true;
	}
	for (size_t i = 0; i < program->n_commands; i++) {
		const char *command = program->commands[i]->path;

		if (strncmp(command, path, len) == 0 && command[len] == '\0')
			return true;
	}
	return false;
}

static void inspect_path(struct inspection *in, size_t index)
{
	const struct program *program = in->program;
	const char *path = in->command->path;

	if (!path_is_well_formed(path))
		fault(in, "the path is not words divided by single blanks, or too long");
	for (size_t i = 0; i < index; i++) {
		if (strcmp(program->commands[i]->path, path) == 0)
			fault(in, "the path is there twice");
	}
	for (const char *blank = strchr(path, ' '); blank; blank = strchr(blank + 1, ' ')) {
		size_t len = (size_t)(blank - path);

		if (!group_is_declared(program, path, len))
			fault(in, "the group '%.*s' is not declared", (int)len, path);
	}
	inspect_order(in, index);
}

static const char *option_title(const struct option_spec *option, char buffer[2])
{
	buffer[0] = option->short_name;
	buffer[1] = '\0';
	if (option_is_positional(option) && option->metavar)
		return option->metavar;
	return option->name ? option->name : buffer;
}

static void inspect_choices(struct inspection *in, const struct option_spec *option)
{
	char letter[2];
	const char *title = option_title(option, letter);

	if (option->type == OPTION_ENUM && option->n_choices == 0)
		fault(in, "option '%s' is an enum without choices", title);
	if (option->type != OPTION_ENUM && (option->n_choices > 0 || option->later_choices))
		fault(in, "option '%s' has choices and is no enum", title);
	if (option->type != OPTION_ENUM && (option->flags & OPTION_BARE) != 0)
		fault(in, "option '%s' may be bare and is no enum", title);
	for (size_t i = 0; i < option->n_choices; i++) {
		if (is_blank(option->choices[i].value)) {
			fault(in, "option '%s' has a choice without a value", title);
			continue;
		}
		for (size_t j = 0; j < i; j++) {
			const char *other = option->choices[j].value;

			if (other && strcmp(option->choices[i].value, other) == 0)
				fault(in, "option '%s' has the choice '%s' twice", title, other);
		}
	}
}

static void inspect_numbers(struct inspection *in, const struct option_spec *option)
{
	bool bound = option->min != 0 || option->max != 0 || option->step != 0 || option->numbers;
	char letter[2];
	const char *title = option_title(option, letter);

	if (option->type != OPTION_U64 && bound)
		fault(in, "option '%s' has bounds and is no number", title);
	if (option->type != OPTION_U64)
		return;
	if (option->min > option->max || option->max == 0)
		fault(in, "option '%s' has its bounds the wrong way round, or none", title);
	else if (option->step != 0 && (option->max - option->min) % option->step != 0)
		fault(in, "option '%s' does not reach its upper bound in steps", title);
	if (option->step != 0 && !option->numbers)
		fault(in, "option '%s' has steps and does not say which numbers it takes", title);
	if (option->numbers && option->help && !strstr(option->help, option->numbers))
		fault(in, "the help of option '%s' lacks the numbers that it takes", title);
}

static void inspect_flags(struct inspection *in, const struct option_spec *option)
{
	bool required = (option->flags & OPTION_REQUIRED) != 0;
	char letter[2];
	const char *title = option_title(option, letter);

	if (required && option->default_text)
		fault(in, "option '%s' is required and has a default", title);
	if (required && (option->flags & (OPTION_HIDDEN | OPTION_LATER)) != 0)
		fault(in, "option '%s' is required and cannot be given", title);
	if (required && option->one_of != 0)
		fault(in, "option '%s' is required and one of several", title);
	if (required && option->type == OPTION_FLAG)
		fault(in, "option '%s' is a required flag", title);
	if ((option->flags & OPTION_ONE_TOKEN) != 0 && option->type != OPTION_LIST)
		fault(in, "option '%s' is one token and no list", title);
	if ((option->flags & OPTION_ONE_WORD) != 0 && (option->flags & OPTION_ONE_TOKEN) == 0)
		fault(in, "option '%s' takes one word, and words after several flags", title);
	if ((option->flags & OPTION_NOT_EMPTY) != 0 && option->type != OPTION_STRING)
		fault(in, "option '%s' is not empty and no string", title);
	if (required && (option->flags & OPTION_IN_USAGE) != 0)
		fault(in, "option '%s' is in the usage line twice", title);
	if ((option->flags & OPTION_ANY_CASE) != 0 && option->type != OPTION_ENUM)
		fault(in, "option '%s' is of any case and no enum", title);
}

/* A word by itself must not be taken for anything else, nor anything else for it. */
static void inspect_positional(struct inspection *in, const struct option_spec *option)
{
	bool one_word = option->type != OPTION_FLAG && option->type != OPTION_LIST &&
			option->type != OPTION_SECRET;
	const char *title = option->metavar ? option->metavar : "";

	if (!option_is_positional(option))
		return;
	if (option->name || option->short_name != '\0')
		fault(in, "the word <%s> by itself has a name", title);
	if (!one_word)
		fault(in, "the word <%s> by itself is a flag, a list or a secret", title);
	if ((option->flags & OPTION_REQUIRED) == 0)
		fault(in, "the word <%s> by itself is not required", title);
	if (table_has_children(in->program, in->command->path))
		fault(in, "the word <%s> by itself could be a command below it", title);
}

/* The words of the path are told from the values of such options before the command is known. */
static void inspect_anywhere(struct inspection *in, const struct option_spec *option)
{
	const struct option_spec *first;
	char letter[2];
	const char *title = option_title(option, letter);

	if ((option->flags & OPTION_ANYWHERE) == 0)
		return;
	first = table_option_below(in->program, "", title, strlen(title));
	if (option->type == OPTION_LIST)
		fault(in, "option '%s' may stand anywhere and would take the path for its words",
		    title);
	if (first && option_takes_value(first) != option_takes_value(option))
		fault(in, "option '%s' may stand anywhere and takes a value elsewhere, or none",
		    title);
}

static bool name_is_well_formed(const char *name)
{
	return *name != '\0' && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static void inspect_option(struct inspection *in, const struct option_spec *option)
{
	char letter[2];
	const char *title = option_title(option, letter);

	if (!option->name && option->short_name == '\0' && !option_is_positional(option))
		fault(in, "an option has no name");
	if (option->name && !name_is_well_formed(option->name))
		fault(in, "option '%s' is not lower case letters, digits and hyphens", title);
	if (!option->name && !option->metavar && option_takes_value(option))
		fault(in, "option '%s' has no name to show for its value", title);
	if (strcmp(title, "help") == 0 || option->short_name == 'h')
		fault(in, "option '%s' takes the place of help", title);
	if (is_blank(option->help))
		fault(in, "option '%s' has no help", title);
	else if (ends_in_stop(option->help))
		fault(in, "the help of option '%s' ends in a full stop", title);
	inspect_numbers(in, option);
	inspect_choices(in, option);
	inspect_flags(in, option);
	inspect_anywhere(in, option);
	inspect_positional(in, option);
}

static void inspect_twins(struct inspection *in, size_t index)
{
	const struct option_spec *option = table_option(in->command, index);
	size_t one_of = 0, together = 0;
	char letter[2];

	for (size_t i = 0; i < table_option_count(in->command); i++) {
		const struct option_spec *other = table_option(in->command, i);

		one_of += other->one_of == option->one_of;
		together += other->together == option->together;
		if (i >= index)
			continue;
		if (option->name && other->name && strcmp(option->name, other->name) == 0)
			fault(in, "option '%s' is there twice", option->name);
		if (option->short_name != '\0' && option->short_name == other->short_name)
			fault(in, "the letter '%c' is there twice", option->short_name);
	}
	if (option->one_of != 0 && one_of < 2)
		fault(in, "option '%s' is one of one", option_title(option, letter));
	if (option->together != 0 && together < 2)
		fault(in, "option '%s' goes together with none", option_title(option, letter));
}

static bool is_container(const struct reply_node *node)
{
	return node->type == REPLY_ARRAY || node->type == REPLY_MAP;
}

static void inspect_reply(
    struct inspection *in, const struct reply_node *node, const char *at, size_t depth);

static void inspect_fields(
    struct inspection *in, const struct reply_node *node, const char *at, size_t depth)
{
	for (size_t i = 0; i < node->n_children; i++) {
		const struct reply_node *child = &node->children[i];

		if (is_blank(child->name)) {
			fault(in, "the answer has a field without a name at '%s'", at);
			continue;
		}
		for (size_t j = 0; j < i; j++) {
			const char *other = node->children[j].name;

			if (other && strcmp(child->name, other) == 0)
				fault(in, "the answer has the field '%s' twice", other);
		}
		inspect_reply(in, child, child->name, depth + 1);
	}
}

static void inspect_reply(
    struct inspection *in, const struct reply_node *node, const char *at, size_t depth)
{
	bool plain = node->type != REPLY_OBJECT && !is_container(node);

	if (depth >= ANSWER_DEPTH) {
		fault(in, "the answer nests too deeply at '%s'", at);
		return;
	}
	if (node->n_children > 0 && !node->children)
		fault(in, "the answer counts fields that are not there at '%s'", at);
	else if (plain && node->n_children > 0)
		fault(in, "the answer has fields within the plain value '%s'", at);
	else if (node->type == REPLY_OBJECT && node->n_children == 0)
		fault(in, "the answer has an object without fields at '%s'", at);
	else if (is_container(node) && node->n_children != 1)
		fault(in, "the answer has a list without exactly one type at '%s'", at);
	else if (node->type == REPLY_OBJECT)
		inspect_fields(in, node, at, depth);
	else if (is_container(node))
		inspect_reply(in, node->children, at, depth + 1);
}

/* An example is a line that the parser takes, and it is one of this command. */
static void inspect_example(struct inspection *in, const struct example *example)
{
	struct words words = WORDS_INIT;
	struct error error = ERROR_INIT;
	struct parsed parsed;

	if (is_blank(example->explanation) || is_blank(example->command)) {
		fault(in, "an example has no explanation or no command");
		return;
	}
	if (tokenise(example->command, strlen(example->command), &words, &error) != 0) {
		fault(in, "the example '%s' has an open quote", example->command);
		return;
	}
	if (parse(in->program, &words, &parsed, &error) != 0 || parsed.outcome != PARSE_RUN)
		fault(in, "the example '%s' is refused", example->command);
	else if (strcmp(parsed.path, in->command->path) != 0)
		fault(in, "the example '%s' is one of another command", example->command);
	parsed_done(&parsed);
	words_done(&words);
}

static void inspect_command(struct inspection *in, size_t index)
{
	const struct command *command = in->program->commands[index];
	bool later = (command->flags & COMMAND_LATER) != 0;
	bool hidden = (command->flags & COMMAND_HIDDEN) != 0;

	in->command = command;
	inspect_path(in, index);
	if (is_blank(command->summary))
		fault(in, "it has no summary");
	else if (ends_in_stop(command->summary))
		fault(in, "its summary ends in a full stop");
	if (is_blank(command->description))
		fault(in, "it has no description");
	if (!command->run && !later)
		fault(in, "it has no run");
	if (command->n_examples == 0 && !later && !hidden)
		fault(in, "it has no example");
	for (size_t i = 0; i < command->n_examples; i++)
		inspect_example(in, &command->examples[i]);
	for (size_t i = 0; i < command->n_options; i++)
		inspect_option(in, &command->options[i]);
	for (size_t i = 0; i < table_option_count(command); i++)
		inspect_twins(in, i);
	if (command->reply)
		inspect_reply(in, command->reply, "data", 0);
	if (command->reply && command->style == ANSWER_SILENT)
		fault(in, "it declares an answer and is silent");
	if (!command->reply && !later && command->style != ANSWER_SILENT &&
	    command->style != ANSWER_AWS)
		fault(in, "it declares no answer");
	if ((command->flags & COMMAND_REPL) != 0 && !in->program->repl_prompt)
		fault(in, "it starts a session and the program has no prompt");
	in->command = NULL;
}

static void inspect_groups(struct inspection *in)
{
	const struct program *program = in->program;

	for (size_t i = 0; i < program->n_groups; i++) {
		const struct command_group *group = &program->groups[i];

		if (is_blank(group->summary))
			fault(in, "group '%s' has no summary", group->path);
		if (!table_has_children(program, group->path))
			fault(in, "group '%s' has no commands", group->path);
		if (table_command(program, group->path))
			fault(in, "group '%s' is a command as well", group->path);
		for (size_t j = 0; j < i; j++) {
			if (strcmp(program->groups[j].path, group->path) == 0)
				fault(in, "group '%s' is there twice", group->path);
		}
	}
}

static void inspect_mistakes(struct inspection *in)
{
	const struct program *program = in->program;

	for (size_t i = 0; i < program->n_mistakes; i++) {
		const struct mistake *mistake = &program->mistakes[i];
		char word[TABLE_PATH_MAX], joined[TABLE_PATH_MAX];

		if (is_blank(mistake->words) || is_blank(mistake->instead)) {
			fault(in, "a mistake has no words, or nothing instead");
			continue;
		}
		if (table_command(program, mistake->words))
			fault(in, "the mistake '%s' is a command", mistake->words);
		snprintf(word, sizeof(word), "%.*s", (int)strcspn(mistake->instead, " "),
		    mistake->instead);
		if (mistake->instead[0] != '-' && !table_descend(program, "", word, joined))
			fault(in, "what is meant by the mistake '%s' does not exist: '%s'",
			    mistake->words, mistake->instead);
	}
}

size_t program_faults(
    const struct program *program, void (*report)(void *to, const char *fault), void *to)
{
	struct inspection in = {.program = program, .report = report, .to = to};

	if (is_blank(program->name) || is_blank(program->version) || is_blank(program->about))
		fault(&in, "the program has no name, version or about");
	for (size_t i = 0; i < program->n_commands; i++)
		inspect_command(&in, i);
	inspect_groups(&in);
	inspect_mistakes(&in);
	return in.count;
}
