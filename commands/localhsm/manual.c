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
    {"AWS CLI",
	"The operations of cloudhsmv2 are called and answer as AWS CLI has them. The options that "
	"every operation has may also stand in front of it, as in localhsm --region us-east-1 "
	"cloudhsmv2 describe-clusters. Of an option that is given more than once the last "
	"counts.\n\n"
	"Lists and structures are given in the shorthand of AWS CLI or in JSON. A value of a "
	"parameter that begins with file:// is what the file of that name holds. "
	"--cli-input-json takes parameters by their names in the API; with it no option is "
	"required.\n\n"
	"--query takes JMESPath with all its functions, such as sort_by, max_by, contains and "
	"join. "
	"The forms of --output are json and text.\n\n"
	"These say how a service is reached, and are accepted and not used: --debug, --color, "
	"--no-verify-ssl, --no-sign-request, --ca-bundle, --cli-read-timeout, "
	"--cli-connect-timeout, --cli-binary-format and --no-cli-auto-prompt."},
    {"FILES",
	"estate.db\tThe estate: clusters, HSMs, backups, users and keys.\n"
	"estate.key\tThe key under which everything in it is sealed. Without this file nobody "
	"opens "
	"the estate again.\n"
	"estate.new\tAn estate that snapshot load was about to put in the place of these files "
	"when the "
	"machine stopped. The next command does it.\n"
	"etc/cloudhsm-cli.cfg\tThe configuration of the client host, which up adds its cluster "
	"to.\n"
	"etc/customerCA.crt\tThe CA certificate of the first cluster that up makes for a client "
	"host; those of further clusters have the cluster's id in their names."},
};
