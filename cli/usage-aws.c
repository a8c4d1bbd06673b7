/* Refusals as AWS CLI writes them, with the nearest right word added. */
#include "usage.h"

#include "bytes.h"
#include "text.h"

#include <string.h>

/* The group of a command's path, or the path itself if that is a group: "cloudhsmv2". */
static void append_group(const struct program *program, const char *path, struct bytes *out)
{
	const char *last = strrchr(path, ' ');

	if (!table_command(program, path))
		bytes_append_text(out, path);
	else if (last)
		bytes_append(out, path, (size_t)(last - path));
}

static void append_frame(const struct program *program, const char *path, struct bytes *out)
{
	struct bytes group = BYTES_INIT;

	append_group(program, path, &group);
	bytes_append_format(
	    out, "\nusage: %s %s <operation> [parameters]\n", program->name, bytes_text(&group));
	bytes_append_text(out, "To see help text, you can run:\n\n");
	bytes_append_format(out, "  %s help\n", program->name);
	bytes_append_format(out, "  %s %s help\n", program->name, bytes_text(&group));
	bytes_append_format(out, "  %s %s <operation> help\n\n", program->name, bytes_text(&group));
	bytes_done(&group);
}

static void aws_no_command(
    const struct program *program, const struct parsed *parsed, struct bytes *out)
{
	(void)program;
	(void)parsed;
	bytes_append_text(out, "the following arguments are required: operation");
}

static void aws_unknown_command(const struct parsed *parsed, struct bytes *out)
{
	bytes_append_format(
	    out, "argument operation: Found invalid choice '%s'", parsed->usage.word);
}

/* The option at index, or all of its alternatives. */
static void append_alternatives(const struct args *args, size_t index, struct bytes *out)
{
	const struct option_spec *option = table_option(args->command, index);
	bool first = true;

	for (size_t i = 0; i < args->n_values; i++) {
		const struct option_spec *other = table_option(args->command, i);

		if (i != index && (option->one_of == 0 || other->one_of != option->one_of))
			continue;
		bytes_append_text(out, first ? "" : " or ");
		option_append_flag(other, out);
		first = false;
	}
}

static void aws_missing(const struct parsed *parsed, struct bytes *out)
{
	bool first = true;

	bytes_append_text(out, "the following arguments are required: ");
	for (size_t i = 0; i < parsed->args.n_values; i++) {
		if (!args_option_missing(&parsed->args, i))
			continue;
		bytes_append_text(out, first ? "" : ", ");
		append_alternatives(&parsed->args, i, out);
		first = false;
	}
}

static void append_argument(const struct option_spec *option, struct bytes *out)
{
	bytes_append_text(out, "argument ");
	option_append_flag(option, out);
	bytes_append_text(out, ": ");
}

static void aws_invalid(const struct parsed *parsed, struct bytes *out)
{
	const struct usage *usage = &parsed->usage;

	append_argument(usage->option, out);
	if (usage->option->n_choices == 0) {
		bytes_append_format(out, "invalid value '%s': %s", usage->word, usage->reason);
		return;
	}
	bytes_append_format(out, "Found invalid choice '%s', valid choices are:\n", usage->word);
	for (size_t i = 0; i < usage->option->n_choices; i++)
		bytes_append_format(out, "\n  %s", usage->option->choices[i].value);
}

static void aws_wrong_option(const struct parsed *parsed, struct bytes *out)
{
	const struct usage *usage = &parsed->usage;

	append_argument(usage->option, out);
	if (usage->fault == USAGE_REPEATED) {
		bytes_append_text(out, "may be given only once");
	} else if (usage->fault == USAGE_CONFLICT) {
		bytes_append_text(out, "not allowed with argument ");
		option_append_flag(usage->other, out);
	} else if (usage->fault == USAGE_UNEXPECTED_VALUE) {
		bytes_append_format(out, "ignored explicit argument '%s'", usage->word);
	} else {
		bytes_append_format(out, "expected %s argument",
		    usage->option->type == OPTION_LIST ? "at least one" : "one");
	}
}

static void aws_unexpected(const struct parsed *parsed, struct bytes *out)
{
	const struct usage *usage = &parsed->usage;

	if (usage->fault == USAGE_WORD_AFTER_SECRET) {
		bytes_append_text(out, "Unknown options after the value of ");
		option_append_flag(usage->option, out);
	} else {
		bytes_append_format(
		    out, "Unknown options: %.*s", (int)usage->word_len, usage->word);
	}
}

void usage_print_aws(const struct program *program, const struct words *words,
    const struct parsed *parsed, struct bytes *out)
{
	static const struct usage_wording wording = {
	    .no_command = aws_no_command,
	    .unknown_command = aws_unknown_command,
	    .unexpected = aws_unexpected,
	    .wrong_option = aws_wrong_option,
	    .invalid = aws_invalid,
	    .missing = aws_missing,
	};
	enum usage_fault fault = parsed->usage.fault;
	char buffer[TABLE_PATH_MAX];
	bool is_mistake;
	const char *nearest =
	    usage_nearest(program, words, parsed, &is_mistake, buffer, sizeof(buffer));

	/* What a command says of its own arguments stands by itself: AWS CLI shows no usage then.
	 */
	if (fault == USAGE_TEXT && parsed->usage.word) {
		bytes_append_format(out, "\n%s\n", parsed->usage.word);
		return;
	}
	append_frame(program, parsed->path, out);
	bytes_append_format(out, "%s: error: ", program->name);
	usage_append_fault(&wording, program, parsed, out);
	bytes_append_char(out, '\n');
	if (nearest && is_mistake)
		bytes_append_format(out, "\nUse '%s'\n", nearest);
	else if (nearest && fault != USAGE_VALUE_INVALID)
		bytes_append_format(out, "\nMaybe you meant:\n\n  * %s\n", nearest);
}
