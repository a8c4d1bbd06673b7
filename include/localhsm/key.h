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
struct quorum_approval;

#define KEY_LABEL_MAX 127                     /* characters, of UTF-8 */
#define KEY_LABEL_SIZE (4 * KEY_LABEL_MAX + 1) /* bytes, with the final NUL */
#define KEY_ID_MAX 64 /* bytes */
#define KEY_SHAREES_MAX 1024

enum key_class { KEY_CLASS_SECRET, KEY_CLASS_PUBLIC, KEY_CLASS_PRIVATE };

/* Ed25519 keys are EC keys, as the service prints them. */
enum key_type { KEY_AES, KEY_DES3, KEY_GENERIC_SECRET, KEY_RSA, KEY_EC, KEY_ML_DSA };

/* Curves in the order of the help; prime256v1 is secp256r1. */
enum key_curve {
	CURVE_NONE,
	CURVE_SECP224R1,
	CURVE_SECP256R1,
	CURVE_SECP384R1,
	CURVE_SECP256K1,
	CURVE_SECP521R1,
	CURVE_ED25519,
};

/* Parameter sets of FIPS 204. */
enum mldsa_algorithm { MLDSA_NONE, MLDSA_44, MLDSA_65, MLDSA_87 };

/*
 * Every attribute of the table, in the order in which a key object prints them, but for
 * mldsa-algorithm, which stands behind private. Key objects are stored with these numbers: new ones
 * go to the end.
 */
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
	ATTR_MLDSA_ALGORITHM,
	ATTR_COUNT
};

enum attribute_kind {
	ATTRIBUTE_BOOL,
	ATTRIBUTE_TEXT,
	ATTRIBUTE_HEX,
	ATTRIBUTE_NUMBER,
	ATTRIBUTE_WORD
};

const char *key_attribute_name(enum key_attribute attribute);
/* ATTR_COUNT for an unknown name. */
enum key_attribute key_attribute_from_name(const char *name);
enum attribute_kind key_attribute_kind(enum key_attribute attribute);

const char *key_class_name(enum key_class class); /* "secret-key", "public-key", "private-key" */
/* "aes", "des3", "generic-secret", "rsa", "ec", "ml-dsa" */
const char *key_type_name(enum key_type type);
const char *key_curve_name(enum key_curve curve);
const char *mldsa_algorithm_name(enum mldsa_algorithm algorithm); /* "ML-DSA-44" … */
/* Each takes any case, and is false for an unknown name. 3des is des3, prime256v1 secp256r1. */
bool key_class_from_name(const char *name, enum key_class *class);
bool key_type_from_name(const char *name, enum key_type *type);
bool key_curve_from_name(const char *name, enum key_curve *curve);
bool mldsa_algorithm_from_name(const char *name, enum mldsa_algorithm *algorithm);

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
	struct bytes ec_point;        /* EC: DER OCTET STRING of X9.62's point, or RFC 8032's */
	struct bytes public_exponent; /* RSA: big endian, even number of hex digits */
	struct bytes modulus;         /* RSA: big endian, no leading 00 */
	uint32_t modulus_size_bits;   /* RSA */
	enum mldsa_algorithm mldsa_algorithm; /* ML-DSA */
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
	uint64_t number;     /* ATTRIBUTE_BOOL, ATTRIBUTE_NUMBER, ATTRIBUTE_WORD: of its enum */
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
/*
 * ERR_USAGE for an unknown name, a value that is none of its kind, or a name that is given twice.
 */
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
	/* How many must approve that the key is managed, and used; 2 to 8, and both or neither. */
	bool has_quorum;
	unsigned manage_quorum, use_quorum;
};

enum hash_function { HASH_SHA1, HASH_SHA224, HASH_SHA256, HASH_SHA384, HASH_SHA512 };
#define HASH_FUNCTIONS 5
/* X(constant, number) for each: the number stands in all of its names. */
#define EACH_HASH_FUNCTION(X)                                                                      \
	X(HASH_SHA1, "1")                                                                          \
	X(HASH_SHA224, "224") X(HASH_SHA256, "256") X(HASH_SHA384, "384") X(HASH_SHA512, "512")
const char *hash_function_name(enum hash_function hash); /* "sha1" … "sha512" */

/* In the order of the help. */
enum wrap_mechanism {
	WRAP_AES_GCM,          /* SP 800-38D: ciphertext ‖ tag; the IV apart */
	WRAP_AES_NO_PAD,       /* RFC 3394, SP 800-38F KW: payloads of 16 bytes or more, in steps of 8 */
	WRAP_AES_PKCS5_PAD,    /* 1 to 8 bytes of padding as in PKCS#5, then RFC 3394: no standard */
	WRAP_AES_ZERO_PAD,     /* RFC 5649, SP 800-38F KWP */
	WRAP_CLOUDHSM_AES_GCM, /* IV ‖ ciphertext ‖ tag: CloudHSM's CKM_CLOUDHSM_AES_GCM */
	WRAP_RSA_AES,          /* OAEP of a fresh AES-256 key ‖ KWP: PKCS#11's CKM_RSA_AES_KEY_WRAP */
	WRAP_RSA_OAEP,         /* RFC 8017, 7.1, MGF1 and an empty label */
	WRAP_RSA_PKCS,         /* RFC 8017, 7.2: PKCS#1 v1.5 */
	WRAP_MECHANISMS
};

#define WRAP_IV_LEN 12
#define WRAP_TAG_BITS_MIN 64
#define WRAP_TAG_BITS_MAX 128 /* in steps of 8 */

/* Members that a mechanism has no use for are not looked at. All borrowed. */
struct wrap_parameters {
	enum wrap_mechanism mechanism;
	enum hash_function hash, mgf; /* rsa-aes, rsa-oaep */
	unsigned tag_bits;            /* both GCM */
	const void *aad;              /* both GCM: additional authenticated data; NULL when aad_len is 0 */
	size_t aad_len;
	const unsigned char *iv; /* unwrapping with aes-gcm: WRAP_IV_LEN bytes */
};

/* What wrapping yields. Free with wrapped_key_done. */
struct wrapped_key {
	uint64_t payload_reference, wrapping_reference;
	unsigned char iv[WRAP_IV_LEN]; /* aes-gcm: made by the HSM, for who unwraps */
	struct bytes data;
};
#define WRAPPED_KEY_INIT {.data = BYTES_INIT}
void wrapped_key_done(struct wrapped_key *wrapped);

/* In the order of the help. */
enum sign_mechanism {
	SIGN_ECDSA,        /* FIPS 186-5, 6; signatures r ‖ s, each as wide as the order of the curve */
	SIGN_ED25519,      /* RFC 8032 */
	SIGN_ED25519PH,    /* FIPS 186-5, 7.8, with an empty context */
	SIGN_ML_DSA,       /* FIPS 204, with an empty context */
	SIGN_RSA_PKCS,     /* RFC 8017, 8.2 */
	SIGN_RSA_PKCS_PSS, /* RFC 8017, 8.1 */
	SIGN_MECHANISMS
};

enum sign_data {
	SIGN_DATA_RAW,         /* the message itself */
	SIGN_DATA_DIGEST,      /* its hash; for rsa-pkcs the DER DigestInfo of it (RFC 8017, 9.2) */
	SIGN_DATA_EXTERNAL_MU, /* ml-dsa: mu of FIPS 204, algorithm 7, 64 bytes */
};

#define ED25519_MESSAGE_MAX 16000 /* bytes, for ed25519 */

struct sign_parameters {
	enum sign_mechanism mechanism;
	enum sign_data data_type;
	enum hash_function hash; /* ecdsa, rsa-pkcs, rsa-pkcs-pss; ed25519ph is SHA-512 */
	enum hash_function mgf;  /* rsa-pkcs-pss: the same as hash */
	uint64_t salt_length;    /* rsa-pkcs-pss, in bytes */
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
MUST_CHECK int key_generate_rsa(struct connection *connection,
    const struct key_template *public_template, const struct key_template *private_template,
    uint64_t modulus_bits, uint64_t exponent, struct key_view *public_key,
    struct key_view *private_key, struct error *err);
MUST_CHECK int key_generate_ec(struct connection *connection,
    const struct key_template *public_template, const struct key_template *private_template,
    enum key_curve curve, struct key_view *public_key, struct key_view *private_key,
    struct error *err);
/* ERR_LIBRARY when the OpenSSL that is linked knows no ML-DSA. */
MUST_CHECK int key_generate_ml_dsa(struct connection *connection,
    const struct key_template *public_template, const struct key_template *private_template,
    enum mldsa_algorithm algorithm, struct key_view *public_key, struct key_view *private_key,
    struct error *err);

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
 * named in errors. ERR_PEM_INVALID; ERR_KEY_TYPE_MISMATCH when it is not of type; ERR_POLICY,
 * ERR_KEY_SIZE, ERR_PUBLIC_EXPONENT when the HSM does not take it.
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

enum key_reference_form {
	KEY_REFERENCE_PEM,          /* "fake PEM": RSA and EC on the curves of SEC 2 */
	KEY_CLOUDHSM_REFERENCE_PEM, /* any private key */
};
/*
 * A file that stands for a private key and holds its reference and its public half, nothing secret:
 * appended to pem. The filter must hit a private key alone. ERR_KEY_TYPE_MISMATCH for other keys.
 */
MUST_CHECK int key_export_reference_pem(struct connection *connection,
    const struct key_filter *filter, enum key_reference_form form, struct bytes *pem,
    struct error *err);

/* approval: of the key's quorum for key-management, or NULL. */
MUST_CHECK int key_set_attribute(struct connection *connection, const struct key_filter *filter,
    const struct attribute_value *value, const struct quorum_approval *approval,
    struct error *err);
MUST_CHECK int key_share(struct connection *connection, const struct key_filter *filter,
    const char *username, enum user_role role, const struct quorum_approval *approval,
    struct error *err);
MUST_CHECK int key_unshare(struct connection *connection, const struct key_filter *filter,
    const char *username, enum user_role role, const struct quorum_approval *approval,
    struct error *err);
MUST_CHECK int key_delete(struct connection *connection, const struct key_filter *filter,
    struct error *err);

/* Of the quorums for key-management of both keys; NULL where there is none. */
struct wrap_approvals {
	const struct quorum_approval *payload, *wrapping;
};
/*
 * wrapped must be initialised; it is filled on success only. ERR_WRAP_TOO_LARGE, ERR_WRAP_LENGTH,
 * ERR_WRAP_SHORT for a payload that the mechanism cannot take; ERR_KEY_NOT_SYNCHRONIZED when no HSM
 * holds both keys.
 */
MUST_CHECK int key_wrap(struct connection *connection, const struct wrap_parameters *parameters,
    const struct key_filter *payload, const struct key_filter *wrapping,
    const struct wrap_approvals *approvals, struct wrapped_key *wrapped, struct error *err);
/*
 * ERR_UNWRAP_FAILED, whatever is wrong with the wrapped bytes: see crypto.h. A key that was in them
 * and that the HSM does not take: ERR_POLICY, ERR_KEY_SIZE, ERR_PUBLIC_EXPONENT.
 */
MUST_CHECK int key_unwrap(struct connection *connection, const struct wrap_parameters *parameters,
    const struct key_filter *unwrapping, enum key_type type, enum key_class class,
    const struct key_template *template, const void *wrapped, size_t wrapped_len,
    const struct quorum_approval *approval, struct key_view *key, struct error *err);

/*
 * Signs with a private key, or verifies with a public one, that the filter selects. Signatures are
 * appended. Data that is not what data_type says: ERR_DATA_LENGTH, ERR_DIGEST_INFO. A signature
 * that does not hold, for whatever reason: ERR_SIGNATURE. ERR_LIBRARY when the OpenSSL that is
 * linked does not know the mechanism. ERR_MECHANISM for ECDSA with a hash that is weaker than the
 * key, in FIPS mode, unless the configuration allows it. approval: of the key's quorum for key-usage,
 * or NULL; it is used up on every HSM before there is a signature.
 */
MUST_CHECK int key_sign(struct connection *connection, const struct sign_parameters *parameters,
    const struct key_filter *filter, const void *data, size_t data_len,
    const struct quorum_approval *approval, uint64_t *reference, struct bytes *signature,
    struct error *err);
MUST_CHECK int key_verify(struct connection *connection, const struct sign_parameters *parameters,
    const struct key_filter *filter, const void *data, size_t data_len, const void *signature,
    size_t signature_len, struct error *err);

/* Copies a token key to a clone of its cluster, with reference, attributes, owner and sharees. */
MUST_CHECK int key_replicate(struct connection *source, struct connection *destination,
    const struct key_filter *filter, struct key_view *key, struct error *err);

#endif
