/* What the commands that generate a symmetric key share: all but the type of the key. */
#ifndef LOCALHSM_KEY_SYMMETRIC_H
#define LOCALHSM_KEY_SYMMETRIC_H

#include "attributes.h"
#include "command.h"

#include <stdint.h>

struct args;
struct connection;
struct key_template;
struct key_view;

/* what: "AES key"; least to most bytes in steps, sizes in words: "16, 24 or 32". */
#define KEY_SYMMETRIC_OPTIONS(what, least, most, steps, sizes)                                     \
	{                                                                                          \
		[SYMMETRIC_CLUSTER_ID] = CLUSTER_ID_OPTION,                                        \
		[SYMMETRIC_LABEL] = LABEL_OPTION("label", "Label of the key"),                     \
		[SYMMETRIC_SESSION] = SESSION_OPTION("key"),                                       \
		[SYMMETRIC_LENGTH] =                                                               \
		    {                                                                              \
			.name = "key-length-bytes",                                                \
			.type = OPTION_U64,                                                        \
			.help = "Length of the key in bytes: " sizes,                              \
			.min = (least),                                                            \
			.max = (most),                                                             \
			.step = (steps),                                                           \
			.numbers = (sizes),                                                        \
			.flags = OPTION_REQUIRED,                                                  \
		    },                                                                             \
		[SYMMETRIC_ATTRIBUTES] =                                                           \
		    ATTRIBUTES_OPTION("attributes", "KEY_ATTRIBUTES", "the " what),                \
		[SYMMETRIC_SHARE] = SHARE_OPTION("the " what),                                     \
		[SYMMETRIC_MANAGE_QUORUM] = QUORUM_VALUE_OPTION(                                   \
		    "manage-key-quorum-value", "Approvals that it takes to manage the key"),       \
		[SYMMETRIC_USE_QUORUM] = QUORUM_VALUE_OPTION(                                      \
		    "use-key-quorum-value", "Approvals that it takes to use the key"),             \
	}

enum key_symmetric_option {
	SYMMETRIC_CLUSTER_ID,
	SYMMETRIC_LABEL,
	SYMMETRIC_SESSION,
	SYMMETRIC_LENGTH,
	SYMMETRIC_ATTRIBUTES,
	SYMMETRIC_SHARE,
	SYMMETRIC_MANAGE_QUORUM,
	SYMMETRIC_USE_QUORUM,
};

/* key_generate_aes and its like. */
typedef int key_symmetric_fn(struct connection *connection, const struct key_template *template,
    uint64_t length_bytes, struct key_view *key, struct error *err);

MUST_CHECK int key_symmetric_check(const struct args *args, struct error *err);
MUST_CHECK int key_symmetric_run(struct command_context *context, const struct args *args,
    key_symmetric_fn *generate, struct reply *reply, struct error *err);

#endif
