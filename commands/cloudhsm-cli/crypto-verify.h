/* What the commands that verify share: all but the mechanism and its options. */
#ifndef LOCALHSM_CRYPTO_VERIFY_H
#define LOCALHSM_CRYPTO_VERIFY_H

#include "attributes.h"
#include "command.h"
#include "crypto-mechanism.h"
#include "crypto-options.h"
#include "options.h"

struct args;

/* The options of a mechanism stand behind those of all. */
enum crypto_verify_option {
	OPT_CLUSTER_ID,
	OPT_KEY_FILTER,
	OPT_DATA_PATH,
	OPT_DATA,
	OPT_SIGNATURE_PATH,
	OPT_SIGNATURE,
	OPT_OWN,
};

#define SIGNATURE_PATH_OPTION                                                                      \
	{                                                                                          \
		.name = "signature-path", .type = OPTION_PATH, .one_of = ONE_OF_SIGNATURE,         \
		.help = "File with the signature, in binary",                                      \
	}

#define SIGNATURE_OPTION                                                                           \
	{                                                                                          \
		.name = "signature", .type = OPTION_STRING, .one_of = ONE_OF_SIGNATURE,            \
		.help = "The signature in base64",                                                 \
	}

/* Those of all. */
#define CRYPTO_VERIFY_OPTIONS                                                                      \
	[OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,                                                      \
	[OPT_KEY_FILTER] =                                                                         \
	    FILTER_OPTION("key-filter", "the public key to verify with", OPTION_REQUIRED),         \
	[OPT_DATA_PATH] = MESSAGE_PATH_OPTION, [OPT_DATA] = MESSAGE_OPTION,                        \
	[OPT_SIGNATURE_PATH] = SIGNATURE_PATH_OPTION, [OPT_SIGNATURE] = SIGNATURE_OPTION

/* The paragraphs that close every description. */
#define CRYPTO_VERIFY_TEXT                                                                         \
	"The key must be a public key with verify=true. Crypto users see all public keys: "        \
	"the key of another user need not be shared for this. --data-path names a file, a "        \
	"FIFO or a device, of which the bytes are taken as they stand, up to 1 GiB; "              \
	"--data has the same in base64, and --data \"\" is a message of no bytes. The "            \
	"signature is given either as a binary file with --signature-path or in base64 "           \
	"with --signature.\n\n"                                                                    \
	"A signature that does not hold is refused with one and the same text, whether it "        \
	"is the data, the key, a parameter or the signature that is another one."

MUST_CHECK int crypto_verify_check(const struct args *args, struct error *err);
/* Answers message_reply. */
MUST_CHECK int crypto_verify_run(struct command_context *context, const struct args *args,
    enum sign_mechanism mechanism, struct reply *reply, struct error *err);

#endif
