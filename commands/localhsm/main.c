/* localhsm: the world around the HSMs, as the owner of the lab runs it. */
#include "app.h"
#include "error.h"
#include "table.h"

int main(int argc, char **argv)
{
	struct error err = ERROR_INIT;
	struct app app;
	int status = error_exit_status(ERR_MEMORY);

	if (app_init(&app, &err) == 0)
		status = program_main(&localhsm, &app, argc, argv);
	app_done(&app);
	return status;
}
