/* What each HSM type and mode allows, and since when: data, not branches. */
#include "policy.h"

#include "error.h"

#include <inttypes.h>
#include <stdio.h>

/* Columns of the table. hsm1.medium runs in FIPS mode only. */
enum column { HSM1_FIPS, HSM2M_FIPS, HSM2M_NON_FIPS, COLUMNS };

#define YES                                                                                        \
	{                                                                                          \
		POLICY_ALWAYS, POLICY_NEVER                                                        \
	}
#define NO                                                                                         \
	{                                                                                          \
		POLICY_NEVER, POLICY_NEVER                                                         \
	}
#define FROM(second)                                                                               \
	{                                                                                          \
		(second), POLICY_NEVER                                                             \
	}
#define UNTIL(second)                                                                              \
	{                                                                                          \
		POLICY_ALWAYS, (second)                                                            \
	}

/* Seconds since 1970 of the first moment (UTC) of the days on which the service changed. */
#define DAY_2024_01_01 INT64_C(1704067200)
#define DAY_2026_09_01 INT64_C(1788220800)

static const struct {
	enum policy_group group;
	const char *name;
	struct policy_span spans[COLUMNS];
} table[POLICY_COUNT] = {
    [POLICY_AES] = {POLICY_KEYS, "An AES key", {YES, YES, YES}},
    [POLICY_DES3] = {POLICY_KEYS, "A 3DES key", {YES, NO, YES}},
    [POLICY_GENERIC_SECRET] = {POLICY_KEYS, "A generic secret", {YES, YES, YES}},
    [POLICY_RSA] = {POLICY_KEYS, "An RSA key", {YES, YES, YES}},
    [POLICY_EC] = {POLICY_KEYS, "An EC key", {YES, YES, YES}},
    [POLICY_ED25519] = {POLICY_KEYS, "An Ed25519 key", {NO, NO, YES}},
    [POLICY_ML_DSA] = {POLICY_KEYS, "An ML-DSA key", {NO, FROM(DAY_2026_09_01), YES}},

    [POLICY_WRAP_AES_GCM] = {POLICY_WRAPPING, "aes-gcm", {YES, YES, YES}},
    [POLICY_WRAP_AES_NO_PAD] = {POLICY_WRAPPING, "aes-no-pad", {YES, YES, YES}},
    [POLICY_WRAP_AES_PKCS5_PAD] = {POLICY_WRAPPING, "aes-pkcs5-pad", {YES, YES, YES}},
    [POLICY_WRAP_AES_ZERO_PAD] = {POLICY_WRAPPING, "aes-zero-pad", {YES, YES, YES}},
    [POLICY_WRAP_CLOUDHSM_AES_GCM] = {POLICY_WRAPPING, "cloudhsm-aes-gcm", {YES, YES, YES}},
    [POLICY_WRAP_RSA_AES] = {POLICY_WRAPPING, "rsa-aes", {YES, YES, YES}},
    [POLICY_WRAP_RSA_OAEP] = {POLICY_WRAPPING, "rsa-oaep", {YES, YES, YES}},
    [POLICY_WRAP_RSA_PKCS] = {POLICY_WRAPPING, "rsa-pkcs",
	{UNTIL(DAY_2024_01_01), UNTIL(DAY_2024_01_01), YES}},

    [POLICY_SIGN_ECDSA] = {POLICY_SIGNING, "ecdsa", {YES, YES, YES}},
    [POLICY_SIGN_ECDSA_WEAK_HASH] = {POLICY_SIGNING, "ecdsa, weak hash", {NO, NO, YES}},
    [POLICY_SIGN_ED25519] = {POLICY_SIGNING, "ed25519", {NO, NO, YES}},
    [POLICY_SIGN_ED25519PH] = {POLICY_SIGNING, "ed25519ph", {NO, NO, YES}},
    [POLICY_SIGN_ML_DSA] = {POLICY_SIGNING, "ml-dsa", {NO, FROM(DAY_2026_09_01), YES}},
    [POLICY_SIGN_RSA_PKCS] = {POLICY_SIGNING, "rsa-pkcs", {YES, YES, YES}},
    [POLICY_SIGN_RSA_PKCS_PSS] = {POLICY_SIGNING, "rsa-pkcs-pss", {YES, YES, YES}},

    [POLICY_SET_ID] = {POLICY_CHANGES, "id", {NO, YES, YES}},
    [POLICY_SET_EXTRACTABLE] = {POLICY_CHANGES, "extractable", {NO, YES, YES}},
    [POLICY_SET_DERIVE_RSA] = {POLICY_CHANGES, "derive, RSA keys", {NO, YES, YES}},

    [POLICY_MTLS] = {POLICY_CLUSTER, "Mutual TLS", {NO, YES, YES}},
    [POLICY_QUORUM_CLUSTER] = {POLICY_CLUSTER, "Quorum service cluster", {NO, YES, YES}},
};

static const struct policy_limits limits[] = {
    [HSM_TYPE_HSM1_MEDIUM] =
	{
	    .keys = 3300,
	    .asymmetric_keys = 3300,
	    .users = 250,
	    .aes = {16, 32, 8},
	    .des3 = {24, 24, 1},
	    .generic_secret = {1, 800, 1},
	    .rsa = {2048, 4096, 256},
	    .rsa_exponent_min = 65537,
	},
    [HSM_TYPE_HSM2M_MEDIUM] =
	{
	    .keys = 16666,
	    .asymmetric_keys = 3333,
	    .users = 1024,
	    .aes = {16, 32, 8},
	    .des3 = {24, 24, 1},
	    .generic_secret = {1, 800, 1},
	    .rsa = {2048, 4096, 256},
	    .rsa_exponent_min = 65537,
	},
};

static enum column column_of(enum hsm_type type, enum cluster_mode mode)
{
	if (type == HSM_TYPE_HSM1_MEDIUM)
		return HSM1_FIPS;
	return mode == CLUSTER_MODE_FIPS ? HSM2M_FIPS : HSM2M_NON_FIPS;
}

enum policy_group policy_group(enum policy_item item)
{
	return table[item].group;
}

const char *policy_name(enum policy_item item)
{
	return table[item].name;
}

struct policy_span policy_span(enum policy_item item, enum hsm_type type, enum cluster_mode mode)
{
	return table[item].spans[column_of(type, mode)];
}

bool policy_allows(const struct partition_row *partition, enum policy_item item, int64_t now)
{
	struct policy_span span = policy_span(item, partition->type, partition->mode);
	int64_t second = now / 1000000;

	return second >= span.from && second < span.until;
}

int policy_check(
    const struct partition_row *partition, enum policy_item item, int64_t now, struct error *err)
{
	if (policy_allows(partition, item, now))
		return 0;
	return error_raise(err, ERR_POLICY, table[item].name, hsm_type_name(partition->type),
	    cluster_mode_name(partition->mode));
}

enum policy_item policy_of_key(enum key_type type, enum key_curve curve)
{
	static const enum policy_item items[] = {
	    [KEY_AES] = POLICY_AES,
	    [KEY_DES3] = POLICY_DES3,
	    [KEY_GENERIC_SECRET] = POLICY_GENERIC_SECRET,
	    [KEY_RSA] = POLICY_RSA,
	    [KEY_EC] = POLICY_EC,
	    [KEY_ML_DSA] = POLICY_ML_DSA,
	};

	return curve == CURVE_ED25519 ? POLICY_ED25519 : items[type];
}

const struct policy_limits *policy_limits(enum hsm_type type)
{
	return &limits[type];
}

static bool has_size(const struct policy_sizes *sizes, uint64_t size)
{
	return size >= sizes->min && size <= sizes->max && (size - sizes->min) % sizes->step == 0;
}

/* subject: "an AES key has"; few sizes are named one by one. */
static int refuse_size(
    const char *subject, const struct policy_sizes *sizes, const char *unit, struct error *err)
{
	char text[96];

	if (sizes->min == sizes->max)
		snprintf(text, sizeof(text), "%s %" PRIu32 " %s", subject, sizes->min, unit);
	else if (sizes->max - sizes->min == 2 * sizes->step)
		snprintf(text, sizeof(text), "%s %" PRIu32 ", %" PRIu32 " or %" PRIu32 " %s",
		    subject, sizes->min, sizes->min + sizes->step, sizes->max, unit);
	else if (sizes->step == 1)
		snprintf(text, sizeof(text), "%s %" PRIu32 " to %" PRIu32 " %s", subject,
		    sizes->min, sizes->max, unit);
	else
		snprintf(text, sizeof(text),
		    "%s %" PRIu32 " to %" PRIu32 " %s, in steps of %" PRIu32, subject, sizes->min,
		    sizes->max, unit, sizes->step);
	return error_raise(err, ERR_KEY_SIZE, text);
}

int policy_check_length(
    enum hsm_type type, enum key_type key_type, uint64_t length_bytes, struct error *err)
{
	const struct policy_limits *l = &limits[type];
	const struct policy_sizes *sizes = key_type == KEY_AES    ? &l->aes
					   : key_type == KEY_DES3 ? &l->des3
								  : &l->generic_secret;

	if (has_size(sizes, length_bytes))
		return 0;
	return refuse_size(key_type == KEY_AES    ? "an AES key has"
			   : key_type == KEY_DES3 ? "a 3DES key has"
						  : "a generic secret has",
	    sizes, "bytes", err);
}

int policy_check_rsa(enum hsm_type type, uint64_t modulus_bits, struct error *err)
{
	const struct policy_sizes *sizes = &limits[type].rsa;

	return has_size(sizes, modulus_bits)
		   ? 0
		   : refuse_size("an RSA modulus has", sizes, "bits", err);
}

int policy_check_exponent(enum hsm_type type, uint64_t exponent, struct error *err)
{
	if (exponent >= limits[type].rsa_exponent_min && exponent % 2 == 1)
		return 0;
	return error_raise(err, ERR_PUBLIC_EXPONENT);
}
