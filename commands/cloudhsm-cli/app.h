/* What cloudhsm-cli holds between its commands, and the hooks by which the shell keeps it ready. */
#ifndef LOCALHSM_APP_H
#define LOCALHSM_APP_H

#include "attributes.h"
#include "home.h"
#include "ports.h"

#include <stdbool.h>
#include <stddef.h>

struct args;
struct client;
struct client_log;
struct command;
struct command_context;
struct config;
struct connection;
struct error;
struct estate;

/* The prompt of a session whose own cluster nobody is logged in to, or which has only one. */
#define APP_PROMPT "aws-cloudhsm > "

struct app {
	/* For the command that runs, as its needs say; borrowed from the client. */
	struct connection *connection;           /* NEEDS_CLUSTER */
	struct connection *source, *destination; /* NEEDS_TWO_CLUSTERS */

	/* Opened when a command first needs them, and kept open until the program ends. */
	struct home home;
	struct ports ports;
	struct config *config;
	struct client_log *log;
	struct estate *estate;
	struct client *client;

	/* Of an interactive session; NULL outside one. */
	char *cluster_id;           /* what `interactive --cluster-id` gave, or NULL */
	struct connection *session; /* the cluster that commands run against by default */
	char *history_path;
};

void app_init(struct app *app);
/* Logs out, closes, wipes. */
void app_done(struct app *app);

/*
 * Makes the cluster that the running command is connected to the default of an interactive session;
 * cluster_id is what it was named by, or NULL. ERR_MEMORY.
 */
MUST_CHECK int app_begin_session(struct app *app, const char *cluster_id, struct error *err);

/* The hooks of struct program. */
MUST_CHECK int app_prepare(struct command_context *context, const struct command *command,
    const struct args *args, struct error *err);
void app_prompt(void *app, char *buffer, size_t size);
const char *app_history_path(void *app);

#endif
