/* The key of an estate: read or made, split into one key a purpose, and told from a wrong one. */
#include "bytes.h"
#include "crypto.h"
#include "secret.h"
#include "store-private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define KEY_LEN 32

static int key_error(const char *path, const char *reason, struct error *err)
{
	return error_raise(err, ERR_ESTATE_KEY, path, reason);
}

static int key_read(const char *path, struct secret *key, struct error *err)
{
	struct error reason = ERROR_INIT;
	struct stat status;

	if (stat(path, &status) != 0)
		return key_error(path, strerror(errno), err);
	if (status.st_mode & (S_IRWXG | S_IRWXO))
		return key_error(path, "can be read by others (run chmod 600)", err);
	/* Want of descriptors or rights is no loss of the key. */
	if (file_read_secret(path, KEY_LEN + 1, key, &reason) != 0)
		return error_raise(err, ERR_ESTATE_READ, path, error_reason(&reason, path));
	return key->len == KEY_LEN ? 0 : key_error(path, "does not have 32 bytes", err);
}

static int key_make(struct store *store, const char *path, struct secret *key, struct error *err)
{
	int rc = secret_resize(key, KEY_LEN);

	if (rc)
		return error_raise(err, ERR_MEMORY);
	rc = crypto_random(key->data, KEY_LEN, err);
	if (rc)
		return rc;
	return file_write(
	    path, key->data, KEY_LEN, 0600, store->has_owner ? &store->owner : NULL, err);
}

/* HMAC as the key-derivation function, one label a purpose (SP 800-108, 4.1 with one block). */
static int key_derive(struct store *store, const struct secret *key, struct error *err)
{
	int rc = crypto_mac(key->data, "localhsm seal 1", 15, store->seal_key, err);

	if (!rc)
		rc = crypto_mac(key->data, "localhsm mac 1", 14, store->mac_key, err);
	return rc ? rc : crypto_mac(key->data, "localhsm digest 1", 17, store->digest_key, err);
}

int estate_key_read(struct store *store, struct secret *key, struct error *err)
{
	char *path = path_join(store->home, "estate.key");
	int rc = path ? key_read(path, key, err) : error_raise(err, ERR_MEMORY);

	free(path);
	return rc;
}

int estate_key_belongs(struct store *store, const struct secret *key, struct error *err)
{
	struct store other = {.db = NULL};
	int rc = key_derive(&other, key, err);

	if (!rc && !secret_bytes_equal(other.seal_key, store->seal_key, sizeof(other.seal_key)))
		rc = error_raise(err, ERR_ESTATE_REPLACED, store->home);
	secret_wipe(&other, sizeof(other));
	return rc;
}

int estate_key_load(struct store *store, bool create, struct error *err)
{
	struct secret key = SECRET_INIT;
	char *path = path_join(store->home, "estate.key");
	int rc = path ? 0 : error_raise(err, ERR_MEMORY);

	if (!rc && create && !file_exists(path))
		rc = key_make(store, path, &key, err);
	else if (!rc)
		rc = key_read(path, &key, err);
	if (!rc)
		rc = key_derive(store, &key, err);
	secret_done(&key);
	free(path);
	return rc;
}

/* A wrong key is told from an altered row by a known value under it. */
int estate_key_confirm(struct store *store, bool create, struct error *err)
{
	unsigned char mac[32];
	struct bytes hex = BYTES_INIT;
	char *stored = NULL;
	int rc = store_mac(store, "key-check", 9, mac, err);

	bytes_append_hex(&hex, mac, sizeof(mac));
	if (!rc && bytes_failed(&hex))
		rc = error_raise(err, ERR_MEMORY);
	if (!rc && create)
		rc = store_setting_set(store, "key-check", bytes_text(&hex), err);
	else if (!rc) {
		/* Under another key the row's own MAC does not hold either. */
		rc = store_setting_get(store, "key-check", &stored, err);
		if (rc == ERR_ESTATE_ALTERED ||
		    (!rc && (!stored || strcmp(stored, bytes_text(&hex)) != 0)))
			rc = error_raise(err, ERR_ESTATE_KEY, store->home,
			    "does not belong to its estate.db, or a setting there was edited");
	}
	free(stored);
	bytes_done(&hex);
	return rc;
}
