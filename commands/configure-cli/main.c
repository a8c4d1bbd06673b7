/* configure-cli: writes the configuration of a client host. */
#include "app.h"
#include "machine.h"
#include "table.h"

int main(int argc, char **argv)
{
	struct app app = {.config = NULL};

	machine_ports(&app.ports);
	return program_main(&configure_cli, &app, argc, argv);
}
