/* Whole files: read with a limit, written all or not at all. */
#include "files.h"

#include "bytes.h"
#include "error.h"
#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define READ_CHUNK 16384
#define LINKS_MAX 40
#define TEMPORARY_NAMES_MAX 1000
#define DIRECTORY_MODE 0700

static const char too_large[] = "File is too large";

static int raise_errno(struct error *err, enum error_code code, const char *path, int number)
{
	if (number == ENOMEM)
		return error_raise(err, ERR_MEMORY);
	return error_raise(err, code, path, strerror(number));
}

/* close, for a descriptor that may be -1, without losing errno. */
static void close_quietly(int fd)
{
	int saved = errno;

	if (fd >= 0)
		close(fd);
	errno = saved;
}

/* Where a file is read to: one of the two. */
struct sink {
	struct bytes *bytes;
	struct secret *secret;
};

static int sink_append(const struct sink *sink, const void *data, size_t len)
{
	if (sink->secret)
		return secret_append(sink->secret, data, len);
	bytes_append(sink->bytes, data, len);
	return bytes_failed(sink->bytes) ? ERR_MEMORY : 0;
}

/* What may be read: a file that somebody names, or one of ours. */
enum readable {
	READABLE_ANY,     /* FIFOs and devices too */
	READABLE_REGULAR, /* a FIFO without a writer would make the open or the read wait for good
			   */
};

static int open_readable(
    const char *path, size_t max, enum readable readable, int *fd, struct error *err)
{
	int flags = readable == READABLE_REGULAR ? O_NONBLOCK : 0;
	struct stat status;
	int rc = 0;

	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags);
	if (*fd < 0 || fstat(*fd, &status) != 0)
		rc = raise_errno(err, ERR_FILE_READ, path, errno);
	else if (S_ISDIR(status.st_mode))
		rc = raise_errno(err, ERR_FILE_READ, path, EISDIR);
	else if (readable == READABLE_REGULAR && !S_ISREG(status.st_mode))
		rc = error_raise(err, ERR_FILE_READ, path, "It is not a regular file");
	else if (S_ISREG(status.st_mode) && status.st_size > 0 && (uintmax_t)status.st_size > max)
		rc = error_raise(err, ERR_FILE_READ, path, too_large);
	if (rc != 0)
		close_quietly(*fd);
	return rc;
}

static int read_into(const char *path, size_t max, enum readable readable, const struct sink *sink,
    struct error *err)
{
	unsigned char chunk[READ_CHUNK];
	size_t total = 0;
	int fd, rc = open_readable(path, max, readable, &fd, err);

	if (rc != 0)
		return rc;
	while (rc == 0) {
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			rc = raise_errno(err, ERR_FILE_READ, path, errno);
		if (n <= 0)
			break;
		if ((size_t)n > max - total)
			rc = error_raise(err, ERR_FILE_READ, path, too_large);
		else if (sink_append(sink, chunk, (size_t)n) != 0)
			rc = error_raise(err, ERR_MEMORY);
		total += (size_t)n;
	}
	secret_wipe(chunk, sizeof(chunk));
	close(fd);
	return rc;
}

static int read_bytes(
    const char *path, size_t max, enum readable readable, struct bytes *out, struct error *err)
{
	struct bytes contents = BYTES_INIT;
	struct sink sink = {.bytes = &contents};
	int rc = read_into(path, max, readable, &sink, err);

	if (rc == 0 && out->len == 0 && !bytes_failed(out)) {
		/* No second copy of what may be large. */
		bytes_done(out);
		*out = contents;
		return 0;
	}
	if (rc == 0) {
		bytes_append(out, contents.data, contents.len);
		if (bytes_failed(out))
			rc = error_raise(err, ERR_MEMORY);
	}
	bytes_done(&contents);
	return rc;
}

int file_read(const char *path, size_t max, struct bytes *out, struct error *err)
{
	return read_bytes(path, max, READABLE_ANY, out, err);
}

int file_read_regular(const char *path, size_t max, struct bytes *out, struct error *err)
{
	return read_bytes(path, max, READABLE_REGULAR, out, err);
}

int file_read_secret(const char *path, size_t max, struct secret *out, struct error *err)
{
	struct secret contents = SECRET_INIT;
	struct sink sink = {.secret = &contents};
	int rc = read_into(path, max, READABLE_REGULAR, &sink, err);

	if (rc == 0 && secret_append(out, contents.data, contents.len) != 0)
		rc = error_raise(err, ERR_MEMORY);
	secret_done(&contents);
	return rc;
}

/* 0, or -1 with errno set. */
static int write_all(int fd, const void *data, size_t len)
{
	const unsigned char *from = data;

	while (len > 0) {
		ssize_t n = write(fd, from, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		from += n;
		len -= (size_t)n;
	}
	return 0;
}

/* Length of the directory part with its slash: 0 when there is none. */
static size_t directory_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) + 1 : 0;
}

/* The path that a link at path points to, in fresh memory; NULL with errno set. */
static char *follow_link(const char *path)
{
	char target[4096], *joined;
	ssize_t len = readlink(path, target, sizeof(target));
	int dir_len = (int)directory_length(path);

	if (len < 0)
		return NULL;
	if ((size_t)len == sizeof(target)) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	if (len > 0 && target[0] == '/')
		dir_len = 0;
	if (asprintf(&joined, "%.*s%.*s", dir_len, path, (int)len, target) < 0) {
		errno = ENOMEM;
		return NULL;
	}
	return joined;
}

/* The number in a path that means one of our own descriptors (/dev/stdout leads to one), or -1. */
static int descriptor_named(const char *path)
{
	static const char *const prefixes[] = {"/proc/self/fd/", "/dev/fd/"};

	for (size_t i = 0; i < ARRAY_LENGTH(prefixes); i++) {
		size_t len = strlen(prefixes[i]);
		const char *digits = path + len;

		if (strncmp(path, prefixes[i], len) != 0)
			continue;
		if (*digits && strlen(digits) < 9 && strspn(digits, "0123456789") == strlen(digits))
			return (int)strtol(digits, NULL, 10);
	}
	return -1;
}

/*
 * The path behind all symbolic links, in fresh memory, though there be no file yet; NULL with errno
 * set. Not realpath, which wants the file, and which would lead through /proc/self/fd/1 to the file
 * that stdout was opened on: replacing that would part it from our stdout.
 */
static char *resolve(const char *path)
{
	char *at = strdup(path);

	for (int links = 0; at; links++) {
		struct stat status;
		char *next;

		if (descriptor_named(at) >= 0 || lstat(at, &status) != 0 ||
		    !S_ISLNK(status.st_mode))
			return at;
		if (links == LINKS_MAX) {
			errno = ELOOP;
			break;
		}
		next = follow_link(at);
		if (!next)
			break;
		free(at);
		at = next;
	}
	free(at);
	return NULL;
}

/* The name of a file beside target, in fresh memory; NULL with errno set. */
static char *temporary_name(const char *target, unsigned number)
{
	char *name;

	if (asprintf(&name, "%.*s.localhsm-%ld-%u.tmp", (int)directory_length(target), target,
		(long)getpid(), number) >= 0)
		return name;
	errno = ENOMEM;
	return NULL;
}

/* Creates a file beside target; its name is the caller's to free. -1 with errno set. */
static int open_temporary(const char *target, mode_t mode, char **name)
{
	for (unsigned i = 0; i < TEMPORARY_NAMES_MAX; i++) {
		int fd;

		*name = temporary_name(target, i);
		if (!*name)
			return -1;
		fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
		if (fd >= 0)
			return fd;
		free(*name);
		*name = NULL;
		if (errno != EEXIST)
			return -1;
	}
	return -1;
}

/* Makes the new name last through a crash. Some file systems cannot: the data is safe all the same.
 */
static void sync_directory(const char *target)
{
	size_t len = directory_length(target);
	char *dir = len > 0 ? strndup(target, len) : strdup(".");
	int fd = dir ? open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(dir);
}

/* All of a new file, on the disk. 0, or -1 with errno set. */
static int fill(int fd, const void *data, size_t len, const struct file_owner *owner)
{
	if (write_all(fd, data, len) != 0)
		return -1;
	if (owner && fchown(fd, owner->user, owner->group) != 0)
		return -1;
	return fsync(fd);
}

/* 0, or -1 with errno set. */
static int replace(
    const char *target, const void *data, size_t len, mode_t mode, const struct file_owner *owner)
{
	char *temporary = NULL;
	int rc = -1, fd = open_temporary(target, mode, &temporary);

	if (fd < 0)
		return -1;
	if (fill(fd, data, len, owner) != 0)
		goto out;
	rc = close(fd);
	fd = -1;
	if (rc == 0)
		rc = rename(temporary, target);
out:
	close_quietly(fd);
	if (rc == 0) {
		sync_directory(target);
	} else {
		int saved = errno;

		unlink(temporary);
		errno = saved;
	}
	free(temporary);
	return rc;
}

/* A file beside target that has no name. -1 with errno set. */
static int open_nameless(const char *target, mode_t mode)
{
	size_t len = directory_length(target);
	char *dir = len > 0 ? strndup(target, len) : strdup(".");
	int fd = dir ? open(dir, O_WRONLY | O_TMPFILE | O_CLOEXEC, mode) : -1;

	free(dir);
	return fd;
}

/* Gives an open file a name that nothing has. 0, or -1 with errno set. */
static int give_name(int fd, const char *name)
{
	char place[32];

	(void)snprintf(place, sizeof(place), "/proc/self/fd/%d", fd);
	return linkat(AT_FDCWD, place, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
}

/* Puts an open file in the place of target. 0, or -1 with errno set. */
static int give_place(int fd, const char *target)
{
	for (unsigned i = 0; i < TEMPORARY_NAMES_MAX; i++) {
		char *name = temporary_name(target, i);
		int rc = name ? give_name(fd, name) : -1;

		if (rc == 0)
			rc = rename(name, target);
		if (rc != 0 && name && errno != EEXIST) {
			int saved = errno;

			unlink(name);
			errno = saved;
		}
		free(name);
		if (rc == 0 || errno != EEXIST)
			return rc;
	}
	return -1;
}

/* By a file with another name, where the file system wants one. 0, or -1 with errno set. */
static int create_named(
    const char *target, const void *data, size_t len, mode_t mode, const struct file_owner *owner)
{
	char *temporary = NULL;
	int rc, saved, fd = open_temporary(target, mode, &temporary);

	if (fd < 0)
		return -1;
	rc = fill(fd, data, len, owner);
	if (rc == 0)
		rc = link(temporary, target);
	saved = errno;
	unlink(temporary);
	close(fd);
	free(temporary);
	errno = saved;
	return rc;
}

/* 0, or -1 with errno set. */
static int write_whole(const char *target, const void *data, size_t len, mode_t mode,
    const struct file_owner *owner, bool replacing)
{
	int rc, fd = open_nameless(target, mode);

	if (fd < 0)
		return replacing ? replace(target, data, len, mode, owner)
				 : create_named(target, data, len, mode, owner);
	rc = fill(fd, data, len, owner);
	if (rc == 0)
		rc = replacing ? give_place(fd, target) : give_name(fd, target);
	close_quietly(fd);
	if (rc == 0)
		sync_directory(target);
	return rc;
}

/* Writes to something that cannot be replaced. 0, or -1 with errno set. */
static int write_through(const char *target, const void *data, size_t len)
{
	int descriptor = descriptor_named(target);
	int rc, fd;

	fd = descriptor >= 0 ? fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
			     : open(target, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return -1;
	rc = write_all(fd, data, len);
	if (rc == 0)
		rc = close(fd);
	else
		close_quietly(fd);
	return rc;
}

/* 0, or -1 with errno set. */
static int write_target(
    const char *target, const void *data, size_t len, mode_t mode, const struct file_owner *owner)
{
	struct stat status;

	if (descriptor_named(target) >= 0)
		return write_through(target, data, len);
	if (stat(target, &status) != 0)
		return errno == ENOENT ? replace(target, data, len, mode, owner) : -1;
	if (!S_ISREG(status.st_mode))
		return write_through(target, data, len);
	/* A rename would not ask whether the file itself may be written. */
	if (access(target, W_OK) != 0)
		return -1;
	return replace(target, data, len, mode, owner);
}

int file_write(const char *path, const void *data, size_t len, mode_t mode,
    const struct file_owner *owner, struct error *err)
{
	char *target = resolve(path);
	int rc = target ? write_target(target, data, len, mode, owner) : -1;

	if (rc != 0)
		rc = raise_errno(err, ERR_FILE_WRITE, path, errno);
	free(target);
	return rc;
}

int file_write_whole(const char *path, const void *data, size_t len, mode_t mode,
    const struct file_owner *owner, bool replacing, struct error *err)
{
	char *target = resolve(path);
	struct stat status;
	int rc = -1;

	if (!target)
		return raise_errno(err, ERR_FILE_WRITE, path, errno);
	if (stat(target, &status) != 0)
		rc = errno == ENOENT ? write_whole(target, data, len, mode, owner, replacing) : -1;
	else if (!replacing)
		errno = EEXIST;
	else if (!S_ISREG(status.st_mode))
		rc = write_through(target, data, len);
	else if (access(target, W_OK) == 0)
		rc = write_whole(target, data, len, mode, owner, true);
	if (rc != 0)
		rc = raise_errno(err, ERR_FILE_WRITE, path, errno);
	free(target);
	return rc;
}

/* Gives a directory that was just made to owner: never through a link that took its place. */
static int give_directory(const char *path, const struct file_owner *owner)
{
	int rc, fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return -1;
	rc = fchown(fd, owner->user, owner->group);
	close_quietly(fd);
	return rc;
}

/* Makes one directory, or finds it there. 0, or -1 with errno set. */
static int make_one(const char *path, const struct file_owner *owner)
{
	struct stat status;
	int number;

	if (mkdir(path, DIRECTORY_MODE) == 0)
		return owner ? give_directory(path, owner) : 0;
	/* Of a directory that is there mkdir may say something else, on a read-only file system for
	 * one. */
	number = errno;
	if (stat(path, &status) != 0) {
		errno = number;
		return -1;
	}
	if (!S_ISDIR(status.st_mode)) {
		errno = ENOTDIR;
		return -1;
	}
	return 0;
}

int directory_make(const char *path, const struct file_owner *owner, struct error *err)
{
	char *partial = strdup(path);
	int rc = 0;

	if (!partial)
		return error_raise(err, ERR_MEMORY);
	for (char *at = partial; rc == 0 && *at; at++) {
		if (*at != '/' || at == partial)
			continue;
		*at = '\0';
		rc = make_one(partial, owner);
		*at = '/';
	}
	if (rc == 0)
		rc = make_one(partial, owner);
	if (rc != 0)
		rc = raise_errno(err, ERR_HOME_UNUSABLE, path, errno);
	free(partial);
	return rc;
}

int file_lock(int fd, int wait_ms)
{
	int waited = 0;

	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if ((errno != EWOULDBLOCK && errno != EINTR) || waited >= wait_ms)
			return errno;
		(void)nanosleep(&(struct timespec){0, 1000000L}, NULL);
		waited++;
	}
	return 0;
}

bool file_exists(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0;
}

char *path_join(const char *dir, const char *name)
{
	size_t len = strlen(dir);
	const char *slash = len > 0 && dir[len - 1] != '/' ? "/" : "";
	char *joined;

	return asprintf(&joined, "%s%s%s", dir, slash, name) < 0 ? NULL : joined;
}

char *path_absolute(const char *path)
{
	char *dir, *absolute;

	if (path[0] == '/')
		return strdup(path);
	while (path[0] == '.' && path[1] == '/') {
		path += 2;
		path += strspn(path, "/");
	}
	dir = getcwd(NULL, 0);
	if (!dir)
		return NULL;
	absolute = path_join(dir, path);
	free(dir);
	return absolute;
}
