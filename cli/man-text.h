/* The parts of an mdoc page that know no table: text, escaped and broken as mdoc wants it. */
#ifndef LOCALHSM_MAN_TEXT_H
#define LOCALHSM_MAN_TEXT_H

struct bytes;

/* Appends text for use within a line: \ and - escaped. */
void man_escape(const char *text, struct bytes *out);
/* The same for a word given to a macro, which must not be taken for a macro itself. */
void man_argument(const char *text, struct bytes *out);
/*
 * Appends a reference to a page of section 1, without the end of the line. Not by .Xr: a linter that
 * is run where the pages are not installed complains of each page that it does not find.
 */
void man_reference(const char *page, struct bytes *out);
/* Appends the lines of one paragraph: a new line for each sentence, none long. */
void man_sentences(const char *text, struct bytes *out);
/* Appends paragraphs as text_next divides them: prose, lists, literal lines. */
void man_paragraphs(const char *text, struct bytes *out);
/* The same with "term<TAB>text" lines as a tagged list; macro is what terms are set in: "Ev". */
void man_terms(const char *text, const char *macro, struct bytes *out);
/* Appends lines that stay as they are, set off from the text. */
void man_literal(const char *text, struct bytes *out);

#endif
