/* HSMs that fail for good. */
#include "estate-private.h"

#include "partition.h"

#include <stdlib.h>
#include <string.h>

static int take_out(struct estate *estate, struct hsm_row *hsm, struct error *err)
{
	int rc = hsm->partition ? partition_zeroise(estate->store, hsm->partition, err) : 0;

	if (rc != 0)
		return rc;
	hsm->state = HSM_DEGRADED;
	return store_hsm_put(estate->store, hsm, err);
}

int estate_hsm_tampered(struct estate *estate, const char *hsm_id, struct error *err)
{
	struct hsm_row *rows = NULL;
	size_t count = 0;
	int rc = store_hsm_list(estate->store, NULL, &rows, &count, err);

	for (size_t i = 0; rc == 0 && i < count; i++) {
		if (strcmp(rows[i].hsm_id, hsm_id) == 0)
			rc = take_out(estate, &rows[i], err);
	}
	free(rows);
	return rc;
}
