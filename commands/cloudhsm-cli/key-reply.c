/* Prints keys in the order of fields that scripts and samples of the service show. */
#include "key-reply.h"

#include "key.h"
#include "reply.h"

#include <inttypes.h>

static const struct reply_node user_coverage_fields[] = {
    {.name = "username", .type = REPLY_STRING},
    {.name = "key-coverage", .type = REPLY_STRING},
};

static const struct reply_node user_coverage = OBJECT_NODE("", user_coverage_fields);

static const struct reply_node quorum_fields[] = {
    {.name = "manage-key-quorum-value", .type = REPLY_NUMBER},
    {.name = "use-key-quorum-value", .type = REPLY_NUMBER},
};

static const struct reply_node key_info_fields[] = {
    LIST_NODE("key-owners", &user_coverage),
    LIST_NODE("shared-users", &user_coverage),
    OBJECT_NODE("key-quorum-values", quorum_fields),
    {.name = "cluster-coverage", .type = REPLY_STRING},
};

#define ATTRIBUTE(field, field_type, field_flags)                                                  \
	{.name = (field), .type = (field_type), .flags = (field_flags)},

static const struct reply_node attribute_fields[] = {
#define REST 0
#include "key-attributes.def"
#undef REST
};

static const struct reply_node listed_attribute_fields[] = {
#define REST REPLY_OPTIONAL
#include "key-attributes.def"
#undef REST
};

#undef ATTRIBUTE

const struct reply_node key_fields[KEY_FIELDS] = {
    {.name = "key-reference", .type = REPLY_STRING},
    OBJECT_NODE("key-info", key_info_fields),
    OBJECT_NODE("attributes", attribute_fields),
};

const struct reply_node listed_key_fields[KEY_FIELDS] = {
    {.name = "key-reference", .type = REPLY_STRING},
    {
	.name = "key-info",
	.type = REPLY_OBJECT,
	.flags = REPLY_OPTIONAL,
	.children = key_info_fields,
	.n_children = ARRAY_LENGTH(key_info_fields),
    },
    OBJECT_NODE("attributes", listed_attribute_fields),
};

static const struct reply_node key_reply_fields[] = {KEY_NODE("key")};
static const struct reply_node key_message_fields[] = {
    KEY_NODE("key"),
    {.name = "message", .type = REPLY_STRING},
};
static const struct reply_node message_fields[] = {{.name = "message", .type = REPLY_STRING}};
static const struct reply_node key_pair_fields[] = {
    KEY_NODE("public_key"),
    KEY_NODE("private_key"),
};

const struct reply_node key_reply = OBJECT_NODE("", key_reply_fields);
const struct reply_node key_message_reply = OBJECT_NODE("", key_message_fields);
const struct reply_node message_reply = OBJECT_NODE("", message_fields);
const struct reply_node key_pair_reply = OBJECT_NODE("", key_pair_fields);

void reply_key_reference(struct reply *reply, const char *name, uint64_t reference)
{
	reply_format(reply, name, "0x%016" PRIx64, reference);
}

static void reply_user_coverage(
    struct reply *reply, const char *username, enum coverage key_coverage)
{
	reply_object(reply, NULL);
	reply_string(reply, "username", username);
	reply_string(reply, "key-coverage", coverage_name(key_coverage));
	reply_end(reply);
}

static void reply_key_info(struct reply *reply, const struct key_view *key)
{
	reply_object(reply, "key-info");
	reply_array(reply, "key-owners");
	reply_user_coverage(reply, key->owner, key->owner_coverage);
	reply_end(reply);
	reply_array(reply, "shared-users");
	for (size_t i = 0; i < key->n_sharees; i++)
		reply_user_coverage(reply, key->sharees[i].username, key->sharees[i].coverage);
	reply_end(reply);
	reply_object(reply, "key-quorum-values");
	reply_number(reply, "manage-key-quorum-value", key->manage_quorum);
	reply_number(reply, "use-key-quorum-value", key->use_quorum);
	reply_end(reply);
	reply_string(reply, "cluster-coverage", coverage_name(key->cluster_coverage));
	reply_end(reply);
}

static void reply_flags(struct reply *reply, const struct key_view *key)
{
	for (enum key_attribute i = ATTR_ENCRYPT; i <= ATTR_WRAP_WITH_TRUSTED; i++) {
		reply_bool(reply, key_attribute_name(i), key_view_flag(key, i));
		/* No flag, and in the midst of them all the same. */
		if (i == ATTR_PRIVATE && key->type == KEY_ML_DSA)
			reply_string(
			    reply, "mldsa-algorithm", mldsa_algorithm_name(key->mldsa_algorithm));
	}
}

static void reply_attributes(struct reply *reply, const struct key_view *key)
{
	reply_object(reply, "attributes");
	reply_string(reply, "key-type", key_type_name(key->type));
	reply_string(reply, "label", key->label);
	reply_bytes_hex(reply, "id", key->id, key->id_len);
	if (key->has_check_value)
		reply_bytes_hex(reply, "check-value", key->check_value, sizeof(key->check_value));
	reply_string(reply, "class", key_class_name(key->class));
	reply_flags(reply, key);
	reply_number(reply, "key-length-bytes", key->key_length_bytes);
	if (key->type == KEY_EC) {
		reply_bytes_hex(reply, "ec-point", key->ec_point.data, key->ec_point.len);
		reply_string(reply, "curve", key_curve_name(key->curve));
	}
	if (key->type == KEY_RSA) {
		reply_bytes_hex(
		    reply, "public-exponent", key->public_exponent.data, key->public_exponent.len);
		reply_bytes_hex(reply, "modulus", key->modulus.data, key->modulus.len);
		reply_number(reply, "modulus-size-bits", key->modulus_size_bits);
	}
	reply_end(reply);
}

void reply_key(struct reply *reply, const char *name, const struct key_view *key)
{
	reply_object(reply, name);
	reply_key_reference(reply, "key-reference", key->reference);
	reply_key_info(reply, key);
	reply_attributes(reply, key);
	reply_end(reply);
}

void reply_key_short(struct reply *reply, const char *name, const struct key_view *key)
{
	reply_object(reply, name);
	reply_key_reference(reply, "key-reference", key->reference);
	reply_object(reply, "attributes");
	reply_string(reply, "label", key->label);
	reply_end(reply);
	reply_end(reply);
}

void key_reply_fill(struct reply *reply, const struct key_view *key, const char *message)
{
	reply_object(reply, NULL);
	reply_key(reply, "key", key);
	if (message)
		reply_string(reply, "message", message);
	reply_end(reply);
}

void message_reply_fill(struct reply *reply, const char *message)
{
	reply_object(reply, NULL);
	reply_string(reply, "message", message);
	reply_end(reply);
}

void key_pair_reply_fill(
    struct reply *reply, const struct key_view *public_key, const struct key_view *private_key)
{
	reply_object(reply, NULL);
	reply_key(reply, "public_key", public_key);
	reply_key(reply, "private_key", private_key);
	reply_end(reply);
}
