/* The estate as a whole: opened, closed, settled, and set up. */
#include "estate-private.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

int estate_finish(struct estate *estate, int rc, struct error *err)
{
	estate->frozen = (struct frozen){0};
	if (rc == 0)
		return store_commit(estate->store, err);
	store_rollback(estate->store);
	return rc;
}

char *estate_copy_text(const char *text, bool *failed)
{
	char *copy = text ? strdup(text) : NULL;

	*failed = *failed || (text && !copy);
	return copy;
}

/* What a fresh estate has, for estates that were just made. */
static int furnish(struct estate *estate, struct error *err)
{
	struct subnet_view *subnets = NULL;
	size_t count = 0;
	int rc = estate_subnets(estate, &subnets, &count, err);

	free(subnets);
	return rc;
}

int estate_open(const char *home, bool create, const struct file_owner *owner,
    const struct ports *ports, struct estate **estate, struct error *err)
{
	struct estate *opened = calloc(1, sizeof(*opened));
	struct store_settling settling = {opened, estate_is_due, estate_settle_all};
	int rc;

	if (!opened)
		return error_raise(err, ERR_MEMORY);
	memcpy(opened->region, STORE_REGION_DEFAULT, sizeof(STORE_REGION_DEFAULT));
	rc = store_open(home, create, owner, ports, &opened->store, err);
	if (rc == 0) {
		store_set_settling(opened->store, &settling);
		if (create)
			rc = furnish(opened, err);
	}
	if (rc == 0)
		*estate = opened;
	else
		estate_close(opened);
	return rc;
}

void estate_close(struct estate *estate)
{
	if (!estate)
		return;
	store_close(estate->store);
	free(estate);
}

struct store *estate_store(struct estate *estate)
{
	return estate->store;
}

void estate_skip_lag(struct estate *estate)
{
	estate->skips_lag = true;
}

int64_t estate_now(struct estate *estate)
{
	return store_now(estate->store);
}

int estate_settle(struct estate *estate, struct error *err)
{
	/* The store settles before it lets anybody read. */
	int rc = store_begin_read(estate->store, err);

	if (rc == 0)
		store_end_read(estate->store);
	return rc;
}
