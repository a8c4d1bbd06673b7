/* The parser of words: which options there are, and which words are their values. */
#include "parse.h"

#include "parser.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

int parser_settle(struct parser *parser, enum parse_outcome outcome)
{
	parser->parsed->outcome = outcome;
	return SETTLED;
}

int parser_refuse(struct parser *parser, enum usage_fault fault, const struct option_spec *option,
    const char *word, size_t at)
{
	if (word && !utf8_is_text(word)) {
		fault = USAGE_NOT_UTF8;
		word = NULL;
	}
	parser->parsed->usage = (struct usage){
	    .fault = fault,
	    .option = option,
	    .word = word,
	    .word_len = word ? strlen(word) : 0,
	    .at = at,
	};
	return parser_settle(parser, PARSE_USAGE);
}

/* The values behind an option whose word is words[at]. */
static int take_following(
    struct parser *parser, const struct option_spec *option, struct value *value, size_t at)
{
	size_t before = value->n_list;

	while (parser->i < parser->words->count && !word_is_option(parser->words->at[parser->i])) {
		size_t index = parser->i++;
		int rc = parser_set_value(parser, option, value, parser->words->at[index], index);

		if (rc != 0 || option->type != OPTION_LIST)
			return rc;
	}
	if (option->type == OPTION_LIST && value->n_list > before)
		return 0;
	if ((option->flags & OPTION_BARE) != 0) {
		value->choice = 0;
		value->text = option->choices[0].value;
		return 0;
	}
	return parser_refuse(parser, USAGE_VALUE_MISSING, option, NULL, at);
}

/* The values of an option that is not simulated are not looked at. */
static int skip_values(struct parser *parser)
{
	while (parser->i < parser->words->count && !word_is_option(parser->words->at[parser->i]) &&
	       !resolution_has_word(&parser->resolution, parser->i))
		parser->i++;
	return 0;
}

/* Before an option that was given already is given again. */
static void clear_value(struct value *value)
{
	if (value->secret_word)
		secret_wipe(value->secret_word, strlen(value->secret_word));
	secret_done(&value->secret);
	free(value->list);
	*value = (struct value){.choice = -1};
}

/* The option at index, whose word is words[at]; attached is what stands behind its "=", or NULL. */
static int take_option(struct parser *parser, size_t index, char *attached, size_t at)
{
	const struct option_spec *option = table_option(parser->parsed->args.command, index);
	struct value *value = &parser->parsed->args.values[index];
	bool adds_up = option->type == OPTION_LIST && (option->flags & OPTION_ONE_TOKEN) == 0;

	if (value->given && !adds_up) {
		if (parser->parsed->args.command->style != ANSWER_AWS)
			return parser_refuse(parser, USAGE_REPEATED, option, NULL, at);
		clear_value(value);
	}
	value->given = true;
	value->at = at;
	if ((option->flags & OPTION_LATER) != 0)
		return skip_values(parser);
	if (!option_takes_value(option)) {
		if (attached)
			return parser_refuse(parser, USAGE_UNEXPECTED_VALUE, option, attached, at);
		return 0;
	}
	if (!attached)
		return take_following(parser, option, value, at);
	if (*attached == '\0' && !parser_may_be_empty(option))
		return parser_refuse(parser, USAGE_VALUE_MISSING, option, NULL, at);
	return parser_set_value(parser, option, value, attached, at);
}

static int refuse_option(struct parser *parser, size_t len, size_t at)
{
	int rc = parser_refuse(parser, USAGE_UNKNOWN_OPTION, NULL, parser->words->at[at], at);

	/* What stands behind the "=" of an option that nobody knows could be anything. */
	if (parser->parsed->usage.word)
		parser->parsed->usage.word_len = len;
	return rc;
}

static int take_long(struct parser *parser, char *word, size_t at)
{
	const struct command *command = parser->parsed->args.command;
	size_t len = strcspn(word, "=");
	char *attached = word[len] == '=' ? word + len + 1 : NULL;
	int index = command ? table_option_by_name(command, word + 2, len - 2) : -1;

	if (index >= 0)
		return take_option(parser, (size_t)index, attached, at);
	if (strcmp(word, "--help") == 0)
		return parser_settle(parser, PARSE_HELP);
	if (strcmp(word, "--version") == 0 && parser->parsed->path[0] == '\0')
		return parser_settle(parser, PARSE_VERSION);
	return refuse_option(parser, len, at);
}

/* One or more letters: "-v", "-aVALUE", "-a=VALUE". */
static int take_short(struct parser *parser, char *word, size_t at)
{
	const struct command *command = parser->parsed->args.command;

	for (size_t i = 1; word[i] != '\0'; i++) {
		int index = command ? table_option_by_short(command, word[i]) : -1;
		char *attached = NULL;
		int rc;

		if (index < 0 && word[i] == 'h')
			return parser_settle(parser, PARSE_HELP_SHORT);
		if (index < 0 && word[i] == 'V' && parser->parsed->path[0] == '\0')
			return parser_settle(parser, PARSE_VERSION);
		if (index < 0)
			return refuse_option(parser, i == 1 ? 2 : strlen(word), at);
		if (option_takes_value(table_option(command, (size_t)index)) && word[i + 1] != '\0')
			attached = word + i + (word[i + 1] == '=' ? 2 : 1);
		rc = take_option(parser, (size_t)index, attached, at);
		if (rc != 0 || attached)
			return rc;
	}
	return 0;
}

/* The words behind "help": a path from where we are. */
static int take_help(struct parser *parser)
{
	for (; parser->i < parser->words->count; parser->i++) {
		const char *word = parser->words->at[parser->i];
		char joined[TABLE_PATH_MAX];

		if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
			continue;
		if (word_is_option(word))
			return refuse_option(parser, strcspn(word, "="), parser->i);
		if (!table_descend(parser->program, parser->parsed->path, word, joined))
			return parser_refuse(parser, USAGE_UNKNOWN_COMMAND, NULL, word, parser->i);
		memcpy(parser->parsed->path, joined, sizeof(joined));
	}
	return parser_settle(parser, PARSE_HELP);
}

/* A word by itself: the value of the option at index. */
static int take_positional(struct parser *parser, int index, char *word, size_t at)
{
	struct value *value = &parser->parsed->args.values[index];

	parser->n_positional++;
	value->given = true;
	value->at = at;
	return parser_set_value(
	    parser, table_option(parser->parsed->args.command, (size_t)index), value, word, at);
}

/* A word that is neither an option nor an option's value nor a part of the path. */
static int take_stray(struct parser *parser, char *word, size_t at)
{
	const struct command *command = parser->parsed->args.command;
	int positional = command ? table_option_by_position(command, parser->n_positional) : -1;
	const char *path = parser->parsed->path;
	bool may_go_on = table_has_children(parser->program, path);
	bool aws = table_style(parser->program, path) == ANSWER_AWS;

	if (parser->after_secret)
		return parser_refuse(
		    parser, USAGE_WORD_AFTER_SECRET, parser->after_secret, NULL, at);
	if (positional >= 0)
		return take_positional(parser, positional, word, at);
	if (strcmp(word, "help") == 0 && (may_go_on || aws))
		return take_help(parser);
	if (may_go_on)
		return parser_refuse(parser, USAGE_UNKNOWN_COMMAND, NULL, word, at);
	return parser_refuse(parser, USAGE_UNEXPECTED_WORD, NULL, word, at);
}

static int take_word(struct parser *parser)
{
	size_t at = parser->i++;
	char *word = parser->words->at[at];

	if (resolution_has_word(&parser->resolution, at))
		return 0;
	/* In front of a path that goes no further there are options of the commands below it. */
	if (!parser->parsed->args.command && at < parser->resolution.end)
		return 0;
	if (strcmp(word, "--") == 0 && !parser->only_words) {
		parser->only_words = true;
		return 0;
	}
	if (parser->only_words || !word_is_option(word))
		return take_stray(parser, word, at);
	parser->after_secret = NULL;
	if (word[1] == '-')
		return take_long(parser, word, at);
	return take_short(parser, word, at);
}

/* A command that is known and no more: its words are not looked at, but for a wish for help. */
static int parse_later(struct parser *parser)
{
	for (size_t i = 0; i < parser->words->count; i++) {
		if (strcmp(parser->words->at[i], "--help") == 0)
			return parser_settle(parser, PARSE_HELP);
		if (strcmp(parser->words->at[i], "-h") == 0)
			return parser_settle(parser, PARSE_HELP_SHORT);
	}
	return error_raise(parser->err, ERR_NOT_SIMULATED, parser->parsed->path);
}

static int parse_words(struct parser *parser)
{
	int rc;

	while (parser->i < parser->words->count) {
		rc = take_word(parser);
		if (rc != 0)
			return rc;
	}
	if (!parser->parsed->args.command)
		return parser_refuse(parser, USAGE_NO_COMMAND, NULL, NULL, parser->words->count);
	rc = args_check(&parser->parsed->args, &parser->parsed->usage, parser->err);
	if (rc == ERR_USAGE) {
		if (parser->parsed->usage.fault == USAGE_REQUIRED_MISSING)
			parser->parsed->usage.at = parser->words->count;
		return parser_settle(parser, PARSE_USAGE);
	}
	return rc;
}

static int make_args(struct args *args, const struct command *command, struct error *err)
{
	size_t count;

	args->command = command;
	if (!command)
		return 0;
	count = table_option_count(command);
	args->values = calloc(count + 1, sizeof(*args->values));
	if (!args->values)
		return error_raise(err, ERR_MEMORY);
	args->n_values = count;
	for (size_t i = 0; i < count; i++)
		args->values[i].choice = -1;
	return 0;
}

int parse(const struct program *program, const struct words *words, struct parsed *parsed,
    struct error *err)
{
	struct parser parser = {.program = program, .words = words, .parsed = parsed, .err = err};
	const struct command *command;
	int rc;

	*parsed = (struct parsed){.outcome = PARSE_RUN};
	resolve(program, words, &parser.resolution);
	command = parser.resolution.command;
	memcpy(parsed->path, parser.resolution.path, sizeof(parsed->path));
	rc = make_args(&parsed->args, command, err);
	if (rc != 0)
		return rc;
	if (command && (command->flags & COMMAND_LATER) != 0)
		rc = parse_later(&parser);
	else
		rc = parse_words(&parser);
	return rc == SETTLED ? 0 : rc;
}

void parsed_wipe_words(struct parsed *parsed)
{
	for (size_t i = 0; i < parsed->args.n_values; i++) {
		char *word = parsed->args.values[i].secret_word;

		if (word)
			secret_wipe(word, strlen(word));
	}
}

void parsed_done(struct parsed *parsed)
{
	for (size_t i = 0; i < parsed->args.n_values; i++) {
		secret_done(&parsed->args.values[i].secret);
		free(parsed->args.values[i].list);
	}
	free(parsed->args.values);
	*parsed = (struct parsed){.outcome = PARSE_RUN};
}
