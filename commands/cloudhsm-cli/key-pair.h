/* What the commands that generate a key pair share: all but what the pair is made from. */
#ifndef LOCALHSM_KEY_PAIR_H
#define LOCALHSM_KEY_PAIR_H

#include "attributes.h"
#include "command.h"
#include "key-options.h"
#include "key.h"
#include "options.h"

struct args;
struct connection;

/*
 * The options that say what the pair is made from stand between two groups that all commands have,
 * as in the service's help, so that the second begins behind as many as the command has.
 */
enum key_pair_option {
	OPT_CLUSTER_ID,
	OPT_PUBLIC_LABEL,
	OPT_PRIVATE_LABEL,
	OPT_SESSION,
	OPT_OWN,
};
enum key_pair_last {
	LAST_PUBLIC_ATTRIBUTES,
	LAST_PRIVATE_ATTRIBUTES,
	LAST_SHARE_CRYPTO_USERS,
	LAST_MANAGE_QUORUM,
	LAST_USE_QUORUM,
};

/* Those of all. n_own: how many the command has of its own. */
#define KEY_PAIR_OPTIONS(n_own)                                                                    \
	[OPT_CLUSTER_ID] = CLUSTER_ID_OPTION,                                                      \
	[OPT_PUBLIC_LABEL] = LABEL_OPTION("public-label", "Label of the public key"),              \
	[OPT_PRIVATE_LABEL] = LABEL_OPTION("private-label", "Label of the private key"),           \
	[OPT_SESSION] = SESSION_OPTION("key pair"),                                                \
	[OPT_OWN + (n_own) + LAST_PUBLIC_ATTRIBUTES] =                                             \
	    ATTRIBUTES_OPTION("public-attributes", "PUBLIC_KEY_ATTRIBUTES", "the public key"),     \
	[OPT_OWN + (n_own) + LAST_PRIVATE_ATTRIBUTES] =                                            \
	    ATTRIBUTES_OPTION("private-attributes", "PRIVATE_KEY_ATTRIBUTES", "the private key"),  \
	[OPT_OWN + (n_own) + LAST_SHARE_CRYPTO_USERS] = SHARE_OPTION("the private key"),           \
	[OPT_OWN + (n_own) + LAST_MANAGE_QUORUM] =                                                 \
	    QUORUM_VALUE_OPTION("manage-private-key-quorum-value",                                 \
		"Approvals that it takes to manage the private key"),                              \
	[OPT_OWN + (n_own) + LAST_USE_QUORUM] = QUORUM_VALUE_OPTION(                               \
	    "use-private-key-quorum-value", "Approvals that it takes to use the private key")

/* Paragraphs of every description. */
#define KEY_PAIR_OWNER_TEXT                                                                        \
	"The crypto user who runs the command owns both halves. They may carry one label: "        \
	"filters then tell them apart by attr.class=public-key and attr.class=private-key."
#define KEY_PAIR_SHARE_TEXT                                                                        \
	"--share-crypto-users and --session mean the private key and both halves, respectively. "  \
	"Every crypto user sees every public key. Token keys need two HSMs, unless the key "       \
	"availability check is switched off with configure-cli.\n\n" QUORUM_VALUES_TEXT(           \
	    "the private key")

MUST_CHECK int key_pair_check(const struct args *args, unsigned n_own, struct error *err);

/* Calls the function of include/localhsm/key.h that makes the pair. */
typedef int key_pair_generate_fn(struct connection *connection, const struct args *args,
    const struct key_template *public_template, const struct key_template *private_template,
    struct key_view *public_key, struct key_view *private_key, struct error *err);

/* Answers key_pair_reply. */
MUST_CHECK int key_pair_run(struct command_context *context, const struct args *args,
    unsigned n_own, key_pair_generate_fn *generate, struct reply *reply, struct error *err);

#endif
