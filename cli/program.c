/* From argv to an exit status: a single command, a session, or one of the shell's own words. */
#include "command.h"

#include "bytes.h"
#include "complete.h"
#include "help.h"
#include "man.h"
#include "output.h"
#include "parse.h"
#include "shell.h"
#include "tokenise.h"
#include "usage.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* A terminal's bytes are UTF-8 whatever the environment says: labels are. */
static void use_utf8(void)
{
	if (!setlocale(LC_CTYPE, "") || MB_CUR_MAX == 1)
		setlocale(LC_CTYPE, "C.UTF-8");
}

/* No words at all, for a program that has only subcommands: help, but not as an answer. */
static int show_help_unasked(const struct program *program)
{
	struct bytes message = BYTES_INIT;

	help_print(program, "", HELP_FULL, &message);
	output_message(bytes_text(&message), message.len);
	bytes_done(&message);
	return USAGE_EXIT;
}

/* __complete words…: what may stand for the last of them, one a line, for completion in bash. */
static int run_complete(struct shell *shell, const struct words *words)
{
	struct candidates candidates = CANDIDATES_INIT;
	struct bytes answer = BYTES_INIT;
	int status;

	complete(shell->program, shell->context.app, words, false, &candidates);
	for (size_t i = 0; i < candidates.count; i++)
		bytes_append_format(&answer, "%s\n", candidates.at[i]);
	status = shell_write(shell, &answer, 0);
	bytes_done(&answer);
	candidates_done(&candidates);
	return status;
}

/* __man [path…]: the man page of the program or of a command, for the build. */
static int run_man(struct shell *shell, const struct words *words)
{
	struct bytes path = BYTES_INIT, answer = BYTES_INIT;
	int status = USAGE_EXIT;

	for (size_t i = 0; i < words->count; i++)
		bytes_append_format(&path, "%s%s", i > 0 ? " " : "", words->at[i]);
	if (man_print(shell->program, words->count > 0 ? bytes_text(&path) : NULL, &answer) == 0)
		status = shell_write(shell, &answer, 0);
	bytes_done(&answer);
	bytes_done(&path);
	return status;
}

static int run_words(struct shell *shell, const struct words *words)
{
	struct error error = ERROR_INIT;
	struct parsed parsed;
	int rc, status;

	rc = parse(shell->program, words, &parsed, &error);
	parsed_wipe_words(&parsed);
	status = shell_run(shell, words, &parsed, rc, &error);
	parsed_done(&parsed);
	return status;
}

/* A dump of a process that dies would hold what it held: passwords, opened keys. */
static void no_core(void)
{
	const struct rlimit none = {0, 0};

	(void)setrlimit(RLIMIT_CORE, &none);
}

int program_main(const struct program *program, void *app, int argc, char **argv)
{
	struct words words;
	struct shell shell;

	no_core();
	output_prepare();
	use_utf8();
	shell_init(&shell, program, app);
	words_borrow(&words, argv, argc > 0 ? (size_t)argc : 0);
	if (words.count > 0)
		words_skip(&words, 1);
	if (words.count == 0 && !table_command(program, ""))
		return show_help_unasked(program);
	if (words.count > 0 && strcmp(words.at[0], "__complete") == 0) {
		words_skip(&words, 1);
		return run_complete(&shell, &words);
	}
	if (words.count > 0 && strcmp(words.at[0], "__man") == 0) {
		words_skip(&words, 1);
		return run_man(&shell, &words);
	}
	return run_words(&shell, &words);
}
