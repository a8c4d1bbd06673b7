/* Reads the credentials that a script has put into the environment. */
#include "credentials.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * The value of a variable, in the environment itself and so open to writing: what getenv answers
 * must not be written to. NULL when the variable is empty or not set.
 */
static char *variable(const char *name)
{
	size_t len = strlen(name);

	for (char **entry = environ; entry && *entry; entry++) {
		if (strncmp(*entry, name, len) == 0 && (*entry)[len] == '=')
			return (*entry)[len + 1] ? *entry + len + 1 : NULL;
	}
	return NULL;
}

static int take_pin(
    const char *name, const char *pin, struct credentials *credentials, struct error *err)
{
	const char *colon = strchr(pin, ':');

	if (!colon || colon == pin || !colon[1])
		return error_raise(err, ERR_CREDENTIALS_FORM, name);
	credentials->username = strndup(pin, (size_t)(colon - pin));
	if (!credentials->username || secret_set_text(&credentials->password, colon + 1) != 0)
		return error_raise(err, ERR_MEMORY);
	return 0;
}

int credentials_take(const char *role_variable, const char *pin_variable,
    struct credentials *credentials, struct error *err)
{
	struct credentials taken = CREDENTIALS_INIT;
	const char *role = variable(role_variable);
	char *pin = variable(pin_variable);
	int rc;

	if (!role && !pin)
		return 0;
	if (!role)
		rc = error_raise(err, ERR_CREDENTIALS_HALF, pin_variable, role_variable);
	else if (!pin)
		rc = error_raise(err, ERR_CREDENTIALS_HALF, role_variable, pin_variable);
	else if ((taken.role = user_role_from_name(role)) == ROLE_NONE)
		rc = error_raise(err, ERR_CREDENTIALS_ROLE, role_variable, role);
	else
		rc = take_pin(pin_variable, pin, &taken, err);
	if (pin)
		secret_wipe(pin, strlen(pin));
	if (rc != 0) {
		credentials_done(&taken);
		return rc;
	}
	*credentials = taken;
	return 0;
}

void credentials_done(struct credentials *credentials)
{
	free(credentials->username);
	secret_done(&credentials->password);
	*credentials = (struct credentials)CREDENTIALS_INIT;
}
