/* What a running command may ask of the shell: a password, a line, a word to the user. */
#include "command.h"

#include "bytes.h"
#include "input.h"
#include "output.h"
#include "prompt.h"
#include "secret.h"
#include "shell.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int ask_secret(
    const char *text, const char *option, struct secret *answer, struct error *err)
{
	switch (prompt_ask(text, false, answer)) {
	case PROMPT_ANSWERED:
		return 0;
	case PROMPT_NO_TERMINAL:
		return error_raise(err, ERR_PASSWORD_NO_TERMINAL, option);
	case PROMPT_INTERRUPTED:
		return error_raise(err, ERR_INTERRUPTED);
	case PROMPT_NO_MEMORY:
		break;
	}
	return error_raise(err, ERR_MEMORY);
}

int context_ask_password(struct command_context *context, bool confirm, const char *option,
    struct secret *password, struct error *err)
{
	struct secret first = SECRET_INIT, second = SECRET_INIT;
	int rc;

	(void)context;
	rc = ask_secret("Enter password:", option, &first, err);
	if (rc == 0 && confirm) {
		rc = ask_secret("Confirm password:", option, &second, err);
		if (rc == 0 && !secret_equal(&first, &second))
			rc = error_raise(err, ERR_PASSWORD_MISMATCH);
	}
	if (rc == 0)
		secret_move(password, &first);
	secret_done(&second);
	secret_done(&first);
	return rc;
}

static int read_session_line(
    struct input *input, const char *prompt, struct secret *answer, struct error *err)
{
	switch (input->read(input, prompt, NULL, answer)) {
	case INPUT_LINE:
		return 0;
	case INPUT_NO_MEMORY:
		return error_raise(err, ERR_MEMORY);
	case INPUT_FAILED:
		return error_raise(err, ERR_INPUT, strerror(input->failure));
	case INPUT_END:
	case INPUT_INTERRUPTED:
		break;
	}
	return error_raise(err, ERR_INTERRUPTED);
}

static int read_terminal_line(const char *prompt, struct secret *answer, struct error *err)
{
	switch (prompt_ask(prompt, true, answer)) {
	case PROMPT_ANSWERED:
		return 0;
	case PROMPT_NO_MEMORY:
		return error_raise(err, ERR_MEMORY);
	case PROMPT_NO_TERMINAL:
		return error_raise(err, ERR_PATH_NO_TERMINAL);
	case PROMPT_INTERRUPTED:
		break;
	}
	return error_raise(err, ERR_INTERRUPTED);
}

/* From the session if there is one, else from the terminal. */
static int read_line(
    struct command_context *context, const char *prompt, struct secret *answer, struct error *err)
{
	struct input *input = context->shell->input;

	return input ? read_session_line(input, prompt, answer, err)
		     : read_terminal_line(prompt, answer, err);
}

int context_ask_line(
    struct command_context *context, const char *prompt, char **line, struct error *err)
{
	struct secret answer = SECRET_INIT;
	int rc = read_line(context, prompt, &answer, err);

	if (rc == 0 && answer.len > 0 && answer.data[answer.len - 1] == '\r')
		rc = secret_resize(&answer, answer.len - 1);
	if (rc == 0) {
		*line = strdup(secret_text(&answer));
		if (!*line)
			rc = error_raise(err, ERR_MEMORY);
	}
	secret_done(&answer);
	return rc;
}

static void say(const char *kind, const char *text)
{
	struct bytes line = BYTES_INIT;

	bytes_append_format(&line, "%s: %s\n", kind, text);
	output_message(bytes_text(&line), line.len);
	bytes_done(&line);
}

void context_warn(struct command_context *context, const char *text)
{
	(void)context;
	say("Warning", text);
}

void context_hint(struct command_context *context, const char *text)
{
	(void)context;
	if (*text != '\0' && isatty(STDERR_FILENO))
		say("Hint", text);
}
