/*
 * Where things lie on this machine: the estate, the client host, and who owns what is made there.
 * The only code of the programs that reads the environment for paths.
 */
#ifndef LOCALHSM_HOME_H
#define LOCALHSM_HOME_H

#include "attributes.h"
#include "files.h"

#include <stdbool.h>

struct error;

struct home {
	char *estate; /* $LOCALHSM_HOME, else $XDG_STATE_HOME/localhsm, else ~/.local/state/localhsm */
	char *client; /* $LOCALHSM_CLIENT, else the installation prefix if it has etc/cloudhsm-cli.cfg,
	                 else <estate>/client */
	bool has_owner;
	struct file_owner owner; /* under sudo without LOCALHSM_HOME: the user who called sudo */
};

/* ERR_HOME_UNKNOWN. Under sudo without LOCALHSM_HOME, ~ is that of the user who called sudo. */
MUST_CHECK int home_find(struct home *home, struct error *err);
void home_done(struct home *home);
/* NULL unless has_owner. */
const struct file_owner *home_owner(const struct home *home);

#endif
