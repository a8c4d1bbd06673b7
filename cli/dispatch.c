/* One command from its parsed words to its exit status, the same for a session and a single
 * command. */
#include "shell.h"

#include "answer.h"
#include "help.h"
#include "output.h"
#include "parse.h"
#include "render.h"
#include "tokenise.h"
#include "usage.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void shell_init(struct shell *shell, const struct program *program, void *app)
{
	*shell = (struct shell){.program = program};
	shell->context.app = app;
	shell->context.shell = shell;
}

/* 0, or errno. */
static int write_answer(struct bytes *answer)
{
	if (answer->len > 0 && answer->data[answer->len - 1] != '\n')
		bytes_append_char(answer, '\n');
	if (bytes_failed(answer))
		return ENOMEM;
	return output_write(STDOUT_FILENO, answer->data, answer->len);
}

int shell_write(struct shell *shell, struct bytes *answer, int status)
{
	struct error error = ERROR_INIT;
	int failed = write_answer(answer);

	/* A reader that has read enough is no failure. */
	if (failed == 0 || failed == EPIPE)
		return status;
	shell->answer_lost = true;
	error_raise(&error, ERR_OUTPUT, strerror(failed));
	return shell_show_error(shell, &error);
}

static void write_message(struct bytes *message)
{
	output_message(bytes_text(message), message->len);
}

static int show_error(
    struct shell *shell, enum form form, const char *path, const struct error *error)
{
	struct bytes answer = BYTES_INIT, message = BYTES_INIT;
	int status = render_error(shell->program, form, path, error, &answer, &message);

	write_message(&message);
	status = shell_write(shell, &answer, status);
	context_hint(&shell->context, error_hint(error->code));
	bytes_done(&message);
	bytes_done(&answer);
	return status;
}

int shell_show_error(struct shell *shell, const struct error *error)
{
	return show_error(shell, FORM_ENVELOPE, "", error);
}

static int refuse_text(
    struct shell *shell, const struct words *words, const struct parsed *parsed, const char *text)
{
	struct bytes message = BYTES_INIT;
	int status = usage_print_text(
	    shell->program, words, parsed, text, shell->context.interactive, &message);

	write_message(&message);
	bytes_done(&message);
	return status;
}

static int refuse(struct shell *shell, const struct words *words, const struct parsed *parsed)
{
	struct bytes message = BYTES_INIT;
	int status =
	    usage_print(shell->program, words, parsed, shell->context.interactive, &message);

	write_message(&message);
	bytes_done(&message);
	return status;
}

static int show_help(struct shell *shell, const struct parsed *parsed)
{
	bool interactive = shell->context.interactive;
	enum help_mode mode = interactive ? HELP_INTERACTIVE : HELP_FULL;
	struct bytes answer = BYTES_INIT;
	int status;

	if (parsed->outcome == PARSE_HELP_SHORT)
		mode = interactive ? HELP_INTERACTIVE_SHORT : HELP_SHORT;
	help_print(shell->program, parsed->path, mode, &answer);
	status = shell_write(shell, &answer, 0);
	bytes_done(&answer);
	return status;
}

static int show_version(struct shell *shell)
{
	struct bytes answer = BYTES_INIT;
	int status;

	bytes_append_format(&answer, "%s\n", shell->program->version);
	status = shell_write(shell, &answer, 0);
	bytes_done(&answer);
	return status;
}

/* Check, prepare, run, finish; the answer is in reply. */
static int carry_out(
    struct shell *shell, const struct args *args, struct reply *reply, struct error *err)
{
	const struct program *program = shell->program;
	const struct command *command = args->command;
	int rc = render_check(args, err);

	if (rc == 0 && command->check)
		rc = command->check(args, err);
	if (rc != 0)
		return rc;
	if (program->prepare)
		rc = program->prepare(&shell->context, command, args, err);
	if (rc == 0)
		rc = command->run(&shell->context, args, reply, err);
	if (program->finish)
		program->finish(&shell->context, command);
	return rc == 0 ? answer_finish(reply, err) : rc;
}

static int run_command(
    struct shell *shell, const struct words *words, const struct parsed *parsed, struct error *err)
{
	const struct args *args = &parsed->args;
	enum form form = form_of_args(args, isatty(STDOUT_FILENO) == 1);
	struct bytes answer = BYTES_INIT;
	struct reply reply;
	int rc, status = 0;

	answer_init(&reply, args->command->reply, form == FORM_ENVELOPE);
	rc = carry_out(shell, args, &reply, err);
	if (rc == 0)
		rc = render_answer(form, args, &reply, &answer, err);
	answer_done(&reply);
	if (rc != 0 && err->code == ERR_OK)
		error_raise(err, ERR_INTERNAL, "an error without a text");
	if (rc == 0)
		status = shell_write(shell, &answer, 0);
	else if (error_class_of(err->code) == CLASS_USAGE)
		status = refuse_text(shell, words, parsed, err->text);
	else
		status = show_error(shell, form, parsed->path, err);
	bytes_done(&answer);
	return status;
}

/* A command that opens a session: once it has succeeded, lines are read. */
static int run_session(
    struct shell *shell, const struct words *words, const struct parsed *parsed, struct error *err)
{
	int status;

	if (shell->context.interactive)
		return refuse_text(shell, words, parsed, "a session is running already");
	shell->context.interactive = true;
	status = run_command(shell, words, parsed, err);
	if (status == 0)
		status = repl_run(shell);
	shell->context.interactive = false;
	return status;
}

int shell_run(struct shell *shell, const struct words *words, const struct parsed *parsed, int rc,
    struct error *err)
{
	if (rc != 0) {
		enum answer_style style = table_style(shell->program, parsed->path);

		return show_error(shell, form_of_style(style, false), parsed->path, err);
	}
	switch (parsed->outcome) {
	case PARSE_HELP:
	case PARSE_HELP_SHORT:
		return show_help(shell, parsed);
	case PARSE_VERSION:
		return show_version(shell);
	case PARSE_USAGE:
		return refuse(shell, words, parsed);
	case PARSE_RUN:
		break;
	}
	if ((parsed->args.command->flags & COMMAND_REPL) != 0)
		return run_session(shell, words, parsed, err);
	return run_command(shell, words, parsed, err);
}
