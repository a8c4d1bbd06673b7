/* What usernames, passwords and roles look like. */
#include "user.h"

#include "error.h"
#include "secret.h"

#include <ctype.h>
#include <string.h>

static const struct {
	enum user_role role;
	const char *name;
} roles[] = {
    {ROLE_UNACTIVATED_ADMIN, "unactivated-admin"},
    {ROLE_ADMIN, "admin"},
    {ROLE_CRYPTO_USER, "crypto-user"},
    {ROLE_APPLIANCE_USER, "internal(APPLIANCE_USER)"},
    {ROLE_INCONSISTENT, "inconsistent"},
};

const char *user_role_name(enum user_role role)
{
	for (size_t i = 0; i < ARRAY_LENGTH(roles); i++) {
		if (roles[i].role == role)
			return roles[i].name;
	}
	return "";
}

enum user_role user_role_from_name(const char *name)
{
	if (strcmp(name, "admin") == 0)
		return ROLE_ADMIN;
	return strcmp(name, "crypto-user") == 0 ? ROLE_CRYPTO_USER : ROLE_NONE;
}

const char *coverage_name(enum coverage coverage)
{
	return coverage == COVERAGE_FULL ? "full" : "inconsistent";
}

/* One character of UTF-8 as it is to be shown in an error. */
static void first_character(const char *text, char out[5])
{
	size_t len = 1;

	while (len < 4 && ((unsigned char)text[len] & 0xc0) == 0x80)
		len++;
	memcpy(out, text, len);
	out[len] = '\0';
}

int user_name_normalise(const char *name, char out[USERNAME_MAX + 1], struct error *err)
{
	size_t len = strlen(name);
	char bad[5];

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)name[i];

		if (c < 128 && (isalnum(c) || c == '_'))
			continue;
		first_character(name + i, bad);
		return error_raise(err, ERR_USERNAME_CHARACTER, bad);
	}
	if (len < 1 || len > USERNAME_MAX)
		return error_raise(err, ERR_USERNAME_LENGTH);
	for (size_t i = 0; i <= len; i++)
		out[i] = (char)tolower((unsigned char)name[i]);
	return 0;
}

int user_password_check(const struct secret *password, struct error *err)
{
	size_t characters = 0;

	for (size_t i = 0; i < password->len; i++)
		characters += (password->data[i] & 0xc0) != 0x80;
	if (characters < 8 || characters > 32)
		return error_raise(err, ERR_PASSWORD_LENGTH);
	if (memchr(password->data, ':', password->len))
		return error_raise(err, ERR_PASSWORD_COLON);
	return 0;
}
