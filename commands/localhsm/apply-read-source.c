/* Checks keys that a declared cluster has from its source: what a copy cannot be is refused. */
#include "apply-plan.h"

#include "error.h"

#include <inttypes.h>
#include <string.h>

/* A key of the cluster, and what the source has of the same label, class and owner. */
struct pair {
	const struct apply_cluster *cluster, *source;
	const struct apply_key *key, *other;
};

static bool is_copy(const struct pair *pair, size_t half)
{
	const struct apply_key *key = pair->key, *other = pair->other;

	return half < key->n_halves && half < other->n_halves &&
	       key->halves[half].class == other->halves[half].class &&
	       strcmp(key->halves[half].label, other->halves[half].label) == 0;
}

static bool is_common(const struct pair *pair)
{
	const char *owner = pair->cluster->users[pair->key->owner].username;
	const char *other = pair->source->users[pair->other->owner].username;

	return strcmp(owner, other) == 0 && (is_copy(pair, 0) || is_copy(pair, 1));
}

/* Type, label of the other half, and size */

static int check_size(const struct pair *pair, struct error *err)
{
	const struct apply_key *key = pair->key, *other = pair->other;
	const char *member = key->type == KEY_RSA ? "modulus-size-bits" : "key-length-bytes";

	if (key->type == KEY_EC && key->curve != other->curve)
		return place_refuse_member(&key->place, "curve", err, "the key of %s is on %s",
		    pair->source->name, key_curve_name(other->curve));
	if (key->type != KEY_EC && key->size != other->size)
		return place_refuse_member(&key->place, member, err,
		    "that of the key of %s is %" PRIu64, pair->source->name, other->size);
	if (key->type == KEY_RSA && key->exponent != other->exponent)
		return place_refuse_member(&key->place, "public-exponent", err,
		    "that of the key of %s is %" PRIu64, pair->source->name, other->exponent);
	return 0;
}

static int check_kind(const struct pair *pair, struct error *err)
{
	const struct apply_key *key = pair->key, *other = pair->other;

	if (key->type != other->type)
		return place_refuse_member(&key->place, "key-type", err,
		    "the key of %s is of type %s", pair->source->name, key_type_name(other->type));
	for (size_t i = 0; i < key->n_halves; i++) {
		if (!is_copy(pair, i))
			return place_refuse_member(&key->place, key->halves[i].label_member, err,
			    "that of the pair of %s is %s", pair->source->name,
			    other->halves[i].label);
	}
	return check_size(pair, err);
}

/* Quorum and people */

static int check_quorum(const struct pair *pair, struct error *err)
{
	const struct apply_key *key = pair->key, *other = pair->other;

	if (key->manage_quorum == 0 ||
	    (key->manage_quorum == other->manage_quorum && key->use_quorum == other->use_quorum))
		return 0;
	return place_refuse_member(&key->place, "key-quorum-values", err,
	    "the key of %s has others, which cannot be changed", pair->source->name);
}

static bool has_sharee(const struct apply_key *key, const char *username)
{
	for (size_t i = 0; i < key->n_sharees; i++) {
		if (strcmp(key->sharees[i].username, username) == 0)
			return true;
	}
	return false;
}

/* A key is copied with its shares, and goes only where there are the users. */
static int check_sharees(const struct pair *pair, struct error *err)
{
	const struct apply_key *key = pair->key, *other = pair->other;
	const struct apply_cluster *cluster = pair->cluster;

	for (size_t i = 0; i < other->n_sharees; i++) {
		const char *name = other->sharees[i].username;
		size_t index = apply_find_user(cluster, name);

		if (index == APPLY_NONE || cluster->users[index].role != ROLE_CRYPTO_USER)
			return place_refuse(&key->place, err,
			    "the key of %s is shared with %s, who is no crypto user here",
			    pair->source->name, name);
	}
	for (size_t i = 0; other->manage_quorum > 0 && i < key->n_sharees; i++) {
		if (!has_sharee(other, key->sharees[i].username))
			return place_refuse_member(&key->place, "shared-with", err,
			    "the key of %s is not shared with %s, and to share it takes the "
			    "approval of %u users",
			    pair->source->name, key->sharees[i].username, other->manage_quorum);
	}
	return 0;
}

/* Attributes */

/* What an attribute is that the file does not give. */
static bool default_flag(enum key_class class, enum key_attribute attribute)
{
	switch ((int)attribute) {
	case ATTR_DESTROYABLE:
	case ATTR_EXTRACTABLE:
	case ATTR_MODIFIABLE:
	case ATTR_PRIVATE:
		return true;
	case ATTR_SENSITIVE:
		return class != KEY_CLASS_PUBLIC;
	case ATTR_SIGN:
	case ATTR_VERIFY:
		return class == KEY_CLASS_SECRET;
	default:
		return false;
	}
}

static const struct attribute_value *find_value(
    const struct apply_half *half, enum key_attribute attribute)
{
	for (size_t i = 0; i < half->attributes.count; i++) {
		if (half->attributes.values[i].attribute == attribute)
			return &half->attributes.values[i];
	}
	return NULL;
}

static bool flag_of(const struct apply_half *half, enum key_attribute attribute)
{
	const struct attribute_value *value = find_value(half, attribute);

	return value ? value->flag : default_flag(half->class, attribute);
}

static bool is_as(const struct apply_half *half, const struct attribute_value *wanted)
{
	const struct attribute_value *value = find_value(half, wanted->attribute);
	size_t len = value ? value->binary.len : 0;

	if (wanted->attribute != ATTR_ID)
		return flag_of(half, wanted->attribute) == wanted->flag;
	return len == wanted->binary.len &&
	       (len == 0 || memcmp(value->binary.data, wanted->binary.data, len) == 0);
}

static int check_attributes(const struct pair *pair, size_t half, struct error *err)
{
	const struct apply_half *wanted = &pair->key->halves[half];
	const struct apply_half *source = &pair->other->halves[half];
	const struct place place = {.within = &pair->key->place, .name = wanted->attributes_member};
	bool is_guarded = pair->other->manage_quorum > 0 && wanted->class != KEY_CLASS_PUBLIC;

	for (size_t i = 0; i < wanted->attributes.count; i++) {
		const struct attribute_value *value = &wanted->attributes.values[i];

		if (!is_as(source, value) &&
		    (is_guarded || !flag_of(source, ATTR_MODIFIABLE) || !apply_can_be_set(value)))
			return place_refuse_member(&place, key_attribute_name(value->attribute),
			    err, "it is otherwise in the key of %s, and cannot be set to %s",
			    pair->source->name, value->text);
	}
	return 0;
}

static int check_pair(const struct pair *pair, struct error *err)
{
	int rc = check_kind(pair, err);

	if (rc == 0)
		rc = check_quorum(pair, err);
	if (rc == 0)
		rc = check_sharees(pair, err);
	for (size_t i = 0; rc == 0 && i < pair->key->n_halves; i++)
		rc = check_attributes(pair, i, err);
	return rc;
}

int apply_check_copies(
    const struct apply_cluster *cluster, const struct apply_cluster *source, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < cluster->n_keys; i++) {
		for (size_t j = 0; rc == 0 && j < source->n_keys; j++) {
			const struct pair pair = {
			    cluster, source, &cluster->keys[i], &source->keys[j]};

			if (is_common(&pair))
				rc = check_pair(&pair, err);
		}
	}
	return rc;
}
