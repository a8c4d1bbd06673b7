/* Which attribute may have which value: at creation, and by set-attribute. */
#ifndef LOCALHSM_KEY_RULES_H
#define LOCALHSM_KEY_RULES_H

#include "attributes.h"
#include "key-object.h"
#include "partition.h"

struct error;

/* The flags that a key has without any --attributes, local, always-sensitive … included. */
uint64_t key_rules_default_flags(enum key_class class, enum key_origin origin, bool session);

/* Applies the list to a key that is being made. */
MUST_CHECK int key_rules_apply(struct key_object *key, enum key_origin origin,
    const struct attribute_list *list, struct error *err);

/*
 * Changes one attribute of a key that exists, as its owner (or, trusted only, as an admin). The key
 * is unchanged on failure. token is refused here: partition_key_promote sets it.
 */
MUST_CHECK int key_rules_set(const struct partition *partition, enum user_role role,
    struct key_object *key, const struct attribute_value *value, struct error *err);

MUST_CHECK int key_rules_label(struct key_object *key, const char *label, struct error *err);

#endif
