/*
 * An estate as a whole: taken out as bytes, laid down beside the one that is there, checked, and
 * put in its place; and removed.
 *
 * The database and its key are two files, and a third holds what is not in the database yet: they
 * change at once for everybody, because a directory "estate.new" within the home, which is renamed
 * to that name when it is whole, takes their place before anybody opens or changes anything.
 */
#ifndef LOCALHSM_STORE_SNAPSHOT_H
#define LOCALHSM_STORE_SNAPSHOT_H

#include "attributes.h"
#include "store.h"

#include <stdbool.h>

/* The database of this moment, in one piece. */
MUST_CHECK int store_image(struct store *store, struct bytes *image, struct error *err);
/* Appends the estate's key, the one that the store was opened with. */
MUST_CHECK int store_estate_key(struct store *store, struct secret *key, struct error *err);
/* What the store can tell by itself: the database's own structure, and the settings. In a read. */
MUST_CHECK int store_check(struct store *store, struct error *err);

/* What is about to take an estate's place. Writers of that estate wait until it is freed. */
struct store_loading;
/*
 * Lays key and image down in a directory of their own within home, and opens them. Without replace
 * ERR_LAB when home has an estate; otherwise *existed says so.
 */
MUST_CHECK int store_loading_begin(const char *home, bool replace, const struct file_owner *owner,
    const struct ports *ports, struct store_loading **loading, bool *existed, struct error *err);
MUST_CHECK int store_loading_open(struct store_loading *loading, const struct secret *key,
    const void *image, size_t len, struct store **store, struct error *err);
/* Closes that store, and puts it in the place of what is there. */
MUST_CHECK int store_loading_place(struct store_loading *loading, struct error *err);
/* Leaves nothing behind but what was placed. Takes NULL. */
void store_loading_free(struct store_loading *loading);

/* Removes the files of the estate in home. ERR_ESTATE_MISSING when there are none. */
MUST_CHECK int store_remove(
    const char *home, const struct file_owner *owner, const struct ports *ports, struct error *err);

#endif
