/* The queue of writers: one file lock, held by who writes. */
#include "store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int lock_open(struct store *store, struct error *err)
{
	char *path;

	if (store->lock_fd >= 0)
		return 0;
	path = path_join(store->home, "estate.lock");
	if (!path)
		return error_raise(err, ERR_MEMORY);
	store->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	free(path);
	if (store->lock_fd < 0)
		return error_raise(err, ERR_ESTATE_WRITE, store->home, strerror(errno));
	if (store->has_owner && fchown(store->lock_fd, store->owner.user, store->owner.group) != 0)
		return error_raise(err, ERR_ESTATE_WRITE, store->home, strerror(errno));
	return 0;
}

/* A lock on a file that was removed keeps nobody out: the one that has its name now is taken. */
static bool lock_is_in_place(const struct store *store)
{
	struct stat open_file, named;
	char *path = path_join(store->home, "estate.lock");
	bool same = path && fstat(store->lock_fd, &open_file) == 0 && stat(path, &named) == 0 &&
		    open_file.st_dev == named.st_dev && open_file.st_ino == named.st_ino;

	free(path);
	return same;
}

int lock_wait(struct store *store, int wait_ms, struct error *err)
{
	char seconds[16];

	(void)snprintf(seconds, sizeof(seconds), "%d", wait_ms / 1000);
	for (int tries = 0; tries < 3; tries++) {
		int rc = lock_open(store, err);
		int number;

		if (rc)
			return rc;
		number = file_lock(store->lock_fd, wait_ms);
		if (number == EWOULDBLOCK)
			return error_raise(err, ERR_ESTATE_BUSY, seconds);
		if (number)
			return error_raise(err, ERR_ESTATE_WRITE, store->home, strerror(number));
		store->is_locked = lock_is_in_place(store);
		if (store->is_locked)
			return 0;
		close(store->lock_fd);
		store->lock_fd = -1;
	}
	return error_raise(err, ERR_ESTATE_REPLACED, store->home);
}

int lock_take(struct store *store, struct error *err)
{
	return lock_wait(store, LOCK_WAIT_MS, err);
}

bool lock_try(struct store *store)
{
	struct error ignored = ERROR_INIT;

	return lock_wait(store, 0, &ignored) == 0;
}

void lock_release(struct store *store)
{
	store->is_locked = false;
	if (store->lock_fd >= 0)
		flock(store->lock_fd, LOCK_UN);
}
