/* What an HSM says of itself: model, versions, mode. */
#include "client-private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* hsm2m.medium: no published sample; the serial numbers' shape is that of hsm1. */
static const struct hsm_info models[] = {
    [HSM_TYPE_HSM1_MEDIUM] = {.vendor = "Marvell Semiconductors, Inc.",
	.model = "NITROX-III CNN35XX-NFBE",
	.serial_number = "5.3G1941-ICM",
	.hardware_version_major = "5",
	.hardware_version_minor = "3",
	.firmware_version_major = "2",
	.firmware_version_minor = "6",
	.firmware_build_number = "16",
	.firmware_id = "CNN35XX-NFBE-FW-2.06-16"},
    [HSM_TYPE_HSM2M_MEDIUM] = {.vendor = "Marvell Semiconductors, Inc.",
	.model = "LIQUIDSECURITY2 LS2-G-AXI-M",
	.serial_number = "6.1G2337-LS2",
	.hardware_version_major = "6",
	.hardware_version_minor = "1",
	.firmware_version_major = "10",
	.firmware_version_minor = "2",
	.firmware_build_number = "8",
	.firmware_id = "LS2-G-AXI-FW-10.02-08"},
};

/* Six digits that stay with the HSM: FNV-1a over its id. */
static unsigned serial_of(const char *hsm_id)
{
	uint32_t hash = 2166136261U;

	for (; *hsm_id; hsm_id++)
		hash = (hash ^ (unsigned char)*hsm_id) * 16777619U;
	return hash % 1000000;
}

static void describe(
    const struct connection *connection, const struct hsm_link *link, struct hsm_info *info)
{
	bool fips = connection->mode == CLUSTER_MODE_FIPS;
	const struct hsm_info *model = &models[link->partition.row.type];

	*info = *model;
	snprintf(info->serial_number, sizeof(info->serial_number), "%.20s%06u",
	    model->serial_number, serial_of(link->hsm.hsm_id));
	snprintf(info->fips_state, sizeof(info->fips_state), "%s",
	    fips ? "2 [FIPS mode with single factor authentication]"
		 : "0 [non-FIPS mode with single factor authentication]");
}

int client_hsm_info(
    struct connection *connection, struct hsm_info **infos, size_t *count, struct error *err)
{
	struct hsm_info *list = calloc(connection->n_links, sizeof(*list));

	if (!list)
		return error_raise(err, ERR_MEMORY);
	for (size_t i = 0; i < connection->n_links; i++)
		describe(connection, &connection->links[i], &list[i]);
	connection_answered(connection);
	*infos = list;
	*count = connection->n_links;
	return 0;
}
