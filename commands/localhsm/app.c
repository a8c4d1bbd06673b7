/* localhsm: gets ready what a command needs, the configuration before the estate. */
#include "app.h"

#include "config.h"
#include "error.h"
#include "estate.h"
#include "machine.h"
#include "roles.h"

#include <string.h>
#include <unistd.h>

static const char password_variable[] = "LOCALHSM_ADMIN_PASSWORD";

/* A variable's value in the environment itself, which may be written to; NULL when it is not set.
 */
static char *variable(const char *name)
{
	size_t len = strlen(name);

	for (char **entry = environ; entry && *entry; entry++) {
		if (strncmp(*entry, name, len) == 0 && (*entry)[len] == '=')
			return *entry + len + 1;
	}
	return NULL;
}

int app_init(struct app *app, struct error *err)
{
	char *password = variable(password_variable);
	int rc = 0;

	*app = (struct app){.admin_password = SECRET_INIT};
	machine_ports(&app->ports);
	if (!password)
		return 0;
	if (secret_set_text(&app->admin_password, password) != 0)
		rc = error_raise(err, ERR_MEMORY);
	secret_wipe(password, strlen(password));
	return rc;
}

void app_done(struct app *app)
{
	secret_done(&app->admin_password);
}

int app_edit_config(struct app *app, struct error *err)
{
	return config_edit(app->home.client, home_owner(&app->home), &app->config, err);
}

int app_open_estate(struct app *app, bool create, struct error *err)
{
	if (app->estate)
		return 0;
	return estate_open(
	    app->home.estate, create, home_owner(&app->home), &app->ports, &app->estate, err);
}

int app_prepare(struct command_context *context, const struct command *command,
    const struct args *args UNUSED, struct error *err)
{
	struct app *app = context->app;
	int rc = home_find(&app->home, err);

	if (rc == 0 && (command->needs & NEEDS_ESTATE))
		rc = app_open_estate(app, (command->needs & MAY_CREATE_ESTATE) != 0, err);
	return rc;
}

void app_finish(struct command_context *context, const struct command *command UNUSED)
{
	struct app *app = context->app;

	estate_close(app->estate);
	app->estate = NULL;
	config_free(app->config);
	app->config = NULL;
	home_done(&app->home);
}
