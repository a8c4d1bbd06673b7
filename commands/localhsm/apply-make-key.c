/* Makes the keys of a declared cluster, and changes those that are otherwise. */
#include "apply-make.h"

#include "apply-find.h"
#include "client.h"
#include "error.h"

#include <stdlib.h>
#include <string.h>

static int tell(const struct apply_target *target, const struct apply_key *key,
    enum apply_action action, struct error *err)
{
	return apply_report_add(target->report, target->cluster,
	    key->n_halves == 2 ? APPLY_KEY_PAIR : APPLY_KEY, key->halves[0].label, action, err);
}

static struct key_condition condition_of(const struct apply_half *half)
{
	return (struct key_condition){.is_reference = true, .reference = half->reference};
}

/* Copying */

/* The source's key of the same label, owner and type; NULL: it has none. */
static const struct apply_key *find_in_source(
    const struct apply_target *target, const struct apply_key *key)
{
	const struct apply_cluster *source = target->source;
	const char *owner = target->cluster->users[key->owner].username;

	for (size_t i = 0; source && i < source->n_keys; i++) {
		const struct apply_key *other = &source->keys[i];

		if (other->type == key->type && other->halves[0].is_there &&
		    strcmp(other->halves[0].label, key->halves[0].label) == 0 &&
		    strcmp(source->users[other->owner].username, owner) == 0 &&
		    (key->n_halves == 1 ||
			strcmp(other->halves[1].label, key->halves[1].label) == 0))
			return other;
	}
	return NULL;
}

static int copy_half(
    const struct apply_target *target, const struct apply_half *source, struct error *err)
{
	struct key_condition condition = condition_of(source);
	const struct key_filter filter = {.conditions = &condition, .count = 1};
	struct key_view view;
	int rc = key_replicate(target->source_connection, target->connection, &filter, &view, err);

	if (rc != 0)
		return rc;
	key_view_done(&view);
	return 0;
}

/* A copy is as the source's key is, and the file may ask for something else here. */
static int find_again(struct apply_target *target, struct error *err)
{
	struct apply_cluster *cluster = target->cluster;

	for (size_t i = 0; i < cluster->n_keys; i++) {
		for (size_t j = 0; j < cluster->keys[i].n_halves; j++)
			cluster->keys[i].halves[j].is_there = false;
	}
	return apply_find_keys(target->connection, cluster, err);
}

int apply_copy_keys(struct apply_target *target, struct error *err)
{
	bool is_any = false;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < target->cluster->n_keys; i++) {
		struct apply_key *key = &target->cluster->keys[i];
		const struct apply_key *source = find_in_source(target, key);

		if (key->halves[0].is_there || !source)
			continue;
		for (size_t j = 0; rc == 0 && j < key->n_halves; j++)
			rc = copy_half(target, &source->halves[j], err);
		if (rc != 0)
			return place_blame(&key->place, NULL, err);
		key->is_copied = true;
		is_any = true;
	}
	return rc == 0 && is_any ? find_again(target, err) : rc;
}

/* Making */

/* The two halves as they are to be made. It points into itself. */
struct order {
	struct key_template templates[2];
	const char **sharees;
};

static int fill_order(const struct apply_key *key, struct order *order, struct error *err)
{
	order->sharees = calloc(key->n_sharees + 1, sizeof(*order->sharees));
	if (!order->sharees)
		return error_raise(err, ERR_MEMORY);
	for (size_t i = 0; i < key->n_sharees; i++)
		order->sharees[i] = key->sharees[i].username;
	for (size_t i = 0; i < key->n_halves; i++) {
		order->templates[i].label = key->halves[i].label;
		order->templates[i].attributes = &key->halves[i].attributes;
	}
	order->templates[0].share_with = order->sharees;
	order->templates[0].n_share_with = key->n_sharees;
	order->templates[0].has_quorum = key->manage_quorum > 0;
	order->templates[0].manage_quorum = key->manage_quorum;
	order->templates[0].use_quorum = key->use_quorum;
	return 0;
}

static int generate(struct connection *connection, const struct apply_key *key,
    const struct order *order, struct key_view views[2], struct error *err)
{
	const struct key_template *private = &order->templates[0], *public = &order->templates[1];

	switch (key->type) {
	case KEY_AES:
		return key_generate_aes(connection, private, key->size, &views[0], err);
	case KEY_GENERIC_SECRET:
		return key_generate_generic_secret(connection, private, key->size, &views[0], err);
	case KEY_RSA:
		return key_generate_rsa(connection, public, private, key->size, key->exponent,
		    &views[1], &views[0], err);
	case KEY_EC:
		return key_generate_ec(
		    connection, public, private, key->curve, &views[1], &views[0], err);
	case KEY_DES3:
	case KEY_ML_DSA:
		break;
	}
	return error_raise(err, ERR_INTERNAL, "a key of a type that none is made of");
}

static int make_key(struct connection *connection, struct apply_key *key, struct error *err)
{
	struct order order = {.sharees = NULL};
	struct key_view views[2];
	int rc = fill_order(key, &order, err);

	if (rc == 0)
		rc = generate(connection, key, &order, views, err);
	free(order.sharees);
	for (size_t i = 0; rc == 0 && i < key->n_halves; i++) {
		key->halves[i].is_there = true;
		key->halves[i].reference = views[i].reference;
		key_view_done(&views[i]);
	}
	return rc;
}

/* Changing */

static bool is_otherwise(const struct apply_key *key)
{
	bool otherwise = false;

	for (size_t i = 0; i < key->n_halves; i++)
		otherwise = otherwise || key->halves[i].to_set != 0;
	for (size_t i = 0; i < key->n_sharees; i++)
		otherwise = otherwise || key->sharees[i].is_missing;
	return otherwise;
}

static int set_attributes(struct connection *connection, const struct apply_half *half,
    bool modifiable, struct error *err)
{
	struct key_condition condition = condition_of(half);
	const struct key_filter filter = {.conditions = &condition, .count = 1};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < half->attributes.count; i++) {
		const struct attribute_value *value = &half->attributes.values[i];

		if ((half->to_set & (UINT32_C(1) << i)) &&
		    (value->attribute == ATTR_MODIFIABLE) == modifiable)
			rc = key_set_attribute(connection, &filter, value, NULL, err);
	}
	return rc;
}

static int share(struct connection *connection, const struct apply_key *key, struct error *err)
{
	struct key_condition condition = condition_of(&key->halves[0]);
	const struct key_filter filter = {.conditions = &condition, .count = 1};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < key->n_sharees; i++) {
		if (key->sharees[i].is_missing)
			rc = key_share(connection, &filter, key->sharees[i].username,
			    ROLE_CRYPTO_USER, NULL, err);
	}
	return rc;
}

/* modifiable last: behind it nothing can be set any more. */
static int change_key(struct connection *connection, const struct apply_key *key, struct error *err)
{
	int rc = share(connection, key, err);

	for (size_t i = 0; rc == 0 && i < key->n_halves; i++)
		rc = set_attributes(connection, &key->halves[i], false, err);
	for (size_t i = 0; rc == 0 && i < key->n_halves; i++)
		rc = set_attributes(connection, &key->halves[i], true, err);
	return rc;
}

static int provide_key(const struct apply_target *target, struct apply_key *key, struct error *err)
{
	enum apply_action action = key->is_copied ? APPLY_CREATED : APPLY_UNCHANGED;
	int rc = 0;

	if (!key->halves[0].is_there) {
		rc = make_key(target->connection, key, err);
		action = APPLY_CREATED;
	} else if (is_otherwise(key)) {
		rc = change_key(target->connection, key, err);
		action = key->is_copied ? APPLY_CREATED : APPLY_CHANGED;
	}
	if (rc != 0)
		return place_blame(&key->place, NULL, err);
	return tell(target, key, action, err);
}

/* By owner */

static bool has_work(const struct apply_cluster *cluster, size_t owner)
{
	for (size_t i = 0; i < cluster->n_keys; i++) {
		const struct apply_key *key = &cluster->keys[i];

		if (key->owner == owner && (!key->halves[0].is_there || is_otherwise(key)))
			return true;
	}
	return false;
}

static int make_keys_of(const struct apply_target *target, size_t owner, struct error *err)
{
	struct apply_cluster *cluster = target->cluster;
	const struct apply_user *user = &cluster->users[owner];
	bool as_owner = has_work(cluster, owner);
	int rc = 0;

	if (as_owner)
		rc = client_login(
		    target->connection, user->username, user->role, &user->password, err);
	if (rc != 0)
		return place_blame(&user->place, NULL, err);
	for (size_t i = 0; rc == 0 && i < cluster->n_keys; i++) {
		if (cluster->keys[i].owner == owner)
			rc = provide_key(target, &cluster->keys[i], err);
	}
	return rc == 0 && as_owner ? client_logout(target->connection, err) : rc;
}

int apply_make_keys(struct apply_target *target, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < target->cluster->n_users; i++)
		rc = make_keys_of(target, i, err);
	return rc;
}
