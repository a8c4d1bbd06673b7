/* The parser, and what it says about words that it refuses. */
#include "parse.h"

#include "bytes.h"
#include "resolve.h"
#include "tokenise.h"
#include "toy.h"
#include "unit.h"
#include "usage.h"

#include <stdio.h>
#include <string.h>

/* One line, tokenised and parsed. */
struct line {
	struct words words;
	struct parsed parsed;
	struct error error;
	int rc;
};

static void read_line(struct line *line, const char *text)
{
	*line = (struct line){.words = WORDS_INIT, .error = ERROR_INIT};
	ck_assert_int_eq(tokenise(text, strlen(text), &line->words, &line->error), 0);
	line->rc = parse(&toy, &line->words, &line->parsed, &line->error);
}

static void line_done(struct line *line)
{
	parsed_done(&line->parsed);
	words_done(&line->words);
}

START_TEST(arguments_of_each_type)
{
	struct line line;
	const struct args *args = &line.parsed.args;
	const char *const *list;
	size_t count;

	read_line(&line,
	    "echo -v --word a b -5 - --colour CRIMSON --count=7 -w=c -wd -a 1 2 --hex 0xAb "
	    "--secret p:q --text '' --file=f");
	ck_assert_int_eq(line.rc, 0);
	ck_assert_int_eq(line.parsed.outcome, PARSE_RUN);
	ck_assert_str_eq(line.parsed.path, "echo");
	ck_assert_str_eq(args_text(args, ECHO_TEXT), "");
	ck_assert_uint_eq(args_number(args, ECHO_COUNT, 3), 7);
	ck_assert_str_eq(args_text(args, ECHO_HEX), "0xAb");
	ck_assert_str_eq(args_text(args, ECHO_FILE), "f");
	ck_assert_str_eq(args_text(args, ECHO_COLOUR), "red");
	ck_assert_int_eq(args_choice(args, ECHO_COLOUR), 0);
	list = args_list(args, ECHO_WORD, &count);
	ck_assert_uint_eq(count, 6);
	ck_assert_str_eq(list[2], "-5");
	ck_assert_str_eq(list[3], "-");
	ck_assert_str_eq(list[4], "c");
	ck_assert_str_eq(list[5], "d");
	args_list(args, ECHO_ONCE, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(secret_text(args_secret(args, ECHO_SECRET)), "p:q");
	ck_assert_ptr_null(args_text(args, ECHO_SECRET));
	ck_assert(args_has(args, ECHO_VERBOSE));
	ck_assert_str_eq(args_text_by_name(args, "file"), "f");
	ck_assert_ptr_null(args_text_by_name(args, "nothing"));
	line_done(&line);
}
END_TEST

START_TEST(nothing_given)
{
	struct line line;
	size_t count = 1;

	read_line(&line, "echo");
	ck_assert_int_eq(line.parsed.outcome, PARSE_RUN);
	ck_assert_ptr_null(args_text(&line.parsed.args, ECHO_TEXT));
	ck_assert_uint_eq(args_number(&line.parsed.args, ECHO_COUNT, 3), 3);
	ck_assert_int_eq(args_choice(&line.parsed.args, ECHO_COLOUR), -1);
	ck_assert_ptr_null(args_list(&line.parsed.args, ECHO_WORD, &count));
	ck_assert_uint_eq(count, 0);
	ck_assert_ptr_null(args_secret(&line.parsed.args, ECHO_SECRET));
	line_done(&line);
}
END_TEST

/* An option of AWS CLI's that is given again. */
START_TEST(the_last_counts)
{
	struct line line;
	const char *const *zones;
	size_t count;

	read_line(&line,
	    "cloud --query a get-thing --thing-id t --zones x y --query b --thing-id u "
	    "--zones z --no-cli-pager --no-cli-pager");
	ck_assert_int_eq(line.rc, 0);
	ck_assert_int_eq(line.parsed.outcome, PARSE_RUN);
	ck_assert_str_eq(args_text(&line.parsed.args, 0), "u");
	ck_assert_str_eq(args_text_by_name(&line.parsed.args, "query"), "b");
	zones = args_list(&line.parsed.args, 1, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(zones[0], "z");
	line_done(&line);
}
END_TEST

START_TEST(words_by_themselves)
{
	static const char *const orders[] = {"fruit pack a-file 7 --gently",
	    "fruit pack --gently a-file 7", "fruit pack a-file --gently -- 7",
	    "fruit pack --gently -- a-file 7"};
	struct line line;

	for (size_t i = 0; i < ARRAY_LENGTH(orders); i++) {
		read_line(&line, orders[i]);
		ck_assert_int_eq(line.rc, 0);
		ck_assert_int_eq(line.parsed.outcome, PARSE_RUN);
		ck_assert_str_eq(args_text(&line.parsed.args, PACK_FILE), "a-file");
		ck_assert_uint_eq(args_number(&line.parsed.args, PACK_COUNT, 0), 7);
		ck_assert(args_has(&line.parsed.args, PACK_GENTLY));
		line_done(&line);
	}
	read_line(&line, "fruit pack -- --gently 7");
	ck_assert_str_eq(args_text(&line.parsed.args, PACK_FILE), "--gently");
	ck_assert(!args_has(&line.parsed.args, PACK_GENTLY));
	line_done(&line);
	read_line(&line, "fruit pack help 7");
	ck_assert_int_eq(line.parsed.outcome, PARSE_RUN);
	ck_assert_str_eq(args_text(&line.parsed.args, PACK_FILE), "help");
	line_done(&line);
}
END_TEST

static const struct {
	const char *line, *path;
	enum parse_outcome outcome;
} paths[] = {
    {"fruit list", "fruit list", PARSE_RUN},
    {"enter --name a", "enter", PARSE_RUN},
    {"enter --name a again --token t", "enter again", PARSE_RUN},
    {"enter again --token t --name a", "enter again", PARSE_RUN},
    {"echo --", "echo", PARSE_RUN},
    {"--help", "", PARSE_HELP},
    {"-h", "", PARSE_HELP_SHORT},
    {"help", "", PARSE_HELP},
    {"--version", "", PARSE_VERSION},
    {"-V", "", PARSE_VERSION},
    {"fruit --help", "fruit", PARSE_HELP},
    {"fruit eat --help", "fruit eat", PARSE_HELP},
    {"help fruit eat", "fruit eat", PARSE_HELP},
    {"fruit help eat", "fruit eat", PARSE_HELP},
    {"pick --left a -h", "pick", PARSE_HELP_SHORT},
    {"pick --left a", "pick", PARSE_USAGE},
    {"pick --whole a", "pick", PARSE_RUN},
    {"pick --whole a --left b --right c", "pick", PARSE_USAGE},
    {"cloud get-thing help", "cloud get-thing", PARSE_HELP},
    {"soon --help", "soon", PARSE_HELP},
    {"echo --word a --text --help", "echo", PARSE_USAGE},
    {"--query cloud cloud --output json get-thing --thing-id t", "cloud get-thing", PARSE_RUN},
    {"--no-cli-pager --query=x cloud get-thing --thing-id t", "cloud get-thing", PARSE_RUN},
    {"--query x cloud help", "cloud", PARSE_HELP},
    {"cloud --query x --help", "cloud", PARSE_HELP},
    {"--output json fruit list", "fruit list", PARSE_RUN},
    {"--query x fruit list", "fruit list", PARSE_USAGE},
    {"--verbose echo", "", PARSE_USAGE},
    {"--thing-id t cloud get-thing", "", PARSE_USAGE},
    {"fruit --query x list", "fruit", PARSE_USAGE},
    {"--query", "", PARSE_USAGE},
};

START_TEST(commands_and_help)
{
	struct line line;

	read_line(&line, paths[_i].line);
	ck_assert_int_eq(line.rc, 0);
	ck_assert_int_eq(line.parsed.outcome, paths[_i].outcome);
	ck_assert_str_eq(line.parsed.path, paths[_i].path);
	line_done(&line);
}
END_TEST

#define CLAP_END "\nFor more information, try '--help'.\n"
#define ECHO_USAGE "\nUsage: toy echo [OPTIONS]\n" CLAP_END
#define PICK_USAGE                                                                                 \
	"\nUsage: toy pick [OPTIONS] --path <PATH> <--left <LEFT>|--right <RIGHT>>\n" CLAP_END
#define PACK_USAGE "\nUsage: toy fruit pack [OPTIONS] <FILE> <COUNT>\n" CLAP_END
#define ROOT_USAGE "\nUsage: toy <COMMAND>\n" CLAP_END
#define AWS_FRAME                                                                                  \
	"\nusage: toy cloud <operation> [parameters]\nTo see help text, you can run:\n\n"          \
	"  toy help\n  toy cloud help\n  toy cloud <operation> help\n\n"

static const struct {
	const char *line, *text;
} refusals[] = {
    {"echo --wrod x", "error: unexpected argument '--wrod' found\n\n  tip: a similar argument "
		      "exists: '--word'\n" ECHO_USAGE},
    {"echo --nothing=hidden", "error: unexpected argument '--nothing' found\n" ECHO_USAGE},
    {"echo -x", "error: unexpected argument '-x' found\n" ECHO_USAGE},
    {"echo stray", "error: unexpected argument 'stray' found\n" ECHO_USAGE},
    {"echo -- stray", "error: unexpected argument 'stray' found\n" ECHO_USAGE},
    {"echo ''", "error: unexpected argument '' found\n" ECHO_USAGE},
    {"ekho", "error: unrecognized subcommand 'ekho'\n\n"
	     "  tip: a similar subcommand exists: 'echo'\n" ROOT_USAGE},
    {"# echo", "error: unrecognized subcommand '#'\n" ROOT_USAGE},
    {"--", "error: 'toy' requires a subcommand but one was not provided\n"
	   "  [subcommands: session, echo, pick, enter, fruit, cloud, soon, help]\n" ROOT_USAGE},
    {"fruit", "error: 'fruit' requires a subcommand but one was not provided\n"
	      "  [subcommands: eat, list, pack, help]\n\nUsage: toy fruit <COMMAND>\n" CLAP_END},
    {"help frut", "error: unrecognized subcommand 'frut'\n\n"
		  "  tip: a similar subcommand exists: 'fruit'\n" ROOT_USAGE},
    {"fruit --verbose", "error: unexpected argument '--verbose' found\n\n"
			"Usage: toy fruit <COMMAND>\n" CLAP_END},
    {"echo --colour grene",
	"error: invalid value 'grene' for '--colour <COLOUR>'\n  [possible values: red, green]\n\n"
	"  tip: a similar value exists: 'green'\n" CLAP_END},
    {"echo --colour", "error: a value is required for '--colour <COLOUR>' but none was supplied\n"
		      "  [possible values: red, green]\n" CLAP_END},
    {"echo --colour=", "error: a value is required for '--colour <COLOUR>' but none was supplied\n"
		       "  [possible values: red, green]\n" CLAP_END},
    {"echo --word",
	"error: a value is required for '--word [<WORD>...]' but none was supplied\n" CLAP_END},
    {"echo --count 11",
	"error: invalid value '11' for '--count <COUNT>': 11 is not in 1..=10\n" CLAP_END},
    {"echo --count 99999999999999999999", "error: invalid value '99999999999999999999' for "
					  "'--count <COUNT>': 99999999999999999999 is not in "
					  "1..=10\n" CLAP_END},
    {"echo --count -5", "error: invalid value '-5' for '--count <COUNT>': it must be a number in "
			"decimal digits\n" CLAP_END},
    {"echo --even 3",
	"error: invalid value '3' for '--even <EVEN>': it must be even, 2 to 8\n" CLAP_END},
    {"echo --even 10",
	"error: invalid value '10' for '--even <EVEN>': it must be even, 2 to 8\n" CLAP_END},
    {"echo --even two",
	"error: invalid value 'two' for '--even <EVEN>': it must be even, 2 to 8, in "
	"decimal digits\n" CLAP_END},
    {"echo --large 18446744073709551616",
	"error: invalid value '18446744073709551616' for '--large <LARGE>': it must be 7 or more, "
	"and 18446744073709551615 at the most\n" CLAP_END},
    {"echo --large 6",
	"error: invalid value '6' for '--large <LARGE>': it must be 7 or more\n" CLAP_END},
    {"echo --file ''",
	"error: a value is required for '--file <FILE>' but none was supplied\n" CLAP_END},
    {"echo --place ''",
	"error: a value is required for '--place <PLACE>' but none was supplied\n" CLAP_END},
    {"echo --place=",
	"error: a value is required for '--place <PLACE>' but none was supplied\n" CLAP_END},
    {"echo --single a b",
	"error: invalid value 'b' for '--single <SINGLE>...': one value is taken; "
	"put one that holds blanks in quotes\n" CLAP_END},
    {"echo --single a --single b",
	"error: the argument '--single <SINGLE>...' cannot be used multiple times\n" ECHO_USAGE},
    {"echo --hex ab", "error: invalid value 'ab' for '--hex <HEX>': it must be 0x and hexadecimal "
		      "digits\n" CLAP_END},
    {"echo --text a --text b",
	"error: the argument '--text <TEXT>' cannot be used multiple times\n" ECHO_USAGE},
    {"echo -a 1 -a 2",
	"error: the argument '-a <ADDRESS>...' cannot be used multiple times\n" ECHO_USAGE},
    {"echo -vv", "error: the argument '--verbose' cannot be used multiple times\n" ECHO_USAGE},
    {"echo --verbose=1",
	"error: unexpected value '1' for '--verbose' found; no more were expected\n" ECHO_USAGE},
    {"pick --path f", "error: the following required arguments were not provided:\n"
		      "  <--left <LEFT>|--right <RIGHT>>\n" PICK_USAGE},
    {"pick --left a --user u", "error: the following required arguments were not provided:\n"
			       "  --code <CODE>\n  --path <PATH>\n" PICK_USAGE},
    {"pick --left a --right b --path f",
	"error: the argument '--left <LEFT>' cannot be used with '--right <RIGHT>'\n" PICK_USAGE},
    {"pick --file f",
	"error: unexpected argument '--file' found\n\n  tip: use '--path'\n" PICK_USAGE},
    {"echo --size 3",
	"error: unexpected argument '--size' found\n\n  tip: use '--count'\n" ECHO_USAGE},
    {"echo --size=3",
	"error: unexpected argument '--size' found\n\n  tip: use '--count'\n" ECHO_USAGE},
    {"echo --colour scarlet",
	"error: invalid value 'scarlet' for '--colour <COLOUR>'\n"
	"  [possible values: red, green]\n\n  tip: use '--colour red'\n" CLAP_END},
    {"echo --colour SCARLET",
	"error: invalid value 'SCARLET' for '--colour <COLOUR>'\n"
	"  [possible values: red, green]\n\n  tip: use '--colour red'\n" CLAP_END},
    {"fruit show apple", "error: unrecognized subcommand 'show'\n\n  tip: use 'fruit list'\n\n"
			 "Usage: toy fruit <COMMAND>\n" CLAP_END},
    {"cloud get-thing", AWS_FRAME "toy: error: the following arguments are required: --thing-id\n"},
    {"cloud get-thing --thingid x",
	AWS_FRAME "toy: error: Unknown options: --thingid\n\nMaybe you meant:\n\n  * --thing-id\n"},
    {"cloud get-thing --thing-id",
	AWS_FRAME "toy: error: argument --thing-id: expected one argument\n"},
    {"cloud get-thign", AWS_FRAME "toy: error: argument operation: Found invalid choice "
				  "'get-thign'\n\nMaybe you meant:\n\n  * get-thing\n"},
    {"cloud put-thing --output xml",
	AWS_FRAME "toy: error: argument --output: Found invalid choice 'xml', valid choices "
		  "are:\n\n  json\n  text\n"},
    {"cloud --query x", AWS_FRAME "toy: error: the following arguments are required: operation\n"},
    {"cloud --output xml put-thing",
	AWS_FRAME "toy: error: argument --output: Found invalid choice 'xml', valid choices "
		  "are:\n\n  json\n  text\n"},
    {"cloud --query --output json put-thing",
	AWS_FRAME "toy: error: argument --query: expected one argument\n"},
    {"cloud --nothing put-thing", AWS_FRAME "toy: error: Unknown options: --nothing\n"},
    {"fruit pack --gently", "error: the following required arguments were not provided:\n"
			    "  <FILE>\n  <COUNT>\n" PACK_USAGE},
    {"fruit pack ''", "error: a value is required for '<FILE>' but none was supplied\n" CLAP_END},
    {"fruit pack a 0", "error: invalid value '0' for '<COUNT>': 0 is not in 1..=9\n" CLAP_END},
    {"fruit pack a 1 b", "error: unexpected argument 'b' found\n" PACK_USAGE},
    {"fruit pack --file a", "error: unexpected argument '--file' found\n" PACK_USAGE},
    {"--query x",
	"error: 'toy' requires a subcommand but one was not provided\n"
	"  [subcommands: session, echo, pick, enter, fruit, cloud, soon, help]\n" ROOT_USAGE},
};

START_TEST(refuses)
{
	struct bytes text = BYTES_INIT;
	struct line line;
	int status;

	read_line(&line, refusals[_i].line);
	ck_assert_int_eq(line.rc, 0);
	ck_assert_int_eq(line.parsed.outcome, PARSE_USAGE);
	status = usage_print(&toy, &line.words, &line.parsed, false, &text);
	ck_assert_str_eq(bytes_text(&text), refusals[_i].text);
	ck_assert_int_eq(status, strncmp(refusals[_i].line, "cloud", 5) == 0 ? 252 : 2);
	bytes_done(&text);
	line_done(&line);
}
END_TEST

static const struct {
	const char *line, *text;
} laters[] = {
    {"soon", "soon is not simulated by this version of localhsm"},
    {"soon --whatever x", "soon is not simulated by this version of localhsm"},
    {"echo --approval f", "--approval is not simulated by this version of localhsm"},
    {"echo --approval f g", "--approval is not simulated by this version of localhsm"},
    {"pick --later", "--later is not simulated by this version of localhsm"},
    {"pick --later some --left a", "--later is not simulated by this version of localhsm"},
    {"cloud put-thing --output yaml", "--output yaml is not simulated by this version of localhsm"},
    {"cloud --output=table get-thing",
	"--output table is not simulated by this version of localhsm"},
};

START_TEST(refuses_what_comes_later)
{
	struct line line;

	read_line(&line, laters[_i].line);
	ck_assert_int_eq(line.rc, ERR_NOT_SIMULATED);
	ck_assert_str_eq(line.error.text, laters[_i].text);
	line_done(&line);
}
END_TEST

/* Words that hold "geheim" as a secret, or as what may be a piece of one. */
static const char *const secret_lines[] = {
    "enter --name a --password x geheim",
    "enter --nme a --password geheim",
    "enter --password geheim",
    "enter --password=geheim",
    "enter --name a --password geheim --password geheim",
    "enter --name a --password -geheim",
    "enter --name a --pasword=geheim",
    "enter --name a --pasword geheim",
    "echo --secret geheim --count x",
    "loginHSM -p geheim",
};

START_TEST(never_tells_a_secret)
{
	struct bytes text = BYTES_INIT;
	struct line line;

	read_line(&line, secret_lines[_i]);
	ck_assert_int_eq(line.parsed.outcome, PARSE_USAGE);
	usage_print(&toy, &line.words, &line.parsed, true, &text);
	ck_assert_ptr_null(strstr(bytes_text(&text), "geheim"));
	bytes_done(&text);
	line_done(&line);
}
END_TEST

#define NOT_UTF8 "error: invalid UTF-8 was detected in one or more arguments\n"

/* A word that is no text is refused wherever it stands. */
static const struct {
	const char *line, *text;
} no_texts[] = {
    {"echo --text \xff", NOT_UTF8 ECHO_USAGE},
    {"echo --text=a\x9b", NOT_UTF8 ECHO_USAGE},
    {"echo --word a \xc3 b", NOT_UTF8 ECHO_USAGE},
    {"echo --secret \xff", NOT_UTF8 ECHO_USAGE},
    {"echo --colour \xff", NOT_UTF8 ECHO_USAGE},
    {"echo --count \xff", NOT_UTF8 ECHO_USAGE},
    {"echo --file gr\xfcn", NOT_UTF8 ECHO_USAGE},
    {"echo --verbose=\xff", NOT_UTF8 ECHO_USAGE},
    {"echo --x\xff", NOT_UTF8 ECHO_USAGE},
    {"echo \xff", NOT_UTF8 ECHO_USAGE},
    {"\xff", NOT_UTF8 ROOT_USAGE},
    {"help \xff", NOT_UTF8 ROOT_USAGE},
    {"cloud get-thing --thing-id \xff",
	AWS_FRAME "toy: error: invalid UTF-8 was detected in one or more arguments\n"},
};

START_TEST(refuses_what_is_no_text)
{
	struct bytes text = BYTES_INIT;
	struct line line;

	read_line(&line, no_texts[_i].line);
	ck_assert_int_eq(line.rc, 0);
	ck_assert_int_eq(line.parsed.outcome, PARSE_USAGE);
	usage_print(&toy, &line.words, &line.parsed, false, &text);
	ck_assert_str_eq(bytes_text(&text), no_texts[_i].text);
	bytes_done(&text);
	line_done(&line);
}
END_TEST

START_TEST(wipes_secrets_in_the_words)
{
	char program[] = "echo", flag[] = "--secret", secret[] = "geheim";
	char joined[] = "--secret=geheim";
	char *separate_words[] = {program, flag, secret};
	char *joined_words[] = {program, joined};
	struct error error = ERROR_INIT;
	struct parsed parsed;
	struct words words;

	words_borrow(&words, separate_words, 3);
	ck_assert_int_eq(parse(&toy, &words, &parsed, &error), 0);
	parsed_wipe_words(&parsed);
	ck_assert_str_eq(secret, "");
	ck_assert_str_eq(secret_text(args_secret(&parsed.args, ECHO_SECRET)), "geheim");
	parsed_done(&parsed);
	words_borrow(&words, joined_words, 2);
	ck_assert_int_eq(parse(&toy, &words, &parsed, &error), 0);
	parsed_wipe_words(&parsed);
	ck_assert_str_eq(joined, "--secret=");
	ck_assert_str_eq(secret_text(args_secret(&parsed.args, ECHO_SECRET)), "geheim");
	parsed_done(&parsed);
}
END_TEST

static unsigned next_random(unsigned *state)
{
	*state = *state * 1103515245U + 12345U;
	return *state >> 16;
}

/* Any words at all come to an outcome, and a refusal of them can be written. */
START_TEST(survives_anything)
{
	static const char *const alphabet[] = {"echo", "pick", "enter", "again", "fruit", "list",
	    "cloud", "get-thing", "help", "soon", "--text", "--count", "--colour", "--word", "-w",
	    "-a", "-v", "-vw", "--secret", "--approval", "--left", "--right", "--path", "--name",
	    "--thing-id", "--output", "json", "--", "-", "-5", "", "a b", "--=", "--text=", "--x=y",
	    "-w=", "7", "red", "--help", "\xc3", "pack", "--gently"};
	unsigned state = 7;

	for (int round = 0; round < 20000; round++) {
		char room[8][16];
		char *at[8];
		struct bytes text = BYTES_INIT;
		struct error error = ERROR_INIT;
		struct parsed parsed;
		struct words words;
		size_t count = next_random(&state) % 8;

		for (size_t i = 0; i < count; i++) {
			snprintf(room[i], sizeof(room[i]), "%s",
			    alphabet[next_random(&state) % ARRAY_LENGTH(alphabet)]);
			at[i] = room[i];
		}
		words_borrow(&words, at, count);
		if (parse(&toy, &words, &parsed, &error) == 0 && parsed.outcome == PARSE_USAGE) {
			usage_print(&toy, &words, &parsed, round % 2 == 0, &text);
			ck_assert_uint_gt(text.len, 0);
		}
		parsed_wipe_words(&parsed);
		bytes_done(&text);
		parsed_done(&parsed);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("parse");
	TCase *cases = tcase_create("parse");

	tcase_add_test(cases, arguments_of_each_type);
	tcase_add_test(cases, nothing_given);
	tcase_add_test(cases, the_last_counts);
	tcase_add_test(cases, words_by_themselves);
	tcase_add_loop_test(cases, commands_and_help, 0, ARRAY_LENGTH(paths));
	tcase_add_loop_test(cases, refuses, 0, ARRAY_LENGTH(refusals));
	tcase_add_loop_test(cases, refuses_what_comes_later, 0, ARRAY_LENGTH(laters));
	tcase_add_loop_test(cases, never_tells_a_secret, 0, ARRAY_LENGTH(secret_lines));
	tcase_add_loop_test(cases, refuses_what_is_no_text, 0, ARRAY_LENGTH(no_texts));
	tcase_add_test(cases, wipes_secrets_in_the_words);
	tcase_add_test(cases, survives_anything);
	suite_add_tcase(suite, cases);
	return unit_run(suite);
}
