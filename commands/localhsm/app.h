/* localhsm: what its commands share. */
#ifndef LOCALHSM_APP_H
#define LOCALHSM_APP_H

#include "attributes.h"
#include "command.h"
#include "home.h"
#include "ports.h"
#include "secret.h"

#include <stdbool.h>

struct config;
struct error;
struct estate;

struct app {
	struct ports ports;
	/* LOCALHSM_ADMIN_PASSWORD; empty when it is not set. */
	struct secret admin_password;
	/* Those of the command that runs; NULL where it needs none. */
	struct home home;
	struct config *config; /* the file, or the template where there is none */
	struct estate *estate;
};

/* Takes the password out of the environment, where others could read it. ERR_MEMORY. */
MUST_CHECK int app_init(struct app *app, struct error *err);
void app_done(struct app *app);

/* For a command that has something to check, or somebody to ask, first. */
MUST_CHECK int app_edit_config(struct app *app, struct error *err);
/* The same; one that is open stays so. Errors as estate_open. */
MUST_CHECK int app_open_estate(struct app *app, bool create, struct error *err);

/* The hooks of struct program. */
int app_prepare(struct command_context *context, const struct command *command,
    const struct args *args, struct error *err);
void app_finish(struct command_context *context, const struct command *command);

#endif
