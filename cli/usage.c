/* Refusals in the shape of the modelled tool's. */
#include "usage.h"

#include "bytes.h"
#include "help.h"
#include "text.h"
#include "tokenise.h"

#include <string.h>

/* "'--role <ROLE>'" */
static void quote_option(const struct option_spec *option, struct bytes *out)
{
	bytes_append_char(out, '\'');
	option_append_usage(option, out);
	bytes_append_char(out, '\'');
}

static void append_choices(const struct option_spec *option, struct bytes *out)
{
	struct bytes list = BYTES_INIT;

	if (option->n_choices == 0)
		return;
	bytes_append_text(&list, "[possible values: ");
	for (size_t i = 0; i < option->n_choices; i++)
		bytes_append_format(&list, "%s%s", i > 0 ? ", " : "", option->choices[i].value);
	bytes_append_text(&list, "]");
	bytes_append_text(out, "  ");
	text_wrap(out, bytes_text(&list), 2, 4);
	bytes_append_char(out, '\n');
	bytes_done(&list);
}

static void append_subcommands(const struct program *program, const char *path, struct bytes *out)
{
	struct bytes list = BYTES_INIT;
	struct table_child child;
	size_t at = 0;

	bytes_append_text(&list, "[subcommands: ");
	while (table_next_child(program, path, &at, &child)) {
		if (!child.hidden)
			bytes_append_format(&list, "%s, ", child.name);
	}
	bytes_append_text(&list, "help]");
	bytes_append_text(out, "  ");
	text_wrap(out, bytes_text(&list), 2, 4);
	bytes_append_char(out, '\n');
	bytes_done(&list);
}

static void append_missing(const struct args *args, struct bytes *out)
{
	bytes_append_text(out, "the following required arguments were not provided:\n");
	for (size_t i = 0; i < args->n_values; i++) {
		const struct option_spec *option = table_option(args->command, i);

		if (!args_option_missing(args, i))
			continue;
		bytes_append_text(out, "  ");
		if (option->one_of != 0)
			help_append_one_of(args->command, option->one_of, out);
		else
			option_append_usage(option, out);
		bytes_append_char(out, '\n');
	}
}

static void append_value_missing(const struct option_spec *option, struct bytes *out)
{
	bytes_append_text(out, "a value is required for ");
	quote_option(option, out);
	bytes_append_text(out, " but none was supplied\n");
	append_choices(option, out);
	if (option->type == OPTION_SECRET) {
		bytes_append_text(out, "\n  tip: to give a value that begins with '-', write '");
		option_append_flag(option, out);
		bytes_append_text(out, "=<VALUE>'\n");
	}
}

static void append_value_invalid(const struct usage *usage, struct bytes *out)
{
	bytes_append_format(out, "invalid value '%s' for ", usage->word);
	quote_option(usage->option, out);
	if (usage->reason[0] != '\0')
		bytes_append_format(out, ": %s", usage->reason);
	bytes_append_char(out, '\n');
	append_choices(usage->option, out);
}

static void append_conflict(const struct usage *usage, struct bytes *out)
{
	bytes_append_text(out, "the argument ");
	quote_option(usage->option, out);
	if (usage->fault == USAGE_REPEATED) {
		bytes_append_text(out, " cannot be used multiple times\n");
		return;
	}
	bytes_append_text(out, " cannot be used with ");
	quote_option(usage->other, out);
	bytes_append_char(out, '\n');
}

static void append_unexpected(const struct usage *usage, struct bytes *out)
{
	if (usage->fault == USAGE_UNEXPECTED_VALUE) {
		bytes_append_format(out, "unexpected value '%s' for ", usage->word);
		quote_option(usage->option, out);
		bytes_append_text(out, " found; no more were expected\n");
	} else if (usage->fault == USAGE_WORD_AFTER_SECRET) {
		bytes_append_text(out, "unexpected argument found after the value of '");
		option_append_flag(usage->option, out);
		bytes_append_text(out, "'\n\n  tip: put a value that holds blanks in quotes\n");
	} else {
		bytes_append_format(
		    out, "unexpected argument '%.*s' found\n", (int)usage->word_len, usage->word);
	}
}

/* What is wrong, in one line or a few. */
static void append_fault(
    const struct program *program, const struct parsed *parsed, struct bytes *out)
{
	const struct usage *usage = &parsed->usage;

	bytes_append_text(out, "error: ");
	switch (usage->fault) {
	case USAGE_NO_COMMAND:
		bytes_append_format(out, "'%s' requires a subcommand but one was not provided\n",
		    parsed->path[0] != '\0' ? parsed->path : program->name);
		append_subcommands(program, parsed->path, out);
		break;
	case USAGE_UNKNOWN_COMMAND:
		bytes_append_format(out, "unrecognized subcommand '%s'\n", usage->word);
		break;
	case USAGE_UNKNOWN_OPTION:
	case USAGE_UNEXPECTED_WORD:
	case USAGE_WORD_AFTER_SECRET:
	case USAGE_UNEXPECTED_VALUE:
		append_unexpected(usage, out);
		break;
	case USAGE_VALUE_MISSING:
		append_value_missing(usage->option, out);
		break;
	case USAGE_VALUE_INVALID:
		append_value_invalid(usage, out);
		break;
	case USAGE_REPEATED:
	case USAGE_CONFLICT:
		append_conflict(usage, out);
		break;
	case USAGE_REQUIRED_MISSING:
		append_missing(&parsed->args, out);
		break;
	case USAGE_NONE:
	case USAGE_TEXT:
		bytes_append_format(out, "%s\n", usage->word ? usage->word : "");
		break;
	}
}

static void append_tip(const struct program *program, const struct words *words,
    const struct parsed *parsed, struct bytes *out)
{
	char buffer[TABLE_PATH_MAX];
	bool is_mistake;
	const char *nearest =
	    usage_nearest(program, words, parsed, &is_mistake, buffer, sizeof(buffer));

	if (!nearest)
		return;
	if (is_mistake)
		bytes_append_format(out, "\n  tip: use '%s'\n", nearest);
	else
		bytes_append_format(out, "\n  tip: a similar %s exists: '%s'\n",
		    parsed->usage.fault == USAGE_UNKNOWN_COMMAND  ? "subcommand"
		    : parsed->usage.fault == USAGE_UNKNOWN_OPTION ? "argument"
								  : "value",
		    nearest);
}

/* The modelled tool leaves the usage out where the option at fault has been named with its value.
 */
static bool shows_usage_line(enum usage_fault fault)
{
	return fault != USAGE_VALUE_INVALID && fault != USAGE_VALUE_MISSING;
}

int usage_print(const struct program *program, const struct words *words,
    const struct parsed *parsed, bool interactive, struct bytes *out)
{
	if (table_style(program, parsed->path) == ANSWER_AWS) {
		usage_print_aws(program, words, parsed, out);
		return USAGE_EXIT_AWS;
	}
	append_fault(program, parsed, out);
	append_tip(program, words, parsed, out);
	if (shows_usage_line(parsed->usage.fault)) {
		bytes_append_char(out, '\n');
		help_usage_line(program, parsed->path, interactive, out);
	}
	bytes_append_text(out, "\nFor more information, try '--help'.\n");
	return USAGE_EXIT;
}

int usage_print_text(const struct program *program, const struct words *words,
    const struct parsed *parsed, const char *text, bool interactive, struct bytes *out)
{
	struct parsed refused = *parsed;

	refused.usage = (struct usage){.fault = USAGE_TEXT, .word = text, .at = words->count};
	return usage_print(program, words, &refused, interactive, out);
}
