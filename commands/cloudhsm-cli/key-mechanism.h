/* The options of single mechanisms, which key wrap and key unwrap share, and their values. */
#ifndef LOCALHSM_KEY_MECHANISM_H
#define LOCALHSM_KEY_MECHANISM_H

#include "attributes.h"
#include "bytes.h"
#include "command.h"
#include "key-options.h"
#include "key.h"

struct args;
struct error;

/* Mechanisms with the same options: none of their own, or one pair. */
enum mechanism_family { FAMILY_PLAIN, FAMILY_GCM, FAMILY_OAEP };

enum mechanism_family mechanism_family(enum wrap_mechanism mechanism);
/* How many options of its own it has. */
unsigned mechanism_own_options(enum wrap_mechanism mechanism);

/* Where either pair stands, counted from the first of them. */
enum own_option {
	OWN_AAD,
	OWN_TAG_LENGTH_BITS,
	OWN_HASH_FUNCTION = 0,
	OWN_MGF,
	OWN_OPTIONS,
};

#define AAD_OPTION                                                                                 \
	{                                                                                          \
		.name = "aad", .type = OPTION_HEX,                                                 \
		.help = "Additional authenticated data in hexadecimal, such as 0x10",              \
	}

#define TAG_LENGTH_BITS_OPTION                                                                     \
	{                                                                                          \
		.name = "tag-length-bits", .type = OPTION_U64,                                     \
		.help = "Length of the tag in bits: 64 to 128 in steps of 8",                      \
		.min = WRAP_TAG_BITS_MIN, .max = WRAP_TAG_BITS_MAX, .step = 8,                     \
		.numbers = "64 to 128 in steps of 8", .flags = OPTION_REQUIRED,                    \
	}

#define GCM_OPTIONS(first)                                                                         \
	[(first) + OWN_AAD] = AAD_OPTION, [(first) + OWN_TAG_LENGTH_BITS] = TAG_LENGTH_BITS_OPTION

#define OAEP_OPTIONS(first)                                                                        \
	[(first) + OWN_HASH_FUNCTION] = HASH_FUNCTION_OPTION("Hash function of OAEP"),             \
		   [(first) + OWN_MGF] = MGF_OPTION("OAEP")

/* A paragraph of descriptions. */
#define HASH_SPELLINGS_TEXT                                                                        \
	"The hash functions may be written in either case and with a hyphen, and --mgf without "   \
	"mgf1-: SHA-256 is sha256."

/* What the options of a mechanism say. Freed with mechanism_values_done. */
struct mechanism_values {
	struct wrap_parameters parameters; /* borrows aad */
	struct bytes aad;
};
#define MECHANISM_VALUES_INIT                                                                      \
	{                                                                                          \
		.aad = BYTES_INIT                                                                  \
	}

/* first: where the mechanism's own options begin. ERR_WRAP_HASH. */
MUST_CHECK int mechanism_values(const struct args *args, enum wrap_mechanism mechanism,
    unsigned first, struct mechanism_values *values, struct error *err);
void mechanism_values_done(struct mechanism_values *values);

#endif
