/* Making partitions: of a fresh HSM, and as copies of one another. */
#include "error.h"
#include "partition-private.h"

#include <string.h>

static int add_user(
    struct partition *partition, const char *name, enum user_role role, struct error *err)
{
	struct user_row row;

	memset(&row, 0, sizeof(row));
	strncpy(row.name, name, USERNAME_MAX);
	row.role = role;
	return store_user_add(partition->store, partition->row.id, &row, err);
}

/* What a fresh HSM writes down of its own making. */
static int write_beginning(const struct partition *partition, struct error *err)
{
	static const struct audit_entry entries[] = {
	    {.opcode = AUDIT_INIT_TOKEN},
	    {.opcode = AUDIT_GEN_PSWD_ENC_KEY},
	    {.opcode = AUDIT_CREATE_APPLIANCE_USER,
		.username = "app_user",
		.role = ROLE_APPLIANCE_USER},
	    {.opcode = AUDIT_INIT_DONE},
	};
	int rc = 0;

	for (size_t i = 0; !rc && i < ARRAY_LENGTH(entries); i++)
		rc = partition_audit(partition, NULL, &entries[i], err);
	return rc;
}

int partition_create(struct store *store, enum hsm_type type, enum cluster_mode mode,
    const unsigned char lineage[16], struct partition *partition, struct error *err)
{
	int rc;

	memset(partition, 0, sizeof(*partition));
	partition->store = store;
	partition->row.type = type;
	partition->row.mode = mode;
	memcpy(partition->row.lineage, lineage, sizeof(partition->row.lineage));
	for (size_t i = 0; i < QUORUM_VALUES; i++)
		partition->row.quorum[i] = QUORUM_OFF;
	rc = store_partition_add(store, &partition->row, err);
	if (!rc)
		rc = add_user(partition, "admin", ROLE_UNACTIVATED_ADMIN, err);
	if (!rc)
		rc = add_user(partition, "app_user", ROLE_APPLIANCE_USER, err);
	return rc ? rc : write_beginning(partition, err);
}

int partition_open(struct store *store, int64_t id, struct partition *partition, struct error *err)
{
	memset(partition, 0, sizeof(*partition));
	partition->store = store;
	return store_partition_get(store, id, &partition->row, err);
}

int partition_copy(struct store *store, int64_t from, enum hsm_type type,
    struct partition *partition, struct error *err)
{
	struct key_counts counts = {0};
	int rc = partition_open(store, from, partition, err);

	if (rc)
		return rc;
	partition->row.type = type;
	partition->row.limited_write = false;
	rc = store_key_count(store, from, &counts, err);
	if (!rc && counts.des3)
		rc = policy_check(&partition->row, POLICY_DES3, store_now(store), err);
	if (!rc)
		rc = store_partition_add(store, &partition->row, err);
	return rc ? rc : store_partition_copy_contents(store, from, partition->row.id, err);
}

int partition_zeroise(struct store *store, int64_t id, struct error *err)
{
	return store_partition_clear(store, id, err);
}

int partition_remove(struct store *store, int64_t id, struct error *err)
{
	return store_partition_remove(store, id, err);
}
