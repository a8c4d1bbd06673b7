/* The client's log: the line, the levels, the names that rotation makes, and a log that cannot be.
 */
#include "bytes.h"
#include "config.h"
#include "error.h"
#include "files.h"
#include "unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECOND INT64_C(1000000)
#define HOUR (3600 * SECOND)
#define DAY (24 * HOUR)

/* 2026-11-20T16:08:01.123456Z, a Friday. */
static const int64_t friday = INT64_C(1795190881123456);

static char host[] = "/tmp/localhsm-log-XXXXXX";
static int64_t now;

static int64_t fixed_now(void *context)
{
	return *(int64_t *)context;
}

static const struct ports fixed_clock = {.context = &now, .now = fixed_now};

static void make_host(void)
{
	memcpy(host + strlen(host) - 6, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(host));
	now = friday;
}

static void remove_entries(const char *dir)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;

	while (stream && (entry = readdir(stream)) != NULL) {
		char *path = path_join(dir, entry->d_name);

		unlink(path);
		free(path);
	}
	if (stream)
		closedir(stream);
}

static void remove_host(void)
{
	char *run = path_join(host, "run");

	remove_entries(run);
	rmdir(run);
	remove_entries(host);
	ck_assert_int_eq(rmdir(host), 0);
	free(run);
}

static struct config *configure(const char *interval, const char *level)
{
	struct error err = ERROR_INIT;
	struct config *config = NULL;

	ck_assert_int_eq(config_new(host, &config, &err), 0);
	ck_assert_int_eq(config_set_logging(config, "log_interval", interval, &err), 0);
	ck_assert_int_eq(config_set_logging(config, "log_level", level, &err), 0);
	return config;
}

static struct client_log *open_log(const struct config *config)
{
	const char *warning = "not set";
	struct client_log *log = client_log_open(config, &fixed_clock, NULL, &warning);

	ck_assert_ptr_nonnull(log);
	ck_assert_ptr_null(warning);
	return log;
}

/* What the file of that name in the host's directory holds; its mode must be 0600. */
static void check_log(const char *name, const char *expected)
{
	struct error err = ERROR_INIT;
	struct bytes text = BYTES_INIT;
	struct stat status;
	char *path = path_join(host, name);

	ck_assert_msg(stat(path, &status) == 0, "%s is not there", name);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
	ck_assert_int_eq(file_read(path, 65536, &text, &err), 0);
	ck_assert_str_eq(bytes_text(&text), expected);
	bytes_done(&text);
	free(path);
}

START_TEST(line_has_time_level_process_and_place)
{
	struct config *config = configure("never", "info");
	struct client_log *log = open_log(config);
	char expected[256];

	client_log_write(log, LOG_LEVEL_INFO, "client::connection", "Connected");
	client_log_write(log, LOG_LEVEL_DEBUG, "client::connection", "not at this level");
	now += SECOND;
	client_log_write(log, LOG_LEVEL_ERROR, "client", "Lost");
	snprintf(expected, sizeof(expected),
	    "2026-11-20T16:08:01.123456Z  INFO [%ld] client::connection: Connected\n"
	    "2026-11-20T16:08:02.123456Z ERROR [%ld] client: Lost\n",
	    (long)getpid(), (long)getpid());
	check_log("run/cloudhsm-cli.log", expected);
	client_log_close(log);
	config_free(config);
}
END_TEST

START_TEST(message_stays_one_line)
{
	struct config *config = configure("never", "trace");
	struct client_log *log = open_log(config);
	char expected[256];

	client_log_write(
	    log, LOG_LEVEL_TRACE, "m", "a\nb\r\tc\\ \x1b[31m\x7f \xc2\x9b \xc3\xa4 \xc2");
	snprintf(expected, sizeof(expected),
	    "2026-11-20T16:08:01.123456Z TRACE [%ld] m: a\\nb\\r\\tc\\\\ \\u{1b}[31m\\u{7f} "
	    "\\u{9b} "
	    "\xc3\xa4 \xc2\n",
	    (long)getpid());
	check_log("run/cloudhsm-cli.log", expected);
	client_log_close(log);
	config_free(config);
}
END_TEST

/* Intervals, with the names of the files before and after a step of time. */
static const struct {
	const char *interval;
	int64_t step;
	const char *before, *after;
} rotations[] = {
    {"hourly", HOUR, "run/cloudhsm-cli.log.2026-11-20-16", "run/cloudhsm-cli.log.2026-11-20-17"},
    {"daily", DAY, "run/cloudhsm-cli.log.2026-11-20", "run/cloudhsm-cli.log.2026-11-21"},
    {"weekly", 2 * DAY, "run/cloudhsm-cli.log.2026-11-15", "run/cloudhsm-cli.log.2026-11-22"},
};

START_TEST(rotation_begins_a_file)
{
	struct config *config = configure(rotations[_i].interval, "info");
	struct client_log *log = open_log(config);
	char *after = path_join(host, rotations[_i].after);

	client_log_write(log, LOG_LEVEL_INFO, "m", "before");
	ck_assert(!file_exists(after));
	now += rotations[_i].step;
	client_log_write(log, LOG_LEVEL_INFO, "m", "after");
	ck_assert(file_exists(after));
	client_log_close(log);
	config_free(config);
	free(after);
	after = path_join(host, rotations[_i].before);
	ck_assert(file_exists(after));
	free(after);
}
END_TEST

START_TEST(lines_are_appended)
{
	struct config *config = configure("never", "info");
	char expected[256];

	for (int i = 0; i < 2; i++) {
		struct client_log *log = open_log(config);

		client_log_write(log, LOG_LEVEL_WARN, "m", i == 0 ? "one" : "two");
		client_log_close(log);
	}
	snprintf(expected, sizeof(expected),
	    "2026-11-20T16:08:01.123456Z  WARN [%ld] m: one\n"
	    "2026-11-20T16:08:01.123456Z  WARN [%ld] m: two\n",
	    (long)getpid(), (long)getpid());
	check_log("run/cloudhsm-cli.log", expected);
	config_free(config);
}
END_TEST

START_TEST(relative_file_lies_below_the_host)
{
	struct error err = ERROR_INIT;
	struct config *config = NULL;
	struct client_log *log;
	char *etc = path_join(host, "etc"), *path = path_join(host, "etc/cloudhsm-cli.cfg");
	static const char text[] =
	    "{\"clusters\": [{\"cluster\": {\"servers\": [{\"hostname\": \"h\"}]}}],"
	    "\"logging\": {\"log_file\": \"here.log\", \"log_interval\": \"never\"}}";

	ck_assert_int_eq(directory_make(etc, NULL, &err), 0);
	ck_assert_int_eq(file_write(path, text, strlen(text), 0600, NULL, &err), 0);
	ck_assert_int_eq(config_load(host, &config, &err), 0);
	log = open_log(config);
	check_log("here.log", "");
	client_log_close(log);
	config_free(config);
	unlink(path);
	rmdir(etc);
	free(etc);
	free(path);
}
END_TEST

START_TEST(log_that_cannot_be_written_warns_and_drops)
{
	struct error err = ERROR_INIT;
	struct config *config = configure("daily", "info");
	struct client_log *log;
	const char *warning = NULL;

	ck_assert_int_eq(config_set_logging(config, "log_file", "/dev/null/run/log", &err), 0);
	log = client_log_open(config, &fixed_clock, NULL, &warning);
	ck_assert_ptr_nonnull(warning);
	client_log_write(log, LOG_LEVEL_ERROR, "m", "nowhere");
	now += DAY;
	client_log_write(log, LOG_LEVEL_ERROR, "m", "nowhere");
	client_log_close(log);
	client_log_write(NULL, LOG_LEVEL_ERROR, "m", "no log at all");
	config_free(config);
}
END_TEST

START_TEST(term_writes_to_standard_error)
{
	struct error err = ERROR_INIT;
	struct config *config = configure("daily", "info");
	struct client_log *log;
	int ends[2], saved = dup(STDERR_FILENO);
	char line[256] = "";

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	ck_assert_int_eq(config_set_logging(config, "log_type", "term", &err), 0);
	log = open_log(config);
	client_log_write(log, LOG_LEVEL_INFO, "m", "seen");
	client_log_close(log);
	ck_assert_int_eq(dup2(saved, STDERR_FILENO), STDERR_FILENO);
	ck_assert_int_gt(read(ends[0], line, sizeof(line) - 1), 0);
	ck_assert_ptr_nonnull(strstr(line, " m: seen\n"));
	close(ends[0]);
	close(ends[1]);
	close(saved);
	config_free(config);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client-log");
	TCase *tests = tcase_create("client-log");

	tcase_add_checked_fixture(tests, make_host, remove_host);
	tcase_add_test(tests, line_has_time_level_process_and_place);
	tcase_add_test(tests, message_stays_one_line);
	tcase_add_loop_test(tests, rotation_begins_a_file, 0, (int)ARRAY_LENGTH(rotations));
	tcase_add_test(tests, lines_are_appended);
	tcase_add_test(tests, relative_file_lies_below_the_host);
	tcase_add_test(tests, log_that_cannot_be_written_warns_and_drops);
	tcase_add_test(tests, term_writes_to_standard_error);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
