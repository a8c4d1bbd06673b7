/* The real ports: the machine's clock, OpenSSL's randomness, and no log. */
#include "machine.h"

#include "crypto.h"
#include "error.h"
#include "ports.h"

#include <time.h>

#define MICROSECONDS INT64_C(1000000)
#define NANOSECONDS_A_MICROSECOND 1000

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

void machine_ports(struct ports *ports)
{
	*ports = (struct ports){.now = machine_now, .random = machine_random, .log = no_log};
}
