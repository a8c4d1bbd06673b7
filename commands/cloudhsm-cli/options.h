/*
 * Options that several commands share, each declared once: initialisers for their entries of
 * struct option_spec.
 */
#ifndef LOCALHSM_OPTIONS_H
#define LOCALHSM_OPTIONS_H

#include "attributes.h"
#include "command.h"
#include "complete.h"
#include "user.h"

struct args;
struct error;
struct quorum_approval;
struct secret;

#define ROLE_CHOICES 2
extern const struct option_choice role_choices[ROLE_CHOICES];

#define CLUSTER_ID_OPTION                                                                          \
	{                                                                                          \
		.name = "cluster-id", .type = OPTION_STRING,                                       \
		.help = "Cluster of the configuration file to run against. Left out, it is the "   \
			"one that the interactive session was started with, or the only one",      \
		.flags = OPTION_NOT_EMPTY, .complete = complete_cluster_id,                        \
	}

#define USERNAME_OPTION(text)                                                                      \
	{                                                                                          \
		.name = "username", .type = OPTION_STRING, .help = (text),                         \
		.flags = OPTION_REQUIRED, .complete = complete_username,                           \
	}

#define ROLE_OPTION                                                                                \
	{                                                                                          \
		.name = "role", .type = OPTION_ENUM,                                               \
		.help = "Role that the user has in the cluster", .choices = role_choices,          \
		.n_choices = ROLE_CHOICES, .flags = OPTION_REQUIRED,                               \
	}

#define PASSWORD_OPTION                                                                            \
	{                                                                                          \
		.name = "password", .type = OPTION_SECRET,                                         \
		.help = "Password of the user, in clear. Left out, it is asked for on the "        \
			"terminal",                                                                \
	}

#define NEW_PASSWORD_OPTION                                                                        \
	{                                                                                          \
		.name = "password", .type = OPTION_SECRET,                                         \
		.help = "New password of the user, in clear. Left out, it is asked for twice on "  \
			"the terminal",                                                            \
		.flags = OPTION_IN_USAGE,                                                          \
	}

#define APPROVAL_FILE_OPTION(option_name, option_metavar, text)                                    \
	{                                                                                          \
		.name = (option_name), .type = OPTION_PATH, .metavar = (option_metavar),           \
		.help = (text),                                                                    \
	}

#define APPROVAL_OPTION                                                                            \
	APPROVAL_FILE_OPTION("approval", "APPROVAL",                                               \
	    "File with the signed quorum token that approves the operation")

/* The two of a command that copies something. what: "the key". */
#define SOURCE_CLUSTER_OPTION(what)                                                                \
	{                                                                                          \
		.name = "source-cluster-id", .type = OPTION_STRING,                                \
		.help = "Cluster of the configuration file that has " what,                        \
		.flags = OPTION_REQUIRED | OPTION_NOT_EMPTY, .complete = complete_cluster_id,      \
	}
#define DESTINATION_CLUSTER_OPTION(what)                                                           \
	{                                                                                          \
		.name = "destination-cluster-id", .type = OPTION_STRING,                           \
		.help = "Cluster of the configuration file that is to get " what,                  \
		.flags = OPTION_REQUIRED | OPTION_NOT_EMPTY, .complete = complete_cluster_id,      \
	}

/* Paragraph of commands that the quorum of a service may guard. */
#define APPROVAL_TEXT(service)                                                                     \
	"Where the quorum value of the service " service " is above 1 (see quorum token-sign "     \
	"list-quorum-values), --approval names the file of a token of that service, made in this " \
	"login by quorum token-sign generate and signed by as many registered admins. It is used " \
	"up when the command succeeds."

/* The role that a ROLE_OPTION was given. */
enum user_role option_role(const struct args *args, unsigned option);

enum ask { ASK_ONCE, ASK_TWICE };

/*
 * The token file of an APPROVAL_OPTION, read; *approval is NULL when none was given. Errors as
 * quorum_approval_read.
 */
MUST_CHECK int option_approval(
    const struct args *args, unsigned option, struct quorum_approval **approval, struct error *err);

/*
 * Sets password to what a PASSWORD_OPTION was given, or to what is typed on the terminal; new ones
 * are asked for twice. Errors as context_ask_password.
 */
MUST_CHECK int option_password(struct command_context *context, const struct args *args,
    unsigned option, enum ask ask, struct secret *password, struct error *err);

#endif
