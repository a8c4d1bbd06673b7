/* What an HSM holds, looked at from outside as no user can: for the lab alone. */
#include "error.h"
#include "key-rules.h"
#include "partition-private.h"

int partition_look_keys(
    const struct partition *partition, struct key_ref **refs, size_t *count, struct error *err)
{
	const struct key_query all = {.viewer = NULL};

	return store_key_find(partition->store, partition->row.id, &all, refs, count, err);
}

int partition_look_key(
    const struct partition *partition, uint64_t handle, struct key_object *key, struct error *err)
{
	return partition_token_key_load(partition, handle, key, err);
}

int partition_look_settable(const struct partition *partition, const struct key_object *key,
    const struct attribute_value *value, bool *is_settable, struct error *err)
{
	enum user_role role = value->attribute == ATTR_TRUSTED ? ROLE_ADMIN : ROLE_CRYPTO_USER;
	struct error refusal = ERROR_INIT;
	struct key_object copy;
	int rc = key_object_copy(&copy, key, err);

	if (rc)
		return rc;
	*is_settable = !key_rules_set(partition, role, &copy, value, &refusal);
	key_object_done(&copy);
	return 0;
}
