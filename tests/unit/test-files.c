/* Whole files: limits, links, devices, and that a failed write leaves what was there. */
#include "files.h"

#include "bytes.h"
#include "error.h"
#include "secret.h"
#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/localhsm-test-XXXXXX";

static void make_dir(void)
{
	memcpy(dir + strlen(dir) - 6, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chdir(dir), 0);
	umask(022);
}

/* Empties and removes the directory; what is left in it must be plain files and empty folders. */
static void remove_dir(void)
{
	DIR *stream = opendir(".");
	struct dirent *entry;

	while (stream && (entry = readdir(stream)) != NULL) {
		if (unlink(entry->d_name) != 0)
			rmdir(entry->d_name);
	}
	if (stream)
		closedir(stream);
	ck_assert_int_eq(rmdir(dir), 0);
}

static size_t count_files(void)
{
	DIR *stream = opendir(".");
	struct dirent *entry;
	size_t count = 0;

	ck_assert_ptr_nonnull(stream);
	while ((entry = readdir(stream)) != NULL)
		count += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
	closedir(stream);
	return count;
}

static void write_ok(const char *path, const char *text)
{
	struct error err = ERROR_INIT;
	int rc = file_write(path, text, strlen(text), 0644, NULL, &err);

	ck_assert_msg(rc == 0, "%s", err.text);
}

static void assert_contents(const char *path, const char *text)
{
	struct bytes bytes = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(file_read(path, 100000, &bytes, &err), 0);
	ck_assert_str_eq(bytes_text(&bytes), text);
	bytes_done(&bytes);
}

START_TEST(write_then_read)
{
	struct stat status;

	write_ok("a", "one");
	assert_contents("a", "one");
	write_ok("a", "");
	assert_contents("a", "");
	write_ok("./a", "three");
	assert_contents("a", "three");
	ck_assert_int_eq(stat("a", &status), 0);
	ck_assert_int_eq(status.st_mode & 07777, 0644);
	ck_assert_uint_eq(count_files(), 1);
}
END_TEST

START_TEST(mode_and_owner)
{
	struct file_owner owner = {getuid(), getgid()};
	struct error err = ERROR_INIT;
	struct stat status;

	umask(027);
	ck_assert_int_eq(file_write("a", "x", 1, 0666, &owner, &err), 0);
	ck_assert_int_eq(stat("a", &status), 0);
	ck_assert_int_eq(status.st_mode & 07777, 0640);
	ck_assert_int_eq(file_write("a", "x", 1, 0600, NULL, &err), 0);
	ck_assert_int_eq(stat("a", &status), 0);
	ck_assert_int_eq(status.st_mode & 07777, 0600);
}
END_TEST

START_TEST(read_appends_up_to_the_limit)
{
	struct bytes bytes = BYTES_INIT;
	struct secret secret = SECRET_INIT;
	struct error err = ERROR_INIT;

	write_ok("a", "12345");
	bytes_append_text(&bytes, "before ");
	ck_assert_int_eq(file_read("a", 5, &bytes, &err), 0);
	ck_assert_str_eq(bytes_text(&bytes), "before 12345");
	ck_assert_int_eq(file_read("a", 4, &bytes, &err), ERR_FILE_READ);
	ck_assert_str_eq(err.text, "a: File is too large");
	ck_assert_str_eq(bytes_text(&bytes), "before 12345");
	ck_assert_int_eq(file_read_secret("a", 5, &secret, &err), 0);
	ck_assert_str_eq(secret_text(&secret), "12345");
	ck_assert_int_eq(file_read_secret("a", 4, &secret, &err), ERR_FILE_READ);
	ck_assert_str_eq(secret_text(&secret), "12345");
	secret_done(&secret);
	bytes_done(&bytes);
}
END_TEST

START_TEST(read_large)
{
	static char text[100000];
	struct bytes bytes = BYTES_INIT;
	struct error err = ERROR_INIT;

	memset(text, 'x', sizeof(text) - 1);
	write_ok("a", text);
	ck_assert_int_eq(file_read("a", sizeof(text) - 1, &bytes, &err), 0);
	ck_assert_uint_eq(bytes.len, sizeof(text) - 1);
	bytes_done(&bytes);
}
END_TEST

START_TEST(read_refuses)
{
	struct bytes bytes = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(file_read("none", 5, &bytes, &err), ERR_FILE_READ);
	ck_assert_str_eq(err.text, "none: No such file or directory");
	ck_assert_int_eq(file_read(".", 5, &bytes, &err), ERR_FILE_READ);
	ck_assert_str_eq(err.text, ".: Is a directory");
	ck_assert_int_eq(file_read("/dev/zero", 5, &bytes, &err), ERR_FILE_READ);
	ck_assert_int_eq(file_read("/dev/null", 5, &bytes, &err), 0);
	ck_assert_uint_eq(bytes.len, 0);
	bytes_done(&bytes);
}
END_TEST

/* Nobody writes to the FIFO: whoever opened it to wait would wait for ever. */
START_TEST(only_regular_files_are_ours)
{
	struct secret secret = SECRET_INIT;
	struct bytes bytes = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	ck_assert_int_eq(file_read_regular("fifo", 5, &bytes, &err), ERR_FILE_READ);
	ck_assert_str_eq(err.text, "fifo: It is not a regular file");
	ck_assert_int_eq(file_read_secret("fifo", 5, &secret, &err), ERR_FILE_READ);
	ck_assert_str_eq(err.text, "fifo: It is not a regular file");
	ck_assert_int_eq(file_read_regular("/dev/null", 5, &bytes, &err), ERR_FILE_READ);
	ck_assert_int_eq(file_read_regular(".", 5, &bytes, &err), ERR_FILE_READ);
	ck_assert_str_eq(err.text, ".: Is a directory");
	ck_assert_int_eq(file_read_regular("none", 5, &bytes, &err), ERR_FILE_READ);
	ck_assert_str_eq(err.text, "none: No such file or directory");
	write_ok("a", "12345");
	ck_assert_int_eq(symlink("a", "link"), 0);
	ck_assert_int_eq(file_read_regular("link", 5, &bytes, &err), 0);
	ck_assert_str_eq(bytes_text(&bytes), "12345");
	bytes_done(&bytes);
}
END_TEST

START_TEST(links_are_followed)
{
	struct stat status;

	ck_assert_int_eq(mkdir("folder", 0755), 0);
	write_ok("folder/a", "one");
	ck_assert_int_eq(symlink("folder/a", "link"), 0);
	ck_assert_int_eq(symlink("link", "chain"), 0);
	write_ok("chain", "two");
	assert_contents("folder/a", "two");
	ck_assert_int_eq(lstat("chain", &status), 0);
	ck_assert(S_ISLNK(status.st_mode));
	ck_assert_int_eq(symlink("folder/new", "dangling"), 0);
	write_ok("dangling", "three");
	assert_contents("folder/new", "three");
	unlink("folder/a");
	unlink("folder/new");
}
END_TEST

START_TEST(link_loops_are_refused)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(symlink("b", "a"), 0);
	ck_assert_int_eq(symlink("a", "b"), 0);
	ck_assert_int_eq(file_write("a", "x", 1, 0600, NULL, &err), ERR_FILE_WRITE);
	ck_assert_str_eq(err.text, "a: Too many levels of symbolic links");
}
END_TEST

START_TEST(write_refuses)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(file_write("none/a", "x", 1, 0600, NULL, &err), ERR_FILE_WRITE);
	ck_assert_str_eq(err.text, "none/a: No such file or directory");
	ck_assert_int_eq(mkdir("folder", 0755), 0);
	ck_assert_int_eq(file_write("folder", "x", 1, 0600, NULL, &err), ERR_FILE_WRITE);
	ck_assert_str_eq(err.text, "folder: Is a directory");
	ck_assert_int_eq(file_write("new/", "x", 1, 0600, NULL, &err), ERR_FILE_WRITE);
	ck_assert_int_eq(file_write("", "x", 1, 0600, NULL, &err), ERR_FILE_WRITE);
	ck_assert_uint_eq(count_files(), 1);
}
END_TEST

START_TEST(failed_write_leaves_what_was_there)
{
	struct rlimit limit = {4, 4};
	struct error err = ERROR_INIT;

	write_ok("a", "old");
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_eq(file_write("a", "longer", 6, 0600, NULL, &err), ERR_FILE_WRITE);
	ck_assert_str_eq(err.text, "a: File too large");
	assert_contents("a", "old");
	ck_assert_uint_eq(count_files(), 1);
}
END_TEST

START_TEST(full_device)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(file_write("/dev/full", "x", 1, 0600, NULL, &err), ERR_FILE_WRITE);
	ck_assert_str_eq(err.text, "/dev/full: No space left on device");
	ck_assert_int_eq(file_write("/dev/null", "x", 1, 0600, NULL, &err), 0);
}
END_TEST

START_TEST(pipes_are_written_to)
{
	char text[8] = "";
	struct stat status;
	int fd;

	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	fd = open("fifo", O_RDONLY | O_NONBLOCK);
	ck_assert_int_ge(fd, 0);
	write_ok("fifo", "piped");
	ck_assert_int_eq(read(fd, text, sizeof(text) - 1), 5);
	ck_assert_str_eq(text, "piped");
	close(fd);
	ck_assert_int_eq(stat("fifo", &status), 0);
	ck_assert(S_ISFIFO(status.st_mode));
}
END_TEST

/* `--path /dev/stdout > file`: what stdout has written and writes later stays. */
START_TEST(stdout_is_written_to_even_as_a_file)
{
	int saved = dup(STDOUT_FILENO), fd = open("out", O_WRONLY | O_CREAT, 0600);
	bool ok;

	ck_assert_int_ge(fd, 0);
	dup2(fd, STDOUT_FILENO);
	ok = write(STDOUT_FILENO, "1", 1) == 1;
	write_ok("/dev/stdout", "2");
	ok = write(STDOUT_FILENO, "3", 1) == 1 && ok;
	write_ok("/dev/fd/1", "4");
	dup2(saved, STDOUT_FILENO);
	close(saved);
	close(fd);
	ck_assert(ok);
	assert_contents("out", "1234");
}
END_TEST

START_TEST(read_only_files_are_kept)
{
	struct error err = ERROR_INIT;

	write_ok("a", "old");
	ck_assert_int_eq(chmod("a", 0444), 0);
	/* Nothing is read-only for root. */
	if (geteuid() == 0)
		return;
	ck_assert_int_eq(file_write("a", "new", 3, 0600, NULL, &err), ERR_FILE_WRITE);
	ck_assert_str_eq(err.text, "a: Permission denied");
	assert_contents("a", "old");
}
END_TEST

START_TEST(directories)
{
	struct file_owner owner = {getuid(), getgid()};
	struct error err = ERROR_INIT;
	struct stat status;

	ck_assert_int_eq(directory_make("one/two//three/", &owner, &err), 0);
	ck_assert_int_eq(stat("one/two/three", &status), 0);
	ck_assert(S_ISDIR(status.st_mode));
	ck_assert_int_eq(status.st_mode & 07777, 0700);
	ck_assert_int_eq(directory_make("one/two", NULL, &err), 0);
	ck_assert_int_eq(directory_make("/", NULL, &err), 0);
	write_ok("file", "x");
	ck_assert_int_eq(directory_make("file", NULL, &err), ERR_HOME_UNUSABLE);
	ck_assert_str_eq(err.text, "Cannot use the directory file: Not a directory");
	ck_assert_int_eq(directory_make("file/below", NULL, &err), ERR_HOME_UNUSABLE);
	rmdir("one/two/three");
	rmdir("one/two");
}
END_TEST

START_TEST(exists_and_join)
{
	char *path = path_join("/a", "b");

	ck_assert_str_eq(path, "/a/b");
	free(path);
	path = path_join("/a/", "b");
	ck_assert_str_eq(path, "/a/b");
	free(path);
	path = path_join("", "b");
	ck_assert_str_eq(path, "b");
	free(path);
	ck_assert(file_exists("."));
	ck_assert(!file_exists("none"));
}
END_TEST

static void write_whole(const char *text, bool replacing, int expected)
{
	struct error err = ERROR_INIT;
	int rc = file_write_whole("whole", text, strlen(text), 0600, NULL, replacing, &err);

	ck_assert_msg(rc == expected, "%d: %s", rc, err.text);
}

static void expect_whole(const char *text)
{
	struct bytes contents = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(file_read("whole", 100, &contents, &err), 0);
	ck_assert_str_eq(bytes_text(&contents), text);
	bytes_done(&contents);
}

START_TEST(whole_or_not_at_all)
{
	struct stat status;

	write_whole("one", false, 0);
	ck_assert_int_eq(stat("whole", &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777U, 0600);
	write_whole("two", false, ERR_FILE_WRITE);
	expect_whole("one");
	write_whole("three", true, 0);
	expect_whole("three");
	ck_assert_uint_eq(count_files(), 1);
	ck_assert_int_eq(rename("whole", "target"), 0);
	ck_assert_int_eq(symlink("target", "whole"), 0);
	write_whole("four", false, ERR_FILE_WRITE);
	write_whole("five", true, 0);
	ck_assert_int_eq(lstat("whole", &status), 0);
	ck_assert(S_ISLNK(status.st_mode));
	expect_whole("five");
	ck_assert_int_eq(unlink("target"), 0);
	write_whole("six", false, 0);
	expect_whole("six");
	ck_assert_uint_eq(count_files(), 2);
}
END_TEST

START_TEST(whole_is_no_directory_and_no_half)
{
	const struct rlimit limit = {.rlim_cur = 2, .rlim_max = RLIM_INFINITY};

	ck_assert_int_eq(mkdir("whole", 0700), 0);
	write_whole("one", false, ERR_FILE_WRITE);
	write_whole("one", true, ERR_FILE_WRITE);
	ck_assert_int_eq(rmdir("whole"), 0);
	write_whole("yes", true, 0);
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	write_whole("no more", true, ERR_FILE_WRITE);
	expect_whole("yes");
	ck_assert_uint_eq(count_files(), 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("files");
	TCase *tests = tcase_create("files");

	tcase_add_checked_fixture(tests, make_dir, remove_dir);
	tcase_add_test(tests, write_then_read);
	tcase_add_test(tests, mode_and_owner);
	tcase_add_test(tests, read_appends_up_to_the_limit);
	tcase_add_test(tests, read_large);
	tcase_add_test(tests, read_refuses);
	tcase_add_test(tests, only_regular_files_are_ours);
	tcase_add_test(tests, links_are_followed);
	tcase_add_test(tests, link_loops_are_refused);
	tcase_add_test(tests, write_refuses);
	tcase_add_test(tests, failed_write_leaves_what_was_there);
	tcase_add_test(tests, full_device);
	tcase_add_test(tests, pipes_are_written_to);
	tcase_add_test(tests, stdout_is_written_to_even_as_a_file);
	tcase_add_test(tests, read_only_files_are_kept);
	tcase_add_test(tests, whole_or_not_at_all);
	tcase_add_test(tests, whole_is_no_directory_and_no_half);
	tcase_add_test(tests, directories);
	tcase_add_test(tests, exists_and_join);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
