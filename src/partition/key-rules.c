/*
 * Which attribute may have which value, at creation and afterwards: CloudHSM's attribute table as
 * data, with the few rules that depend on class, HSM type or the value before.
 */
#include "key-rules.h"

#include "error.h"
#include "policy.h"

#include <string.h>

#define FLAG(attribute) (UINT64_C(1) << (attribute))

static const uint64_t always_on =
    FLAG(ATTR_DESTROYABLE) | FLAG(ATTR_EXTRACTABLE) | FLAG(ATTR_MODIFIABLE) | FLAG(ATTR_PRIVATE);

uint64_t key_rules_default_flags(enum key_class class, enum key_origin origin, bool session)
{
	uint64_t flags = always_on;

	if (!session)
		flags |= FLAG(ATTR_TOKEN);
	if (origin == KEY_GENERATED)
		flags |= FLAG(ATTR_LOCAL);
	if (class == KEY_CLASS_SECRET)
		flags |= FLAG(ATTR_SIGN) | FLAG(ATTR_VERIFY);
	if (class != KEY_CLASS_PUBLIC)
		flags |= FLAG(ATTR_SENSITIVE);
	if (class != KEY_CLASS_PUBLIC && origin == KEY_GENERATED)
		flags |= FLAG(ATTR_ALWAYS_SENSITIVE);
	return flags;
}

/* When an attribute may be given: when the key is made, and by set-attribute of its owner. */
enum { AT_CREATION = 1, BY_OWNER = 2 };

static const unsigned char settable[ATTR_COUNT] = {
    [ATTR_LABEL] = BY_OWNER,
    [ATTR_ID] = AT_CREATION | BY_OWNER,
    [ATTR_ENCRYPT] = AT_CREATION | BY_OWNER,
    [ATTR_DECRYPT] = AT_CREATION | BY_OWNER,
    [ATTR_DERIVE] = AT_CREATION | BY_OWNER,
    [ATTR_DESTROYABLE] = AT_CREATION | BY_OWNER,
    [ATTR_EXTRACTABLE] = AT_CREATION | BY_OWNER,
    [ATTR_MODIFIABLE] = AT_CREATION | BY_OWNER,
    [ATTR_PRIVATE] = AT_CREATION,
    [ATTR_SENSITIVE] = AT_CREATION,
    [ATTR_SIGN] = AT_CREATION | BY_OWNER,
    [ATTR_UNWRAP] = AT_CREATION | BY_OWNER,
    [ATTR_VERIFY] = AT_CREATION | BY_OWNER,
    [ATTR_WRAP] = AT_CREATION | BY_OWNER,
    [ATTR_WRAP_WITH_TRUSTED] = AT_CREATION | BY_OWNER,
};

static int refuse(const struct attribute_value *value, struct error *err)
{
	return error_raise(
	    err, ERR_ATTRIBUTE_VALUE, key_attribute_name(value->attribute), value->text);
}

static void assign(struct key_object *key, enum key_attribute attribute, bool on)
{
	if (on)
		key->view.flags |= FLAG(attribute);
	else
		key->view.flags &= ~FLAG(attribute);
}

/* A public key cannot unwrap, a private key cannot wrap, and only private keys choose to be seen.
 */
static bool class_allows(enum key_class class, const struct attribute_value *value)
{
	switch ((int)value->attribute) {
	case ATTR_UNWRAP:
		return !value->flag || class != KEY_CLASS_PUBLIC;
	case ATTR_WRAP:
		return !value->flag || class != KEY_CLASS_PRIVATE;
	case ATTR_SENSITIVE:
		return class == KEY_CLASS_PRIVATE || value->flag == (class == KEY_CLASS_SECRET);
	default:
		return true;
	}
}

static int assign_id(struct key_object *key, const struct attribute_value *value, struct error *err)
{
	if (value->binary.len > KEY_ID_MAX)
		return refuse(value, err);
	key->view.id_len = value->binary.len;
	if (value->binary.len)
		memcpy(key->view.id, value->binary.data, value->binary.len);
	return 0;
}

int key_rules_label(struct key_object *key, const char *label, struct error *err)
{
	size_t len = strlen(label), characters = 0;

	for (size_t i = 0; i < len; i++)
		characters += ((unsigned char)label[i] & 0xc0) != 0x80;
	if (characters < 1 || characters > KEY_LABEL_MAX || len >= sizeof(key->view.label))
		return error_raise(err, ERR_KEY_LABEL);
	memset(key->view.label, 0, sizeof(key->view.label));
	memcpy(key->view.label, label, len);
	return 0;
}

static int apply_one(struct key_object *key, const struct attribute_value *value, struct error *err)
{
	if (value->attribute == ATTR_TOKEN)
		return error_raise(err, ERR_ATTRIBUTE_TOKEN);
	if (!(settable[value->attribute] & AT_CREATION) || !class_allows(key->view.class, value))
		return refuse(value, err);
	if (value->attribute == ATTR_ID)
		return assign_id(key, value, err);
	assign(key, value->attribute, value->flag);
	return 0;
}

int key_rules_apply(struct key_object *key, enum key_origin origin,
    const struct attribute_list *list, struct error *err)
{
	bool has_secret = key->view.class != KEY_CLASS_PUBLIC;
	int rc = 0;

	for (size_t i = 0; !rc && list && i < list->count; i++)
		rc = apply_one(key, &list->values[i], err);
	if (rc)
		return rc;
	assign(key, ATTR_ALWAYS_SENSITIVE,
	    has_secret && origin == KEY_GENERATED && key_view_flag(&key->view, ATTR_SENSITIVE));
	assign(key, ATTR_NEVER_EXTRACTABLE,
	    has_secret && origin == KEY_GENERATED && !key_view_flag(&key->view, ATTR_EXTRACTABLE));
	return 0;
}

/* Attributes that can only go one way, or only on newer HSMs. */
static bool change_is_allowed(const struct partition *partition, const struct key_object *key,
    const struct attribute_value *value)
{
	const struct partition_row *row = &partition->row;
	bool before = key_view_flag(&key->view, value->attribute);
	int64_t now = store_now(partition->store);

	switch ((int)value->attribute) {
	case ATTR_MODIFIABLE:
		return !value->flag;
	case ATTR_EXTRACTABLE:
		return !value->flag && before && policy_allows(row, POLICY_SET_EXTRACTABLE, now);
	case ATTR_WRAP_WITH_TRUSTED:
		return value->flag || !before;
	case ATTR_ID:
		return policy_allows(row, POLICY_SET_ID, now);
	case ATTR_DERIVE:
		return key->view.type != KEY_RSA || policy_allows(row, POLICY_SET_DERIVE_RSA, now);
	default:
		return true;
	}
}

int key_rules_set(const struct partition *partition, enum user_role role, struct key_object *key,
    const struct attribute_value *value, struct error *err)
{
	bool by_admin = value->attribute == ATTR_TRUSTED && role == ROLE_ADMIN;

	if (!key_view_flag(&key->view, ATTR_MODIFIABLE))
		return error_raise(err, ERR_KEY_NOT_MODIFIABLE);
	if (!by_admin &&
	    (!(settable[value->attribute] & BY_OWNER) || !class_allows(key->view.class, value) ||
		!change_is_allowed(partition, key, value)))
		return refuse(value, err);
	if (value->attribute == ATTR_LABEL)
		return key_rules_label(key, value->text, err);
	if (value->attribute == ATTR_ID)
		return assign_id(key, value, err);
	assign(key, value->attribute, value->flag);
	return 0;
}
