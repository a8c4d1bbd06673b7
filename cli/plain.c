/* Lines from a pipe, a file or a here-document: no prompt, any length, no history. */
#include "input.h"

#include "secret.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct plain {
	struct input input; /* first: the one is the other */
	int fd;
	size_t at, len; /* what of chunk is not read yet */
	char chunk[16384];
};

/* A pipe shared with a program that made it non-blocking: wait for a line. */
static void wait_for_input(int fd)
{
	struct pollfd pollfd = {.fd = fd, .events = POLLIN};

	(void)poll(&pollfd, 1, -1);
}

/* Reads more; false at the end of input, and where it cannot be read. */
static bool fill(struct plain *plain)
{
	ssize_t n;

	while ((n = read(plain->fd, plain->chunk, sizeof(plain->chunk))) < 0) {
		if (errno == EAGAIN) {
			wait_for_input(plain->fd);
		} else if (errno != EINTR) {
			plain->input.failure = errno;
			break;
		}
	}
	plain->at = 0;
	plain->len = n > 0 ? (size_t)n : 0;
	return n > 0;
}

static enum input_result plain_read(
    struct input *input, const char *prompt, const char *before, struct secret *line)
{
	struct plain *plain = (struct plain *)input;
	bool any = false;

	(void)prompt;
	(void)before;
	while (plain->at < plain->len || fill(plain)) {
		const char *from = plain->chunk + plain->at;
		const char *end = memchr(from, '\n', plain->len - plain->at);
		size_t len = end ? (size_t)(end - from) : plain->len - plain->at;

		any = true;
		if (secret_append(line, from, len) != 0)
			return INPUT_NO_MEMORY;
		plain->at += len + (end ? 1 : 0);
		if (end)
			return INPUT_LINE;
	}
	/* Half a line may be half a command. */
	if (plain->input.failure != 0)
		return INPUT_FAILED;
	return any ? INPUT_LINE : INPUT_END;
}

static void plain_remember(struct input *input, const char *line)
{
	(void)input;
	(void)line;
}

static void plain_free(struct input *input)
{
	struct plain *plain = (struct plain *)input;

	/* The lines may have held passwords. */
	secret_wipe(plain->chunk, sizeof(plain->chunk));
	free(plain);
}

struct input *input_plain(int fd)
{
	struct plain *plain = calloc(1, sizeof(*plain));

	if (!plain)
		return NULL;
	plain->input =
	    (struct input){.read = plain_read, .remember = plain_remember, .free = plain_free};
	plain->fd = fd;
	return &plain->input;
}
