/* The last step of every answer. */
#include "output.h"

#include "bytes.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

/* A pipe shared with a program that made it non-blocking: wait for room. */
static void wait_for_room(int fd)
{
	struct pollfd pollfd = {.fd = fd, .events = POLLOUT};

	(void)poll(&pollfd, 1, -1);
}

int output_write(int fd, const void *data, size_t len)
{
	const char *from = data;

	while (len > 0) {
		ssize_t n = write(fd, from, len);

		if (n >= 0) {
			from += n;
			len -= (size_t)n;
		} else if (errno == EAGAIN) {
			wait_for_room(fd);
		} else if (errno != EINTR) {
			return errno;
		}
	}
	return 0;
}

void output_message(const char *text, size_t len)
{
	struct bytes visible = BYTES_INIT;
	int failed;

	text_visible(&visible, text, len);
	failed = output_write(STDERR_FILENO, bytes_text(&visible), visible.len);
	(void)failed;
	bytes_done(&visible);
}

void output_prepare(void)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGXFSZ, &ignore, NULL);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		/* open takes the lowest free number; read-only, so that writing still fails. */
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", O_RDONLY) != fd)
			return;
	}
}
