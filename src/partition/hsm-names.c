/* The words of the API for HSM types, modes and states. */
#include "estate.h"

#include <string.h>

static const char *const hsm_types[] = {
    [HSM_TYPE_HSM1_MEDIUM] = "hsm1.medium",
    [HSM_TYPE_HSM2M_MEDIUM] = "hsm2m.medium",
};

static const char *const cluster_modes[] = {
    [CLUSTER_MODE_FIPS] = "FIPS",
    [CLUSTER_MODE_NON_FIPS] = "NON_FIPS",
};

static const char *const cluster_states[] = {
    [CLUSTER_CREATE_IN_PROGRESS] = "CREATE_IN_PROGRESS",
    [CLUSTER_UNINITIALIZED] = "UNINITIALIZED",
    [CLUSTER_INITIALIZE_IN_PROGRESS] = "INITIALIZE_IN_PROGRESS",
    [CLUSTER_INITIALIZED] = "INITIALIZED",
    [CLUSTER_ACTIVE] = "ACTIVE",
    [CLUSTER_UPDATE_IN_PROGRESS] = "UPDATE_IN_PROGRESS",
    [CLUSTER_MODIFY_IN_PROGRESS] = "MODIFY_IN_PROGRESS",
    [CLUSTER_ROLLBACK_IN_PROGRESS] = "ROLLBACK_IN_PROGRESS",
    [CLUSTER_DELETE_IN_PROGRESS] = "DELETE_IN_PROGRESS",
    [CLUSTER_DELETED] = "DELETED",
    [CLUSTER_DEGRADED] = "DEGRADED",
    [CLUSTER_PENDING_ROLLBACK] = "PENDING_ROLLBACK",
};

static const char *const hsm_states[] = {
    [HSM_CREATE_IN_PROGRESS] = "CREATE_IN_PROGRESS",
    [HSM_ACTIVE] = "ACTIVE",
    [HSM_DEGRADED] = "DEGRADED",
    [HSM_DELETE_IN_PROGRESS] = "DELETE_IN_PROGRESS",
    [HSM_DELETED] = "DELETED",
};

static const char *const backup_states[] = {
    [BACKUP_CREATE_IN_PROGRESS] = "CREATE_IN_PROGRESS",
    [BACKUP_READY] = "READY",
    [BACKUP_DELETED] = "DELETED",
    [BACKUP_PENDING_DELETION] = "PENDING_DELETION",
};

static const char *name_at(const char *const *names, size_t count, size_t index)
{
	return index < count ? names[index] : "";
}

/* The index of name, or count. */
static size_t index_of(const char *const *names, size_t count, const char *name)
{
	size_t i = 0;

	while (i < count && strcmp(names[i], name) != 0)
		i++;
	return i;
}

const char *hsm_type_name(enum hsm_type type)
{
	return name_at(hsm_types, ARRAY_LENGTH(hsm_types), type);
}

const char *cluster_mode_name(enum cluster_mode mode)
{
	return name_at(cluster_modes, ARRAY_LENGTH(cluster_modes), mode);
}

const char *cluster_state_name(enum cluster_state state)
{
	return name_at(cluster_states, ARRAY_LENGTH(cluster_states), state);
}

bool cluster_state_is_migrating(enum cluster_state state)
{
	return state == CLUSTER_MODIFY_IN_PROGRESS || state == CLUSTER_PENDING_ROLLBACK ||
	       state == CLUSTER_ROLLBACK_IN_PROGRESS;
}

const char *hsm_state_name(enum hsm_state state)
{
	return name_at(hsm_states, ARRAY_LENGTH(hsm_states), state);
}

const char *backup_state_name(enum backup_state state)
{
	return name_at(backup_states, ARRAY_LENGTH(backup_states), state);
}

bool hsm_type_from_name(const char *name, enum hsm_type *type)
{
	size_t index = index_of(hsm_types, ARRAY_LENGTH(hsm_types), name);

	if (index == ARRAY_LENGTH(hsm_types))
		return false;
	*type = (enum hsm_type)index;
	return true;
}

bool cluster_mode_from_name(const char *name, enum cluster_mode *mode)
{
	size_t index = index_of(cluster_modes, ARRAY_LENGTH(cluster_modes), name);

	if (index == ARRAY_LENGTH(cluster_modes))
		return false;
	*mode = (enum cluster_mode)index;
	return true;
}
