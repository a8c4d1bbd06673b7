/* The values of options: numbers, choices, hexadecimal digits, lists, secrets. */
#include "parser.h"

#include "utf8.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int refuse_value(struct parser *parser, const struct option_spec *option, const char *word,
    size_t at, const char *reason)
{
	int rc = parser_refuse(parser, USAGE_VALUE_INVALID, option, word, at);

	snprintf(parser->parsed->usage.reason, sizeof(parser->parsed->usage.reason), "%s", reason);
	return rc;
}

static bool takes_number(const struct option_spec *option, uint64_t number)
{
	return number >= option->min && number <= option->max &&
	       (option->step == 0 || (number - option->min) % option->step == 0);
}

static int refuse_number(struct parser *parser, const struct option_spec *option, const char *word,
    size_t at, bool is_number, bool too_large)
{
	const char *numbers = option->numbers;
	char reason[sizeof(parser->parsed->usage.reason)];

	if (!is_number)
		snprintf(reason, sizeof(reason), "it must be %s%s in decimal digits",
		    numbers ? numbers : "a number", numbers ? "," : "");
	else if (numbers && too_large && option->max == UINT64_MAX)
		snprintf(reason, sizeof(reason), "it must be %s, and %" PRIu64 " at the most",
		    numbers, option->max);
	else if (numbers)
		snprintf(reason, sizeof(reason), "it must be %s", numbers);
	else
		snprintf(reason, sizeof(reason), "%.40s is not in %" PRIu64 "..=%" PRIu64, word,
		    option->min, option->max);
	return refuse_value(parser, option, word, at, reason);
}

static int set_number(struct parser *parser, const struct option_spec *option, struct value *value,
    const char *word, size_t at)
{
	bool is_number = *word != '\0' && word[strspn(word, "0123456789")] == '\0';

	errno = 0;
	value->number = is_number ? strtoull(word, NULL, 10) : 0;
	if (is_number && errno == 0 && takes_number(option, value->number))
		return 0;
	return refuse_number(parser, option, word, at, is_number, errno == ERANGE);
}

static bool choice_matches(
    const struct option_spec *option, const struct option_choice *choice, const char *word)
{
	int (*compare)(const char *, const char *) =
	    (option->flags & OPTION_ANY_CASE) != 0 ? strcasecmp : strcmp;

	if (compare(choice->value, word) == 0)
		return true;
	for (size_t i = 0; choice->aliases && choice->aliases[i]; i++) {
		if (compare(choice->aliases[i], word) == 0)
			return true;
	}
	return false;
}

static int set_choice(struct parser *parser, const struct option_spec *option, struct value *value,
    const char *word, size_t at)
{
	for (size_t i = 0; i < option->n_choices; i++) {
		if (choice_matches(option, &option->choices[i], word)) {
			value->choice = (int)i;
			value->text = option->choices[i].value;
			return 0;
		}
	}
	for (size_t i = 0; option->later_choices && option->later_choices[i]; i++) {
		if (strcmp(option->later_choices[i], word) == 0)
			return option_refuse_later(option, word, parser->err);
	}
	return refuse_value(parser, option, word, at, "");
}

static bool is_hex(const char *word)
{
	if (word[0] != '0' || (word[1] != 'x' && word[1] != 'X') || word[2] == '\0')
		return false;
	for (word += 2; *word != '\0'; word++) {
		if (!isxdigit((unsigned char)*word))
			return false;
	}
	return true;
}

static int add_to_list(struct parser *parser, const struct option_spec *option, struct value *value,
    const char *word, size_t at)
{
	size_t n = value->n_list;

	if (n > 0 && (option->flags & OPTION_ONE_WORD) != 0)
		return refuse_value(parser, option, word, at,
		    "one value is taken; put one that holds blanks in quotes");
	/* The room doubles whenever it is full, which is when n is a power of two. */
	if ((n & (n - 1)) == 0 || n == 0) {
		const char **list =
		    reallocarray(value->list, n == 0 ? 1 : 2 * n, sizeof(*value->list));

		if (!list)
			return error_raise(parser->err, ERR_MEMORY);
		value->list = list;
	}
	value->list[value->n_list++] = word;
	return 0;
}

bool parser_may_be_empty(const struct option_spec *option)
{
	if (option->type == OPTION_STRING)
		return (option->flags & OPTION_NOT_EMPTY) == 0;
	return option->type == OPTION_SECRET || option->type == OPTION_LIST;
}

int parser_set_value(struct parser *parser, const struct option_spec *option, struct value *value,
    char *word, size_t at)
{
	if (!utf8_is_text(word))
		return parser_refuse(parser, USAGE_NOT_UTF8, option, NULL, at);
	value->text = word;
	switch (option->type) {
	case OPTION_U64:
		return set_number(parser, option, value, word, at);
	case OPTION_ENUM:
		return set_choice(parser, option, value, word, at);
	case OPTION_LIST:
		return add_to_list(parser, option, value, word, at);
	case OPTION_HEX:
		if (!is_hex(word))
			return refuse_value(
			    parser, option, word, at, "it must be 0x and hexadecimal digits");
		return 0;
	case OPTION_SECRET:
		value->text = NULL;
		value->secret_word = word;
		parser->after_secret = option;
		if (secret_set_text(&value->secret, word) != 0)
			return error_raise(parser->err, ERR_MEMORY);
		return 0;
	case OPTION_STRING:
	case OPTION_PATH:
		if (*word == '\0' && !parser_may_be_empty(option))
			return parser_refuse(parser, USAGE_VALUE_MISSING, option, NULL, at);
		return 0;
	case OPTION_FLAG:
		return 0;
	}
	return error_raise(parser->err, ERR_INTERNAL, "option type");
}
