/* Looking things up in a program's tables. */
#include "table.h"

#include "bytes.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const struct option_choice aws_outputs[] = {
    [AWS_OUTPUT_JSON] = {.value = "json"},
    [AWS_OUTPUT_TEXT] = {.value = "text"},
};

static const char *const aws_later_outputs[] = {"table", "yaml", "yaml-stream", "off", NULL};

static const struct option_spec aws_options[] = {
    [AWS_QUERY] =
	{
	    .name = "query",
	    .type = OPTION_STRING,
	    .help = "A JMESPath expression that selects from the answer",
	    .flags = OPTION_ANYWHERE,
	},
    [AWS_OUTPUT] =
	{
	    .name = "output",
	    .type = OPTION_ENUM,
	    .help = "The form of the answer. The others of AWS CLI are not simulated",
	    .choices = aws_outputs,
	    .n_choices = ARRAY_LENGTH(aws_outputs),
	    .later_choices = aws_later_outputs,
	    .default_text = "json",
	    .flags = OPTION_ANYWHERE,
	},
    [AWS_NO_PAGER] =
	{
	    .name = "no-cli-pager",
	    .type = OPTION_FLAG,
	    .help = "Accepted for the sake of scripts: no pager is ever started",
	    .flags = OPTION_ANYWHERE,
	},
    [AWS_NO_PAGINATE] =
	{
	    .name = "no-paginate",
	    .type = OPTION_FLAG,
	    .help = "Show the first page of a list only, as the service sends it",
	    .flags = OPTION_ANYWHERE,
	},
};

static const struct option_choice table_outputs[] = {
    [TABLE_OUTPUT_TABLE] = {.value = "table"},
    [TABLE_OUTPUT_JSON] = {.value = "json"},
};

static const struct option_spec table_options[] = {
    [TABLE_OUTPUT] =
	{
	    .name = "output",
	    .type = OPTION_ENUM,
	    .help = "The form of the answer",
	    .choices = table_outputs,
	    .n_choices = ARRAY_LENGTH(table_outputs),
	    .default_text = "table on a terminal, json otherwise",
	},
};

/* The rest of full behind path and a blank; NULL if it does not lie under path. */
static const char *path_below(const char *full, const char *path)
{
	size_t len = strlen(path);

	if (len == 0)
		return *full != '\0' ? full : NULL;
	if (strncmp(full, path, len) != 0 || full[len] != ' ')
		return NULL;
	return full + len + 1;
}

const struct command *table_command(const struct program *program, const char *path)
{
	for (size_t i = 0; i < program->n_commands; i++) {
		if (strcmp(program->commands[i]->path, path) == 0)
			return program->commands[i];
	}
	return NULL;
}

bool table_has_children(const struct program *program, const char *path)
{
	for (size_t i = 0; i < program->n_commands; i++) {
		if (path_below(program->commands[i]->path, path))
			return true;
	}
	return false;
}

bool table_descend(
    const struct program *program, const char *path, const char *word, char joined[TABLE_PATH_MAX])
{
	int len;

	if (*word == '\0' || strchr(word, ' '))
		return false;
	len = snprintf(joined, TABLE_PATH_MAX, "%s%s%s", path, *path != '\0' ? " " : "", word);
	if (len < 0 || len >= TABLE_PATH_MAX)
		return false;
	return table_command(program, joined) || table_has_children(program, joined);
}

static bool seen_before(
    const struct program *program, size_t index, const char *path, const char *name, size_t len)
{
	for (size_t i = 0; i < index; i++) {
		const char *rest = path_below(program->commands[i]->path, path);

		if (rest && strncmp(rest, name, len) == 0 &&
		    (rest[len] == '\0' || rest[len] == ' '))
			return true;
	}
	return false;
}

static bool all_hidden(const struct program *program, const char *path)
{
	for (size_t i = 0; i < program->n_commands; i++) {
		const struct command *command = program->commands[i];

		if ((strcmp(command->path, path) == 0 || path_below(command->path, path)) &&
		    (command->flags & COMMAND_HIDDEN) == 0)
			return false;
	}
	return true;
}

bool table_next_child(
    const struct program *program, const char *path, size_t *at, struct table_child *child)
{
	while (*at < program->n_commands) {
		size_t index = (*at)++;
		const char *rest = path_below(program->commands[index]->path, path);
		size_t len = rest ? strcspn(rest, " ") : 0;

		if (len == 0 || len >= sizeof(child->name) ||
		    seen_before(program, index, path, rest, len))
			continue;
		memcpy(child->name, rest, len);
		child->name[len] = '\0';
		if (!table_descend(program, path, child->name, child->path))
			continue;
		child->summary = table_summary(program, child->path);
		child->hidden = all_hidden(program, child->path);
		return true;
	}
	return false;
}

const char *table_summary(const struct program *program, const char *path)
{
	const struct command *command = table_command(program, path);

	if (command && command->summary)
		return command->summary;
	for (size_t i = 0; i < program->n_groups; i++) {
		if (strcmp(program->groups[i].path, path) == 0)
			return program->groups[i].summary;
	}
	return "";
}

enum answer_style table_style(const struct program *program, const char *path)
{
	const struct command *command = table_command(program, path);

	if (command)
		return command->style;
	/* The program's own messages do not take the style of whatever command comes first. */
	for (size_t i = 0; *path != '\0' && i < program->n_commands; i++) {
		if (path_below(program->commands[i]->path, path))
			return program->commands[i]->style;
	}
	return ANSWER_CLOUDHSM;
}

static const struct option_spec *added_options(const struct command *command, size_t *count)
{
	switch (command->style) {
	case ANSWER_AWS:
		*count = ARRAY_LENGTH(aws_options);
		return aws_options;
	case ANSWER_TABLE:
		*count = ARRAY_LENGTH(table_options);
		return table_options;
	case ANSWER_CLOUDHSM:
	case ANSWER_SILENT:
		break;
	}
	*count = 0;
	return NULL;
}

size_t table_option_count(const struct command *command)
{
	size_t added;

	added_options(command, &added);
	return command->n_options + added;
}

const struct option_spec *table_option(const struct command *command, size_t index)
{
	size_t added;

	if (index < command->n_options)
		return &command->options[index];
	return &added_options(command, &added)[index - command->n_options];
}

int table_option_by_name(const struct command *command, const char *name, size_t len)
{
	for (size_t i = 0; i < table_option_count(command); i++) {
		const char *candidate = table_option(command, i)->name;

		if (candidate && strncmp(candidate, name, len) == 0 && candidate[len] == '\0')
			return (int)i;
	}
	return -1;
}

int table_option_by_short(const struct command *command, char letter)
{
	for (size_t i = 0; i < table_option_count(command); i++) {
		if (letter != '\0' && table_option(command, i)->short_name == letter)
			return (int)i;
	}
	return -1;
}

int table_option_by_position(const struct command *command, size_t count)
{
	for (size_t i = 0; i < command->n_options; i++) {
		if (option_is_positional(&command->options[i]) && count-- == 0)
			return (int)i;
	}
	return -1;
}

const struct option_spec *table_option_below(
    const struct program *program, const char *path, const char *name, size_t len)
{
	for (size_t i = 0; i < program->n_commands; i++) {
		const struct command *command = program->commands[i];
		int index = -1;

		if (path_below(command->path, path))
			index = table_option_by_name(command, name, len);
		if (index >= 0 &&
		    (table_option(command, (size_t)index)->flags & OPTION_ANYWHERE) != 0)
			return table_option(command, (size_t)index);
	}
	return NULL;
}

bool option_takes_value(const struct option_spec *option)
{
	return option->type != OPTION_FLAG;
}

bool option_is_positional(const struct option_spec *option)
{
	return (option->flags & OPTION_POSITIONAL) != 0;
}

const char *option_metavar(const struct option_spec *option, char *buffer, size_t size)
{
	const char *from = option->metavar ? option->metavar : option->name;
	size_t i;

	if (!from)
		from = "VALUE";
	for (i = 0; from[i] != '\0' && i + 1 < size; i++) {
		if (option->metavar)
			buffer[i] = from[i];
		else
			buffer[i] = from[i] == '-' ? '_' : (char)toupper((unsigned char)from[i]);
	}
	if (size > 0)
		buffer[i] = '\0';
	return buffer;
}

void option_append_flag(const struct option_spec *option, struct bytes *out)
{
	char metavar[TABLE_PATH_MAX];

	if (option_is_positional(option))
		bytes_append_format(out, "<%s>", option_metavar(option, metavar, sizeof(metavar)));
	else if (option->name)
		bytes_append_format(out, "--%s", option->name);
	else
		bytes_append_format(out, "-%c", option->short_name);
}

void option_append_usage(const struct option_spec *option, struct bytes *out)
{
	char metavar[TABLE_PATH_MAX];

	option_append_flag(option, out);
	if (!option_takes_value(option) || option_is_positional(option))
		return;
	option_metavar(option, metavar, sizeof(metavar));
	if (option->type != OPTION_LIST)
		bytes_append_format(out, " <%s>", metavar);
	else if ((option->flags & OPTION_ONE_TOKEN) != 0)
		bytes_append_format(out, " <%s>...", metavar);
	else
		bytes_append_format(out, " [<%s>...]", metavar);
}
