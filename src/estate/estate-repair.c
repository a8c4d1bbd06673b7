/* HSMs that are lost for good: what is left of them until another one takes their place. */
#include "estate-private.h"

#include "error.h"
#include "partition.h"

int estate_hsm_tampered(struct estate *estate, const char *hsm_id, struct error *err)
{
	struct hsm_row hsm;
	bool found = false;
	int rc = store_hsm_get(estate->store, hsm_id, &hsm, &found, err);

	if (rc != 0 || !found)
		return rc;
	if (hsm.state != HSM_ACTIVE)
		return error_raisef(err, ERR_LAB,
		    "HSM %s is in state %s: only one that is ACTIVE can be tampered with", hsm_id,
		    hsm_state_name(hsm.state));
	if (hsm.partition)
		rc = partition_zeroise(estate->store, hsm.partition, err);
	hsm.state = HSM_DEGRADED;
	if (rc == 0)
		rc = store_hsm_put(estate->store, &hsm, err);
	return rc == 0 ? estate_expect_replacement(estate, &hsm, err) : rc;
}
