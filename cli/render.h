/* The text of an answer or an error, in the form that a command's style and its options ask for. */
#ifndef LOCALHSM_RENDER_H
#define LOCALHSM_RENDER_H

#include "attributes.h"
#include "command.h"
#include "error.h"

#include <stdbool.h>

struct args;
struct bytes;
struct reply;

enum form {
	FORM_ENVELOPE, /* {"error_code": …, "data": …} */
	FORM_AWS,      /* bare JSON; errors on standard error */
	FORM_ROWS,     /* a table for people; errors on standard error */
	FORM_SILENT,   /* nothing; errors on standard error */
};

/* What a command whose words were not understood, or an error before one, would answer in. */
enum form form_of_style(enum answer_style style, bool terminal);
/* What args ask for; terminal: whether standard output is one. */
enum form form_of_args(const struct args *args, bool terminal);

/* Before a command runs: whether its answer can be rendered as args ask. ERR_USAGE for a bad
 * --query. */
MUST_CHECK int render_check(const struct args *args, struct error *err);

/*
 * Appends the answer that reply holds to out, without a line break at the end. ERR_USAGE for a
 * --query that cannot be read; ERR_MEMORY.
 */
MUST_CHECK int render_answer(enum form form, const struct args *args, const struct reply *reply,
    struct bytes *out, struct error *err);

/*
 * Appends the error to answer (standard output) or to message (standard error), whichever belongs
 * to its class and form. path names the command, for the operation's name in AWS's text. Not for
 * CLASS_USAGE. Returns the exit status.
 */
int render_error(const struct program *program, enum form form, const char *path,
    const struct error *error, struct bytes *answer, struct bytes *message);

#endif
