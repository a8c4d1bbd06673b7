/* Man pages: what stands in them, and that roff takes no text for a request. */
#include "man.h"

#include "bytes.h"
#include "man-text.h"
#include "toy.h"
#include "unit.h"

#include <string.h>

static void print(const char *path, struct bytes *page)
{
	ck_assert_int_eq(man_print(&toy, path, page), 0);
}

static void expect(const struct bytes *page, const char *part)
{
	ck_assert_msg(strstr(bytes_text(page), part) != NULL, "not found: %s", part);
}

START_TEST(of_a_command)
{
	struct bytes page = BYTES_INIT;

	print("enter again", &page);
	expect(&page,
	    ".Dd " MAN_DATE "\n.Dt TOY-ENTER-AGAIN 1\n.Os\n.Sh NAME\n"
	    ".Nm toy\\-enter\\-again\n.Nd \"\\&Enter with a token\"\n"
	    ".Sh SYNOPSIS\n.Nm \"\\&toy\"\n.Cm \"\\&enter again\"\n.Fl \\-name Ar \"\\&NAME\"\n");
	expect(&page, ".It Fl \\-token Ar \"\\&TOKEN\"\nA file.\nRequired.\n");
	expect(&page, "error_code: number\ndata: string\n.Ed\n");
	expect(&page, "toy enter \\-\\-name alice again \\-\\-token t\n");
	expect(&page, ".Sh SEE ALSO\n.No toy Ns (1) ,\n.No toy\\-enter Ns (1)\n");
	bytes_done(&page);
}
END_TEST

START_TEST(of_options)
{
	struct bytes page = BYTES_INIT;

	print("echo", &page);
	expect(&page, ".It Fl t , Fl \\-text Ar \"\\&TEXT\"\n");
	expect(&page, "A number from 1 to 10.\nThe default is 3.\n");
	expect(&page, ".It Cm \"\\&red\"\nThe colour of a tomato\n");
	expect(&page, "  words: array of string\n");
	expect(&page, "  text: string (optional)\n");
	expect(&page, ".Bl -dash -compact\n.It\n");
	expect(&page, "Not simulated by this version.\n");
	ck_assert_ptr_null(strstr(bytes_text(&page), "undocumented"));
	bytes_clear(&page);
	print("pick", &page);
	expect(&page, ".Brq Fl \\-left Ar \"\\&LEFT\" | Fl \\-right Ar \"\\&RIGHT\"\n");
	bytes_clear(&page);
	print("fruit pack", &page);
	expect(&page, ".Ar \"\\&FILE\"\n.Ar \"\\&COUNT\"\n.Op Fl \\-gently\n");
	expect(&page, ".It Ar \"\\&FILE\"\nWhat to pack.\nRequired.\n");
	bytes_done(&page);
}
END_TEST

START_TEST(of_the_program)
{
	struct bytes page = BYTES_INIT;

	print(NULL, &page);
	expect(&page, ".Sh DESCRIPTION\nA toy.\n.Pp\nIt is for tests.\n.Sh COMMANDS\n");
	expect(
	    &page, ".It Ic \"\\&fruit eat\"\nEat a fruit.\nSee\n.No toy\\-fruit\\-eat Ns (1) .\n");
	expect(&page,
	    ".It Ev \"\\&TOY\\-DEBUG\"\nMore words, in two lines.\n.El\n.Pp\nThat is all.\n");
	expect(&page, ".Sh CAVEATS\n\\&.It breaks.\n\\&'Always.'\n");
	expect(&page, ".It 252\n");
	ck_assert_ptr_null(strstr(bytes_text(&page), "wrong"));
	bytes_done(&page);
}
END_TEST

START_TEST(unknown_command)
{
	struct bytes page = BYTES_INIT;

	ck_assert_int_eq(man_print(&toy, "nothing", &page), ERR_USAGE);
	ck_assert_uint_eq(page.len, 0);
}
END_TEST

START_TEST(lines_are_short_and_safe)
{
	for (size_t i = 0; i < toy.n_commands; i++) {
		struct bytes page = BYTES_INIT;
		char *line, *rest;

		print(toy.commands[i]->path, &page);
		line = strtok_r((char *)page.data, "\n", &rest);
		for (; line != NULL; line = strtok_r(NULL, "\n", &rest)) {
			ck_assert_msg(line[0] != '\'', "a request: %s", line);
			ck_assert_msg(strncmp(line, ".literal", 8) != 0, "a request: %s", line);
			ck_assert_msg(line[strlen(line) - 1] != ' ', "ends in a blank: %s", line);
		}
		bytes_done(&page);
	}
}
END_TEST

START_TEST(escapes)
{
	struct bytes text = BYTES_INIT;

	man_sentences(".x a\\b --c. 'D", &text);
	ck_assert_str_eq(bytes_text(&text), "\\&.x a\\eb \\-\\-c.\n\\&'D\n");
	bytes_clear(&text);
	man_argument("a \"b\"", &text);
	ck_assert_str_eq(bytes_text(&text), "\"\\&a \\(dqb\\(dq\"");
	bytes_done(&text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("man");
	TCase *cases = tcase_create("man");

	tcase_add_test(cases, of_a_command);
	tcase_add_test(cases, of_options);
	tcase_add_test(cases, of_the_program);
	tcase_add_test(cases, unknown_command);
	tcase_add_test(cases, lines_are_short_and_safe);
	tcase_add_test(cases, escapes);
	suite_add_tcase(suite, cases);
	return unit_run(suite);
}
