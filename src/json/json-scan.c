/*
 * Strict checking of a JSON text, with the place of what is wrong.
 *
 * cJSON takes more than RFC 8259 allows (leading zeros, raw controls in strings, bytes that are not
 * UTF-8) and says little of what it refuses, so each text goes through here first.
 */
#include "json-scan.h"

#include "utf8.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cJSON copies numbers to a buffer of 64. */
#define NUMBER_MAX 63
#define NO_NAME SIZE_MAX

struct scanner {
	const char *text;
	size_t len, at;
	unsigned depth;
	size_t names;       /* member names seen so far */
	size_t wanted_name; /* stop at this one */
	const char *what;   /* the first thing wrong, at at */
};

static bool scan_value(struct scanner *scanner);

static bool refuse(struct scanner *scanner, const char *what)
{
	scanner->what = what;
	return false;
}

static bool refuse_here(struct scanner *scanner)
{
	return refuse(
	    scanner, scanner->at < scanner->len ? "unexpected character" : "unexpected end");
}

/* The character at hand, NUL at the end: none of the grammar's characters is NUL. */
static char peek(const struct scanner *scanner)
{
	return scanner->at < scanner->len ? scanner->text[scanner->at] : '\0';
}

static bool accept(struct scanner *scanner, char c)
{
	if (scanner->at >= scanner->len || scanner->text[scanner->at] != c)
		return false;
	scanner->at++;
	return true;
}

static void skip_blanks(struct scanner *scanner)
{
	while (scanner->at < scanner->len && strchr(" \t\r\n", scanner->text[scanner->at]) &&
	       scanner->text[scanner->at])
		scanner->at++;
}

/* The four digits behind \u; -1 when they are not four digits. */
static long scan_unit(struct scanner *scanner)
{
	char digits[5] = "";

	if (scanner->len - scanner->at < 4)
		return -1;
	memcpy(digits, scanner->text + scanner->at, 4);
	if (strspn(digits, "0123456789abcdefABCDEF") != 4)
		return -1;
	scanner->at += 4;
	return strtol(digits, NULL, 16);
}

/* What follows a backslash. */
static bool scan_escape(struct scanner *scanner)
{
	static const char invalid[] = "invalid escape";
	char c = peek(scanner);
	long unit;

	if (c != 'u') {
		if (c == '\0' || !strchr("\"\\/bfnrt", c))
			return refuse(scanner, invalid);
		scanner->at++;
		return true;
	}
	scanner->at++;
	unit = scan_unit(scanner);
	if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff))
		return refuse(scanner, invalid);
	if (unit < 0xd800 || unit > 0xdbff)
		return true;
	if (!accept(scanner, '\\') || !accept(scanner, 'u'))
		return refuse(scanner, invalid);
	unit = scan_unit(scanner);
	return (unit >= 0xdc00 && unit <= 0xdfff) || refuse(scanner, invalid);
}

static bool scan_string(struct scanner *scanner)
{
	if (!accept(scanner, '"'))
		return refuse_here(scanner);
	while (scanner->at < scanner->len) {
		size_t n;

		if (accept(scanner, '"'))
			return true;
		if (accept(scanner, '\\')) {
			if (!scan_escape(scanner))
				return false;
			continue;
		}
		if ((unsigned char)peek(scanner) < ' ')
			return refuse(scanner, "control character in a string");
		n = utf8_length(scanner->text + scanner->at, scanner->len - scanner->at);
		if (n == 0)
			return refuse(scanner, "invalid UTF-8");
		scanner->at += n;
	}
	return refuse_here(scanner);
}

static bool scan_digits(struct scanner *scanner)
{
	size_t start = scanner->at;

	while (isdigit((unsigned char)peek(scanner)))
		scanner->at++;
	return scanner->at > start || refuse_here(scanner);
}

static bool scan_number(struct scanner *scanner)
{
	size_t start = scanner->at;
	char copy[NUMBER_MAX + 1] = "";

	accept(scanner, '-');
	/* A leading zero stands alone. */
	if (!accept(scanner, '0') && !scan_digits(scanner))
		return false;
	if (accept(scanner, '.') && !scan_digits(scanner))
		return false;
	if (accept(scanner, 'e') || accept(scanner, 'E')) {
		if (!accept(scanner, '+'))
			accept(scanner, '-');
		if (!scan_digits(scanner))
			return false;
	}
	if (scanner->at - start <= NUMBER_MAX) {
		memcpy(copy, scanner->text + start, scanner->at - start);
		if (isfinite(strtod(copy, NULL)))
			return true;
	}
	scanner->at = start;
	return refuse(scanner, "number out of range");
}

static bool scan_word(struct scanner *scanner, const char *word)
{
	for (; *word; word++) {
		if (!accept(scanner, *word))
			return refuse_here(scanner);
	}
	return true;
}

static bool scan_member(struct scanner *scanner)
{
	skip_blanks(scanner);
	if (scanner->names++ == scanner->wanted_name)
		return false;
	if (!scan_string(scanner))
		return false;
	skip_blanks(scanner);
	return accept(scanner, ':') ? scan_value(scanner) : refuse_here(scanner);
}

/* Elements up to closer; the opening character is behind. */
static bool scan_elements(
    struct scanner *scanner, char closer, bool (*scan_element)(struct scanner *))
{
	if (++scanner->depth > JSON_DEPTH_MAX)
		return refuse(scanner, "nested too deeply");
	skip_blanks(scanner);
	if (!accept(scanner, closer)) {
		do {
			if (!scan_element(scanner))
				return false;
		} while (accept(scanner, ','));
		if (!accept(scanner, closer))
			return refuse_here(scanner);
	}
	scanner->depth--;
	return true;
}

/* A value with the blanks around it. */
static bool scan_value(struct scanner *scanner)
{
	bool ok;

	skip_blanks(scanner);
	if (accept(scanner, '{'))
		ok = scan_elements(scanner, '}', scan_member);
	else if (accept(scanner, '['))
		ok = scan_elements(scanner, ']', scan_value);
	else if (peek(scanner) == '"')
		ok = scan_string(scanner);
	else if (peek(scanner) == 't')
		ok = scan_word(scanner, "true");
	else if (peek(scanner) == 'f')
		ok = scan_word(scanner, "false");
	else if (peek(scanner) == 'n')
		ok = scan_word(scanner, "null");
	else if (peek(scanner) == '-' || isdigit((unsigned char)peek(scanner)))
		ok = scan_number(scanner);
	else
		ok = refuse_here(scanner);
	if (ok)
		skip_blanks(scanner);
	return ok;
}

static struct scanner start(const char *text, size_t len, size_t wanted_name)
{
	struct scanner scanner = {.text = text, .len = len, .wanted_name = wanted_name};

	/* The byte order mark that some editors write. */
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		scanner.at = 3;
	return scanner;
}

/* Columns count characters, not bytes. */
static void blame(const struct scanner *scanner, const char *what, char *reason, size_t reason_size)
{
	size_t line = 1, column = 1;

	for (size_t i = 0; i < scanner->at; i++) {
		if (scanner->text[i] == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)scanner->text[i] & 0xc0) != 0x80) {
			column++;
		}
	}
	snprintf(reason, reason_size, "line %zu, column %zu: %s", line, column, what);
}

bool json_scan(const char *text, size_t len, char *reason, size_t reason_size)
{
	struct scanner scanner = start(text, len, NO_NAME);

	if (scan_value(&scanner) && (scanner.at == len || refuse_here(&scanner)))
		return true;
	blame(&scanner, scanner.what, reason, reason_size);
	return false;
}

void json_scan_blame_name(
    const char *text, size_t len, size_t index, const char *what, char *reason, size_t reason_size)
{
	struct scanner scanner = start(text, len, index);

	scan_value(&scanner);
	blame(&scanner, what, reason, reason_size);
}
