/* Times and spans of time as the lab's commands read and print them. */
#ifndef LOCALHSM_LAB_TIME_H
#define LOCALHSM_LAB_TIME_H

#include "error.h"

#include <stdint.h>

#define LAB_TIME_MAX 32

/*
 * Microseconds since 1970 of a time in UTC, as RFC 3339 writes it: 2026-12-01T09:30:00Z, or a date
 * alone, which is its first moment. ERR_USAGE.
 */
MUST_CHECK int lab_time_read(const char *text, int64_t *time, struct error *err);
/* Microseconds of a span: numbers of w, d, h, m and s, the larger first, as in 23h59m. ERR_USAGE.
 */
MUST_CHECK int lab_span_read(const char *text, int64_t *span, struct error *err);
/* "2026-12-01T09:30:00Z"; fractions of a second are left out. */
void lab_time_write(int64_t time, char text[LAB_TIME_MAX]);

#endif
