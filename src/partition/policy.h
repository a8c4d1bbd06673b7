/* What an HSM type and mode allows, and since when: one table, read by every rule. */
#ifndef LOCALHSM_POLICY_H
#define LOCALHSM_POLICY_H

#include "attributes.h"
#include "key.h"
#include "store-partition.h"

#include <stdbool.h>
#include <stdint.h>

struct error;

enum policy_item {
	/* Keys */
	POLICY_AES,
	POLICY_DES3, /* no command makes 3DES keys: they come in by unwrapping only */
	POLICY_GENERIC_SECRET,
	POLICY_RSA,
	POLICY_EC,
	POLICY_ED25519,
	POLICY_ML_DSA,
	/* Wrapping and unwrapping */
	POLICY_WRAP_AES_GCM,
	POLICY_WRAP_AES_NO_PAD,
	POLICY_WRAP_AES_PKCS5_PAD,
	POLICY_WRAP_AES_ZERO_PAD,
	POLICY_WRAP_CLOUDHSM_AES_GCM,
	POLICY_WRAP_RSA_AES,
	POLICY_WRAP_RSA_OAEP,
	POLICY_WRAP_RSA_PKCS,
	/* Signing and verifying; a weak hash hinders signing only */
	POLICY_SIGN_ECDSA,
	POLICY_SIGN_ECDSA_WEAK_HASH,
	POLICY_SIGN_ED25519,
	POLICY_SIGN_ED25519PH,
	POLICY_SIGN_ML_DSA,
	POLICY_SIGN_RSA_PKCS,
	POLICY_SIGN_RSA_PKCS_PSS,
	/* Changing attributes of a key that exists */
	POLICY_SET_ID,
	POLICY_SET_EXTRACTABLE,
	POLICY_SET_DERIVE_RSA,
	/* Policies of the cluster */
	POLICY_MTLS,
	POLICY_QUORUM_CLUSTER,
	POLICY_COUNT
};

enum policy_group {
	POLICY_KEYS,
	POLICY_WRAPPING,
	POLICY_SIGNING,
	POLICY_CHANGES,
	POLICY_CLUSTER,
	POLICY_GROUPS
};

/* Allowed from the one second until the other, which is outside. */
struct policy_span {
	int64_t from, until; /* seconds since 1970, or one of: */
};
#define POLICY_ALWAYS INT64_MIN
#define POLICY_NEVER INT64_MAX

/* Now is the estate's date, in microseconds as store_now has it. */
bool policy_allows(const struct partition_row *partition, enum policy_item item, int64_t now);
/* The same, as ERR_POLICY. */
MUST_CHECK int policy_check(
    const struct partition_row *partition, enum policy_item item, int64_t now, struct error *err);
/* The item of a kind of key. curve: CURVE_NONE where it is not known yet, or for other types. */
enum policy_item policy_of_key(enum key_type type, enum key_curve curve);

/* From min to max, both among them, in steps. */
struct policy_sizes {
	uint32_t min, max, step;
};
struct policy_limits {
	uint64_t keys, asymmetric_keys, users;
	struct policy_sizes aes, des3, generic_secret; /* bytes */
	struct policy_sizes rsa;                       /* bits of the modulus */
	uint64_t rsa_exponent_min;                     /* public exponents are odd, too */
};
const struct policy_limits *policy_limits(enum hsm_type type);
/* ERR_KEY_SIZE for a secret key of a length that the HSM type has not. */
MUST_CHECK int policy_check_length(
    enum hsm_type type, enum key_type key_type, uint64_t length_bytes, struct error *err);
/* ERR_KEY_SIZE for an RSA modulus of a size that the HSM type has not. */
MUST_CHECK int policy_check_rsa(enum hsm_type type, uint64_t modulus_bits, struct error *err);
/* ERR_PUBLIC_EXPONENT for one of RSA that the HSM type does not take. */
MUST_CHECK int policy_check_exponent(enum hsm_type type, uint64_t exponent, struct error *err);

/* The table itself, for the page that prints it. */
enum policy_group policy_group(enum policy_item item);
const char *policy_name(enum policy_item item); /* "An AES key", "rsa-pkcs" */
struct policy_span policy_span(enum policy_item item, enum hsm_type type, enum cluster_mode mode);

#endif
