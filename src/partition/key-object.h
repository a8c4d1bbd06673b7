/*
 * A key inside an HSM: what is printed of it, and its material. Serialised as a whole into a sealed
 * key version.
 */
#ifndef LOCALHSM_KEY_OBJECT_H
#define LOCALHSM_KEY_OBJECT_H

#include "attributes.h"
#include "bytes.h"
#include "key.h"
#include "secret.h"

struct error;

enum key_origin { KEY_GENERATED, KEY_UNWRAPPED, KEY_IMPORTED };

struct key_object {
	struct key_view view; /* coverage fields are the client's to fill */
	unsigned char lineage[16];
	struct secret material;       /* empty for public keys */
	struct bytes public_material; /* SubjectPublicKeyInfo of asymmetric keys, both halves */
};

void key_object_init(struct key_object *key);
void key_object_done(struct key_object *key); /* wipes */
MUST_CHECK int key_object_copy(
    struct key_object *to, const struct key_object *from, struct error *err);
MUST_CHECK int key_view_copy(struct key_view *to, const struct key_view *from, struct error *err);

/*
 * Gives the object its material (moved out of the arguments; either may be NULL) and derives check
 * value, lengths, modulus, point.
 */
MUST_CHECK int key_object_set_material(struct key_object *key, struct secret *material,
    struct bytes *public_material, struct error *err);

MUST_CHECK int key_object_write(
    const struct key_object *key, struct secret *plain, struct error *err);
/* ERR_ESTATE_ALTERED when the bytes are none of ours. */
MUST_CHECK int key_object_read(
    const struct secret *plain, struct key_object *key, struct error *err);

bool key_object_is_shared_with(const struct key_object *key, const char *username);
MUST_CHECK int key_object_add_sharee(
    struct key_object *key, const char *username, struct error *err);
void key_object_remove_sharee(struct key_object *key, const char *username);

#endif
