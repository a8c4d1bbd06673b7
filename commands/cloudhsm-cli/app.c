/*
 * Gets ready what a command needs: the configuration, the estate, the connections and, in
 * single-command mode, the login of the preset credentials.
 */
#include "app.h"

#include "args.h"
#include "bytes.h"
#include "client.h"
#include "command.h"
#include "config.h"
#include "credentials.h"
#include "error.h"
#include "estate.h"
#include "files.h"
#include "machine.h"
#include "roles.h"

#include <stdlib.h>
#include <string.h>

/* Commands with one of these talk to HSMs. */
#define NEEDS_CLIENT (NEEDS_CLUSTER | NEEDS_TWO_CLUSTERS)

static const char role_variable[] = "CLOUDHSM_ROLE";
static const char pin_variable[] = "CLOUDHSM_PIN";
static const char destination_role_variable[] = "DESTINATION_CLOUDHSM_ROLE";
static const char destination_pin_variable[] = "DESTINATION_CLOUDHSM_PIN";
static const char variables[] = "CLOUDHSM_ROLE and CLOUDHSM_PIN";
static const char destination_variables[] =
    "DESTINATION_CLOUDHSM_ROLE and DESTINATION_CLOUDHSM_PIN";

void app_init(struct app *app)
{
	*app = (struct app){.connection = NULL};
	machine_ports(&app->ports);
}

void app_done(struct app *app)
{
	client_free(app->client);
	estate_close(app->estate);
	client_log_close(app->log);
	config_free(app->config);
	home_done(&app->home);
	free(app->cluster_id);
	free(app->history_path);
	*app = (struct app){.connection = NULL};
}

static int open_config(struct command_context *context, struct app *app, struct error *err)
{
	const char *warning = NULL;
	int rc = config_load(app->home.client, &app->config, err);

	if (rc != 0)
		return rc;
	app->log = client_log_open(app->config, &app->ports, home_owner(&app->home), &warning);
	if (app->log) {
		app->ports.context = app->log;
		app->ports.log = client_log_write;
	}
	if (warning)
		context_warn(context, warning);
	return 0;
}

/* Opens what is not open yet, so that a session goes on where an earlier command failed. */
static int open_client(struct command_context *context, struct app *app, struct error *err)
{
	int rc = 0;

	if (!app->home.estate)
		rc = home_find(&app->home, err);
	if (rc == 0 && !app->config)
		rc = open_config(context, app, err);
	if (rc == 0 && !app->estate)
		rc = estate_open(app->home.estate, false, home_owner(&app->home), &app->ports,
		    &app->estate, err);
	if (rc == 0 && !app->client)
		rc = client_new(
		    estate_store(app->estate), app->config, &app->ports, &app->client, err);
	return rc;
}

static enum error_code required_error(unsigned roles)
{
	if (roles == BY_ADMIN)
		return ERR_ADMIN_REQUIRED;
	if (roles == BY_CRYPTO_USER)
		return ERR_CRYPTO_USER_REQUIRED;
	return ERR_USER_REQUIRED;
}

static unsigned role_bit(enum user_role role)
{
	switch (role) {
	case ROLE_ADMIN:
		return BY_ADMIN;
	case ROLE_CRYPTO_USER:
		return BY_CRYPTO_USER;
	case ROLE_NONE:
	case ROLE_UNACTIVATED_ADMIN:
	case ROLE_APPLIANCE_USER:
	case ROLE_INCONSISTENT:
		break;
	}
	return 0;
}

static int check_role(
    const struct command *command, const struct connection *connection, struct error *err)
{
	if (role_bit(connection_role(connection)) & command->roles)
		return 0;
	return error_raise(err, required_error(command->roles));
}

static int login_preset(
    struct connection *connection, const struct credentials *credentials, struct error *err)
{
	if (credentials->role == ROLE_NONE)
		return 0;
	return client_login(
	    connection, credentials->username, credentials->role, &credentials->password, err);
}

static int prepare_cluster(struct app *app, const struct command *command, const struct args *args,
    const struct credentials *preset, struct error *err)
{
	const char *cluster_id = args_text_by_name(args, "cluster-id");
	int rc = client_connect(
	    app->client, cluster_id ? cluster_id : app->cluster_id, &app->connection, err);

	if (rc == 0)
		rc = login_preset(app->connection, preset, err);
	if (rc == 0 && (command->needs & NEEDS_LOGIN))
		rc = check_role(command, app->connection, err);
	return rc;
}

/* One end of a command that works between two clusters. */
static int prepare_end(struct app *app, const struct command *command, const char *cluster_id,
    const struct credentials *preset, struct connection **connection, struct error *err)
{
	int rc = client_connect(app->client, cluster_id, connection, err);

	/* Which of the two, where the text does not say so. */
	if (rc == ERR_HSM_DISCONNECTED || rc == ERR_CERTIFICATE)
		error_prefix(err, cluster_id);
	if (rc != 0)
		return rc;
	rc = login_preset(*connection, preset, err);
	if (rc == 0)
		rc = check_role(command, *connection, err);
	if (rc != 0)
		error_prefix(err, cluster_id);
	return rc;
}

static int prepare_two_clusters(struct app *app, const struct command *command,
    const struct args *args, const struct credentials *preset,
    const struct credentials *destination_preset, struct error *err)
{
	const char *source = args_text_by_name(args, "source-cluster-id");
	const char *destination = args_text_by_name(args, "destination-cluster-id");
	int rc;

	if (strcmp(source, destination) == 0)
		return error_raise(err, ERR_CLUSTERS_SAME);
	rc = prepare_end(app, command, source, preset, &app->source, err);
	if (rc == 0)
		rc = prepare_end(
		    app, command, destination, destination_preset, &app->destination, err);
	return rc;
}

static int take_two_presets(
    struct credentials *preset, struct credentials *destination_preset, struct error *err)
{
	int rc = credentials_take(role_variable, pin_variable, preset, err);

	if (rc == 0 && preset->role == ROLE_NONE)
		rc = error_raise(err, ERR_SOURCE_CREDENTIALS, variables);
	if (rc == 0)
		rc = credentials_take(
		    destination_role_variable, destination_pin_variable, destination_preset, err);
	if (rc == 0 && destination_preset->role == ROLE_NONE)
		rc = error_raise(err, ERR_DESTINATION_CREDENTIALS, destination_variables);
	return rc;
}

/* In single-command mode a command logs in with what the environment presets, if it may. */
static int take_presets(const struct command *command, struct credentials *preset,
    struct credentials *destination_preset, struct error *err)
{
	int rc;

	if (command->needs & NEEDS_TWO_CLUSTERS)
		return take_two_presets(preset, destination_preset, err);
	if (!(command->needs & (NEEDS_LOGIN | MAY_LOGIN)))
		return 0;
	rc = credentials_take(role_variable, pin_variable, preset, err);
	if (rc == 0 && preset->role == ROLE_NONE && (command->needs & NEEDS_LOGIN))
		rc = error_raise(err, required_error(command->roles));
	return rc;
}

int app_prepare(struct command_context *context, const struct command *command,
    const struct args *args, struct error *err)
{
	struct app *app = context->app;
	struct credentials preset = CREDENTIALS_INIT, destination_preset = CREDENTIALS_INIT;
	int rc = 0;

	app->connection = app->source = app->destination = NULL;
	if (!context->interactive)
		rc = take_presets(command, &preset, &destination_preset, err);
	if (rc == 0 && (command->needs & NEEDS_CLIENT))
		rc = open_client(context, app, err);
	if (rc == 0 && (command->needs & NEEDS_CLUSTER))
		rc = prepare_cluster(app, command, args, &preset, err);
	if (rc == 0 && (command->needs & NEEDS_TWO_CLUSTERS))
		rc = prepare_two_clusters(app, command, args, &preset, &destination_preset, err);
	credentials_done(&preset);
	credentials_done(&destination_preset);
	return rc;
}

int app_begin_session(struct app *app, const char *cluster_id, struct error *err)
{
	char *copy = NULL;

	if (cluster_id) {
		copy = strdup(cluster_id);
		if (!copy)
			return error_raise(err, ERR_MEMORY);
	}
	free(app->cluster_id);
	app->cluster_id = copy;
	app->session = app->connection;
	return 0;
}

static void copy_text(char *buffer, size_t size, const char *text)
{
	size_t len = strnlen(text, size - 1);

	memcpy(buffer, text, len);
	buffer[len] = '\0';
}

void app_prompt(void *context, char *buffer, size_t size)
{
	struct app *app = context;
	const struct connection *login = NULL;
	struct bytes text = BYTES_INIT;

	if (size == 0)
		return;
	/*
	 * Which cluster a login belongs to is worth a word only when there are several. A login to
	 * another cluster is not shown: a command that names no cluster does not use it.
	 */
	if (app->session && connection_role(app->session) != ROLE_NONE &&
	    config_cluster_count(app->config) > 1)
		login = app->session;
	if (login)
		bytes_append_format(
		    &text, "%s@%s > ", connection_username(login), connection_cluster_id(login));
	copy_text(buffer, size, login && !bytes_failed(&text) ? bytes_text(&text) : APP_PROMPT);
	bytes_done(&text);
}

const char *app_history_path(void *context)
{
	struct app *app = context;

	if (!app->history_path && app->home.client)
		app->history_path = path_join(app->home.client, "run/cloudhsm-cli.history");
	return app->history_path;
}
