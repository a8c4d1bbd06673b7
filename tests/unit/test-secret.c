/* Secrets: what they hold, that it is wiped, and how they are compared. */
#include "secret.h"

#include "error.h"
#include "unit.h"

#include <stdint.h>
#include <string.h>

START_TEST(empty)
{
	struct secret secret = SECRET_INIT;

	ck_assert_str_eq(secret_text(&secret), "");
	ck_assert_int_eq(secret_set(&secret, NULL, 0), 0);
	ck_assert_ptr_null(secret.data);
	ck_assert_int_eq(secret_append(&secret, NULL, 0), 0);
	ck_assert_int_eq(secret_set_text(&secret, "x"), 0);
	ck_assert_int_eq(secret_set_text(&secret, ""), 0);
	ck_assert_ptr_null(secret.data);
	secret_done(&secret);
	secret_done(NULL);
}
END_TEST

START_TEST(set_append_resize)
{
	struct secret secret = SECRET_INIT;

	ck_assert_int_eq(secret_set_text(&secret, "pass"), 0);
	ck_assert_int_eq(secret_append(&secret, "word", 4), 0);
	ck_assert_str_eq(secret_text(&secret), "password");
	ck_assert_uint_eq(secret.len, 8);
	ck_assert_int_eq(secret_resize(&secret, 4), 0);
	ck_assert_str_eq(secret_text(&secret), "pass");
	ck_assert_int_eq(secret_resize(&secret, 40), 0);
	ck_assert_uint_eq(secret.len, 40);
	for (size_t i = 4; i <= 40; i++)
		ck_assert_uint_eq(secret.data[i], 0);
	ck_assert_int_eq(secret_resize(&secret, 0), 0);
	ck_assert_ptr_null(secret.data);
}
END_TEST

START_TEST(grows_byte_by_byte)
{
	struct secret secret = SECRET_INIT;

	for (unsigned i = 0; i < 1000; i++) {
		unsigned char byte = (unsigned char)i;

		ck_assert_int_eq(secret_append(&secret, &byte, 1), 0);
		ck_assert_uint_eq(secret.data[secret.len], 0);
	}
	for (unsigned i = 0; i < 1000; i++)
		ck_assert_uint_eq(secret.data[i], i & 0xff);
	secret_done(&secret);
}
END_TEST

START_TEST(dropped_bytes_are_wiped)
{
	struct secret secret = SECRET_INIT;

	ck_assert_int_eq(secret_set_text(&secret, "password"), 0);
	ck_assert_int_eq(secret_resize(&secret, 2), 0);
	ck_assert_mem_eq(secret.data, "pa\0\0\0\0\0\0", 9);
	secret_done(&secret);
}
END_TEST

START_TEST(wipe)
{
	char text[] = "password";

	secret_wipe(text, sizeof(text));
	ck_assert_mem_eq(text, "\0\0\0\0\0\0\0\0", sizeof(text));
	secret_wipe(NULL, 0);
}
END_TEST

START_TEST(too_much_leaves_it_as_it_was)
{
	struct secret secret = SECRET_INIT;

	ck_assert_int_eq(secret_set_text(&secret, "kept"), 0);
	ck_assert_int_eq(secret_resize(&secret, SIZE_MAX), ERR_MEMORY);
	ck_assert_int_eq(secret_append(&secret, "x", SIZE_MAX - 2), ERR_MEMORY);
	ck_assert_int_eq(secret_set(&secret, "x", SIZE_MAX), ERR_MEMORY);
	ck_assert_str_eq(secret_text(&secret), "kept");
	secret_done(&secret);
}
END_TEST

START_TEST(set_from_its_own_bytes)
{
	struct secret secret = SECRET_INIT;

	ck_assert_int_eq(secret_set_text(&secret, "user:password"), 0);
	ck_assert_int_eq(secret_set(&secret, secret.data + 5, 8), 0);
	ck_assert_str_eq(secret_text(&secret), "password");
	secret_done(&secret);
}
END_TEST

START_TEST(copy_and_move)
{
	struct secret a = SECRET_INIT, b = SECRET_INIT;

	ck_assert_int_eq(secret_set(&a, "a\0b", 3), 0);
	ck_assert_int_eq(secret_copy(&b, &a), 0);
	ck_assert(secret_equal(&a, &b));
	ck_assert_ptr_ne(a.data, b.data);
	ck_assert_int_eq(secret_set_text(&b, "other"), 0);
	secret_move(&b, &a);
	ck_assert_ptr_null(a.data);
	ck_assert_uint_eq(b.len, 3);
	ck_assert_mem_eq(b.data, "a\0b", 4);
	secret_move(&b, &b);
	ck_assert_uint_eq(b.len, 3);
	secret_done(&b);
}
END_TEST

START_TEST(equal)
{
	struct secret a = SECRET_INIT, b = SECRET_INIT;

	ck_assert(secret_equal(&a, &b));
	ck_assert_int_eq(secret_set_text(&a, "password"), 0);
	ck_assert(!secret_equal(&a, &b));
	ck_assert_int_eq(secret_set_text(&b, "passwor"), 0);
	ck_assert(!secret_equal(&a, &b));
	ck_assert_int_eq(secret_set_text(&b, "passwore"), 0);
	ck_assert(!secret_equal(&a, &b));
	ck_assert_int_eq(secret_set_text(&b, "password"), 0);
	ck_assert(secret_equal(&a, &b));
	ck_assert(secret_bytes_equal("x\0y", "x\0y", 3));
	ck_assert(!secret_bytes_equal("x\0y", "x\0z", 3));
	secret_done(&a);
	secret_done(&b);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("secret");
	TCase *tests = tcase_create("secret");

	tcase_add_test(tests, empty);
	tcase_add_test(tests, set_append_resize);
	tcase_add_test(tests, grows_byte_by_byte);
	tcase_add_test(tests, dropped_bytes_are_wiped);
	tcase_add_test(tests, wipe);
	tcase_add_test(tests, too_much_leaves_it_as_it_was);
	tcase_add_test(tests, set_from_its_own_bytes);
	tcase_add_test(tests, copy_and_move);
	tcase_add_test(tests, equal);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
