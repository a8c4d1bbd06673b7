/*
 * Ports: the only ways in which the engine touches time, chance and the log.
 *
 * Nothing in src/ asks the machine for them by itself. The programs pass the real ones; unit tests
 * pass fixed ones.
 */
#ifndef LOCALHSM_PORTS_H
#define LOCALHSM_PORTS_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_TRACE
};

struct ports {
	void *context; /* passed to each function */
	/* The machine's clock: microseconds since 1970-01-01T00:00:00Z. */
	int64_t (*now)(void *context);
	/* Fills data with len unpredictable bytes. 0, or an enum error_code. */
	int (*random)(void *context, void *data, size_t len);
	/* Writes one line to the client's log. Never fails, never sees a secret. */
	void (*log)(void *context, enum log_level level, const char *module, const char *message);
	/* Waits so long; false when the user did not want to: an interrupt ended it early. */
	bool (*sleep)(void *context, unsigned milliseconds);
};

struct error;

/* The port's random, with a text: ERR_CRYPTO. */
MUST_CHECK int ports_random(const struct ports *ports, void *data, size_t len, struct error *err);
/* The port's sleep. Never inside a transaction: everybody else would wait as long. */
bool ports_sleep(const struct ports *ports, unsigned milliseconds);
void ports_log(const struct ports *ports, enum log_level level, const char *module,
    const char *format, ...) PRINTF_LIKE(4, 5);

#endif
