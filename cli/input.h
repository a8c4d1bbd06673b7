/* Where the lines of a session come from: an edited line on a terminal, or plain lines. */
#ifndef LOCALHSM_INPUT_H
#define LOCALHSM_INPUT_H

#include "attributes.h"

#include <stdbool.h>

struct secret;
struct shell;

enum input_result {
	INPUT_LINE,
	INPUT_END,
	INPUT_INTERRUPTED, /* Ctrl-C: what was typed is dropped */
	INPUT_NO_MEMORY,
	INPUT_FAILED, /* see failure */
};

struct input {
	/*
	 * Reads one line into line, without its line break. prompt is shown on a terminal only.
	 * before: the lines of a command that goes on in this one, "" if it begins here; NULL if
	 * no command is being typed, so that there is nothing to complete or to recall.
	 */
	enum input_result (*read)(
	    struct input *input, const char *prompt, const char *before, struct secret *line);
	/* Puts a command into the history. It holds no secret. */
	void (*remember)(struct input *input, const char *line);
	void (*free)(struct input *input);
	int failure; /* the errno of INPUT_FAILED */
};

/* Lines of a file descriptor, as they come. NULL when memory runs out. */
struct input *input_plain(int fd);
/* Lines of the terminal, with editing, completion and history. NULL when that cannot be had. */
struct input *input_edit(struct shell *shell);

#endif
