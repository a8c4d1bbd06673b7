/* cloudhsm-cli: operates the users and keys of the clusters that its client host is configured for.
 */
#include "app.h"
#include "command.h"
#include "table.h"

int main(int argc, char **argv)
{
	struct app app;
	int status;

	app_init(&app);
	status = program_main(&cloudhsm_cli, &app, argc, argv);
	app_done(&app);
	return status;
}
