/* The lexer of typed lines. */
#include "tokenise.h"

#include "bytes.h"
#include "error.h"

#include <stdlib.h>
#include <string.h>

struct lexer {
	const char *line;
	size_t len, at;
	char quote; /* the quote that is open, or 0 */
	bool in_word;
	bool continues;    /* the line's last character was a \ that nothing follows */
	size_t word_start; /* in the line */
	char *to;          /* next character of storage; NULL to scan only */
	char **words;
	size_t n_words;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

/* The length of the line break at text, LF or CR LF, or 0. */
static size_t line_break(const char *text, size_t len)
{
	if (len >= 1 && text[0] == '\n')
		return 1;
	if (len >= 2 && text[0] == '\r' && text[1] == '\n')
		return 2;
	return 0;
}

static void begin_word(struct lexer *lexer)
{
	if (lexer->in_word)
		return;
	lexer->in_word = true;
	lexer->word_start = lexer->at;
	if (lexer->to)
		lexer->words[lexer->n_words] = lexer->to;
	lexer->n_words++;
}

static void end_word(struct lexer *lexer)
{
	if (!lexer->in_word)
		return;
	lexer->in_word = false;
	if (lexer->to)
		*lexer->to++ = '\0';
}

static void put(struct lexer *lexer, char c)
{
	if (lexer->to)
		*lexer->to++ = c;
}

/* At a \ outside single quotes. */
static void read_escape(struct lexer *lexer)
{
	const char *next = lexer->line + lexer->at + 1;
	size_t left = lexer->len - lexer->at - 1;
	size_t broken = line_break(next, left);

	if (broken > 0 || left == 0 || (left == 1 && *next == '\r')) {
		lexer->continues = broken == 0;
		if (lexer->quote != '\0')
			put(lexer, ' ');
		else
			end_word(lexer);
		lexer->at += 1 + (broken > 0 ? broken : left);
		return;
	}
	begin_word(lexer);
	if (lexer->quote == '"' && *next != '"' && *next != '\\')
		put(lexer, '\\');
	put(lexer, *next);
	lexer->at += 2;
}

static void read_character(struct lexer *lexer)
{
	char c = lexer->line[lexer->at];

	if (c == '\\' && lexer->quote != '\'') {
		read_escape(lexer);
		return;
	}
	if (lexer->quote != '\0') {
		if (c == lexer->quote)
			lexer->quote = '\0';
		else
			put(lexer, c);
	} else if (is_blank(c)) {
		end_word(lexer);
	} else {
		begin_word(lexer);
		if (c == '\'' || c == '"')
			lexer->quote = c;
		else
			put(lexer, c);
	}
	lexer->at++;
}

static void scan(struct lexer *lexer)
{
	while (lexer->at < lexer->len)
		read_character(lexer);
}

/* Fills words; the lexer tells how the line ended. */
static int fill_words(
    const char *line, size_t len, struct words *words, struct lexer *lexer, struct error *err)
{
	struct lexer count = {.line = line, .len = len};

	if (memchr(line, '\0', len))
		return error_raise(err, ERR_USAGE, "the line holds a NUL byte");
	scan(&count);
	words->owned = calloc(count.n_words + 2, sizeof(*words->owned));
	/* No word is longer than what it was typed as, and each but the last had a blank behind it.
	 */
	if (!words->owned || secret_resize(&words->storage, len + 2) != 0)
		return error_raise(err, ERR_MEMORY);
	words->at = words->owned;
	*lexer = (struct lexer){
	    .line = line, .len = len, .to = (char *)words->storage.data, .words = words->at};
	scan(lexer);
	words->count = lexer->n_words;
	return 0;
}

int tokenise(const char *line, size_t len, struct words *words, struct error *err)
{
	struct lexer lexer;
	int rc = fill_words(line, len, words, &lexer, err);

	if (rc == 0) {
		end_word(&lexer);
		if (lexer.quote != '\0')
			rc =
			    error_raisef(err, ERR_USAGE, "a quote (%c) is not closed", lexer.quote);
	}
	if (rc != 0)
		words_done(words);
	return rc;
}

int tokenise_unfinished(
    const char *line, size_t len, struct words *words, size_t *start, struct error *err)
{
	struct lexer lexer;
	int rc = fill_words(line, len, words, &lexer, err);

	if (rc != 0) {
		words_done(words);
		return rc;
	}
	*start = lexer.in_word ? lexer.word_start : len;
	begin_word(&lexer);
	end_word(&lexer);
	words->count = lexer.n_words;
	return 0;
}

bool line_continues(const char *line, size_t len, char *quote)
{
	struct lexer lexer = {.line = line, .len = len, .quote = *quote};

	scan(&lexer);
	*quote = lexer.quote;
	return lexer.continues;
}

void words_borrow(struct words *words, char **at, size_t count)
{
	*words = (struct words)WORDS_INIT;
	words->at = at;
	words->count = count;
}

void words_skip(struct words *words, size_t count)
{
	words->at += count;
	words->count -= count;
}

void words_done(struct words *words)
{
	if (!words)
		return;
	free(words->owned);
	secret_done(&words->storage);
	*words = (struct words)WORDS_INIT;
}

void word_quote(const char *word, struct bytes *out)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_=.,:/@%+#<>[]{}()!?*&^$~|;`";

	if (*word == '\0')
		bytes_append_text(out, "''");
	for (; *word != '\0'; word++) {
		/* Behind a \ a line break would be a blank. */
		if (*word == '\n' || *word == '\r') {
			bytes_append_format(out, "'%c'", *word);
			continue;
		}
		/* Bytes of UTF-8 need no quoting, and \ before each would split a character. */
		if ((unsigned char)*word < 0x80 && !strchr(plain, *word))
			bytes_append_char(out, '\\');
		bytes_append_char(out, *word);
	}
}
