/* Errors: the texts that are made from the list, and that the list itself stays as it is. */
#include "error.h"

#include "unit.h"

#include <stdbool.h>
#include <string.h>

static const struct frozen {
	int number;
	const char *name;
} frozen[] = {
#include "error-numbers.h"
};

START_TEST(numbers_do_not_change)
{
	for (size_t i = 0; i < ARRAY_LENGTH(frozen); i++) {
		enum error_code code = (enum error_code)frozen[i].number;

		ck_assert_msg(strcmp(error_name(code), frozen[i].name) == 0,
		    "number %d was %s and is %s now", frozen[i].number, frozen[i].name,
		    error_name(code));
	}
}
END_TEST

START_TEST(numbers_are_frozen_when_new)
{
	for (size_t i = 0; error_at(i) != ERR_OK; i++) {
		bool found = false;

		for (size_t j = 0; j < ARRAY_LENGTH(frozen); j++)
			found = found || (int)error_at(i) == frozen[j].number;
		ck_assert_msg(found, "add {%d, \"%s\"} to error-numbers.h", (int)error_at(i),
		    error_name(error_at(i)));
	}
}
END_TEST

START_TEST(list_ascends_in_its_blocks)
{
	for (size_t i = 1; error_at(i) != ERR_OK; i++) {
		ck_assert_msg(error_at(i) > error_at(i - 1), "%d stands behind %d",
		    (int)error_at(i), (int)error_at(i - 1));
		ck_assert_int_ge((int)error_at(i), 100);
		ck_assert_int_le((int)error_at(i), 999);
	}
}
END_TEST

START_TEST(each_has_name_and_text)
{
	for (size_t i = 0; error_at(i) != ERR_OK; i++) {
		ck_assert_str_ne(error_name(error_at(i)), "");
		ck_assert_str_ne(error_text(error_at(i)), "");
		ck_assert_ptr_nonnull(error_hint(error_at(i)));
	}
}
END_TEST

START_TEST(arguments_are_filled_in)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(
	    error_raise(&err, ERR_FILE_READ, "/a", "No such file or directory"), ERR_FILE_READ);
	ck_assert_int_eq(err.code, ERR_FILE_READ);
	ck_assert_str_eq(err.text, "/a: No such file or directory");
	error_raise(&err, ERR_KEY_NOT_SINGLE, "48");
	ck_assert_str_eq(err.text, "Key selection criteria matched 48 keys. "
				   "Refine selection criteria to select a single key.");
	error_raise(&err, ERR_MEMORY);
	ck_assert_str_eq(err.text, "Out of memory");
	ck_assert_int_eq(error_raise(NULL, ERR_MEMORY), ERR_MEMORY);
}
END_TEST

START_TEST(missing_arguments_are_empty)
{
	struct error err = ERROR_INIT;

	error_raise(&err, ERR_FILE_READ, "/a");
	ck_assert_str_eq(err.text, "/a: ");
	error_raise(&err, ERR_FILE_READ);
	ck_assert_str_eq(err.text, ": ");
}
END_TEST

START_TEST(argument_may_be_the_text_before)
{
	struct error err = ERROR_INIT;

	error_raise(&err, ERR_CRYPTO, "x");
	error_raise(&err, ERR_FILE_READ, "/a", err.text);
	ck_assert_str_eq(err.text, "/a: Cryptographic operation failed: x");
	error_raisef(&err, ERR_LAB, "<%s>", err.text);
	ck_assert_str_eq(err.text, "</a: Cryptographic operation failed: x>");
}
END_TEST

START_TEST(placeholders_in_arguments_stay)
{
	struct error err = ERROR_INIT;

	error_raise(&err, ERR_FILE_READ, "{}", "{}%s");
	ck_assert_str_eq(err.text, "{}: {}%s");
}
END_TEST

START_TEST(long_texts_are_cut)
{
	char argument[3 * ERROR_TEXT_MAX];
	struct error err = ERROR_INIT;

	memset(argument, 'x', sizeof(argument) - 1);
	argument[sizeof(argument) - 1] = '\0';
	error_raise(&err, ERR_FILE_READ, argument, argument);
	ck_assert_uint_eq(strlen(err.text), ERROR_TEXT_MAX - 1);
	error_raisef(&err, ERR_USAGE, "%s", argument);
	ck_assert_uint_eq(strlen(err.text), ERROR_TEXT_MAX - 1);
	error_prefix(&err, "prefix");
	ck_assert_uint_eq(strlen(err.text), ERROR_TEXT_MAX - 1);
	ck_assert_int_eq(strncmp(err.text, "prefix: xxx", 11), 0);
}
END_TEST

START_TEST(prefix_and_clear)
{
	struct error err = ERROR_INIT;

	error_prefix(&err, "nothing was raised");
	ck_assert_str_eq(err.text, "");
	error_raisef(&err, ERR_LAB, "%d of %d", 1, 2);
	error_prefix(&err, "cluster-1");
	ck_assert_str_eq(err.text, "cluster-1: 1 of 2");
	error_clear(&err);
	ck_assert_int_eq(err.code, ERR_OK);
	ck_assert_str_eq(err.text, "");
	error_prefix(NULL, "x");
	error_clear(NULL);
}
END_TEST

START_TEST(unknown_codes_are_internal)
{
	ck_assert_str_eq(error_name((enum error_code)99), "INTERNAL");
	ck_assert_str_eq(error_text((enum error_code)99), error_text(ERR_INTERNAL));
	ck_assert_int_eq(error_class_of((enum error_code)99), CLASS_ANSWER);
}
END_TEST

START_TEST(exit_statuses)
{
	ck_assert_int_eq(error_exit_status(ERR_OK), 0);
	ck_assert_int_eq(error_exit_status(ERR_USAGE), 2);
	ck_assert_int_eq(error_exit_status(ERR_HSM_DISCONNECTED), 1);
	ck_assert_int_eq(error_exit_status(ERR_KEY_NOT_SINGLE), 1);
	ck_assert_int_eq(error_exit_status(ERR_API_NOT_FOUND), 254);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("error");
	TCase *tests = tcase_create("error");

	tcase_add_test(tests, numbers_do_not_change);
	tcase_add_test(tests, numbers_are_frozen_when_new);
	tcase_add_test(tests, list_ascends_in_its_blocks);
	tcase_add_test(tests, each_has_name_and_text);
	tcase_add_test(tests, arguments_are_filled_in);
	tcase_add_test(tests, missing_arguments_are_empty);
	tcase_add_test(tests, argument_may_be_the_text_before);
	tcase_add_test(tests, placeholders_in_arguments_stay);
	tcase_add_test(tests, long_texts_are_cut);
	tcase_add_test(tests, prefix_and_clear);
	tcase_add_test(tests, unknown_codes_are_internal);
	tcase_add_test(tests, exit_statuses);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
