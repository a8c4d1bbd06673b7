/* configure-cli: what its manual page says beside the tables. */
#include "app.h"

const struct manual_section manual_sections[MANUAL_SECTIONS] = {
    {"ENVIRONMENT",
	"LOCALHSM_CLIENT\tThe directory of the client host whose configuration is written. Without "
	"it, that is the directory above bin where this program lies, if it has "
	"etc/cloudhsm-cli.cfg; else the directory client in the estate's.\n"
	"LOCALHSM_HOME\tThe directory of the estate in which --cluster-id is looked up. Without "
	"it, $XDG_STATE_HOME/localhsm or ~/.local/state/localhsm.\n\n"
	"Under sudo without LOCALHSM_HOME, ~ is the home directory of the user who called sudo, "
	"and what is made belongs to that user."},
    {"FILES",
	"etc/cloudhsm-cli.cfg\tThe configuration, in JSON, in the directory of the client host. It "
	"may be edited by other means: keys that localhsm does not know are kept.\n"
	"etc/customerCA.crt\tThe CA certificate of a cluster that was given none by "
	"--hsm-ca-cert.\n"
	"run/cloudhsm-cli.log\tThe log, unless --log-file names another file. With rotation the "
	"time stands behind the name: cloudhsm-cli.log.2026-11-20."},
};
