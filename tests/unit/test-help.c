/* Help: its shape, and that it fits the terminal. */
#include "help.h"

#include "bytes.h"
#include "text.h"
#include "toy.h"
#include "unit.h"

#include <string.h>

static void print(const char *path, enum help_mode mode, const char *expected)
{
	struct bytes text = BYTES_INIT;

	help_print(&toy, path, mode, &text);
	ck_assert_str_eq(bytes_text(&text), expected);
	bytes_done(&text);
}

START_TEST(of_a_group)
{
	print("fruit", HELP_FULL,
	    "Everything about fruits\n"
	    "\n"
	    "Usage: toy fruit <COMMAND>\n"
	    "\n"
	    "Commands:\n"
	    "  eat   Eat a fruit\n"
	    "  list  List the fruits\n"
	    "  pack  Pack a fruit\n"
	    "  help  Print this message or the help of the given subcommand(s)\n"
	    "\n"
	    "Options:\n"
	    "  -h, --help  Print help\n");
}
END_TEST

START_TEST(of_the_program_in_a_session)
{
	print("", HELP_INTERACTIVE,
	    "A program for tests\n"
	    "\n"
	    "Usage: <COMMAND>\n"
	    "\n"
	    "Commands:\n"
	    "  session  Start a session\n"
	    "  echo     Tell back what was given\n"
	    "  pick     Pick one of two\n"
	    "  enter    Enter, with a password\n"
	    "  fruit    Everything about fruits\n"
	    "  cloud    Things far away\n"
	    "  soon     Not yet (not simulated by this version)\n"
	    "  help     Print this message or the help of the given subcommand(s)\n"
	    "  quit     End the session; so does exit, and the end of input\n"
	    "\n"
	    "Options:\n"
	    "  -h, --help     Print help\n"
	    "  -V, --version  Print version\n");
}
END_TEST

START_TEST(of_a_command)
{
	print("enter", HELP_FULL,
	    "Enter, with a password\n"
	    "\n"
	    "Enters.\n"
	    "\n"
	    "Usage: toy enter --name <NAME> [--password <PASSWORD>] [COMMAND]\n"
	    "\n"
	    "Commands:\n"
	    "  again  Enter with a token\n"
	    "  help   Print this message or the help of the given subcommand(s)\n"
	    "\n"
	    "Options:\n"
	    "      --name <NAME>\n"
	    "          A name\n"
	    "\n"
	    "      --password <PASSWORD>\n"
	    "          A password, asked for if left out\n"
	    "\n"
	    "  -h, --help\n"
	    "          Print help (see a summary with '-h')\n");
	print("enter", HELP_INTERACTIVE_SHORT,
	    "Enter, with a password\n"
	    "\n"
	    "Usage: enter --name <NAME> [--password <PASSWORD>] [COMMAND]\n"
	    "\n"
	    "Commands:\n"
	    "  again  Enter with a token\n"
	    "  help   Print this message or the help of the given subcommand(s)\n"
	    "\n"
	    "Options:\n"
	    "      --name <NAME>          A name\n"
	    "      --password <PASSWORD>  A password, asked for if left out\n"
	    "  -h, --help                 Print help (see more with '--help')\n");
}
END_TEST

START_TEST(of_words_by_themselves)
{
	print("fruit pack", HELP_FULL,
	    "Pack a fruit\n"
	    "\n"
	    "Packs it.\n"
	    "\n"
	    "Usage: toy fruit pack [OPTIONS] <FILE> <COUNT>\n"
	    "\n"
	    "Arguments:\n"
	    "  <FILE>\n"
	    "          What to pack\n"
	    "\n"
	    "  <COUNT>\n"
	    "          How many\n"
	    "\n"
	    "Options:\n"
	    "      --gently\n"
	    "          With care\n"
	    "\n"
	    "  -h, --help\n"
	    "          Print help (see a summary with '-h')\n");
	print("fruit pack", HELP_INTERACTIVE_SHORT,
	    "Pack a fruit\n"
	    "\n"
	    "Usage: fruit pack [OPTIONS] <FILE> <COUNT>\n"
	    "\n"
	    "Arguments:\n"
	    "  <FILE>         What to pack\n"
	    "  <COUNT>        How many\n"
	    "\n"
	    "Options:\n"
	    "      --gently   With care\n"
	    "  -h, --help     Print help (see more with '--help')\n");
}
END_TEST

START_TEST(of_choices)
{
	struct bytes text = BYTES_INIT;

	help_print(&toy, "echo", HELP_FULL, &text);
	ck_assert_ptr_nonnull(strstr(bytes_text(&text),
	    "      --colour <COLOUR>\n"
	    "          A colour\n"
	    "\n"
	    "          Possible values:\n"
	    "          - red:   The colour of a tomato\n"
	    "          - green: The colour of grass, of frogs, and of nearly everything else\n"
	    "                   that grows in a garden before it is ripe\n"));
	ck_assert_ptr_nonnull(strstr(bytes_text(&text), "          [default: 3]\n"));
	ck_assert_ptr_nonnull(strstr(bytes_text(&text), "  -a <ADDRESS>...\n"));
	ck_assert_ptr_nonnull(
	    strstr(bytes_text(&text), "A file of approvals (not simulated by this version)\n"));
	ck_assert_ptr_null(strstr(bytes_text(&text), "undocumented"));
	bytes_done(&text);
}
END_TEST

static void check_width(const char *path, enum help_mode mode)
{
	struct bytes text = BYTES_INIT;
	char *line, *rest;

	help_print(&toy, path, mode, &text);
	ck_assert(!bytes_failed(&text));
	line = strtok_r((char *)text.data, "\n", &rest);
	for (; line != NULL; line = strtok_r(NULL, "\n", &rest)) {
		ck_assert_msg(text_width(line) <= TEXT_COLUMNS, "too wide: %s", line);
		ck_assert_msg(line[strlen(line) - 1] != ' ', "ends in a blank: %s", line);
	}
	bytes_done(&text);
}

START_TEST(fits_the_terminal)
{
	for (size_t i = 0; i < toy.n_commands; i++) {
		for (enum help_mode mode = HELP_FULL; mode <= HELP_INTERACTIVE_SHORT; mode++)
			check_width(toy.commands[i]->path, mode);
	}
}
END_TEST

static const struct {
	const char *text, *wrapped;
	size_t column, indent;
} wraps[] = {
    {"", "", 0, 0},
    {"a  b", "a b", 0, 0},
    {"aaaa bbbb", "aaaa\n  bbbb", 72, 2},
    {"aaaa bbbb", "aaaa bbbb", 71, 2},
    {"\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc bbbb", "\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc bbbb", 71, 2},
};

START_TEST(wraps_between_words)
{
	struct bytes text = BYTES_INIT;

	text_wrap(&text, wraps[_i].text, wraps[_i].column, wraps[_i].indent);
	ck_assert_str_eq(bytes_text(&text), wraps[_i].wrapped);
	bytes_done(&text);
}
END_TEST

START_TEST(keeps_paragraphs)
{
	struct bytes text = BYTES_INIT;

	text_paragraphs(&text, "one\ntwo\n\n- a\n  literal\n- b\nc\n\nend", 2);
	ck_assert_str_eq(bytes_text(&text), "  one two\n\n  - a\n    literal\n  - b c\n\n  end\n");
	bytes_done(&text);
}
END_TEST

static const struct {
	const char *text, *visible;
} texts[] = {
    {"gr\xc3\xbcn\n\tx", "gr\xc3\xbcn\n\tx"},
    {"\x1b[2J\r\x7f", "\\u{1b}[2J\\r\\u{7f}"},
    {"\xc2\x9b"
     "2J\xc2\xa0",
	"\\u{9b}2J\xc2\xa0"},
    {"a\x9b"
     "b\xff",
	"a\xef\xbf\xbd"
	"b\xef\xbf\xbd"},
    {"\xc3", "\xef\xbf\xbd"},
};

START_TEST(makes_texts_harmless)
{
	struct bytes out = BYTES_INIT;

	text_visible(&out, texts[_i].text, strlen(texts[_i].text));
	ck_assert_str_eq(bytes_text(&out), texts[_i].visible);
	bytes_done(&out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("help");
	TCase *cases = tcase_create("help");

	tcase_add_test(cases, of_a_group);
	tcase_add_test(cases, of_the_program_in_a_session);
	tcase_add_test(cases, of_a_command);
	tcase_add_test(cases, of_words_by_themselves);
	tcase_add_test(cases, of_choices);
	tcase_add_test(cases, fits_the_terminal);
	tcase_add_loop_test(cases, wraps_between_words, 0, ARRAY_LENGTH(wraps));
	tcase_add_test(cases, keeps_paragraphs);
	tcase_add_loop_test(cases, makes_texts_harmless, 0, ARRAY_LENGTH(texts));
	suite_add_tcase(suite, cases);
	return unit_run(suite);
}
