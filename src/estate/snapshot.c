/* A whole estate as one file, and its end: the file's form, and what is checked before it is
 * believed. */
#include "snapshot.h"

#include "bytes.h"
#include "crypto.h"
#include "error.h"
#include "estate-private.h"
#include "files.h"
#include "secret.h"
#include "store-snapshot.h"

#include <stdlib.h>
#include <string.h>

#define SNAPSHOT_VERSION "1"
#define SNAPSHOT_MAX ((size_t)1 << 31)
#define SNAPSHOT_HEAD_MAX 4096 /* all but the pages, with room */

static const char magic[] = "localhsm snapshot ";

/* What a file holds. Parts are borrowed from it. */
struct snapshot {
	struct secret key;
	const unsigned char *image;
	size_t image_len;
};

static int append_head(
    struct secret *file, const struct secret *key, size_t image_len, struct error *err)
{
	struct bytes head = BYTES_INIT;
	struct bytes length = BYTES_INIT;
	int rc;

	bytes_append_format(&head, "%s%s\n", magic, SNAPSHOT_VERSION);
	bytes_append_u32(&head, (uint32_t)key->len);
	bytes_append_u64(&length, image_len);
	rc = bytes_failed(&head) || bytes_failed(&length) ? ERR_MEMORY : 0;
	if (rc == 0)
		rc = secret_append(file, head.data, head.len);
	if (rc == 0)
		rc = secret_append(file, key->data, key->len);
	if (rc == 0)
		rc = secret_append(file, length.data, length.len);
	bytes_done(&head);
	bytes_done(&length);
	return rc == 0 ? 0 : error_raise(err, ERR_MEMORY);
}

static int pack(
    const struct secret *key, const struct bytes *image, struct secret *file, struct error *err)
{
	unsigned char digest[CRYPTO_SHA256_LEN];
	int rc = image->len < SNAPSHOT_MAX - SNAPSHOT_HEAD_MAX
		     ? append_head(file, key, image->len, err)
		     : error_raise(err, ERR_LAB,
			   "The estate is larger than the 2 GiB that a snapshot can hold");

	if (rc == 0 && secret_append(file, image->data, image->len) != 0)
		rc = error_raise(err, ERR_MEMORY);
	if (rc == 0)
		rc = crypto_sha256(file->data, file->len, digest, err);
	if (rc == 0 && secret_append(file, digest, sizeof(digest)) != 0)
		rc = error_raise(err, ERR_MEMORY);
	return rc;
}

int snapshot_save(struct estate *estate, const char *path, bool replace,
    const struct file_owner *owner, struct error *err)
{
	struct secret key = SECRET_INIT, file = SECRET_INIT;
	struct bytes image = BYTES_INIT;
	int rc;

	if (!replace && file_exists(path))
		return error_raisef(err, ERR_LAB,
		    "There is a file %s already. With --replace the snapshot takes its place",
		    path);
	rc = store_image(estate->store, &image, err);
	if (rc == 0)
		rc = store_estate_key(estate->store, &key, err);
	if (rc == 0)
		rc = pack(&key, &image, &file, err);
	if (rc == 0)
		rc = file_write_whole(path, file.data, file.len, 0600, owner, replace, err);
	secret_done(&file);
	secret_done(&key);
	bytes_done(&image);
	return rc;
}

static int refuse(const char *path, const char *why, struct error *err)
{
	return error_raisef(err, ERR_LAB, "Cannot load %s: %s", path, why);
}

/* The first line; *behind is what follows it. */
static int read_magic(
    const char *path, const struct secret *file, size_t *behind, struct error *err)
{
	const char *text = secret_text(file), *version = text + sizeof(magic) - 1;
	size_t len;

	if (file->len < sizeof(magic) - 1 || memcmp(text, magic, sizeof(magic) - 1) != 0)
		return refuse(path, "it is no snapshot of localhsm", err);
	len = strspn(version, "0123456789");
	if (len == 0 || len > 9 || version[len] != '\n')
		return refuse(
		    path, "it is no snapshot of localhsm, or its first line is damaged", err);
	if (len != sizeof(SNAPSHOT_VERSION) - 1 || memcmp(version, SNAPSHOT_VERSION, len) != 0)
		return error_raisef(err, ERR_LAB,
		    "Cannot load %s: it is a snapshot of version %.*s, and this version of "
		    "localhsm "
		    "reads version %s",
		    path, (int)len, version, SNAPSHOT_VERSION);
	*behind = sizeof(magic) + len;
	return 0;
}

static int check_digest(const char *path, const struct secret *file, struct error *err)
{
	unsigned char digest[CRYPTO_SHA256_LEN];
	size_t len = file->len - sizeof(digest);
	int rc = crypto_sha256(file->data, len, digest, err);

	if (rc != 0 || memcmp(digest, file->data + len, sizeof(digest)) == 0)
		return rc;
	return refuse(
	    path, "it was changed or damaged after it was saved (its digest is another)", err);
}

static int read_parts(
    const char *path, const struct secret *file, struct snapshot *snapshot, struct error *err)
{
	struct bytes_reader reader;
	const unsigned char *key;
	size_t behind = 0, key_len;
	uint64_t image_len, left;
	int rc = read_magic(path, file, &behind, err);

	if (rc != 0)
		return rc;
	bytes_reader_init(&reader, file->data, file->len);
	reader.at = behind;
	key = bytes_read_blob(&reader, &key_len);
	image_len = bytes_read_u64(&reader);
	left = reader.failed ? 0 : reader.len - reader.at;
	if (reader.failed || left < CRYPTO_SHA256_LEN || left - CRYPTO_SHA256_LEN < image_len)
		return refuse(path, "it is cut off, or a length in it is damaged", err);
	if (left - CRYPTO_SHA256_LEN > image_len)
		return refuse(
		    path, "there is something behind its end, or a length in it is damaged", err);
	snapshot->image = file->data + reader.at;
	snapshot->image_len = (size_t)image_len;
	rc = check_digest(path, file, err);
	if (rc == 0 && secret_set(&snapshot->key, key, key_len) != 0)
		rc = error_raise(err, ERR_MEMORY);
	return rc;
}

/* What the estate in a file can lack, in words about the file. */
static const struct {
	enum error_code code;
	const char *why;
} causes[] = {
    {ERR_ESTATE_NEWER, "it was saved by a newer version of localhsm. Use that version"},
    {ERR_ESTATE_KEY, "the key in it does not belong to the estate in it"},
    {ERR_ESTATE_MISSING, "what is in it is no whole estate"},
    {ERR_ESTATE_DAMAGED, "what is in it is no whole estate"},
    {ERR_ESTATE_ALTERED, "the estate in it had been altered from outside before it was saved"},
};

/* What the machine lacks, such as space, is told as it is. */
static int blame_file(const char *path, struct error *err)
{
	for (size_t i = 0; i < ARRAY_LENGTH(causes); i++) {
		if (err->code == causes[i].code)
			return refuse(path, causes[i].why, err);
	}
	return (int)err->code;
}

static int place(struct store_loading *loading, const char *path, const struct snapshot *snapshot,
    struct snapshot_contents *contents, struct error *err)
{
	struct store *store = NULL;
	int rc = store_loading_open(
	    loading, &snapshot->key, snapshot->image, snapshot->image_len, &store, err);

	if (rc == 0)
		rc = estate_check(store, contents, err);
	if (rc != 0)
		return blame_file(path, err);
	return store_loading_place(loading, err);
}

int snapshot_load(const char *home, const char *path, bool replace, const struct file_owner *owner,
    const struct ports *ports, struct snapshot_contents *contents, struct error *err)
{
	struct snapshot snapshot = {.key = SECRET_INIT};
	struct secret file = SECRET_INIT;
	struct store_loading *loading = NULL;
	int rc = file_read_secret(path, SNAPSHOT_MAX, &file, err);

	*contents = (struct snapshot_contents){.clusters = 0};
	if (rc == 0)
		rc = read_parts(path, &file, &snapshot, err);
	if (rc == 0)
		rc = store_loading_begin(
		    home, replace, owner, ports, &loading, &contents->replaced, err);
	if (rc == 0)
		rc = place(loading, path, &snapshot, contents, err);
	store_loading_free(loading);
	secret_done(&snapshot.key);
	secret_done(&file);
	return rc;
}

int estate_knows_cluster(
    struct estate *estate, const char *cluster_id, bool *known, struct error *err)
{
	struct cluster_row row;
	int rc = store_begin_read(estate->store, err);

	if (rc != 0)
		return rc;
	rc = store_cluster_get(estate->store, cluster_id, &row, known, err);
	if (rc == 0 && *known)
		cluster_row_done(&row);
	store_end_read(estate->store);
	return rc;
}

int estate_destroy(
    const char *home, const struct file_owner *owner, const struct ports *ports, struct error *err)
{
	return store_remove(home, owner, ports, err);
}
