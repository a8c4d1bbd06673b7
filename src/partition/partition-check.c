/* Whether all that a partition holds is what was written there. */
#include "error.h"
#include "partition-private.h"
#include "store-quorum.h"

#include <stdlib.h>

static int check_keys(const struct partition *partition, struct error *err)
{
	const struct key_query all = {.viewer = NULL};
	struct key_ref *refs = NULL;
	size_t count = 0;
	int rc = store_key_find(partition->store, partition->row.id, &all, &refs, &count, err);

	for (size_t i = 0; !rc && i < count; i++) {
		struct key_object key;

		key_object_init(&key);
		rc = partition_token_key_load(partition, refs[i].handle, &key, err);
		if (!rc)
			key_object_done(&key);
	}
	free(refs);
	return rc;
}

static int check_users(const struct partition *partition, struct error *err)
{
	struct user_row *users = NULL;
	size_t count = 0;
	int rc = store_user_list(partition->store, partition->row.id, &users, &count, err);

	free(users);
	return rc;
}

static int check_quorum(const struct partition *partition, struct error *err)
{
	struct anchor_row *anchors = NULL;
	struct token_row *tokens = NULL;
	size_t n_anchors = 0, n_tokens = 0;
	int rc = store_anchor_list(partition->store, partition->row.id, &anchors, &n_anchors, err);

	if (rc)
		return rc;
	anchor_rows_free(anchors, n_anchors);
	rc = store_token_list(partition->store, partition->row.id, &tokens, &n_tokens, err);
	free(tokens);
	return rc;
}

int partition_check(struct store *store, int64_t id, struct error *err)
{
	struct partition partition;
	int rc = partition_open(store, id, &partition, err);

	if (!rc)
		rc = check_users(&partition, err);
	if (!rc)
		rc = check_quorum(&partition, err);
	return rc ? rc : check_keys(&partition, err);
}
