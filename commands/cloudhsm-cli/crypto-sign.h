/* What the commands that sign share: all but the mechanism and its options. */
#ifndef LOCALHSM_CRYPTO_SIGN_H
#define LOCALHSM_CRYPTO_SIGN_H

#include "attributes.h"
#include "command.h"
#include "crypto-mechanism.h"
#include "crypto-options.h"
#include "options.h"

struct args;

/* The options of a mechanism stand behind those of all. */
enum crypto_sign_option {
	OPT_CLUSTER_ID,
	OPT_KEY_FILTER,
	OPT_DATA_PATH,
	OPT_DATA,
	OPT_APPROVAL,
	OPT_OWN,
};

/* Those of all. */
#define CRYPTO_SIGN_OPTIONS                                                                        \
	[OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,                                                      \
	[OPT_KEY_FILTER] =                                                                         \
	    FILTER_OPTION("key-filter", "the private key to sign with", OPTION_REQUIRED),          \
	[OPT_DATA_PATH] = MESSAGE_PATH_OPTION, [OPT_DATA] = MESSAGE_OPTION,                        \
	[OPT_APPROVAL] = APPROVAL_OPTION

/* The paragraphs that close every description. */
#define CRYPTO_SIGN_TEXT                                                                           \
	"The key must be a private key with sign=true that you own or that is shared with "        \
	"you. --data-path names a file, a FIFO or a device, of which the bytes are taken "         \
	"as they stand, up to 1 GiB; --data has the same in base64, and --data \"\" is a "         \
	"message of no bytes.\n\n" KEY_APPROVAL_TEXT(                                              \
	    "--approval", "key-usage", "the key") "\n\n"                                           \
						  "The answer has the signature in base64, in "    \
						  "one line. To make a file of it, "               \
						  "decode it with openssl enc -d -base64 -A: "     \
						  "without -A, openssl enc leaves out the "        \
						  "rest of a long line, and does not say so."

extern const struct reply_node crypto_sign_reply;

MUST_CHECK int crypto_sign_check(const struct args *args, struct error *err);
MUST_CHECK int crypto_sign_run(struct command_context *context, const struct args *args,
    enum sign_mechanism mechanism, struct reply *reply, struct error *err);

#endif
