/* Live completions: what the configuration and the cluster of the session hold right now. */
#ifndef LOCALHSM_CLI_COMPLETE_H
#define LOCALHSM_CLI_COMPLETE_H

#include "command.h"

/* Clusters of the configuration. */
option_complete_fn complete_cluster_id;
/* Users of the session's cluster. */
option_complete_fn complete_username;
/* Words of a key filter, with the labels of the keys that the logged-in user can see. */
option_complete_fn complete_filter;
/* "name=" for each key attribute, and the bare name. */
option_complete_fn complete_attribute;
option_complete_fn complete_attribute_name;

#endif
