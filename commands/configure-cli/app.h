/* configure-cli: what its commands share. */
#ifndef LOCALHSM_APP_H
#define LOCALHSM_APP_H

#include "attributes.h"
#include "command.h"
#include "home.h"
#include "ports.h"

#include <stddef.h>

struct config;
struct error;

struct app {
	struct ports ports;
	/* Those of the command that runs. */
	struct home home;
	struct config *config; /* the file, or the template where there is none */
};

/* The hooks of struct program. */
int app_prepare(struct command_context *context, const struct command *command,
    const struct args *args, struct error *err);
void app_finish(struct command_context *context, const struct command *command);

MUST_CHECK int app_save(struct app *app, struct error *err);

/* The addresses of a cluster's HSMs. */
struct servers {
	char **addresses;
	size_t count;
};
/* Asks the estate, as the real tool asks DescribeClusters; region may be NULL. ERR_CLUSTER_ABSENT,
 * ERR_CLUSTER_NO_HSM, ERR_LAB for a region that does not exist. */
MUST_CHECK int servers_find(
    struct app *app, const char *cluster_id, const char *region, struct servers *servers,
    struct error *err);
void servers_done(struct servers *servers);
/* The addresses as the functions of config.h take them. */
const char *const *servers_list(const struct servers *servers);

extern const struct command command_configure, command_add_cluster, command_remove_cluster;

/* Sections of the manual page that the tables cannot tell. */
#define MANUAL_SECTIONS 2
extern const struct manual_section manual_sections[MANUAL_SECTIONS];

#endif
