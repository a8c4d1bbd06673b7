/*
 * Secrets: every key and password in memory is held by a struct secret.
 *
 * The bytes are wiped when the secret is freed, shrunk or moved, and compared in constant time.
 */
#ifndef LOCALHSM_SECRET_H
#define LOCALHSM_SECRET_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>

struct secret {
	unsigned char *data; /* NUL-terminated behind len for the sake of text; NULL when empty */
	size_t len;
	size_t capacity;
};

#define SECRET_INIT                                                                                \
	{                                                                                          \
		NULL, 0, 0                                                                         \
	}

void secret_init(struct secret *secret);

/* Wipes and frees the contents; the struct is empty and usable afterwards. Takes NULL. */
void secret_done(struct secret *secret);

/* Each returns 0 or ERR_MEMORY; on failure the secret is as it was. */
MUST_CHECK int secret_set(struct secret *secret, const void *data, size_t len);
MUST_CHECK int secret_set_text(struct secret *secret, const char *text);
MUST_CHECK int secret_append(struct secret *secret, const void *data, size_t len);
/* Sets the length; new bytes are zero, dropped bytes are wiped. */
MUST_CHECK int secret_resize(struct secret *secret, size_t len);
MUST_CHECK int secret_copy(struct secret *to, const struct secret *from);

/* Hands the contents of from over to to, whose own are wiped first. */
void secret_move(struct secret *to, struct secret *from);

/* Constant time in the contents; the lengths are not secret. */
bool secret_equal(const struct secret *a, const struct secret *b);
bool secret_bytes_equal(const void *a, const void *b, size_t len);

/* The contents as text: "" when empty. Borrowed. */
const char *secret_text(const struct secret *secret);

/* Wipes memory in a way that the compiler keeps. */
void secret_wipe(void *data, size_t len);

#endif
