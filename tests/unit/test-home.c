/* Where things lie: every variable of the environment that has a say, and sudo. */
#include "home.h"

#include "error.h"
#include "unit.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void clear_environment(void)
{
	static const char *const names[] = {
	    "LOCALHSM_HOME", "LOCALHSM_CLIENT", "XDG_STATE_HOME", "HOME", "SUDO_UID", "SUDO_GID"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		unsetenv(names[i]);
}

static void set(const char *name, const char *value)
{
	ck_assert_int_eq(setenv(name, value, 1), 0);
}

static void check_places(const char *estate, const char *client)
{
	struct error err = ERROR_INIT;
	struct home home;

	ck_assert_msg(home_find(&home, &err) == 0, "%s", err.text);
	ck_assert_str_eq(home.estate, estate);
	ck_assert_str_eq(home.client, client);
	ck_assert_ptr_null(home_owner(&home));
	home_done(&home);
	ck_assert_ptr_null(home.estate);
}

START_TEST(home_directory_holds_the_state)
{
	set("HOME", "/home/ann");
	check_places("/home/ann/.local/state/localhsm", "/home/ann/.local/state/localhsm/client");
}
END_TEST

START_TEST(xdg_goes_before_home)
{
	set("HOME", "/home/ann");
	set("XDG_STATE_HOME", "/state");
	check_places("/state/localhsm", "/state/localhsm/client");
	set("XDG_STATE_HOME", "relative");
	check_places("/home/ann/.local/state/localhsm", "/home/ann/.local/state/localhsm/client");
}
END_TEST

START_TEST(localhsm_home_goes_before_all)
{
	set("HOME", "/home/ann");
	set("XDG_STATE_HOME", "/state");
	set("LOCALHSM_HOME", "/lab");
	check_places("/lab", "/lab/client");
	set("LOCALHSM_HOME", "");
	check_places("/state/localhsm", "/state/localhsm/client");
}
END_TEST

START_TEST(client_host_has_its_own_variable)
{
	set("LOCALHSM_HOME", "/lab");
	set("LOCALHSM_CLIENT", "/second-host");
	check_places("/lab", "/second-host");
}
END_TEST

START_TEST(relative_places_become_absolute)
{
	ck_assert_int_eq(chdir("/tmp"), 0);
	set("LOCALHSM_HOME", "lab");
	set("LOCALHSM_CLIENT", "./host");
	check_places("/tmp/lab", "/tmp/host");
}
END_TEST

START_TEST(no_place_at_all_is_refused)
{
	struct error err = ERROR_INIT;
	struct home home;

	ck_assert_int_eq(home_find(&home, &err), ERR_HOME_UNKNOWN);
	home_done(&home);
}
END_TEST

/* Only root is under sudo; for anybody else the variables are somebody's joke. */
START_TEST(sudo_means_the_user_who_called_it)
{
	const struct passwd *nobody = getpwnam("nobody");
	struct error err = ERROR_INIT;
	struct home home;
	char number[32], expected[512];

	if (!nobody || geteuid() != 0)
		return;
	snprintf(expected, sizeof(expected), "%s/.local/state/localhsm", nobody->pw_dir);
	snprintf(number, sizeof(number), "%u", (unsigned)nobody->pw_uid);
	set("HOME", "/root");
	set("SUDO_UID", number);
	set("SUDO_GID", "17");
	ck_assert_int_eq(home_find(&home, &err), 0);
	ck_assert_str_eq(home.estate, expected);
	ck_assert_ptr_nonnull(home_owner(&home));
	ck_assert_uint_eq(home_owner(&home)->user, nobody->pw_uid);
	ck_assert_uint_eq(home_owner(&home)->group, 17);
	home_done(&home);
}
END_TEST

START_TEST(sudo_with_a_named_home_changes_nothing)
{
	set("LOCALHSM_HOME", "/lab");
	set("SUDO_UID", "65534");
	set("SUDO_GID", "65534");
	check_places("/lab", "/lab/client");
}
END_TEST

START_TEST(numbers_that_are_none_are_no_sudo)
{
	static const char *const users[] = {"", "0", "-1", "12x", "99999999999999999999", " 1"};

	set("HOME", "/root");
	set("SUDO_UID", users[_i]);
	set("SUDO_GID", "17");
	check_places("/root/.local/state/localhsm", "/root/.local/state/localhsm/client");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("home");
	TCase *tests = tcase_create("home");

	tcase_add_checked_fixture(tests, clear_environment, NULL);
	tcase_add_test(tests, home_directory_holds_the_state);
	tcase_add_test(tests, xdg_goes_before_home);
	tcase_add_test(tests, localhsm_home_goes_before_all);
	tcase_add_test(tests, client_host_has_its_own_variable);
	tcase_add_test(tests, relative_places_become_absolute);
	tcase_add_test(tests, no_place_at_all_is_refused);
	tcase_add_test(tests, sudo_means_the_user_who_called_it);
	tcase_add_test(tests, sudo_with_a_named_home_changes_nothing);
	tcase_add_loop_test(tests, numbers_that_are_none_are_no_sudo, 0, 6);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
