/* Prints localhsm-errors(7) in mdoc, from the list of errors. */
#include "bytes.h"
#include "error.h"
#include "man-text.h"
#include "man.h"

#include <stdio.h>

static const char *const classes[] = {
    [CLASS_USAGE] = "The words of the command line are wrong. The text goes to standard error, and"
		    " the exit status is 2, or 252 for the commands of localhsm cloudhsmv2.",
    [CLASS_START] = "The command cannot start. One line on standard error that begins with Error:,"
		    " exit status 1.",
    [CLASS_ANSWER] = "The answer of a command: JSON with error_code 1 and the text as data on"
		     " standard output, exit status 1.",
    [CLASS_API] = "An exception of the control plane, as AWS CLI prints it on standard error, exit"
		  " status 254.",
};

/* Text for a page: what the text would name is shown as dots. */
static void put(const char *text, struct bytes *out)
{
	struct bytes plain = BYTES_INIT;

	for (; *text; text++) {
		if (text[0] == '{' && text[1] == '}') {
			bytes_append_text(&plain, "...");
			text++;
		} else {
			bytes_append_char(&plain, *text);
		}
	}
	man_sentences(bytes_text(&plain), out);
	bytes_done(&plain);
}

static void print_class(enum error_class class, const char *title, struct bytes *out)
{
	bytes_append_format(out, ".Ss %s\n", title);
	man_sentences(classes[class], out);
	bytes_append_text(out, ".Bl -tag -width 10n\n");
	for (size_t i = 0; error_at(i) != ERR_OK; i++) {
		enum error_code code = error_at(i);

		if (error_class_of(code) != class)
			continue;
		bytes_append_format(out, ".It %d %s\n", (int)code, error_name(code));
		put(error_text(code), out);
		if (error_is_guess(code))
			bytes_append_text(out, "(A guess.)\n");
		if (*error_hint(code)) {
			bytes_append_text(out, ".Pp\n");
			put(error_hint(code), out);
		}
	}
	bytes_append_text(out, ".El\n");
}

int main(void)
{
	static const char *const programs[] = {"cloudhsm-cli", "configure-cli", "localhsm"};
	struct bytes page = BYTES_INIT;
	int rc;

	bytes_append_text(&page,
	    ".Dd " MAN_DATE "\n.Dt LOCALHSM-ERRORS 7\n.Os\n.Sh NAME\n.Nm localhsm-errors\n"
	    ".Nd errors of cloudhsm-cli, configure-cli and localhsm\n.Sh DESCRIPTION\n"
	    "Every error has a number and a name that never change.\nScripts see them when\n"
	    ".Ev LOCALHSM_ERROR_DETAIL\nis 1: the answer then has a third key, error, with code,"
	    " name and hint.\nDots stand for what the text names.\n"
	    "A guess is a text of which it is not known how the service puts it.\n");
	print_class(CLASS_ANSWER, "Answers", &page);
	print_class(CLASS_START, "Before a command can run", &page);
	print_class(CLASS_USAGE, "On the command line", &page);
	print_class(CLASS_API, "From the control plane", &page);
	bytes_append_text(&page, ".Sh SEE ALSO\n");
	for (size_t i = 0; i < ARRAY_LENGTH(programs); i++) {
		man_reference(programs[i], &page);
		bytes_append_text(&page, i + 1 < ARRAY_LENGTH(programs) ? " ,\n" : "\n");
	}
	rc = bytes_failed(&page) || fwrite(page.data, 1, page.len, stdout) != page.len;
	bytes_done(&page);
	return rc || fflush(stdout) != 0;
}
