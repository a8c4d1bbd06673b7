/* What an HSM type and mode allows: one table, read by every rule. */
#ifndef LOCALHSM_POLICY_H
#define LOCALHSM_POLICY_H

#include "attributes.h"
#include "store-partition.h"

struct error;

enum policy_item {
	POLICY_AES,
	POLICY_DES3_UNWRAP,
	POLICY_GENERIC_SECRET,
	POLICY_RSA,
	POLICY_EC,
	POLICY_RSA_AES,
	POLICY_RSA_OAEP,
	POLICY_SET_ID,
	POLICY_SET_EXTRACTABLE,
	POLICY_SET_DERIVE_RSA,
	POLICY_COUNT
};

/* Now is the estate's date: some things are allowed only since, or until, a day. */
bool policy_allows(const struct partition_row *partition, enum policy_item item, int64_t now);
/* The same, as ERR_POLICY. */
MUST_CHECK int policy_check(
    const struct partition_row *partition, enum policy_item item, int64_t now, struct error *err);

struct capacity {
	uint64_t keys, asymmetric_keys, users;
};
const struct capacity *policy_capacity(enum hsm_type type);

#endif
