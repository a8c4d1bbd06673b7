/* Times and spans of time as the lab's commands read and print them. */
#include "lab-time.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

#define MICROSECONDS INT64_C(1000000)
/* Longer than the clock goes, and far from where the arithmetic ends. */
#define SECONDS_MAX (INT64_C(2000) * 366 * 86400)

/* So many digits, no more and no fewer. */
static bool read_digits(const char **at, int count, int *value)
{
	*value = 0;
	for (int i = 0; i < count; i++, (*at)++) {
		if (**at < '0' || **at > '9')
			return false;
		*value = *value * 10 + (**at - '0');
	}
	return true;
}

static bool read_word(const char **at, char word)
{
	if (**at != word)
		return false;
	(*at)++;
	return true;
}

static bool read_fields(const char *at, struct tm *tm)
{
	if (!read_digits(&at, 4, &tm->tm_year) || !read_word(&at, '-') ||
	    !read_digits(&at, 2, &tm->tm_mon) || !read_word(&at, '-') ||
	    !read_digits(&at, 2, &tm->tm_mday))
		return false;
	if (*at &&
	    (!read_word(&at, 'T') || !read_digits(&at, 2, &tm->tm_hour) || !read_word(&at, ':') ||
		!read_digits(&at, 2, &tm->tm_min) || !read_word(&at, ':') ||
		!read_digits(&at, 2, &tm->tm_sec) || !read_word(&at, 'Z')))
		return false;
	tm->tm_year -= 1900;
	tm->tm_mon--;
	return *at == '\0';
}

int lab_time_read(const char *text, int64_t *time, struct error *err)
{
	struct tm tm, normal;
	time_t seconds;

	memset(&tm, 0, sizeof(tm));
	if (read_fields(text, &tm)) {
		normal = tm;
		seconds = timegm(&normal);
		/* timegm makes the 2nd of March of the 30th of February. */
		if (normal.tm_year == tm.tm_year && normal.tm_mon == tm.tm_mon &&
		    normal.tm_mday == tm.tm_mday && normal.tm_hour == tm.tm_hour &&
		    normal.tm_min == tm.tm_min && normal.tm_sec == tm.tm_sec) {
			*time = (int64_t)seconds * MICROSECONDS;
			return 0;
		}
	}
	return error_raisef(err, ERR_USAGE,
	    "invalid value '%s': a time in UTC is written like 2026-12-01T09:30:00Z or 2026-12-01",
	    text);
}

static const struct {
	char letter;
	int64_t seconds;
} units[] = {{'w', 604800}, {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};

#define N_UNITS (sizeof(units) / sizeof(units[0]))

/* One number and its unit, which is smaller than those before it. */
static bool read_part(const char **at, size_t *unit, int64_t *seconds)
{
	int64_t number = 0;

	if (**at < '0' || **at > '9')
		return false;
	for (; **at >= '0' && **at <= '9'; (*at)++) {
		number = number * 10 + (**at - '0');
		if (number > SECONDS_MAX)
			return false;
	}
	while (*unit < N_UNITS && units[*unit].letter != **at)
		(*unit)++;
	if (*unit == N_UNITS || number > (SECONDS_MAX - *seconds) / units[*unit].seconds)
		return false;
	*seconds += number * units[*unit].seconds;
	(*at)++;
	(*unit)++;
	return true;
}

int lab_span_read(const char *text, int64_t *span, struct error *err)
{
	const char *at = text;
	size_t unit = 0;
	int64_t seconds = 0;
	bool good = *at != '\0';

	while (good && *at)
		good = read_part(&at, &unit, &seconds);
	if (!good)
		return error_raisef(err, ERR_USAGE,
		    "invalid value '%s': a span of time is written like 90s, 10m, 23h59m or 7d",
		    text);
	*span = seconds * MICROSECONDS;
	return 0;
}

void lab_time_write(int64_t time, char text[LAB_TIME_MAX])
{
	time_t seconds = (time_t)(time / MICROSECONDS);
	struct tm tm;

	if (!gmtime_r(&seconds, &tm) ||
	    strftime(text, LAB_TIME_MAX, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		text[0] = '\0';
}
