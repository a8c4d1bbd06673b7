/* What each HSM type and mode allows, and since when: data, not branches. */
#include "policy.h"

#include "error.h"

/* Columns of the table. hsm1.medium runs in FIPS mode only. */
enum column { HSM1_FIPS, HSM2M_FIPS, HSM2M_NON_FIPS, COLUMNS };

/* Seconds since 1970; ALWAYS and NEVER bound everything. */
#define ALWAYS INT64_MIN
#define NEVER INT64_MAX

static const struct {
	const char *name;
	int64_t since[COLUMNS];
} table[POLICY_COUNT] = {
    [POLICY_AES] = {"AES", {ALWAYS, ALWAYS, ALWAYS}},
    /* 3DES lives on hsm2m in NON_FIPS mode only; hsm1 still takes it in by unwrapping. */
    [POLICY_DES3_UNWRAP] = {"A 3DES key", {ALWAYS, NEVER, ALWAYS}},
    [POLICY_GENERIC_SECRET] = {"A generic secret", {ALWAYS, ALWAYS, ALWAYS}},
    [POLICY_RSA] = {"RSA", {ALWAYS, ALWAYS, ALWAYS}},
    [POLICY_EC] = {"EC", {ALWAYS, ALWAYS, ALWAYS}},
    [POLICY_RSA_AES] = {"rsa-aes", {ALWAYS, ALWAYS, ALWAYS}},
    [POLICY_RSA_OAEP] = {"rsa-oaep", {ALWAYS, ALWAYS, ALWAYS}},
    [POLICY_SET_ID] = {"Setting attribute id", {NEVER, ALWAYS, ALWAYS}},
    [POLICY_SET_EXTRACTABLE] = {"Setting attribute extractable", {NEVER, ALWAYS, ALWAYS}},
    [POLICY_SET_DERIVE_RSA] = {"Setting attribute derive of an RSA key", {NEVER, ALWAYS, ALWAYS}},
};

static const struct capacity capacities[] = {
    [HSM_TYPE_HSM1_MEDIUM] = {3300, 3300, 250},
    [HSM_TYPE_HSM2M_MEDIUM] = {16666, 3333, 1024},
};

static enum column column_of(const struct partition_row *partition)
{
	if (partition->type == HSM_TYPE_HSM1_MEDIUM)
		return HSM1_FIPS;
	return partition->mode == CLUSTER_MODE_FIPS ? HSM2M_FIPS : HSM2M_NON_FIPS;
}

bool policy_allows(const struct partition_row *partition, enum policy_item item, int64_t now)
{
	int64_t since = table[item].since[column_of(partition)];

	return since != NEVER && now / 1000000 >= since;
}

int policy_check(
    const struct partition_row *partition, enum policy_item item, int64_t now, struct error *err)
{
	if (policy_allows(partition, item, now))
		return 0;
	return error_raise(err, ERR_POLICY, table[item].name, hsm_type_name(partition->type),
	    cluster_mode_name(partition->mode));
}

const struct capacity *policy_capacity(enum hsm_type type)
{
	return &capacities[type];
}
