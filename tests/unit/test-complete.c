/* Completion, and what of a line goes into the history. */
#include "complete.h"

#include "bytes.h"
#include "error.h"
#include "history.h"
#include "parse.h"
#include "tokenise.h"
#include "toy.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
	const char *line, *candidates;
} lines[] = {
    {"", "cloud echo enter exit fruit help pick quit session soon"},
    {"e", "echo enter exit"},
    {"fr", "fruit"},
    {"fruit ", "eat help list pack"},
    {"fruit pack --", "--gently --help"},
    {"fruit pack /dev/nul", "/dev/null"},
    {"fruit pack --gently /dev/nul", "/dev/null"},
    {"fruit pack a ", ""},
    {"fruit pack a 1 ", "--gently --help"},
    {"fruit pack a 1 2 ", ""},
    {"fruit l", "list"},
    {"nothing ", ""},
    {"wro", ""},
    {"help fr", "fruit"},
    {"help fruit ", "eat list pack"},
    {"fruit help e", "eat"},
    {"echo --co", "--colour --count"},
    {"echo --colour red --co", "--count"},
    {"echo --colour=red --co", "--count"},
    {"echo --colour ", "green red"},
    {"echo --colour g", "green"},
    {"echo --colour=", "--colour=green --colour=red"},
    {"echo --nothing=", ""},
    {"echo --und", ""},
    {"echo --word a --wo", "--word"},
    {"echo --word a ", ""},
    {"echo --text ", ""},
    {"echo --text --co", ""},
    {"pick --left a --", "--code --help --path --user"},
    {"pick ", "--code --help --left --path --right --user"},
    {"fruit eat --name a", "apple apple pie"},
    {"fruit eat --name x", ""},
    {"enter --name a ", "again help"},
    {"enter --name a again --t", "--token"},
    {"cloud put-thing --o", "--output"},
    {"cloud put-thing --output ", "json text"},
};

static void complete_text(const char *line, struct bytes *shown)
{
	struct candidates candidates = CANDIDATES_INIT;
	struct words words = WORDS_INIT;
	struct error error = ERROR_INIT;
	size_t start;

	ck_assert_int_eq(tokenise_unfinished(line, strlen(line), &words, &start, &error), 0);
	complete(&toy, NULL, &words, true, &candidates);
	ck_assert(!candidates.failed);
	for (size_t i = 0; i < candidates.count; i++)
		bytes_append_format(shown, "%s%s", i > 0 ? " " : "", candidates.at[i]);
	candidates_done(&candidates);
	words_done(&words);
}

START_TEST(offers)
{
	struct bytes shown = BYTES_INIT;

	complete_text(lines[_i].line, &shown);
	ck_assert_str_eq(bytes_text(&shown), lines[_i].candidates);
	bytes_done(&shown);
}
END_TEST

START_TEST(offers_files)
{
	char dir[] = "/tmp/complete-XXXXXX", path[64], expected[128];
	struct bytes line = BYTES_INIT, shown = BYTES_INIT;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/sub", dir);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	bytes_append_format(&line, "pick --path %s/", dir);
	complete_text(bytes_text(&line), &shown);
	snprintf(expected, sizeof(expected), "%s/sub/", dir);
	ck_assert_str_eq(bytes_text(&shown), expected);
	rmdir(path);
	rmdir(dir);
	bytes_done(&shown);
	bytes_done(&line);
}
END_TEST

START_TEST(common_beginning)
{
	char first[] = "apple", second[] = "apple pie", third[] = "april";
	char *at[] = {first, second, third};
	struct candidates candidates = {at, 2, 3, "", false};

	ck_assert_uint_eq(candidates_common(&candidates), 5);
	candidates.count = 3;
	ck_assert_uint_eq(candidates_common(&candidates), 2);
	candidates.count = 0;
	ck_assert_uint_eq(candidates_common(&candidates), 0);
}
END_TEST

/* NULL: not kept. */
static const struct {
	const char *line, *kept;
} entries[] = {
    {"fruit list", "fruit list"},
    {"echo  --text 'a b'", "echo  --text 'a b'"},
    {" fruit list", NULL},
    {"enter --name a --password geheim", "enter --name a"},
    {"enter --password=geheim --name 'a b'", "enter --name a\\ b"},
    {"echo --secret 'a b' -v", "echo -v"},
    {"enter --nme a --password geheim", NULL},
    {"enter --name a geheim", NULL},
    {"loginHSM CU a geheim", NULL},
    {"pick --lef a", "pick --lef a"},
    {"help enter", "help enter"},
};

START_TEST(keeps_no_secret)
{
	struct words words = WORDS_INIT;
	struct error error = ERROR_INIT;
	struct bytes kept = BYTES_INIT;
	const char *line = entries[_i].line;
	struct parsed parsed;

	ck_assert_int_eq(tokenise(line, strlen(line), &words, &error), 0);
	ck_assert_int_eq(parse(&toy, &words, &parsed, &error), 0);
	ck_assert_int_eq(history_entry(line, &words, &parsed, &kept), entries[_i].kept != NULL);
	ck_assert_str_eq(bytes_text(&kept), entries[_i].kept ? entries[_i].kept : "");
	parsed_done(&parsed);
	bytes_done(&kept);
	words_done(&words);
}
END_TEST

struct loaded {
	size_t count;
	char first[32], last[32];
};

static void load(void *to, const char *line)
{
	struct loaded *loaded = to;

	if (loaded->count++ == 0)
		snprintf(loaded->first, sizeof(loaded->first), "%s", line);
	snprintf(loaded->last, sizeof(loaded->last), "%s", line);
}

START_TEST(history_file)
{
	char dir[] = "/tmp/history-XXXXXX", path[64], line[32];
	struct loaded loaded = {0};
	struct stat status;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/history", dir);
	history_load(path, load, &loaded);
	ck_assert_uint_eq(loaded.count, 0);
	for (int i = 0; i < 2 * HISTORY_LINES + 5; i++) {
		snprintf(line, sizeof(line), "line %d", i);
		history_save(path, line);
	}
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777U, 0600);
	/* Loading keeps the newest, and shortens the file. */
	for (int round = 0; round < 2; round++) {
		loaded.count = 0;
		history_load(path, load, &loaded);
		ck_assert_uint_eq(loaded.count, HISTORY_LINES);
		ck_assert_str_eq(loaded.first, "line 1005");
		ck_assert_str_eq(loaded.last, "line 2004");
	}
	unlink(path);
	rmdir(dir);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("complete");
	TCase *cases = tcase_create("complete");

	tcase_add_loop_test(cases, offers, 0, ARRAY_LENGTH(lines));
	tcase_add_test(cases, offers_files);
	tcase_add_test(cases, common_beginning);
	tcase_add_loop_test(cases, keeps_no_secret, 0, ARRAY_LENGTH(entries));
	tcase_add_test(cases, history_file);
	suite_add_tcase(suite, cases);
	return unit_run(suite);
}
