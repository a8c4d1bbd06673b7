/* Options that AWS CLI has at every operation. Where they choose a service, there is but one here.
 */
#ifndef LOCALHSM_AWS_OPTIONS_H
#define LOCALHSM_AWS_OPTIONS_H

/* For the end of a command's enum, and at the same place of its table. */
#define AWS_GLOBAL_INDEXES OPT_REGION, OPT_PROFILE, OPT_ENDPOINT_URL
#define AWS_GLOBAL_OPTIONS                                                                         \
	[OPT_REGION] =                                                                             \
	    {                                                                                      \
		.name = "region",                                                                  \
		.type = OPTION_STRING,                                                             \
		.help = "Region of the service. Accepted and not used: an estate is one region",   \
	},                                                                                         \
	[OPT_PROFILE] =                                                                            \
	    {                                                                                      \
		.name = "profile",                                                                 \
		.type = OPTION_STRING,                                                             \
		.help =                                                                            \
		    "Profile of the credentials. Accepted and not used: an estate is one account", \
	},                                                                                         \
	[OPT_ENDPOINT_URL] = {                                                                     \
	    .name = "endpoint-url",                                                                \
	    .type = OPTION_STRING,                                                                 \
	    .metavar = "URL",                                                                      \
	    .help = "Address of the service. Accepted and not used: the estate is asked",          \
	}

#define CLUSTER_ID_OPTION(text)                                                                    \
	{                                                                                          \
		.name = "cluster-id", .type = OPTION_STRING, .flags = OPTION_REQUIRED,             \
		.help = (text),                                                                    \
	}

/* Options of the operations that list. */
#define PAGING_INDEXES                                                                             \
	OPT_MAX_ITEMS, OPT_PAGE_SIZE, OPT_STARTING_TOKEN, OPT_MAX_RESULTS, OPT_NEXT_TOKEN
#define PAGING_OPTIONS                                                                             \
	[OPT_MAX_ITEMS] =                                                                          \
	    {                                                                                      \
		.name = "max-items",                                                               \
		.type = OPTION_U64,                                                                \
		.min = 1,                                                                          \
		.max = UINT32_MAX,                                                                 \
		.help =                                                                            \
		    "How many items are shown at most. If there are more, NextToken is shown too", \
	},                                                                                         \
	[OPT_PAGE_SIZE] =                                                                          \
	    {                                                                                      \
		.name = "page-size",                                                               \
		.type = OPTION_U64,                                                                \
		.min = 1,                                                                          \
		.max = UINT32_MAX,                                                                 \
		.help = "How many items the service is asked for at a time. All are shown",        \
	},                                                                                         \
	[OPT_STARTING_TOKEN] =                                                                     \
	    {                                                                                      \
		.name = "starting-token",                                                          \
		.type = OPTION_STRING,                                                             \
		.help = "The NextToken of an earlier answer: where to go on",                      \
	},                                                                                         \
	[OPT_MAX_RESULTS] =                                                                        \
	    {                                                                                      \
		.name = "max-results",                                                             \
		.type = OPTION_U64,                                                                \
		.min = 1,                                                                          \
		.max = UINT32_MAX,                                                                 \
		.help = "How many items one page of the service has. Only that page is shown",     \
	},                                                                                         \
	[OPT_NEXT_TOKEN] = {                                                                       \
	    .name = "next-token",                                                                  \
	    .type = OPTION_STRING,                                                                 \
	    .help = "The NextToken of an earlier page. Only the page behind it is shown",          \
	}

#endif
