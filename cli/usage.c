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

/* Below the line that stands in out: a list, wrapped. */
static void append_list(struct bytes *list, struct bytes *out)
{
	bytes_append_text(out, "\n  ");
	text_wrap(out, bytes_text(list), 2, 4);
	bytes_done(list);
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
	append_list(&list, out);
}

static void append_no_command(
    const struct program *program, const struct parsed *parsed, struct bytes *out)
{
	struct bytes list = BYTES_INIT;
	struct table_child child;
	size_t at = 0;

	bytes_append_format(out, "'%s' requires a subcommand but one was not provided",
	    parsed->path[0] != '\0' ? parsed->path : program->name);
	bytes_append_text(&list, "[subcommands: ");
	while (table_next_child(program, parsed->path, &at, &child)) {
		if (!child.hidden)
			bytes_append_format(&list, "%s, ", child.name);
	}
	bytes_append_text(&list, "help]");
	append_list(&list, out);
}

static void append_unknown_command(const struct parsed *parsed, struct bytes *out)
{
	bytes_append_format(out, "unrecognized subcommand '%s'", parsed->usage.word);
}

static void append_missing(const struct parsed *parsed, struct bytes *out)
{
	const struct args *args = &parsed->args;

	bytes_append_text(out, "the following required arguments were not provided:");
	for (size_t i = 0; i < args->n_values; i++) {
		const struct option_spec *option = table_option(args->command, i);

		if (!args_option_missing(args, i))
			continue;
		bytes_append_text(out, "\n  ");
		if (option->one_of != 0)
			help_append_one_of(args->command, option->one_of, out);
		else
			option_append_usage(option, out);
	}
}

static void append_invalid(const struct parsed *parsed, struct bytes *out)
{
	const struct usage *usage = &parsed->usage;

	bytes_append_format(out, "invalid value '%s' for ", usage->word);
	quote_option(usage->option, out);
	if (usage->reason[0] != '\0')
		bytes_append_format(out, ": %s", usage->reason);
	append_choices(usage->option, out);
}

static void append_value_missing(const struct option_spec *option, struct bytes *out)
{
	bytes_append_text(out, "a value is required for ");
	quote_option(option, out);
	bytes_append_text(out, " but none was supplied");
	append_choices(option, out);
	if (option->type == OPTION_SECRET) {
		bytes_append_text(out, "\n\n  tip: to give a value that begins with '-', write '");
		option_append_flag(option, out);
		bytes_append_text(out, "=<VALUE>'");
	}
}

static void append_wrong_option(const struct parsed *parsed, struct bytes *out)
{
	const struct usage *usage = &parsed->usage;

	if (usage->fault == USAGE_VALUE_MISSING) {
		append_value_missing(usage->option, out);
	} else if (usage->fault == USAGE_UNEXPECTED_VALUE) {
		bytes_append_format(out, "unexpected value '%s' for ", usage->word);
		quote_option(usage->option, out);
		bytes_append_text(out, " found; no more were expected");
	} else {
		bytes_append_text(out, "the argument ");
		quote_option(usage->option, out);
		bytes_append_text(out, " cannot be used ");
		if (usage->fault == USAGE_REPEATED) {
			bytes_append_text(out, "multiple times");
		} else {
			bytes_append_text(out, "with ");
			quote_option(usage->other, out);
		}
	}
}

static void append_unexpected(const struct parsed *parsed, struct bytes *out)
{
	const struct usage *usage = &parsed->usage;

	if (usage->fault == USAGE_WORD_AFTER_SECRET) {
		bytes_append_text(out, "unexpected argument found after the value of '");
		option_append_flag(usage->option, out);
		bytes_append_text(out, "'\n\n  tip: put a value that holds blanks in quotes");
	} else {
		bytes_append_format(
		    out, "unexpected argument '%.*s' found", (int)usage->word_len, usage->word);
	}
}

void usage_append_fault(const struct usage_wording *wording, const struct program *program,
    const struct parsed *parsed, struct bytes *out)
{
	switch (parsed->usage.fault) {
	case USAGE_NO_COMMAND:
		wording->no_command(program, parsed, out);
		break;
	case USAGE_UNKNOWN_COMMAND:
		wording->unknown_command(parsed, out);
		break;
	case USAGE_UNKNOWN_OPTION:
	case USAGE_UNEXPECTED_WORD:
	case USAGE_WORD_AFTER_SECRET:
		wording->unexpected(parsed, out);
		break;
	case USAGE_UNEXPECTED_VALUE:
	case USAGE_VALUE_MISSING:
	case USAGE_REPEATED:
	case USAGE_CONFLICT:
		wording->wrong_option(parsed, out);
		break;
	case USAGE_VALUE_INVALID:
		wording->invalid(parsed, out);
		break;
	case USAGE_REQUIRED_MISSING:
		wording->missing(parsed, out);
		break;
	case USAGE_NOT_UTF8:
		bytes_append_text(out, "invalid UTF-8 was detected in one or more arguments");
		break;
	case USAGE_NONE:
	case USAGE_TEXT:
		bytes_append_text(out, parsed->usage.word ? parsed->usage.word : "");
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
	static const struct usage_wording wording = {
	    .no_command = append_no_command,
	    .unknown_command = append_unknown_command,
	    .unexpected = append_unexpected,
	    .wrong_option = append_wrong_option,
	    .invalid = append_invalid,
	    .missing = append_missing,
	};

	if (table_style(program, parsed->path) == ANSWER_AWS) {
		usage_print_aws(program, words, parsed, out);
		return USAGE_EXIT_AWS;
	}
	bytes_append_text(out, "error: ");
	usage_append_fault(&wording, program, parsed, out);
	bytes_append_char(out, '\n');
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
