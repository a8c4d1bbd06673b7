/*
 * Preloaded into a program under test: lets the calls that change files through until the one whose
 * number is in BREAK_AT, which kills the process (BREAK_WITH=kill) or finds the disk full from then
 * on (BREAK_WITH=full). With BREAK_WITH=rollback it is the steps of SQLite's statements that are
 * counted, and SQLite gives the transaction up at the one in BREAK_AT, as it does when a disk is
 * full. The number of calls that were made is written to the file BREAK_COUNT.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/* With 64-bit offsets the C library has pwrite under the name pwrite64, for our definitions too. */
#define LARGE(name) name "64"

static unsigned long calls;

/* Answers go to pipes, which have no room to run out of. */
static bool is_file(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

static bool steps_are_counted(void)
{
	const char *with = getenv("BREAK_WITH");

	return with && strcmp(with, "rollback") == 0;
}

static unsigned long limit_of_calls(void)
{
	const char *at = getenv("BREAK_AT");

	return at ? strtoul(at, NULL, 10) : 0;
}

/* Counts one call that changes a file; true when it has to fail. */
static bool breaks(void)
{
	const char *with = getenv("BREAK_WITH");
	unsigned long limit = limit_of_calls();

	if (steps_are_counted())
		return false;
	calls++;
	if (limit == 0 || calls < limit || !with)
		return false;
	if (strcmp(with, "kill") == 0)
		(void)kill(getpid(), SIGKILL);
	errno = ENOSPC;
	return true;
}

__attribute__((destructor)) static void report(void)
{
	const char *path = getenv("BREAK_COUNT");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (!file)
		return;
	fprintf(file, "%lu\n", calls);
	fclose(file);
}

/* The function of the same name behind this one; *to is a pointer to a function of its type. */
static void find(const char *name, void *to)
{
	void *found = dlsym(RTLD_NEXT, name);

	memcpy(to, &found, sizeof(found));
}

ssize_t write(int fd, const void *data, size_t len)
{
	static ssize_t (*next)(int, const void *, size_t);

	if (!next)
		find("write", &next);
	return is_file(fd) && breaks() ? -1 : next(fd, data, len);
}

ssize_t pwrite(int fd, const void *data, size_t len, off_t offset)
{
	static ssize_t (*next)(int, const void *, size_t, off_t);

	if (!next)
		find(LARGE("pwrite"), &next);
	return breaks() ? -1 : next(fd, data, len, offset);
}

int fdatasync(int fd)
{
	static int (*next)(int);

	if (!next)
		find("fdatasync", &next);
	return breaks() ? -1 : next(fd);
}

int fsync(int fd)
{
	static int (*next)(int);

	if (!next)
		find("fsync", &next);
	return breaks() ? -1 : next(fd);
}

int ftruncate(int fd, off_t length)
{
	static int (*next)(int, off_t);

	if (!next)
		find(LARGE("ftruncate"), &next);
	return breaks() ? -1 : next(fd, length);
}

int rename(const char *from, const char *to)
{
	static int (*next)(const char *, const char *);

	if (!next)
		find("rename", &next);
	return breaks() ? -1 : next(from, to);
}

struct sqlite3;
struct sqlite3_stmt;
int sqlite3_step(struct sqlite3_stmt *statement);

#define STEP_FULL 13 /* SQLITE_FULL */

/* SQLite steps statements of its own, such as those that read the schema: they are left alone. */
static bool is_inside_sqlite(const void *caller)
{
	Dl_info info;

	return dladdr(caller, &info) != 0 && strstr(info.dli_fname, "libsqlite3") != NULL;
}

/* One step fails, in the way in which SQLite takes a whole transaction with it. */
int sqlite3_step(struct sqlite3_stmt *statement)
{
	static int (*next)(struct sqlite3_stmt *);
	static struct sqlite3 *(*database_of)(struct sqlite3_stmt *);
	static int (*execute)(struct sqlite3 *, const char *, void *, void *, void *);

	if (!next) {
		find("sqlite3_step", &next);
		find("sqlite3_db_handle", &database_of);
		find("sqlite3_exec", &execute);
	}
	if (!steps_are_counted() || is_inside_sqlite(__builtin_return_address(0)) ||
	    ++calls != limit_of_calls())
		return next(statement);
	(void)execute(database_of(statement), "ROLLBACK", NULL, NULL, NULL);
	return STEP_FULL;
}
