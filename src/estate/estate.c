/* The estate as a whole: opened, closed, settled, and set up. */
#include "estate-private.h"

#include "error.h"
#include "partition.h"

#include <stdlib.h>
#include <string.h>

/* A setting that `localhsm set` knows, and what it may be set to. */
struct setting {
	const char *name;
	const char *values[2];
};
static const struct setting settings[] = {
    {"password-cost", {"standard", "fast"}},
    {"allow-hsm1", {"true", "false"}},
};

int estate_finish(struct estate *estate, int rc, struct error *err)
{
	if (rc == 0)
		return store_commit(estate->store, err);
	store_rollback(estate->store);
	return rc;
}

/*
 * The first admin of a cluster has set a password on its HSM: the cluster is active from now on,
 * and what it holds is worth a backup.
 */
static int settle_activated(struct estate *estate, const struct event_row *event, struct error *err)
{
	struct cluster_row cluster = {.cluster_id = ""};
	struct partition partition;
	struct hsm_row hsm;
	bool found = false, is_activated = false;
	int rc = store_hsm_by_partition(estate->store, event->partition, &hsm, &found, err);

	if (rc != 0 || !found)
		return rc;
	/* The event is only a call; what happened, the HSM says. */
	rc = partition_open(estate->store, event->partition, &partition, err);
	if (rc == 0)
		rc = partition_is_activated(&partition, &is_activated, err);
	if (rc == 0)
		rc = store_cluster_get(estate->store, hsm.cluster_id, &cluster, &found, err);
	if (rc != 0)
		return rc;
	if (found && is_activated && cluster.state == CLUSTER_INITIALIZED) {
		cluster.state = CLUSTER_ACTIVE;
		cluster.state_message[0] = '\0';
		rc = store_cluster_put(estate->store, &cluster, err);
		if (rc == 0)
			rc = estate_take_backup(estate, &cluster, event->partition, NULL, err);
	}
	if (found)
		cluster_row_done(&cluster);
	return rc;
}

static int settle_event(struct estate *estate, const struct event_row *event, struct error *err)
{
	int rc;

	if (event->kind != EVENT_ACTIVATED)
		return error_raise(err, ERR_ESTATE_ALTERED, "an event is none that we know");
	rc = settle_activated(estate, event, err);
	return rc == 0 ? store_event_remove(estate->store, event->id, err) : rc;
}

/* store_settling: what the store calls in each write transaction. */
static int settle(void *context, struct error *err)
{
	struct estate *estate = context;
	struct event_row event;
	bool found = true;
	int rc = 0;

	while (rc == 0 && found) {
		rc = store_event_next(estate->store, &event, &found, err);
		if (rc == 0 && found)
			rc = settle_event(estate, &event, err);
	}
	return rc;
}

/* store_settling: a question that cannot be answered is answered yes, so that settling reports why.
 */
static bool due(void *context)
{
	struct estate *estate = context;
	struct error ignored = ERROR_INIT;
	struct event_row event;
	bool found = false;

	return store_event_next(estate->store, &event, &found, &ignored) != 0 || found;
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
	struct store_settling settling = {opened, due, settle};
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

static const struct setting *find_setting(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(settings); i++) {
		if (strcmp(settings[i].name, name) == 0)
			return &settings[i];
	}
	return NULL;
}

int estate_set(struct estate *estate, const char *name, const char *value, struct error *err)
{
	const struct setting *setting = find_setting(name);
	int rc;

	if (!setting)
		return error_raisef(err, ERR_LAB, "There is no setting %s: settings are %s and %s",
		    name, settings[0].name, settings[1].name);
	if (strcmp(value, setting->values[0]) != 0 && strcmp(value, setting->values[1]) != 0)
		return error_raisef(err, ERR_LAB, "%s cannot be %s: it is %s or %s", name, value,
		    setting->values[0], setting->values[1]);
	rc = store_begin(estate->store, STORE_FLUSH, err);
	if (rc != 0)
		return rc;
	rc = store_setting_set(estate->store, name, value, err);
	return estate_finish(estate, rc, err);
}

int estate_setting_flag(
    struct estate *estate, const char *name, bool otherwise, bool *value, struct error *err)
{
	char *text = NULL;
	int rc = store_setting_get(estate->store, name, &text, err);

	if (rc == 0)
		*value = text ? strcmp(text, "true") == 0 : otherwise;
	free(text);
	return rc;
}
