/* What the commands that generate a key pair share: all but what the pair is made from. */
#ifndef LOCALHSM_KEY_PAIR_H
#define LOCALHSM_KEY_PAIR_H

#include "attributes.h"
#include "command.h"
#include "key.h"

struct args;

/* Where a command has the options that both have. */
struct key_pair_options {
	unsigned public_label, private_label, session, public_attributes, private_attributes,
	    share_crypto_users;
};

/* The two halves as the options ask for them. */
struct key_pair_request {
	struct key_template public_template, private_template;
	struct attribute_list public_attributes, private_attributes;
};

MUST_CHECK int key_pair_check(
    const struct args *args, const struct key_pair_options *options, struct error *err);

/* request points into itself and must not be moved; freed with key_pair_request_done. ERR_USAGE. */
MUST_CHECK int key_pair_request_init(struct key_pair_request *request, const struct args *args,
    const struct key_pair_options *options, struct error *err);
void key_pair_request_done(struct key_pair_request *request);

#define PUBLIC_LABEL_OPTION LABEL_OPTION("public-label", "Label of the public key")
#define PRIVATE_LABEL_OPTION LABEL_OPTION("private-label", "Label of the private key")
#define PUBLIC_ATTRIBUTES_OPTION                                                                   \
	ATTRIBUTES_OPTION("public-attributes", "PUBLIC_KEY_ATTRIBUTES", "the public key")
#define PRIVATE_ATTRIBUTES_OPTION                                                                  \
	ATTRIBUTES_OPTION("private-attributes", "PRIVATE_KEY_ATTRIBUTES", "the private key")
#define MANAGE_PRIVATE_QUORUM_OPTION                                                               \
	QUORUM_VALUE_OPTION("manage-private-key-quorum-value",                                     \
	    "Approvals that it takes to manage the private key")
#define USE_PRIVATE_QUORUM_OPTION                                                                  \
	QUORUM_VALUE_OPTION(                                                                       \
	    "use-private-key-quorum-value", "Approvals that it takes to use the private key")

#endif
