/* Options that several key commands share, each declared once, and their values. */
#ifndef LOCALHSM_KEY_OPTIONS_H
#define LOCALHSM_KEY_OPTIONS_H

#include "attributes.h"
#include "command.h"
#include "complete.h"
#include "key.h"

struct args;
struct error;

#define HASH_CHOICES HASH_FUNCTIONS
extern const struct option_choice hash_choices[HASH_CHOICES], mgf_choices[HASH_CHOICES];

/* what: "the key to delete". The flags tell whether it must be given. */
#define FILTER_OPTION(option_name, what, option_flags)                                             \
	{                                                                                          \
		.name = (option_name), .type = OPTION_LIST,                                        \
		.help = "Selects " what " by its reference (key-reference=0x<HEX>) or by one or "  \
			"more attributes (attr.<KEY_ATTRIBUTE>=<VALUE>) that must all match",      \
		.flags = (option_flags), .complete = complete_filter,                              \
	}

#define LABEL_OPTION(option_name, text)                                                            \
	{                                                                                          \
		.name = (option_name), .type = OPTION_STRING,                                      \
		.help = text ", 1 to 127 characters", .flags = OPTION_REQUIRED,                    \
	}

#define SESSION_OPTION(what)                                                                       \
	{                                                                                          \
		.name = "session", .type = OPTION_FLAG,                                            \
		.help = "Makes a session " what ", which is gone when the login ends and lives "   \
			"on one HSM only",                                                         \
	}

#define ATTRIBUTES_OPTION(option_name, option_metavar, what)                                       \
	{                                                                                          \
		.name = (option_name), .type = OPTION_LIST, .metavar = (option_metavar),           \
		.help = "Attributes of " what ", each as <KEY_ATTRIBUTE>=<VALUE>, that are to "    \
			"differ from their defaults",                                              \
		.complete = complete_attribute,                                                    \
	}

#define SHARE_OPTION(what)                                                                         \
	{                                                                                          \
		.name = "share-crypto-users", .type = OPTION_LIST,                                 \
		.help = "Usernames of the crypto users to share " what " with",                    \
		.complete = complete_username,                                                     \
	}

/* Both or neither; what is out of range is for the HSM to say. */
#define QUORUM_VALUE_OPTION(option_name, text)                                                     \
	{                                                                                          \
		.name = (option_name), .type = OPTION_U64, .help = text ": 2 to 8",                \
		.max = UINT8_MAX, .together = TOGETHER_QUORUM,                                     \
	}
enum key_together { TOGETHER_QUORUM = 1 };

/* Paragraph of the commands that make a key which a quorum may guard. key: "the key". */
#define QUORUM_VALUES_TEXT(key)                                                                    \
	"The two quorum values say how many of the owner and the sharees of " key " must approve " \
	"that it is managed (wrapped, unwrapped with, shared, unshared, its attributes set), and " \
	"that it is used to sign. They are given together, are 2 to 8 each and not more than "     \
	"there are owner and sharees, and cannot be changed afterwards."

/* Paragraphs of commands that a key's quorum may guard. service: "key-management". */
#define KEY_APPROVAL_TEXT(option, service, key)                                                    \
	"If " key " has a quorum, " option " names the file of a token of the service " service    \
	" for it, made in this login by quorum token-sign generate and signed by as many of its "  \
	"owner and sharees. It is used up when the command succeeds."

/* text: what it is the hash function of; scheme: what the mask generation function belongs to. */
#define HASH_FUNCTION_OPTION(text)                                                                 \
	{                                                                                          \
		.name = "hash-function", .type = OPTION_ENUM, .help = (text),                      \
		.choices = hash_choices, .n_choices = HASH_CHOICES,                                \
		.flags = OPTION_REQUIRED | OPTION_ANY_CASE,                                        \
	}

#define MGF_OPTION(scheme)                                                                         \
	{                                                                                          \
		.name = "mgf", .type = OPTION_ENUM,                                                \
		.help = "Mask generation function of " scheme "; its hash must be that of "        \
			"--hash-function",                                                         \
		.choices = mgf_choices, .n_choices = HASH_CHOICES,                                 \
		.flags = OPTION_REQUIRED | OPTION_ANY_CASE,                                        \
	}

/* What two QUORUM_VALUE_OPTIONs were given. */
void option_quorum(const struct args *args, unsigned manage_option, unsigned use_option,
    struct key_template *template);

/* The filter of an option that may not be given. ERR_USAGE as key_filter_parse. */
MUST_CHECK int option_filter(
    const struct args *args, unsigned option, struct key_filter *filter, struct error *err);
/* The same for a command's check, which has no use for the filter yet. */
MUST_CHECK int option_filter_check(const struct args *args, unsigned option, struct error *err);

/* The attributes of an option that may not be given. ERR_USAGE as attribute_list_parse. */
MUST_CHECK int option_attributes(
    const struct args *args, unsigned option, struct attribute_list *attributes, struct error *err);
MUST_CHECK int option_attributes_check(const struct args *args, unsigned option, struct error *err);

/* What HASH_FUNCTION_OPTION and MGF_OPTION were given. ERR_WRAP_HASH when they differ. */
MUST_CHECK int option_hashes(const struct args *args, unsigned hash_option, unsigned mgf_option,
    enum hash_function *hash, enum hash_function *mgf, struct error *err);

/*
 * The bytes of an option in base64 or, when that is not given, of the file that another option
 * names, of at most max bytes; appended to data. ERR_DATA_BASE64, ERR_FILE_READ.
 */
MUST_CHECK int option_data(const struct args *args, unsigned data_option, unsigned path_option,
    size_t max, struct bytes *data, struct error *err);
/* The bytes of an OPTION_HEX, appended to data; none when it is not given. */
MUST_CHECK int option_hex(
    const struct args *args, unsigned option, struct bytes *data, struct error *err);

#endif
