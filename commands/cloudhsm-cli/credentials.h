/* The credentials that the environment presets for a single command. */
#ifndef LOCALHSM_CREDENTIALS_H
#define LOCALHSM_CREDENTIALS_H

#include "attributes.h"
#include "secret.h"
#include "user.h"

struct error;

struct credentials {
	enum user_role role; /* ROLE_NONE: the environment presets none */
	char *username;
	struct secret password;
};

#define CREDENTIALS_INIT                                                                           \
	{                                                                                          \
		ROLE_NONE, NULL, SECRET_INIT                                                       \
	}

/*
 * Takes credentials out of two variables: the role, and "<username>:<password>" divided at the
 * first colon. The password is wiped from the environment. Variables that are empty count as not
 * set. ERR_CREDENTIALS_HALF, ERR_CREDENTIALS_ROLE, ERR_CREDENTIALS_FORM.
 */
MUST_CHECK int credentials_take(const char *role_variable, const char *pin_variable,
    struct credentials *credentials, struct error *err);
void credentials_done(struct credentials *credentials);

#endif
