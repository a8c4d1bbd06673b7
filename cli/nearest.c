/* What may have been meant by words that were refused. */
#include "usage.h"

#include "names.h"
#include "tokenise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Whether word is the len characters at expected, in either case, perhaps with a value behind "=".
 */
static bool word_is(const char *word, const char *expected, size_t len)
{
	return strncasecmp(word, expected, len) == 0 &&
	       (word[len] == '\0' || (word[len] == '=' && word[0] == '-'));
}

/* Whether the words from index at begin with those of expected; *next: the index behind them. */
static bool words_match(const struct words *words, size_t at, const char *expected, size_t *next)
{
	while (*expected != '\0') {
		size_t len = strcspn(expected, " ");

		if (at >= words->count || !word_is(words->at[at], expected, len))
			return false;
		at++;
		expected += len + strspn(expected + len, " ");
	}
	*next = at;
	return true;
}

/* The part of a mistake's words that begins with an option; "" if there is none. */
static const char *option_part(const char *words)
{
	const char *found;

	if (words[0] == '-')
		return words;
	found = strstr(words, " -");
	return found ? found + 1 : "";
}

/* Whether the option part stands where the refused word is. */
static bool refused_matches(const struct words *words, size_t refused, const char *part)
{
	for (size_t from = 0; from <= refused && from < words->count; from++) {
		size_t next;

		if (words_match(words, from, part, &next) && refused < next)
			return true;
	}
	return false;
}

static bool mistake_matches(
    const struct mistake *mistake, const struct words *words, const struct usage *usage)
{
	const char *option = option_part(mistake->words);
	size_t path_len = (size_t)(option - mistake->words);
	char path[TABLE_PATH_MAX];
	size_t next;

	if (*option == '\0')
		return words_match(words, 0, mistake->words, &next);
	if (path_len >= sizeof(path) || !refused_matches(words, usage->at, option))
		return false;
	memcpy(path, mistake->words, path_len);
	path[path_len] = '\0';
	return words_match(words, 0, path, &next);
}

static const struct mistake *find_mistake(
    const struct program *program, const struct words *words, const struct usage *usage)
{
	for (size_t i = 0; i < program->n_mistakes; i++) {
		if (mistake_matches(&program->mistakes[i], words, usage))
			return &program->mistakes[i];
	}
	return NULL;
}

static const char *nearest_command(
    const struct program *program, const char *path, const char *word, char *buffer, size_t size)
{
	struct table_child *children = calloc(program->n_commands + 1, sizeof(*children));
	const char **names = calloc(program->n_commands + 1, sizeof(*names));
	const char *found = NULL;
	size_t at = 0, count = 0;

	while (children && names && table_next_child(program, path, &at, &children[count])) {
		if (children[count].hidden)
			continue;
		names[count] = children[count].name;
		count++;
	}
	if (names)
		found = names_nearest(word, names, count);
	if (found)
		snprintf(buffer, size, "%s", found);
	free(names);
	free(children);
	return found ? buffer : NULL;
}

static const char *nearest_option(
    const struct command *command, const struct usage *usage, char *buffer, size_t size)
{
	size_t total = command ? table_option_count(command) : 0;
	const char **names = calloc(total + 1, sizeof(*names));
	const char *found = NULL;
	char word[TABLE_PATH_MAX];
	size_t count = 0;

	snprintf(word, sizeof(word), "%.*s", (int)usage->word_len, usage->word);
	for (size_t i = 0; names && i < total; i++) {
		const struct option_spec *option = table_option(command, i);

		if (option->name && (option->flags & OPTION_HIDDEN) == 0)
			names[count++] = option->name;
	}
	if (names) {
		names[count++] = "help";
		found = names_nearest(word + strspn(word, "-"), names, count);
	}
	if (found)
		snprintf(buffer, size, "--%s", found);
	free(names);
	return found ? buffer : NULL;
}

static const char *nearest_choice(const struct usage *usage, char *buffer, size_t size)
{
	const struct option_spec *option = usage->option;
	const char **names = calloc(option->n_choices + 1, sizeof(*names));
	const char *found = NULL;

	for (size_t i = 0; names && i < option->n_choices; i++)
		names[i] = option->choices[i].value;
	if (names)
		found = names_nearest(usage->word, names, option->n_choices);
	if (found)
		snprintf(buffer, size, "%s", found);
	free(names);
	return found ? buffer : NULL;
}

const char *usage_nearest(const struct program *program, const struct words *words,
    const struct parsed *parsed, bool *is_mistake, char *buffer, size_t size)
{
	const struct usage *usage = &parsed->usage;
	const struct mistake *mistake = find_mistake(program, words, usage);

	*is_mistake = mistake;
	if (mistake)
		return mistake->instead;
	if (usage->fault == USAGE_UNKNOWN_COMMAND)
		return nearest_command(program, parsed->path, usage->word, buffer, size);
	/* A single letter is near to everything. */
	if (usage->fault == USAGE_UNKNOWN_OPTION && usage->word[1] == '-')
		return nearest_option(parsed->args.command, usage, buffer, size);
	if (usage->fault == USAGE_VALUE_INVALID && usage->option->type == OPTION_ENUM)
		return nearest_choice(usage, buffer, size);
	return NULL;
}
