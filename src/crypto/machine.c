/* The real ports: the machine's clock and its waiting, OpenSSL's randomness, and no log. */
#include "machine.h"

#include "crypto.h"
#include "error.h"
#include "ports.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

#define MICROSECONDS INT64_C(1000000)
#define NANOSECONDS_A_MICROSECOND 1000
#define MILLISECONDS 1000
#define NANOSECONDS_A_MILLISECOND 1000000
#define NANOSECONDS 1000000000L

static int64_t machine_now(void *context UNUSED)
{
	struct timespec now = {0, 0};

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * MICROSECONDS + now.tv_nsec / NANOSECONDS_A_MICROSECOND;
}

static int machine_random(void *context UNUSED, void *data, size_t len)
{
	struct error err = ERROR_INIT;

	return crypto_random(data, len, &err);
}

static void no_log(void *context UNUSED, enum log_level level UNUSED, const char *module UNUSED,
    const char *message UNUSED)
{
}

static volatile sig_atomic_t interrupted;

static void interrupt(int number UNUSED)
{
	interrupted = 1;
}

static void wait_until(const struct timespec *end)
{
	while (!interrupted && clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, end, NULL) == EINTR)
		continue;
}

/* A session ignores Ctrl-C while a command runs: meanwhile it ends the waiting, and nothing else.
 */
static bool machine_sleep(void *context UNUSED, unsigned milliseconds)
{
	struct sigaction action = {.sa_handler = interrupt}, before;
	struct timespec end = {0, 0};

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_nsec += (long)(milliseconds % MILLISECONDS) * NANOSECONDS_A_MILLISECOND;
	end.tv_sec += milliseconds / MILLISECONDS + end.tv_nsec / NANOSECONDS;
	end.tv_nsec %= NANOSECONDS;
	interrupted = 0;
	sigaction(SIGINT, NULL, &before);
	if (before.sa_handler == SIG_IGN)
		sigaction(SIGINT, &action, NULL);
	wait_until(&end);
	if (before.sa_handler == SIG_IGN)
		sigaction(SIGINT, &before, NULL);
	return !interrupted;
}

void machine_ports(struct ports *ports)
{
	*ports = (struct ports){
	    .now = machine_now, .random = machine_random, .log = no_log, .sleep = machine_sleep};
}
