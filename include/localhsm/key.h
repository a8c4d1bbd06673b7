/*
 * Keys: their attributes, filters that select them, and what a crypto user can do with them.
 * Attribute names are those of CloudHSM's attribute table (PKCS#11 v2.40 CKA_* in kebab case).
 */
#ifndef LOCALHSM_KEY_H
#define LOCALHSM_KEY_H

#include "attributes.h"
#include "bytes.h"
#include "user.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct connection;

#define KEY_LABEL_MAX 127                     /* characters, of UTF-8 */
#define KEY_LABEL_SIZE (4 * KEY_LABEL_MAX + 1) /* bytes, with the final NUL */
#define KEY_ID_MAX 64 /* bytes */
#define KEY_SHAREES_MAX 1024

enum key_class { KEY_CLASS_SECRET, KEY_CLASS_PUBLIC, KEY_CLASS_PRIVATE };

enum key_type { KEY_AES, KEY_DES3, KEY_GENERIC_SECRET, KEY_RSA, KEY_EC };

/* Curves in the order of the help; prime256v1 is secp256r1. */
enum key_curve {
	CURVE_NONE,
	CURVE_SECP224R1,
	CURVE_SECP256R1,
	CURVE_SECP384R1,
	CURVE_SECP256K1,
	CURVE_SECP521R1,
};

/* Every attribute of the table, in the order in which a key object prints them. */
enum key_attribute {
	ATTR_KEY_TYPE,
	ATTR_LABEL,
	ATTR_ID,
	ATTR_CHECK_VALUE,
	ATTR_CLASS,
	ATTR_ENCRYPT,
	ATTR_DECRYPT,
	ATTR_TOKEN,
	ATTR_ALWAYS_SENSITIVE,
	ATTR_DERIVE,
	ATTR_DESTROYABLE,
	ATTR_EXTRACTABLE,
	ATTR_LOCAL,
	ATTR_MODIFIABLE,
	ATTR_NEVER_EXTRACTABLE,
	ATTR_PRIVATE,
	ATTR_SENSITIVE,
	ATTR_SIGN,
	ATTR_TRUSTED,
	ATTR_UNWRAP,
	ATTR_VERIFY,
	ATTR_WRAP,
	ATTR_WRAP_WITH_TRUSTED,
	ATTR_KEY_LENGTH_BYTES,
	ATTR_EC_POINT,
	ATTR_CURVE,
	ATTR_PUBLIC_EXPONENT,
	ATTR_MODULUS,
	ATTR_MODULUS_SIZE_BITS,
	ATTR_WRAP_TEMPLATE,   /* never printed */
	ATTR_UNWRAP_TEMPLATE, /* never printed */
	ATTR_COUNT
};

enum attribute_kind { ATTRIBUTE_BOOL, ATTRIBUTE_TEXT, ATTRIBUTE_HEX, ATTRIBUTE_NUMBER, ATTRIBUTE_WORD };

const char *key_attribute_name(enum key_attribute attribute);
/* ATTR_COUNT for an unknown name. */
enum key_attribute key_attribute_from_name(const char *name);
enum attribute_kind key_attribute_kind(enum key_attribute attribute);

const char *key_class_name(enum key_class class); /* "secret-key", "public-key", "private-key" */
const char *key_type_name(enum key_type type);    /* "aes", "des3", "generic-secret", "rsa", "ec" */
const char *key_curve_name(enum key_curve curve);
/* Each false for an unknown name. key_type takes 3des and des3 in any case; curve prime256v1 too. */
bool key_class_from_name(const char *name, enum key_class *class);
bool key_type_from_name(const char *name, enum key_type *type);
bool key_curve_from_name(const char *name, enum key_curve *curve);

/* One key as it is printed. Free with key_view_done (or key_views_free for an array). */
struct key_view {
	uint64_t reference;
	char owner[USERNAME_MAX + 1];
	enum coverage owner_coverage;
	struct key_sharee {
		char username[USERNAME_MAX + 1];
		enum coverage coverage;
	} *sharees;
	size_t n_sharees;
	unsigned manage_quorum, use_quorum;
	enum coverage cluster_coverage;

	enum key_type type;
	enum key_class class;
	char label[KEY_LABEL_SIZE];
	unsigned char id[KEY_ID_MAX];
	size_t id_len;
	bool has_check_value;
	unsigned char check_value[3];
	uint64_t flags; /* bit 1 << ATTR_x for each true boolean attribute */
	uint32_t key_length_bytes;
	enum key_curve curve;         /* EC */
	struct bytes ec_point;        /* EC: DER OCTET STRING of the X9.62 point */
	struct bytes public_exponent; /* RSA: big endian, even number of hex digits */
	struct bytes modulus;         /* RSA: big endian, no leading 00 */
	uint32_t modulus_size_bits;   /* RSA */
};

static inline bool key_view_flag(const struct key_view *key, enum key_attribute attribute)
{
	return (key->flags >> attribute) & 1U;
}
void key_view_done(struct key_view *key);
void key_views_free(struct key_view *keys, size_t count);

/*
 * A filter: conditions that must all hold. Words are `key-reference=0x<hex>` (decimal too) or
 * `attr.<name>=<value>`. Each condition compares in the attribute's kind: hex ignores case and a
 * leading 0x, words take the accepted spellings (3des = des3).
 */
struct key_condition {
	bool is_reference;
	uint64_t reference;
	enum key_attribute attribute;
	const char *text;    /* the value as typed; owned by the filter */
	struct bytes binary; /* ATTRIBUTE_HEX */
	uint64_t number;     /* ATTRIBUTE_BOOL, ATTRIBUTE_NUMBER */
};
struct key_filter {
	struct key_condition *conditions;
	size_t count;
};
/* An empty filter selects every key that the user can see. */
#define KEY_FILTER_INIT {NULL, 0}
/*
 * ERR_USAGE, with a text that names the word and the nearest right one, for a word of another form,
 * an unknown attribute or a value that is none of its kind. *filter is the caller's, to be freed
 * with key_filter_done.
 */
MUST_CHECK int key_filter_parse(const char *const *words, size_t count, struct key_filter *filter,
    struct error *err);
void key_filter_done(struct key_filter *filter);
bool key_filter_matches(const struct key_filter *filter, const struct key_view *key);

/* `name=value` words of the --attributes family. */
struct attribute_value {
	enum key_attribute attribute;
	const char *text;    /* owned by the list */
	struct bytes binary; /* ATTR_ID */
	bool flag;           /* booleans */
};
struct attribute_list {
	struct attribute_value *values;
	size_t count;
};
#define ATTRIBUTE_LIST_INIT {NULL, 0}
/* ERR_USAGE for an unknown name or a value that is none of its kind; ERR_USAGE for a name given twice. */
MUST_CHECK int attribute_list_parse(const char *const *words, size_t count,
    struct attribute_list *list, struct error *err);
void attribute_list_done(struct attribute_list *list);

/* What every command that makes a key takes. All borrowed; NULL and 0 where not given. */
struct key_template {
	const char *label;
	const struct attribute_list *attributes;
	const char *const *share_with; /* usernames */
	size_t n_share_with;
	bool session; /* a session key: lives with this login, on one HSM */
};

enum hash_function { HASH_SHA1, HASH_SHA224, HASH_SHA256, HASH_SHA384, HASH_SHA512 };

enum wrap_mechanism { WRAP_RSA_AES, WRAP_RSA_OAEP };

struct wrap_parameters {
	enum wrap_mechanism mechanism;
	enum hash_function hash, mgf; /* OAEP, with MGF1 and an empty label: RFC 8017, 7.1 */
};

/*
 * Every call below that makes or changes a key writes to each connected HSM in turn, each of which
 * takes it whole or not at all. Views are the caller's (key_view_done). Calls that name a key by a
 * filter fail with ERR_KEY_NOT_SINGLE unless it matches exactly one key that the user can see.
 * Token keys need two HSMs unless the availability check is off: ERR_KEY_AVAILABILITY.
 */

MUST_CHECK int key_generate_aes(struct connection *connection, const struct key_template *template,
    uint64_t length_bytes, struct key_view *key, struct error *err);
MUST_CHECK int key_generate_generic_secret(struct connection *connection,
    const struct key_template *template, uint64_t length_bytes, struct key_view *key,
    struct error *err);
/* Sharees of the template go to the private half. */
MUST_CHECK int key_generate_rsa(struct connection *connection, const struct key_template *public_template,
    const struct key_template *private_template, uint64_t modulus_bits, uint64_t exponent,
    struct key_view *public_key, struct key_view *private_key, struct error *err);
MUST_CHECK int key_generate_ec(struct connection *connection, const struct key_template *public_template,
    const struct key_template *private_template, enum key_curve curve, struct key_view *public_key,
    struct key_view *private_key, struct error *err);

/* A page of the keys that the user can see, in ascending order of reference. */
struct key_page {
	struct key_view *keys; /* freed with key_page_done */
	size_t count;
	uint64_t total; /* all matches, not the page */
	bool has_next;
	uint64_t next; /* the offset where the next page starts */
};
MUST_CHECK int key_list(struct connection *connection, const struct key_filter *filter,
    uint64_t offset, uint64_t max_items, struct key_page *page, struct error *err);
void key_page_done(struct key_page *page);

/*
 * Imports the public key (SubjectPublicKeyInfo or PKCS#1 RSAPublicKey) in a PEM text. path is only
 * named in errors. ERR_PEM_INVALID; ERR_KEY_TYPE_MISMATCH when it is not of type.
 */
MUST_CHECK int key_import_pem(struct connection *connection, const struct key_template *template,
    enum key_type type, const char *path, const void *pem, size_t pem_len, struct key_view *key,
    struct error *err);

/*
 * The public half, as PEM SubjectPublicKeyInfo appended to pem. The filter may hit a public key, a
 * private key, or both halves of one pair.
 */
MUST_CHECK int key_export_public_pem(struct connection *connection, const struct key_filter *filter,
    struct bytes *pem, struct error *err);

MUST_CHECK int key_set_attribute(struct connection *connection, const struct key_filter *filter,
    const struct attribute_value *value, struct error *err);
MUST_CHECK int key_share(struct connection *connection, const struct key_filter *filter,
    const char *username, enum user_role role, struct error *err);
MUST_CHECK int key_unshare(struct connection *connection, const struct key_filter *filter,
    const char *username, enum user_role role, struct error *err);
MUST_CHECK int key_delete(struct connection *connection, const struct key_filter *filter,
    struct error *err);

/* The wrapped bytes are appended to wrapped. */
MUST_CHECK int key_wrap(struct connection *connection, const struct wrap_parameters *parameters,
    const struct key_filter *payload, const struct key_filter *wrapping,
    uint64_t *payload_reference, uint64_t *wrapping_reference, struct bytes *wrapped,
    struct error *err);
MUST_CHECK int key_unwrap(struct connection *connection, const struct wrap_parameters *parameters,
    const struct key_filter *unwrapping, enum key_type type, enum key_class class,
    const struct key_template *template, const void *wrapped, size_t wrapped_len,
    struct key_view *key, struct error *err);

/* Copies a token key to a clone of its cluster, with reference, attributes, owner and sharees. */
MUST_CHECK int key_replicate(struct connection *source, struct connection *destination,
    const struct key_filter *filter, struct key_view *key, struct error *err);

#endif
