/* Finds the keys of a declared cluster, and what of them is to be changed. */
#include "apply-find.h"

#include "error.h"

#include <inttypes.h>
#include <string.h>

static bool is_meant(const struct apply_cluster *cluster, const struct apply_key *key,
    const struct apply_half *half, const struct key_view *view)
{
	return view->class == half->class &&
	       strcmp(view->owner, cluster->users[key->owner].username) == 0 &&
	       strcmp(view->label, half->label) == 0 && key_view_flag(view, ATTR_TOKEN);
}

/* Type and size. */
static int check_kind(const struct apply_key *key, const struct key_view *view, struct error *err)
{
	uint64_t size = key->type == KEY_RSA ? view->modulus_size_bits : view->key_length_bytes;

	if (view->type != key->type)
		return place_refuse_member(&key->place, "key-type", err,
		    "the key is of type %s, which cannot be changed", key_type_name(view->type));
	if (key->type == KEY_EC && view->curve != key->curve)
		return place_refuse_member(&key->place, "curve", err,
		    "the key is on %s, which cannot be changed", key_curve_name(view->curve));
	if (key->type != KEY_EC && size != key->size)
		return place_refuse_member(&key->place,
		    key->type == KEY_RSA ? "modulus-size-bits" : "key-length-bytes", err,
		    "it is %" PRIu64 ", which cannot be changed", size);
	return 0;
}

static int check_quorum(const struct apply_key *key, const struct key_view *view, struct error *err)
{
	if (key->manage_quorum == 0 || view->class == KEY_CLASS_PUBLIC ||
	    (view->manage_quorum == key->manage_quorum && view->use_quorum == key->use_quorum))
		return 0;
	return place_refuse_member(&key->place, "key-quorum-values", err,
	    "they are %u to manage and %u to use, which cannot be changed", view->manage_quorum,
	    view->use_quorum);
}

static bool has_value(const struct key_view *view, const struct attribute_value *value)
{
	if (value->attribute != ATTR_ID)
		return key_view_flag(view, value->attribute) == value->flag;
	return view->id_len == value->binary.len &&
	       (view->id_len == 0 || memcmp(view->id, value->binary.data, view->id_len) == 0);
}

/* What goes one way only, or not at all. */
bool apply_can_be_set(const struct attribute_value *value)
{
	switch ((int)value->attribute) {
	case ATTR_PRIVATE:
	case ATTR_SENSITIVE:
		return false;
	case ATTR_EXTRACTABLE:
	case ATTR_MODIFIABLE:
		return !value->flag;
	case ATTR_WRAP_WITH_TRUSTED:
		return value->flag;
	default:
		return true;
	}
}

static int check_attribute(const struct apply_key *key, const struct apply_half *half,
    const struct key_view *view, const struct attribute_value *value, struct error *err)
{
	const struct place place = {.within = &key->place, .name = half->attributes_member};

	if (!key_view_flag(view, ATTR_MODIFIABLE) || !apply_can_be_set(value))
		return place_refuse_member(&place, key_attribute_name(value->attribute), err,
		    "it is otherwise in the key, and cannot be set to %s", value->text);
	return 0;
}

static int find_attributes(const struct apply_key *key, struct apply_half *half,
    const struct key_view *view, struct error *err)
{
	int rc = 0;

	half->to_set = 0;
	for (size_t i = 0; rc == 0 && i < half->attributes.count; i++) {
		const struct attribute_value *value = &half->attributes.values[i];

		if (has_value(view, value))
			continue;
		half->to_set |= UINT32_C(1) << i;
		rc = check_attribute(key, half, view, value, err);
	}
	return rc;
}

static bool is_shared(const struct key_view *view, const char *username)
{
	for (size_t i = 0; i < view->n_sharees; i++) {
		if (strcmp(view->sharees[i].username, username) == 0)
			return true;
	}
	return false;
}

/* Who is not in the file may have the key, too. */
static void find_sharees(struct apply_key *key, const struct key_view *view)
{
	for (size_t i = 0; view->class != KEY_CLASS_PUBLIC && i < key->n_sharees; i++)
		key->sharees[i].is_missing = !is_shared(view, key->sharees[i].username);
}

/* A change of a key with a quorum takes approvals, which nobody has given. */
static int check_approval(const struct apply_key *key, const struct apply_half *half,
    const struct key_view *view, struct error *err)
{
	bool is_changed = half->to_set != 0;

	for (size_t i = 0; view->class != KEY_CLASS_PUBLIC && i < key->n_sharees; i++)
		is_changed = is_changed || key->sharees[i].is_missing;
	if (!is_changed || view->manage_quorum < QUORUM_MIN)
		return 0;
	return place_refuse(&key->place, err,
	    "the key is otherwise, and to change it takes the approval of %u users",
	    view->manage_quorum);
}

static int take_half(
    struct apply_key *key, struct apply_half *half, const struct key_view *view, struct error *err)
{
	int rc;

	if (half->is_there)
		return place_refuse_member(
		    &key->place, half->label_member, err, "there are two such keys");
	half->is_there = true;
	half->reference = view->reference;
	rc = check_kind(key, view, err);
	if (rc == 0)
		rc = check_quorum(key, view, err);
	if (rc == 0)
		rc = find_attributes(key, half, view, err);
	if (rc != 0)
		return rc;
	find_sharees(key, view);
	return check_approval(key, half, view, err);
}

static int take_view(struct apply_cluster *cluster, const struct key_view *view, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < cluster->n_keys; i++) {
		struct apply_key *key = &cluster->keys[i];

		for (size_t j = 0; rc == 0 && j < key->n_halves; j++) {
			if (is_meant(cluster, key, &key->halves[j], view))
				rc = take_half(key, &key->halves[j], view, err);
		}
	}
	return rc;
}

static int check_halves(const struct apply_cluster *cluster, struct error *err)
{
	for (size_t i = 0; i < cluster->n_keys; i++) {
		const struct apply_key *key = &cluster->keys[i];

		if (key->n_halves == 2 && key->halves[0].is_there != key->halves[1].is_there)
			return place_refuse_member(&key->place,
			    key->halves[key->halves[0].is_there ? 1 : 0].label_member, err,
			    "there is but the other half of the pair");
	}
	return 0;
}

int apply_find_keys(struct connection *connection, struct apply_cluster *cluster, struct error *err)
{
	const struct key_filter all = KEY_FILTER_INIT;
	struct key_page page;
	int rc;

	if (cluster->n_keys == 0)
		return 0;
	rc = key_list(connection, &all, 0, UINT64_MAX, &page, err);
	if (rc != 0)
		return place_blame(&cluster->keys_place, NULL, err);
	for (size_t i = 0; rc == 0 && i < page.count; i++)
		rc = take_view(cluster, &page.keys[i], err);
	key_page_done(&page);
	return rc == 0 ? check_halves(cluster, err) : rc;
}
