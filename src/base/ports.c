/* Ports: formatting a line for the log. */
#include "ports.h"

#include "error.h"

#include <stdarg.h>
#include <stdio.h>

#define LOG_LINE_MAX 1024

void ports_log(
    const struct ports *ports, enum log_level level, const char *module, const char *format, ...)
{
	char line[LOG_LINE_MAX];
	va_list args;
	int len;

	if (!ports || !ports->log)
		return;
	va_start(args, format);
	len = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (len >= 0)
		ports->log(ports->context, level, module, line);
}

bool ports_sleep(const struct ports *ports, unsigned milliseconds)
{
	return ports->sleep(ports->context, milliseconds);
}

int ports_random(const struct ports *ports, void *data, size_t len, struct error *err)
{
	if (ports->random(ports->context, data, len) == 0)
		return 0;
	return error_raise(err, ERR_CRYPTO, "there is no randomness");
}
