/* Comparing two keys of one reference, which stand on two clusters. */
#include "error.h"
#include "estate-compare.h"
#include "secret.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Looked at twice: first for whether the destination's must be deleted, to be copied again. Then
 * that is what mends each of its differences.
 */
struct key_pair {
	struct compare *compare;
	const struct partition *hsm; /* of the destination */
	const struct key_object *a, *b;
	char name[KEY_NAME_SIZE];
	bool is_dry, must_go;
	bool can_be_copied; /* otherwise it stays: better another key than none */
};

struct key_difference {
	enum difference_kind kind;
	const char *member, *source, *destination;
	enum mend mend;
};

static int tell(struct key_pair *pair, const struct key_difference *difference, struct error *err)
{
	enum mend removal = pair->can_be_copied ? MEND_KEY_DELETE : MEND_NONE;
	const struct finding finding = {
	    .kind = difference->kind,
	    .name = pair->name,
	    .label = pair->a->view.label,
	    .member = difference->member,
	    .source = difference->source,
	    .destination = difference->destination,
	    .mend = pair->must_go ? removal : difference->mend,
	    .mended = SIDE_DESTINATION,
	};

	if (!pair->is_dry)
		return compare_add(pair->compare, &finding, err);
	pair->must_go = pair->must_go || difference->mend == MEND_KEY_DELETE;
	return 0;
}

/* Both may be secret: nothing is told but that they differ. */
static int compare_material(struct key_pair *pair, struct error *err)
{
	static const struct key_difference difference = {
	    .kind = DIFFERENCE_MATERIAL,
	    .source = "not shown",
	    .destination = "not shown",
	    .mend = MEND_KEY_DELETE,
	};
	const struct bytes *a = &pair->a->public_material, *b = &pair->b->public_material;
	bool same = secret_equal(&pair->a->material, &pair->b->material) && a->len == b->len &&
		    (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);

	return same ? 0 : tell(pair, &difference, err);
}

static int compare_owners(struct key_pair *pair, struct error *err)
{
	const struct key_difference difference = {
	    .kind = DIFFERENCE_OWNER,
	    .source = pair->a->view.owner,
	    .destination = pair->b->view.owner,
	    .mend = MEND_KEY_DELETE,
	};

	return strcmp(difference.source, difference.destination) == 0
		   ? 0
		   : tell(pair, &difference, err);
}

/* Attributes */

/* NULL for an attribute that is no text. */
static const char *text_of(const struct key_view *key, enum key_attribute attribute)
{
	switch ((int)attribute) {
	case ATTR_KEY_TYPE:
		return key_type_name(key->type);
	case ATTR_CLASS:
		return key_class_name(key->class);
	case ATTR_CURVE:
		return key_curve_name(key->curve);
	case ATTR_MLDSA_ALGORITHM:
		return mldsa_algorithm_name(key->mldsa_algorithm);
	case ATTR_LABEL:
		return key->label;
	default:
		return NULL;
	}
}

struct blob {
	const void *data;
	size_t len;
};

static struct blob blob_of(const struct key_view *key, enum key_attribute attribute)
{
	switch ((int)attribute) {
	case ATTR_ID:
		return (struct blob){key->id, key->id_len};
	case ATTR_CHECK_VALUE:
		return (struct blob){
		    key->check_value, key->has_check_value ? sizeof(key->check_value) : 0};
	case ATTR_EC_POINT:
		return (struct blob){key->ec_point.data, key->ec_point.len};
	case ATTR_PUBLIC_EXPONENT:
		return (struct blob){key->public_exponent.data, key->public_exponent.len};
	case ATTR_MODULUS:
		return (struct blob){key->modulus.data, key->modulus.len};
	default:
		return (struct blob){NULL, 0};
	}
}

/* As key list prints it. */
static void put_attribute(
    const struct key_view *key, enum key_attribute attribute, struct bytes *out)
{
	const char *text = text_of(key, attribute);
	struct blob blob = blob_of(key, attribute);
	uint32_t number =
	    attribute == ATTR_KEY_LENGTH_BYTES ? key->key_length_bytes : key->modulus_size_bits;

	switch (key_attribute_kind(attribute)) {
	case ATTRIBUTE_BOOL:
		bytes_append_text(out, key_view_flag(key, attribute) ? "true" : "false");
		break;
	case ATTRIBUTE_HEX:
		bytes_append_text(out, "0x");
		bytes_append_hex(out, blob.data, blob.len);
		break;
	case ATTRIBUTE_NUMBER:
		bytes_append_format(out, "%" PRIu32, number);
		break;
	case ATTRIBUTE_TEXT:
	case ATTRIBUTE_WORD:
		bytes_append_text(out, text ? text : "");
		break;
	}
}

/* Whether key set-attribute takes the source's value, or the key must be copied again. */
static int find_mend(
    const struct key_pair *pair, enum key_attribute attribute, enum mend *mend, struct error *err)
{
	const struct key_view *source = &pair->a->view;
	struct attribute_value value = {
	    .attribute = attribute,
	    .text = source->label,
	    .flag = key_view_flag(source, attribute),
	};
	bool is_settable = false;
	int rc;

	bytes_append(&value.binary, source->id, source->id_len);
	rc = bytes_failed(&value.binary)
		 ? error_raise(err, ERR_MEMORY)
		 : partition_look_settable(pair->hsm, pair->b, &value, &is_settable, err);
	bytes_done(&value.binary);
	*mend = is_settable ? MEND_KEY_SET_ATTRIBUTE : MEND_KEY_DELETE;
	return rc;
}

static int tell_attribute(struct key_pair *pair, enum key_attribute attribute, const char *a,
    const char *b, struct error *err)
{
	struct key_difference difference = {
	    .kind = DIFFERENCE_ATTRIBUTE,
	    .member = key_attribute_name(attribute),
	    .source = a,
	    .destination = b,
	};
	int rc = find_mend(pair, attribute, &difference.mend, err);

	return rc == 0 ? tell(pair, &difference, err) : rc;
}

static int compare_attribute(struct key_pair *pair, enum key_attribute attribute, struct error *err)
{
	struct bytes a = BYTES_INIT, b = BYTES_INIT;
	int rc = 0;

	put_attribute(&pair->a->view, attribute, &a);
	put_attribute(&pair->b->view, attribute, &b);
	if (bytes_failed(&a) || bytes_failed(&b))
		rc = error_raise(err, ERR_MEMORY);
	else if (strcmp(bytes_text(&a), bytes_text(&b)) != 0)
		rc = tell_attribute(pair, attribute, bytes_text(&a), bytes_text(&b), err);
	bytes_done(&a);
	bytes_done(&b);
	return rc;
}

static bool is_printed(enum key_attribute attribute)
{
	return attribute != ATTR_WRAP_TEMPLATE && attribute != ATTR_UNWRAP_TEMPLATE;
}

/* In the order of the table; modifiable last, for behind it nothing can be set any more. */
static int compare_attributes(struct key_pair *pair, struct error *err)
{
	int rc = 0;

	for (enum key_attribute i = ATTR_KEY_TYPE; rc == 0 && i < ATTR_COUNT; i++) {
		if (is_printed(i) && i != ATTR_MODIFIABLE)
			rc = compare_attribute(pair, i, err);
	}
	return rc == 0 ? compare_attribute(pair, ATTR_MODIFIABLE, err) : rc;
}

/* Sharees */

static int by_username(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names, sorted; for free(). NULL when memory runs out. */
static const char **sorted_sharees(const struct key_view *key)
{
	const char **names = calloc(key->n_sharees + 1, sizeof(*names));

	for (size_t i = 0; names && i < key->n_sharees; i++)
		names[i] = key->sharees[i].username;
	if (names)
		qsort(names, key->n_sharees, sizeof(*names), by_username);
	return names;
}

static int tell_sharee(
    struct key_pair *pair, const char *username, bool in_source, struct error *err)
{
	bool can_share = compare_is_ready(pair->compare, SIDE_DESTINATION, username);
	const struct key_difference difference = {
	    .kind = DIFFERENCE_SHAREE,
	    .member = username,
	    .source = in_source ? "shared" : "not shared",
	    .destination = in_source ? "not shared" : "shared",
	    .mend = !in_source  ? MEND_KEY_UNSHARE
		    : can_share ? MEND_KEY_SHARE
				: MEND_NONE,
	};

	return tell(pair, &difference, err);
}

/* NULL ends both. */
static int walk_sharees(
    struct key_pair *pair, const char *const *a, const char *const *b, struct error *err)
{
	int rc = 0;

	while (rc == 0 && (*a || *b)) {
		int order = !*a ? 1 : !*b ? -1 : strcmp(*a, *b);

		if (order != 0)
			rc = tell_sharee(pair, order < 0 ? *a : *b, order < 0, err);
		a += order <= 0;
		b += order >= 0;
	}
	return rc;
}

static int compare_sharees(struct key_pair *pair, struct error *err)
{
	const char **a = sorted_sharees(&pair->a->view), **b = sorted_sharees(&pair->b->view);
	int rc = a && b ? walk_sharees(pair, a, b, err) : error_raise(err, ERR_MEMORY);

	free(a);
	free(b);
	return rc;
}

static int compare_quorum_value(
    struct key_pair *pair, const char *member, unsigned a, unsigned b, struct error *err)
{
	char source[12], destination[12];
	const struct key_difference difference = {
	    .kind = DIFFERENCE_KEY_QUORUM_VALUE,
	    .member = member,
	    .source = source,
	    .destination = destination,
	    .mend = MEND_KEY_DELETE,
	};

	if (a == b)
		return 0;
	(void)snprintf(source, sizeof(source), "%u", a);
	(void)snprintf(destination, sizeof(destination), "%u", b);
	return tell(pair, &difference, err);
}

static int look(struct key_pair *pair, struct error *err)
{
	const struct key_view *a = &pair->a->view, *b = &pair->b->view;
	int rc = compare_material(pair, err);

	if (rc == 0)
		rc = compare_owners(pair, err);
	if (rc == 0)
		rc = compare_attributes(pair, err);
	if (rc == 0)
		rc = compare_sharees(pair, err);
	if (rc == 0)
		rc = compare_quorum_value(
		    pair, "manage-key-quorum-value", a->manage_quorum, b->manage_quorum, err);
	if (rc == 0)
		rc = compare_quorum_value(
		    pair, "use-key-quorum-value", a->use_quorum, b->use_quorum, err);
	return rc;
}

int compare_key_objects(struct compare *compare, const struct partition *destination,
    const struct key_object *a, const struct key_object *b, bool can_be_copied, struct error *err)
{
	struct key_pair pair = {.compare = compare,
	    .hsm = destination,
	    .a = a,
	    .b = b,
	    .is_dry = true,
	    .can_be_copied = can_be_copied};
	int rc = look(&pair, err);

	compare_key_name(a->view.reference, pair.name);
	pair.is_dry = false;
	return rc == 0 ? look(&pair, err) : rc;
}
