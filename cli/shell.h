/*
 * The shell of one run of a program, and what its parts call of each other. Words come from argv or
 * from the lines of a session; from there on there is one way for both.
 */
#ifndef LOCALHSM_SHELL_H
#define LOCALHSM_SHELL_H

#include "attributes.h"
#include "command.h"
#include "error.h"

#include <stdbool.h>

struct bytes;
struct input;
struct parsed;
struct words;

struct shell {
	const struct program *program;
	struct command_context
	    context;         /* its app is the program's; interactive once in a session */
	struct input *input; /* the session's lines, or NULL */
	bool answer_lost;    /* an answer could not be written */
};

void shell_init(struct shell *shell, const struct program *program, void *app);

/*
 * Does what the words came to, which is parsed (unless rc, what parse returned, says that err holds
 * a refusal): runs the command, prints help, or refuses. Returns the exit status.
 */
int shell_run(struct shell *shell, const struct words *words, const struct parsed *parsed, int rc,
    struct error *err);

/* Writes an answer to standard output; returns status, or that of ERR_OUTPUT if it was not taken.
 */
int shell_write(struct shell *shell, struct bytes *answer, int status);
/* Shows an error in the form of the program's plain answers; returns its exit status. */
int shell_show_error(struct shell *shell, const struct error *error);

/* Reads lines and runs them until the session ends; returns the exit status. */
int repl_run(struct shell *shell);

#endif
