/* program_faults: a good table has none, and each fault of a bad one is found. */
#include "command.h"

#include "bytes.h"
#include "toy.h"
#include "unit.h"

#include <string.h>

static void collect(void *to, const char *fault)
{
	struct bytes *text = to;

	bytes_append_format(text, "%s\n", fault);
}

START_TEST(toy_has_none)
{
	struct bytes text = BYTES_INIT;

	ck_assert_uint_eq(program_faults(&toy, collect, &text), 0);
	ck_assert_str_eq(bytes_text(&text), "");
	bytes_done(&text);
}
END_TEST

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	(void)context;
	(void)args;
	(void)reply;
	(void)err;
	return 0;
}

static const struct option_choice twice[] = {{.value = "x"}, {.value = "x"}};
static const char *const later[] = {"y", NULL};
static const struct option_spec bad_options[] = {
    {.type = OPTION_FLAG, .help = "Nameless"},
    {.name = "Bad_Name", .type = OPTION_FLAG, .help = "A name"},
    {.name = "mute", .type = OPTION_FLAG},
    {.name = "stop", .type = OPTION_FLAG, .help = "It stops."},
    {.name = "enum", .type = OPTION_ENUM, .help = "No choices"},
    {.name = "twice", .type = OPTION_ENUM, .help = "Twice", .choices = twice, .n_choices = 2},
    {.name = "bounds", .type = OPTION_U64, .help = "Bounds", .min = 2, .max = 1},
    {.name = "steps", .type = OPTION_U64, .help = "Steps", .min = 1, .max = 4, .step = 2},
    {.name = "numbers", .type = OPTION_U64, .help = "Numbers", .max = 4, .numbers = "0 to 4"},
    {.name = "unbound", .type = OPTION_STRING, .help = "Text", .step = 2},
    {.name = "lonely", .type = OPTION_STRING, .help = "Alone", .one_of = 1},
    {.name = "single", .type = OPTION_STRING, .help = "Alone", .together = 1},
    {.name = "both",
	.type = OPTION_STRING,
	.help = "Both",
	.flags = OPTION_REQUIRED,
	.default_text = "x"},
    {.name = "never",
	.type = OPTION_STRING,
	.help = "Never",
	.flags = OPTION_REQUIRED | OPTION_LATER},
    {.name = "word", .type = OPTION_LIST, .help = "A word", .flags = OPTION_ONE_WORD},
    {.name = "full", .type = OPTION_LIST, .help = "Words", .flags = OPTION_NOT_EMPTY},
    {.name = "shown",
	.type = OPTION_STRING,
	.help = "Shown",
	.flags = OPTION_REQUIRED | OPTION_IN_USAGE},
    {.name = "again", .short_name = 'a', .type = OPTION_FLAG, .help = "One"},
    {.name = "again", .short_name = 'a', .type = OPTION_FLAG, .help = "Two"},
    {.name = "help", .type = OPTION_FLAG, .help = "Help"},
    {.name = "output", .type = OPTION_STRING, .help = "The shell's own"},
    {.name = "later", .type = OPTION_STRING, .help = "Later", .later_choices = later},
    {.name = "far", .type = OPTION_FLAG, .help = "Far", .flags = OPTION_ANYWHERE},
    {.name = "list", .type = OPTION_LIST, .help = "List", .flags = OPTION_ANYWHERE},
    {.name = "named",
	.metavar = "NAMED",
	.type = OPTION_FLAG,
	.help = "Named",
	.flags = OPTION_POSITIONAL},
    {.type = OPTION_STRING, .help = "Mute", .flags = OPTION_POSITIONAL | OPTION_REQUIRED},
};
static const struct option_spec other_options[] = {
    {.name = "far", .type = OPTION_STRING, .help = "Far", .flags = OPTION_ANYWHERE}};

static const struct reply_node bad_fields[] = {
    {"", REPLY_STRING, 0, NULL, 0},
    {"empty", REPLY_OBJECT, 0, NULL, 0},
    {"list", REPLY_ARRAY, 0, NULL, 0},
    {"same", REPLY_STRING, 0, NULL, 0},
    {"same", REPLY_STRING, 0, NULL, 0},
    {"plain", REPLY_STRING, 0, bad_fields, 1},
};
static const struct reply_node bad_reply = {"", REPLY_OBJECT, 0, bad_fields, 6};

static const struct example bad_examples[] = {
    {"", "a"},
    {"Open", "a 'x"},
    {"Refused", "a --nothing"},
    {"Another", "b one"},
};

static const struct command first = {
    .path = "a",
    .summary = "It ends in a stop.",
    .options = bad_options,
    .n_options = ARRAY_LENGTH(bad_options),
    .examples = bad_examples,
    .n_examples = ARRAY_LENGTH(bad_examples),
    .reply = &bad_reply,
    .style = ANSWER_TABLE,
};
static const struct command second = {.path = "b one",
    .options = other_options,
    .n_options = ARRAY_LENGTH(other_options),
    .style = ANSWER_SILENT,
    .run = run};
static const struct command third = {.path = "a", .style = ANSWER_CLOUDHSM, .run = run};
static const struct command fourth = {
    .path = "b  two", .reply = &bad_fields[0], .style = ANSWER_SILENT, .flags = COMMAND_REPL};

static const struct command fifth = {.path = "a below", .style = ANSWER_SILENT, .run = run};

static const struct command *const commands[] = {&first, &second, &third, &fourth, &fifth};
static const struct command_group groups[] = {{"c", "Empty"}, {"a", ""}, {"c", "Empty"}};
static const struct mistake mistakes[] = {{"a", "b one"}, {"x", "nowhere"}, {"", ""}};

static const struct program bad = {
    .name = "bad",
    .version = "1",
    .commands = commands,
    .n_commands = ARRAY_LENGTH(commands),
    .groups = groups,
    .n_groups = ARRAY_LENGTH(groups),
    .mistakes = mistakes,
    .n_mistakes = ARRAY_LENGTH(mistakes),
};

static const char *const expected[] = {
    "the program has no name, version or about",
    "command 'a': its summary ends in a full stop",
    "command 'a': it has no description",
    "command 'a': it has no run",
    "command 'a': an option has no name",
    "command 'a': option 'Bad_Name' is not lower case letters, digits and hyphens",
    "command 'a': option 'mute' has no help",
    "command 'a': the help of option 'stop' ends in a full stop",
    "command 'a': option 'enum' is an enum without choices",
    "command 'a': option 'twice' has the choice 'x' twice",
    "command 'a': option 'bounds' has its bounds the wrong way round, or none",
    "command 'a': option 'steps' does not reach its upper bound in steps",
    "command 'a': option 'steps' has steps and does not say which numbers it takes",
    "command 'a': the help of option 'numbers' lacks the numbers that it takes",
    "command 'a': option 'unbound' has bounds and is no number",
    "command 'a': option 'lonely' is one of one",
    "command 'a': option 'single' goes together with none",
    "command 'a': option 'both' is required and has a default",
    "command 'a': option 'never' is required and cannot be given",
    "command 'a': option 'word' takes one word, and words after several flags",
    "command 'a': option 'full' is not empty and no string",
    "command 'a': option 'shown' is in the usage line twice",
    "command 'a': option 'again' is there twice",
    "command 'a': the letter 'a' is there twice",
    "command 'a': option 'help' takes the place of help",
    "command 'a': option 'output' is there twice",
    "command 'a': option 'later' has choices and is no enum",
    "command 'a': option 'list' may stand anywhere and would take the path for its words",
    "command 'a': the word <NAMED> by itself has a name",
    "command 'a': the word <NAMED> by itself is a flag, a list or a secret",
    "command 'a': the word <NAMED> by itself is not required",
    "command 'a': the word <NAMED> by itself could be a command below it",
    "command 'a': option '' has no name to show for its value",
    "command 'b one': option 'far' may stand anywhere and takes a value elsewhere, or none",
    "command 'a': the answer has a field without a name at 'data'",
    "command 'a': the answer has an object without fields at 'empty'",
    "command 'a': the answer has a list without exactly one type at 'list'",
    "command 'a': the answer has the field 'same' twice",
    "command 'a': the answer has fields within the plain value 'plain'",
    "command 'a': an example has no explanation or no command",
    "command 'a': the example 'a 'x' has an open quote",
    "command 'a': the example 'a --nothing' is refused",
    "command 'a': the example 'b one' is one of another command",
    "command 'b one': the group 'b' is not declared",
    "command 'b one': it has no summary",
    "command 'b one': it has no example",
    "command 'a': the path is there twice",
    "command 'a': it declares no answer",
    "command 'b  two': the path is not words divided by single blanks, or too long",
    "command 'b  two': it stands apart from the other commands of 'b'",
    "command 'b  two': it declares an answer and is silent",
    "command 'b  two': it starts a session and the program has no prompt",
    "group 'c' has no commands",
    "group 'a' has no summary",
    "group 'a' is a command as well",
    "group 'c' is there twice",
    "the mistake 'a' is a command",
    "what is meant by the mistake 'x' does not exist: 'nowhere'",
    "a mistake has no words, or nothing instead",
};

START_TEST(each_is_found)
{
	struct bytes text = BYTES_INIT, line = BYTES_INIT;

	ck_assert_uint_ge(program_faults(&bad, collect, &text), ARRAY_LENGTH(expected));
	bytes_append_format(&line, "%s\n", expected[_i]);
	ck_assert_msg(strstr(bytes_text(&text), bytes_text(&line)) != NULL, "not found: %s%s",
	    bytes_text(&line), bytes_text(&text));
	bytes_done(&line);
	bytes_done(&text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("faults");
	TCase *cases = tcase_create("faults");

	tcase_add_test(cases, toy_has_none);
	tcase_add_loop_test(cases, each_is_found, 0, ARRAY_LENGTH(expected));
	suite_add_tcase(suite, cases);
	return unit_run(suite);
}
