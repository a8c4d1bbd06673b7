/* Errors: the list of errors.def as a table, and the texts that are made from it. */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct entry {
	enum error_code code;
	enum error_class class;
	const char *name, *text, *hint;
	bool is_guess;
};

static const struct entry entries[] = {
#define ERROR(number, name, class, text, hint) {ERR_##name, class, #name, text, hint, false},
#define GUESS(number, name, class, text, hint) {ERR_##name, class, #name, text, hint, true},
#include "errors.def"
#undef GUESS
#undef ERROR
};

static const struct entry *entry_of(enum error_code code)
{
	const struct entry *internal = &entries[0];

	for (size_t i = 0; i < ARRAY_LENGTH(entries); i++) {
		if (entries[i].code == code)
			return &entries[i];
		if (entries[i].code == ERR_INTERNAL)
			internal = &entries[i];
	}
	return internal;
}

/* Appends what fits of len bytes to the text that is *at long already. */
static void put(char text[ERROR_TEXT_MAX], size_t *at, const char *from, size_t len)
{
	size_t room = ERROR_TEXT_MAX - 1 - *at;

	if (len > room)
		len = room;
	memcpy(text + *at, from, len);
	*at += len;
	text[*at] = '\0';
}

int error_raise_list(struct error *err, enum error_code code, ...)
{
	const char *template = error_text(code), *mark, *argument = "";
	char text[ERROR_TEXT_MAX] = "";
	size_t at = 0;
	va_list args;

	if (!err)
		return (int)code;
	va_start(args, code);
	while ((mark = strstr(template, "{}")) != NULL) {
		put(text, &at, template, (size_t)(mark - template));
		/* Behind the closing null pointer there is nothing to read. */
		if (argument)
			argument = va_arg(args, const char *);
		if (argument)
			put(text, &at, argument, strlen(argument));
		template = mark + 2;
	}
	va_end(args);
	put(text, &at, template, strlen(template));
	/* Only now: an argument may be the text that stood in err. */
	err->code = code;
	memcpy(err->text, text, sizeof(text));
	return (int)code;
}

int error_raisef(struct error *err, enum error_code code, const char *format, ...)
{
	char text[ERROR_TEXT_MAX];
	va_list args;

	if (!err)
		return (int)code;
	va_start(args, format);
	if (vsnprintf(text, sizeof(text), format, args) < 0)
		text[0] = '\0';
	va_end(args);
	return error_raise(err, code, text);
}

void error_prefix(struct error *err, const char *prefix)
{
	char text[ERROR_TEXT_MAX] = "";
	size_t at = 0;

	if (!err || err->code == ERR_OK)
		return;
	put(text, &at, prefix, strlen(prefix));
	put(text, &at, ": ", 2);
	put(text, &at, err->text, strlen(err->text));
	memcpy(err->text, text, sizeof(text));
}

const char *error_reason(const struct error *err, const char *subject)
{
	size_t len = strlen(subject);

	if (strncmp(err->text, subject, len) == 0 && strncmp(err->text + len, ": ", 2) == 0)
		return err->text + len + 2;
	return err->text;
}

void error_clear(struct error *err)
{
	if (!err)
		return;
	err->code = ERR_OK;
	err->text[0] = '\0';
}

const char *error_name(enum error_code code)
{
	return entry_of(code)->name;
}

const char *error_text(enum error_code code)
{
	return entry_of(code)->text;
}

const char *error_hint(enum error_code code)
{
	return entry_of(code)->hint;
}

bool error_is_guess(enum error_code code)
{
	return entry_of(code)->is_guess;
}

enum error_class error_class_of(enum error_code code)
{
	return entry_of(code)->class;
}

int error_exit_status(enum error_code code)
{
	if (code == ERR_OK)
		return 0;
	switch (error_class_of(code)) {
	case CLASS_USAGE:
		return 2;
	case CLASS_API:
		return 254;
	case CLASS_START:
	case CLASS_ANSWER:
		break;
	}
	return 1;
}

enum error_code error_at(size_t index)
{
	return index < ARRAY_LENGTH(entries) ? entries[index].code : ERR_OK;
}

bool error_is_fault(enum error_code code)
{
	return code == ERR_INTERNAL || code == ERR_MEMORY || code == ERR_CRYPTO ||
	       error_class_of(code) == CLASS_START;
}
