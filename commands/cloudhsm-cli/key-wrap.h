/* What the commands that wrap a key share: all but the mechanism and its options. */
#ifndef LOCALHSM_KEY_WRAP_H
#define LOCALHSM_KEY_WRAP_H

#include "attributes.h"
#include "command.h"
#include "key-mechanism.h"
#include "options.h"

struct args;

/* The options of a mechanism stand behind those of all. */
enum key_wrap_option {
	OPT_CLUSTER_ID,
	OPT_PAYLOAD_FILTER,
	OPT_WRAPPING_FILTER,
	OPT_PATH,
	OPT_WRAPPING_APPROVAL,
	OPT_PAYLOAD_APPROVAL,
	OPT_OWN,
};

#define WRAPPED_PATH_OPTION                                                                        \
	{                                                                                          \
		.name = "path", .type = OPTION_PATH,                                               \
		.help = "File to write the wrapped key to, in binary. Left out, the answer holds " \
			"it in base64",                                                            \
	}

/* Those of all. key: "the AES key". The metavars of approvals are spelt as the service spells them.
 */
#define KEY_WRAP_OPTIONS(key)                                                                      \
	[OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,                                                      \
	[OPT_PAYLOAD_FILTER] =                                                                     \
	    FILTER_OPTION("payload-filter", "the key to be wrapped", OPTION_REQUIRED),             \
	[OPT_WRAPPING_FILTER] =                                                                    \
	    FILTER_OPTION("wrapping-filter", key " that it is wrapped under", OPTION_REQUIRED),    \
	[OPT_PATH] = WRAPPED_PATH_OPTION,                                                          \
	[OPT_WRAPPING_APPROVAL] = APPROVAL_FILE_OPTION("wrapping-approval", "WRAPPING_APPROVALR",  \
	    "File with the signed quorum token that approves the use of the wrapping key"),        \
	[OPT_PAYLOAD_APPROVAL] = APPROVAL_FILE_OPTION("payload-approval", "PAYLOAD_APPROVALR",     \
	    "File with the signed quorum token that approves the wrapping of the payload key")

/* Paragraphs that close every description. */
#define KEY_WRAP_TEXT                                                                              \
	"Only the crypto user who owns the payload key may wrap it, and its extractable must be "  \
	"true. It is a secret or a private key; public keys and ML-DSA keys cannot be wrapped. "   \
	"The wrapping key needs wrap=true, and must be trusted, too, if the wrap-with-trusted of " \
	"the payload key is true. What is wrapped is the bare bytes of a secret key, or the "      \
	"PKCS #8 DER form of a private key.\n\n"                                                   \
	"With --path the wrapped bytes are written to that file, which nobody but you may read "   \
	"(mode 0600), and the answer names the file; what was there is "                           \
	"replaced.\n\n" KEY_APPROVAL_TEXT("--payload-approval", "key-management",                  \
	    "the payload key") " --wrapping-approval is the same for the wrapping key."

/* The answers: of aes-gcm, which has an IV; of rsa-aes and rsa-oaep; and of all others. */
extern const struct reply_node key_wrap_iv_reply, key_wrap_oaep_reply, key_wrap_reply;

MUST_CHECK int key_wrap_check(const struct args *args, struct error *err);
MUST_CHECK int key_wrap_run(struct command_context *context, const struct args *args,
    enum wrap_mechanism mechanism, struct reply *reply, struct error *err);

#endif
