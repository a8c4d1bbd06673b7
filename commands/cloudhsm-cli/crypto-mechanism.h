/* The options of single mechanisms, which crypto sign and crypto verify share, and their values. */
#ifndef LOCALHSM_CRYPTO_MECHANISM_H
#define LOCALHSM_CRYPTO_MECHANISM_H

#include "attributes.h"
#include "command.h"
#include "key-options.h"
#include "key.h"

#include <stdint.h>

struct args;
struct error;

/* Where each stands, counted from the first of them. ed25519 has none, rsa-pkcs-pss has all. */
enum sign_own_option {
	SIGN_OWN_DATA_TYPE,
	SIGN_OWN_HASH_FUNCTION,
	SIGN_OWN_MGF,
	SIGN_OWN_SALT_LENGTH,
};

#define DATA_TYPE_CHOICES 2
/* The second of each pair is SIGN_DATA_DIGEST and SIGN_DATA_EXTERNAL_MU. */
extern const struct option_choice digest_choices[DATA_TYPE_CHOICES], mu_choices[DATA_TYPE_CHOICES];
extern const struct option_choice shake256_choice;

/* text: what the data is under either choice. otherwise: the default, for one that is not required.
 */
#define DATA_TYPE_OPTION(values, text, option_flags, otherwise)                                    \
	{                                                                                          \
		.name = "data-type", .type = OPTION_ENUM, .help = (text), .choices = (values),     \
		.n_choices = DATA_TYPE_CHOICES, .flags = OPTION_ANY_CASE | (option_flags),         \
		.default_text = (otherwise),                                                       \
	}

#define DIGEST_OPTION(option_flags, otherwise)                                                     \
	DATA_TYPE_OPTION(digest_choices, "Whether the data is the message or the hash of it",      \
	    option_flags, otherwise)

/* A hash function that the mechanism leaves no choice of. */
#define ONLY_HASH_OPTION(choice)                                                                   \
	{                                                                                          \
		.name = "hash-function", .type = OPTION_ENUM,                                      \
		.help = "Hash function of the mechanism; there is no other", .choices = (choice),  \
		.n_choices = 1, .flags = OPTION_REQUIRED | OPTION_ANY_CASE,                        \
	}

#define SALT_LENGTH_OPTION                                                                         \
	{                                                                                          \
		.name = "salt-length", .type = OPTION_U64,                                         \
		.help = "Length of the salt in bytes, 0 or more", .max = UINT64_MAX,               \
		.numbers = "0 or more", .flags = OPTION_REQUIRED,                                  \
	}

/* What each mechanism takes. first: where its own options begin. */
#define SIGN_ECDSA_OPTIONS(first)                                                                  \
	[(first) + SIGN_OWN_DATA_TYPE] = DIGEST_OPTION(0, "raw"),                                  \
		   [(first) + SIGN_OWN_HASH_FUNCTION] =                                            \
		       HASH_FUNCTION_OPTION("Hash function of the message")

#define SIGN_ED25519PH_OPTIONS(first)                                                              \
	[(first) + SIGN_OWN_DATA_TYPE] = DIGEST_OPTION(OPTION_REQUIRED, NULL),                     \
		   [(first) + SIGN_OWN_HASH_FUNCTION] =                                            \
		       ONLY_HASH_OPTION(&hash_choices[HASH_SHA512])

#define SIGN_ML_DSA_OPTIONS(first)                                                                 \
	[(first) + SIGN_OWN_DATA_TYPE] = DATA_TYPE_OPTION(                                         \
	    mu_choices, "Whether the data is the message or the mu of it", OPTION_REQUIRED, NULL), \
		   [(first) + SIGN_OWN_HASH_FUNCTION] = ONLY_HASH_OPTION(&shake256_choice)

#define SIGN_RSA_PKCS_OPTIONS(first)                                                               \
	[(first) + SIGN_OWN_DATA_TYPE] = DATA_TYPE_OPTION(digest_choices,                          \
	    "Whether the data is the message or the DigestInfo of its hash", 0, "raw"),            \
		   [(first) + SIGN_OWN_HASH_FUNCTION] =                                            \
		       HASH_FUNCTION_OPTION("Hash function of the message")

#define SIGN_RSA_PKCS_PSS_OPTIONS(first)                                                           \
	[(first) + SIGN_OWN_DATA_TYPE] = DIGEST_OPTION(0, "raw"),                                  \
		   [(first) + SIGN_OWN_HASH_FUNCTION] =                                            \
		       HASH_FUNCTION_OPTION("Hash function of the message and of PSS"),            \
		   [(first) + SIGN_OWN_MGF] = MGF_OPTION("PSS"),                                   \
		   [(first) + SIGN_OWN_SALT_LENGTH] = SALT_LENGTH_OPTION

/* What the options of a mechanism say. first: where they begin. ERR_WRAP_HASH. */
MUST_CHECK int signature_parameters(const struct args *args, enum sign_mechanism mechanism,
    unsigned first, struct sign_parameters *parameters, struct error *err);

#endif
