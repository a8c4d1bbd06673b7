/* Reads values of options out of files. */
#include "aws-file.h"

#include "bytes.h"
#include "error.h"
#include "files.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX (1024U * 1024U)
#define SHOWN_MAX 200 /* bytes of a file in an error */

/* The errno that Python, in which AWS CLI is written, would meet; 0 when the file can be read. */
static int trouble_with(const char *path)
{
	struct stat status;

	if (access(path, R_OK) != 0)
		return errno;
	return stat(path, &status) == 0 && S_ISDIR(status.st_mode) ? EISDIR : 0;
}

static int read_file(const char *flag, const char *url, struct bytes *contents, struct error *err)
{
	const char *path = strstr(url, "://") + strlen("://");
	int number = trouble_with(path);

	if (number != 0)
		return error_raisef(err, ERR_USAGE,
		    "Error parsing parameter '%s': Unable to load paramfile %s: [Errno %d] %s: "
		    "'%s'",
		    flag, url, number, strerror(number), path);
	return file_read(path, FILE_MAX, contents, err);
}

static int take_text(
    const char *flag, const char *url, const struct bytes *contents, char **text, struct error *err)
{
	if (contents->len > 0 && memchr(contents->data, '\0', contents->len))
		return error_raisef(err, ERR_USAGE,
		    "Error parsing parameter '%s': Unable to load paramfile (%s), text contents "
		    "could not be decoded.",
		    flag, url);
	*text = strdup(bytes_text(contents));
	return *text ? 0 : error_raise(err, ERR_MEMORY);
}

/* As Python shows bytes: b'line\n'. */
static void append_bytes(const struct bytes *contents, struct bytes *out)
{
	size_t len = contents->len < SHOWN_MAX ? contents->len : SHOWN_MAX;

	bytes_append_text(out, "b'");
	for (size_t i = 0; i < len; i++) {
		unsigned char c = contents->data[i];

		if (c == '\n')
			bytes_append_text(out, "\\n");
		else if (c == '\r')
			bytes_append_text(out, "\\r");
		else if (c == '\\' || c == '\'')
			bytes_append_format(out, "\\%c", c);
		else if (c < 0x80 && isprint(c))
			bytes_append_char(out, (char)c);
		else
			bytes_append_format(out, "\\x%02x", c);
	}
	bytes_append_text(out, len < contents->len ? "...'" : "'");
}

static int refuse_bytes(const char *member, const struct bytes *contents, struct error *err)
{
	struct bytes shown = BYTES_INIT;
	int rc;

	append_bytes(contents, &shown);
	rc = error_raisef(err, ERR_USAGE,
	    "Parameter validation failed:\nInvalid type for parameter %s, value: %s, type: <class "
	    "'bytes'>, valid types: <class 'str'>",
	    member, bytes_text(&shown));
	bytes_done(&shown);
	return rc;
}

int parameter_load(
    const char *flag, const char *member, const char *word, char **text, struct error *err)
{
	bool is_text = strncmp(word, "file://", strlen("file://")) == 0;
	struct bytes contents = BYTES_INIT;
	int rc;

	*text = NULL;
	if (!is_text && strncmp(word, "fileb://", strlen("fileb://")) != 0) {
		*text = strdup(word);
		return *text ? 0 : error_raise(err, ERR_MEMORY);
	}
	rc = read_file(flag, word, &contents, err);
	if (rc == 0 && is_text)
		rc = take_text(flag, word, &contents, text, err);
	else if (rc == 0)
		rc = refuse_bytes(member, &contents, err);
	bytes_done(&contents);
	return rc;
}
