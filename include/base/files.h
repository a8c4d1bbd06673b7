/* Whole files: read with a limit, written all or not at all. */
#ifndef LOCALHSM_FILES_H
#define LOCALHSM_FILES_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct bytes;
struct error;
struct secret;

/* Who owns what is created: under sudo, the user who called it. NULL leaves the process's own. */
struct file_owner {
	uid_t user;
	gid_t group;
};

/*
 * Appends the contents of a regular file, FIFO or device to out, at most max bytes. ERR_FILE_READ
 * (with the path and the reason; "File is too large" above max; a directory is refused).
 */
MUST_CHECK int file_read(const char *path, size_t max, struct bytes *out, struct error *err);
/*
 * The same of a regular file, and of nothing else: never waits for the writer of a FIFO. For files
 * that are named in a configuration or that are ours. ERR_FILE_READ ("It is not a regular file").
 */
MUST_CHECK int file_read_regular(
    const char *path, size_t max, struct bytes *out, struct error *err);
MUST_CHECK int file_read_secret(
    const char *path, size_t max, struct secret *out, struct error *err);

/*
 * Replaces the file: written beside it, synced, renamed, so that nobody sees half of it and a
 * failure leaves what was there. A symbolic link is followed. A path that exists and is not a
 * regular file (/dev/stdout, a FIFO) is written to as it is. mode is subject to the umask.
 * ERR_FILE_WRITE.
 */
MUST_CHECK int file_write(const char *path, const void *data, size_t len, mode_t mode,
    const struct file_owner *owner, struct error *err);

/*
 * The same for what nobody may find half-made: until it is whole the file has no name, where the
 * file system can do that, so that not even a kill leaves anything behind. Without replacing,
 * whatever is at path stays as it is ("File exists").
 */
MUST_CHECK int file_write_whole(const char *path, const void *data, size_t len, mode_t mode,
    const struct file_owner *owner, bool replacing, struct error *err);

/* Makes the directory and its parents, mode 0700 each, owned by owner. ERR_HOME_UNUSABLE. */
MUST_CHECK int directory_make(const char *path, const struct file_owner *owner, struct error *err);

/*
 * Takes the exclusive lock (flock) of an open file or directory, which goes with its descriptor.
 * Waits in short steps, wait_ms at the most, so that a stopped holder cannot hang the caller for
 * good. 0, or errno: EWOULDBLOCK when the time ran out.
 */
MUST_CHECK int file_lock(int fd, int wait_ms);

bool file_exists(const char *path);

/* "dir/name" in fresh memory for the caller to free; NULL when memory runs out. */
char *path_join(const char *dir, const char *name);

/*
 * path as it stands, or behind the working directory if it is relative, in fresh memory. Links are
 * not followed, and there need be no such file. NULL with errno set.
 */
char *path_absolute(const char *path);

#endif
