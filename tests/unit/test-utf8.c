/* Characters of UTF-8, and bytes that look like them. */
#include "utf8.h"

#include "attributes.h"
#include "unit.h"

#include <string.h>

static const struct {
	const char *bytes;
	size_t length;
	bool control;
} characters[] = {
    {"", 0, false},
    {"a", 1, false},
    {"\x1b", 1, true},
    {"\x7f", 1, true},
    {"~", 1, false},
    {"\xc2\x80", 2, true},
    {"\xc2\x9f", 2, true},
    {"\xc2\xa0", 2, false},
    {"\xc3\xbc", 2, false},
    {"\xe2\x82\xac", 3, false},
    {"\xf0\x9f\x98\x80", 4, false},
    {"\xf4\x8f\xbf\xbf", 4, false},
    {"\x9b", 0, false},
    {"\xff", 0, false},
    {"\xc0\xaf", 0, false},
    {"\xc3", 0, false},
    {"\xe0\x80\xaf", 0, false},
    {"\xed\xa0\x80", 0, false},
    {"\xe2\x82", 0, false},
    {"\xf0\x80\x80\xaf", 0, false},
    {"\xf4\x90\x80\x80", 0, false},
    {"\xf5\x80\x80\x80", 0, false},
};

START_TEST(tells_characters)
{
	const char *bytes = characters[_i].bytes;
	size_t n = utf8_length(bytes, strlen(bytes));

	ck_assert_uint_eq(n, characters[_i].length);
	if (n > 0)
		ck_assert_int_eq(utf8_is_control(bytes, n), characters[_i].control);
	ck_assert_int_eq(utf8_is_text(bytes), n > 0 || *bytes == '\0');
}
END_TEST

START_TEST(tells_texts)
{
	ck_assert(utf8_is_text("gr\xc3\xbcn \xe2\x82\xac\n"));
	ck_assert(!utf8_is_text("gr\xfcn"));
	ck_assert(!utf8_is_text("gr\xc3"));
	/* Nothing behind the bytes that are there is looked at. */
	ck_assert_uint_eq(utf8_length("\xc3\xbc", 1), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("utf8");
	TCase *cases = tcase_create("utf8");

	tcase_add_loop_test(cases, tells_characters, 0, ARRAY_LENGTH(characters));
	tcase_add_test(cases, tells_texts);
	suite_add_tcase(suite, cases);
	return unit_run(suite);
}
