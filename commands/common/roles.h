/* Bits of struct command's needs and roles, as the programs over the engine use them. */
#ifndef LOCALHSM_ROLES_H
#define LOCALHSM_ROLES_H

enum command_needs {
	NEEDS_ESTATE = 1U << 0,  /* app->estate is open */
	NEEDS_CLUSTER = 1U << 1, /* app->connection is the cluster of --cluster-id */
	NEEDS_LOGIN = 1U << 2,   /* somebody whose role is in command->roles is logged in to it */
	NEEDS_CONFIG = 1U << 3,  /* app->config is loaded; implied by NEEDS_CLUSTER */
	MAY_LOGIN = 1U << 4,     /* preset credentials are used when they are there */
	NEEDS_TWO_CLUSTERS = 1U << 5, /* --source-cluster-id and --destination-cluster-id, both logged in */
	MAY_CREATE_ESTATE = 1U << 6, /* with NEEDS_ESTATE: makes it when there is none */
};

enum command_roles {
	BY_ANYBODY = 0,
	BY_ADMIN = 1U << 0,
	BY_CRYPTO_USER = 1U << 1,
};

#endif
