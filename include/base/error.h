/*
 * Errors: one number, one text, one exit status for each thing that can go wrong.
 *
 * The list is errors.def; nothing else in the tree holds a text of the modelled service. A function
 * that can fail returns 0 or an enum error_code and, on failure only, fills the caller's struct
 * error. Context is added where it is known, and the error is shown once, by the shell.
 */
#ifndef LOCALHSM_ERROR_H
#define LOCALHSM_ERROR_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>

/* How an error reaches the user. */
enum error_class {
	CLASS_USAGE, /* the words of the command line: text on stderr, exit 2 (AWS commands: 252) */
	CLASS_START, /* before a command can run: `Error: "text"` on stderr, exit 1 */
	CLASS_ANSWER, /* the command's answer: error_code 1 and the text as data, exit 1 */
	CLASS_API, /* an exception of the control plane: "An error occurred (Name) …", exit 254 */
};

enum error_code {
	ERR_OK = 0,
#define ERROR(number, name, class, text, hint) ERR_##name = (number),
#define GUESS ERROR
#include "errors.def"
#undef GUESS
#undef ERROR
};

#define ERROR_TEXT_MAX 1024

struct error {
	enum error_code code;
	char text[ERROR_TEXT_MAX];
};

#define ERROR_INIT                                                                                 \
	{                                                                                          \
		ERR_OK, ""                                                                         \
	}

/*
 * Fills err (which may be NULL) with code and its text from errors.def, each "{}" of which is
 * replaced by the next argument, a string. Returns code, so that a caller can write
 * `return error_raise(err, ERR_KEY_NOT_SINGLE, count);`.
 */
#define error_raise(err, ...) error_raise_list((err), __VA_ARGS__, (const char *)NULL)
int error_raise_list(struct error *err, enum error_code code, ...) NULL_TERMINATED;

/* The same with a text of the caller's own, for codes whose text in errors.def is "{}". */
int error_raisef(struct error *err, enum error_code code, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Puts "prefix: " before the text of an error that has been raised. */
void error_prefix(struct error *err, const char *prefix);

/* Of a text "subject: reason", the reason: for an error that names the subject in its own words. */
const char *error_reason(const struct error *err, const char *subject);

void error_clear(struct error *err);

/* What errors.def says of a code; for an unknown code, of ERR_INTERNAL. */
const char *error_name(enum error_code code); /* "KEY_NOT_SINGLE" */
const char *error_text(enum error_code code); /* with its "{}" */
const char *error_hint(enum error_code code); /* "" where there is nothing to add */
bool error_is_guess(enum error_code code);    /* whether the text is our guess at the service's */
enum error_class error_class_of(enum error_code code);
int error_exit_status(enum error_code code);

/*
 * Whether an error says that this process or its files failed, rather than that somebody was
 * refused: a request cannot go on after it.
 */
bool error_is_fault(enum error_code code);

/* Walks the list: the code at index, or ERR_OK behind the last. */
enum error_code error_at(size_t index);

#endif
