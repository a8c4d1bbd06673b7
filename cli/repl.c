/* The session: lines become commands, until quit, exit or the end of input. */
#include "shell.h"

#include "bytes.h"
#include "history.h"
#include "input.h"
#include "output.h"
#include "parse.h"
#include "secret.h"
#include "tokenise.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PROMPT_MAX 160

static struct input *open_input(struct shell *shell)
{
	struct input *input = NULL;

	if (isatty(STDIN_FILENO) && (isatty(STDOUT_FILENO) || isatty(STDERR_FILENO)))
		input = input_edit(shell);
	return input ? input : input_plain(STDIN_FILENO);
}

static void current_prompt(struct shell *shell, char *buffer, size_t size)
{
	const struct program *program = shell->program;
	const char *standard = program->repl_prompt ? program->repl_prompt : "> ";

	buffer[0] = '\0';
	if (program->prompt)
		program->prompt(shell->context.app, buffer, size);
	if (buffer[0] == '\0')
		snprintf(buffer, size, "%s", standard);
}

/* Reads a command of one or more lines. What was read before the end of input is a command too. */
static enum input_result read_command(struct shell *shell, struct secret *command)
{
	char prompt[PROMPT_MAX], quote = '\0';

	current_prompt(shell, prompt, sizeof(prompt));
	for (;;) {
		struct secret line = SECRET_INIT;
		enum input_result result =
		    shell->input->read(shell->input, prompt, secret_text(command), &line);
		bool goes_on =
		    result == INPUT_LINE && line_continues(secret_text(&line), line.len, &quote);

		if (result == INPUT_LINE && secret_append(command, line.data, line.len) != 0)
			result = INPUT_NO_MEMORY;
		secret_done(&line);
		if (result == INPUT_END && command->len > 0)
			return INPUT_LINE;
		if (result != INPUT_LINE || !goes_on)
			return result;
		if (secret_append(command, "\n", 1) != 0)
			return INPUT_NO_MEMORY;
		snprintf(prompt, sizeof(prompt), "> ");
	}
}

/* A pasted line may begin with the name of the program, with or without its directory. */
static void skip_program_name(const struct program *program, struct words *words)
{
	const char *slash;

	if (words->count == 0)
		return;
	slash = strrchr(words->at[0], '/');
	if (strcmp(slash ? slash + 1 : words->at[0], program->name) == 0)
		words_skip(words, 1);
}

static bool is_end(const char *word)
{
	return strcmp(word, "quit") == 0 || strcmp(word, "exit") == 0;
}

static bool ends_session(const struct words *words)
{
	return words->count == 1 && is_end(words->at[0]);
}

/* "help quit", "quit --help": the two words are no commands of the table, which help is made of. */
static bool asks_about_end(const struct words *words)
{
	if (words->count != 2)
		return false;
	if (is_end(words->at[1]))
		return strcmp(words->at[0], "help") == 0;
	return is_end(words->at[0]) &&
	       (strcmp(words->at[1], "--help") == 0 || strcmp(words->at[1], "-h") == 0);
}

/* "quit now": a command of the session, and a word that it has no use for. */
static bool misuses_end(const struct words *words)
{
	return words->count > 1 && is_end(words->at[0]);
}

static void refuse_end(const char *word)
{
	struct bytes message = BYTES_INIT;

	bytes_append_format(&message,
	    "error: %s takes no arguments\n\nUsage: %s\n\nFor more information, try '--help'.\n",
	    word, word);
	output_message(bytes_text(&message), message.len);
	bytes_done(&message);
}

static void tell_about_end(struct shell *shell)
{
	struct bytes answer = BYTES_INIT;

	bytes_append_text(&answer, "End the session: quit, exit, or the end of input\n");
	shell_write(shell, &answer, 0);
	bytes_done(&answer);
}

/* One entry for a command of several lines, which reads the same on one. */
static void remember(struct shell *shell, const struct secret *command, const struct words *words,
    const struct parsed *parsed)
{
	struct bytes line = BYTES_INIT, entry = BYTES_INIT;
	const char *text = secret_text(command);

	for (size_t i = 0; text[i] != '\0'; i++) {
		bool broken = text[i] == '\n' || text[i] == '\r';

		if (text[i] == '\\' && text[i + 1] == '\n')
			continue;
		bytes_append_char(&line, broken ? ' ' : text[i]);
	}
	if (history_entry(bytes_text(&line), words, parsed, &entry) && !bytes_failed(&entry) &&
	    !bytes_failed(&line))
		shell->input->remember(shell->input, bytes_text(&entry));
	/* The line may hold a password that the entry does not. */
	if (line.data)
		secret_wipe(line.data, line.len);
	bytes_done(&entry);
	bytes_done(&line);
}

static void refuse_line(const struct error *error)
{
	struct bytes message = BYTES_INIT;

	bytes_append_format(&message, "error: %s\n", error->text);
	output_message(bytes_text(&message), message.len);
	bytes_done(&message);
}

static void run_words(struct shell *shell, const struct secret *command, const struct words *words)
{
	struct error error = ERROR_INIT;
	struct parsed parsed;
	int rc = parse(shell->program, words, &parsed, &error);

	if (rc == 0)
		remember(shell, command, words, &parsed);
	shell_run(shell, words, &parsed, rc, &error);
	parsed_done(&parsed);
}

/* Runs one command; false if it ends the session. */
static bool run_line(struct shell *shell, const struct secret *command)
{
	struct words words = WORDS_INIT;
	struct error error = ERROR_INIT;
	bool goes_on = true;

	if (tokenise(secret_text(command), command->len, &words, &error) != 0) {
		refuse_line(&error);
		return true;
	}
	skip_program_name(shell->program, &words);
	if (ends_session(&words))
		goes_on = false;
	else if (asks_about_end(&words))
		tell_about_end(shell);
	else if (misuses_end(&words))
		refuse_end(words.at[0]);
	else if (words.count > 0)
		run_words(shell, command, &words);
	words_done(&words);
	return goes_on;
}

static int out_of_memory(struct shell *shell)
{
	struct error error = ERROR_INIT;

	error_raise(&error, ERR_MEMORY);
	return shell_show_error(shell, &error);
}

static int input_failed(struct shell *shell)
{
	struct error error = ERROR_INIT;

	error_raise(&error, ERR_INPUT, strerror(shell->input->failure));
	return shell_show_error(shell, &error);
}

int repl_run(struct shell *shell)
{
	bool goes_on = true;
	int status = 0;

	shell->input = open_input(shell);
	if (!shell->input)
		return out_of_memory(shell);
	while (goes_on) {
		struct secret command = SECRET_INIT;
		enum input_result result = read_command(shell, &command);

		if (result == INPUT_LINE)
			goes_on = run_line(shell, &command);
		else if (result == INPUT_NO_MEMORY)
			status = out_of_memory(shell);
		else if (result == INPUT_FAILED)
			status = input_failed(shell);
		goes_on = goes_on && (result == INPUT_LINE || result == INPUT_INTERRUPTED);
		secret_done(&command);
	}
	shell->input->free(shell->input);
	shell->input = NULL;
	/* A failed command does not make a failed session, but a lost answer does. */
	return status == 0 && shell->answer_lost ? error_exit_status(ERR_OUTPUT) : status;
}
