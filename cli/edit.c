/* Lines of a terminal: libedit's editing, with completion, history, and a Ctrl-C that clears. */
#include "input.h"

#include "bytes.h"
#include "complete.h"
#include "history.h"
#include "secret.h"
#include "shell.h"
#include "text.h"
#include "tokenise.h"

#include <histedit.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct edit {
	struct input input; /* first: the one is the other */
	struct shell *shell;
	EditLine *el;
	History *history;
	FILE *out;
	char *prompt;
	struct sigaction interrupted_before; /* SIGINT's, outside of the session */
	const char *before; /* the earlier lines of the command; NULL: not a command */
	bool interrupted;
};

static struct edit *edit_of(EditLine *el)
{
	struct edit *edit = NULL;

	el_get(el, EL_CLIENTDATA, (void **)&edit);
	return edit;
}

static char *show_prompt(EditLine *el)
{
	return edit_of(el)->prompt;
}

/* Ctrl-C. While a line is edited the terminal makes no signals of keys. */
static unsigned char interrupt(EditLine *el, int character)
{
	struct edit *edit = edit_of(el);

	(void)character;
	edit->interrupted = true;
	fputs("^C\n", edit->out);
	return CC_EOF;
}

/* Ctrl-Z: libedit catches the signal, and gives the terminal back before it stops us. */
static unsigned char suspend(EditLine *el, int character)
{
	(void)el;
	(void)character;
	raise(SIGTSTP);
	return CC_REDISPLAY;
}

/* Characters, as libedit counts them. */
static int count_characters(const char *text)
{
	return (int)text_width(text);
}

/* Candidates may be labels that somebody else chose: shown as text_visible has them. */
static void list_candidates(struct edit *edit, const struct candidates *candidates)
{
	struct bytes text = BYTES_INIT;
	size_t width = 0, column = 0;

	for (size_t i = 0; i < candidates->count; i++) {
		bytes_clear(&text);
		text_visible(&text, candidates->at[i], strlen(candidates->at[i]));
		if (text_width(bytes_text(&text)) + 2 > width)
			width = text_width(bytes_text(&text)) + 2;
	}
	fputc('\n', edit->out);
	for (size_t i = 0; i < candidates->count; i++) {
		if (column > 0 && column + width > TEXT_COLUMNS) {
			fputc('\n', edit->out);
			column = 0;
		}
		bytes_clear(&text);
		text_visible(&text, candidates->at[i], strlen(candidates->at[i]));
		text_indent(&text, width - text_width(bytes_text(&text)));
		fputs(bytes_text(&text), edit->out);
		column += width;
	}
	fputc('\n', edit->out);
	bytes_done(&text);
}

/* Puts what the candidates have in common in the place of what is typed. */
static unsigned char insert(
    struct edit *edit, const struct candidates *candidates, const char *typed, const char *word)
{
	size_t common = candidates_common(candidates);
	struct bytes text = BYTES_INIT, quoted = BYTES_INIT;
	bool whole = candidates->count == 1;
	unsigned char result = CC_REFRESH;

	bytes_append(&text, candidates->at[0], common);
	word_quote(bytes_text(&text), &quoted);
	if (whole && common > 0 && !strchr("/=", candidates->at[0][common - 1]))
		bytes_append_char(&quoted, ' ');
	if (bytes_failed(&text) || bytes_failed(&quoted)) {
		result = CC_ERROR;
	} else if (!whole && common <= strlen(word)) {
		list_candidates(edit, candidates);
		result = CC_REDISPLAY;
	} else {
		el_deletestr(edit->el, count_characters(typed));
		if (el_insertstr(edit->el, bytes_text(&quoted)) != 0)
			result = CC_ERROR;
	}
	bytes_done(&quoted);
	bytes_done(&text);
	return result;
}

/* line: all lines of the command up to the cursor; from: where the edited one begins in it. */
static unsigned char complete_line(struct edit *edit, const struct secret *line, size_t from)
{
	struct command_context *context = &edit->shell->context;
	struct candidates candidates = CANDIDATES_INIT;
	struct words words = WORDS_INIT;
	unsigned char result = CC_REFRESH_BEEP;
	struct error error = ERROR_INIT;
	size_t start;

	if (tokenise_unfinished(secret_text(line), line->len, &words, &start, &error) != 0)
		return CC_ERROR;
	complete(edit->shell->program, context->app, &words, true, &candidates);
	if (candidates.count > 0 && !candidates.failed && start >= from)
		result =
		    insert(edit, &candidates, secret_text(line) + start, words.at[words.count - 1]);
	candidates_done(&candidates);
	words_done(&words);
	return result;
}

static unsigned char complete_key(EditLine *el, int character)
{
	struct edit *edit = edit_of(el);
	const LineInfo *info = el_line(el);
	struct secret line = SECRET_INIT;
	unsigned char result = CC_ERROR;

	(void)character;
	if (!edit->before)
		return CC_REFRESH_BEEP;
	if (secret_append(&line, edit->before, strlen(edit->before)) == 0 &&
	    secret_append(&line, info->buffer, (size_t)(info->cursor - info->buffer)) == 0)
		result = complete_line(edit, &line, strlen(edit->before));
	secret_done(&line);
	return result;
}

static enum input_result edit_read(
    struct input *input, const char *prompt, const char *before, struct secret *line)
{
	struct edit *edit = (struct edit *)input;
	const char *text;
	int count = 0;

	free(edit->prompt);
	edit->prompt = strdup(prompt);
	if (!edit->prompt)
		return INPUT_NO_MEMORY;
	edit->before = before;
	edit->interrupted = false;
	/* Before the prompt is seen: a Ctrl-D typed in answer to it must not reach a cooked
	 * terminal. */
	el_set(edit->el, EL_PREP_TERM, 1);
	text = el_gets(edit->el, &count);
	fflush(edit->out);
	if (edit->interrupted)
		return INPUT_INTERRUPTED;
	if (!text || count <= 0) {
		fputc('\n', edit->out);
		fflush(edit->out);
		return INPUT_END;
	}
	if (text[count - 1] == '\n')
		count--;
	return secret_append(line, text, (size_t)count) == 0 ? INPUT_LINE : INPUT_NO_MEMORY;
}

static void add_to_history(void *to, const char *line)
{
	struct edit *edit = to;
	HistEvent event;

	history(edit->history, &event, H_ENTER, line);
}

static const char *history_path(const struct edit *edit)
{
	const struct program *program = edit->shell->program;

	return program->history_path ? program->history_path(edit->shell->context.app) : NULL;
}

static void edit_remember(struct input *input, const char *line)
{
	struct edit *edit = (struct edit *)input;
	const char *path = history_path(edit);

	add_to_history(edit, line);
	if (path)
		history_save(path, line);
}

static void edit_free(struct input *input)
{
	struct edit *edit = (struct edit *)input;

	sigaction(SIGINT, &edit->interrupted_before, NULL);
	if (edit->el)
		el_end(edit->el);
	if (edit->history)
		history_end(edit->history);
	free(edit->prompt);
	free(edit);
}

static void set_up(struct edit *edit)
{
	const char *path = history_path(edit);
	HistEvent event;

	el_set(edit->el, EL_CLIENTDATA, edit);
	el_set(edit->el, EL_PROMPT, show_prompt);
	el_set(edit->el, EL_EDITOR, "emacs");
	el_set(edit->el, EL_SIGNAL, 1);
	el_set(edit->el, EL_HIST, history, edit->history);
	/* The names in narrow characters would be copied and never freed. */
	el_wset(edit->el, EL_ADDFN, L"shell-complete", L"Complete the word", complete_key);
	el_wset(edit->el, EL_ADDFN, L"shell-interrupt", L"Drop the line", interrupt);
	el_wset(edit->el, EL_ADDFN, L"shell-suspend", L"Stop for now", suspend);
	el_set(edit->el, EL_BIND, "^I", "shell-complete", NULL);
	el_set(edit->el, EL_BIND, "^R", "em-inc-search-prev", NULL);
	el_set(edit->el, EL_SETTY, "-d", "-isig", NULL);
	el_set(edit->el, EL_BIND, "^C", "shell-interrupt", NULL);
	el_set(edit->el, EL_BIND, "^Z", "shell-suspend", NULL);
	history(edit->history, &event, H_SETSIZE, HISTORY_LINES);
	history(edit->history, &event, H_SETUNIQUE, 1);
	if (path)
		history_load(path, add_to_history, edit);
}

struct input *input_edit(struct shell *shell)
{
	struct edit *edit = calloc(1, sizeof(*edit));
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	if (!edit)
		return NULL;
	/* A Ctrl-C that comes a moment too late, when a command runs, is not to end the session. */
	sigaction(SIGINT, &ignore, &edit->interrupted_before);
	edit->input =
	    (struct input){.read = edit_read, .remember = edit_remember, .free = edit_free};
	edit->shell = shell;
	/* The answers have standard output to themselves when that is not the terminal. */
	edit->out = isatty(STDOUT_FILENO) ? stdout : stderr;
	edit->history = history_init();
	if (edit->history)
		edit->el = el_init(shell->program->name, stdin, edit->out, stderr);
	if (!edit->el) {
		edit_free(&edit->input);
		return NULL;
	}
	set_up(edit);
	return &edit->input;
}
