/* Reads a key of a declared estate. */
#include "apply-plan.h"

#include "error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MODULUS_MIN 2048
#define MODULUS_MAX 4096
#define MODULUS_STEP 256
#define EXPONENT_DEFAULT 65537
#define GENERIC_SECRET_MAX 800
#define WORD_MAX (2 * KEY_ID_MAX + 64) /* "wrap-with-trusted=false", "id=0x…" */

/* Members of keys of every type; each type takes some of them. */
enum {
	KEY_TYPE,
	KEY_LABEL,
	KEY_PRIVATE_LABEL,
	KEY_PUBLIC_LABEL,
	KEY_OWNER,
	KEY_LENGTH,
	KEY_MODULUS,
	KEY_EXPONENT,
	KEY_CURVE,
	KEY_ATTRIBUTES,
	KEY_PRIVATE_ATTRIBUTES,
	KEY_PUBLIC_ATTRIBUTES,
	KEY_SHARED_WITH,
	KEY_QUORUM_VALUES,
	KEY_MEMBERS
};
static const struct member key_members[KEY_MEMBERS] = {
    [KEY_TYPE] = {"key-type", DOCUMENT_STRING, true},
    [KEY_LABEL] = {"label", DOCUMENT_STRING, true},
    [KEY_PRIVATE_LABEL] = {"private-label", DOCUMENT_STRING, true},
    [KEY_PUBLIC_LABEL] = {"public-label", DOCUMENT_STRING, true},
    [KEY_OWNER] = {"owner", DOCUMENT_STRING, true},
    [KEY_LENGTH] = {"key-length-bytes", DOCUMENT_NUMBER, true},
    [KEY_MODULUS] = {"modulus-size-bits", DOCUMENT_NUMBER, true},
    [KEY_EXPONENT] = {"public-exponent", DOCUMENT_NUMBER, false},
    [KEY_CURVE] = {"curve", DOCUMENT_STRING, true},
    [KEY_ATTRIBUTES] = {"attributes", DOCUMENT_OBJECT, false},
    [KEY_PRIVATE_ATTRIBUTES] = {"private-attributes", DOCUMENT_OBJECT, false},
    [KEY_PUBLIC_ATTRIBUTES] = {"public-attributes", DOCUMENT_OBJECT, false},
    [KEY_SHARED_WITH] = {"shared-with", DOCUMENT_ARRAY, false},
    [KEY_QUORUM_VALUES] = {"key-quorum-values", DOCUMENT_OBJECT, false},
};

#define BIT(member) (1U << (member))
#define OF_ALL (BIT(KEY_TYPE) | BIT(KEY_OWNER) | BIT(KEY_SHARED_WITH) | BIT(KEY_QUORUM_VALUES))
#define OF_SECRETS (OF_ALL | BIT(KEY_LABEL) | BIT(KEY_LENGTH) | BIT(KEY_ATTRIBUTES))
#define OF_PAIRS                                                                                   \
	(OF_ALL | BIT(KEY_PRIVATE_LABEL) | BIT(KEY_PUBLIC_LABEL) | BIT(KEY_PRIVATE_ATTRIBUTES) |   \
	    BIT(KEY_PUBLIC_ATTRIBUTES))

/* The types that can be made, by the members that they take; 0: none. */
static unsigned members_of(enum key_type type)
{
	switch (type) {
	case KEY_AES:
	case KEY_GENERIC_SECRET:
		return OF_SECRETS;
	case KEY_RSA:
		return OF_PAIRS | BIT(KEY_MODULUS) | BIT(KEY_EXPONENT);
	case KEY_EC:
		return OF_PAIRS | BIT(KEY_CURVE);
	case KEY_DES3:
	case KEY_ML_DSA:
		break;
	}
	return 0;
}

static const struct document *find_member(const struct document *object, const char *name)
{
	const struct document *value =
	    document_type(object) == DOCUMENT_OBJECT ? document_first(object) : NULL;

	while (value && strcmp(document_name(value), name) != 0)
		value = document_next(value);
	return value;
}

/* What decides on the other members. */
static int read_type(const struct document *object, struct apply_key *key, struct error *err)
{
	const struct document *value = find_member(object, "key-type");
	const char *name = value ? document_string(value) : NULL;

	if (document_type(object) != DOCUMENT_OBJECT)
		return place_refuse(&key->place, err, "it must be an object");
	if (!value)
		return place_refuse_member(&key->place, "key-type", err, "it is missing");
	if (!name || !key_type_from_name(name, &key->type) || members_of(key->type) == 0 ||
	    strcmp(name, key_type_name(key->type)) != 0)
		return place_refuse_member(
		    &key->place, "key-type", err, "it must be aes, generic-secret, rsa or ec");
	return 0;
}

static int read_members(const struct document *object, const struct apply_key *key,
    const struct document **values, struct error *err)
{
	const struct document *taken[KEY_MEMBERS];
	struct member members[KEY_MEMBERS];
	size_t places[KEY_MEMBERS] = {0}, count = 0;
	int rc;

	for (size_t i = 0; i < KEY_MEMBERS; i++) {
		values[i] = NULL;
		if (members_of(key->type) & BIT(i)) {
			members[count] = key_members[i];
			places[count++] = i;
		}
	}
	rc = place_read_object(&key->place, object, members, count, taken, err);
	for (size_t i = 0; rc == 0 && i < count; i++)
		values[places[i]] = taken[i];
	return rc;
}

/* Sizes */

static int read_length(const struct document *value, struct apply_key *key, struct error *err)
{
	bool is_number = document_number(value, &key->size);

	if (key->type == KEY_AES &&
	    (!is_number || (key->size != 16 && key->size != 24 && key->size != 32)))
		return place_refuse_member(
		    &key->place, "key-length-bytes", err, "it must be 16, 24 or 32");
	if (!is_number || key->size < 1 || key->size > GENERIC_SECRET_MAX)
		return place_refuse_member(&key->place, "key-length-bytes", err,
		    "it must be a whole number from 1 to %d", GENERIC_SECRET_MAX);
	return 0;
}

static int read_rsa_size(
    const struct document *const *values, struct apply_key *key, struct error *err)
{
	const struct document *exponent = values[KEY_EXPONENT];

	if (!document_number(values[KEY_MODULUS], &key->size) || key->size < MODULUS_MIN ||
	    key->size > MODULUS_MAX || key->size % MODULUS_STEP != 0)
		return place_refuse_member(&key->place, "modulus-size-bits", err,
		    "it must be %d to %d in steps of %d", MODULUS_MIN, MODULUS_MAX, MODULUS_STEP);
	key->exponent = EXPONENT_DEFAULT;
	if (exponent && (!document_number(exponent, &key->exponent) ||
			    key->exponent < EXPONENT_DEFAULT || key->exponent % 2 == 0))
		return place_refuse_member(&key->place, "public-exponent", err,
		    "it must be odd, %d or more", EXPONENT_DEFAULT);
	return 0;
}

static int read_curve(const struct document *value, struct apply_key *key, struct error *err)
{
	const char *name = document_string(value);

	if (key_curve_from_name(name, &key->curve) && strcmp(name, key_curve_name(key->curve)) == 0)
		return 0;
	return place_refuse_member(&key->place, "curve", err,
	    "it must be secp224r1, secp256r1, secp384r1, secp256k1, secp521r1 or ed25519");
}

static int read_size(const struct document *const *values, struct apply_key *key, struct error *err)
{
	if (key->type == KEY_RSA)
		return read_rsa_size(values, key, err);
	if (key->type == KEY_EC)
		return read_curve(values[KEY_CURVE], key, err);
	return read_length(values[KEY_LENGTH], key, err);
}

/* Attributes */

/* Those that a key can be made with. */
static const enum key_attribute given_attributes[] = {
    ATTR_ID,
    ATTR_ENCRYPT,
    ATTR_DECRYPT,
    ATTR_DERIVE,
    ATTR_DESTROYABLE,
    ATTR_EXTRACTABLE,
    ATTR_MODIFIABLE,
    ATTR_PRIVATE,
    ATTR_SENSITIVE,
    ATTR_SIGN,
    ATTR_UNWRAP,
    ATTR_VERIFY,
    ATTR_WRAP,
    ATTR_WRAP_WITH_TRUSTED,
};
#define ATTRIBUTES_MAX ARRAY_LENGTH(given_attributes)

/* A public key cannot unwrap, a private key cannot wrap, and only private keys choose to be seen.
 */
static int check_attribute(const struct place *place, enum key_class class,
    enum key_attribute attribute, bool flag, struct error *err)
{
	const char *name = key_attribute_name(attribute);

	if (attribute == ATTR_UNWRAP && flag && class == KEY_CLASS_PUBLIC)
		return place_refuse_member(place, name, err, "a public key cannot unwrap");
	if (attribute == ATTR_WRAP && flag && class == KEY_CLASS_PRIVATE)
		return place_refuse_member(place, name, err, "a private key cannot wrap");
	if (attribute == ATTR_SENSITIVE && class == KEY_CLASS_SECRET && !flag)
		return place_refuse_member(place, name, err, "a secret key is sensitive");
	if (attribute == ATTR_SENSITIVE && class == KEY_CLASS_PUBLIC && flag)
		return place_refuse_member(place, name, err, "a public key is not sensitive");
	return 0;
}

static bool is_hex_id(const char *text)
{
	size_t len = strlen(text);

	return strncmp(text, "0x", 2) == 0 && len % 2 == 0 && len <= 2 + 2 * KEY_ID_MAX &&
	       strspn(text + 2, "0123456789abcdefABCDEF") == len - 2;
}

/* "wrap=true", as it would be typed. */
static int write_word(const struct place *place, const struct apply_half *half,
    enum key_attribute attribute, const struct document *value, char word[WORD_MAX],
    struct error *err)
{
	const char *name = key_attribute_name(attribute);
	bool flag = document_bool(value);

	if (attribute == ATTR_ID) {
		if (!is_hex_id(document_string(value)))
			return place_refuse_member(place, name, err,
			    "it must be up to %d bytes in hex, such as 0x01", KEY_ID_MAX);
		(void)snprintf(word, WORD_MAX, "%s=%s", name, document_string(value));
		return 0;
	}
	(void)snprintf(word, WORD_MAX, "%s=%s", name, flag ? "true" : "false");
	return check_attribute(place, half->class, attribute, flag, err);
}

static int read_attributes(const struct apply_key *key, const struct document *object,
    struct apply_half *half, struct error *err)
{
	const struct place place = {.within = &key->place, .name = half->attributes_member};
	const struct document *values[ATTRIBUTES_MAX];
	struct member members[ATTRIBUTES_MAX];
	char words[ATTRIBUTES_MAX][WORD_MAX];
	const char *list[ATTRIBUTES_MAX];
	size_t count = 0;
	int rc;

	for (size_t i = 0; i < ATTRIBUTES_MAX; i++)
		members[i] = (struct member){key_attribute_name(given_attributes[i]),
		    given_attributes[i] == ATTR_ID ? DOCUMENT_STRING : DOCUMENT_BOOL, false};
	rc = place_read_object(&place, object, members, ATTRIBUTES_MAX, values, err);
	for (size_t i = 0; rc == 0 && i < ATTRIBUTES_MAX; i++) {
		if (!values[i])
			continue;
		rc = write_word(&place, half, given_attributes[i], values[i], words[count], err);
		list[count] = words[count];
		count++;
	}
	if (rc == 0 && attribute_list_parse(list, count, &half->attributes, err) != 0)
		rc = place_blame(&place, NULL, err);
	return rc;
}

static int read_half(const struct apply_key *key, const struct document *label,
    const struct document *attributes, struct apply_half *half, struct error *err)
{
	size_t characters = 0;

	half->label = document_string(label);
	for (const char *c = half->label; *c != '\0'; c++)
		characters += ((unsigned char)*c & 0xc0) != 0x80;
	if (characters < 1 || characters > KEY_LABEL_MAX)
		return place_refuse_member(&key->place, half->label_member, err,
		    "it must have 1 to %d characters", KEY_LABEL_MAX);
	return attributes ? read_attributes(key, attributes, half, err) : 0;
}

static int read_halves(
    const struct document *const *values, struct apply_key *key, struct error *err)
{
	bool is_pair = (members_of(key->type) & BIT(KEY_PUBLIC_LABEL)) != 0;
	unsigned label = is_pair ? KEY_PRIVATE_LABEL : KEY_LABEL;
	unsigned attributes = is_pair ? KEY_PRIVATE_ATTRIBUTES : KEY_ATTRIBUTES;
	int rc;

	key->n_halves = is_pair ? 2 : 1;
	key->halves[0] = (struct apply_half){
	    .class = is_pair ? KEY_CLASS_PRIVATE : KEY_CLASS_SECRET,
	    .label_member = key_members[label].name,
	    .attributes_member = key_members[attributes].name,
	};
	key->halves[1] = (struct apply_half){
	    .class = KEY_CLASS_PUBLIC,
	    .label_member = key_members[KEY_PUBLIC_LABEL].name,
	    .attributes_member = key_members[KEY_PUBLIC_ATTRIBUTES].name,
	};
	rc = read_half(key, values[label], values[attributes], &key->halves[0], err);
	if (rc == 0 && is_pair)
		rc = read_half(key, values[KEY_PUBLIC_LABEL], values[KEY_PUBLIC_ATTRIBUTES],
		    &key->halves[1], err);
	return rc;
}

/* People */

static int find_crypto_user(const struct apply_cluster *cluster, const struct place *place,
    const char *name, size_t *index, struct error *err)
{
	char username[USERNAME_MAX + 1];

	if (user_name_normalise(name, username, err) != 0)
		return place_blame(place, NULL, err);
	*index = apply_find_user(cluster, username);
	if (*index == APPLY_NONE)
		return place_refuse(
		    place, err, "%s is none of the users of this cluster", username);
	if (cluster->users[*index].role != ROLE_CRYPTO_USER)
		return place_refuse(place, err, "%s is no crypto user", username);
	return 0;
}

static int read_sharee(const struct apply_cluster *cluster, const struct place *place,
    const struct document *value, struct apply_key *key, struct error *err)
{
	const char *name;
	size_t index = 0;
	int rc;

	if (document_type(value) != DOCUMENT_STRING)
		return place_refuse(place, err, "it must be a string");
	rc = find_crypto_user(cluster, place, document_string(value), &index, err);
	if (rc != 0)
		return rc;
	name = cluster->users[index].username;
	if (index == key->owner)
		return place_refuse(place, err, "%s is the owner", name);
	for (size_t i = 0; i < key->n_sharees; i++) {
		if (strcmp(key->sharees[i].username, name) == 0)
			return place_refuse(place, err, "%s is there twice", name);
	}
	memcpy(key->sharees[key->n_sharees++].username, name, USERNAME_MAX + 1);
	return 0;
}

static int read_sharees(const struct apply_cluster *cluster, const struct document *array,
    struct apply_key *key, struct error *err)
{
	const struct place place = {.within = &key->place, .name = "shared-with"};
	size_t index = 0;
	int rc = 0;

	if (document_count(array) > KEY_SHAREES_MAX)
		return place_refuse(&place, err, "there are more than %d", KEY_SHAREES_MAX);
	key->sharees = calloc(document_count(array) + 1, sizeof(*key->sharees));
	if (!key->sharees)
		return error_raise(err, ERR_MEMORY);
	for (const struct document *value = document_first(array); rc == 0 && value;
	     value = document_next(value)) {
		const struct place element = {.within = &place, .index = index};

		rc = read_sharee(cluster, &element, value, key, err);
		index++;
	}
	return rc;
}

/* How many may approve: the owner and the sharees. */
static int read_quorum_value(const struct apply_key *key, const struct place *place,
    const char *member, const struct document *value, unsigned *number, struct error *err)
{
	uint64_t given = 0;

	if (!document_number(value, &given) || given < QUORUM_MIN || given > QUORUM_MAX)
		return place_refuse_member(place, member, err,
		    "it must be a whole number from %d to %d", QUORUM_MIN, QUORUM_MAX);
	if (given > 1 + key->n_sharees)
		return place_refuse_member(place, member, err,
		    "there are only %zu users who could approve", 1 + key->n_sharees);
	*number = (unsigned)given;
	return 0;
}

static int read_quorum(const struct document *object, struct apply_key *key, struct error *err)
{
	static const struct member members[] = {
	    {"manage-key-quorum-value", DOCUMENT_NUMBER, true},
	    {"use-key-quorum-value", DOCUMENT_NUMBER, true},
	};
	const struct place place = {.within = &key->place, .name = "key-quorum-values"};
	const struct document *values[ARRAY_LENGTH(members)];
	int rc = place_read_object(&place, object, members, ARRAY_LENGTH(members), values, err);

	if (rc == 0)
		rc = read_quorum_value(
		    key, &place, members[0].name, values[0], &key->manage_quorum, err);
	if (rc == 0)
		rc = read_quorum_value(
		    key, &place, members[1].name, values[1], &key->use_quorum, err);
	return rc;
}

/* A key is known by its label, class and owner. */
static bool is_same(const struct apply_key *a, size_t i, const struct apply_key *b, size_t j)
{
	return a->owner == b->owner && a->halves[i].class == b->halves[j].class &&
	       strcmp(a->halves[i].label, b->halves[j].label) == 0;
}

static int check_unique(
    const struct apply_cluster *cluster, const struct apply_key *key, struct error *err)
{
	for (const struct apply_key *other = cluster->keys; other < key; other++) {
		for (size_t i = 0; i < key->n_halves; i++) {
			for (size_t j = 0; j < other->n_halves; j++) {
				if (is_same(key, i, other, j))
					return place_refuse_member(&key->place,
					    key->halves[i].label_member, err,
					    "%s has another %s of this label",
					    cluster->users[key->owner].username,
					    key_class_name(key->halves[i].class));
			}
		}
	}
	return 0;
}

int apply_read_key(const struct apply_cluster *cluster, const struct document *value,
    struct apply_key *key, struct error *err)
{
	const struct place owner = {.within = &key->place, .name = "owner"};
	const struct document *values[KEY_MEMBERS];
	int rc = read_type(value, key, err);

	if (rc == 0)
		rc = read_members(value, key, values, err);
	if (rc == 0)
		rc = read_size(values, key, err);
	if (rc == 0)
		rc = read_halves(values, key, err);
	if (rc == 0)
		rc = find_crypto_user(
		    cluster, &owner, document_string(values[KEY_OWNER]), &key->owner, err);
	if (rc == 0 && values[KEY_SHARED_WITH])
		rc = read_sharees(cluster, values[KEY_SHARED_WITH], key, err);
	if (rc == 0 && values[KEY_QUORUM_VALUES])
		rc = read_quorum(values[KEY_QUORUM_VALUES], key, err);
	return rc == 0 ? check_unique(cluster, key, err) : rc;
}
