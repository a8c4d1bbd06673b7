/* The estate's clock is the machine's and an offset: whoever rehearses sets it, and it goes on from
 * there. */
#include "estate-private.h"

#include "error.h"
#include "quorum.h"

#include "store-quorum.h"

#include <stdint.h>

#define MICROSECONDS INT64_C(1000000)

int estate_clock(struct estate *estate, int64_t *now, int64_t *offset, struct error *err)
{
	int rc = store_begin_read(estate->store, err);

	if (rc != 0)
		return rc;
	*now = store_now(estate->store);
	rc = store_clock_offset(estate->store, offset, err);
	store_end_read(estate->store);
	return rc;
}

/*
 * What is under way keeps the time that it has left: set back, it would wait for a time that may be
 * far ahead by then.
 */
static int move_by(struct estate *estate, int64_t by, struct error *err)
{
	int64_t offset = 0;
	int rc = store_clock_offset(estate->store, &offset, err);

	if (rc == 0)
		rc = store_clock_set_offset(estate->store, offset + by, err);
	return rc == 0 && by < 0 ? store_task_shift(estate->store, by, err) : rc;
}

static int move_to(struct estate *estate, int64_t now, int64_t to, struct error *err)
{
	if (to < ESTATE_CLOCK_MIN || to > ESTATE_CLOCK_MAX)
		return error_raisef(err, ERR_LAB, "%s",
		    "The clock cannot stand there: it goes from 2000-01-01T00:00:00Z to "
		    "2999-12-31T23:59:59Z");
	return move_by(estate, to - now, err);
}

/* A migration that can be taken back no more. */
static int close_rollbacks(struct estate *estate, int64_t now, struct error *err)
{
	struct cluster_row *rows = NULL;
	size_t count = 0;
	int rc = store_cluster_list(estate->store, &rows, &count, err);

	for (size_t i = 0; i < count && rc == 0; i++) {
		if (rows[i].rollback_until <= ROLLBACK_CLOSED || rows[i].rollback_until > now)
			continue;
		rows[i].rollback_until = ROLLBACK_CLOSED;
		rc = store_cluster_put(estate->store, &rows[i], err);
	}
	cluster_rows_free(rows, count);
	return rc;
}

/* What has expired stays so, wherever the clock goes next. */
static int begin_move(struct estate *estate, int64_t *now, struct error *err)
{
	int rc = store_begin(estate->store, STORE_FLUSH, err);

	if (rc != 0)
		return rc;
	*now = store_now(estate->store);
	rc = store_token_expire(estate->store, *now - QUORUM_TOKEN_SECONDS * MICROSECONDS, err);
	if (rc == 0)
		rc = close_rollbacks(estate, *now, err);
	return rc != 0 ? estate_finish(estate, rc, err) : 0;
}

int estate_clock_set(struct estate *estate, int64_t to, struct error *err)
{
	int64_t now = 0;
	int rc = begin_move(estate, &now, err);

	if (rc != 0)
		return rc;
	rc = move_to(estate, now, to, err);
	return estate_finish(estate, rc, err);
}

int estate_clock_advance(struct estate *estate, int64_t by, struct error *err)
{
	int64_t now = 0;
	int rc = begin_move(estate, &now, err);

	if (rc != 0)
		return rc;
	/* What is too far to be added is too far to go. */
	rc = move_to(estate, now, by > ESTATE_CLOCK_MAX ? INT64_MAX : now + by, err);
	return estate_finish(estate, rc, err);
}

int estate_clock_reset(struct estate *estate, struct error *err)
{
	int64_t now = 0, offset = 0;
	int rc = begin_move(estate, &now, err);

	if (rc != 0)
		return rc;
	rc = store_clock_offset(estate->store, &offset, err);
	if (rc == 0)
		rc = move_by(estate, -offset, err);
	return estate_finish(estate, rc, err);
}
