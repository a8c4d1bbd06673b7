/* From words to a command. */
#include "resolve.h"

#include "tokenise.h"

#include <ctype.h>
#include <string.h>

bool word_is_option(const char *word)
{
	if (word[0] != '-')
		return false;
	return word[1] == '-' || isalpha((unsigned char)word[1]);
}

/* The option that a word such as "--role", "--role=x" or "-a" means; *attached: with its value. */
static const struct option_spec *option_of_word(const struct program *program,
    const struct resolution *resolution, const char *word, bool *attached)
{
	const struct command *command = resolution->command;
	size_t len = strcspn(word, "=");
	int index;

	*attached = word[len] == '=';
	if (!command)
		return word[1] == '-'
			   ? table_option_below(program, resolution->path, word + 2, len - 2)
			   : NULL;
	if (word[1] == '-') {
		index = table_option_by_name(command, word + 2, len - 2);
	} else {
		*attached = word[2] != '\0';
		index = table_option_by_short(command, word[1]);
	}
	return index < 0 ? NULL : table_option(command, (size_t)index);
}

/* Skips the option at words[*at] and its values; false where there is no such option. */
static bool skip_option(const struct program *program, const struct words *words, size_t *at,
    struct resolution *resolution)
{
	bool attached;
	const struct option_spec *option =
	    option_of_word(program, resolution, words->at[*at], &attached);
	size_t i = *at + 1;

	/* What a command makes of a word that it does not know is for the parser to say. */
	if (!option && !resolution->command)
		return false;
	*at = i;
	if (!option || !option_takes_value(option) || attached)
		return true;
	resolution->awaits = option;
	while (i < words->count && !word_is_option(words->at[i])) {
		i++;
		resolution->list_open = option->type == OPTION_LIST;
		if (option->type != OPTION_LIST) {
			resolution->awaits = NULL;
			break;
		}
	}
	*at = i;
	return true;
}

static bool descend(const struct program *program, const struct words *words, size_t i,
    struct resolution *resolution)
{
	char joined[TABLE_PATH_MAX];

	if (resolution->depth == RESOLVE_DEPTH ||
	    !table_descend(program, resolution->path, words->at[i], joined))
		return false;
	memcpy(resolution->path, joined, sizeof(joined));
	resolution->command = table_command(program, joined);
	resolution->at[resolution->depth++] = i;
	return true;
}

const struct option_spec *resolution_positional(const struct resolution *resolution)
{
	const struct command *command = resolution->command;
	int index = command ? table_option_by_position(command, resolution->n_positional) : -1;

	return index < 0 ? NULL : table_option(command, (size_t)index);
}

void resolve(
    const struct program *program, const struct words *words, struct resolution *resolution)
{
	size_t i = 0;

	*resolution = (struct resolution){.command = table_command(program, "")};
	while (i < words->count) {
		const char *word = words->at[i];

		resolution->end = i;
		resolution->awaits = NULL;
		resolution->list_open = false;
		if (strcmp(word, "--") == 0)
			return;
		if (word_is_option(word)) {
			if (!skip_option(program, words, &i, resolution))
				return;
		} else if (descend(program, words, i, resolution)) {
			i++;
		} else if (resolution_positional(resolution)) {
			resolution->n_positional++;
			i++;
		} else {
			return;
		}
	}
	resolution->end = i;
}

bool resolution_has_word(const struct resolution *resolution, size_t index)
{
	for (size_t i = 0; i < resolution->depth; i++) {
		if (resolution->at[i] == index)
			return true;
	}
	return false;
}
