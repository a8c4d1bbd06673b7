/*
 * Preloaded into a program under test: lets the calls that change files through until the one whose
 * number is in BREAK_AT, which kills the process (BREAK_WITH=kill) or finds the disk full from then on
 * (BREAK_WITH=full). The number of calls that were made is written to the file BREAK_COUNT.
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

/* Counts one call; true when it has to fail. */
static bool breaks(void)
{
	const char *at = getenv("BREAK_AT"), *with = getenv("BREAK_WITH");
	unsigned long limit = at ? strtoul(at, NULL, 10) : 0;

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
