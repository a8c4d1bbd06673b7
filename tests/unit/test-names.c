/* The nearest name: what is taken for a slip, and what isn't. */
#include "names.h"

#include "attributes.h"
#include "unit.h"

#include <string.h>

static const char *const words[] = {"list", "login", "logout", "generate-symmetric", "share",
    "unshare", "key-length-bytes", "aes", "up"};

static const struct {
	const char *word, *nearest;
} pairs[] = {
    {"list", "list"},
    {"lsit", "list"},
    {"lst", "list"},
    {"LIST", "list"},
    {"logn", "login"},
    {"logou", "logout"},
    {"shrae", "share"},
    {"unsahre", "unshare"},
    {"key-lenght-bytes", "key-length-bytes"},
    {"length", "key-length-bytes"},
    {"Symmetric", "generate-symmetric"},
    {"ase", "aes"},
    {"upp", "up"},
    {"zzz", NULL},
    {"liXX", NULL},
    {"", NULL},
    {"replicate", NULL},
};

START_TEST(nearest)
{
	const char *found = names_nearest(pairs[_i].word, words, ARRAY_LENGTH(words));

	if (pairs[_i].nearest)
		ck_assert_pstr_eq(found, pairs[_i].nearest);
	else
		ck_assert_ptr_null(found);
}
END_TEST

START_TEST(first_of_equals)
{
	static const char *const equals[] = {"abcx", "abcy"};

	ck_assert_ptr_eq(names_nearest("abcz", equals, 2), equals[0]);
	ck_assert_ptr_null(names_nearest("abcz", NULL, 0));
}
END_TEST

START_TEST(very_long_words)
{
	char word[2000];
	const char *const candidates[] = {"x", word};

	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	ck_assert_ptr_eq(names_nearest("x", candidates + 1, 1), word);
	ck_assert_ptr_eq(names_nearest("xx", candidates, 2), word);
	ck_assert_ptr_null(names_nearest("y", candidates + 1, 1));
	ck_assert_ptr_null(names_nearest(word, candidates, 1));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("names");
	TCase *tests = tcase_create("names");

	tcase_add_loop_test(tests, nearest, 0, ARRAY_LENGTH(pairs));
	tcase_add_test(tests, first_of_equals);
	tcase_add_test(tests, very_long_words);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
