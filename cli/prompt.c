/* Asking on the terminal, with echo turned off for secrets and turned on again whatever happens. */
#include "prompt.h"

#include "output.h"
#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Whatever would end the process, and leave the terminal without echo. */
static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2,
    SIGVTALRM, SIGPROF, SIGXCPU, SIGIO, SIGPWR, SIGSTKFLT};

#define N_SIGNALS (sizeof(signals) / sizeof(signals[0]))

static volatile sig_atomic_t caught;

struct asking {
	int fd;
	struct termios before;
	struct sigaction handlers[N_SIGNALS];
	sigset_t mask;
};

static void catch_signal(int number)
{
	caught = number;
}

/* The terminal, if we are the job in its foreground; or -1. */
static int open_terminal(void)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	if (fd >= 0 && tcgetpgrp(fd) != getpgrp()) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool begin(struct asking *asking, bool echo)
{
	struct sigaction action = {.sa_handler = catch_signal};
	struct termios now;
	sigset_t blocked;

	asking->fd = open_terminal();
	if (asking->fd < 0)
		return false;
	if (tcgetattr(asking->fd, &asking->before) != 0) {
		close(asking->fd);
		return false;
	}
	caught = 0;
	/* They come while we wait for input and at no other time, so that none is missed. */
	sigemptyset(&blocked);
	for (size_t i = 0; i < N_SIGNALS; i++)
		sigaddset(&blocked, signals[i]);
	sigprocmask(SIG_BLOCK, &blocked, &asking->mask);
	for (size_t i = 0; i < N_SIGNALS; i++) {
		sigaction(signals[i], NULL, &asking->handlers[i]);
		/* What is ignored does no harm; but Ctrl-C, which a session ignores, counts here.
		 */
		if (asking->handlers[i].sa_handler != SIG_IGN || signals[i] == SIGINT)
			sigaction(signals[i], &action, NULL);
	}
	now = asking->before;
	now.c_lflag |= ICANON | ISIG | ECHO;
	if (!echo)
		now.c_lflag &= ~(tcflag_t)ECHO;
	/* A stopped job would leave the terminal without echo. */
	now.c_cc[VSUSP] = _POSIX_VDISABLE;
	tcsetattr(asking->fd, TCSAFLUSH, &now);
	return true;
}

static void end(struct asking *asking)
{
	int number = caught;

	tcsetattr(asking->fd, TCSADRAIN, &asking->before);
	for (size_t i = 0; i < N_SIGNALS; i++)
		sigaction(signals[i], &asking->handlers[i], NULL);
	sigprocmask(SIG_SETMASK, &asking->mask, NULL);
	close(asking->fd);
	if (number != 0 && number != SIGINT)
		raise(number);
}

/* What read(2) returns, or -1 once a signal was caught. */
static ssize_t read_chunk(const struct asking *asking, char *chunk, size_t size)
{
	struct pollfd pollfd = {.fd = asking->fd, .events = POLLIN};

	while (ppoll(&pollfd, 1, NULL, &asking->mask) < 0) {
		if (errno != EINTR || caught != 0)
			return -1;
	}
	return read(asking->fd, chunk, size);
}

static enum prompt_result read_answer(const struct asking *asking, struct secret *answer)
{
	for (;;) {
		char chunk[256];
		ssize_t n = read_chunk(asking, chunk, sizeof(chunk));
		const char *end;
		size_t len;
		int rc;

		if (n < 0 || (n == 0 && answer->len == 0))
			return PROMPT_INTERRUPTED;
		end = memchr(chunk, '\n', (size_t)n);
		len = end ? (size_t)(end - chunk) : (size_t)n;
		rc = secret_append(answer, chunk, len);
		secret_wipe(chunk, sizeof(chunk));
		if (rc != 0)
			return PROMPT_NO_MEMORY;
		if (end || n == 0)
			return PROMPT_ANSWERED;
	}
}

enum prompt_result prompt_ask(const char *text, bool echo, struct secret *answer)
{
	struct asking asking;
	enum prompt_result result;
	int failed;

	if (!begin(&asking, echo))
		return PROMPT_NO_TERMINAL;
	failed = output_write(asking.fd, text, strlen(text));
	result = failed != 0 ? PROMPT_NO_TERMINAL : read_answer(&asking, answer);
	/* The line break that was typed was not echoed, and Ctrl-C types none. */
	if (!echo || result == PROMPT_INTERRUPTED)
		failed = output_write(asking.fd, "\n", 1);
	/* First: a signal that is raised again may end the process, and leave its memory behind. */
	if (result != PROMPT_ANSWERED)
		secret_done(answer);
	end(&asking);
	return result;
}
