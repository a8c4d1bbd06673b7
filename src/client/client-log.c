/*
 * The client's log: lines appended to a file that is named by the time, or written to standard
 * error. A log that cannot be written costs its lines and nothing else.
 */
#include "config.h"

#include "bytes.h"
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FILE_MODE 0600
#define SUFFIX_MAX 32
#define MICROSECONDS INT64_C(1000000)
#define SECONDS_A_DAY 86400
#define NO_FILE (-1)

static const char cannot_write[] =
    "Error writing to log file. Nothing is logged: check log_file in the configuration and the "
    "permissions of that file";
static const char default_log_file[] = "run/cloudhsm-cli.log";

struct client_log {
	struct ports clock; /* a copy: the caller puts the log itself into its own */
	struct file_owner owner;
	bool has_owner;
	enum config_log_type type;
	enum log_level level;
	enum config_log_rotation rotation;
	char *path;              /* without the suffix; NULL when memory ran out */
	char suffix[SUFFIX_MAX]; /* of the file that is open, or could not be opened */
	int fd;
};

static void broken_down(int64_t microseconds, struct tm *tm)
{
	int64_t seconds = microseconds / MICROSECONDS;
	time_t time = (time_t)(microseconds % MICROSECONDS < 0 ? seconds - 1 : seconds);

	if (!gmtime_r(&time, tm))
		memset(tm, 0, sizeof(*tm));
}

/* What the name of the file ends in at that time. A week is named by the Sunday it begins with. */
static void suffix_at(enum config_log_rotation rotation, int64_t now, char suffix[SUFFIX_MAX])
{
	struct tm tm;

	suffix[0] = '\0';
	broken_down(now, &tm);
	switch (rotation) {
	case CONFIG_ROTATE_NEVER:
		return;
	case CONFIG_ROTATE_HOURLY:
		strftime(suffix, SUFFIX_MAX, ".%Y-%m-%d-%H", &tm);
		return;
	case CONFIG_ROTATE_WEEKLY:
		broken_down(now - tm.tm_wday * SECONDS_A_DAY * MICROSECONDS, &tm);
		break;
	case CONFIG_ROTATE_DAILY:
		break;
	}
	strftime(suffix, SUFFIX_MAX, ".%Y-%m-%d", &tm);
}

/* Never blocks on a FIFO that nobody reads; -1 with errno set. */
static int open_file(const char *path, const struct file_owner *owner)
{
	int flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	int fd = open(path, flags | O_CREAT | O_EXCL, FILE_MODE);

	if (fd < 0)
		return errno == EEXIST ? open(path, flags) : fd;
	/* A file that cannot be given away can be written all the same. */
	if (owner && fchown(fd, owner->user, owner->group) != 0)
		return fd;
	return fd;
}

/* The same, making the directories above the file if they are not there. */
static int open_below(const char *path, const struct file_owner *owner)
{
	const char *slash = strrchr(path, '/');
	int fd = open_file(path, owner);
	char *dir;

	if (fd >= 0 || errno != ENOENT || !slash || slash == path)
		return fd;
	dir = strndup(path, (size_t)(slash - path));
	if (dir && directory_make(dir, owner, NULL) == 0)
		fd = open_file(path, owner);
	free(dir);
	return fd;
}

static void close_file(struct client_log *log)
{
	if (log->fd != NO_FILE && log->type == CONFIG_LOG_FILE)
		close(log->fd);
	log->fd = NO_FILE;
}

/* Has the file of that time open, if it can be opened: it is tried once for each name. */
static void rotate(struct client_log *log, int64_t now, bool first)
{
	struct bytes path = BYTES_INIT;
	char suffix[SUFFIX_MAX];

	suffix_at(log->rotation, now, suffix);
	if (!first && strcmp(suffix, log->suffix) == 0)
		return;
	memcpy(log->suffix, suffix, sizeof(suffix));
	close_file(log);
	if (!log->path)
		return;
	bytes_append_text(&path, log->path);
	bytes_append_text(&path, suffix);
	if (!bytes_failed(&path))
		log->fd = open_below(bytes_text(&path), log->has_owner ? &log->owner : NULL);
	bytes_done(&path);
}

static char *log_path(const struct config *config)
{
	const char *file = config_log_file(config);

	if (file[0] == '\0')
		file = default_log_file;
	return file[0] == '/' ? strdup(file) : path_join(config_client_dir(config), file);
}

struct client_log *client_log_open(const struct config *config, const struct ports *clock,
    const struct file_owner *owner, const char **warning)
{
	struct client_log *log = calloc(1, sizeof(*log));

	*warning = NULL;
	if (!log) {
		*warning = cannot_write;
		return NULL;
	}
	log->clock = *clock;
	log->has_owner = owner != NULL;
	if (owner)
		log->owner = *owner;
	log->type = config_log_type(config);
	log->level = config_log_level(config);
	log->rotation = config_log_rotation(config);
	log->fd = NO_FILE;
	if (log->type == CONFIG_LOG_TERM) {
		log->fd = STDERR_FILENO;
		return log;
	}
	log->path = log_path(config);
	rotate(log, clock->now(clock->context), true);
	if (log->fd == NO_FILE)
		*warning = cannot_write;
	return log;
}

void client_log_close(struct client_log *log)
{
	if (!log)
		return;
	close_file(log);
	free(log->path);
	free(log);
}

/*
 * One message stays one line, and a terminal that shows the log obeys nothing in it: controls, also
 * the 8-bit ones in UTF-8 (U+0080 to U+009F), are written as in a Rust string.
 */
static void append_escaped(struct bytes *line, const char *message)
{
	for (const unsigned char *at = (const unsigned char *)message; *at; at++) {
		if (*at == '\n')
			bytes_append_text(line, "\\n");
		else if (*at == '\r')
			bytes_append_text(line, "\\r");
		else if (*at == '\t')
			bytes_append_text(line, "\\t");
		else if (*at == '\\')
			bytes_append_text(line, "\\\\");
		else if (*at < 0x20 || *at == 0x7f)
			bytes_append_format(line, "\\u{%x}", *at);
		else if (*at == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f)
			bytes_append_format(line, "\\u{%x}", *++at);
		else
			bytes_append_char(line, (char)*at);
	}
}

static void append_line(
    struct bytes *line, int64_t now, enum log_level level, const char *module, const char *message)
{
	static const char *const names[] = {[LOG_LEVEL_ERROR] = "ERROR",
	    [LOG_LEVEL_WARN] = "WARN",
	    [LOG_LEVEL_INFO] = "INFO",
	    [LOG_LEVEL_DEBUG] = "DEBUG",
	    [LOG_LEVEL_TRACE] = "TRACE"};
	int64_t fraction = now % MICROSECONDS;
	char time[SUFFIX_MAX];
	struct tm tm;

	broken_down(now, &tm);
	strftime(time, sizeof(time), "%Y-%m-%dT%H:%M:%S", &tm);
	bytes_append_format(line, "%s.%06dZ %5s [%ld] %s: ", time,
	    (int)(fraction < 0 ? fraction + MICROSECONDS : fraction), names[level], (long)getpid(),
	    module);
	append_escaped(line, message);
	bytes_append_char(line, '\n');
}

/* In one write, so that the lines of several processes do not mix. */
static void write_line(int fd, const struct bytes *line)
{
	ssize_t written;

	do
		written = write(fd, line->data, line->len);
	while (written < 0 && errno == EINTR);
}

void client_log_write(
    void *client_log, enum log_level level, const char *module, const char *message)
{
	struct client_log *log = client_log;
	struct bytes line = BYTES_INIT;
	int saved = errno;
	int64_t now;

	if (!log || level > log->level)
		return;
	now = log->clock.now(log->clock.context);
	if (log->type == CONFIG_LOG_FILE)
		rotate(log, now, false);
	if (log->fd != NO_FILE) {
		append_line(&line, now, level, module, message);
		if (!bytes_failed(&line))
			write_line(log->fd, &line);
		bytes_done(&line);
	}
	errno = saved;
}
