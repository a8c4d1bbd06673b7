/* The history file, and what of a line may go there. */
#include "history.h"

#include "bytes.h"
#include "error.h"
#include "files.h"
#include "output.h"
#include "parse.h"
#include "tokenise.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX (4U * 1024 * 1024)

static bool takes_secret(const struct command *command)
{
	for (size_t i = 0; i < table_option_count(command); i++) {
		if (table_option(command, i)->type == OPTION_SECRET)
			return true;
	}
	return false;
}

/* Whether words[index] gives a secret: its option, or the word behind that. */
static bool is_secret_word(const struct args *args, const struct words *words, size_t index)
{
	for (size_t i = 0; i < args->n_values; i++) {
		const struct value *value = &args->values[i];

		if (!value->secret_word)
			continue;
		if (index == value->at)
			return true;
		if (words->at[index] == value->secret_word)
			return true;
	}
	return false;
}

bool history_entry(
    const char *line, const struct words *words, const struct parsed *parsed, struct bytes *out)
{
	const struct args *args = &parsed->args;
	bool understood = parsed->outcome != PARSE_USAGE;
	bool secret = false;

	if (*line == ' ' || *line == '\t' || words->count == 0)
		return false;
	if (!understood && (!args->command || takes_secret(args->command)))
		return false;
	for (size_t i = 0; i < words->count; i++)
		secret = secret || is_secret_word(args, words, i);
	if (!secret) {
		bytes_append_text(out, line);
		return true;
	}
	for (size_t i = 0; i < words->count; i++) {
		if (is_secret_word(args, words, i))
			continue;
		if (out->len > 0)
			bytes_append_char(out, ' ');
		word_quote(words->at[i], out);
	}
	return true;
}

static size_t count_lines(const struct bytes *text)
{
	size_t count = 0;

	for (size_t i = 0; i < text->len; i++) {
		if (text->data[i] == '\n')
			count++;
	}
	return count;
}

/* Where the newest lines of text begin. */
static size_t newest_lines(const struct bytes *text, size_t *count)
{
	size_t at = 0;

	for (*count = count_lines(text); *count > HISTORY_LINES; (*count)--) {
		const unsigned char *end = memchr(text->data + at, '\n', text->len - at);

		at = (size_t)(end - text->data) + 1;
	}
	return at;
}

/* Drops the old lines when they have become as many as those that are kept. */
static void shorten(const char *path, const struct bytes *text, size_t from)
{
	struct error error = ERROR_INIT;
	int rc;

	if (count_lines(text) < 2 * (size_t)HISTORY_LINES)
		return;
	rc = file_write(path, text->data + from, text->len - from, 0600, NULL, &error);
	(void)rc;
}

void history_load(const char *path, void (*add)(void *to, const char *line), void *to)
{
	struct bytes text = BYTES_INIT;
	struct error error = ERROR_INIT;
	size_t count, at;

	if (file_read_regular(path, FILE_MAX, &text, &error) != 0 || text.len == 0) {
		bytes_done(&text);
		return;
	}
	at = newest_lines(&text, &count);
	shorten(path, &text, at);
	while (count-- > 0) {
		unsigned char *end = memchr(text.data + at, '\n', text.len - at);

		*end = '\0';
		add(to, (const char *)text.data + at);
		at = (size_t)(end - text.data) + 1;
	}
	bytes_done(&text);
}

/* Under sudo the file goes to whoever owns its directory. */
static void give_to_owner(int fd, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct bytes dir = BYTES_INIT;
	struct stat status;

	if (geteuid() == 0 && slash) {
		bytes_append(&dir, path, (size_t)(slash - path) + 1);
		if (stat(bytes_text(&dir), &status) == 0 &&
		    fchown(fd, status.st_uid, status.st_gid) != 0)
			(void)fchmod(fd, 0600);
	}
	bytes_done(&dir);
}

void history_save(const char *path, const char *line)
{
	struct bytes text = BYTES_INIT;
	/* O_NONBLOCK: a FIFO in its place must not hold the session up. */
	int fd =
	    open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);

	if (fd < 0)
		return;
	if (fchmod(fd, 0600) == 0) {
		int failed;

		give_to_owner(fd, path);
		bytes_append_format(&text, "%s\n", line);
		failed = output_write(fd, bytes_text(&text), text.len);
		(void)failed;
	}
	close(fd);
	bytes_done(&text);
}
