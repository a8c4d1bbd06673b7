/* Secrets: memory that is wiped before it is given back. */
#include "secret.h"

#include "error.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void secret_wipe(void *data, size_t len)
{
	if (len > 0)
		explicit_bzero(data, len);
}

void secret_init(struct secret *secret)
{
	*secret = (struct secret)SECRET_INIT;
}

void secret_done(struct secret *secret)
{
	if (!secret)
		return;
	secret_wipe(secret->data, secret->capacity);
	free(secret->data);
	secret_init(secret);
}

/*
 * Moves the first keep bytes to memory for capacity bytes. Never by realloc, which may leave a copy
 * of the contents behind.
 */
static int reallocate(struct secret *secret, size_t capacity, size_t keep)
{
	unsigned char *data = calloc(1, capacity);

	if (!data)
		return ERR_MEMORY;
	if (keep > 0)
		memcpy(data, secret->data, keep);
	secret_done(secret);
	secret->data = data;
	secret->len = keep;
	secret->capacity = capacity;
	return 0;
}

static int reserve(struct secret *secret, size_t len)
{
	size_t capacity;

	if (len >= SIZE_MAX / 2)
		return ERR_MEMORY;
	if (len < secret->capacity)
		return 0;
	capacity = secret->capacity * 2;
	return reallocate(secret, len < capacity ? capacity : len + 1, secret->len);
}

int secret_resize(struct secret *secret, size_t len)
{
	int rc;

	if (len == 0) {
		secret_done(secret);
		return 0;
	}
	if (len <= secret->len) {
		secret_wipe(secret->data + len, secret->len - len);
		secret->len = len;
		return 0;
	}
	/* What lies behind len is zero at all times: fresh memory is, and dropped bytes are wiped.
	 */
	rc = reserve(secret, len);
	if (rc == 0)
		secret->len = len;
	return rc;
}

int secret_set(struct secret *secret, const void *data, size_t len)
{
	struct secret fresh = SECRET_INIT;
	int rc = secret_resize(&fresh, len);

	if (rc != 0)
		return rc;
	if (len > 0)
		memcpy(fresh.data, data, len);
	secret_move(secret, &fresh);
	return 0;
}

int secret_set_text(struct secret *secret, const char *text)
{
	return secret_set(secret, text, strlen(text));
}

int secret_append(struct secret *secret, const void *data, size_t len)
{
	size_t at = secret->len;
	int rc;

	if (len == 0)
		return 0;
	if (len >= SIZE_MAX / 2 - at)
		return ERR_MEMORY;
	rc = secret_resize(secret, at + len);
	if (rc == 0)
		memcpy(secret->data + at, data, len);
	return rc;
}

int secret_copy(struct secret *to, const struct secret *from)
{
	return secret_set(to, from->data, from->len);
}

void secret_move(struct secret *to, struct secret *from)
{
	if (to == from)
		return;
	secret_done(to);
	*to = *from;
	secret_init(from);
}

bool secret_bytes_equal(const void *a, const void *b, size_t len)
{
	const volatile unsigned char *left = a, *right = b;
	unsigned char difference = 0;

	for (size_t i = 0; i < len; i++)
		difference |= (unsigned char)(left[i] ^ right[i]);
	return difference == 0;
}

bool secret_equal(const struct secret *a, const struct secret *b)
{
	return a->len == b->len && secret_bytes_equal(a->data, b->data, a->len);
}

const char *secret_text(const struct secret *secret)
{
	return secret->data ? (const char *)secret->data : "";
}
