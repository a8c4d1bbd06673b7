/* Options that AWS CLI has at every operation. Where they choose a service, there is but one here.
 */
#ifndef LOCALHSM_AWS_OPTIONS_H
#define LOCALHSM_AWS_OPTIONS_H

/*
 * For the end of a command's enum, and at the same place of its table. They are many, and no
 * command asks for one: the enum has the first only.
 */
#define AWS_GLOBAL_INDEXES OPT_REGION
#define AWS_GLOBAL_OPTIONS                                                                         \
	[OPT_REGION] =                                                                             \
	    {                                                                                      \
		.name = "region",                                                                  \
		.type = OPTION_STRING,                                                             \
		.flags = OPTION_ANYWHERE,                                                          \
		.default_text = "us-east-1",                                                       \
		.help = "Region of the service: each has clusters, backups, a VPC and quotas of "  \
			"its own",                                                                 \
	},                                                                                         \
	{                                                                                          \
	    .name = "profile",                                                                     \
	    .type = OPTION_STRING,                                                                 \
	    .flags = OPTION_ANYWHERE,                                                              \
	    .help = "Profile of the credentials. Accepted and not used: an estate is one account", \
	},                                                                                         \
	{                                                                                          \
	    .name = "endpoint-url",                                                                \
	    .type = OPTION_STRING,                                                                 \
	    .metavar = "URL",                                                                      \
	    .flags = OPTION_ANYWHERE,                                                              \
	    .help = "Address of the service. Accepted and not used: the estate is asked",          \
	},                                                                                         \
	AWS_IDLE_OPTION("debug", OPTION_FLAG), AWS_IDLE_OPTION("color", OPTION_STRING),            \
	AWS_IDLE_OPTION("no-verify-ssl", OPTION_FLAG),                                             \
	AWS_IDLE_OPTION("no-sign-request", OPTION_FLAG),                                           \
	AWS_IDLE_OPTION("ca-bundle", OPTION_STRING),                                               \
	AWS_IDLE_OPTION("cli-read-timeout", OPTION_STRING),                                        \
	AWS_IDLE_OPTION("cli-connect-timeout", OPTION_STRING),                                     \
	AWS_IDLE_OPTION("cli-binary-format", OPTION_STRING),                                       \
	AWS_IDLE_OPTION("no-cli-auto-prompt", OPTION_FLAG),                                        \
	AWS_LATER_OPTION("cli-auto-prompt", OPTION_FLAG, "Ask for the parameters"),                \
	{                                                                                          \
	    .name = "cli-input-json",                                                              \
	    .type = OPTION_STRING,                                                                 \
	    .metavar = "JSON",                                                                     \
	    .flags = OPTION_SUFFICES,                                                              \
	    .help = "Parameters by their names in the API, or file:// and the path of a file of "  \
		    "them. A parameter that has an option, too, is the option's",                  \
	},                                                                                         \
	AWS_LATER_OPTION("cli-input-yaml", OPTION_STRING, "Parameters in YAML"),                   \
	AWS_LATER_OPTION("generate-cli-skeleton", OPTION_FLAG, "Print a form for the parameters")

/* What says how the service is reached, or what is shown of it. */
#define AWS_IDLE_OPTION(option_name, option_type)                                                  \
	{                                                                                          \
		.name = (option_name), .type = (option_type), .help = "Accepted and not used",     \
		.flags = OPTION_ANYWHERE | OPTION_HIDDEN,                                          \
	}
#define AWS_LATER_OPTION(option_name, option_type, text)                                           \
	{                                                                                          \
		.name = (option_name), .type = (option_type), .help = (text),                      \
		.flags = OPTION_LATER,                                                             \
	}

#define BACKUP_ID_OPTION(text)                                                                     \
	{                                                                                          \
		.name = "backup-id", .type = OPTION_STRING, .flags = OPTION_REQUIRED,              \
		.help = (text),                                                                    \
	}
#define RESOURCE_ID_OPTION                                                                         \
	{                                                                                          \
		.name = "resource-id", .type = OPTION_STRING, .flags = OPTION_REQUIRED,            \
		.help = "Id of a cluster or of a backup",                                          \
	}
#define RESOURCE_ARN_OPTION                                                                        \
	{                                                                                          \
		.name = "resource-arn", .type = OPTION_STRING, .flags = OPTION_REQUIRED,           \
		.help = "ARN of a backup, which describe-backups shows as BackupArn",              \
	}
#define RETENTION_OPTION(text)                                                                     \
	{                                                                                          \
		.name = "backup-retention-policy", .type = OPTION_STRING,                          \
		.metavar = "Type=DAYS,Value=N", .help = (text),                                    \
	}
/* Tags; text says of what. */
#define TAG_LIST_OPTION(more_flags, text)                                                          \
	{                                                                                          \
		.name = "tag-list", .type = OPTION_LIST, .metavar = "Key=KEY,Value=VALUE",         \
		.flags = OPTION_ONE_TOKEN | (more_flags),                                          \
		.help = text ", one a word, also as in {\"Key\": \"KEY\", \"Value\": "             \
			     "\"VALUE\"}; or a JSON array of such",                                \
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
