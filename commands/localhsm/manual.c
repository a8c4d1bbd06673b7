/* localhsm: what its manual page says beside the tables. */
#include "commands.h"

const struct manual_section manual_sections[MANUAL_SECTIONS] = {
    {"ENVIRONMENT",
	"LOCALHSM_HOME\tThe directory of the estate. Without it, $XDG_STATE_HOME/localhsm or "
	"~/.local/state/localhsm.\n"
	"LOCALHSM_CLIENT\tThe directory of the client host that up configures. Without it, that is "
	"the directory above bin where this program lies, if it has etc/cloudhsm-cli.cfg; else the "
	"directory client in the estate's.\n"
	"LOCALHSM_ADMIN_PASSWORD\tThe first admin's password for up, where --admin-password is not "
	"given.\n\n"
	"Under sudo without LOCALHSM_HOME, ~ is the home directory of the user who called sudo, "
	"and "
	"what is made belongs to that user."},
    {"FILES",
	"estate.db\tThe estate: clusters, HSMs, backups, users and keys.\n"
	"estate.key\tThe key under which everything in it is sealed. Without this file nobody "
	"opens "
	"the estate again.\n"
	"etc/cloudhsm-cli.cfg\tThe configuration of the client host, which up adds its cluster "
	"to.\n"
	"etc/customerCA.crt\tThe CA certificate of the first cluster that up makes for a client "
	"host; those of further clusters have the cluster's id in their names."},
};
