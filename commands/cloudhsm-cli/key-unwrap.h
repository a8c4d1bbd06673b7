/* What the commands that unwrap a key share: all but the mechanism and its options. */
#ifndef LOCALHSM_KEY_UNWRAP_H
#define LOCALHSM_KEY_UNWRAP_H

#include "attributes.h"
#include "command.h"
#include "key-mechanism.h"
#include "options.h"

struct args;

/*
 * The options of a mechanism stand between two groups that all have, as in the service's usage
 * lines, so that the second begins behind as many as the mechanism has.
 */
enum key_unwrap_option {
	OPT_CLUSTER_ID,
	OPT_FILTER,
	OPT_DATA_PATH,
	OPT_DATA,
	OPT_ATTRIBUTES,
	OPT_SHARE_CRYPTO_USERS,
	OPT_MANAGE_QUORUM,
	OPT_USE_QUORUM,
	OPT_OWN,
};
enum key_unwrap_last {
	LAST_KEY_TYPE_CLASS,
	LAST_LABEL,
	LAST_SESSION,
	LAST_APPROVAL,
	LAST_OPTIONS,
};
/* aes-gcm has one more, behind all of them. */
enum key_unwrap_aes_gcm_option { OPT_IV = OPT_OWN + OWN_OPTIONS + LAST_OPTIONS };

enum unwrap_one_of { ONE_OF_WRAPPED = 1 };

#define KEY_TYPE_CLASSES 5
extern const struct option_choice key_type_classes[KEY_TYPE_CLASSES];

#define WRAPPED_DATA_OPTION(option_name, option_type, text)                                        \
	{                                                                                          \
		.name = (option_name), .type = (option_type), .help = (text),                      \
		.one_of = ONE_OF_WRAPPED,                                                          \
	}

#define KEY_TYPE_CLASS_OPTION                                                                      \
	{                                                                                          \
		.name = "key-type-class", .type = OPTION_ENUM,                                     \
		.help = "Type and class of the wrapped key, in either case; 3des is des3",         \
		.choices = key_type_classes, .n_choices = KEY_TYPE_CLASSES,                        \
		.flags = OPTION_REQUIRED | OPTION_ANY_CASE,                                        \
	}

#define UNWRAPPED_KEY "the unwrapped key"

/* Those of all. key: "the AES key"; n_own: how many the mechanism has of its own. */
#define KEY_UNWRAP_OPTIONS(key, n_own)                                                             \
	[OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,                                                      \
	[OPT_FILTER] = FILTER_OPTION("filter", key " to unwrap with", OPTION_REQUIRED),            \
	[OPT_DATA_PATH] =                                                                          \
	    WRAPPED_DATA_OPTION("data-path", OPTION_PATH, "File with the wrapped key, in binary"), \
	[OPT_DATA] = WRAPPED_DATA_OPTION("data", OPTION_STRING, "The wrapped key in base64"),      \
	[OPT_ATTRIBUTES] =                                                                         \
	    ATTRIBUTES_OPTION("attributes", "UNWRAPPED_KEY_ATTRIBUTES", UNWRAPPED_KEY),            \
	[OPT_SHARE_CRYPTO_USERS] = SHARE_OPTION(UNWRAPPED_KEY),                                    \
	[OPT_MANAGE_QUORUM] = QUORUM_VALUE_OPTION(                                                 \
	    "manage-key-quorum-value", "Approvals that it takes to manage " UNWRAPPED_KEY),        \
	[OPT_USE_QUORUM] = QUORUM_VALUE_OPTION(                                                    \
	    "use-key-quorum-value", "Approvals that it takes to use " UNWRAPPED_KEY),              \
	[OPT_OWN + (n_own) + LAST_KEY_TYPE_CLASS] = KEY_TYPE_CLASS_OPTION,                         \
	[OPT_OWN + (n_own) + LAST_LABEL] = LABEL_OPTION("label", "Label of " UNWRAPPED_KEY),       \
	[OPT_OWN + (n_own) + LAST_SESSION] = SESSION_OPTION("key"),                                \
	[OPT_OWN + (n_own) + LAST_APPROVAL] = APPROVAL_OPTION

/* Paragraphs that close every description. */
#define KEY_UNWRAP_TEXT                                                                            \
	"The crypto user who unwraps the key becomes its owner. The unwrapping key needs "         \
	"unwrap=true, and must be your own or shared with you. What was wrapped must be a key of " \
	"the type that --key-type-class names: the bare bytes of a secret key, or the PKCS #8 "    \
	"DER form of a private key; ec-private takes Ed25519 keys, too. Where anything does not "  \
	"fit, no key is made, and the answer does not say what it was.\n\n"                        \
	"Attributes are not carried over from the key that was wrapped: the new key has those of " \
	"--attributes and defaults for the rest. Its local, always-sensitive and "                 \
	"never-extractable are false.\n\n"                                                         \
	"The wrapped key is given either as a binary file with --data-path or as base64 with "     \
	"--data.\n\n" KEY_APPROVAL_TEXT("--approval", "key-management",                            \
	    "the unwrapping key") "\n\n" QUORUM_VALUES_TEXT(UNWRAPPED_KEY)

MUST_CHECK int key_unwrap_check(const struct args *args, struct error *err);
/* Answers key_reply. */
MUST_CHECK int key_unwrap_run(struct command_context *context, const struct args *args,
    enum wrap_mechanism mechanism, struct reply *reply, struct error *err);

#endif
