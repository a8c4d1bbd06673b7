/* The lexer: words, quotes, escapes, line breaks, and lines that nobody would type. */
#include "tokenise.h"

#include "bytes.h"
#include "error.h"
#include "unit.h"

#include <string.h>

/* words is what comes out, each in []. */
static const struct {
	const char *line, *words;
} lines[] = {
    {"", ""},
    {" \t\r\n ", ""},
    {"key list", "[key][list]"},
    {"  key \t list  \r\n", "[key][list]"},
    {"'a b' \"c d\"", "[a b][c d]"},
    {"a'b c'd\"e f\"g", "[ab cde fg]"},
    {"'' \"\"", "[][]"},
    {"--label='arn:aws:kms:x/y z'", "[--label=arn:aws:kms:x/y z]"},
    {"a\\ b \\' \\\" \\\\", "[a b]['][\"][\\]"},
    {"'a\\b\\'", "[a\\b\\]"},
    {"\"a\\b \\\" \\\\ \\$\"", "[a\\b \" \\ \\$]"},
    {"key list \\\n  --verbose", "[key][list][--verbose]"},
    {"x\\\n--filter", "[x][--filter]"},
    {"x\\\r\n--filter", "[x][--filter]"},
    {"\"x\\\ny\"", "[x y]"},
    {"'x\\\ny'", "[x\\\ny]"},
    {"a\nb", "[a][b]"},
    {"# not a comment", "[#][not][a][comment]"},
    {"a#b $HOME `x` *", "[a#b][$HOME][`x`][*]"},
    {"-- -", "[--][-]"},
    {"a \\", "[a]"},
    {"gr\xc3\xbcn '\xe2\x82\xac'", "[gr\xc3\xbcn][\xe2\x82\xac]"},
};

START_TEST(divides)
{
	struct words words = WORDS_INIT;
	struct error error = ERROR_INIT;
	struct bytes shown = BYTES_INIT;

	ck_assert_int_eq(tokenise(lines[_i].line, strlen(lines[_i].line), &words, &error), 0);
	for (size_t i = 0; i < words.count; i++)
		bytes_append_format(&shown, "[%s]", words.at[i]);
	ck_assert_str_eq(bytes_text(&shown), lines[_i].words);
	bytes_done(&shown);
	words_done(&words);
}
END_TEST

static const struct {
	const char *line;
	size_t len;
	const char *text;
} refused[] = {
    {"a 'b", 4, "a quote (') is not closed"},
    {"a \"b\\\"", 6, "a quote (\") is not closed"},
    {"'", 1, "a quote (') is not closed"},
    {"a\0b", 3, "the line holds a NUL byte"},
};

START_TEST(refuses)
{
	struct words words = WORDS_INIT;
	struct error error = ERROR_INIT;

	ck_assert_int_eq(tokenise(refused[_i].line, refused[_i].len, &words, &error), ERR_USAGE);
	ck_assert_str_eq(error.text, refused[_i].text);
	ck_assert_uint_eq(words.count, 0);
	ck_assert_ptr_null(words.storage.data);
}
END_TEST

/* quote: what is open before the line and behind it, 0 for none. */
static const struct {
	const char *line;
	char before;
	bool continues;
	char behind;
} ends[] = {
    {"", 0, false, 0},
    {"a", 0, false, 0},
    {"a \\", 0, true, 0},
    {"a\\", 0, true, 0},
    {"a \\\r", 0, true, 0},
    {"a \\\\", 0, false, 0},
    {"a \\\\\\", 0, true, 0},
    {"a \\ ", 0, false, 0},
    {"'a \\", 0, false, '\''},
    {"\"a \\", 0, true, '"'},
    {"'a' \\", 0, true, 0},
    {"", '"', false, '"'},
    {"a \\", '"', true, '"'},
    {"a\" \\", '"', true, 0},
    {"a\\\" \\", '"', true, '"'},
    {"it's \\", '"', true, '"'},
};

START_TEST(continues)
{
	char quote = ends[_i].before;

	ck_assert_int_eq(
	    line_continues(ends[_i].line, strlen(ends[_i].line), &quote), ends[_i].continues);
	ck_assert_int_eq(quote, ends[_i].behind);
}
END_TEST

static const struct {
	const char *line, *last;
	size_t start;
} unfinished[] = {
    {"", "", 0},
    {"key", "key", 0},
    {"key ", "", 4},
    {"key 'a b", "a b", 4},
    {"key --label=\"x y", "--label=x y", 4},
    {"key a\\ b", "a b", 4},
};

START_TEST(takes_unfinished)
{
	struct words words = WORDS_INIT;
	struct error error = ERROR_INIT;
	const char *line = unfinished[_i].line;
	size_t start;

	ck_assert_int_eq(tokenise_unfinished(line, strlen(line), &words, &start, &error), 0);
	ck_assert_uint_ge(words.count, 1);
	ck_assert_str_eq(words.at[words.count - 1], unfinished[_i].last);
	ck_assert_uint_eq(start, unfinished[_i].start);
	words_done(&words);
}
END_TEST

static const char *const quotable[] = {"a", "", "a b", "it's", "\"", "\\", "a\nb", "\r",
    "--label=x y", "gr\xc3\xbcn", "a\tb", "$x;`y`"};

START_TEST(quotes)
{
	struct words words = WORDS_INIT;
	struct error error = ERROR_INIT;
	struct bytes quoted = BYTES_INIT;

	word_quote(quotable[_i], &quoted);
	ck_assert_int_eq(tokenise(bytes_text(&quoted), quoted.len, &words, &error), 0);
	ck_assert_uint_eq(words.count, 1);
	ck_assert_str_eq(words.at[0], quotable[_i]);
	words_done(&words);
	bytes_done(&quoted);
}
END_TEST

/* A small generator with a fixed seed: the same lines on every machine. */
static unsigned next_random(unsigned *state)
{
	*state = *state * 1103515245U + 12345U;
	return *state >> 16;
}

START_TEST(survives_anything)
{
	static const char alphabet[] = "ab '\"\\\n\r\t-=#\xc3\xbc";
	unsigned state = 42;

	for (int round = 0; round < 20000; round++) {
		struct words words = WORDS_INIT;
		struct error error = ERROR_INIT;
		char line[40], quote = '\0';
		size_t len = next_random(&state) % sizeof(line), start;

		for (size_t i = 0; i < len; i++)
			line[i] = alphabet[next_random(&state) % (sizeof(alphabet) - 1)];
		if (tokenise(line, len, &words, &error) == 0) {
			for (size_t i = 0; i < words.count; i++)
				ck_assert_uint_le(strlen(words.at[i]), len);
		}
		words_done(&words);
		ck_assert_int_eq(tokenise_unfinished(line, len, &words, &start, &error), 0);
		ck_assert_uint_le(start, len);
		words_done(&words);
		(void)line_continues(line, len, &quote);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tokenise");
	TCase *cases = tcase_create("tokenise");

	tcase_add_loop_test(cases, divides, 0, ARRAY_LENGTH(lines));
	tcase_add_loop_test(cases, refuses, 0, ARRAY_LENGTH(refused));
	tcase_add_loop_test(cases, continues, 0, ARRAY_LENGTH(ends));
	tcase_add_loop_test(cases, takes_unfinished, 0, ARRAY_LENGTH(unfinished));
	tcase_add_loop_test(cases, quotes, 0, ARRAY_LENGTH(quotable));
	tcase_add_test(cases, survives_anything);
	suite_add_tcase(suite, cases);
	return unit_run(suite);
}
